"""The volumes of a medium, and what each of them holds."""

from __future__ import annotations

from evidence_desk.model import Gap, Volume
from evidence_desk.source.media import Medium
from evidence_desk.source.volumes import apple, bsd, gpt, mbr
from evidence_desk.source.volumes.signatures import IN_FIRST_SECTOR, NOTHING, READABLE, Contents, recognise
from evidence_desk.source.volumes.table import Slot, Table

__all__ = ["NOTHING", "contents_at", "find", "remarks"]


def find(medium: Medium) -> tuple[list[Volume], list[Gap]]:
    """Every volume, numbered from 1 in the order of the table; one of scheme `none` where there is no table.

    A volume that reaches past the end of the medium, that is encrypted, or that holds nothing known here is listed
    too, with a gap that says so.
    """
    table = _table(medium)
    volumes, gaps = [], list(table.gaps)
    for index, slot in enumerate(table.slots, 1):
        contents = contents_at(medium, slot.offset, slot.size)
        volumes.append(
            Volume(index, slot.offset, slot.size, slot.scheme, contents.filesystem, contents.encryption, label=contents.label or slot.label)
        )
        gaps += _gaps(medium, index, slot, contents)
    return volumes, gaps


def contents_at(medium: Medium, offset: int, size: int) -> Contents:
    """What the volume of `size` bytes at `offset` holds; nothing of it is read past its own end."""

    def at(place: int, length: int) -> bytes:
        return medium.read(offset + place, max(0, min(length, size - place)))

    return recognise(at, size)


def _table(medium: Medium) -> Table:
    """The first kind of table that fits. A boot sector of a file system is no table; an optical disc may carry one
    besides, so that it starts from a stick: then the disc is volume 1 and the table's follow."""
    whole = contents_at(medium, 0, medium.size)
    alone = Slot(0, medium.size, "none")
    if whole.encryption or whole.filesystem in IN_FIRST_SECTOR:
        return Table([alone])

    def holds_files(offset: int) -> bool:
        return contents_at(medium, offset, medium.size - offset) != NOTHING

    first, second = gpt.read(medium), mbr.read(medium, holds_files)
    if first and second and mbr.speaks_for_itself(medium):
        second.gaps.append(Gap("gpt-beside-mbr"))
        first = None
    table = first or second or apple.read(medium) or bsd.read(medium, 0)
    if table is None or not table.slots:
        return Table([alone], table.gaps if table else [])
    table = Table([part for slot in table.slots for part in _divided(medium, slot)], table.gaps)
    if whole.filesystem in ("iso9660", "udf"):
        return Table([alone, *(slot for slot in table.slots if slot.offset)], table.gaps)
    if whole.filesystem and all(slot.offset for slot in table.slots):
        table.gaps.append(Gap("filesystem-beside-table", {"filesystem": whole.filesystem}))
    return table


def _divided(medium: Medium, slot: Slot) -> list[Slot]:
    """A PC partition that a BSD system divided again counts by its parts."""
    within = bsd.read(medium, slot.offset) if slot.scheme == "mbr" else None
    return within.slots if within and within.slots else [slot]


def _gaps(medium: Medium, index: int, slot: Slot, contents: Contents) -> list[Gap]:
    gaps = []
    missing = min(slot.offset + slot.size - medium.size, slot.size)
    if missing > 0:
        gaps.append(Gap("volume-past-end", {"index": index, "missing": missing}))
    if missing == slot.size:
        return gaps
    return gaps + remarks(index, contents, reserved=slot.reserved)


def remarks(index: int, contents: Contents, *, reserved: bool = False) -> list[Gap]:
    """What stands against reading what a volume holds."""
    if contents.encryption:
        return [Gap("volume-encrypted", {"index": index, "encryption": contents.encryption})]
    if contents.filesystem is None:
        return [Gap("filesystem-unknown", {"index": index}, severity="info" if reserved else "warning")]
    if contents.filesystem not in READABLE:
        return [Gap("filesystem-unsupported", {"index": index, "filesystem": contents.filesystem})]
    return []
