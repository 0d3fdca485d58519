"""An image of a disk that lies within evidence: its volumes are folders, and below them is what each volume holds.

It is opened by what opens one that is given as evidence. What of it is packed or sparse may claim any size: how much
larger than the image a file, and all of them, may be is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec

from evidence_desk.errors import FormatUnknown, Known
from evidence_desk.inside_words import quoting
from evidence_desk.model import Entry, Gap, Range, Volume
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.aff4 import Aff4FileSystem
from evidence_desk.source.inside.folder import Beside, Folder
from evidence_desk.source.media import Placed
from evidence_desk.source.media.ad1 import open_ad1
from evidence_desk.source.media.aff4 import is_logical
from evidence_desk.source.media.detect import kind_of, open_medium
from evidence_desk.source.media.ranges import touches
from evidence_desk.source.source import IMAGES, ONLY, Source, open_image, undivided

VOLUME = re.compile(r"/vol(\d{1,9})(?=/|$)")
FREE, RATIO = 64 << 20, 500
"""By how much a file of more than `FREE` bytes may be larger than the whole image: that of members of archives."""
MOST_BYTES, MOST_TIMES = 64 << 30, 4
"""The files of an image come to no more than so many bytes beyond so many times its own size: those of all archives."""


class ImageFileSystem:
    """The image that `content` is, as volume `index`. An entry's address is that in its own volume, which its path names."""

    name = "image"

    def __init__(self, content: Content, path: str, index: int, beside: Beside, tick: Callable[[], None]) -> None:
        """Known where it is no image that can be read, with `path` for its name."""
        self._path, self._index = path, index
        self._folder = Folder(content, path.rpartition("/")[2], beside, tick)
        try:
            self._source = _opened(self._folder)
        except Known as refusal:
            raise type(refusal)(**{**refusal.params, **({"path": path} if "path" in refusal.params else {})}) from refusal
        self._stored = sum(self._folder.size(one) for one in self._source.segments)

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        begin = self._source.segments[0]
        if begin != self._folder.own:
            yield Gap("inside-image-part", {"path": self._path, "first": begin.name}, "info")
            return
        said: dict[str, str | int] = {"path": self._path, "format": self._source.format, "size": self._source.size or 0}
        yield Gap("inside-image", said, "info")
        known = self._source.gaps
        yield from (self._told(gap, self._path) for gap in known)
        yield from self._volumes(first, mark)
        yield from (self._told(gap, self._path) for gap in self._source.gaps[len(known) :])

    def _volumes(self, first: int, mark: Mark) -> Iterator[Entry | Gap]:
        left = MOST_BYTES + MOST_TIMES * self._stored
        for volume in self._source.volumes:
            path, number = f"/vol{volume.index}", first
            yield Entry(number, None, self._index, path, "directory", None, 0, True, 0, None, None, None, None, None, 0)
            yield _described(f"{self._path}!{path}", volume)
            first += 1
            for one in self._source.filesystem(volume.index).walk(first, frozenset(), mark):
                if isinstance(one, Gap):
                    yield self._told(one, f"{self._path}!{path}")
                    continue
                left -= min(one.size, self._source.size or one.size) if one.kind == "file" and not self._inflated(one.size) else 0
                if left < 0:
                    yield Gap("inside-image-cut", {"path": f"{self._path}!{path}", "count": one.number - number - 1}, "error")
                    return
                first = one.number + 1
                parent = number if one.parent is None else one.parent
                yield msgspec.structs.replace(one, parent=parent, volume=self._index, path=path + one.path)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        volume, below = self._place(path)
        if not below:
            raise OSError("a volume is read by its files")
        content = self._source.open(volume, address, attribute, below)
        if self._inflated(content.size):
            raise OSError(f"{content.size} bytes in an image of {self._stored}")
        return Embedded(content, self._source, volume, self._folder)

    def find(self, path: str) -> Entry | None:
        try:
            volume, below = self._place(path)
        except OSError:
            return None
        found = self._source.filesystem(volume).find(below) if below else None
        return msgspec.structs.replace(found, volume=self._index, path=path) if found else None

    def _place(self, path: str) -> tuple[int, str]:
        """The volume that a path begins with, and the rest; OSError where there is no such volume."""
        found = VOLUME.match(path)
        if found is None or int(found[1]) not in {volume.index for volume in self._source.volumes}:
            raise OSError("no such volume")
        return int(found[1]), path[found.end() :]

    def _inflated(self, size: int) -> bool:
        return size > FREE and size > RATIO * self._stored

    def _told(self, gap: Gap, where: str) -> Gap:
        """A gap of the image as one of the entry that it is: numbers of volumes and offsets in it are the image's own."""
        return Gap("inside-image-remark", {"path": where, **quoting(gap.code, gap.params)}, gap.severity)


class Embedded:
    """The content of a file in an image. Where it lies is told in bytes of the image's own file."""

    def __init__(self, content: Content, source: Source, volume: int, folder: Folder) -> None:
        self._content, self._source, self._volume, self._folder = content, source, volume, folder
        self.size = content.size
        self.stored: dict[str, str] = getattr(content, "stored", {})

    def read_at(self, offset: int, length: int) -> bytes:
        return self._content.read_at(offset, length)

    @property
    def damaged(self) -> bool:
        """Whether it touches bytes of the image that stand for others which could not be had, as far as is known by now."""
        return touches(self._source.runs(self._volume, self._content), self._source.bad_ranges)

    def runs(self) -> list[Range]:
        medium: object = self._source.medium
        found = list[Range]()
        for run in self._source.runs(self._volume, self._content):
            places = medium.places(*run) if isinstance(medium, Placed) else None
            if places is None or any(path != self._folder.own for path, _, _ in places):
                return []
            found += [(offset, length) for _, offset, length in places]
        return found


def _opened(folder: Folder) -> Source:
    kind = str(kind_of(folder.own, folder))
    if kind == "aff4" and is_logical(folder.own, folder):
        medium = open_medium(folder.own, "raw", folder)
        system = Aff4FileSystem(medium, ONLY, folder)
        return replace(undivided("aff4-l", medium, medium.segments), _systems={ONLY: system})
    if kind in IMAGES:
        return open_image(folder.own, kind, folder)
    if kind == "ad1":
        medium = open_ad1(folder.own, folder)
        return undivided("ad1", medium, medium.segments)
    raise FormatUnknown(path=folder.own.name)


def _described(path: str, volume: Volume) -> Gap:
    holds = ", ".join(filter(None, (volume.filesystem, volume.encryption, volume.label))) or "-"
    return Gap("inside-image-volume", {"path": path, "holds": holds, "offset": volume.offset, "size": volume.size}, "info")
