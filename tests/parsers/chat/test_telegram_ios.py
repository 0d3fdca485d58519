"""Telegram's Postbox on iOS and macOS: messages are known as a whole or not at all, and what is not known is counted."""

from __future__ import annotations

import random
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from evidence_desk.api import Instant, Location, Told
from evidence_desk.model import Conversation, Gap, Message
from parsers.chat import _postbox as postbox
from parsers.chat import telegram_ios

DATE = 1709622252
LI, GROUP, CHANNEL = 555, 1 << 32 | 6, 2 << 32 | 8


def block(data: bytes) -> bytes:
    return struct.pack("<i", len(data)) + data


def member(name: str, value: int | float | str | bytes, kind: int | None = None) -> bytes:
    head = bytes([len(name)]) + name.encode()
    match value:
        case bytes():
            return head + bytes([kind if kind is not None else 10]) + (block(value) if kind is None else value)
        case str():
            return head + b"\x04" + block(value.encode())
        case float():
            return head + b"\x03" + struct.pack("<d", value)
    return head + (b"\x00" + struct.pack("<i", value) if kind == 0 else b"\x01" + struct.pack("<q", value))


def object_of(number: int, *members: bytes) -> bytes:
    return member("_", struct.pack("<i", number) + block(b"".join(members)), 5)


def message(text: str, *, flags: int = 4, author: int | None = LI, there: bytes = b"\0", forward: bytes = b"\0", attributes: tuple[bytes, ...] = (),
            media: tuple[bytes, ...] = (), references: tuple[tuple[int, int], ...] = ()) -> bytes:  # fmt: skip
    who = b"\0" if author is None else b"\1" + struct.pack("<q", author)
    lists = b"".join(struct.pack("<i", len(some)) + b"".join(map(block, some)) for some in (attributes, media))
    named = struct.pack("<i", len(references)) + b"".join(struct.pack("<iq", *one) for one in references)
    return b"\0" + bytes(8) + there + struct.pack("<II", flags, 0) + forward + who + block(text.encode()) + lists + named


def key(peer: int, number: int, space: int = 0) -> bytes:
    return struct.pack(">qiii", peer, space, DATE, number)


def made(tmp_path: Path, rows: list[tuple[bytes, bytes]], tail: str = "") -> bytes:
    path = tmp_path / "db_sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE __meta_tables (name INTEGER, keytype INTEGER); CREATE TABLE t2 (key INTEGER PRIMARY KEY, value BLOB);"
            f"CREATE TABLE t6 (key BLOB PRIMARY KEY, value BLOB){tail}; CREATE TABLE t7 (key BLOB PRIMARY KEY, value BLOB){tail};"
        )
        people = [
            (LI, object_of(-1637309141, member("fn", "四"), member("a", b"\2\0\0\0" + bytes(8), 6), member("ln", "李"), member("un", "lisi"))),
            (GROUP, object_of(1, member("t", "项目群"))), (9, b"broken"),
        ]  # fmt: skip
        db.executemany("INSERT INTO t2 VALUES (?, ?)", people)
        db.execute("INSERT INTO t6 VALUES (?, ?)", (struct.pack(">iq", 0, 77), b"\0" + block(object_of(postbox.FILE))))
        db.executemany("INSERT INTO t7 VALUES (?, ?)", rows)
        db.commit()
    return path.read_bytes()


ROWS = [
    (key(LI, 1), message("到了")), (key(LI, 2), message("好", flags=0, attributes=(object_of(postbox.REPLY, member("p", LI), member("i", 1 << 32)),))),
    (key(LI, 3), message("改", there=b"\x3f" + bytes(36), attributes=(object_of(postbox.EDITED, member("d", DATE + 9, 0)),))),
    (key(GROUP, 4), message("转", forward=b"\x0e" + struct.pack("<qi", 0, DATE - 60) + bytes(24) + block("作者".encode()))),
    (key(GROUP, 5), message("", references=((0, 77),))), (key(GROUP, 6), message("", media=(object_of(postbox.MAP, member("la", 31.25), member("lo", 121.5)),))),
    (key(GROUP, 7), message("", media=(object_of(postbox.ACTION, member("_rawValue", 1, 0)),))), (key(CHANNEL, 8, 1), b"\0broken"), (key(CHANNEL, 9), b"\1hole"),
]  # fmt: skip


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


@pytest.mark.parametrize("tail", ["", " WITHOUT ROWID"])
def test_what_a_message_says(entry: Callable, parse: Callable, tmp_path: Path, tail: str) -> None:
    given = entry(made(tmp_path, ROWS, tail))
    assert telegram_ios.messages.claims(given)
    found = parse(telegram_ios.messages, given)
    messages = sorted(only(found, Message), key=lambda one: int(one.native_id.rpartition(":")[2]))
    assert [(one.sender, one.sender_id, one.direction, one.kind, one.text, one.native_id) for one in messages] == [
        ("四 李 (@lisi)", "555", "in", "text", "到了", "1"), (None, None, "out", "text", "好", "2"), ("四 李 (@lisi)", "555", "in", "text", "改", "3"),
        ("四 李 (@lisi)", "555", "in", "text", "转", "4"), ("四 李 (@lisi)", "555", "in", "file", None, "5"), ("四 李 (@lisi)", "555", "in", "location", None, "6"),
        (None, None, None, "system", None, "7"), (None, None, None, "other", None, "1:8"),
    ]  # fmt: skip
    first, answer, edited, forwarded, _, place, _, lost = messages
    assert (str(first.sent), answer.reply_to) == ("2024-03-05T07:04:12Z", "1")
    assert (edited.edited, edited.edited_at) == (True, Instant(DATE + 9))
    assert forwarded.forwarded == (Told(sender="作者", sent=Instant(DATE - 60)),)
    assert (place.location, lost.extra) == (Location(latitude=31.25, longitude=121.5), {"body": "undecoded"})
    assert {(one.kind, one.title) for one in only(found, Conversation)} == {
        ("direct", "四 李 (@lisi)"),
        ("group", "项目群"),
        ("unknown", None),
    }
    assert [(one.code, one.params.get("count")) for one in only(found, Gap)] == [("bodies-undecoded", 1), ("telegram-parts-unread", None)]


def test_identifiers_lose_their_kind_and_keep_their_number() -> None:
    assert [telegram_ios.identifier(one) for one in (LI, GROUP, CHANNEL, (1 << 35) | 7)] == [555, 6, 8, (1 << 32) | 7]


@pytest.mark.parametrize("seed", range(30))
def test_damaged_messages_are_known_as_a_whole_or_not_at_all(seed: int) -> None:
    draw = random.Random(seed)
    for _, whole in ROWS:
        bent = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            bent[draw.randrange(len(bent))] = draw.randrange(256)
        try:
            found = postbox.message(bytes(bent[: draw.randint(1, len(bent))]))
        except ValueError:
            continue
        assert isinstance(found.text, str)


def test_an_object_within_an_object_without_end_is_refused() -> None:
    inner = b""
    for _ in range(40):
        inner = member("x", struct.pack("<i", 1) + block(inner), 5)
    with pytest.raises(ValueError, match="too deep"):
        postbox.members(postbox.Reader(inner))
