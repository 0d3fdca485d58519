"""What a public table is, and what the tables have in common."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evidence_desk.errors import BadUse, Language
from evidence_desk.store import details, ids

Value = details.Value
Shown = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """`pushed`: fields whose condition the statement takes as a parameter of that name."""

    sql: str
    fields: tuple[str, ...]
    shape: Callable[[sqlite3.Row, Language], Shown]
    pushed: Mapping[str, Callable[[str], object]] = field(default_factory=dict)


def number(text: str) -> int:
    try:
        found = int(text)
    except ValueError:
        raise BadUse(detail=f"a number is needed, not '{text}'") from None
    if not -(1 << 63) <= found < 1 << 63:
        raise BadUse(detail=f"no number here is as large as '{text}'")
    return found


def flag(text: str) -> int:
    try:
        return {"true": 1, "1": 1, "false": 0, "0": 0}[text.lower()]
    except KeyError:
        raise BadUse(detail=f"true or false is needed, not '{text}'") from None


def row_of(table: str) -> Callable[[str], int]:
    def row(text: str) -> int:
        found, number = ids.read(text)
        return number if found == table else -1

    return row


def blob(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def hexed(value: bytes | None) -> str | None:
    return value.hex() if value is not None else None


def placed(text: str | None) -> Shown:
    """The locator as the contract spells it."""
    if text is None:
        return {}
    place: Shown = json.loads(text)
    place.pop("type")
    return place


def source_of(row: sqlite3.Row, entry: int) -> Shown:
    parser = f"{row['parser_name']}@{row['parser_version']}" if row["parser_name"] else None
    return {
        "entry": ids.written("entries", entry),
        "path": row["e_path"],
        "sha256": hexed(row["e_sha256"]),
        "parser": parser,
        **placed(row["place"]),
    }


PROVENANCE = "e.path AS e_path, e.sha256 AS e_sha256, s.name AS parser_name, s.version AS parser_version"
