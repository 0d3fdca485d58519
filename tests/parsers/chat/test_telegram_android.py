"""Telegram's store on Android: what each version of a message says stands behind its time; what is not found is said and not guessed."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from evidence_desk.api import CallNote, Card, Instant, Location, Told
from evidence_desk.model import Contact, Conversation, Gap, Message
from parsers.chat import _telegram_tl as tl
from parsers.chat import telegram_android

DATE, MID = 1709622252, 7
SCHEMA = """
CREATE TABLE {table}(mid INTEGER, uid INTEGER, read_state INTEGER, send_state INTEGER, date INTEGER, data BLOB, out INTEGER, ttl INTEGER, media INTEGER,
  replydata BLOB, imp INTEGER, mention INTEGER, forwards INTEGER, replies_data BLOB, thread_reply_id INTEGER, is_channel INTEGER, reply_to_message_id INTEGER,
  custom_params BLOB, group_id INTEGER, PRIMARY KEY(mid, uid));
CREATE TABLE users(uid INTEGER PRIMARY KEY, name TEXT, status INTEGER, data BLOB);
CREATE TABLE chats(uid INTEGER PRIMARY KEY, name TEXT, data BLOB);
CREATE TABLE user_contacts_v7(key TEXT PRIMARY KEY, uid INTEGER, fname TEXT, sname TEXT, imported INTEGER);
CREATE TABLE user_phones_v7(key TEXT, phone TEXT, sphone TEXT, deleted INTEGER, PRIMARY KEY (key, phone));
INSERT INTO user_contacts_v7 VALUES ('k', 555, '四', '李', 1);
INSERT INTO user_phones_v7 VALUES ('k', '+861', '861', 0), ('k', '+862', '862', 0);
"""
OLD, NEW = 0x76BEC211, 0x9815CEC8
"""A message until 2024, and one of today with two words of flags."""


def words(*numbers: int) -> bytes:
    return b"".join(struct.pack("<I", number & 0xFFFFFFFF) for number in numbers)


def text(said: str) -> bytes:
    raw = said.encode()
    head = bytes([len(raw)]) + raw if len(raw) < 254 else b"\xfe" + len(raw).to_bytes(3, "little") + raw
    return head + bytes(-len(head) % 4)


def user(number: int) -> bytes:
    return words(0x59511722) + struct.pack("<q", number)


def message(said: str, *, flags: int = 0, before: bytes = b"", behind: bytes = b"", constructor: int = NEW) -> bytes:
    """With its peer and whatever stands before its time and behind its text."""
    head = words(constructor, flags, 0, MID) if constructor == NEW else words(constructor, flags, MID)
    return head + before + user(555) + words(DATE) + text(said) + behind


def service(action: bytes) -> bytes:
    return words(0x2B085862, 1 << 8, MID) + user(111) + user(555) + words(DATE) + action


def made(tmp_path: Path, rows: list[tuple[int, int, int, bytes]], table: str = "messages_v2") -> bytes:
    """`rows`: number, dialog, whether it was sent, and its bytes."""
    path = tmp_path / "cache4.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(SCHEMA.format(table=table))
        db.executemany(f"INSERT INTO {table} (mid, uid, send_state, date, data, out, reply_to_message_id) VALUES (?, ?, 0, {DATE}, ?, ?, ?)",
                       [(mid, uid, data, out, 7 if mid == 9 else 0) for mid, uid, out, data in rows])  # fmt: skip
        names = words(0x020B1422, 0b11111, 0) + struct.pack("<qq", 555, 9) + text("Li") + text("Si") + text("lisi") + text("86138")
        db.execute("INSERT INTO users VALUES (555, 'li si;;;lisi', 0, ?), (111, '王五', 0, x'00')", (names,))
        channel = words(0xFE4478BD, 1 << 13, 0) + struct.pack("<qq", 8, 77) + text("Team A")
        group = words(0x41CBF256, 0) + struct.pack("<q", 6) + text("项目群") + words(0)
        db.execute("INSERT INTO chats VALUES (8, 'team a', ?), (6, '项目群', ?)", (channel, group))
        db.commit()
    return path.read_bytes()


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


@pytest.mark.parametrize("constructor", [OLD, NEW])
@pytest.mark.parametrize("said", ["", "你好", "x" * 253, "长" * 400])
def test_the_text_stands_behind_the_time_in_every_version(constructor: int, said: str) -> None:
    found = tl.body(message(said, constructor=constructor, flags=1 << 8, before=user(111)), MID, DATE)
    assert (found.known, found.text, found.peer, found.kind) == (True, said or None, 111, "text")


def test_a_document_that_was_uploaded_in_the_same_second_is_not_taken_for_the_text() -> None:
    document = words(0x4CF4D72D, 1, 0x8FD4C4D8, 0) + struct.pack("<qq", 1, 2) + text("ref") + words(DATE) + text("video/mp4")
    document += words(0x1CB5C415, 2, 0x43C57C48, 0) + words(0x15590068) + text("账.mp4")
    found = tl.body(message("看", flags=1 << 9, behind=document), MID, DATE)
    assert (found.text, found.kind, found.file) == ("看", "video", "账.mp4")


def test_a_forwarded_message_tells_its_origin_and_not_that_ones_time() -> None:
    header = words(0x4E4DF4BB, 1 | 1 << 5) + user(999) + text("隐名") + words(DATE)
    found = tl.body(message("转", flags=1 << 2, before=header), MID, DATE)
    assert (found.text, found.forwarded) == ("转", (Told(sender="隐名", sender_id="999", sent=Instant(DATE)),))


@pytest.mark.parametrize(
    ("action", "note"),
    [
        (words(0x80E11A7F, 0b111, 1, 0, 0x57ADC690, 65), CallNote(outcome="answered", duration=65, video=True)),
        (words(0x80E11A7F, 0b001, 1, 0, 0x85E42301), CallNote(outcome="missed", video=False)),
        (words(0x80E11A7F, 0, 1, 0), CallNote(video=False)),
    ],
)  # fmt: skip
def test_how_a_call_ended(action: bytes, note: CallNote) -> None:
    assert tl.body(service(action), MID, DATE).call == note


def test_places_and_cards() -> None:
    point = words(0x56E0D474, 0xB2A2F663, 0) + struct.pack("<dd", 121.5, 31.25) + bytes(8)
    assert tl.body(message("", flags=1 << 9, behind=point), MID, DATE).location == Location(latitude=31.25, longitude=121.5)
    card = words(0x70322949) + text("+861") + text("李") + text("四") + text("") + bytes(8)
    assert tl.body(message("", flags=1 << 9, behind=card), MID, DATE).card == Card(name="李 四", numbers=("+861",))


@pytest.mark.parametrize(
    "data", [b"", words(NEW), words(NEW, 0, 0, MID), message("x")[:-3], words(NEW, 0, 0, 8) + user(5) + words(DATE) + text("x")]
)
def test_what_is_not_found_is_not_known(data: bytes) -> None:
    assert not tl.body(data, MID, DATE).known


def test_the_store_names_dialogs_and_says_what_it_could_not_decode(entry: Callable, parse: Callable, tmp_path: Path) -> None:
    rows = [
        (7, 555, 0, message("到了")), (8, 555, 1, message("好").replace(words(MID), words(8))), (9, -8, 0, message("群里", flags=1 << 8, before=user(111)).replace(words(MID), words(9))),
        (10, -6, 0, b"\xff" * 40), (11, 555, 0, service(words(0xDEAD)).replace(words(MID), words(11))),
    ]  # fmt: skip
    given = entry(made(tmp_path, rows))
    assert telegram_android.messages.claims(given)
    found = parse(telegram_android.messages, given)
    assert [(one.sender, one.sender_id, one.direction, one.kind, one.text, str(one.sent)) for one in only(found, Message)] == [
        ("Li Si (@lisi)", "555", "in", "text", "到了", "2024-03-05T07:04:12Z"), (None, None, "out", "text", "好", "2024-03-05T07:04:12Z"),
        ("王五", "111", "in", "text", "群里", "2024-03-05T07:04:12Z"), (None, None, "in", "other", None, "2024-03-05T07:04:12Z"),
        (None, None, None, "system", None, "2024-03-05T07:04:12Z"),
    ]  # fmt: skip
    assert only(found, Message)[2].reply_to == "7" and only(found, Message)[3].extra["body"] == "undecoded"
    assert [(one.kind, one.title) for one in only(found, Conversation)] == [
        ("direct", "Li Si (@lisi)"),
        ("group", "Team A"),
        ("group", "项目群"),
    ]
    assert [(one.code, one.params.get("count")) for one in only(found, Gap)] == [("bodies-undecoded", 1), ("telegram-parts-unread", None)]


def test_the_table_until_2021_and_the_phones_contacts(entry: Callable, parse: Callable, tmp_path: Path) -> None:
    given = entry(made(tmp_path, [(7, 555, 0, message("旧", constructor=OLD))], "messages"))
    assert telegram_android.old_messages.claims(given) and not telegram_android.messages.claims(given)
    assert [one.text for one in only(parse(telegram_android.old_messages, given), Message)] == ["旧"]
    assert [(one.name, one.numbers) for one in only(parse(telegram_android.contacts, given), Contact)] == [("四 李", ("+861", "+862"))]
