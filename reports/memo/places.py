"""Where a cited file lies in its file system, so that another tool (icat of The Sleuth Kit) gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from evidence_desk.model import Extent, Line, Place, Pointer, Remnant, Row
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from reports.memo.memo import Citation, Filed, Log, Salvaged
from reports.memo.rows import Item, Volume

UNNUMBERED = ("zip", "tar", "folder", "file")
"""What is listed as a volume and numbers its files in a way of its own."""

LOG = """
SELECT l.path, l.sha256 FROM entries d JOIN entries l ON l.volume = d.volume AND l.path = d.path || '-wal'
WHERE d.id = :entry AND l.id BETWEEN :first AND :last AND l.kind = 'file' AND l.stream IS NULL AND l.size > 0 AND l.sha256 IS NOT NULL
ORDER BY l.allocated DESC, l.id LIMIT 1
"""


def filed(item: Item, volume: Volume | None) -> Filed | None:
    """None where there is no number by which another tool would find the file."""
    if volume is None or volume.filesystem is None or volume.filesystem in UNNUMBERED or item.address is None or item.origin == "inside":
        return None
    return Filed(volume.index, volume.filesystem, volume.offset, item.address, deleted=item.allocated is False)


def salvaged(case: Case, written: str) -> Salvaged | None:
    """Where an entry was carved; None for one that lies in an archive which was."""
    row = next(tables.rows(case, "carved", {"id": written}), None)
    if row is None:
        return None
    fields = {name: row[name] for name in ("offset", "length", "on", "bounded")}
    return msgspec.convert({**fields, "volume": row["volume"] or 0}, Salvaged)


def filed_text(place: Filed | Salvaged, say: Callable[..., str]) -> str:
    if isinstance(place, Salvaged):
        on = say("place.on-medium") if place.on == "medium" else say("place.on-volume", index=place.volume)
        return say("place.carved", on=on, offset=place.offset, length=place.length, bounded=say(f"bounded.{place.bounded}"))
    parts = [
        say("place.volume", index=place.volume, filesystem=place.filesystem, offset=f"{place.first_byte:,}"),
        say("place.record", record=place.record),
    ]
    return " · ".join([*parts, say("place.deleted")] if place.deleted else parts)


def place_text(place: Place | None, say: Callable[..., str]) -> str:
    match place:
        case Extent():
            return say("place.extent", offset=place.offset, length=place.length)
        case Row():
            return say("place.row", table=place.table, rowid=place.rowid)
        case Remnant():
            return _remnant_text(place, say)
        case Pointer():
            return say("place.pointer", pointer=place.pointer)
        case Line():
            return say("place.line", line=place.line)
        case None:
            return say("place.whole")


def _remnant_text(place: Remnant, say: Callable[..., str]) -> str:
    state = say(f"recovered.{place.state}", rowid=place.rowid)
    said = {
        "table": place.table,
        "state": state,
        "origin": say(f"origin.{place.origin}"),
        "page": place.page,
        "offset": place.offset,
        "length": place.length,
    }
    return say("place.remnant.log", log=place.log.rpartition("/")[2], **said) if place.log else say("place.remnant", **said)


def where_text(citation: Citation, say: Callable[..., str]) -> str:
    """The place in the file, where the file itself lies, and what was read together with it."""
    parts = [place_text(citation.locus.place, say)]
    if citation.filed:
        parts.append(filed_text(citation.filed, say))
    if citation.parser:
        parts.append(f"{say('cite.parser')} {citation.parser}")
    if citation.log:
        parts.append(say("place.log", name=citation.log.name, sha256=citation.log.sha256))
    return " · ".join(parts)


def citation_text(citation: Citation, say: Callable[..., str]) -> str:
    """All of an entry of the annex in one line."""
    locus = citation.locus
    evidence = say("cite.evidence", number=locus.evidence, label=citation.label)
    digest = f"{say('cite.file-digest')} {locus.sha256 or say('cite.no-digest')}"
    held = f"{say('cite.evidence-digest')} {citation.evidence_sha256 or say('cite.no-digest')}"
    return " · ".join((evidence, say("cite.item", item=citation.item), locus.path, where_text(citation, say), digest, held))


def log_beside(case: Case, entry: int) -> Log | None:
    """The write-ahead log beside a database: it was read together with it (see api.OpenEntry.sqlite)."""
    first, last = ids.entry_range(ids.evidence_of_entry(entry))
    row = case.db.execute(LOG, {"entry": entry, "first": first, "last": last}).fetchone()
    return Log(row["path"].rpartition("/")[2], row["sha256"].hex()) if row else None
