"""The public tables: what `query`, the exports and the memo read. Names and fields are a promise (contract).

Each table is one statement; the conditions that it takes as parameters are those that are worth the database's
while, any other is tried on the finished row.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping

from evidence_desk.errors import BadUse, Language, NoSuchField
from evidence_desk.model import Instant, unpack_time
from evidence_desk.store import ids
from evidence_desk.store.carved import CARVED_TABLES
from evidence_desk.store.case import Case
from evidence_desk.store.chat_tables import CHAT_TABLES
from evidence_desk.store.fragments import FRAGMENT_TABLES
from evidence_desk.store.intake_tables import INTAKE_TABLES
from evidence_desk.store.leftovers import LEFTOVER_TABLES
from evidence_desk.store.spaces import SPACE_TABLES
from evidence_desk.store.table import PROVENANCE, Table, blob, flag, hexed, number, placed, row_of, source_of
from evidence_desk.store.table import Shown as Shown
from evidence_desk.store.table import Value as Value
from evidence_desk.words import gap_text


def rows(case: Case, name: str, where: Mapping[str, str] | None = None, language: Language = "en") -> Iterator[Shown]:
    """Rows of a table in the order of the evidence, as the contract names their fields; NoSuchField, BadUse."""
    table = TABLES.get(name)
    if table is None:
        raise BadUse(detail=f"there is no table '{name}'; there are {', '.join(TABLES)}")
    given = dict(where or {})
    for wanted in given:
        if wanted not in table.fields:
            raise NoSuchField(table=name, field=wanted, fields=", ".join(table.fields))
    parameters: dict[str, object] = dict.fromkeys(table.pushed)
    for one in [one for one in table.pushed if one in given and given[one] != ""]:
        parameters[one] = table.pushed[one](given.pop(one))
    for row in case.db.execute(table.sql, parameters):
        shown = table.shape(row, language)
        if all(as_text(shown[one]) == value for one, value in given.items()):
            yield shown


def one(case: Case, item: str, language: Language = "en") -> Shown | None:
    """The row with a written id."""
    table, _ = ids.read(item)
    return next(rows(case, table, {"id": item}, language), None)


def as_text(value: Value) -> str:
    """As a condition of `query` spells it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _evidence(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("evidence", row["number"]), "evidence": row["number"], "number": row["number"], "label": row["label"], "path": row["path"],
        "format": row["format"], "size": row["size"], "status": row["status"], "stated": json.loads(row["stated"]),
        "stored": json.loads(row["stored"]), "computed": json.loads(row["computed"]), "verdict": row["verdict"],
        "verdicts": json.loads(row["verdicts"]), "bad_ranges": json.loads(row["bad_ranges"]), "metadata": json.loads(row["metadata"]),
        "segments": json.loads(row["segments"]), "stated_source": row["stated_source"], "zone": row["zone"],
        "mapping": {"name": row["mapping_name"], "sha256": row["mapping"]} if row["mapping"] else None,
    }  # fmt: skip


def _volume(row: sqlite3.Row, _: Language) -> Shown:
    evidence = ids.evidence_of_entry(row["id"])
    return {
        "id": ids.written("volumes", row["id"]), "evidence": evidence, "index": row["number"], "offset": row["offset"], "size": row["size"],
        "scheme": row["scheme"], "filesystem": row["filesystem"], "encryption": row["encryption"], "unlocked": bool(row["unlocked"]),
        "snapshot": row["snapshot"], "label": row["label"],
    }  # fmt: skip


def _entry(row: sqlite3.Row, _: Language) -> Shown:
    times = [unpack_time(row[name], row["fine"], place) for place, name in enumerate(("created", "modified", "accessed", "changed"))]
    created, modified, accessed, changed = (None if time is None else str(time) for time in times)
    return {
        "id": ids.written("entries", row["id"]), "evidence": ids.evidence_of_entry(row["id"]), "volume": row["volume"], "path": row["path"],
        "kind": row["kind"], "stream": row["stream"], "size": row["size"], "allocated": bool(row["allocated"]), "address": row["address"],
        "created": created, "modified": modified, "accessed": accessed, "changed": changed, "mime": row["mime"], "md5": hexed(row["md5"]),
        "sha1": hexed(row["sha1"]), "sha256": hexed(row["sha256"]), "sm3": hexed(row["sm3"]), "damaged": bool(row["damaged"]),
        "set_apart": row["apart"] is not None, "origin": _origin(row),
        "container": None if row["container"] is None else ids.written("entries", row["container"]),
    }  # fmt: skip


def _origin(row: sqlite3.Row) -> str:
    """How an entry was come by: listed by a file system, carved, or found inside another entry."""
    if row["container"] is not None:
        return "inside"
    return "carved" if row["id"] & ids.MOST_ENTRIES >= ids.FIRST_CARVED else "listed"


