"""The files of a logical AFF4 volume (AFF4-L), each with the digests and times that were kept of it.

Schatz, "AFF4-L: A Scalable Open Logical Evidence Container" (2019), and pyaff4, which writes them: a file is a member of
the zip, or a stream of packed chunks when it is large.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from evidence_desk.errors import Known
from evidence_desk.model import DIGEST_LENGTHS, Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Scratch
from evidence_desk.source.filesystems.walk import Kind, packed
from evidence_desk.source.filesystems.zip import path_of, unsafe
from evidence_desk.source.media import Medium
from evidence_desk.source.media.aff4.image import Image
from evidence_desk.source.media.aff4.stream import Stream
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.runs import Packed, Undecodable

NAMES = ("originalFileName", "pathName")
TIMES = ("birthTime", "lastWritten", "lastAccessed", "recordChanged")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Aff4FileSystem:
    """The volume that `medium` is, as volume `index`. An entry's address is its place by name, from 1."""

    name = "aff4-l"

    def __init__(self, medium: Medium, index: int, files: Files | None = None) -> None:
        """OSError where its description cannot be read."""
        self._index = index
        try:
            self._image = Image(medium.segments[0], files or Descriptors())
        except Known as fault:
            raise OSError(str(fault)) from fault
        kinds = {subject: self._image.kinds(subject) for subject in self._image.volumes[0].graph}
        self._items = sorted((self._raw_path(one), one, "FolderImage" in kind) for one, kind in kinds.items() if _listed(kind))

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        folders: dict[str, int] = {}
        for address, (raw, subject, folder) in enumerate(self._items, 1):
            if address in poisoned:
                yield Gap("entry-poisoned", {"address": address})
                continue
            mark(address)
            path = path_of(raw, address)
            if unsafe(path):
                yield Gap("archive-member-unsafe", {"path": path})
            number = first + address - 1
            if folder:
                folders.setdefault(path, number)
            size = 0 if folder else self._image.number(subject, "size")
            times = packed(*(self._time(subject, name) for name in TIMES))
            kind: Kind = "directory" if folder else "file"
            yield Entry(number, folders.get(path.rpartition("/")[0]), self._index, path, kind, None, size, True, address, None, *times)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        """OSError where the content cannot be had."""
        if not 1 <= address <= len(self._items):
            raise OSError("there is no such file")
        _, subject, _ = self._items[address - 1]
        stored = {name: value for name, value in self._image.hashes(subject) if name in DIGEST_LENGTHS}
        try:
            stream = self._image.stream(subject)
        except Known as fault:
            raise OSError(str(fault)) from fault
        return Held(_chunks(stream) if stream else self._member(subject), stored)

    def find(self, path: str) -> Entry | None:
        return next((one for one in self.walk(1, frozenset(), lambda _: None) if isinstance(one, Entry) and one.path == path), None)

    def _member(self, subject: str) -> Iterator[bytes]:
        yield from self._image.volumes[0].pieces(subject)

    def _raw_path(self, subject: str) -> str:
        said = next((text for name in NAMES for text in self._image.texts(subject, name)), subject)
        return said.replace("\\", "/").removeprefix("./").removeprefix("/")

    def _time(self, subject: str, name: str) -> Instant | None:
        """Only a time that states its zone."""
        text = next(iter(self._image.texts(subject, name)), "")
        try:
            time = datetime.fromisoformat(text)
        except ValueError:
            return None
        if time.tzinfo is None:
            return None
        since = time - EPOCH
        digits = min(9, len(text.partition(".")[2].partition("+")[0].partition("Z")[0].partition("-")[0]))
        try:
            return Instant(since // timedelta(seconds=1), since.microseconds * 1000, digits)
        except ValueError:  # by its offset, it lies before the year 1 or after 9999
            return None


class Held(Scratch):
    """A content that was unpacked; `stored`: the digests that were computed when it was gathered."""

    def __init__(self, pieces: Iterator[bytes], stored: dict[str, str]) -> None:
        super().__init__(pieces)
        self.stored = stored


def _listed(kinds: set[str]) -> bool:
    return bool(kinds & {"FileImage", "FolderImage"})


def _chunks(stream: Stream) -> Iterator[bytes]:
    offset = 0
    while offset < stream.size:
        run = stream.run(offset)
        if not isinstance(run, Packed):
            raise OSError("a chunk is missing")
        try:
            piece = run.decode(run.file.read(run.offset, run.stored))
        except Undecodable as fault:
            raise OSError(str(fault)) from fault
        yield piece
        offset += run.length
