"""Personal information: by number wherever it stands, and by the rows of tables whose columns and category a person has put.

A person is told by a resident ID that holds, else by a mobile number, else by name and address, else by bank card, mail address or account; a row
that none of these tells is no one's. Persons are never taken for each other by a name alone.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from evidence_desk.identify import checks
from evidence_desk.review.counting.row import RECOVERED, Row, once
from evidence_desk.store import ids
from evidence_desk.store.case import Case

FOUND = """
SELECT h.item_table, h.item, h.at, coalesce(h.length, 1) AS length, i.kind, i.value, i.validity, e.id AS entry, hex(e.sha256) AS sha256,
    CASE h.item_table WHEN 'messages' THEN (SELECT recovered FROM messages WHERE id = h.item)
        WHEN 'artifacts' THEN (SELECT recovered FROM artifacts WHERE id = h.item) END AS recovered
FROM identifier_hits h JOIN identifiers i ON i.id = h.identifier
    LEFT JOIN entries e ON e.id = CASE h.item_table WHEN 'entries' THEN h.item ELSE h.item >> 24 END
WHERE i.kind IN (SELECT value FROM json_each(?))
ORDER BY h.item_table = 'entries', i.id >> 27, h.item_table, h.item, h.at, i.id, h.ordinal
"""
"""Records first, then the texts of files: what stands in a record is counted there, where its place in the table or the chat is known."""
RECORDS = "SELECT id, data FROM artifacts WHERE type = 'personal-record' AND apart IS NULL ORDER BY id"
GIVEN = """
SELECT DISTINCT a.id AS record, coalesce(c.title, c.key) AS recipient, c.app AS app
FROM artifacts a JOIN attachments t ON t.entry = a.id >> 24 JOIN messages m ON m.id = t.message JOIN conversations c ON c.id = m.conversation
WHERE a.type = 'personal-record' AND m.direction = 'out' AND m.recovered IS NULL ORDER BY a.id
"""
PERSONAL = ("cn-resident-id", "mobile", "bank-card", "email", "wechat-id", "qq")
CARDS = ("iccid", "bank-card")
VALIDITY = ("checksum", "format", "context")
"""How sure it is what a number is, the surest first."""
NUMBERS = {
    "track": 50, "content": 50, "credit": 50, "property": 50, "lodging": 500, "communication": 500, "health": 500, "transaction": 500, "other": 5000,
}  # fmt: skip
"""Categories, and the number of the article for each."""
MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
TESTS = re.compile(r"1[3-9]\d0{8}|13800138000")
Person = tuple[str, str]
"""What tells the person, or why nothing does: (key, "") or ("", reason)."""


def numbers(case: Case) -> Iterator[Row]:
    """Each number counts once by kind, wherever and however often it stands; the same characters count as one kind only."""
    return _once(case, PERSONAL)


def cards(case: Case) -> Iterator[Row]:
    """Cards of phones and of banks, each number once."""
    return _once(case, CARDS)


def persons(case: Case) -> Iterator[Row]:
    """Each person once in a category."""
    return once(_records(case), "the same person was counted before")


def rows(case: Case) -> Iterator[Row]:
    """Rows that are not the very same, whoever they are of."""
    made = (replace(row, key=json.dumps(data, sort_keys=True)) for row, data in _read(case))
    return once(made, "an identical row was counted before")


def recipients(case: Case) -> Iterator[Row]:
    """Each person once in a category for each recipient: one that the table names, and every conversation in which its file was sent."""
    given: dict[int, list[str]] = {}
    for found in case.db.execute(GIVEN):
        given.setdefault(found["record"], []).append(f"{found['app']} {found['recipient']}")
    return once(_given(case, given), "the same person was counted before")


def _given(case: Case, given: dict[int, list[str]]) -> Iterator[Row]:
    for row, data in _read(case):
        named = [str(data["recipient"])] if data.get("recipient") else []
        everyone = list(dict.fromkeys([*named, *given.get(ids.read(row.item)[1], [])]))
        if row.status == "counted" and not everyone:
            yield replace(row, status="invalid", reason="given to nobody that is known")
        elif not everyone:
            yield row
        for one in everyone:
            yield replace(row, group=f"{one} {row.group}")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a number stands. `entry`: the file; `place`: what tells the same bytes in another copy of that file."""

    item: str
    at: int
    end: int
    kind: str
    key: str
    validity: str
    entry: int | None
    place: str | None
    recovered: bool

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Of two readings of the same characters the first counts: none that rests on the words before it alone; the longer; the one whose check holds."""
        return self.validity == "context", self.at - self.end, VALIDITY.index(self.validity), self.kind


def _once(case: Case, kinds: tuple[str, ...]) -> Iterator[Row]:
    """Every hit with what became of it: the same bytes, in a copy of a file or in the text of the file that a record was read from, are told as such."""
    counted: set[str] = set()
    places: dict[tuple[str, str], int | None] = {}
    read: set[tuple[int | None, str]] = set()
    for hits in _by_item(case, kinds):
        starts, longest = [hit.at for hit in hits], max(hit.end - hit.at for hit in hits)
        for hit in hits:
            around = hits[bisect_left(starts, hit.at - longest) : bisect_left(starts, hit.end)]
            why = _invalid(hit, around)
            if why:
                yield Row(hit.item, "invalid", why, hit.kind, hit.key)
                continue
            text, first = hit.item.startswith("e"), places.setdefault((hit.place or hit.item, hit.key), hit.entry)
            if hit.key not in counted:
                yield Row(hit.item, "counted", "", hit.kind, hit.key)
            elif first != hit.entry:
                yield Row(hit.item, "duplicate", "the same bytes stand in another copy of the file", hit.kind, hit.key)
            elif text and (hit.entry, hit.key) in read:
                yield Row(hit.item, "duplicate", "the text of the file whose records were counted", hit.kind, hit.key)
            else:
                yield Row(hit.item, "duplicate", "the same number was counted before", hit.kind, hit.key)
            counted.add(hit.key)
            if not text:
                read.add((hit.entry, hit.key))


def _invalid(hit: Hit, others: list[Hit]) -> str:
    if hit.recovered:
        return RECOVERED
    if any(other.at < hit.end and hit.at < other.end and other.rank < hit.rank for other in others):
        return "the same characters count as another kind"
    return "only the words before it say what it is" if hit.validity == "context" else ""


def _by_item(case: Case, kinds: tuple[str, ...]) -> Iterator[list[Hit]]:
    """The hits of each record, and of each file's text, in their order."""
    found = (_hit(row) for row in case.db.execute(FOUND, (json.dumps(kinds),)))
    for _, hits in groupby(found, key=lambda hit: hit.item):
        yield list(hits)


