"""The files that records lie in: the file that a parser read, what a database keeps beside it, and what came with a cited message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence_desk.errors import Known
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

BLOCK = 8 << 20
BESIDE = ("-wal", "-shm", "-journal")
"""Files of SQLite: what the log of a database has is what a reader of the database sees."""
NEIGHBOURS = """
SELECT n.id, n.path FROM entries e JOIN entries n ON n.parent IS e.parent AND n.volume = e.volume AND n.kind = 'file'
WHERE e.id = :entry AND n.path IN (:main, :main || '-wal', :main || '-shm', :main || '-journal') AND n.stream IS e.stream
  AND n.id >> 27 = e.id >> 27 AND n.id <> e.id ORDER BY n.id
"""
PLACE = "SELECT path FROM entries WHERE id = ?"
ATTACHED = "SELECT entry FROM attachments WHERE message = ? AND entry IS NOT NULL ORDER BY ordinal"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file of the evidence. `sha256` as it was computed on processing; `holds`: the records for which it is here, `why` how they rest on it."""

    item: str
    evidence: int
    path: str
    size: int
    sha256: str | None
    why: str
    holds: tuple[str, ...]


def exhibits(case: Case, rows: list[Shown]) -> list[Exhibit]:
    """The files among the rows, those in which the other rows lie, and what belongs to them."""
    wanted: dict[str, tuple[str, dict[str, None]]] = {}
    for row in rows:
        for item, why in _files(case, row):
            wanted.setdefault(item, (why, {}))[1][str(row["id"])] = None
    found = ((tables.one(case, item), why, tuple(holds)) for item, (why, holds) in wanted.items())
    return [
        Exhibit(
            str(row["id"]), int(str(row["evidence"])), str(row["path"]), int(str(row["size"])), str(row["sha256"]) if row["sha256"] else None,
            why, holds,
        )
        for row, why, holds in found
        if row is not None and row["kind"] == "file"
    ]  # fmt: skip


def _files(case: Case, row: Shown) -> Iterator[tuple[str, str]]:
    """(entry, why) of each file that a row rests on; problems are told and not proved."""
    source = row.get("source")
    if row["table"] == "entries":
        entry, why = str(row["id"]), "is itself cited or marked"
    elif row["table"] != "problems" and isinstance(source, dict) and source.get("entry"):
        entry, why = str(source["entry"]), "is the file that the record was read from"
    else:
        return
    yield entry, why
    for other in _beside(case, entry):
        yield other, f"belongs to the database {entry}"
    if row["table"] == "messages":
        for one in case.db.execute(ATTACHED, (ids.read(str(row["id"]))[1],)).fetchall():
            yield ids.written("entries", one["entry"]), "came with the message"


def _beside(case: Case, entry: str) -> list[str]:
    """The other files of the same database: its log, its index and its journal, or the database that a log belongs to."""
    number = ids.read(entry)[1]
    place = case.db.execute(PLACE, (number,)).fetchone()
    if place is None:
        return []
    main = str(place["path"])
    for ending in BESIDE:
        main = main.removesuffix(ending)
    return [ids.written("entries", one["id"]) for one in case.db.execute(NEIGHBOURS, {"entry": number, "main": main})]


def read(viewer: Viewer, exhibit: Exhibit) -> Iterator[bytes]:
    """Its bytes, through a worker; Known where they cannot be had. What a package may not hold was left out before."""
    offset = 0
    while offset < exhibit.size:
        block = viewer.read(exhibit.item, offset, min(BLOCK, exhibit.size - offset), clear=True)
        if not block:
            raise NotWhole(path=exhibit.path, size=exhibit.size, read=offset)
        offset += len(block)
        yield block


def listed(given: Iterable[tuple[Exhibit, str]]) -> list[Shown]:
    """exhibits.jsonl: which member has the bytes of which file, and for which records it is here."""
    return [
        {
            "item": one.item, "member": member, "evidence": one.evidence, "path": one.path, "size": one.size, "sha256": one.sha256, "why": one.why,
            "records": list(one.holds),
        }
        for one, member in given
    ]  # fmt: skip


class NotWhole(Known):
    code = "exhibit-short"
    zh = "{path} 应为 {size} 字节，只读到 {read} 字节。"
    en = "{path} should have {size} bytes; {read} could be read."
