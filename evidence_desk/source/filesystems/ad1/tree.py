"""The entries of an AD1 image, and the content of each."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.ad1.items import ACCESSED, CHANGED, CREATED, HASH, MD5, MODIFIED, SHA1, TIME, Image, Item, time_of
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.filesystems.walk import Below, Found, packed
from evidence_desk.source.media import Medium

DIGESTS = {(HASH, MD5): "md5", (HASH, SHA1): "sha1"}
MOST_ITEMS = 50_000_000


class Ad1FileSystem:
    """The image that `medium` is, as volume `index`. An entry's address is the place of its item."""

    name = "ad1"

    def __init__(self, medium: Medium, index: int) -> None:
        """OSError where the image has no tree that can be read."""
        self._index = index
        self._title = medium.segments[0].name if medium.segments else "ad1"
        try:
            self._image = Image(medium)
        except ValueError as fault:
            raise OSError(str(fault)) from fault

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        seen, waiting = set[int](), [(Below(0, "", None), self._image.first)]
        while waiting:
            folder, place = waiting.pop()
            found = Found(folder, self._index, first)
            below: list[tuple[Below, int]] = []
            while place:
                if place in seen or len(seen) > MOST_ITEMS:
                    found.gaps.append(Gap("directory-loop", {"path": folder.path or "/"}))
                    break
                seen.add(place)
                mark(place)
                try:
                    item = self._image.item(place)
                except ValueError as fault:
                    detail = str(fault)
                    found.gaps.append(Gap("archive-damaged", {"path": f"{self._title}{folder.path}", "detail": detail}, "error"))
                    break
                place = item.following
                if item.address in poisoned:
                    found.gaps.append(Gap("entry-poisoned", {"address": item.address}))
                    continue
                number = self._add(found, item)
                if item.child:
                    below.append((Below(item.address, found.entries[-1].path, number), item.child))
            yield from found.gaps
            yield from found.entries
            first += len(found.entries)
            waiting += reversed(below)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        try:
            item = self._image.item(address)
            return Packed(self._image, item) if not item.folder else Held(b"")
        except ValueError as fault:
            raise OSError(str(fault)) from fault

    def find(self, path: str) -> Entry | None:
        for one in self.walk(1, frozenset(), lambda _: None):
            if isinstance(one, Entry) and one.path == path:
                return one
        return None

    def _add(self, found: Found, item: Item) -> int:
        said = self._image.said(item)
        times = packed(*(time_of(said.get((TIME, key))) for key in (CREATED, MODIFIED, ACCESSED, CHANGED)))
        path = found.path(item.name, item.address)
        size = 0 if item.folder else item.size
        return found.add(path, "directory" if item.folder else "file", [(None, None, size)], True, item.address, times)


class Packed:
    """A content in packed pieces. `stored`: the digests that were computed when the image was made."""

    def __init__(self, image: Image, item: Item) -> None:
        self.size = item.size
        self._image, self._chunks = image, image.chunks(item)
        if item.size and not self._chunks:
            raise ValueError("the image has no content for it")
        said = image.said(item)
        self.stored = {name: said[key].lower() for key, name in DIGESTS.items() if key in said}

    def read_at(self, offset: int, length: int) -> bytes:
        """OSError where a piece does not decode."""
        end, pieces = min(offset + length, self.size), list[bytes]()
        while offset < end:
            number, within = divmod(offset, self._image.chunk)
            place, stored = self._chunks[number]
            try:
                whole = self._image.unpacked(place, stored, min(self._image.chunk, self.size - number * self._image.chunk))
            except ValueError as fault:
                raise OSError(str(fault)) from fault
            pieces.append(whole[within : within + end - offset])
            offset += len(pieces[-1])
        return b"".join(pieces)

    def runs(self) -> list[tuple[int, int]]:
        return [one for place, length in self._chunks for one in self._image.places(place, length)]
