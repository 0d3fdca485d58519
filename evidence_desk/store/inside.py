"""Containers among the entries, what became of each, and which entries are members of which."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from evidence_desk.model import Gap
from evidence_desk.store import ids, keep
from evidence_desk.store.case import Case

CONTAINER_OF = """
SELECT e.id, e.volume, e.path, e.address, e.attribute, e.size, e.mime FROM members m JOIN entries e ON e.id = m.container WHERE m.entry = ?
"""
BOXES = """
SELECT e.id, e.volume, e.path, e.address, e.attribute, e.size, e.mime, e.allocated, e.apart, o.root AS above, c.entry IS NOT NULL AS done
FROM entries e LEFT JOIN members m ON m.entry = e.id LEFT JOIN containers o ON o.entry = m.container LEFT JOIN containers c ON c.entry = e.id
WHERE coalesce(o.root, e.id) BETWEEN ? AND ? AND e.kind = 'file' AND e.size > 0 AND coalesce(o.depth, 0) = ? AND e.mime IN (SELECT value FROM json_each(?))
ORDER BY e.id
"""
LAST = "SELECT max(id) AS last FROM entries WHERE id BETWEEN ? AND ?"
KEEP = "INSERT INTO containers (entry, root, depth, members, shut) VALUES (?, ?, ?, ?, ?)"
MEMBERS = "INSERT INTO members (entry, container) SELECT id, ? FROM entries WHERE id BETWEEN ? AND ?"
RANGE = """
SELECT min(m.entry) AS first, max(m.entry) AS last FROM members m JOIN containers c ON c.entry = m.container
WHERE c.root BETWEEN ? AND ? AND c.depth = ?
"""
TAKEN = """
SELECT c.root, count(*) AS members, coalesce(sum(e.size), 0) AS bytes FROM containers c JOIN members m ON m.container = c.entry JOIN entries e ON e.id = m.entry
WHERE c.root BETWEEN ? AND ? GROUP BY c.root
"""
SIZE = "SELECT size FROM entries WHERE id = ?"
SHUT = """
SELECT c.shut AS reason, count(*) AS count, e.path AS first FROM containers c JOIN entries e ON e.id = c.entry
WHERE c.root BETWEEN ? AND ? AND c.shut IS NOT NULL GROUP BY c.shut HAVING c.entry = min(c.entry) ORDER BY c.shut
"""
TOTALS = "SELECT count(*) AS boxes, coalesce(sum(shut IS NULL), 0) AS opened, coalesce(sum(members), 0) AS members FROM containers WHERE root BETWEEN ? AND ?"
NAMED = """
SELECT count(*) AS count, min(path) AS first FROM entries e
WHERE id BETWEEN ? AND ? AND kind = 'file' AND size > 0 AND EXISTS (SELECT 1 FROM json_each(?) WHERE lower(substr(e.path, -length(value))) = value)
"""
ITSELF = """
WITH RECURSIVE around(entry) AS (
    SELECT container FROM members WHERE entry = ?1 UNION SELECT m.container FROM members m JOIN around a ON m.entry = a.entry
)
SELECT 1 FROM around JOIN entries e ON e.id = around.entry JOIN entries own ON own.id = ?1 AND own.sha256 = e.sha256
"""
GAPS_A_CONTAINER = 1024
"""Problems of one container that are kept one by one; how many more there are is said."""
ABOVE = ids.MOST_RECORDS - 1 - GAPS_A_CONTAINER
"""They are numbered behind all that the container's own content gave."""


Roots = tuple[int, int]
"""First and last possible id of the outermost containers that are meant."""


class Taken(NamedTuple):
    """What one outermost container has come to, at all depths: members, and their bytes as declared."""

    members: int
    bytes: int


def container_of(case: Case, entry: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = case.db.execute(CONTAINER_OF, (entry,)).fetchone()
    return row


def boxes(case: Case, roots: Roots, depth: int, mimes: Iterable[str]) -> list[sqlite3.Row]:
    """Files of these types that lie in so many containers, in their order; `done`: it is kept what became of them."""
    return case.db.execute(BOXES, (*roots, depth, json.dumps(list(mimes)))).fetchall()


def last_entry(case: Case, evidence: int) -> int:
    """The number of the last entry that was listed so far."""
    last = case.db.execute(LAST, ids.listed_range(evidence)).fetchone()["last"]
    return 0 if last is None else int(last) & ids.MOST_ENTRIES


def keep_container(
    case: Case, row: sqlite3.Row, depth: int, shut: str | None, gaps: list[Gap], members: tuple[int, int] | None = None
) -> None:
    """What became of a container; in the transaction that kept its members, from the first id to the last."""
    count = members[1] - members[0] + 1 if members else 0
    case.db.execute(KEEP, (row["id"], row["above"] or row["id"], depth, count, shut))
    if members:
        case.db.execute(MEMBERS, (row["id"], *members))
    for index, gap in enumerate(gaps[:GAPS_A_CONTAINER]):
        keep.problem_of_entry(case, row["id"], ABOVE + index, "inside", gap)
    if len(gaps) > GAPS_A_CONTAINER:
        more = Gap("inside-gaps-more", {"path": row["path"], "count": len(gaps) - GAPS_A_CONTAINER})
        keep.problem_of_entry(case, row["id"], ABOVE + GAPS_A_CONTAINER, "inside", more)


def members(case: Case, roots: Roots, depth: int) -> tuple[int, int] | None:
    """First and last id of the entries that lie in so many containers; they stand together."""
    row = case.db.execute(RANGE, (*roots, depth)).fetchone()
    return None if row["first"] is None else (row["first"], row["last"])


def taken(case: Case, roots: Roots) -> dict[int, Taken]:
    """By outermost container."""
    return {row["root"]: Taken(row["members"], row["bytes"]) for row in case.db.execute(TAKEN, roots)}


def lies_in_itself(case: Case, entry: int) -> bool:
    """Whether a container that an entry lies in has its very content."""
    return case.db.execute(ITSELF, (entry,)).fetchone() is not None


def size_of(case: Case, entry: int) -> int:
    return int(case.db.execute(SIZE, (entry,)).fetchone()["size"])


def shut(case: Case, roots: Roots) -> list[sqlite3.Row]:
    """Why containers were not opened, how many for each reason, and the first of them."""
    return case.db.execute(SHUT, roots).fetchall()


def totals(case: Case, roots: Roots) -> dict[str, int]:
    return dict(case.db.execute(TOTALS, roots).fetchone())


def named(case: Case, evidence: int, suffixes: Iterable[str]) -> tuple[int, str | None]:
    """How many files have a name that ends like this, and one of them."""
    row = case.db.execute(NAMED, (*ids.entry_range(evidence), json.dumps(list(suffixes)))).fetchone()
    return row["count"], row["first"]