def _artifact(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("artifacts", row["id"]), "evidence": ids.evidence_of_record(row["id"]), "type": row["type"], "time": row["time_text"],
        "summary": row["summary"], "data": json.loads(row["data"]), "parser": f"{row['parser_name']}@{row['parser_version']}",
        "source": source_of(row, ids.entry_of(row["id"])), "recovered": row["recovered"],
    }  # fmt: skip


def _problem(row: sqlite3.Row, language: Language) -> Shown:
    entry = ids.entry_of(row["id"])
    params = json.loads(row["params"])
    return {
        "id": ids.written("problems", row["id"]), "evidence": ids.evidence_of_entry(entry), "stage": row["stage"],
        "item": ids.written("entries", entry) if entry & ids.MOST_ENTRIES else None, "path": row["e_path"], "severity": row["severity"],
        "code": row["code"], "message": gap_text(row["code"], params, language), "rows": row["rows"],
        "parser": f"{row['parser_name']}@{row['parser_version']}" if row["parser_name"] else None, "place": placed(row["place"]) or None,
    }  # fmt: skip


def _coverage(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("coverage", row["id"]), "evidence": ids.evidence_of_record(row["id"]),
        "parser": f"{row['parser_name']}@{row['parser_version']}", "item": ids.written("entries", ids.entry_of(row["id"])), "path": row["e_path"],
        "seen": row["seen"], "parsed": row["parsed"], "rejected": row["rejected"], "complete": row["seen"] == row["parsed"] and not row["rejected"] and not row["failed"],
        "recovered": bool(row["recovered"]),
    }  # fmt: skip


def _identifier(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("identifiers", row["id"]), "evidence": ids.evidence_of_entry(row["id"]), "kind": row["kind"], "value": row["value"],
        "raw": row["raw"], "validity": row["validity"], "occurrences": row["occurrences"],
        "places": [{"item": ids.written(table, item), "at": at} for table, item, at in json.loads(row["places"])],
        "in_evidence": sorted(json.loads(row["across"])), "rules": row["rules"],
    }  # fmt: skip


def _picture(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("entries", row["entry"]), "evidence": ids.evidence_of_entry(row["entry"]), "path": row["path"], "lines": row["lines"],
        "unsure": row["unsure"], "text": zlib.decompress(row["body"]).decode(), "read_by": "OCR",
    }  # fmt: skip


def _tag(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("tags", row["id"]), "evidence": _evidence_of(row["item"]), "item": row["item"], "tag": row["tag"], "note": row["note"],
        "fact": None if row["fact"] is None else ids.written("facts", row["fact"]), "bearing": row["bearing"], "actor": row["actor"],
        "time": moment(row["time"]), "left_out": row["left_out"], "left_out_by": row["left_out_by"],
    }  # fmt: skip


def _fact(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("facts", row["id"]),
        "evidence": None,
        "text": row["text"],
        "actor": row["actor"],
        "time": moment(row["time"]),
    }


def _finding(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("findings", row["id"]), "evidence": None, "text": row["text"],
        "fact": None if row["fact"] is None else ids.written("facts", row["fact"]), "bearing": row["bearing"],
        "citations": json.loads(row["citations"]), "actor": row["actor"], "time": moment(row["time"]), "strength": row["strength"],
        "alternatives": json.loads(row["alternatives"] or "[]"), "left_out": row["left_out"], "left_out_by": row["left_out_by"],
    }  # fmt: skip


def _audit(row: sqlite3.Row, _: Language) -> Shown:
    body = json.loads(row["body"])
    details = {name: value for name, value in body.items() if name not in ("seq", "time", "actor", "act")}
    return {
        "id": ids.written("audit", row["seq"]), "evidence": body.get("evidence"), "seq": row["seq"], "time": body["time"], "actor": body["actor"],
        "act": body["act"], "details": details, "hash": row["hash"].hex(),
    }  # fmt: skip


def _event(row: sqlite3.Row, _: Language) -> Shown:
    table, item = row["item_table"], row["item"]
    evidence = ids.evidence_of_entry(item) if table == "entries" else ids.evidence_of_record(item)
    place = row["place"]
    time = row["time_text"] if place is None else str(unpack_time(row["time"], row["fine"], place))
    written = ids.written(table, item)
    return {
        "id": f"{written}:{row['what']}",
        "evidence": evidence,
        "time": time,
        "what": row["what"],
        "description": row["description"],
        "item": written,
        "recovered": row["recovered"],
    }


def _evidence_of(item: str) -> int | None:
    table, row = ids.read(item)
    match table:
        case "entries" | "volumes" | "identifiers" | "unallocated" | "fragments" | "leftovers":
            return ids.evidence_of_entry(row)
        case "evidence":
            return row
        case (
            "tags"
            | "facts"
            | "findings"
            | "audit"
            | "copies"
            | "differences"
            | "intake"
            | "exhibits"
            | "custody"
            | "conclusions"
            | "samples"
        ):
            return None
        case _:
            return ids.evidence_of_record(row)


