"""Filling the index, from rows that are kept and final; where it was interrupted it goes on."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable

from evidence_desk.search.words import cut
from evidence_desk.store import details, ids
from evidence_desk.store.case import Case

ROWS_A_COMMIT = 5000
BYTES_A_COMMIT = 32 << 20

LAST_DOCUMENT = "SELECT coalesce(max(id), 0) FROM documents"
DOCUMENT = "INSERT INTO documents (id, kind, item) VALUES (?, ?, ?)"
WORDS = "INSERT INTO words (rowid, body) VALUES (?, ?)"
MARK = "INSERT INTO indexed (evidence, kind, last) VALUES (?, ?, ?) ON CONFLICT (evidence, kind) DO UPDATE SET last=excluded.last"
MARKED = "SELECT last FROM indexed WHERE evidence=? AND kind=?"

KINDS: dict[str, str] = {
    "entries": "SELECT id, path AS body FROM entries WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
    "texts": "SELECT entry AS id, body FROM texts WHERE entry > ? AND entry <= ? ORDER BY entry LIMIT ?",
    "pictures": "SELECT entry AS id, body FROM pictures WHERE entry > ? AND entry <= ? ORDER BY entry LIMIT ?",
    "leftovers": "SELECT id, path AS body FROM leftovers WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
    "fragments": "SELECT id, body FROM fragments WHERE apart IS NULL AND id > ? AND id <= ? ORDER BY id LIMIT ?",
    "conversations": "SELECT id, coalesce(title, '') || ' ' || key AS body FROM conversations WHERE apart IS NULL AND id > ? AND id <= ? ORDER BY id LIMIT ?",
    "participants": """
        SELECT id, coalesce(name, '') || ' ' || coalesce(identifier, '') AS body FROM participants WHERE apart IS NULL AND id > ? AND id <= ? ORDER BY id LIMIT ?""",
    "messages": """
        SELECT id, coalesce(sender, '') || ' | ' || coalesce(text, '') || ' | '
            || coalesce((SELECT group_concat(name, ' | ') FROM attachments WHERE message = messages.id), '') AS body, details
        FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?""",
    "artifacts": "SELECT id, summary, data AS body FROM artifacts WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
}
"""What is searched, each kind in the order of its rows."""
COUNT = """
SELECT (SELECT count(*) FROM entries WHERE id BETWEEN :e1 AND :e2) + (SELECT count(*) FROM texts WHERE entry BETWEEN :e1 AND :e2)
     + (SELECT count(*) FROM pictures WHERE entry BETWEEN :e1 AND :e2) + (SELECT count(*) FROM fragments WHERE id BETWEEN :e1 AND :e2)
     + (SELECT count(*) FROM leftovers WHERE id BETWEEN :e1 AND :e2)
     + (SELECT count(*) FROM conversations WHERE id BETWEEN :r1 AND :r2) + (SELECT count(*) FROM participants WHERE id BETWEEN :r1 AND :r2)
     + (SELECT count(*) FROM messages WHERE id BETWEEN :r1 AND :r2) + (SELECT count(*) FROM artifacts WHERE id BETWEEN :r1 AND :r2)
"""


def index_evidence(case: Case, evidence: int, report: Callable[[int, int], None]) -> int:
    """Indexes what of this evidence is not indexed yet; the number of its rows in all."""
    entries = ids.entry_range(evidence)
    records = ids.record_range(*entries)
    total = int(case.db.execute(COUNT, {"e1": entries[0], "e2": entries[1], "r1": records[0], "r2": records[1]}).fetchone()[0])
    done = 0
    for kind, select in KINDS.items():
        first, last = entries if kind in ("entries", "texts", "pictures", "fragments", "leftovers") else records
        marked = case.db.execute(MARKED, (evidence, kind)).fetchone()
        at = marked["last"] if marked else first - 1
        while rows := _some(case.db.execute(select, (at, last, ROWS_A_COMMIT))):
            with case.transaction():
                _keep(case, kind, rows)
                at = rows[-1]["id"]
                case.db.execute(MARK, (evidence, kind, at))
            done += len(rows)
            report(done, total)
    return total


def index_rows(case: Case, rows: Iterable[tuple[str, int]]) -> None:
    """Indexes single rows again, where their evidence is indexed: of an entry its text and what was read off it, never its name twice."""
    with case.transaction():
        for table, row in rows:
            for kind in ("texts", "pictures") if table == "entries" else (table,):
                evidence = ids.evidence_of(table, row)
                marked = case.db.execute(MARKED, (evidence, kind)).fetchone()
                if marked is None or marked["last"] < row:
                    continue
                _keep(case, kind, case.db.execute(KINDS[kind], (row - 1, row, 1)).fetchall())


def _keep(case: Case, kind: str, rows: list[sqlite3.Row]) -> None:
    """All documents before all words: FTS5 writes what it holds to the disk before any statement on another table that may fail."""
    first = int(case.db.execute(LAST_DOCUMENT).fetchone()[0]) + 1
    case.db.executemany(DOCUMENT, [(document, kind, row["id"]) for document, row in enumerate(rows, first)])
    case.db.executemany(WORDS, ((document, cut(_body(kind, row))) for document, row in enumerate(rows, first)))


def _some(rows: sqlite3.Cursor) -> list[sqlite3.Row]:
    """So many rows that a commit stays small, also where the rows are large."""
    batch: list[sqlite3.Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row["body"])
        if size > BYTES_A_COMMIT:
            break
    return batch


def _body(kind: str, row: sqlite3.Row) -> str:
    match kind:
        case "texts" | "pictures" | "fragments":
            return zlib.decompress(row["body"]).decode("utf-8", "replace")
        case "entries" | "leftovers":
            return str(row["body"]).rpartition("/")[2]
        case "artifacts":
            return f"{row['summary']} | " + " | ".join(_values(json.loads(row["body"])))
        case "messages":
            return f"{row['body']} | {details.words(row['details'])}"
        case _:
            return str(row["body"])


def _values(data: object) -> list[str]:
    """The texts and numbers of a record's fields, without their names."""
    match data:
        case dict():
            return [word for value in data.values() for word in _values(value)]
        case list():
            return [word for value in data for word in _values(value)]
        case None | bool():
            return []
        case _:
            return [str(data)]
