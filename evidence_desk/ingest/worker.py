"""A worker: the process that opens evidence. It writes nothing but scratch files, and it may be killed at any moment."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from evidence_desk import mapping
from evidence_desk.digest import digests
from evidence_desk.errors import Bug, ContainerUnreadable, Known, MediumTooLarge
from evidence_desk.ingest import wire
from evidence_desk.ingest.descent import Descent
from evidence_desk.ingest.status import Phase, Status
from evidence_desk.model import Entry, Gap, ZoneBasis
from evidence_desk.source.carving import Allowance, Search
from evidence_desk.source.containers import REFUSALS
from evidence_desk.source.filesystems import ByStretches, Leaving
from evidence_desk.source.media import Sparse
from evidence_desk.source.presence import Presence
from evidence_desk.source.source import Source, open_source
from evidence_desk.spare import Space
from evidence_desk.stretch import Stretch

if TYPE_CHECKING:
    from evidence_desk.ingest.reading import Reader

ENTRIES_A_FRAME = 1000
PROGRESS_SECONDS = 0.2
BEYOND = 1 << 63
"""What a size or an address stays below in the case."""
KEPT_MEMORY = 64 << 20
"""Bytes that a walk may hold on to."""


def main(connection: Connection, status_path: str, scratch: str, parent: int) -> None:
    """Answers requests until the broker closes the pipe or is gone."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the broker, which ends its workers
    os.environ["TZ"] = "UTC"  # libtsk reads FAT times through the C library's zone; never the workstation's
    if hasattr(time, "tzset"):
        time.tzset()
    tempfile.tempdir = scratch
    status = Status(Path(status_path))
    worker: Worker | None = None
    while True:
        try:
            request = wire.receive_request(connection)
        except (EOFError, OSError):
            return
        with contextlib.suppress(BrokenPipeError):
            try:
                if isinstance(request, wire.Open):
                    worker = Worker(connection, status, request)
                elif worker is None:
                    raise Bug("a worker's first request opens evidence")
                worker.answer(request)
            except Known as error:
                wire.send(connection, wire.Failed(error.code, error.params))
            wire.send(connection, wire.Done())
            status.mark(0, Phase.IDLE)


