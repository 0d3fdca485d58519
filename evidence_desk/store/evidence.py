"""The register of evidence: what was handed in, what its record states, and what was found on reading it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evidence_desk.errors import BadUse, EvidenceInCase, NoSuchEvidence, PathMissing, PathUnreadable
from evidence_desk.mapping import BadMapping
from evidence_desk.model import Range, Volume
from evidence_desk.store import ids, objects
from evidence_desk.store.case import Case, now_micros

ADD = """
INSERT INTO evidence (number, label, path, as_format, zone, stated, stated_source, secret_file, mapping, mapping_name, added)
VALUES ((SELECT coalesce(max(number), 0) + 1 FROM evidence), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number
"""
ALL = "SELECT * FROM evidence ORDER BY number"
OPENED = "UPDATE evidence SET format=?, size=?, segments=?, metadata=?, stored=?, status=? WHERE number=?"
VERIFIED = """
UPDATE evidence SET computed=?1, verdict=?2, verdicts=?3, bad_ranges=?4, verified=?5,
    first_computed=CASE first_computed WHEN '{}' THEN ?1 ELSE json_patch(?1, first_computed) END
WHERE number=?6
"""
STATUS = "UPDATE evidence SET status=? WHERE number=?"
VOLUME = """
INSERT OR REPLACE INTO volumes (id, number, offset, size, scheme, filesystem, encryption, unlocked, snapshot, label)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
VOLUMES = "SELECT * FROM volumes WHERE id BETWEEN ? AND ? ORDER BY id"
DROP_VOLUMES = "DELETE FROM volumes WHERE id BETWEEN ? AND ?"


@dataclass(frozen=True, slots=True)
class Registration:
    """What a person says of a piece of evidence when it is handed in."""

    path: Path
    label: str | None = None
    as_format: str | None = None
    zone: str | None = None
    stated: dict[str, str] | None = None
    stated_source: str | None = None
    secret_file: Path | None = None
    """Where passwords and keys are read from whenever the evidence is opened; what it holds is never kept."""
    mapping: bytes | None = None
    """What the columns of its tables are, as the file says that a person wrote; the case keeps it."""
    mapping_name: str | None = None


class Opening(Protocol):
    """What a worker found on opening a piece of evidence."""

    @property
    def format(self) -> str: ...
    @property
    def size(self) -> int | None: ...
    @property
    def segments(self) -> list[str]: ...
    @property
    def metadata(self) -> dict[str, str]: ...
    @property
    def stored(self) -> dict[str, str]: ...
    @property
    def volumes(self) -> list[Volume]: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the register. Digests by algorithm, in hexadecimal."""

    number: int
    label: str
    path: Path
    as_format: str | None
    zone: str | None
    status: str
    format: str | None
    size: int | None
    stated: dict[str, str]
    stored: dict[str, str]
    computed: dict[str, str]
    first_computed: dict[str, str]
    """What was computed when the evidence was first read: what is read later is compared with it too."""
    verdict: str | None
    secret_file: Path | None = None
    mapping: str | None = None
    """The SHA-256 of its mapping, which the case keeps."""


def require_readable(path: Path) -> None:
    """PathMissing where nothing is there, PathUnreadable where it is no file, folder or disk, or not ours to read. Nothing of it is opened."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError as error:
        raise PathMissing(path=str(path)) from error
    except OSError as error:
        raise PathUnreadable(path=str(path), reason=error.strerror or str(error)) from error
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISBLK(kind)):
        raise PathUnreadable(path=str(path), reason="neither a file nor a folder")
    if not os.access(path, os.R_OK):
        raise PathUnreadable(path=str(path), reason="permission denied")