def moment(micros: int) -> str:
    return str(Instant.since_1970(micros, 1_000_000))


EVIDENCE = (
    "SELECT * FROM evidence WHERE (:number IS NULL OR number = :number) AND (:evidence IS NULL OR number = :evidence) ORDER BY number"
)
VOLUMES = "SELECT * FROM volumes WHERE (:id IS NULL OR id = :id) AND (:evidence IS NULL OR id >> 27 = :evidence) ORDER BY id"
ENTRIES = """
SELECT entries.*, (SELECT m.container FROM members m WHERE m.entry = entries.id) AS container FROM entries
WHERE (:id IS NULL OR id = :id) AND (:evidence IS NULL OR id >> 27 = :evidence) AND (:volume IS NULL OR volume = :volume)
  AND (:path IS NULL OR path = :path) AND (:kind IS NULL OR kind = :kind) AND (:mime IS NULL OR mime = :mime)
  AND (:allocated IS NULL OR allocated = :allocated) AND (:address IS NULL OR address = :address) AND (:size IS NULL OR size = :size)
  AND (:container IS NULL OR EXISTS (SELECT 1 FROM members m WHERE m.entry = entries.id AND m.container = :container))
  AND (:md5 IS NULL OR md5 = :md5) AND (:sha1 IS NULL OR sha1 = :sha1) AND (:sha256 IS NULL OR sha256 = :sha256)
ORDER BY id
"""
ARTIFACTS = f"""
SELECT a.*, {PROVENANCE} FROM artifacts a JOIN entries e ON e.id = a.id >> 24 LEFT JOIN parsers s ON s.id = a.parser
WHERE (:id IS NULL OR a.id = :id) AND (a.apart IS NULL OR :id IS NOT NULL) AND (:evidence IS NULL OR a.id >> 51 = :evidence) AND (:type IS NULL OR a.type = :type)
  AND (:recovered IS NULL OR a.recovered = :recovered) ORDER BY a.id
"""
PROBLEMS = f"""
SELECT x.*, {PROVENANCE} FROM problems x LEFT JOIN entries e ON e.id = x.id >> 24 LEFT JOIN parsers s ON s.id = x.parser
WHERE (:id IS NULL OR x.id = :id) AND (:evidence IS NULL OR x.id >> 51 = :evidence) AND (:severity IS NULL OR x.severity = :severity)
  AND (:code IS NULL OR x.code = :code) ORDER BY x.id
"""
COVERAGE = f"""
SELECT g.*, NULL AS place, {PROVENANCE},
    EXISTS (SELECT 1 FROM problems x WHERE x.id BETWEEN (g.id >> 24) << 24 AND g.id AND x.parser = g.parser AND x.severity = 'error') AS failed
FROM coverage g JOIN entries e ON e.id = g.id >> 24 JOIN parsers s ON s.id = g.parser ORDER BY g.id
"""
IDENTIFIERS = """
SELECT i.*, (SELECT count(*) FROM identifier_hits h WHERE h.identifier = i.id) AS occurrences,
       (SELECT json_group_array(json_array(item_table, item, at)) FROM (SELECT * FROM identifier_hits h WHERE h.identifier = i.id ORDER BY ordinal LIMIT 100)) AS places,
       (SELECT json_group_array(DISTINCT o.id >> 27) FROM identifiers o WHERE o.kind = i.kind AND o.value = i.value) AS across
FROM identifiers i WHERE (:kind IS NULL OR i.kind = :kind) AND (:value IS NULL OR i.value = :value) ORDER BY i.id
"""
PICTURES = (
    "SELECT p.entry AS id, p.*, e.path FROM pictures p JOIN entries e ON e.id = p.entry WHERE p.lines > 0 OR p.unsure > 0 ORDER BY p.entry"
)
TAGS = """
SELECT t.*, l.reason AS left_out, iif(l.reason IS NULL, NULL, l.actor) AS left_out_by
FROM tags t LEFT JOIN left_out l ON l.id = (SELECT id FROM left_out WHERE mark = 't' || t.id ORDER BY time DESC, id DESC LIMIT 1)
WHERE (:tag IS NULL OR t.tag = :tag) AND (:item IS NULL OR t.item = :item) ORDER BY t.id
"""
FACTS = "SELECT * FROM facts ORDER BY id"
FINDINGS = """
SELECT f.*, l.reason AS left_out, iif(l.reason IS NULL, NULL, l.actor) AS left_out_by,
       (SELECT json_group_array(item) FROM (SELECT item FROM citations WHERE finding = f.id ORDER BY ordinal)) AS citations
FROM findings f LEFT JOIN left_out l ON l.id = (SELECT id FROM left_out WHERE mark = 'n' || f.id ORDER BY time DESC, id DESC LIMIT 1) ORDER BY f.id
"""
AUDIT = "SELECT seq, body, hash FROM audit WHERE (:seq IS NULL OR seq = :seq) ORDER BY seq"
TIMELINE = """
SELECT sent AS time, sent_text AS time_text, 0 AS fine, NULL AS place, 'message' AS what,
       coalesce(sender, '') || ': ' || substr(coalesce(text, ''), 1, 200) AS description, 'messages' AS item_table, id AS item, recovered
FROM messages WHERE sent IS NOT NULL AND apart IS NULL
UNION ALL SELECT time, time_text, 0, NULL, type, summary, 'artifacts', id, recovered FROM artifacts WHERE time IS NOT NULL AND apart IS NULL
UNION ALL SELECT created, NULL, fine, 0, 'created', path, 'entries', id, NULL FROM entries WHERE created IS NOT NULL
UNION ALL SELECT modified, NULL, fine, 1, 'modified', path, 'entries', id, NULL FROM entries WHERE modified IS NOT NULL
UNION ALL SELECT accessed, NULL, fine, 2, 'accessed', path, 'entries', id, NULL FROM entries WHERE accessed IS NOT NULL
UNION ALL SELECT changed, NULL, fine, 3, 'changed', path, 'entries', id, NULL FROM entries WHERE changed IS NOT NULL
ORDER BY time, item_table, item, what
"""

