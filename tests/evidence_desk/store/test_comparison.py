"""Two parsers' readings of one chat, side by side."""

from __future__ import annotations

from evidence_desk.model import Conversation, Entry, Found, Instant, Locus, Message
from evidence_desk.store import copies, ids, keep, tables
from evidence_desk.store.case import Case


def keep_chat(case: Case, number: int, by: str, *texts: tuple[int, str], key: str = "room") -> None:
    entry = ids.entry_id(number, 1)
    locus = Locus(number, entry, "/chat", None)
    found: list[Found] = [Conversation(key=key, app="test", locus=locus)]
    found += [Message(conversation=key, app="test", locus=locus, sent=Instant(1_709_622_240 + at * 60), text=text) for at, text in texts]
    with case.transaction():
        keep.entries(case, number, [Entry(1, None, 1, "/chat", "file", None, 4, True, 1, None, None, None, None, None, 0)])
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, by, 1), found)


def test_what_both_have_and_what_one_has_alone_is_told_for_each_conversation(case: Case) -> None:
    keep_chat(case, 1, "ours", *((at, f"第 {at} 条") for at in range(6)))
    keep_chat(case, 2, "theirs", *((at, f"第 {at} 条") for at in range(4)), (9, "只有他们"), key="other")
    keep_chat(case, 3, "theirs", (500, "别的"), key="alone")
    with case.transaction():
        copies.find(case)
    found = [
        (one["parser"], one["other_parser"], one["both"], one["only_here"], one["only_there"]) for one in tables.rows(case, "comparison")
    ]
    assert found == [("ours@1", "theirs@1", 4, 2, 1), ("theirs@1", "ours@1", 4, 1, 2), ("theirs@1", None, 0, 1, 0)]


def test_copies_of_one_parser_are_no_comparison(case: Case) -> None:
    for number in (1, 2):
        keep_chat(case, number, "ours", *((at, f"第 {at} 条") for at in range(6)))
    with case.transaction():
        copies.find(case)
    assert [(one["other"], one["only_here"]) for one in tables.rows(case, "comparison")] == [(None, 6), (None, 6)]
