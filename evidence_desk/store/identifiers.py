"""Identifiers that stand in the texts of a piece of evidence: each once, with every place where it was found."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from evidence_desk.identify import RULES, Hit, scan_each
from evidence_desk.store import ids
from evidence_desk.store.case import Case

TEXTS = "SELECT entry AS id, body FROM texts WHERE entry BETWEEN ? AND ? ORDER BY entry"
MESSAGES = """
SELECT id, coalesce(sender_id, '') || char(10) || coalesce(sender, '') || char(10) || coalesce(text, '') || char(10) || coalesce(extra, '') || char(10) || coalesce(details, '') AS body
FROM messages WHERE id BETWEEN ? AND ? ORDER BY id
"""
PEOPLE = (
    "SELECT id, coalesce(identifier, '') || char(10) || coalesce(name, '') AS body FROM participants WHERE id BETWEEN ? AND ? ORDER BY id"
)
ARTIFACTS = "SELECT id, summary || char(10) || data AS body FROM artifacts WHERE id BETWEEN ? AND ? ORDER BY id"
COUNT = "SELECT (SELECT count(*) FROM texts WHERE entry BETWEEN ? AND ?) + (SELECT count(*) FROM messages WHERE id BETWEEN ? AND ?)"
FORGET_HITS = "DELETE FROM identifier_hits WHERE identifier BETWEEN ? AND ?"
FORGET = "DELETE FROM identifiers WHERE id BETWEEN ? AND ?"
IDENTIFIER = "INSERT INTO identifiers (id, kind, value, raw, validity, rules) VALUES (?, ?, ?, ?, ?, ?)"
HIT = "INSERT INTO identifier_hits (identifier, ordinal, item_table, item, at, length) VALUES (?, ?, ?, ?, ?, ?)"
EVERY = 1000
STRONGER = {"checksum": 2, "format": 1, "context": 0}


@dataclass(slots=True)
class _Known:
    """An identifier that was met: its row, its best hit, and how many places it has."""

    row: int
    hit: Hit
    places: int = 0


def find(case: Case, evidence: int, report: Callable[[int, int], None]) -> int:
    """Finds them anew; how many different ones there are. What an interrupted finding had left is taken back first."""
    entries = ids.entry_range(evidence)
    total = int(case.db.execute(COUNT, (*entries, *ids.record_range(*entries))).fetchone()[0])
    found: dict[tuple[str, str], _Known] = {}
    with case.transaction():
        case.db.execute(FORGET_HITS, entries)
        case.db.execute(FORGET, entries)
    bodies, done = _bodies(case, entries), 0
    while some := list(islice(bodies, EVERY)):
        with case.transaction():
            for (table, row, _), hits in zip(some, scan_each([body for _, _, body in some]), strict=True):
                for hit in hits:
                    known = found.setdefault((hit.kind, hit.value), _Known(ids.entry_id(evidence, len(found) + 1), hit))
                    if STRONGER[hit.validity] > STRONGER[known.hit.validity]:
                        known.hit = hit
                    case.db.execute(HIT, (known.row, known.places, table, row, hit.offset, len(hit.raw)))
                    known.places += 1
        done += len(some)
        report(done, max(done, total))
    with case.transaction():
        rows = ((one.row, one.hit.kind, one.hit.value, one.hit.raw, one.hit.validity, RULES) for one in found.values())
        case.db.executemany(IDENTIFIER, rows)
    return len(found)


def _bodies(case: Case, entries: tuple[int, int]) -> Iterator[tuple[str, int, str]]:
    """(table, row, text) of all that is searched, in the order of the evidence."""
    for row in case.db.execute(TEXTS, entries):
        yield "entries", row["id"], zlib.decompress(row["body"]).decode("utf-8", "replace")
    records = ids.record_range(*entries)
    for table, select in (("messages", MESSAGES), ("participants", PEOPLE), ("artifacts", ARTIFACTS)):
        for row in case.db.execute(select, records):
            yield table, row["id"], row["body"]