def _hit(row: sqlite3.Row) -> Hit:
    within = 0 if row["item_table"] == "entries" else row["item"] & ids.MOST_RECORDS
    place = f"{row['sha256']}|{row['item_table']}|{within}|{row['at']}" if row["sha256"] else None
    return Hit(
        ids.written(row["item_table"], row["item"]), row["at"], row["at"] + row["length"], row["kind"], f"{row['kind']}:{row['value']}", row["validity"],
        row["entry"], place, row["recovered"] is not None,
    )  # fmt: skip


def _records(case: Case) -> Iterator[Row]:
    return (row for row, _ in _read(case))


def _read(case: Case) -> Iterator[tuple[Row, dict[str, object]]]:
    """Every row of such a table with what it says; `key` tells the person."""
    for found in case.db.execute(RECORDS):
        data, item = json.loads(found["data"]), ids.written("artifacts", found["id"])
        category = str(data.get("category"))
        key, why = person(data)
        if category not in NUMBERS:
            yield Row(item, "invalid", "its category is none of those of the rule", category or "?", key or item), data
        elif why:
            yield Row(item, "invalid", why, category, item), data
        else:
            yield Row(item, "counted", "", category, key), data


def person(data: dict[str, str | None]) -> Person:
    """What tells the person of a row."""
    resident = re.sub(r"\s", "", _plain(data.get("resident_id"))).upper()
    if checks.resident_id(resident):
        return f"id:{resident}", ""
    digits = re.sub(r"[\s\-]", "", _plain(data.get("phone")))
    mobile = MOBILE.fullmatch(digits)
    test = mobile is not None and TESTS.fullmatch(mobile[1]) is not None
    if mobile and not test:
        return f"tel:{mobile[1]}", ""
    name, address = _plain(data.get("name")), _plain(data.get("address"))
    if name and address:
        return f"name:{name}|{address}", ""
    for field in ("card", "email", "account"):
        if value := _plain(data.get(field)):
            return f"{field}:{value}", ""
    return "", _why(resident, digits, test)


def _why(resident: str, digits: str, test: bool) -> str:
    if test:
        return "a number for tests, and nothing else tells the person"
    if resident:
        return "the resident ID fails its check, and nothing else tells the person"
    if digits:
        return "the phone number is of no number plan, and nothing else tells the person"
    return "nothing in it tells a person"


def _plain(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").split()).casefold()
