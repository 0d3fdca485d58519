"""The timeline that the windows scroll through says what the public table says."""

from __future__ import annotations

from evidence_desk.model import Call, Conversation, Entry, Found, Instant, Locus, Message
from evidence_desk.store import events, ids, keep, tables
from evidence_desk.store.case import Case
from evidence_desk.store.events import Wanted

LOCUS = Locus(1, ids.entry_id(1, 1), "/a", None)


def fill(case: Case) -> None:
    found: list[Found] = [
        Conversation(key="k", app="test", locus=LOCUS),
        Message(conversation="k", app="test", locus=LOCUS, sent=Instant(50), sender="林悦", text="hello"),
        Message(conversation="k", app="test", locus=LOCUS, text="without a time"),
        Call(locus=LOCUS, time=Instant(40), number="1"),
        Call(locus=LOCUS, time=None, number="2"),
    ]
    with case.transaction():
        keep.entries(case, 1, [Entry(1, None, 1, "/a", "file", None, 1, True, 1, None, 30_000_000, 60_000_000, None, 30_000_000, 0)])
        keep.EntryRecords(case, ids.entry_id(1, 1)).keep(keep.parser_number(case, "test", 1), found)


def test_it_holds_what_the_public_table_holds_in_the_same_order(case: Case) -> None:
    fill(case)
    shown = events.events(case, Wanted(files=True))
    page = [row for row in shown.page(case, 0, len(shown), "en") if row is not None]
    public = list(tables.rows(case, "timeline"))
    assert sorted(str(row["id"]) for row in page) == sorted(str(row["id"]) for row in public)
    assert [row["time"] for row in page] == [row["time"] for row in public]
    assert {str(row["id"]): row for row in page} == {str(row["id"]): row for row in public}


def test_files_come_only_when_they_are_asked_for(case: Case) -> None:
    fill(case)
    assert [events.events(case, Wanted()).item(index) for index in range(2)] == ["a1.1.4", "m1.1.2"]
    assert len(events.events(case, Wanted())) == 2


def test_types_and_bounds_narrow_it_down(case: Case) -> None:
    fill(case)
    assert len(events.events(case, Wanted(messages=False))) == 1
    assert len(events.events(case, Wanted(types=()))) == 1
    assert len(events.events(case, Wanted(types=("call",)))) == 2
    assert len(events.events(case, Wanted(since=40_000_000, until=40_000_000))) == 1
    assert len(events.events(case, Wanted(files=True, since=30_000_000, until=30_000_000))) == 2


def test_an_item_is_found_at_its_first_moment(case: Case) -> None:
    fill(case)
    shown = events.events(case, Wanted(files=True))
    assert shown.find("e1.1") == 0
    assert shown.find("m1.1.2") is not None
    assert shown.find("m1.1.3") is None, "it has no time"
    assert shown.find("a1.1.2") is None, "the number of a message is no record of the other table"


def test_what_has_no_time_is_counted(case: Case) -> None:
    fill(case)
    assert events.untimed_messages(case) == 1
    assert events.types(case) == {"call": (2, 1)}
