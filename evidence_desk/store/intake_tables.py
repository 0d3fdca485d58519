"""The public tables of what the record of a case says: the request, the exhibits, and their custody."""

from __future__ import annotations

import json
import sqlite3

import msgspec

from evidence_desk.errors import Language
from evidence_desk.model import Instant
from evidence_desk.store import ids
from evidence_desk.store.intake import Event, Exhibit, Request
from evidence_desk.store.table import Shown, Table, Value, row_of


def _request(row: sqlite3.Row, _: Language) -> Shown:
    said = msgspec.json.decode(row["said"], type=Request)
    questions: Value = [{"number": f"Q{number}", "text": text} for number, text in enumerate(said.questions, 1)]
    return {"id": ids.written("intake", row["id"]), "evidence": None, **_fields(said), "questions": questions, **_given(row)}


def _exhibit(row: sqlite3.Row, _: Language) -> Shown:
    said = msgspec.json.decode(row["said"], type=Exhibit)
    return {"id": ids.written("exhibits", row["id"]), **_fields(said), "evidence": said.evidence[0] if len(said.evidence) == 1 else None,
            "items": list(said.evidence), "digests": [_fields(one) for one in said.digests], **_given(row)}  # fmt: skip


def _event(row: sqlite3.Row, _: Language) -> Shown:
    """`start` and `end`: the first moment that the written time may mean; `precision` tells how far the last one is from it."""
    said = msgspec.json.decode(row["said"], type=Event)
    first, last = row["start_first"], row["start_last"]
    return {
        "id": ids.written("custody", row["id"]), "evidence": None, **_fields(said), "start": _moment(first), "end": _moment(row["end_first"]),
        "start_local": said.start or None, "end_local": said.end or None, "precision": None if first is None else _precision(last - first),
        "zone_basis": row["zone_basis"], "withdrawn": row["withdrawn"], **_given(row),
    }  # fmt: skip


def _conclusion(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("conclusions", row["id"]), "evidence": None, "question": f"Q{row['question']}", "asked": row["asked"], "class": row["class"],
        "text": row["text"], "citations": json.loads(row["citations"]), **_given(row),
    }  # fmt: skip


def _fields(said: msgspec.Struct) -> Shown:
    """Every field; null where nothing was said."""
    shown: Shown = {}
    for name in said.__struct_fields__:
        value = getattr(said, name)
        shown[name] = list(value) if isinstance(value, tuple) else None if value == "" else value
    return shown


def _given(row: sqlite3.Row) -> Shown:
    return {"actor": row["actor"], "time": _moment(row["time"])}


def _moment(micros: int | None) -> str | None:
    if micros is None:
        return None
    return str(Instant.since_1970(micros, 1_000_000) if micros % 1_000_000 else Instant.since_1970(micros // 1_000_000))


def _precision(width: int) -> str:
    return "second" if width < 1_000_000 else "minute" if width < 60_000_000 else "hour" if width < 3_600_000_000 else "day"


REQUESTS = "SELECT * FROM requests WHERE id = (SELECT id FROM requests ORDER BY time DESC, id DESC LIMIT 1)"
EXHIBITS = """
SELECT * FROM exhibits a WHERE (:number IS NULL OR number = :number) AND NOT EXISTS (
    SELECT 1 FROM exhibits b WHERE b.number = a.number AND (b.time > a.time OR (b.time = a.time AND b.id > a.id))) ORDER BY number
"""
CUSTODY = """
SELECT * FROM custody WHERE (:id IS NULL OR id = :id) AND (:exhibit IS NULL OR exhibit = :exhibit)
ORDER BY exhibit, start_first IS NULL, start_first, id
"""
CONCLUSIONS = """
SELECT * FROM conclusions a WHERE NOT EXISTS (
    SELECT 1 FROM conclusions b WHERE b.question = a.question AND (b.time > a.time OR (b.time = a.time AND b.id > a.id))) ORDER BY question
"""

INTAKE_TABLES: dict[str, Table] = {
    "intake": Table(REQUESTS, ("id", "evidence", *Request.__struct_fields__, "actor", "time"), _request),
    "exhibits": Table(
        EXHIBITS,
        ("id", "evidence", "items", *(name for name in Exhibit.__struct_fields__ if name != "evidence"), "actor", "time"),
        _exhibit, {"number": str},
    ),
    "custody": Table(
        CUSTODY,
        ("id", "evidence", *Event.__struct_fields__, "start_local", "end_local", "precision", "zone_basis", "withdrawn", "actor", "time"),
        _event, {"id": row_of("custody"), "exhibit": str},
    ),
    "conclusions": Table(CONCLUSIONS, ("id", "evidence", "question", "asked", "class", "text", "citations", "actor", "time"), _conclusion),
}  # fmt: skip
