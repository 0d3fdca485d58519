"""One export in several files is one conversation; a copy of a chat stays one of its own."""

from __future__ import annotations

import pytest

from evidence_desk.model import Conversation, Entry, Found, Hole, Instant, Locus, Message, Participant
from evidence_desk.store import ids, keep, tables, threads
from evidence_desk.store.case import Case


def part(
    case: Case, number: int, *texts: str, folder: str | None = "/export", sha256: bytes | None = None, title: str | None = None
) -> None:
    entry = ids.entry_id(1, number)
    locus = Locus(1, entry, f"/export/{number}.json", None)
    found: list[Found] = [
        Conversation(key="k", app="test", locus=locus, folder=folder, title=title),
        Participant(conversation="k", app="test", locus=locus, identifier="a", name="张三"),
        *(Message(conversation="k", app="test", locus=locus, sender="张三", text=text) for text in texts),
    ]
    with case.transaction():
        keep.entries(case, 1, [Entry(number, None, 1, f"/export/{number}.json", "file", None, 4, True, 1, None, None, None, None, None, 0)])
        keep.digests(case, entry, None, None, {"sha256": sha256 or bytes([number]) * 32}, False)
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), found)


def joined(case: Case) -> list[tables.Shown]:
    with case.transaction():
        threads.join(case, *ids.record_range(*ids.entry_range(1)))
    return list(tables.rows(case, "conversations"))


def test_files_of_one_folder_are_one_conversation_with_one_of_each_person(case: Case) -> None:
    part(case, 1, "一", "二")
    part(case, 2, "三", title="项目群")
    for _ in range(2):
        [one] = joined(case)
        assert (one["messages"], one["participants"], one["title"]) == (3, 1, "项目群")
        assert one["files"] == ["/export/1.json", "/export/2.json"]
    assert {row["conversation"] for row in tables.rows(case, "messages")} == {one["id"]}


@pytest.mark.parametrize("said", [{"folder": None}, {"folder": "/copy"}, {"sha256": bytes([1]) * 32}])
def test_a_file_without_a_folder_one_of_another_and_a_second_copy_stay_apart(case: Case, said: dict[str, object]) -> None:
    part(case, 1, "一")
    part(case, 2, "一", **said)  # type: ignore[arg-type]
    assert [one["messages"] for one in joined(case)] == [1, 1]


def test_missing_numbers_and_days_of_silence_are_gaps_of_the_whole_conversation(case: Case) -> None:
    part(case, 1, "一")
    entry = ids.entry_id(1, 2)
    locus = Locus(1, entry, "/export/2.json", None)
    found: list[Found] = [
        Conversation(key="k", app="test", locus=locus, folder="/export"),
        Message(conversation="k", app="test", locus=locus, text="二", sent=Instant(1_000_000)),
        Message(conversation="k", app="test", locus=locus, text="三", sent=Instant(1_000_000 + 86_399)),
        Message(conversation="k", app="test", locus=locus, text="四", sent=Instant(1_000_000 + 86_399 + 3 * 86_400)),
        Hole(source="msg_1", column="local_id", first=3, last=5, conversation="k"),
    ]
    with case.transaction():
        keep.entries(case, 1, [Entry(2, None, 1, "/export/2.json", "file", None, 4, True, 1, None, None, None, None, None, 0)])
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), found)
    [one] = joined(case)
    numbers, days = tables.rows(case, "gaps", {"conversation": str(one["id"])})
    assert (numbers["kind"], numbers["first"], numbers["last"], numbers["count"], numbers["table"]) == ("numbers", 3, 5, 3, "msg_1")
    assert (days["kind"], days["first"], days["last"], days["count"]) == ("days", "1970-01-13T13:46:39Z", "1970-01-16T13:46:39Z", 3)
