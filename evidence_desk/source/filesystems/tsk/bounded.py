"""A folder of ext2, 3 or 4 listed without The Sleuth Kit, where the kit did not come back from it.

The same names in the same order; nothing that the folder names is opened through the kit.
"""

from __future__ import annotations

from evidence_desk.model import Gap
from evidence_desk.source.filesystems import Mark, ext
from evidence_desk.source.filesystems.ext import Endless, Ext, Name
from evidence_desk.source.filesystems.tsk.folder import DOTS, GONE, STRIDE
from evidence_desk.source.filesystems.tsk.times import inode_times
from evidence_desk.source.filesystems.walk import NO_TIMES, Below, Found, Kind

KINDS: dict[int, Kind] = {ext.REGULAR: "file", ext.DIRECTORY: "directory", ext.LINK: "link"}
ORPHANS = "$OrphanFiles"


def listed(volume: Ext, folder: Below, index: int, first: int, orphans: int, mark: Mark) -> Found:
    """What is in the folder; `orphans` is the address of the kit's virtual folder, which the root has last."""
    found = Found(folder, index, first)
    try:
        for place, name in enumerate(_distinct(volume, folder.address)):
            _add(volume, name, found)
            if not place % STRIDE:
                mark(folder.address)
    except OSError as failure:
        found.gaps.append(Gap("directory-unreadable", {"path": folder.path or "/", "detail": str(failure)}))
    if folder.number is None:
        path = f"{folder.path}/{ORPHANS}"
        found.folders.append(Below(orphans, path, found.add(path, "directory", [(None, None, 0)], True, orphans, NO_TIMES)))
    return found


def _distinct(volume: Ext, address: int) -> list[Name]:
    """A name with the same inode counts once, and as allocated where one of them is, as the kit has it."""
    names: dict[tuple[int, bytes], Name] = {}
    for name in volume.names(address):
        key = name.address, name.raw
        if name.raw not in DOTS and (key not in names or (name.allocated and not names[key].allocated)):
            names[key] = name
    return list(names.values())


def _add(volume: Ext, name: Name, found: Found) -> None:
    path = found.path(name.raw, name.address)
    try:
        inode = volume.inode(name.address)
    except OSError:
        found.add(path, "other", [(None, GONE, 0)], name.allocated, name.address, NO_TIMES)
        return
    taken = not name.allocated and volume.allocated(name.address)
    found.reused += taken
    kind = KINDS.get(inode.kind, "other")
    times = inode_times(volume, inode)
    number = found.add(path, kind, [(None, GONE if taken else None, inode.size)], name.allocated, name.address, times)
    if kind == "directory" and not taken:
        found.folders.append(Below(name.address, path, number))
    try:
        volume.check(inode)
    except Endless:
        found.gaps.append(Gap("entry-endless", {"path": path, "address": name.address}))
