"""From the evidence down to an entry's bytes, in a worker: through its volume, and through every container that it lies in."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator

import msgspec

from evidence_desk.errors import ContainerUnreadable, OutOfTime
from evidence_desk.ingest import wire
from evidence_desk.model import Entry, Gap
from evidence_desk.source.containers import REFUSALS
from evidence_desk.source.filesystems import Content, FileSystem
from evidence_desk.source.source import Source

MOST_OPEN = 16
"""Containers that stay open, each with its list of members: twice as many as lie within each other at most."""
LISTING_SECONDS = 600.0
"""That listing one container may take: the largest that is unpacked, with the slowest packing, takes half of it."""


class Descent:
    """`tick` is called while a container's bytes are read, so that whoever watches the worker sees that it moves."""

    def __init__(self, source: Source, tick: Callable[[], None]) -> None:
        self._source, self._moved = source, tick
        self._listing, self._until = "", float("inf")
        self._open: OrderedDict[int, tuple[FileSystem, Content]] = OrderedDict()

    def open(self, item: wire.Wanted) -> Content:
        """The content of an entry; OSError where it, or a container that it lies in, cannot be opened."""
        if item.within is None:
            return self._source.open(item.volume, item.address, item.attribute, item.path)
        try:
            system, container = self._container(item.within)
        except REFUSALS as refusal:
            raise OSError(str(refusal)) from refusal
        from evidence_desk.source.inside.within import Member

        return Member(system.open(item.address, item.attribute, _below(item.within, item.path)), container)

    def find(self, beside: wire.Wanted, path: str) -> wire.Wanted | None:
        """The file at a path of the volume, or of the container, that an entry lies in."""
        if beside.within is None:
            found = self._source.filesystem(beside.volume).find(path)
        else:
            base = f"{beside.within.item.path}!/"
            if not path.startswith(base):
                return None
            found = self._container(beside.within)[0].find(path[len(base) - 1 :])
        if found is None:
            return None
        return wire.Wanted(found.number, beside.volume, path, found.address, found.attribute, found.size, within=beside.within)

    def members(self, request: wire.List) -> Iterator[Entry | Gap]:
        """What a container holds, as entries of its volume that lie below it. ContainerUnreadable, OutOfTime."""
        self._listing, self._until = request.item.path, time.monotonic() + LISTING_SECONDS
        try:
            yield from self._members(request)
        except OSError as error:
            raise ContainerUnreadable(path=request.item.path, detail=str(error)) from error
        finally:
            self._until = float("inf")

    def _members(self, request: wire.List) -> Iterator[Entry | Gap]:
        container = wire.Container(request.item, request.mime)
        number = 0
        for one in self._container(container)[0].walk(request.first, frozenset(), lambda _: self._tick()):
            if isinstance(one, Gap):
                yield one
                continue
            if number >= request.most:
                yield Gap("inside-cut", {"path": request.item.path, "count": request.most})
                return
            number += 1
            parent = request.item.number if one.parent is None else one.parent
            path, stands = f"{request.item.path}!{one.path}", one.allocated and request.allocated
            yield msgspec.structs.replace(one, parent=parent, volume=request.item.volume, path=path, allocated=stands)
        self._tick()  # a library may take what is raised while it reads for bytes that cannot be read

    def _tick(self) -> None:
        self._moved()
        if time.monotonic() > self._until:
            raise OutOfTime(path=self._listing, seconds=int(LISTING_SECONDS))

    def _beside(self, item: wire.Wanted, name: str) -> Content | None:
        """The file of a name in the folder of an entry."""
        try:
            found = self.find(item, f"{item.path.rpartition('/')[0]}/{name}")
            return self.open(found) if found else None
        except OSError:
            return None

    def _container(self, container: wire.Container) -> tuple[FileSystem, Content]:
        number = container.item.number
        if number not in self._open:
            content = self.open(container.item)
            from evidence_desk.source.inside import open_container  # with the readers of each kind: not to verify, nor to walk

            item = container.item
            system = open_container(content, item.path, container.mime, item.volume, self._tick, lambda name: self._beside(item, name))
            self._open[number] = system, content
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(number)
        return self._open[number]


def _below(container: wire.Container, path: str) -> str:
    """A member's path as its container has it."""
    return path[len(container.item.path) + 1 :]
