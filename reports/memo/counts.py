"""What a memo counts over the whole case; the database does the counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Literal, NamedTuple

from evidence_desk.model import EPOCH
from evidence_desk.store.case import Case

QUARTER = 900_000_000
"""Microseconds of a quarter of an hour: every zone's midnight lies on one."""

MESSAGE_TIMES = "SELECT (sent - ((sent % :quarter) + :quarter) % :quarter) / :quarter AS quarter, count(*) AS count FROM messages WHERE sent IS NOT NULL AND recovered IS NULL AND apart IS NULL GROUP BY 1 ORDER BY 1"
UNDATED = "SELECT count(*) FROM messages WHERE sent IS NULL AND recovered IS NULL AND apart IS NULL"
APPS = "SELECT app, count(*) FROM messages WHERE recovered IS NULL AND apart IS NULL GROUP BY app ORDER BY count(*) DESC, app"
ARTIFACTS = "SELECT type, count(*) FROM artifacts WHERE recovered IS NULL AND apart IS NULL GROUP BY type ORDER BY count(*) DESC, type"
FILES = "SELECT coalesce(mime, ''), count(*) FROM entries WHERE kind = 'file' GROUP BY 1 ORDER BY 2 DESC, 1"
ENTRIES = """
SELECT count(*) AS entries, coalesce(sum(kind = 'file'), 0) AS files, coalesce(sum(allocated = 0), 0) AS deleted, coalesce(sum(damaged), 0) AS damaged
FROM entries
"""
UNPARSED = "SELECT count(*) FROM entries e WHERE e.kind = 'file' AND e.size > 0 AND NOT EXISTS (SELECT 1 FROM coverage g WHERE g.id BETWEEN e.id << 24 AND (e.id << 24) + 16777215)"
ATTACHMENTS = "SELECT state, count(*) FROM attachments GROUP BY state"
PROBLEMS = """
SELECT severity, code, count(*) AS count, sum(rows) AS rows, min(id) AS first FROM problems GROUP BY severity, code
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, count(*) DESC, code
"""
COVERAGE = """
SELECT s.name || '@' || s.version AS parser, g.recovered, count(*) AS files, sum(g.seen) AS seen, sum(g.parsed) AS parsed, sum(g.rejected) AS rejected
FROM coverage g JOIN parsers s ON s.id = g.parser GROUP BY g.parser, g.recovered ORDER BY s.name, s.version, g.recovered
"""

CONTACTS = """
SELECT m.app, m.sender, m.sender_id, m.direction, m.conversation, c.title, count(*) AS messages, count(*) OVER () AS pairs
FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.kind <> 'system' AND m.recovered IS NULL AND m.apart IS NULL
GROUP BY m.app, m.sender, m.sender_id, m.direction, m.conversation ORDER BY messages DESC, m.conversation, m.sender, m.sender_id, m.direction LIMIT ?
"""

Step = Literal["day", "month", "year"]
STEPS: tuple[tuple[Step, int], ...] = (("day", 10), ("month", 7), ("year", 4))
"""With how many characters of 2025-11-02 name the period."""


class Entries(NamedTuple):
    entries: int
    files: int
    deleted: int
    damaged: int


class Problems(NamedTuple):
    """All problems of one code and severity; `first` is the row of one of them."""

    severity: str
    code: str
    times: int
    rows: int
    first: int


class Contact(NamedTuple):
    """How many messages one sender wrote in one conversation."""

    app: str
    sender: str | None
    sender_id: str | None
    direction: str | None
    conversation: int
    title: str | None
    messages: int


class Coverage(NamedTuple):
    """`recovered`: of rows that databases have no more."""

    parser: str
    recovered: int
    files: int
    seen: int
    parsed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Course:
    """Messages by day, month or year. `periods` counts all that have messages; `points` may leave some out."""

    step: Step
    points: tuple[tuple[str, int], ...]
    periods: int


def entries(case: Case) -> Entries:
    return Entries(*case.db.execute(ENTRIES).fetchone())


def apps(case: Case) -> list[tuple[str, int]]:
    return [(app, count) for app, count in case.db.execute(APPS)]


def artifacts(case: Case) -> list[tuple[str, int]]:
    return [(kind, count) for kind, count in case.db.execute(ARTIFACTS)]


def files(case: Case) -> list[tuple[str, int]]:
    """By MIME type; an empty one where it is not known."""
    return [(mime, count) for mime, count in case.db.execute(FILES)]


def unparsed(case: Case) -> int:
    """Files with content that no parser claimed."""
    return int(case.db.execute(UNPARSED).fetchone()[0])


def attachments(case: Case) -> dict[str, int]:
    """Files that messages came with, by what became of them."""
    return {str(state): int(count) for state, count in case.db.execute(ATTACHMENTS)}


def undated(case: Case) -> int:
    return int(case.db.execute(UNDATED).fetchone()[0])


def problems(case: Case) -> list[Problems]:
    return [Problems(*row) for row in case.db.execute(PROBLEMS)]


def contacts(case: Case, most: int) -> tuple[list[Contact], int]:
    """The pairs with most messages, and how many pairs there are."""
    found = case.db.execute(CONTACTS, (most,)).fetchall()
    return [Contact(*row[:7]) for row in found], int(found[0]["pairs"]) if found else 0


def coverage(case: Case) -> list[Coverage]:
    return [Coverage(*row) for row in case.db.execute(COVERAGE)]


def course(case: Case, zone: tzinfo, most: int) -> Course:
    """Messages over time in at most `most` points: by day if these suffice, else by month, else by year.

    Periods without a message are points too, so that a silence shows; where the ends lie too far apart even for
    years, only those with most messages are left.
    """
    quarters = [(row["quarter"], row["count"]) for row in case.db.execute(MESSAGE_TIMES, {"quarter": QUARTER})]
    for step, length in STEPS:
        counts: dict[str, int] = {}
        for quarter, count in quarters:
            label = _day(quarter, zone).isoformat()[:length]
            counts[label] = counts.get(label, 0) + count
        if len(counts) <= most:
            every = list(_every(step, length, _day(quarters[0][0], zone), _day(quarters[-1][0], zone), most)) if quarters else []
            if len(every) <= most:
                return Course(step, tuple((label, counts.get(label, 0)) for label in every), len(counts))
    kept = sorted(sorted(counts, key=lambda label: -counts[label])[:most])
    return Course("year", tuple((label, counts[label]) for label in kept), len(counts))


def _day(quarter: int, zone: tzinfo) -> date:
    moment = EPOCH + timedelta(minutes=15 * quarter)
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the first and the last hours of the calendar
        return moment.date()


def _every(step: Step, length: int, first: date, last: date, most: int) -> Iterator[str]:
    """The names of all periods from the first to the last, but of no more than one beyond `most`."""
    day, end = first, last.isoformat()[:length]
    for _ in range(most + 1):
        yield day.isoformat()[:length]
        if day.isoformat()[:length] == end:
            return
        match step:
            case "day":
                day += timedelta(1)
            case "month":
                day = (day.replace(day=1) + timedelta(32)).replace(day=1)
            case "year":
                day = day.replace(year=day.year + 1, month=1, day=1)
