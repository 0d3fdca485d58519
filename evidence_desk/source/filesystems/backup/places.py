"""Where backups lie: a folder with a manifest and the property list beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from evidence_desk.model import Entry
from evidence_desk.source.filesystems import FileSystem, Tick

MANIFESTS = ("Manifest.db", "Manifest.mbdb")
BESIDE = ("Manifest.plist", "Info.plist")
DEEPEST = 2
"""Folders below the one that was given in which a backup is looked for: `MobileSync/Backup/UDID` is one of them."""


class Place(NamedTuple):
    root: str
    """The folder as entries have it; empty for the one that was given."""
    manifest: str


def of_files(inner: FileSystem, tick: Tick) -> list[Place]:
    """In an archive, at any depth."""
    paths: set[str] = set()
    for entry in inner.walk(1, frozenset(), lambda _: tick()):
        if isinstance(entry, Entry) and entry.path.rpartition("/")[2] in (*MANIFESTS, *BESIDE):
            paths.add(entry.path)
    roots = sorted({path.rpartition("/")[0] for path in paths})
    return [found for root in roots if (found := _place(root, {path[len(root) + 1 :] for path in paths if path.startswith(root + "/")}))]


def of_folder(folder: Path) -> list[Place]:
    """In a folder, as far down as people keep them; links are not followed."""
    return list(_below(folder, "", DEEPEST))


def _below(folder: Path, root: str, depth: int) -> Iterator[Place]:
    try:
        with os.scandir(folder) as listed:
            found = sorted(((one.name, one.is_dir(follow_symlinks=False)) for one in listed), key=lambda one: os.fsencode(one[0]))
    except OSError:
        return
    place = _place(root, {name for name, below in found if not below})
    if place:
        yield place
    elif depth:
        for name, below in found:
            if below and _utf8(name):
                yield from _below(folder / name, f"{root}/{name}", depth - 1)


def _place(root: str, names: set[str]) -> Place | None:
    manifest = next((name for name in MANIFESTS if name in names), None)
    return Place(root, manifest) if manifest and any(name in names for name in BESIDE) else None


def _utf8(name: str) -> bool:
    try:
        os.fsencode(name).decode()
    except UnicodeDecodeError:
        return False
    return True