def add(case: Case, given: Registration) -> int:
    """Registers a piece of evidence; nothing of it is read yet. Its number."""
    path = given.path.absolute()
    folder = case.folder.absolute()
    if folder == path or folder in path.parents or path in folder.parents:
        raise EvidenceInCase(path=str(path))
    mapped = objects.put(case, [given.mapping]) if given.mapping is not None else None
    values = (
        given.label or path.name, str(path), given.as_format, given.zone, json.dumps(given.stated or {}, sort_keys=True), given.stated_source,
        str(given.secret_file.absolute()) if given.secret_file else None, mapped, given.mapping_name, now_micros(),
    )  # fmt: skip
    with case.transaction():
        number = int(case.db.execute(ADD, values).fetchone()["number"])
        if number > ids.MOST_EVIDENCE:
            raise BadUse(detail=f"a case holds at most {ids.MOST_EVIDENCE} evidence items")
        case.log(
            "evidence.add",
            evidence=number,
            path=str(path),
            label=values[0],
            stated=given.stated or {},
            stated_source=given.stated_source,
            zone=given.zone,
            secrets=given.secret_file is not None,
            mapping=mapped,
        )
    return number


def register(case: Case) -> Iterator[Evidence]:
    for row in case.db.execute(ALL).fetchall():
        yield _read(row)


def find(case: Case, name: str) -> Evidence:
    """By its number or its label."""
    for one in register(case):
        if name in (str(one.number), one.label):
            return one
    raise NoSuchEvidence(name=name)


def chosen(case: Case, names: list[str]) -> list[Evidence]:
    """The named ones, or all."""
    return [find(case, name) for name in names] if names else list(register(case))


def opened(case: Case, number: int, found: Opening) -> None:
    """What opening it showed; replaces what an earlier opening showed."""
    texts = (json.dumps(found.segments), json.dumps(found.metadata, ensure_ascii=False), json.dumps(found.stored))
    case.db.execute(OPENED, (found.format, found.size, *texts, "processing", number))
    case.db.execute(DROP_VOLUMES, ids.entry_range(number))
    rows = [
        (
            ids.entry_id(number, v.index),
            v.index,
            v.offset,
            v.size,
            v.scheme,
            v.filesystem,
            v.encryption,
            int(v.unlocked),
            v.snapshot,
            v.label,
        )
        for v in found.volumes
    ]
    case.db.executemany(VOLUME, rows)


def verified(
    case: Case, number: int, computed: dict[str, str], verdict: str, verdicts: list[dict[str, str]], bad_ranges: list[Range]
) -> None:
    values = (json.dumps(computed), verdict, json.dumps(verdicts), json.dumps(bad_ranges), now_micros(), number)
    case.db.execute(VERIFIED, values)


def mapping(case: Case, evidence: Evidence) -> bytes | None:
    """What a person said of the columns of its tables; BadMapping where the case has something else now."""
    if evidence.mapping is None:
        return None
    data = objects.path(case, evidence.mapping).read_bytes()
    if hashlib.sha256(data).hexdigest() != evidence.mapping:
        raise BadMapping(detail=f"{evidence.mapping} in the case is not what was given")
    return data


def set_status(case: Case, number: int, status: str) -> None:
    case.db.execute(STATUS, (status, number))


def volumes(case: Case, number: int) -> list[Volume]:
    return [
        Volume(
            r["number"],
            r["offset"],
            r["size"],
            r["scheme"],
            r["filesystem"],
            r["encryption"],
            bool(r["unlocked"]),
            r["snapshot"],
            r["label"],
        )
        for r in case.db.execute(VOLUMES, ids.entry_range(number))
    ]


def _read(row: sqlite3.Row) -> Evidence:
    return Evidence(
        row["number"], row["label"], Path(row["path"]), row["as_format"], row["zone"], row["status"], row["format"], row["size"],
        json.loads(row["stated"]), json.loads(row["stored"]), json.loads(row["computed"]), json.loads(row["first_computed"]), row["verdict"],
        Path(row["secret_file"]) if row["secret_file"] else None, row["mapping"],
    )  # fmt: skip
