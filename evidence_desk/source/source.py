"""A piece of evidence from its paths down to its file systems: the whole descent in one value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from msgspec.structs import replace

from evidence_desk.errors import NotAFolder, NotOneImage
from evidence_desk.model import Gap, Range, Volume
from evidence_desk.source import volumes
from evidence_desk.source.filesystems import Content, FileSystem, Tick
from evidence_desk.source.filesystems.contents import Pieces
from evidence_desk.source.filesystems.folder import FolderFileSystem
from evidence_desk.source.filesystems.iso9660 import IsoFileSystem
from evidence_desk.source.filesystems.libyal import xfs
from evidence_desk.source.filesystems.single import SingleFileSystem
from evidence_desk.source.filesystems.tar import Packing, TarFileSystem
from evidence_desk.source.filesystems.tsk import TYPES, TskFileSystem
from evidence_desk.source.filesystems.unread import UnreadFileSystem
from evidence_desk.source.filesystems.zip import ZipFileSystem
from evidence_desk.source.formats import formats, require_format
from evidence_desk.source.inner import Inner
from evidence_desk.source.layers import Layers
from evidence_desk.source.media import Medium
from evidence_desk.source.media.ad1 import open_ad1
from evidence_desk.source.media.aff4 import is_logical
from evidence_desk.source.media.detect import Image, kind_of, open_medium
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.ranges import Ranges
from evidence_desk.source.snapshots import SnapshotFileSystem
from evidence_desk.spare import BETWEEN, LOGICAL, Space

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.android import AndroidFileSystem
    from evidence_desk.source.filesystems.backup import BackupFileSystem

__all__ = ["Source", "formats", "open_source", "require_format"]

IMAGES = frozenset(get_args(Image))
ONLY = 1
"""The number of the one volume of evidence that has no partitions."""


@dataclass(frozen=True, slots=True)
class Source:
    """Open evidence. `medium` is None for a folder, which has no bytes of its own to verify."""

    format: str
    medium: Medium | None
    segments: tuple[Path, ...]
    volumes: tuple[Volume, ...]
    found: tuple[Gap, ...] = ()
    """What was odd about its partitions and what they hold."""
    packing: Packing | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    """What its content says of the device that it comes from, for the metadata."""
    plain: Mapping[int, Inner] = field(default_factory=dict)
    """Volumes that do not lie on the medium as they are read, by number: unlocked, logical, shadow copies."""
    live: Mapping[int, int] = field(default_factory=dict)
    """The volume of which each shadow copy is one, by number."""
    tick: Tick = field(default=lambda: None, compare=False, repr=False)
    """Called on the way to what lies behind much of a packed archive."""
    _systems: dict[int, FileSystem] = field(default_factory=dict, compare=False, repr=False)

    @property
    def size(self) -> int | None:
        """Bytes of the decoded medium."""
        return self.medium.size if self.medium else None

    @property
    def bad_ranges(self) -> list[Range]:
        """Bytes of the medium that read as zeros, as far as is known by now, those of unlocked volumes among them."""
        known = self.medium.bad_ranges if self.medium else []
        lost = [one for plain in self.plain.values() for one in plain.lost]
        return Ranges([*known, *lost]).listed() if lost else known

    @property
    def gaps(self) -> list[Gap]:
        """What is known by now not to be readable: a medium learns of bad spots while it is read."""
        return [*(self.medium.gaps if self.medium else ()), *self.found]

    def filesystem(self, index: int) -> FileSystem:
        """The file system of a volume, opened once. Of one that cannot be read the walk is the gap that says why.

        KeyError for a volume that is not there.
        """
        if index == BETWEEN:
            return UnreadFileSystem("", Gap("filesystem-unknown", {"index": index}), said=True)
        if index not in self._systems:
            volume = {volume.index: volume for volume in self.volumes}[index]
            self._systems[index] = self._opened(volume)
        return self._systems[index]

    def open(self, index: int, address: int, attribute: int | None, path: str) -> Content:
        """The content of an entry of a volume, a carved one too; OSError where it cannot be had."""
        from evidence_desk.source import carving

        length = carving.length(attribute)
        if length is None:
            return self.filesystem(index).open(address, attribute, path)
        return Pieces(self.span(index)[0].read, ((address, length),), length)

    def runs(self, index: int, content: Content) -> list[Range]:
        """Where a content of a volume lies on the medium."""
        inner = self.plain.get(index)
        return inner.runs(content.runs()) if inner else content.runs()

    def span(self, index: int) -> tuple[Medium, int, int, bool]:
        """The medium that a volume is read from, where on it, how long, and whether that is one within the medium.

        BETWEEN stands for the medium itself. OSError where nothing has bytes of its own; KeyError for no volume.
        """
        if self.medium is None:
            raise OSError("a folder has no bytes of its own")
        if index == BETWEEN:
            return self.medium, 0, self.medium.size, False
        inner = self.plain.get(index)
        if inner:
            return inner, inner.base, inner.size - inner.base, inner.moved
        volume = {volume.index: volume for volume in self.volumes}[index]
        return self.medium, volume.offset, max(0, min(volume.size, self.medium.size - volume.offset)), False

    def unallocated(self, index: int) -> Iterator[Space | Gap]:
        """The unallocated space of a volume, or (BETWEEN) of the medium outside of all volumes; a gap where it is not known."""
        if self.medium is None or self.format in LOGICAL:
            return
        from evidence_desk.source import free  # here, and for what is carved: what opening evidence does not wait for

        medium, offset, size, moved = self.span(index)
        if index == BETWEEN:
            covered = [(one.offset, one.size) for one in self.volumes if not self.span(one.index)[3]]  # with the header of a locked one
            for start, length in free.between(covered, size):
                yield Space(BETWEEN, start, length, "between")
            return
        volume = {volume.index: volume for volume in self.volumes}[index]
        if volume.snapshot is not None:
            yield Gap("unallocated-snapshot", {"index": index}, "info")
            return
        if volume.encryption and not volume.unlocked:
            yield Gap("unallocated-unknown", {"index": index, "filesystem": volume.encryption})
        elif volume.filesystem is None:
            yield Space(index, offset, size, "unrecognised", moved)
        else:
            for one in free.free(volume.filesystem, index, lambda at, count: medium.read(offset + at, max(0, min(count, size - at))), size):
                yield one if isinstance(one, Gap) else Space(index, offset + one[0], one[1], "free", moved)

    def close(self) -> None:
        if self.medium:
            self.medium.close()

    def _opened(self, volume: Volume) -> FileSystem:
        medium, index, name = self.medium, volume.index, volume.filesystem
        if index in self.plain:
            medium = self.plain[index]
            volume = replace(volume, offset=medium.base, size=medium.size - medium.base)
        elif volume.encryption:
            gap = Gap("volume-encrypted", {"index": index, "encryption": volume.encryption})
            return UnreadFileSystem(volume.encryption, gap, said=True)
        try:
            match name:
                case _ if medium is None:
                    return FolderFileSystem(self.segments[0], index)
                case "file":
                    return SingleFileSystem(medium, index)
                case "zip":
                    return ZipFileSystem(medium, index)
                case "ad1":
                    from evidence_desk.source.filesystems.ad1 import Ad1FileSystem  # here and below: what few pieces of evidence need

                    return Ad1FileSystem(medium, index)
                case "aff4-l":
                    from evidence_desk.source.filesystems.aff4 import Aff4FileSystem

                    return Aff4FileSystem(medium, index)
                case "tar":
                    return TarFileSystem(medium, index, self.packing, self.tick)
                case "iso9660":
                    return IsoFileSystem(medium, volume)
                case "xfs":
                    return xfs(medium, index, volume.offset, volume.size)
                case "lvm2":
                    return UnreadFileSystem("lvm2", Gap("lvm-physical", {"index": index}), said=True)
                case str() if name in TYPES and index in self.live:
                    return SnapshotFileSystem(TskFileSystem(medium, volume), self.filesystem(self.live[index]), index)
                case str() if name in TYPES:
                    return TskFileSystem(medium, volume)
                case None:
                    return UnreadFileSystem("", Gap("filesystem-unknown", {"index": index}), said=True)
                case other:
                    return UnreadFileSystem(other, Gap("filesystem-unsupported", {"index": index, "filesystem": other}), said=True)
        except OSError as failure:
            gap = Gap("filesystem-unreadable", {"index": index, "detail": str(failure)}, "error")
            return UnreadFileSystem(name or "", gap, said=False)


def open_source(paths: Sequence[Path], as_format: str | None = None, secrets: Sequence[bytes] = (), tick: Tick = lambda: None) -> Source:
    """The evidence at these paths: a folder, a file, or any segments of one image.

    `as_format` is what a person says that it is, `secrets` what they give for its encrypted volumes, `tick` is called while an archive is
    gone through, which may take long. Known where a path is missing or cannot be read, where it is a
    container that is not read here, where several paths are not one image, and for a format that is none.
    """
    first = paths[0]
    if as_format is not None:
        require_format(as_format)
    if as_format == "folder" and first.is_file():
        raise NotAFolder(path=str(first))
    folder = first.is_dir() and as_format in (None, "folder")
    source = undivided("folder", None, (first,)) if folder else _opened(first, as_format, secrets, tick)
    source = dataclasses.replace(source, tick=tick)
    if source.format in ("folder", "zip", "tar"):
        source = _with_backups(source, secrets)
    for other in paths[1:]:
        if other.resolve() not in {segment.resolve() for segment in source.segments}:
            source.close()
            raise NotOneImage(path=str(other), first=str(first))
    return source


def open_image(path: Path, kind: str, files: Files | None = None, secrets: Sequence[bytes] = ()) -> Source:
    """An image of a disk of this kind, down to its file systems. Known where it cannot be read."""
    medium = open_medium(path, kind, files)
    parts, gaps = volumes.find(medium)
    layers = Layers(medium, parts, gaps, secrets)
    layers.open()
    return Source(
        medium.format, medium, medium.segments, tuple(parts), tuple(gaps), plain=layers.inner, live=layers.live, _systems=layers.systems
    )


def _opened(path: Path, as_format: str | None, secrets: Sequence[bytes], tick: Tick) -> Source:
    kind = as_format or kind_of(path)
    if kind == "aff4" and is_logical(path):
        kind = "aff4-l"
    if kind in IMAGES:
        return open_image(path, kind, secrets=secrets)
    if kind == "ad1":
        segments = open_ad1(path)
        return undivided("ad1", segments, segments.segments)
    medium = open_medium(path, "raw")
    if kind == "file" and as_format is None and volumes.contents_at(medium, 0, medium.size) != volumes.NOTHING:
        return _opened(path, "raw", secrets, tick)
    if kind == "ab":
        from evidence_desk.source.filesystems.android import open_android

        return _of_phone(undivided("ab", medium, medium.segments), open_android(medium, ONLY, secrets, tick))
    if kind == "aff4-l":
        return undivided("aff4-l", medium, medium.segments)
    packing = _packing(path, kind)
    name = "zip" if kind == "zip" else "tar" if kind.startswith("tar") else "file"
    return undivided(name, medium, medium.segments, packing)


def _with_backups(source: Source, secrets: Sequence[bytes]) -> Source:
    """A folder or an archive in which backups of Apple's devices lie is read as the trees of these."""
    from evidence_desk.source.filesystems import backup

    found = backup.find(source.filesystem(ONLY), None if source.medium else source.segments[0], ONLY, secrets, source.tick)
    return _of_phone(source, found) if found else source


def _of_phone(source: Source, found: BackupFileSystem | AndroidFileSystem) -> Source:
    """The same with what a backup says of its phone, and whether a secret opened it."""
    encryption = found.name if found.encrypted else None
    volume = replace(source.volumes[0], filesystem=found.name, encryption=encryption, unlocked=found.unlocked)
    return dataclasses.replace(source, volumes=(volume,), found=(*source.found, *found.gaps), about=found.about, _systems={ONLY: found})


def undivided(name: str, medium: Medium | None, segments: tuple[Path, ...], packing: Packing | None = None) -> Source:
    """What has no partitions: a folder, an archive, one file."""
    size = medium.size if medium else 0
    return Source(name, medium, segments, (Volume(ONLY, 0, size, "none", name),), packing=packing)


def _packing(path: Path, kind: str) -> Packing | None:
    """How a tar is packed; one that a person called `tar` may be packed all the same."""
    found = kind_of(path) if kind == "tar" else kind
    return next((packing for packing in get_args(Packing) if found == f"tar.{packing}"), None)
