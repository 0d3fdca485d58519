"""A package that was unpacked into a folder, put together again: every byte of a package follows from its members and their order."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reports.package import verify
from reports.package.package import Package

BLOCK = 1 << 20


def pack(folder: Path, out: BinaryIO) -> None:
    """As it was before it was unpacked, where nothing was changed. Files that its manifest does not have come last, so that the check names them. NoPackage, OSError."""
    files = dict(sorted(_files(folder)))
    if verify.MANIFEST not in files:
        raise verify.NoPackage("it has no manifest.json")
    sealed = (verify.MANIFEST, verify.SIGNATURE, verify.SIGNER, verify.SUMS)
    order = dict.fromkeys([*_listed(files[verify.MANIFEST]), *sealed, *files])
    package = Package(out)
    for name in order:
        if name in files:
            package.add(name, _blocks(files[name]), listed=False)
    package.finish()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """By their names in the package; what a link points to is no part of it."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


def _listed(manifest: Path) -> list[str]:
    """The names in the order of the manifest; none where it cannot be read, which the check says."""
    if manifest.stat().st_size > verify.LARGEST_MANIFEST:
        raise verify.NoPackage("its manifest.json is larger than any that is written")
    try:
        return [str(one["name"]) for one in json.loads(manifest.read_bytes())["members"]]
    except (ValueError, KeyError, TypeError) as error:
        raise verify.NoPackage(f"its manifest.json cannot be read: {error}") from error


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
