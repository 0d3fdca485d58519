"""What of the evidence has a time later than the moment at which it came under control, and than that at which it was copied.

The times are those of the device's own clock: where the record states by how much that clock was ahead, the moment of control is moved by it, and
that is said; no time of the evidence is. Times of a folder, and of a single file, are those of its copy and are not looked at; of a file system that
keeps local times only those count that are later in every zone. That a file belongs to the system or to an app is told by where it lies, no more.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evidence_desk.errors import Language
from evidence_desk.model import Instant, unpack_time
from evidence_desk.review import moments
from evidence_desk.review.dossier import Control, Dossier, Found
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Span
from evidence_desk.store.tables import Shown

Class = Literal["system", "content", "record"]
COPIES = ("folder", "file")
"""File systems whose times are those of this workstation, or of nothing."""
LOCAL = ("fat12", "fat16", "fat32", "exfat")
"""File systems whose times have no zone."""
WESTERNMOST = 14 * 3_600_000_000
"""Microseconds by which a local time can be ahead of UTC."""
TIMES = ("created", "modified", "accessed", "changed")
SYSTEM = re.compile(
    r"^/(?:\$|Windows/|ProgramData/|System Volume Information/|Recovery/|pagefile\.sys|hiberfil\.sys|swapfile\.sys|PerfLogs/"
    r"|System/|Library/|private/var/|\.Spotlight-V100/|\.fseventsd/|\.Trashes/|\.DocumentRevisions-V100/"
    r"|var/|tmp/|run/|proc/|sys/|etc/|boot/|usr/|lost\+found|lib/"
    r"|data/(?:system|misc|log|tombstones|anr|dalvik-cache|local)/|cache/|metadata/)"
    r"|/AppData/(?:Local|LocalLow)/|/Application Data/|/NTUSER\.DAT|/UsrClass\.dat|/Library/(?:Caches|Logs|Preferences|Saved Application State)/"
    r"|/(?:cache|caches|code_cache|logs?|tmp|temp)/|\.(?:log\d*|tmp|etl|pf|lock|journal)$|-(?:wal|shm|journal)$",
    re.IGNORECASE,
)
"""Places that systems and apps write to of their own accord."""
ENTRIES = """
SELECT id, volume, path, kind, created, modified, accessed, changed, fine FROM entries
WHERE id BETWEEN :first AND :last AND (created > :after OR modified > :after OR accessed > :after OR changed > :after) ORDER BY id
"""
RECORDS = """
SELECT id, 'messages' AS item_table, sent AS time, sent_text AS text, 'message' AS what, direction FROM messages
WHERE id BETWEEN :first AND :last AND sent > :after
UNION ALL
SELECT id, 'artifacts', time, time_text, type, json_extract(data, '$.direction') FROM artifacts
WHERE id BETWEEN :first AND :last AND time > :after AND type NOT IN ('device', 'counter') ORDER BY 2, 1
"""
VOLUMES = "SELECT number, filesystem FROM volumes WHERE id BETWEEN ? AND ?"
FIELDS = ("id", "evidence", "exhibit", "item", "what", "time", "class", "path", "after_acquisition")


@dataclass(frozen=True, slots=True)
class Change:
    """`class_`: `system` where its place is one that systems and apps write to, `content` elsewhere, `record` for a message, a call and the like."""

    evidence: int
    exhibit: str
    item: str
    what: str
    time: Instant | None
    class_: Class
    path: str | None
    after_acquisition: bool | None
    incoming: bool = False


def rows(case: Case, language: Language) -> list[Shown]:
    """As `query changes` shows them."""
    return [
        {
            "id": f"{one.item}:{one.what}", "evidence": one.evidence, "exhibit": one.exhibit, "item": one.item, "what": one.what,
            "time": None if one.time is None else str(one.time), "class": one.class_, "path": one.path, "after_acquisition": one.after_acquisition,
        }
        for one in changes(Dossier(case))
    ]  # fmt: skip


def changes(dossier: Dossier, since: dict[int, Control] | None = None) -> Iterator[Change]:
    """By evidence; `since`: another moment than that of control."""
    for number, control in (dossier.controls if since is None else since).items():
        after = (control.span.last or 0) + control.ahead * 1_000_000
        yield from _files(dossier, control, number, after)
        yield from _records(dossier, control, number, after)


def found(dossier: Dossier) -> Found:
    """T-1: how many files and records have a later time, by class, against the moment of control and against that of the copy."""
    detail: dict[str, str | int] = {}
    for control in dossier.controls.values():
        detail[f"i{control.evidence} controlled"] = control.step.event.start
        if control.ahead:
            detail[f"i{control.evidence} clock_ahead_seconds"] = control.ahead
        if acquired := acquisition(dossier, control.evidence):
            detail[f"i{control.evidence} acquired"] = acquired[0]
    if not dossier.controls:
        return Found("nothing-to-compare", {"evidence_without_control_time": len(dossier.evidence)})
    items: dict[Class, dict[str, None]] = {"content": {}, "record": {}, "system": {}}
    acquired_after: Counter[str] = Counter()
    for one in changes(dossier):
        if one.item not in items[one.class_]:
            items[one.class_][one.item] = None
            acquired_after[one.class_] += bool(one.after_acquisition)
    counts: dict[str, str | int] = {f"{name}_after_control": len(found) for name, found in items.items()}
    counts |= {f"{name}_after_acquisition": acquired_after[name] for name in items if acquired_after[name]}
    skipped = len(dossier.evidence) - len(dossier.controls)
    counts |= {"evidence_without_control_time": skipped} if skipped else {}
    counts["change_class"] = "content" if items["content"] or items["record"] else "system" if items["system"] else "none"
    listed = tuple(item for name in items.values() for item in name)
    return Found("listed", counts | detail, listed[:100])


def acquisition(dossier: Dossier, number: int) -> tuple[str, Span] | None:
    """When the container says that it was made, else when the record says that the image was begun."""
    row = next(row for row in dossier.evidence if row["number"] == number)
    about = row["metadata"] if isinstance(row["metadata"], dict) else {}
    if written := str(about.get("acquired") or ""):
        try:
            span = moments.moment(written, str(row["zone"] or ""), dossier.zone).span
        except moments.BadTime:
            return written, Span()
        return written, span
    exhibits = {exhibit.number for exhibit in dossier.exhibits if number in exhibit.evidence}
    begun = [step for step in dossier.of_kind("imaging", "extraction") if step.event.exhibit in exhibits and step.start.last is not None]
    return (begun[0].event.start, begun[0].start) if begun else None


def _files(dossier: Dossier, control: Control, number: int, after: int) -> Iterator[Change]:
    volumes = dossier.case.db.execute(VOLUMES, ids.entry_range(number)).fetchall()
    local = {one["number"] for one in volumes if one["filesystem"] in LOCAL}
    copies = {one["number"] for one in volumes if one["filesystem"] in COPIES}
    copied = _last(dossier, number, control.ahead)
    first, last = ids.entry_range(number)
    for entry in dossier.case.db.execute(ENTRIES, {"first": first, "last": last, "after": after}):
        if entry["volume"] in copies:
            continue
        bound = after + (WESTERNMOST if entry["volume"] in local else 0)
        for place, what in enumerate(TIMES):
            if entry[what] is not None and entry[what] > bound:
                yield _file_change(entry, control, place, copied)


def _file_change(entry: sqlite3.Row, control: Control, place: int, copied: int | None) -> Change:
    what = TIMES[place]
    return Change(
        control.evidence, control.exhibit, ids.written("entries", entry["id"]), what, unpack_time(entry[what], entry["fine"], place),
        "system" if SYSTEM.search(entry["path"]) or entry["kind"] == "directory" else "content", entry["path"],
        None if copied is None else entry[what] > copied,
    )  # fmt: skip


def _records(dossier: Dossier, control: Control, number: int, after: int) -> Iterator[Change]:
    copied = _last(dossier, number, control.ahead)
    first, last = ids.record_range(*ids.entry_range(number))
    for row in dossier.case.db.execute(RECORDS, {"first": first, "last": last, "after": after}):
        yield Change(
            number, control.exhibit, ids.written(row["item_table"], row["id"]), row["what"], _instant(row["time"]), "record", None,
            None if copied is None else row["time"] > copied, row["direction"] == "in",
        )  # fmt: skip


def _last(dossier: Dossier, number: int, ahead: int) -> int | None:
    """The last moment that the beginning of the copy may mean, on the clock of the device."""
    found = acquisition(dossier, number)
    return None if found is None or found[1].last is None else found[1].last + ahead * 1_000_000


def _instant(micros: int) -> Instant | None:
    try:
        return Instant.since_1970(micros, 1_000_000)
    except ValueError:
        return None
