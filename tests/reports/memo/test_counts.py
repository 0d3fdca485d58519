from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from evidence_desk.model import Conversation, Entry, Instant, Locus, Message
from evidence_desk.review import counsel
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.memo import counts

SHANGHAI = timezone(timedelta(hours=8))
Sent = Callable[..., None]


@pytest.fixture
def sent(case: Case, tmp_path: Path) -> Sent:
    """Keeps a message for each of the moments; None is a message without a time."""

    def make(*moments: datetime | None) -> None:
        (tmp_path / "chat").write_bytes(b"x")
        number = evidence.add(case, Registration(tmp_path / "chat"))
        locus = Locus(number, 1, "/chat", None)
        messages = [
            Message(conversation="k", app="im", locus=locus, sent=None if at is None else Instant.of(at), text="x") for at in moments
        ]
        with case.transaction():
            keep.entries(case, number, [
                Entry(1, None, 1, "/chat", "file", None, 4, True, 1, None, None, None, None, None, 0),
                Entry(2, None, 1, "/空", "file", None, 0, True, 2, None, None, None, None, None, 0),
                Entry(3, None, 1, "/文件夹", "directory", None, 4096, False, 3, None, None, None, None, None, 0),
            ])  # fmt: skip
            records = keep.EntryRecords(case, ids.entry_id(number, 1))
            records.keep(keep.parser_number(case, "im", 1), [Conversation(key="k", app="im", locus=locus), *messages])

    return make


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_is_that_of_the_zone(case: Case, sent: Sent) -> None:
    sent(at("2025-11-02 15:59:59"), at("2025-11-02 16:00:00"), at("2025-11-02 23:59:59"))
    assert counts.course(case, SHANGHAI, 60).points == (("2025-11-02", 1), ("2025-11-03", 2))
    assert counts.course(case, UTC, 60).points == (("2025-11-02", 3),)


def test_a_moment_before_1970_is_on_its_own_day(case: Case, sent: Sent) -> None:
    sent(at("1969-12-31 23:59:59"), at("1970-01-01 00:00:00"))
    assert counts.course(case, UTC, 60).points == (("1969-12-31", 1), ("1970-01-01", 1))


def test_many_days_become_months_and_many_months_years(case: Case, sent: Sent) -> None:
    sent(at("2023-11-30 00:00:00"), at("2024-02-29 12:00:00"), at("2024-02-29 13:00:00"))
    assert counts.course(case, UTC, 10) == counts.Course("month", (("2023-11", 1), ("2023-12", 0), ("2024-01", 0), ("2024-02", 2)), 2)
    assert counts.course(case, UTC, 3) == counts.Course("year", (("2023", 1), ("2024", 2)), 2)


def test_a_broken_clock_does_not_make_thousands_of_empty_years(case: Case, sent: Sent) -> None:
    sent(at("0001-01-01 00:00:00"), at("2025-01-01 00:00:00"), at("2025-01-02 00:00:00"), at("9999-12-31 23:59:59"))
    assert counts.course(case, SHANGHAI, 2) == counts.Course("year", (("0001", 1), ("2025", 2)), 3)


def test_no_message_is_no_course(case: Case, sent: Sent) -> None:
    assert counts.course(case, UTC, 60) == counts.Course("day", (), 0)
    sent(None, None)
    assert counts.course(case, UTC, 60).points == ()
    assert counts.undated(case) == 2


def test_folders_are_entries_and_no_files_and_an_empty_file_needs_no_parser(case: Case, sent: Sent) -> None:
    sent()
    assert counts.entries(case) == counts.Entries(3, 2, 1, 0)
    assert counts.files(case) == [("", 2)]
    assert counts.unparsed(case) == 1


def test_what_is_apart_is_in_no_count_of_messages_people_or_times(case: Case, sent: Sent) -> None:
    moment = datetime(2025, 4, 1, 4, tzinfo=UTC)
    sent(moment, moment + timedelta(days=1), None)
    case.db.execute("UPDATE messages SET text = '辩护', sender = '陈律师' WHERE sent = ?", (Instant.of(moment).micros,))
    counsel.add(case, "word", "辩护", "周明")
    assert counts.apps(case) == [("im", 2)]
    assert counts.undated(case) == 1
    assert counts.course(case, UTC, 10).points == (("2025-04-02", 1),)
    assert [(one.sender, one.messages) for one in counts.contacts(case, 10)[0]] == [(None, 2)]
