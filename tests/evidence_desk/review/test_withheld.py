"""What does not leave the case: bytes and names of marked files and of what is apart, of their copies, and of archives that hold them."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Entry
from evidence_desk.review import counsel, marks, sampling
from evidence_desk.review.withheld import REASONS, Withheld
from evidence_desk.store import ids, keep
from evidence_desk.store.case import Case
from reports.exports import FORMATS
from reports.exports.export import export
from reports.memo.compose import compose
from reports.memo.memo import texts
from reports.package import verify
from reports.package.contents import KEYS_APART
from reports.package.write import write

Chat = Callable[..., list[str]]
PATHS = {
    2: "/box.zip",
    3: "/box.zip!/inner.zip",
    4: "/box.zip!/inner.zip!/secret.jpg",
    5: "/box.zip!/plain.txt",
    6: "/copy of it.jpg",
    7: "/apart/notes.txt",
}


@pytest.fixture
def boxes(case: Case, chat: Chat) -> Case:
    """secret.jpg lies in inner.zip in box.zip, beside plain.txt; it lies open elsewhere too. A chat has one message that speaks of counsel."""
    chat("辩护要点", "吃饭")
    with case.transaction():
        rows = [Entry(at, None, 1, path, "file", None, 9, True, at, None, 0, 0, 0, 0, 0) for at, path in PATHS.items()]
        keep.entries(case, 1, rows)
        for at in PATHS:
            keep.digests(case, ids.entry_id(1, at), "image/jpeg", None, {"sha256": bytes([4 if at == 6 else at]) * 32}, False)
        for at, box in ((3, 2), (4, 3), (5, 2)):
            case.db.execute("INSERT INTO members VALUES (?, ?)", (ids.entry_id(1, at), ids.entry_id(1, box)))
    return case


def reasons(case: Case) -> dict[int, str | None]:
    made = Withheld(case)
    return {at: made.reason(ids.entry_id(1, at)) for at in (1, *PATHS)}


def test_nothing_is_withheld_of_a_case_without_marks_and_rules(boxes: Case) -> None:
    assert set(reasons(boxes).values()) == {None}
    assert next(Withheld(boxes).rows("entries"))["path"] == "/chat.txt"


def test_archives_and_copies_of_a_marked_file_stay_and_what_lies_beside_it_does_not(boxes: Case) -> None:
    marks.tag(boxes, ["e1.4"], "淫秽")
    assert reasons(boxes) == {1: None, 2: "holds-marked", 3: "holds-marked", 4: "marked", 5: None, 6: "marked", 7: None}
    named = [str(row["path"]) for row in Withheld(boxes).rows("entries")]
    assert named == [
        "/chat.txt",
        "/box.zip",
        "/box.zip!/inner.zip",
        "(name withheld) e1.4",
        "/box.zip!/plain.txt",
        "(name withheld) e1.6",
        "/apart/notes.txt",
    ]


def test_the_words_around_a_hit_in_a_marked_file_do_not_leave_the_case(boxes: Case) -> None:
    marks.tag(boxes, ["e1.4"], "淫秽")
    hit = {"id": "e1.4", "table": "entries", "part": "pictures", "path": PATHS[4], "text": "read off it"}
    assert Withheld(boxes).row("entries", dict(hit)) == {**hit, "path": "(name withheld) e1.4", "text": ""}
    other = {**hit, "id": "e1.5", "path": PATHS[5]}
    assert Withheld(boxes).row("entries", other) == other


def test_what_was_read_from_a_file_is_withheld_as_long_as_some_of_it_is_apart(boxes: Case) -> None:
    boxes.db.execute("INSERT INTO members VALUES (?, ?)", (ids.entry_id(1, 1), ids.entry_id(1, 7)))
    counsel.add(boxes, "word", "辩护", "周明")
    assert (reasons(boxes)[1], reasons(boxes)[7]) == ("counsel", "holds-counsel")
    assert Withheld(boxes).is_named(ids.entry_id(1, 1)), "another message was read from it, and needs its name"
    counsel.release(boxes, ["e1.1"], "王芳", "x")
    assert (reasons(boxes)[1], reasons(boxes)[7]) == ("counsel", "holds-counsel"), "it may be looked at, and does not leave the case"
    counsel.add(boxes, "contact", "群聊", "周明")
    assert not Withheld(boxes).is_named(ids.entry_id(1, 1)), "its name may tell with whom"
    counsel.release(boxes, ["c1.1.1"], "王芳", "x")
    assert reasons(boxes)[7] is None


def test_a_file_with_other_messages_keeps_its_name_also_where_its_own_text_has_the_word(boxes: Case) -> None:
    with boxes.transaction():
        boxes.db.execute("INSERT INTO texts VALUES (?, 'utf-8', ?)", (ids.entry_id(1, 1), zlib.compress("辩护要点 吃饭".encode())))
        boxes.db.execute("INSERT INTO texts VALUES (?, 'utf-8', ?)", (ids.entry_id(1, 7), zlib.compress("辩护要点".encode())))
    counsel.add(boxes, "word", "辩护", "周明")
    made = Withheld(boxes)
    assert (made.is_named(ids.entry_id(1, 1)), made.is_named(ids.entry_id(1, 7))) == (True, False)
    assert made.reason(ids.entry_id(1, 1)) == made.reason(ids.entry_id(1, 7)) == "counsel"


def test_a_file_of_the_same_bytes_as_one_that_such_a_communication_was_read_from_stays_too(boxes: Case) -> None:
    with boxes.transaction():
        for at in (1, 7):
            keep.digests(boxes, ids.entry_id(1, at), "text/plain", None, {"sha256": b"same" * 8}, False)
    counsel.add(boxes, "word", "辩护", "周明")
    assert reasons(boxes)[7] == "counsel"


def test_neither_memo_nor_export_nor_package_has_the_name_or_what_is_apart(boxes: Case, tmp_path: Path) -> None:
    marks.tag(boxes, ["e1.4", "e1.6"], "淫秽")
    marks.add_finding(boxes, "见记录", ["m1.1.2", "e1.4", "e1.2"])
    counsel.add(boxes, "word", "辩护", "周明")
    write(boxes, tmp_path / "p.zip", (), None)
    for name in FORMATS:
        export(boxes, name, tmp_path / name)
    said = ["".join(texts(compose(boxes, "zh"))), "".join(texts(compose(boxes, "en")))]
    assert "（已隔离，内容不列）" in said[0] and "(set apart; its content is not given)" in said[1]
    assert "（无文字）" not in said[0]
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        said += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        left = {row["item"]: row for row in map(json.loads, archive.read("left-out.jsonl").decode().splitlines())}
    with zipfile.ZipFile(io.BytesIO((tmp_path / "xlsx").read_bytes())) as sheets:
        said += [sheets.read(name).decode() for name in sheets.namelist()]
    said += [(tmp_path / name).read_text(encoding="utf-8", errors="replace") for name in FORMATS if name != "xlsx"]
    for text in said:
        assert not any(word in text for word in ("secret.jpg", "copy of it", "辩护要点"))
    assert {item: (row["path"], row["reason"]) for item, row in left.items()} == {
        "e1.1": ("/chat.txt", REASONS["counsel"][1]), "e1.2": ("/box.zip", REASONS["holds-marked"][1]),
        "e1.4": (None, REASONS["marked"][1]), "e1.6": (None, REASONS["marked"][1]),
    }  # fmt: skip


def test_a_memo_does_not_print_what_was_searched_for_where_that_names_counsel(boxes: Case) -> None:
    for text in ("陈大律师", "陈大", "律师费 约定", "吃饭"):
        boxes.log("search", text=text, parts=["messages"], hits=1)
    counsel.add(boxes, "contact", "陈大律师", "周明")
    told = "".join(texts(compose(boxes, "zh")))
    assert "陈大" not in told and told.count("（不列：涉及已隔离的与律师的通信）") == 2
    assert "律师费 约定" in told and "吃饭" in told


def test_a_memo_says_how_many_are_apart_and_that_its_counts_leave_them_out(boxes: Case) -> None:
    counsel.add(boxes, "word", "辩护", "周明")
    told = "".join(texts(compose(boxes, "zh")))
    assert "已作为与律师的通信隔离的消息和记录 1 条，不在以下" in told
    assert "解析消息（条，不含已隔离）" in told


def test_frozen_strata_with_what_was_set_apart_since_stay_in_the_case_and_the_verifier_knows(boxes: Case, tmp_path: Path) -> None:
    boxes.db.execute("UPDATE messages SET direction = 'out'")
    sampling.draw(boxes, sampling.of_rule(boxes, "messages"), 1, "试核")
    write(boxes, tmp_path / "before.zip", (), None)
    counsel.add(boxes, "word", "辩护", "周明")
    write(boxes, tmp_path / "after.zip", (), None)
    for name, has in (("before.zip", True), ("after.zip", False)):
        package = verify.Zipped(io.BytesIO((tmp_path / name).read_bytes()))
        assert verify.check(package) == []
        assert ("samples/s1-strata.jsonl" in package.names) == has
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        left = [json.loads(line) for line in archive.read("left-out.jsonl").decode().splitlines()]
    assert [row["reason"] for row in left if row["item"] == "s1"] == [KEYS_APART[1]]