class Worker:
    """One piece of evidence, opened."""

    def __init__(self, connection: Connection, status: Status, request: wire.Open) -> None:
        self._connection, self._status = connection, status
        status.mark(0, Phase.OPEN)
        self.evidence = request.evidence
        self.zone = ZoneInfo(request.zone) if request.zone else None
        self.zone_basis: ZoneBasis = request.zone_basis
        self._secrets = request.secrets
        self._mapping = mapping.read(request.mapping) if request.mapping else None
        paths = [Path(path) for path in request.paths]
        as_format = request.as_format or ("file" if self._mapping and _is_book(paths[0]) else None)
        self.source: Source = open_source(paths, as_format, request.secrets, status.tick)
        self._presence = Presence(self.source.segments)

    def answer(self, request: wire.Request) -> None:
        match request:
            case wire.Open():
                self._opened()
            case wire.Verify():
                self._verify(request)
            case wire.Walk():
                self._walk(request)
            case wire.Account():
                self._account(request)
            case wire.Carve():
                self._carve(request)
            case wire.Extract():
                self._extract(request)
            case wire.Remains():
                self._remains(request)
            case wire.Read():
                self._reader.read(request)
            case wire.List():
                self._list(request)
            case wire.Look():
                from evidence_desk.ingest import view

                self._send(view.look(self.source))
            case wire.Peek():
                from evidence_desk.ingest import view

                self._send(wire.Bytes(view.peek(self._descent, request)))
            case wire.Draw():
                from evidence_desk.ingest import view

                self._send(view.draw(self._descent, request))
            case wire.Hear():
                from evidence_desk.ingest import view

                self._send(view.hear(self._descent, request))
            case wire.Recognise():
                from evidence_desk.ingest import view

                self._status.mark(request.item.number, Phase.PARSE)
                self._send(view.recognise(self._descent, request))

    def _send(self, reply: wire.Reply) -> None:
        """Nothing is told of evidence that is no longer there: what was read of it may be zeros."""
        self._presence.look(at_once=_is_doubtful(reply))
        wire.send(self._connection, reply)

    def _opened(self) -> None:
        source, medium = self.source, self.source.medium
        metadata = {**(medium.metadata if medium else {}), **source.about}
        stored = dict(medium.stored) if medium else {}
        segments = [str(path) for path in source.segments]
        self._send(wire.Opened(source.format, source.size, segments, metadata, stored, list(source.volumes), list(source.gaps)))

    def _verify(self, request: wire.Verify) -> None:
        """Reads the whole medium once. A folder has no bytes of its own: nothing is computed for it."""
        medium = self.source.medium
        if medium is None:
            self._send(wire.Verified({}, [], []))
            return
        said = 0.0

        def progress(done: int) -> None:
            nonlocal said
            self._status.mark(done, Phase.VERIFY)
            if (now := time.monotonic()) - said >= PROGRESS_SECONDS:
                said = now
                self._send(wire.Progress(done))

        known = len(medium.gaps)
        refused: list[Gap] = []
        try:
            computed = digests(medium.blocks(), request.algorithms, progress)
        except MediumTooLarge as refusal:  # what it holds can be walked all the same
            computed, refused = {}, [Gap(refusal.code, refusal.params, "error")]
        self._send(wire.Verified(computed, list(medium.bad_ranges), [*refused, *medium.gaps[known:]]))

    def _walk(self, request: wire.Walk) -> None:
        _keep_memory()
        system, poisoned = self.source.filesystem(request.volume), frozenset(request.poisoned)
        walk = system.walk_by_stretches if isinstance(system, ByStretches) else system.walk
        for entries, gaps in _batches(self._without_stretches(walk(request.first, poisoned, self._mark_walk))):
            if entries:
                self._send(wire.Entries(entries))
            if gaps:
                self._send(wire.Gaps(gaps))

    def _list(self, request: wire.List) -> None:
        self._status.mark(request.item.number, Phase.READ)
        try:
            for entries, gaps in _batches(self._descent.members(request)):
                if entries:
                    self._send(wire.Entries(entries))
                if gaps:
                    self._send(wire.Gaps(gaps))
        except Known as failure:
            if isinstance(failure, (ContainerUnreadable, *REFUSALS)):
                self._presence.look(at_once=True)  # what is gone is not unreadable
            raise

    def _account(self, request: wire.Account) -> None:
        spaces: list[Space] = []
        for number, one in enumerate(self.source.unallocated(request.volume), 1):
            self._status.mark(number, Phase.READ)
            if isinstance(one, Gap):
                self._send(wire.Gaps([one]))
                continue
            spaces.append(one)
            if len(spaces) >= ENTRIES_A_FRAME:
                self._send(wire.Spaces(spaces))
                spaces = []
        self._send(wire.Spaces(spaces))

    def _without_stretches(self, walked: Iterator[Stretch | Entry | Gap]) -> Iterator[Entry | Gap]:
        """Sends what comes in columns; the rest."""
        for one in walked:
            if isinstance(one, Stretch):
                self._send(wire.Stretches([one]))
            else:
                yield one

    def _carve(self, request: wire.Carve) -> None:
        allowance = Allowance(request.count, request.bytes, request.work)
        medium = self.source.span(request.pieces[0].volume)[0]
        search = Search(medium.read, allowance, lambda at: self._status.mark(at, Phase.READ))
        if isinstance(medium, Sparse):
            search.hole = medium.hole
        found = [list(search.through(one.begin, one.until, one.offset, one.offset + one.length)) for one in request.pieces]
        self._send(wire.Searched(found, search.at, allowance.count, allowance.bytes, allowance.work, search.rejected))

    def _extract(self, request: wire.Extract) -> None:
        from evidence_desk.source.strings import fragments

        medium = self.source.span(request.pieces[0].volume)[0]

        def read(at: int, length: int) -> bytes:
            self._status.mark(at, Phase.READ)
            return medium.read(at, length)

        found = [list(fragments(read, one.begin, one.until, one.offset + one.length)) for one in request.pieces]
        self._send(wire.Extracted(found))

    @cached_property
    def _descent(self) -> Descent:
        return Descent(self.source, self._status.tick)

    def _remains(self, request: wire.Remains) -> None:
        system = self.source.filesystem(request.volume)
        if not isinstance(system, Leaving):
            return
        for number, address in request.folders:
            self._status.mark(address, Phase.WALK)
            try:
                found = system.leftovers(address)
            except OSError as error:
                self._send(wire.Gaps([Gap("index-unreadable", {"address": address, "detail": str(error)[:200]})]))
                continue
            if found:
                self._send(wire.Remained(number, found))

    @cached_property
    def _reader(self) -> Reader:
        """Parsers and what they need are loaded here, so that a worker that only walks or verifies does not wait for them."""
        from evidence_desk.ingest.reading import Reader
        from evidence_desk.plugins import parsers

        found, unusable = parsers()
        if unusable:
            self._send(wire.Gaps(unusable))
        return Reader(
            self.source,
            self._descent,
            self.evidence,
            self.zone,
            self.zone_basis,
            found,
            self._status,
            self._send,
            self._mapping,
            self._secrets,
        )

    def _mark_walk(self, address: int) -> None:
        self._status.mark(address, Phase.WALK)


def _is_book(path: Path) -> bool:
    from evidence_desk.source import table  # what reads spreadsheets takes its time to load

    return path.is_file() and table.is_book(path)


def _batches(walked: Iterator[Entry | Gap]) -> Iterator[tuple[list[Entry], list[Gap]]]:
    entries: list[Entry] = []
    gaps: list[Gap] = []
    for one in walked:
        if isinstance(one, Gap):
            gaps.append(one)
        elif 0 <= one.size < BEYOND and 0 <= one.address < BEYOND:
            entries.append(one)
        else:
            entries.append(_possible(one))
            gaps.append(Gap("entry-impossible", {"path": one.path, "size": str(one.size), "address": str(one.address)}))
        if len(entries) + len(gaps) >= ENTRIES_A_FRAME:
            yield entries, gaps
            entries, gaps = [], []
    yield entries, gaps


def _possible(one: Entry) -> Entry:
    """An entry with a number that no case can hold, as no more than its name: what it numbers cannot be there."""
    size, address = (number if 0 <= number < BEYOND else 0 for number in (one.size, one.address))
    return replace(one, size=size, address=address, kind=one.kind if one.kind == "directory" else "other")


def _keep_memory() -> None:
    """Blocks of some megabytes come and go by the thousand: the C library would give each back to the system and ask for it anew."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(AttributeError):  # it is glibc's
            for parameter in (-1, -3):  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, mallopt(3)
                ctypes.CDLL(None).mallopt(parameter, KEPT_MEMORY)


def _die_with(parent: int) -> None:
    """Asks the kernel to end this process with its broker; the race before the asking is closed by looking once."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if parent and not Path(f"/proc/{parent}").exists():
            os._exit(1)


def _is_doubtful(reply: wire.Reply) -> bool:
    """Whether it may be what it is only because the evidence is gone."""
    match reply:
        case wire.Verified() | wire.Gaps():
            return True
        case wire.Several(replies):
            return any(map(_is_doubtful, replies))
        case wire.File():
            return not reply.digests
    return False
