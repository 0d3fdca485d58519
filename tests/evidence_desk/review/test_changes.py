"""What is later than the moment of control: by the clock of the device, in classes, and against the copy too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.model import Call, Conversation, Instant, Locus, Message
from evidence_desk.review import changes, custody
from evidence_desk.review.dossier import Dossier
from evidence_desk.review.forms import Form
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit

Image = Callable[..., int]
EARLY, LATE, COPIED = "2026-03-01T01:00:00Z", "2026-03-01T04:00:00Z", "2026-03-02T01:00:00Z"


def seized(case: Case, number: int, **said: object) -> None:
    """Controlled at 10:00 in Shanghai, 02:00 UTC."""
    values = {"exhibit": "1", "kind": "seizure", "start": "2026-03-01 10:00", **said}
    custody.take(case, Form(exhibits=(Exhibit("1", (number,)),), events=(Event(**values),)))  # type: ignore[arg-type]


def found(case: Case) -> list[tuple[object, ...]]:
    return [(row["path"], row["what"], row["class"], row["after_acquisition"]) for row in changes.rows(case, "en")]


def test_times_later_than_the_control_are_listed_by_class(case: Case, image: Image) -> None:
    number = image(
        ("/Users/zhou/合同.docx", EARLY, LATE, EARLY, EARLY),
        ("/Windows/System32/config/SYSTEM", EARLY, LATE, LATE, EARLY),
        ("/Users/zhou/old.txt", EARLY, EARLY, EARLY, None),
        metadata={"acquired": COPIED},
    )
    seized(case, number)
    assert found(case) == [
        ("/Users/zhou/合同.docx", "modified", "content", False),
        ("/Windows/System32/config/SYSTEM", "modified", "system", False),
        ("/Windows/System32/config/SYSTEM", "accessed", "system", False),
    ]
    detail = changes.found(Dossier(case)).detail
    assert (detail["content_after_control"], detail["system_after_control"], detail["change_class"]) == (1, 1, "content")
    assert (detail["i1 controlled"], detail["i1 acquired"]) == ("2026-03-01 10:00", COPIED)


def test_what_is_later_than_the_copy_is_told_apart(case: Case, image: Image) -> None:
    number = image(("/a", None, COPIED[:11] + "02:00:00Z", None, None), metadata={"acquired": COPIED})
    seized(case, number)
    assert found(case) == [("/a", "modified", "content", True)]
    assert changes.found(Dossier(case)).detail["content_after_acquisition"] == 1


def test_the_clock_of_the_device_moves_the_moment_and_no_time(case: Case, image: Image) -> None:
    number = image(("/a", None, "2026-03-01T02:30:00Z", None, None), ("/b", None, "2026-03-01T03:30:00Z", None, None))
    seized(case, number, clock_offset=3600)
    rows = changes.rows(case, "en")
    assert [(row["path"], row["time"]) for row in rows] == [("/b", "2026-03-01T03:30:00Z")]
    assert changes.found(Dossier(case)).detail["i1 clock_ahead_seconds"] == 3600


@pytest.mark.parametrize(("time", "count"), [("2026-03-01T15:59:00Z", 0), ("2026-03-01T16:01:00Z", 1)])
def test_of_local_times_only_those_later_in_every_zone_count(case: Case, image: Image, time: str, count: int) -> None:
    seized(case, image(("/a", None, time, None, None), filesystem="fat32"), start="2026-03-01T02:00:00Z")
    assert len(found(case)) == count


def test_times_of_a_copied_folder_are_those_of_the_copy(case: Case, image: Image) -> None:
    seized(case, image(("/a", LATE, LATE, LATE, LATE), format="folder", filesystem="folder"))
    assert found(case) == []


def test_on_a_day_without_an_hour_only_the_days_after_it_count(case: Case, image: Image) -> None:
    seized(case, image(("/a", None, LATE, None, None), ("/b", None, "2026-03-01T16:00:00Z", None, None)), start="2026-03-01")
    assert [row[0] for row in found(case)] == ["/b"]


def test_messages_and_calls_after_the_control_are_records(case: Case, image: Image) -> None:
    locus = Locus(1, 1, "/a", None)
    later = Instant.since_1970(1772337601)  # 2026-03-01T04:00:01Z
    records = (
        Conversation(key="k", app="t", locus=locus), Message(conversation="k", app="t", locus=locus, sent=later, direction="in", text="x"),
        Call(locus=locus, time=later, number="1", direction="out"), Call(locus=locus, time=Instant.since_1970(0), number="1"),
    )  # fmt: skip
    seized(case, image(("/a", None, None, None, None), found=records))
    rows = changes.rows(case, "en")
    assert [(row["what"], row["class"]) for row in rows] == [("call", "record"), ("message", "record")]
    assert {str(row["time"])[:19] for row in rows} == {"2026-03-01T04:00:01"}


def test_without_a_time_of_control_nothing_is_said(case: Case, image: Image) -> None:
    number = image(("/a", LATE, LATE, LATE, LATE))
    custody.take(case, Form(exhibits=(Exhibit("1", (number,)),), events=(Event("1", "seizure"),)))
    result = changes.found(Dossier(case))
    assert (result.result, result.detail) == ("nothing-to-compare", {"evidence_without_control_time": 1})


@pytest.mark.parametrize(
    ("path", "class_"),
    [
        ("/Windows/Prefetch/CALC.EXE-1.pf", "system"), ("/Users/zhou/AppData/Local/x", "system"), ("/data/system/users.xml", "system"),
        ("/private/var/log/a", "system"), ("/mnt/x/msg.db-wal", "system"), ("/Users/zhou/Desktop/a.xlsx", "content"), ("/DCIM/1.jpg", "content"),
        ("/home/variety/usr.txt", "content"), ("/Systems/plan.doc", "content"),
    ],
)  # fmt: skip
def test_what_systems_write_is_told_by_its_place(path: str, class_: str) -> None:
    assert ("system" if changes.SYSTEM.search(path) else "content") == class_
