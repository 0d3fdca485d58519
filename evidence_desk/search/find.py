"""Searching: exact hits in the order of the evidence, each with the words around it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.errors import EmptyQuery
from evidence_desk.search import words
from evidence_desk.store import details, fragments, ids, spaces
from evidence_desk.store.case import Case

AROUND = 60
"""Characters shown on each side of a hit."""
EVERYWHERE = ("entries", "texts", "pictures", "conversations", "participants", "messages", "artifacts", "fragments", "leftovers")
OF_ENTRIES = ("texts", "pictures")
PACKED = (*OF_ENTRIES, "fragments")
"""Parts that belong to an entry, and those that are kept compressed."""
_FOUND = """
FROM words JOIN documents d ON d.id = words.rowid WHERE words MATCH :match AND instr(:kinds, ' ' || d.kind || ' ')
  AND NOT (d.kind = 'entries' AND EXISTS (SELECT 1 FROM entries e WHERE e.id = d.item AND e.apart IS NOT NULL))
"""
"""What else is apart is out of the index; the name of a file that is apart is in it."""
HITS = f"SELECT d.kind, d.item {_FOUND} ORDER BY words.rowid LIMIT :limit"
COUNT = f"SELECT count(*) {_FOUND}"
BODIES: dict[str, str] = {
    "entries": "SELECT path AS body, path, NULL AS time FROM entries WHERE id=?",
    "texts": "SELECT t.body, e.path, NULL AS time FROM texts t JOIN entries e ON e.id = t.entry WHERE t.entry=?",
    "pictures": "SELECT p.body, e.path, NULL AS time FROM pictures p JOIN entries e ON e.id = p.entry WHERE p.entry=?",
    "conversations": "SELECT coalesce(c.title, c.key) AS body, e.path, NULL AS time FROM conversations c JOIN entries e ON e.id = c.id >> 24 WHERE c.id=?",
    "participants": """
        SELECT coalesce(p.name, '') || ' ' || coalesce(p.identifier, '') AS body, e.path, NULL AS time
        FROM participants p JOIN entries e ON e.id = p.id >> 24 WHERE p.id=?""",
    "messages": """
        SELECT coalesce(m.sender || ': ', CASE m.direction WHEN 'out' THEN '→ ' WHEN 'in' THEN '← ' END || (
                SELECT coalesce(c.title, c.key) || ': ' FROM conversations c WHERE c.id = m.conversation
            ), '') || coalesce(m.text, '')
            || coalesce((SELECT ' [' || group_concat(name, ', ') || ']' FROM attachments WHERE message = m.id), '') AS body, m.details,
            e.path, coalesce(m.sent_text, m.sent_local) AS time
        FROM messages m JOIN entries e ON e.id = m.id >> 24 WHERE m.id=?""",
    "fragments": "SELECT body, places, NULL AS time FROM fragments WHERE id=?",
    "leftovers": "SELECT path AS body, path, NULL AS time FROM leftovers WHERE id=?",
    "artifacts": "SELECT a.summary || ' ' || a.data AS body, e.path, a.time_text AS time FROM artifacts a JOIN entries e ON e.id = a.id >> 24 WHERE a.id=?",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """`table` is where the item is (a hit in a file's text, or in what OCR read off a picture, is an entry; one in unallocated space
    is a fragment, and its path ends with the byte), `part` what was searched in it."""

    id: str
    evidence: int
    table: str
    part: str
    path: str
    time: str | None
    text: str


def count(case: Case, query: str, parts: tuple[str, ...] = EVERYWHERE) -> int:
    return int(case.db.execute(COUNT, {"match": _match(query), "kinds": f" {' '.join(parts)} "}).fetchone()[0])


def search(case: Case, query: str, parts: tuple[str, ...] = EVERYWHERE, limit: int = -1) -> Iterator[Hit]:
    """Hits in the order of the index; EmptyQuery where there is nothing to look for."""
    wanted = words.terms(query)
    parameters = {"match": _match(query), "kinds": f" {' '.join(parts)} ", "limit": limit}
    for row in case.db.execute(HITS, parameters).fetchall():
        yield _hit(case, row["kind"], row["item"], wanted)


def _match(query: str) -> str:
    match = words.match_expression(query)
    if match is None:
        raise EmptyQuery()
    return match


def _hit(case: Case, part: str, item: int, wanted: list[str]) -> Hit:
    table = "entries" if part in OF_ENTRIES else part
    row = case.db.execute(BODIES[part], (item,)).fetchone()
    body = zlib.decompress(row["body"]).decode("utf-8", "replace") if part in PACKED else row["body"]
    if part == "messages" and (more := details.words(row["details"])):
        body = f"{body} | {more}"
    evidence = ids.evidence_of_entry(item) if table in ("entries", "fragments", "leftovers") else ids.evidence_of_record(item)
    path = f"{spaces.FOLDER}/{fragments.place(row['places'], body, first(body, wanted)):012}" if part == "fragments" else row["path"]
    return Hit(ids.written(table, item), evidence, table, part, path, row["time"], around(body, wanted))


def first(body: str, wanted: list[str]) -> int:
    """Where the first of the terms stands; the beginning where none does as it is written."""
    folded = body.casefold()
    return min((place for term in wanted if (place := folded.find(term)) >= 0), default=0)


def around(body: str, wanted: list[str]) -> str:
    """The words around the first hit. Found again in the stored text, for the index keeps none."""
    place = first(body, wanted)
    begin, end = max(0, place - AROUND), place + AROUND * 2
    return ("…" if begin else "") + " ".join(body[begin:end].split()) + ("…" if end < len(body) else "")
