"""Keeping what the workers found. Only the broker calls this, each call inside a transaction of the case."""

from __future__ import annotations

import json
import string
import zlib
from collections.abc import Iterable
from itertools import repeat

import msgspec

from evidence_desk.errors import Bug
from evidence_desk.model import (
    ARTIFACTS,
    Artifact,
    Conversation,
    Entry,
    Found,
    Gap,
    Hole,
    Instant,
    Message,
    Participant,
    Place,
    Remnant,
    Seen,
    Text,
)
from evidence_desk.store import details, ids
from evidence_desk.store.case import Case
from evidence_desk.stretch import KINDS, Stretch

ENTRY = """
INSERT INTO entries (id, parent, volume, path, kind, stream, size, allocated, address, attribute, created, modified, accessed, changed, fine)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
DIGESTS = "UPDATE entries SET mime=?, mime_by=?, md5=?, sha1=?, sha256=?, sm3=?, damaged=? WHERE id=?"
TEXT = "INSERT OR REPLACE INTO texts (entry, encoding, body) VALUES (?, ?, ?)"
PARSER = "INSERT INTO parsers (name, version) VALUES (?, ?) ON CONFLICT (name, version) DO UPDATE SET name=excluded.name RETURNING id"
CONVERSATION = "INSERT INTO conversations (id, key, app, account, kind, title, place, parser, folder) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
PARTICIPANT = "INSERT INTO participants (id, conversation, app, identifier, name, place, parser) VALUES (?, ?, ?, ?, ?, ?, ?)"
MESSAGE = """
INSERT INTO messages (id, conversation, app, sent, sent_text, sent_local, zone_basis, readings, sender, sender_id, direction, kind, text,
                      native_id, native_type, reply_to, edited, deleted, extra, place, parser, details, recovered)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ATTACHMENT = "INSERT INTO attachments (message, ordinal, name, path, state) VALUES (?, ?, ?, ?, ?)"
ARTIFACT = "INSERT INTO artifacts (id, type, time, time_text, summary, data, place, parser, recovered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
PROBLEM = "INSERT OR REPLACE INTO problems (id, stage, code, params, severity, place, rows, parser) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
HOLE = "INSERT INTO holes (id, conversation, source, number, first, last, parser) VALUES (?, ?, ?, ?, ?, ?, ?)"
PICTURE = "INSERT INTO pictures (entry, lines, unsure, body) VALUES (?, ?, ?, ?)"
COVERAGE = "INSERT INTO coverage (id, parser, seen, parsed, rejected, recovered) VALUES (?, ?, ?, ?, ?, ?)"
BATCH = "INSERT INTO batches (first, last) VALUES (?, ?)"
STAGE = "INSERT OR IGNORE INTO stages (evidence, stage) VALUES (?, ?)"

STAGES = (
    "open",
    "verify",
    "walk",
    "content",
    "attachments",
    "index",
    "failed",
    "unallocated",
    "carve",
    "inside",
    "carve-inside",
    "fragments",
    "leftovers",
)
STAGE_PROBLEMS = 1 << 20
"""Problems of the evidence as a whole, or of its walk, are numbered by stage, so many a stage at most."""

FORGET_RECORDS = tuple(
    f"DELETE FROM {table} WHERE {column} BETWEEN ? AND ?"
    for table, column in (
        ("conversations", "id"), ("conversation_parts", "part"), ("participants", "id"), ("messages", "id"), ("attachments", "message"),
        ("artifacts", "id"), ("coverage", "id"), ("holes", "id"), ("problems", "id"),
    )
)  # fmt: skip
FORGET_TEXTS = "DELETE FROM texts WHERE entry BETWEEN ? AND ?"
FORGET_ENTRIES = "DELETE FROM entries WHERE id BETWEEN ? AND ?"
FORGET_PROBLEMS = "DELETE FROM problems WHERE id BETWEEN ? AND ?"
COUNT_PROBLEMS = "SELECT count(*) FROM problems WHERE id BETWEEN ? AND ?"
LINK_ATTACHMENTS = """
UPDATE attachments SET entry = found.entry
FROM (
    SELECT w.message AS message, w.ordinal AS ordinal, min(e.id) AS entry
    FROM entries e CROSS JOIN wanted w ON w.path = e.path AND w.volume = e.volume
    WHERE e.id BETWEEN ?1 AND ?2 AND e.allocated = 1 AND e.stream IS NULL AND e.kind = 'file'
    GROUP BY w.message, w.ordinal
) AS found
WHERE attachments.message = found.message AND attachments.ordinal = found.ordinal
"""
WANTED = """
CREATE TEMP TABLE wanted AS
SELECT a.message AS message, a.ordinal AS ordinal, a.path AS path, e.volume AS volume
FROM attachments a JOIN entries e ON e.id = a.message >> 24
WHERE a.message BETWEEN ? AND ? AND a.path IS NOT NULL
"""


def done(case: Case, evidence: int, stage: str) -> None:
    case.db.execute(STAGE, (evidence, stage))


