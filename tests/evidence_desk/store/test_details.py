"""What few messages have is kept whole, shown as fields of its own, and a quotation is held against what it quotes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from evidence_desk.model import (
    DETAILS,
    CallNote,
    Card,
    Conversation,
    Edit,
    Entry,
    Found,
    Instant,
    Location,
    Locus,
    Mention,
    Message,
    Payment,
    Reaction,
    Recall,
    Receipt,
    Told,
)
from evidence_desk.search import find, index
from evidence_desk.store import details, ids, keep, replies, tables
from evidence_desk.store.case import Case

ENTRY = ids.entry_id(1, 1)
LOCUS = Locus(1, ENTRY, "/chat.db", None)
FULL = Message(
    conversation="k", app="test", locus=LOCUS, sent=Instant(1709622252, 5_000_000, 3), time_source="server", precision="minute",
    sender_certainty="inferred", payment=Payment(amount="1.50", currency="CNY", memo="货款"), call=CallNote(outcome="missed"),
    quote=Told(sender="李四", text="明天见"), forwarded=(Told(items=(Told(text="里层"),)),), edits=(Edit(text="旧文", time=Instant(1)),),
    edited_at=Instant(2), recall=Recall(by="张三"), reactions=(Reaction(value="👍", sender="王五", time=Instant(3)),),
    receipts=(Receipt(name="王五", read=Instant(4)),), mentions=(Mention(identifier="wxid_a"),), location=Location(latitude=31.2, longitude=121.4),
    card=Card(name="赵六"),
)  # fmt: skip


def kept(case: Case, *messages: Message) -> list[tables.Shown]:
    found: list[Found] = [Conversation(key="k", app="test", locus=LOCUS), *messages]
    with case.transaction():
        keep.entries(case, 1, [Entry(1, None, 1, "/chat.db", "file", None, 4, True, 1, None, None, None, None, None, 0)])
        keep.EntryRecords(case, ENTRY).keep(keep.parser_number(case, "test", 1), found)
        replies.link(case, *ids.record_range(*ids.entry_range(1)))
    return list(tables.rows(case, "messages"))


def test_every_such_field_crosses_the_border_is_kept_and_shown(case: Case) -> None:
    crossed = msgspec.msgpack.decode(msgspec.msgpack.encode(FULL), type=Message)
    assert crossed == FULL
    [shown] = kept(case, crossed)
    assert [name for name in DETAILS if shown[name] == details.plain(details.DEFAULTS[name])] == []
    assert shown["payment"] == {
        "kind": "transfer", "amount": "1.50", "currency": "CNY", "written": None, "direction": None, "state": "unknown", "native_id": None,
        "payer": None, "payee": None, "memo": "货款",
    }  # fmt: skip
    assert shown["edits"] == [{"text": "旧文", "time": "1970-01-01T00:00:01Z"}]
    assert shown["forwarded"][0]["items"][0]["text"] == "里层"  # type: ignore[index, call-overload]


def test_a_plain_message_keeps_nothing_and_shows_empty_fields(case: Case) -> None:
    [shown] = kept(case, Message(conversation="k", app="test", locus=LOCUS, sent=Instant(5, 0, 3)))
    assert case.db.execute("SELECT details FROM messages").fetchone()[0] is None
    assert (shown["payment"], shown["reactions"], shown["reply_message"], shown["reply_state"]) == (None, [], None, None)
    assert shown["precision"] == "millisecond"


@pytest.mark.parametrize(
    ("digits", "precision"), [(0, "second"), (1, "millisecond"), (6, "microsecond"), (7, "nanosecond"), (9, "nanosecond")]
)
def test_how_fine_a_time_is_follows_from_its_decimals(digits: int, precision: str) -> None:
    assert details.shown(None, str(Instant(0, 0, digits)))["precision"] == precision


def test_what_a_message_shows_of_others_is_found_by_searching(case: Case) -> None:
    kept(case, FULL)
    index.index_evidence(case, 1, lambda done, total: None)
    for word in ("旧文", "里层", "明天见", "货款", "赵六"):
        [hit] = find.search(case, word)
        assert word in hit.text
    assert list(find.search(case, "amount")) == []


def answered(*texts: tuple[str | None, str | None]) -> Iterator[Message]:
    """Messages with the number of what they answer, and what they quote of it."""
    for at, (to, quoted) in enumerate(texts):
        told = None if quoted is None else Told(text=quoted)
        yield Message(conversation="k", app="test", locus=LOCUS, native_id=f"n{at}", text=f"明天十点见 {at}", reply_to=to, quote=told)


def test_an_answer_finds_its_message_and_says_where_the_quotation_differs(case: Case) -> None:
    shown = kept(
        case,
        *answered((None, None), ("n0", "明天十点见 0"), ("n0", "明天十点…"), ("n0", "后天见"), ("gone", None), ("n0", "明…"), ("n6", None)),
    )
    assert [(one["reply_message"], one["reply_state"]) for one in shown] == [
        (None, None), ("m1.1.2", "resolved"), ("m1.1.2", "resolved"), ("m1.1.2", "mismatch"), (None, "unresolved"), ("m1.1.2", "mismatch"),
        (None, "unresolved"),
    ]  # fmt: skip


def test_a_quotation_of_an_earlier_version_agrees(case: Case) -> None:
    first = Message(conversation="k", app="test", locus=LOCUS, native_id="1", text="新", edits=(Edit(text="旧"),))
    second = Message(conversation="k", app="test", locus=LOCUS, native_id="2", reply_to="1", quote=Told(text="旧"))
    assert kept(case, first, second)[1]["reply_state"] == "resolved"
