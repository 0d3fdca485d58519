"""The timeline as the windows show it: which items have a time, in the order of these, and a page of them.

The public table `timeline` is one statement over everything; here the ids are found first and only the rows of a
page are read, so that millions of times of files can be scrolled through.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_desk.errors import Language
from evidence_desk.store import browse, ids
from evidence_desk.store.browse import MOST_ROW
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

MESSAGE, ARTIFACT, FILE = 0, 1, 2
FILE_TIMES = ("created", "modified", "accessed", "changed")
LONGEST = 300
"""Characters of a message in its description."""

IN_TIME = """
SELECT id, 0 AS code, sent AS time FROM messages WHERE :messages AND sent BETWEEN :since AND :until AND apart IS NULL
UNION ALL SELECT id, 1, time FROM artifacts
    WHERE time BETWEEN :since AND :until AND apart IS NULL AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
UNION ALL SELECT id, 2, created FROM entries WHERE :files AND created BETWEEN :since AND :until
UNION ALL SELECT id, 3, modified FROM entries WHERE :files AND modified BETWEEN :since AND :until
UNION ALL SELECT id, 4, accessed FROM entries WHERE :files AND accessed BETWEEN :since AND :until
UNION ALL SELECT id, 5, changed FROM entries WHERE :files AND changed BETWEEN :since AND :until
ORDER BY time, code, id
"""
TYPES = "SELECT type, count(*) AS records, count(time) AS timed FROM artifacts WHERE recovered IS NULL AND apart IS NULL GROUP BY type ORDER BY type"
UNTIMED = "SELECT count(*) FROM messages WHERE sent IS NULL AND recovered IS NULL AND apart IS NULL"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Microseconds since 1970 at both ends. `types`: of artifacts, None for all."""

    messages: bool = True
    types: tuple[str, ...] | None = None
    files: bool = False
    since: int = -MOST_ROW
    until: int = MOST_ROW


@dataclass(frozen=True, slots=True)
class Events:
    """`codes` tells of each row what it is: a message, an artifact, or which time of a file."""

    rows: Sequence[int]
    codes: Sequence[int]

    def __len__(self) -> int:
        return len(self.rows)

    def item(self, index: int) -> str:
        return ids.written(_table(self.codes[index]), self.rows[index])

    def find(self, item: str) -> int | None:
        """Where an item first stands, None where it is not on this timeline."""
        table, row = ids.read(item)
        at = -1
        while True:
            try:
                at = self.rows.index(row, at + 1)
            except ValueError:
                return None
            if _table(self.codes[at]) == table:
                return at

    def page(self, case: Case, first: int, last: int, language: Language) -> list[Shown | None]:
        """With the fields of the public table; None for an item that is not there any more."""
        places = range(first, min(last, len(self.rows)))
        found: dict[tuple[str, int], Shown] = {}
        for table in {_table(self.codes[place]) for place in places}:
            wanted = [self.rows[place] for place in places if _table(self.codes[place]) == table]
            found |= {(table, row): shown for row, shown in browse.rows(case, table, wanted, language).items()}
        return [_event(self.codes[place], found.get((_table(self.codes[place]), self.rows[place]))) for place in places]


def events(case: Case, wanted: Wanted) -> Events:
    parameters = {
        "messages": int(wanted.messages),
        "types": None if wanted.types is None else json.dumps(wanted.types),
        "files": int(wanted.files),
        "since": wanted.since,
        "until": wanted.until,
    }
    cursor = case.db.cursor()
    cursor.row_factory = None
    rows, codes = array("q"), array("b")
    for row, code, _ in cursor.execute(IN_TIME, parameters):
        rows.append(row)
        codes.append(code)
    return Events(rows, codes)


def types(case: Case) -> dict[str, tuple[int, int]]:
    """Each type of artifact: how many there are, and how many of these have a time."""
    return {row["type"]: (row["records"], row["timed"]) for row in case.db.execute(TYPES)}


def untimed_messages(case: Case) -> int:
    """Messages without a time in UTC, which no timeline has."""
    return int(case.db.execute(UNTIMED).fetchone()[0])


def _table(code: int) -> str:
    return ("messages", "artifacts")[code] if code < FILE else "entries"


def _event(code: int, row: Shown | None) -> Shown | None:
    if row is None:
        return None
    match code:
        case 0:
            words = filter(None, (row["sender"], str(row["text"] or "")[:LONGEST]))
            what, time, description = "message", row["sent"], ": ".join(map(str, words))
        case 1:
            what, time, description = str(row["type"]), row["time"], str(row["summary"])
        case _:
            what = FILE_TIMES[code - FILE]
            time, description = row[what], str(row["path"])
    return {
        "id": f"{row['id']}:{what}",
        "evidence": row["evidence"],
        "time": time,
        "what": what,
        "description": description,
        "recovered": row.get("recovered"),
        "item": row["id"],
    }