TABLES: dict[str, Table] = {
    "evidence": Table(
        EVIDENCE,
        ("id", "evidence", "number", "label", "path", "format", "size", "status", "stated", "stored", "computed", "verdict", "bad_ranges", "metadata",
         "verdicts", "segments", "stated_source", "zone", "mapping"),
        _evidence, {"number": number, "evidence": number},
    ),
    "volumes": Table(
        VOLUMES,
        ("id", "evidence", "index", "offset", "size", "scheme", "filesystem", "encryption", "unlocked", "snapshot", "label"),
        _volume, {"id": row_of("volumes"), "evidence": number},
    ),
    "entries": Table(
        ENTRIES,
        ("id", "evidence", "volume", "path", "kind", "stream", "size", "allocated", "address", "created", "modified", "accessed", "changed", "mime",
         "md5", "sha1", "sha256", "sm3", "damaged", "set_apart", "origin", "container"),
        _entry,
        {"id": row_of("entries"), "evidence": number, "volume": number, "path": str, "kind": str, "mime": str, "allocated": flag, "address": number,
         "size": number, "container": row_of("entries"), "md5": blob, "sha1": blob, "sha256": blob},
    ),
    **CHAT_TABLES,
    "artifacts": Table(
        ARTIFACTS, ("id", "evidence", "type", "time", "summary", "data", "parser", "source", "recovered"), _artifact,
        {"id": row_of("artifacts"), "evidence": number, "type": str, "recovered": str},
    ),
    "timeline": Table(TIMELINE, ("id", "evidence", "time", "what", "description", "item", "recovered"), _event),
    "problems": Table(
        PROBLEMS, ("id", "evidence", "stage", "item", "severity", "message", "code", "path", "rows", "parser", "place"), _problem,
        {"id": row_of("problems"), "evidence": number, "severity": str, "code": str},
    ),
    "coverage": Table(COVERAGE, ("id", "evidence", "parser", "item", "seen", "parsed", "rejected", "path", "complete", "recovered"), _coverage),
    "identifiers": Table(
        IDENTIFIERS, ("id", "evidence", "kind", "value", "raw", "validity", "occurrences", "places", "in_evidence", "rules"), _identifier,
        {"kind": str, "value": str},
    ),
    "pictures": Table(PICTURES, ("id", "evidence", "path", "lines", "unsure", "text", "read_by"), _picture),
    "tags": Table(TAGS, ("id", "evidence", "item", "tag", "note", "fact", "bearing", "actor", "time", "left_out", "left_out_by"), _tag, {"tag": str, "item": str}),
    "facts": Table(FACTS, ("id", "evidence", "text", "actor", "time"), _fact),
    "findings": Table(FINDINGS, ("id", "evidence", "text", "fact", "bearing", "citations", "actor", "time", "strength", "alternatives", "left_out", "left_out_by"), _finding),
    **SPACE_TABLES,
    **CARVED_TABLES,
    **FRAGMENT_TABLES,
    **LEFTOVER_TABLES,
    **INTAKE_TABLES,
    "audit": Table(AUDIT, ("id", "evidence", "seq", "time", "actor", "act", "details", "hash"), _audit, {"seq": number}),
}  # fmt: skip
