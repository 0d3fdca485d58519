"""Minors and what is not to be shown: told by a date of birth or by a person, never by a guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Locus, Participant, PersonalRecord
from evidence_desk.review import marks, protected
from evidence_desk.store import evidence, identifiers, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration

CHECK = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(born: str) -> str:
    """A number with the check digit of its standard."""
    body = f"110105{born}002"
    return body + CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def test_a_number_tells_when_its_holder_comes_of_age(case: Case, chat: Callable[..., list[str]]) -> None:
    year = int(case.created[:4])
    child, adult = resident(f"{year - 13}0101"), resident(f"{year - 40}0101")
    chat(f"学生 {child}", f"家长 {adult}")
    identifiers.find(case, 1, lambda done, total: None)
    [row] = protected.rows(case, "zh")
    assert (row["value"], row["born"], row["turns_14"], row["turns_18"], row["flagged"]) == (
        child, f"{year - 13}-01-01", f"{year + 1}-01-01", f"{year + 5}-01-01", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("born", "age", "day"), [("2008-02-29", 14, "2022-03-01"), ("2008-02-29", 16, "2024-02-29"), ("2008-12-31", 18, "2026-12-31")]
)
def test_a_birthday_is_a_day_of_the_calendar(born: str, age: int, day: str) -> None:
    assert protected.birthday(date.fromisoformat(born), age).isoformat() == day


def test_a_person_who_is_flagged_gets_a_letter(case: Case, tmp_path: Path) -> None:
    number = evidence.add(case, Registration(tmp_path / "a"))
    entry = ids.entry_id(number, 1)
    locus = Locus(number, entry, "/a", None)
    found = [Participant(conversation="k", app="t", locus=locus, name=name) for name in ("小红", "老王", "小明")]
    with case.transaction():
        keep.entries(case, number, [Entry(1, None, 1, "/a", "file", None, 4, True, 1, None, None, None, None, None, 0)])
        keep.EntryRecords(case, entry).keep(
            keep.parser_number(case, "test", 1),
            [*found, PersonalRecord(locus=locus, category="other", name="小刚", resident_id=resident("20150505"))],
        )
    people = [f"p1.1.{row['id'] & ids.MOST_RECORDS}" for row in case.db.execute("SELECT id FROM participants ORDER BY id")]
    marks.tag(case, [people[2], people[0]], "未成年人")
    marks.tag(case, ["a1.1.5"], "minor")
    assert protected.labels(case, "zh") == {"小明": "未成年人A", "小红": "未成年人B", "小刚": "未成年人C"}
    assert protected.labels(case, "en")["小红"] == "minor B"
    assert [(row["value"], row["born"]) for row in protected.rows(case, "zh")] == [("小明", None), ("小红", None), ("小刚", "2015-05-05")]


def test_letters_go_on_after_the_last() -> None:
    assert [protected._letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_what_is_not_to_be_shown_is_told_by_digest_wherever_it_lies(case: Case, chat: Callable[..., list[str]]) -> None:
    [message] = chat("图")
    with case.transaction():
        keep.digests(case, ids.entry_id(1, 1), "image/jpeg", None, {"sha256": b"\x01" * 32}, False)
        case.db.execute(
            "INSERT INTO attachments VALUES (?, 0, 'a.jpg', '/chat.txt', 'present', ?)", (ids.read(message)[1], ids.entry_id(1, 1))
        )
    assert protected.veiled(case) == frozenset()
    marks.tag(case, [message], "淫秽（未成年人）")
    assert protected.veiled(case) == {"01" * 32}
    assert protected.is_veiled(case, ids.entry_id(1, 1)) and not protected.is_veiled(case, ids.entry_id(1, 2))


def test_what_lies_in_a_marked_archive_and_a_file_that_shows_a_minor_are_covered(case: Case, chat: Callable[..., list[str]]) -> None:
    chat("图")
    box, member = ids.entry_id(1, 1), ids.entry_id(1, 2)
    with case.transaction():
        keep.entries(case, 1, [Entry(2, 1, 1, "/a.zip!/b.jpg", "file", None, 4, True, 2, None, None, None, None, None, 0)])
        keep.digests(case, member, "image/jpeg", None, {"sha256": b"\x02" * 32}, False)
        case.db.execute("INSERT INTO members VALUES (?, ?)", (member, box))
    assert protected.covered(case, [box, member]) == frozenset()
    marks.tag(case, ["e1.2"], "未成年人")
    assert protected.covered(case, [box, member]) == {member}
    assert not protected.is_veiled(case, member), "a mark that it shows a minor says nothing of sexual content: memo and package have it"
    marks.tag(case, ["e1.1"], "obscene")
    assert protected.is_veiled(case, member) and protected.is_covered(case, box)
    assert "02" * 32 in protected.veiled(case)