def entries(case: Case, evidence: int, batch: Iterable[Entry]) -> None:
    """Entries of the walk, as they came."""
    base = evidence << ids.NUMBER_BITS
    case.db.executemany(
        ENTRY,
        [
            (
                base | e.number, None if e.parent is None else base | e.parent, e.volume, e.path, e.kind, e.stream, e.size, e.allocated,
                e.address, e.attribute, e.created, e.modified, e.accessed, e.changed, e.fine,
            )
            for e in batch
        ],
    )  # fmt: skip


def stretch(case: Case, evidence: int, one: Stretch) -> None:
    """Entries of the walk that came in columns."""
    base = evidence << ids.NUMBER_BITS
    parents, *columns = one.columns()
    rows = zip(
        range(base | one.first, (base | one.first) + len(one)), [base | parent if parent else None for parent in parents], repeat(one.volume),
        one.paths, [KINDS[kind] for kind in one.kinds], repeat(None), columns[0], repeat(1), *columns[1:],
    )  # fmt: skip
    case.db.executemany(ENTRY, rows)


def forget_walk(case: Case, evidence: int) -> None:
    """Takes back a walk that did not end."""
    forget_entries(case, *ids.entry_range(evidence))
    forget_problems(case, evidence, "walk")


def forget_entries(case: Case, first: int, last: int) -> None:
    case.db.execute(FORGET_ENTRIES, (first, last))


def forget_contents(case: Case, first: int, last: int) -> None:
    """Takes back what was read of the contents of a range of entries."""
    for statement in FORGET_RECORDS:
        case.db.execute(statement, ids.record_range(first, last))
    case.db.execute(FORGET_TEXTS, (first, last))


def forget_problems(case: Case, evidence: int, stage: str, first: int = 0) -> None:
    """Takes back the problems of a stage, from the one numbered `first`."""
    base = ids.record_id(ids.entry_id(evidence, 0), STAGES.index(stage) * STAGE_PROBLEMS)
    case.db.execute(FORGET_PROBLEMS, (base + first, base + STAGE_PROBLEMS - 1))


def count_problems(case: Case, evidence: int, stage: str) -> int:
    """How many problems a stage has by now."""
    base = ids.record_id(ids.entry_id(evidence, 0), STAGES.index(stage) * STAGE_PROBLEMS)
    return int(case.db.execute(COUNT_PROBLEMS, (base, base + STAGE_PROBLEMS - 1)).fetchone()[0])


def problem(case: Case, evidence: int, stage: str, index: int, gap: Gap) -> None:
    """A gap of the evidence as a whole; `index` counts them within the stage."""
    if index >= STAGE_PROBLEMS:
        raise Bug(f"more than {STAGE_PROBLEMS} problems in stage {stage}")
    row = ids.record_id(ids.entry_id(evidence, 0), STAGES.index(stage) * STAGE_PROBLEMS + index)
    case.db.execute(PROBLEM, _problem(row, stage, gap, None))


def problem_of_entry(case: Case, entry: int, index: int, stage: str, gap: Gap) -> None:
    """A gap of one entry that did not come while its content was read; `index`: its number among the records of the entry."""
    case.db.execute(PROBLEM, _problem(ids.record_id(entry, index), stage, gap, None))


def undone(case: Case, evidence: int, stages: Iterable[str]) -> None:
    """There is more now of what these stages go through."""
    case.db.executemany("DELETE FROM stages WHERE evidence=? AND stage=?", [(evidence, stage) for stage in stages])


def digests(case: Case, entry: int, mime: str | None, mime_by: str | None, found: dict[str, bytes], damaged: bool) -> None:
    values = (mime, mime_by, found.get("md5"), found.get("sha1"), found.get("sha256"), found.get("sm3"), int(damaged), entry)
    case.db.execute(DIGESTS, values)


def batch_done(case: Case, first: int, last: int) -> None:
    case.db.execute(BATCH, (first, last))


def picture(case: Case, entry: int, lines: list[str], unsure: int, gap: Gap | None) -> None:
    """What was read off a picture. Its problem comes after all that the contents gave."""
    case.db.execute(PICTURE, (entry, len(lines), unsure, zlib.compress("\n".join(lines).encode(), 1)))
    if gap is not None:
        case.db.execute(PROBLEM, _problem(ids.record_id(entry, ids.MOST_RECORDS), "pictures", gap, None))


def parser_number(case: Case, name: str, version: int) -> int:
    return int(case.db.execute(PARSER, (name, version)).fetchone()[0])


def link_attachments(case: Case, evidence: int) -> None:
    """Finds the entry of each attachment whose file lies in the same volume."""
    first, last = ids.entry_range(evidence)
    case.db.execute("DROP TABLE IF EXISTS temp.wanted")
    case.db.execute(WANTED, ids.record_range(first, last))
    case.db.execute("CREATE INDEX temp.wanted_path ON wanted (path)")
    case.db.execute(LINK_ATTACHMENTS, (first, last))
    case.db.execute("DROP TABLE temp.wanted")


