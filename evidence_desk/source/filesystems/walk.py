"""A pass over every name of a file system that has folders.

A folder is listed whole before anything of it is given out, then its subfolders in turn: so the numbers of what was
given out stay the same when a folder turns out to hang its reader and the walk starts again without it. Folders wait
on a list, never on the stack of calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from evidence_desk.model import Entry, Gap, Instant, pack_fine

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.ntfs.files import Part  # with numpy, which only a walk of NTFS loads

Kind = Literal["file", "directory", "link", "other"]
Stream = tuple[str | None, int | None, int]
"""Name (None: the file itself), attribute, size."""

Times = tuple[int | None, int | None, int | None, int | None, int]
"""Created, modified, accessed, changed in microseconds since 1970, and what is finer (model.pack_fine)."""

OddTimes = tuple[tuple[str, str], ...]
"""Times that are none, by their field, as the source has them."""
NO_TIMES: Times = (None, None, None, None, 0)
MOST_ENTRANCES = 8
"""A folder that so many names have led to is not entered again: a small image could name endless paths."""


def packed(created: Instant | None, modified: Instant | None, accessed: Instant | None, changed: Instant | None) -> Times:
    first, second, third, fourth = (time.micros if time else None for time in (created, modified, accessed, changed))
    return first, second, third, fourth, pack_fine((created, modified, accessed, changed))


def of_ticks(ticks: Mapping[str, int]) -> tuple[dict[str, Instant], OddTimes]:
    """Times of a member by their field, as Windows counts and 0 for none; and those that are none."""
    times: dict[str, Instant] = {}
    odd: list[tuple[str, str]] = []
    for name, count in ticks.items():
        try:
            times |= {name: Instant.since_1601(count)} if count else {}
        except ValueError:
            odd.append((name, str(count)))
    return times, tuple(odd)


def out_of_range(path: str, odd: OddTimes) -> Iterator[Gap]:
    for name, raw in odd:
        yield Gap("time-out-of-range", {"path": path, "field": name, "raw": raw[:100]})


class Below(NamedTuple):
    """A folder that is to be listed; its number is that of its entry, None for the root."""

    address: int
    path: str
    number: int | None


@dataclass(slots=True)
class Found:
    """What is in a folder. `first` is the number of its first entry."""

    folder: Below
    volume: int
    first: int
    entries: list[Entry] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    folders: list[Below] = field(default_factory=list)
    files: tuple[list[str], Part] | None = None
    """Its first entries, in columns, with their paths; `entries` come after these."""
    reused: int = 0
    """Deleted names whose metadata belongs to another file now."""

    def __len__(self) -> int:
        return len(self.entries) + (0 if self.files is None else len(self.files[0]))

    def path(self, raw: bytes, address: int) -> str:
        """The path of a name. What is no UTF-8, and a slash within the name, is shown as \\x and two digits."""
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("utf-8", "backslashreplace")
            self.gaps.append(Gap("name-undecodable", {"path": f"{self.folder.path}/{text}"}))
        if "/" in text or not text:
            text = text.replace("/", "\\x2f") or f"$Unnamed-{address}"
            self.gaps.append(Gap("name-odd", {"path": f"{self.folder.path}/{text}"}))
        return f"{self.folder.path}/{text}"

    def add(self, path: str, kind: Kind, streams: list[Stream], allocated: bool, address: int, times: Times) -> int:
        """The entries of one name, one a stream; the number of the first. The stream of a folder is a file."""
        number = self.first + len(self)
        parent, volume = self.folder.number, self.volume
        for place, (stream, attribute, size) in enumerate(streams, number):
            its: Kind = "file" if stream is not None and kind == "directory" else kind
            self.entries.append(Entry(place, parent, volume, path, its, stream, size, allocated, address, attribute, *times))
        return number


class Trail:
    """Where a walk stands: the folders above, and how often each folder was entered."""

    def __init__(self) -> None:
        self._above: set[int] = set()
        self._entrances: dict[int, int] = {}

    def refuses(self, folder: Below) -> Gap | None:
        if folder.address in self._above:
            return Gap("directory-loop", {"path": folder.path})
        if self._entrances.get(folder.address, 0) >= MOST_ENTRANCES:
            return Gap("directory-repeated", {"path": folder.path})
        return None

    def enter(self, address: int) -> None:
        self._above.add(address)
        self._entrances[address] = self._entrances.get(address, 0) + 1

    def leave(self, address: int) -> None:
        self._above.discard(address)


def walk(listed: Callable[[Below, int], Found], root: int, first: int) -> Iterator[Found | Gap]:
    """Every folder as `listed` finds it, its entries numbered from `first` on.

    An address on the list stands below the subfolders of its folder: when it comes up, all in there was given out.
    """
    waiting: list[Below | int] = [Below(root, "", None)]
    trail = Trail()
    while waiting:
        folder = waiting.pop()
        if isinstance(folder, int):
            trail.leave(folder)
        elif gap := trail.refuses(folder):
            yield gap
        else:
            trail.enter(folder.address)
            found = listed(folder, first)
            first += len(found)
            yield found
            waiting.append(folder.address)
            waiting += reversed(found.folders)
