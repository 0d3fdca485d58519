"""What the windows ask of a case: the right rows, in the right order, found by key and never by reading a whole table."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from evidence_desk.model import Entry, Gap
from evidence_desk.review import marks
from evidence_desk.store import browse, ids, keep, schema, tables
from evidence_desk.store.browse import Files
from evidence_desk.store.case import Case

FILES: tuple[tuple[str, str, int | None, int, bool, int | None, str | None], ...] = (
    ("/Users", "directory", None, 0, True, 30, None),
    ("/Users/zhou", "directory", 1, 0, True, None, None),
    ("/Users/zhou/b.JPG", "file", 2, 300, True, 10, "image/jpeg"),
    ("/Users/zhou/a.png", "file", 2, 100, False, 20, "image/png"),
    ("/Users/100%_done.txt", "file", 1, 200, True, 40, "text/plain"),
    ("/Users/zhou.txt", "file", 1, 50, True, None, None),
)


@pytest.fixture
def walked(case: Case) -> Case:
    """Six entries in one volume of evidence 1, and one of evidence 2."""
    entries = [
        Entry(number, parent, 1, path, kind, None, size, allocated, number, None, None, modified, None, None, 0)  # type: ignore[arg-type]
        for number, (path, kind, parent, size, allocated, modified, _) in enumerate(FILES, 1)
    ]
    with case.transaction():
        keep.entries(case, 1, entries)
        keep.entries(case, 2, [Entry(1, None, 1, "/other", "file", None, 1, True, 1, None, None, None, None, None, 0)])
        for number, file in enumerate(FILES, 1):
            keep.digests(case, ids.entry_id(1, number), file[6], None, {}, False)
        for statement in schema.INDEXES.split(";"):
            case.db.execute(statement)
    return case


def paths(case: Case, wanted: Files) -> list[str]:
    listed = browse.files(case, wanted)
    return [str(row["path"]) for row in listed.page(case, 0, len(listed), "en") if row is not None]


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("walk", "/Users", "/other"), ("name", "/Users/100%_done.txt", "/Users/zhou.txt"), ("path", "/Users", "/other"),
        ("size", "/Users", "/Users/zhou/b.JPG"), ("modified", "/Users/zhou/b.JPG", "/other"), ("type", "/Users/zhou/b.JPG", "/other"),
    ],
)  # fmt: skip
def test_entries_come_in_the_order_that_is_asked_for(walked: Case, order: browse.FileOrder, first: str, last: str) -> None:
    found = paths(walked, Files(order=order))
    assert len(found) == 7
    assert (found[0], found[-1]) == (first, last)


@pytest.mark.parametrize("order", ["modified", "type"])
def test_what_has_no_value_stands_last_both_ways(walked: Case, order: browse.FileOrder) -> None:
    for descending in (False, True):
        assert "/other" in paths(walked, Files(order=order, descending=descending))[-4:]


def test_descending_is_the_other_way_round(walked: Case) -> None:
    assert paths(walked, Files(order="size", descending=True))[:2] == ["/Users/zhou/b.JPG", "/Users/100%_done.txt"]


def test_a_part_of_a_path_is_found_as_it_stands(walked: Case) -> None:
    assert paths(walked, Files(text="100%_")) == ["/Users/100%_done.txt"]
    assert paths(walked, Files(text="%")) == ["/Users/100%_done.txt"]
    assert paths(walked, Files(text="_")) == ["/Users/100%_done.txt"]
    assert paths(walked, Files(text="B.jpg")) == ["/Users/zhou/b.JPG"]


def test_a_folder_holds_its_own_and_below_it_lie_all(walked: Case) -> None:
    users = ids.entry_id(1, 1)
    assert paths(walked, Files(folder=users)) == ["/Users/zhou", "/Users/100%_done.txt", "/Users/zhou.txt"]
    assert len(paths(walked, Files(below="/Users"))) == 5
    assert paths(walked, Files(below="/Users/zhou")) == ["/Users/zhou/b.JPG", "/Users/zhou/a.png"], "and not zhou.txt beside it"


def test_deleted_ones_and_types_are_told_apart(walked: Case) -> None:
    assert paths(walked, Files(deleted=True)) == ["/Users/zhou/a.png"]
    assert paths(walked, Files(types=("image/", "video/"))) == ["/Users/zhou/b.JPG", "/Users/zhou/a.png"]
    assert paths(walked, Files(types=())) == ["/Users/zhou.txt", "/other"], "no type that is known; folders have none to know"


def test_only_the_evidence_that_is_meant(walked: Case) -> None:
    assert paths(walked, Files(within=ids.entry_range(2))) == ["/other"]


def test_an_item_is_found_in_a_listing_or_not(walked: Case) -> None:
    listed = browse.files(walked, Files(order="size"))
    assert listed.item(listed.find("e1.5") or 0) == "e1.5"
    assert listed.find("m1.1.1") is None
    assert browse.files(walked, Files(deleted=True)).find("e1.5") is None


def test_a_row_that_is_gone_leaves_its_place(walked: Case) -> None:
    listed = browse.files(walked, Files())
    walked.db.execute("DELETE FROM entries WHERE id=?", (ids.entry_id(1, 2),))
    page = listed.page(walked, 0, 3, "en")
    assert [row and row["path"] for row in page] == ["/Users", None, "/Users/zhou/b.JPG"]


def test_folders_are_those_of_one_folder(walked: Case) -> None:
    assert [folder.path for folder in browse.folders(walked, 1, 1, None)] == ["/Users"]
    assert [folder.path for folder in browse.folders(walked, 1, 1, ids.entry_id(1, 1))] == ["/Users/zhou"]
    assert browse.folders(walked, 2, 1, None) == []


@pytest.mark.parametrize("table", sorted(browse.PAGES))
def test_rows_are_found_by_key(walked: Case, table: str) -> None:
    """SQLite must flatten the public statement; a scan would read a million rows for a page of a few."""
    parameters: dict[str, object] = dict.fromkeys(tables.TABLES[table].pushed)
    parameters["wanted"] = "[1]"
    plan = [row["detail"] for row in walked.db.execute(f"EXPLAIN QUERY PLAN {browse.PAGES[table]}", parameters)]
    assert plan[0].startswith("SEARCH"), plan
    assert "INTEGER PRIMARY KEY (rowid=?)" in plan[0], plan


def test_a_folder_is_found_by_its_index(walked: Case) -> None:
    parameters = {"first": 0, "last": 1, "volume": 1, "folder": 1, "below": None, "path": None, "deleted": 0, "types": None}
    plan = [row["detail"] for row in walked.db.execute(f"EXPLAIN QUERY PLAN {browse.FOLDER_FILES['walk', False]}", parameters)]
    assert "entries_parent" in plan[0], plan


def test_messages_stand_by_time_only_where_each_has_one(case: Case, chat: Callable[..., list[str]]) -> None:
    first, second, third = chat("one", "two", "three")
    conversation = int(case.db.execute("SELECT id FROM conversations").fetchone()[0])
    assert browse.messages(case, conversation).by_time is False
    for item, sent in ((first, 3), (second, 1), (third, 2)):
        case.db.execute("UPDATE messages SET sent=? WHERE id=?", (sent, ids.read(item)[1]))
    talk = browse.messages(case, conversation)
    assert talk.by_time
    assert [talk.messages.item(index) for index in range(3)] == [second, third, first]
    case.db.execute("UPDATE messages SET sent=NULL WHERE id=?", (ids.read(third)[1],))
    talk = browse.messages(case, conversation)
    assert [talk.messages.item(index) for index in range(3)] == [first, second, third]


def test_conversations_are_found_by_whom_they_are_with(case: Case, chat: Callable[..., list[str]]) -> None:
    chat("hello")
    case.db.execute("INSERT INTO participants (id, conversation, app, name, parser) SELECT 7, id, app, '何静', 1 FROM conversations")
    assert len(browse.conversations(case, "何静")) == 1
    assert len(browse.conversations(case, "群")) == 1
    assert len(browse.conversations(case, "nobody")) == 0
    listed = browse.conversations(case)
    assert [row and row["people"] for row in listed.page(case, 0, 1, "en")] == [["何静"]]
    for order in ("source", "title", "app", "messages", "first", "last"):
        assert len(browse.conversations(case, "", order, True)) == 1


def test_the_worst_problems_come_first(case: Case) -> None:
    for index, severity in enumerate(("info", "error", "warning")):
        keep.problem(case, 1, "walk", index, Gap("other", {"detail": severity}, severity))  # type: ignore[arg-type]
    keep.problem(case, 2, "walk", 0, Gap("other", {"detail": "else"}, "error"))
    listed = browse.problems(case, 1)
    assert [row and row["message"] for row in listed.page(case, 0, 3, "en")] == ["error", "warning", "info"]
    assert browse.problem_counts(case) == {(1, "info"): 1, (1, "error"): 1, (1, "warning"): 1, (2, "error"): 1}


def test_marks_are_told_of_the_items_that_have_them(case: Case, chat: Callable[..., list[str]]) -> None:
    first, second = chat("one", "two")
    marks.tag(case, [first], "b")
    marks.tag(case, [first, second], "a")
    finding = marks.add_finding(case, "seen", [second])
    assert browse.tagged(case, [first, second]) == {first: ["a", "b"], second: ["a"]}
    assert browse.tag_names(case) == {"a": 2, "b": 1}
    assert browse.citing(case, second) == [finding]
    assert browse.citing(case, first) == []


def test_the_log_is_read_latest_first_with_or_without_what_was_looked_at(case: Case) -> None:
    case.log("view", items=["e1.1"])
    case.log("search", text='","act":"view",')
    assert len(browse.acts(case, views=True)) == 3
    listed = browse.acts(case, views=False)
    assert [row and row["act"] for row in listed.page(case, 0, 2, "en")] == ["search", "case.new"]


def test_a_reading_connection_refuses_to_write(case: Case) -> None:
    with Case.open(case.folder) as reader:
        browse.read_only(reader)
        with pytest.raises(sqlite3.OperationalError):
            reader.db.execute("DELETE FROM meta")


def test_folders_are_found_by_their_index(walked: Case) -> None:
    parameters = {"parent": None, "first": 0, "last": 1, "volume": 1, "limit": 1}
    plan = [row["detail"] for row in walked.db.execute(f"EXPLAIN QUERY PLAN {browse.FOLDERS}", parameters)]
    assert "entries_parent" in plan[0], plan