class EntryRecords:
    """The records of one entry, numbered in the order in which its parsers gave them."""

    def __init__(self, case: Case, entry: int) -> None:
        self._case, self._entry = case, entry
        self._next = 0
        self._conversations: dict[str, int] = {}

    def keep(self, parser: int | None, found: Iterable[Found]) -> None:
        for one in found:
            match one:
                case Message():
                    self._message(parser, one)
                case Conversation():
                    self._conversation(parser, one)
                case Participant():
                    values = (
                        self._number(),
                        self._thread(one.conversation, one.app, parser),
                        one.app,
                        one.identifier,
                        one.name,
                        _place(one.locus.place),
                        parser,
                    )
                    self._case.db.execute(PARTICIPANT, values)
                case Gap():
                    self._case.db.execute(PROBLEM, _problem(self._number(), "parse" if parser else "content", one, parser))
                case Text():
                    self._case.db.execute(TEXT, (self._entry, one.encoding, zlib.compress(one.body.encode("utf-8", "replace"), 1)))
                case Hole():
                    self._hole(parser, one)
                case Seen():
                    raise Bug("a count of its own ends in the coverage, not among the records")
                case _:
                    self._artifact(parser, one)

    def coverage(self, parser: int, seen: int, parsed: int, rejected: int, recovered: bool = False) -> None:
        self._case.db.execute(COVERAGE, (self._number(), parser, seen, parsed, rejected, int(recovered)))

    def _number(self) -> int:
        self._next += 1
        if self._next > ids.MOST_RECORDS:
            raise Bug(f"more than {ids.MOST_RECORDS} records in one entry")
        return ids.record_id(self._entry, self._next)

    def _conversation(self, parser: int | None, one: Conversation) -> None:
        if one.key in self._conversations:
            return
        number = self._conversations[one.key] = self._number()
        values = (number, one.key, one.app, one.account, one.kind, one.title, _place(one.locus.place), parser, one.folder)
        self._case.db.execute(CONVERSATION, values)

    def _thread(self, key: str, app: str, parser: int | None) -> int:
        """The conversation of a message; one that the parser never described is kept under its key."""
        if key not in self._conversations:
            number = self._conversations[key] = self._number()
            self._case.db.execute(CONVERSATION, (number, key, app, None, "unknown", None, None, parser, None))
        return self._conversations[key]

    def _message(self, parser: int | None, m: Message) -> None:
        conversation = self._thread(m.conversation, m.app, parser)
        number = self._number()
        readings = json.dumps(m.readings) if m.readings else None
        extra = json.dumps(m.extra, ensure_ascii=False) if m.extra else None
        values = (
            number, conversation, m.app, _micros(m.sent), _written(m.sent), m.sent_local, m.zone_basis, readings, m.sender, m.sender_id, m.direction,
            m.kind, m.text, m.native_id, m.native_type, m.reply_to, int(m.edited), int(m.deleted), extra, _place(m.locus.place), parser,
            details.kept(m), _recovered(m.locus.place),
        )  # fmt: skip
        self._case.db.execute(MESSAGE, values)
        for ordinal, a in enumerate(m.attachments):
            self._case.db.execute(ATTACHMENT, (number, ordinal, a.name, a.path, a.state))

    def _hole(self, parser: int | None, one: Hole) -> None:
        conversation = self._conversations.get(one.conversation) if one.conversation is not None else None
        self._case.db.execute(HOLE, (self._number(), conversation, one.source, one.column, one.first, one.last, parser))

    def _artifact(self, parser: int | None, one: Artifact) -> None:
        values = (
            self._number(), TYPES[type(one)], _micros(one.time), _written(one.time), summary(one), _data(one), _place(one.locus.place), parser,
            _recovered(one.locus.place),
        )  # fmt: skip
        self._case.db.execute(ARTIFACT, values)


TYPES: dict[type, str] = {kind: str(kind.__struct_config__.tag) for kind in ARTIFACTS}
_encode = msgspec.json.Encoder(order="deterministic").encode


def summary(one: Artifact) -> str:
    """The record in a line, from the fields that its kind names."""
    words = []
    for _, field, _, _ in string.Formatter().parse(one.SUMMARY):
        value = getattr(one, field) if field else None
        if value:
            words.append(", ".join(value) if isinstance(value, tuple) else str(value))
    return " ".join(words)


def _data(one: Artifact) -> str:
    fields = {name: getattr(one, name) for name in one.__struct_fields__ if name not in ("locus", "time")}
    return _encode({name: str(value) if isinstance(value, Instant) else value for name, value in fields.items()}).decode()


def _problem(row: int, stage: str, gap: Gap, parser: int | None) -> tuple[int | str | None, ...]:
    return row, stage, gap.code, json.dumps(gap.params, ensure_ascii=True), gap.severity, _place(gap.place), gap.rows, parser


def _place(place: Place | None) -> str | None:
    return None if place is None else _encode(place).decode()


def _recovered(place: Place | None) -> str | None:
    return place.state if isinstance(place, Remnant) else None


def _micros(time: Instant | None) -> int | None:
    return None if time is None else time.micros


def _written(time: Instant | None) -> str | None:
    return None if time is None else str(time)
