"""Identifiers that stand in the texts of a piece of evidence: each once, with every place where it was found."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from evidence_desk.identify import RULES, Hit, scan
from evidence_desk.store import ids
from evidence_desk.store.case import Case

TEXTS = "SELECT entry AS id, body FROM texts WHERE entry BETWEEN ? AND ? ORDER BY entry"
MESSAGES = """
SELECT id, coalesce(sender_id, '') || char(10) || coalesce(sender, '') || char(10) || coalesce(text, '') || char(10) || coalesce(extra, '') AS body
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
HIT = "INSERT INTO identifier_hits (identifier, ordinal, item_table, item, at) VALUES (?, ?, ?, ?, ?)"
EVERY = 1000
MOST_PLACES = 10_000
"""Places of one identifier that are kept; all are counted."""
STRONGER = {"checksum": 2, "format": 1, "context": 0}


def find(case: Case, evidence: int, report: Callable[[int, int], None]) -> int:
    """Finds them anew, in one transaction; how many different ones there are."""
    entries = ids.entry_range(evidence)
    total = int(case.db.execute(COUNT, (*entries, *ids.record_range(*entries))).fetchone()[0])
    found: dict[tuple[str, str], tuple[Hit, list[tuple[str, int, int]]]] = {}
    for done, (table, row, body) in enumerate(_bodies(case, entries), 1):
        for hit in scan(body):
            known = found.setdefault((hit.kind, hit.value), (hit, []))
            if STRONGER[hit.validity] > STRONGER[known[0].validity]:
                known = found[hit.kind, hit.value] = (hit, known[1])
            known[1].append((table, row, hit.offset))
        if done % EVERY == 0:
            report(done, max(done, total))
    with case.transaction():
        case.db.execute(FORGET_HITS, entries)
        case.db.execute(FORGET, entries)
        for number, (hit, places) in enumerate(found.values(), 1):
            key = ids.entry_id(evidence, number)
            case.db.execute(IDENTIFIER, (key, hit.kind, hit.value, hit.raw, hit.validity, RULES))
            case.db.executemany(HIT, [(key, ordinal, *place) for ordinal, place in enumerate(places[:MOST_PLACES])])
    return len(found)


def _bodies(case: Case, entries: tuple[int, int]) -> Iterator[tuple[str, int, str]]:
    """(table, row, text) of all that is searched, in the order of the evidence."""
    for row in case.db.execute(TEXTS, entries):
        yield "entries", row["id"], zlib.decompress(row["body"]).decode("utf-8", "replace")
    records = ids.record_range(*entries)
    for table, select in (("messages", MESSAGES), ("participants", PEOPLE), ("artifacts", ARTIFACTS)):
        for row in case.db.execute(select, records):
            yield table, row["id"], row["body"]
