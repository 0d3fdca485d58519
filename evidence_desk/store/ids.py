"""Numbers of rows, and how people write them.

An entry is numbered by its place in the walk of its evidence, a record by its place in its entry: the same
evidence gives the same ids in every case, whatever the number of workers and however often it was interrupted.

    entry  = evidence (12 bits) | number in the walk (27 bits)
    record = entry | index in the entry (24 bits)

Written: a letter for the table and the parts with dots, `e1.42` or `m1.42.7`.
"""

from __future__ import annotations

from evidence_desk.errors import NoSuchItem

NUMBER_BITS = 27
INDEX_BITS = 24
MOST_EVIDENCE = (1 << 12) - 1
MOST_ENTRIES = (1 << NUMBER_BITS) - 1
FIRST_CARVED = 100_000_000
"""Carved entries are numbered from here on: so their ids are the same whatever was listed before or is listed later."""
MOST_RECORDS = (1 << INDEX_BITS) - 1

ENTRY_LETTERS = {"e": "entries", "v": "volumes", "d": "identifiers", "u": "unallocated", "y": "fragments", "z": "leftovers"}
RECORD_LETTERS = {
    "m": "messages",
    "a": "artifacts",
    "c": "conversations",
    "p": "participants",
    "x": "problems",
    "g": "coverage",
    "h": "gaps",
}
PLAIN_LETTERS = {
    "i": "evidence", "t": "tags", "f": "facts", "n": "findings", "l": "audit", "k": "copies", "w": "differences", "q": "intake", "b": "exhibits",
    "o": "custody", "r": "conclusions", "s": "samples", "j": "counsel",
}  # fmt: skip
LETTERS = {table: letter for letter, table in {**ENTRY_LETTERS, **RECORD_LETTERS, **PLAIN_LETTERS}.items()}


def entry_id(evidence: int, number: int) -> int:
    return evidence << NUMBER_BITS | number


def record_id(entry: int, index: int) -> int:
    return entry << INDEX_BITS | index


def entry_of(record: int) -> int:
    return record >> INDEX_BITS


def evidence_of_entry(entry: int) -> int:
    return entry >> NUMBER_BITS


def evidence_of_record(record: int) -> int:
    return record >> INDEX_BITS + NUMBER_BITS


def entry_range(evidence: int) -> tuple[int, int]:
    """First and last possible entry id of a piece of evidence."""
    return entry_id(evidence, 0), entry_id(evidence, MOST_ENTRIES)


def listed_range(evidence: int) -> tuple[int, int]:
    """First and last possible id of what a file system lists, or what lies within that."""
    return entry_id(evidence, 0), entry_id(evidence, FIRST_CARVED - 1)


def carved_range(evidence: int) -> tuple[int, int]:
    """First and last possible id of what was carved."""
    return entry_id(evidence, FIRST_CARVED), entry_id(evidence, MOST_ENTRIES)


def record_range(first_entry: int, last_entry: int) -> tuple[int, int]:
    """First and last possible record id of a range of entries."""
    return record_id(first_entry, 0), record_id(last_entry, MOST_RECORDS)


def evidence_of(table: str, row: int) -> int:
    """Of a row whose id has the number of the evidence in it."""
    return evidence_of_entry(row) if table in ENTRY_LETTERS.values() else evidence_of_record(row)


def written(table: str, row: int) -> str:
    """The id as people and scripts see it."""
    letter = LETTERS[table]
    if letter in ENTRY_LETTERS:
        return f"{letter}{row >> NUMBER_BITS}.{row & MOST_ENTRIES}"
    if letter in RECORD_LETTERS:
        entry = entry_of(row)
        return f"{letter}{entry >> NUMBER_BITS}.{entry & MOST_ENTRIES}.{row & MOST_RECORDS}"
    return f"{letter}{row}"


def read(text: str) -> tuple[str, int]:
    """(table, row number) of a written id; NoSuchItem where it is none."""
    letter, parts = text[:1], text[1:].split(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 12 for part in parts):
        raise NoSuchItem(id=text)
    match (letter, [int(part) for part in parts]):
        case (_, [evidence, number]) if letter in ENTRY_LETTERS and _fit(evidence, number):
            return ENTRY_LETTERS[letter], entry_id(evidence, number)
        case (_, [evidence, number, index]) if letter in RECORD_LETTERS and _fit(evidence, number, index):
            return RECORD_LETTERS[letter], record_id(entry_id(evidence, number), index)
        case (_, [number]) if letter in PLAIN_LETTERS:
            return PLAIN_LETTERS[letter], number
    raise NoSuchItem(id=text)


def _fit(evidence: int, number: int, index: int = 0) -> bool:
    """Whether each part keeps to its bits: with one that does not it would be the id of something else."""
    return evidence <= MOST_EVIDENCE and number <= MOST_ENTRIES and index <= MOST_RECORDS
