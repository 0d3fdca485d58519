"""Whom and what a review shields: minors, told by a date of birth or by a person, and what shows sexual acts, told by a person and kept by its digest.

A tag says it: 未成年人 on a participant, a contact or a record about a person; 淫秽 or 淫秽（未成年人） on a file or on the message that it came with. A file with the same
digest is the same file, wherever it lies. The program never tells of itself what a picture shows or how old anybody is.

On a screen one rule is for all that shows the content of a file: `is_covered`. Nothing of such a file is shown before a person asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from evidence_desk.errors import Language
from evidence_desk.review.counting import files
from evidence_desk.store import ids, inside, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

MINOR = ("未成年人", "minor")
"""Tags on people."""
FLAGGED = "SELECT DISTINCT item FROM tags WHERE tag IN ('未成年人', 'minor') ORDER BY id"
SAME = "SELECT id FROM entries WHERE id = ?1 UNION SELECT id FROM entries WHERE sha256 = (SELECT sha256 FROM entries WHERE id = ?1)"
CAME_WITH = "SELECT DISTINCT message FROM attachments WHERE entry IN (SELECT value FROM json_each(?)) AND entry IS NOT NULL"
IS_TAGGED = "SELECT 1 FROM tags WHERE item IN (SELECT value FROM json_each(?)) AND tag IN (SELECT value FROM json_each(?)) LIMIT 1"
OBSCENE = ("淫秽", "淫秽（未成年人）", "obscene", "obscene-minor")
"""Tags on files, and on the messages that these came with."""
ID_NUMBERS = "SELECT id, value FROM identifiers WHERE kind = 'cn-resident-id' AND validity = 'checksum' ORDER BY id"
OF_MESSAGE = "SELECT entry FROM attachments WHERE message = ? AND entry IS NOT NULL"
WITHIN = """
WITH RECURSIVE same (id) AS (
    SELECT value FROM json_each(?1)
    UNION SELECT o.id FROM entries o WHERE o.sha256 IN (SELECT e.sha256 FROM entries e WHERE e.id IN (SELECT value FROM json_each(?1)))
), within (id) AS (SELECT id FROM same UNION SELECT m.entry FROM members m JOIN within w ON m.container = w.id)
SELECT id FROM within
UNION SELECT o.id FROM within w JOIN entries e ON e.id = w.id JOIN entries o ON o.sha256 = e.sha256
"""
HOLDING = """
WITH RECURSIVE above (id) AS (
    SELECT container FROM members WHERE entry IN (SELECT value FROM json_each(?)) UNION SELECT m.container FROM members m JOIN above a ON m.entry = a.id
) SELECT id FROM above
"""
DIGESTS = "SELECT DISTINCT sha256 FROM entries WHERE id IN (SELECT value FROM json_each(?)) AND sha256 IS NOT NULL"
IS_CONTAINER = "SELECT 1 FROM members WHERE container = ? LIMIT 1"
FIELDS = ("id", "evidence", "value", "born", "turns_14", "turns_18", "flagged")
FOURTEEN, EIGHTEEN = 14, 18


def rows(case: Case, language: Language) -> list[Shown]:
    """As `query minors` shows them: resident IDs whose holder was not of age when the case was made, and people whom somebody flagged."""
    made = date.fromisoformat(case.created[:10])
    found: list[Shown] = []
    for row in case.db.execute(ID_NUMBERS):
        born = birth(row["value"])
        if born and birthday(born, EIGHTEEN) > made:
            found.append(_row(ids.written("identifiers", row["id"]), ids.evidence_of_entry(row["id"]), row["value"], born, False))
    for name, item, born in _flagged(case):
        found.append(_row(item, int(item[1:].split(".")[0]), name, born, True))
    return found


def labels(case: Case, language: Language) -> dict[str, str]:
    """What stands for each name and account of a person who is flagged, by the order in which they were: 未成年人A, B, …"""
    word, given = ("未成年人" if language == "zh" else "minor "), dict[str, str]()
    people = dict[str, list[str]]()
    for name, item, _ in _flagged(case):
        people.setdefault(item, []).append(name)
    for names in people.values():
        label = next((given[name] for name in names if name in given), f"{word}{_letters(len(set(given.values())))}")
        given |= {name: label for name in names if name not in given}
    return given


def veiled(case: Case) -> frozenset[str]:
    """SHA-256 of every file that is marked as sexual content, of what lies in one that is an archive, and of archives that one lies in."""
    found = marked(case)
    return frozenset(row["sha256"].hex() for row in case.db.execute(DIGESTS, (json.dumps([*found, *_holding(case, found)]),)))


def marked(case: Case) -> frozenset[int]:
    """The files that are marked as sexual content, by themselves or with the message that they came with; the same files elsewhere; what lies in them."""
    found: list[int] = []
    for mark in case.db.execute(files.MARKED).fetchall():
        table, row = ids.read(mark["item"])
        match table:
            case "entries":
                found.append(row)
            case "messages":
                found += [one["entry"] for one in case.db.execute(OF_MESSAGE, (row,))]
    return frozenset(row["id"] for row in case.db.execute(WITHIN, (json.dumps(found),))) if found else frozenset()


def is_veiled(case: Case, entry: int) -> bool:
    """Whether a person marked the file with this row number, the same file elsewhere, or the message that either came with as sexual content, or an archive
    that it lies in; or, of an archive, a file that lies in it."""
    return any(_is_tagged(case, one, OBSCENE, OBSCENE) for one in _within(case, entry)) or _holds_marked(case, entry)


def is_covered(case: Case, entry: int) -> bool:
    """Whether nothing of a file is shown on a screen before a person asks for it: it is veiled, or was marked as showing a minor."""
    return any(_is_tagged(case, one, (*OBSCENE, *MINOR), OBSCENE) for one in _within(case, entry)) or _holds_marked(case, entry)


def covered(case: Case, entries: Iterable[int]) -> frozenset[int]:
    """Those of some files that are covered."""
    return frozenset(entry for entry in set(entries) if is_covered(case, entry))


def birth(number: str) -> date | None:
    """The day of birth that a resident ID has."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def birthday(born: date, age: int) -> date:
    """The day on which somebody comes to an age; born on 29 February, on 1 March where the year has no such day."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _holds_marked(case: Case, entry: int) -> bool:
    """Whether it is an archive with a file in it, however deep, that is marked as sexual content."""
    return case.db.execute(IS_CONTAINER, (entry,)).fetchone() is not None and entry in _holding(case, marked(case))


def _holding(case: Case, found: Iterable[int]) -> set[int]:
    return {row["id"] for row in case.db.execute(HOLDING, (json.dumps(list(found)),))}


def _within(case: Case, entry: int) -> Iterator[int]:
    """A file, and the archives that it lies in, from within."""
    at: int | None = entry
    while at is not None:
        yield at
        box = inside.container_of(case, at)
        at = None if box is None else int(box["id"])


def _is_tagged(case: Case, entry: int, on_files: tuple[str, ...], on_messages: tuple[str, ...]) -> bool:
    """Whether a file has one of these tags, or the message that it came with one of those; it is the same wherever its digest is."""
    same = [row["id"] for row in case.db.execute(SAME, (entry,))]
    messages = case.db.execute(CAME_WITH, (json.dumps(same),)).fetchall()
    asked = (
        ([ids.written("entries", row) for row in same], on_files),
        ([ids.written("messages", row["message"]) for row in messages], on_messages),
    )
    return any(case.db.execute(IS_TAGGED, (json.dumps(items), json.dumps(tags))).fetchone() is not None for items, tags in asked)


def _flagged(case: Case) -> Iterator[tuple[str, str, date | None]]:
    for mark in case.db.execute(FLAGGED).fetchall():
        row = tables.one(case, mark["item"])
        if row is None:
            continue
        data = row.get("data")
        said = data if isinstance(data, dict) else row
        number = said.get("resident_id")
        born = birth(number) if isinstance(number, str) else None
        for name in dict.fromkeys(said.get(field) for field in ("name", "identifier", "sender")):
            if isinstance(name, str) and name:
                yield name, mark["item"], born


def _row(item: str, evidence: int, value: str, born: date | None, flagged: bool) -> Shown:
    turns = [birthday(born, age).isoformat() if born else None for age in (FOURTEEN, EIGHTEEN)]
    return {
        "id": item if not flagged else f"{item}:{value}", "evidence": evidence, "value": value, "born": born.isoformat() if born else None,
        "turns_14": turns[0], "turns_18": turns[1], "flagged": flagged,
    }  # fmt: skip


def _letters(number: int) -> str:
    """A to Z, then AA and on."""
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return letters
