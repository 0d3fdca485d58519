"""Text of unallocated space as the case keeps it, and how far it was looked for."""

from __future__ import annotations

import json
import sqlite3
import zlib
from bisect import bisect_right
from dataclasses import astuple, dataclass

from evidence_desk.errors import Language
from evidence_desk.spare import Fragment
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.spaces import FOLDER
from evidence_desk.store.table import Shown, Table, number, row_of

STATE = "SELECT space, at, found, characters, searched FROM extracting WHERE evidence=?"
KEEP_STATE = "INSERT OR REPLACE INTO extracting (evidence, space, at, found, characters, searched) VALUES (?, ?, ?, ?, ?, ?)"
FRAGMENT = "INSERT INTO fragments (id, space, offset, length, places, body) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class State:
    """The range and the place in it that come next, how many fragments were kept, their characters, and the bytes gone through."""

    space: int = 1
    at: int = 0
    found: int = 0
    characters: int = 0
    searched: int = 0


def state(case: Case, evidence: int) -> State:
    row = case.db.execute(STATE, (evidence,)).fetchone()
    return State(*row) if row else State()


def keep_state(case: Case, evidence: int, now: State) -> None:
    case.db.execute(KEEP_STATE, (evidence, *astuple(now)))


def keep(case: Case, evidence: int, ordinal: int, space: int, one: Fragment) -> None:
    """`ordinal` counts them from 1 within the evidence."""
    body = zlib.compress(one.text.encode("utf-8", "replace"), 1)
    values = (ids.entry_id(evidence, ordinal), ids.entry_id(evidence, space), one.offset, one.length, json.dumps(one.places), body)
    case.db.execute(FRAGMENT, values)


def place(places: str, text: str, at: int) -> int:
    """The byte at which a character of a fragment's text stands."""
    runs = json.loads(places)
    first, offset, encoding = runs[max(0, bisect_right([run[0] for run in runs], at) - 1)]
    return int(offset) + len(text[first:at].encode(encoding, "replace"))


def _fragment(row: sqlite3.Row, _: Language) -> Shown:
    extent: Shown = {"path": f"{FOLDER}/{row['offset']:012}", "offset": row["offset"], "length": row["length"]}
    return {
        "id": ids.written("fragments", row["id"]), "evidence": ids.evidence_of_entry(row["id"]), "volume": row["volume"] or None,
        "offset": row["offset"], "length": row["length"], "on": "volume" if row["inner"] else "medium", "what": row["what"],
        "space": ids.written("unallocated", row["space"]), "encodings": sorted({one[2] for one in json.loads(row["places"])}),
        "text": zlib.decompress(row["body"]).decode() if row["body"] else "", "source": extent,
    }  # fmt: skip


FRAGMENTS = """
SELECT f.*, u.volume, u.what, u.inner FROM fragments f JOIN unallocated u ON u.id = f.space
WHERE (:id IS NULL OR f.id = :id) AND (f.apart IS NULL OR :id IS NOT NULL) AND (:evidence IS NULL OR f.id >> 27 = :evidence) ORDER BY f.id
"""
FRAGMENT_TABLES = {
    "fragments": Table(
        FRAGMENTS, ("id", "evidence", "volume", "offset", "length", "on", "what", "space", "encodings", "text", "source"), _fragment,
        {"id": row_of("fragments"), "evidence": number},
    ),
}  # fmt: skip
