"""The stages that search unallocated space for files by their signatures and then read what they found like any other file.

The search goes by pieces. What a piece gave, how far the search got and what it has used up of its allowance are kept in one
transaction: after a kill it goes on there, and comes to the same entries. The allowance is counted in files and bytes, never in
seconds, so that it ends at the same place on every machine.
"""

from __future__ import annotations

from evidence_desk.ingest import contents, pieces, stages, wire
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pieces import Part
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.model import Gap
from evidence_desk.store import carved, ids, keep, queries, spaces
from evidence_desk.store.carved import State

MOST_FILES = 100_000
BYTES_KEPT, BYTES_READ = 4, 16
"""So many times the searched space all files together may have, and may be read to find their ends."""
MOST_SEARCHED = 1 << 44
"""Bytes of unallocated space of one piece of evidence that are searched: a sparse container can claim any size."""
LEAST = 256 << 20
"""Bytes that these are at least."""


def carve(exam: Examination) -> None:
    _Carving(exam).run()


def read_carved(exam: Examination) -> None:
    """The contents of what was carved, and what follows from them."""
    first, last = ids.carved_range(exam.number)
    if queries.count_files(exam.case, first, last):
        contents.read(exam, first, last, "carve-content")
        stages.link_attachments(exam)
        stages.find_identifiers(exam)
    with exam.case.transaction():
        keep.done(exam.case, exam.number, "carve-content")
        exam.case.log("evidence.carve-content", evidence=exam.number)


class _Carving:
    def __init__(self, exam: Examination) -> None:
        self._exam = exam
        _, self._total = spaces.total(exam.case, exam.number)
        most = max(LEAST, self._total * BYTES_KEPT), max(LEAST, self._total * BYTES_READ)
        self._state = carved.state(exam.case, exam.number) or State(1, 0, 0, MOST_FILES, *most)
        self._gaps = keep.count_problems(exam.case, exam.number, "carve")
        self._worker: Worker | None = None

    def run(self) -> None:
        exam = self._exam
        try:
            while self._spent() is None and (parts := pieces.following(exam.case, exam.number, self._state.space, self._state.at)):
                self._search(parts)
        finally:
            self._end_worker()
        with exam.case.transaction():
            for name, count in sorted(self._state.rejected.items()):
                self._gap(Gap("carve-rejected", {"format": name, "count": count}, "info"))
            keep.done(exam.case, exam.number, "carve")
            found = {f"{name}.{bounded}": files for name, bounded, files in carved.totals(exam.case, exam.number)}
            exam.case.log("evidence.carve", evidence=exam.number, searched=self._state.searched, **found)
        exam.say("carve", self._state.found, self._state.found, "files", finished=True)

    def _search(self, parts: list[Part]) -> None:
        now, last = self._state, parts[-1]
        try:
            found, gap = self._ask([one.piece for one in parts]), None
        except Lost as lost:
            self._end_worker()
            where: dict[str, str | int] = {"index": last.space.volume, "offset": parts[0].piece.begin, "end": last.piece.until}
            gap = Gap("carve-lost", {**where, "detail": str(lost)}, "error")
            found = wire.Searched([[] for _ in parts], last.piece.until, now.count, now.bytes, now.work, {})
        with self._exam.case.transaction():
            self._keep(parts, found)
            if gap is not None:
                self._gap(gap)
            if limit := self._spent():
                self._gap(Gap(f"carve-{limit}", {"index": last.space.volume, "offset": found.at}, "error"))
            carved.keep_state(self._exam.case, self._exam.number, now)
        self._exam.say("carve", now.searched, self._total, "bytes")

    def _keep(self, parts: list[Part], found: wire.Searched) -> None:
        from evidence_desk.source import carving  # here and below: what the other stages do not wait for

        exam, now, last = self._exam, self._state, parts[-1]
        for part, files in zip(parts, found.found, strict=True):
            for one in files:
                carved.keep_file(exam.case, exam.number, now.found, (part.number, part.space), one, carving.attribute(one.length))
                now.found += 1
        now.space, now.at = (last.number + 1, 0) if last.last else (last.number, found.at)
        now.searched += sum(one.piece.until - one.piece.begin for one in parts)
        now.count, now.bytes, now.work = found.count, found.bytes, found.work
        for name, count in found.rejected.items():
            now.rejected[name] = now.rejected.get(name, 0) + count

    def _ask(self, wanted: list[wire.Piece]) -> wire.Searched:
        worker, now = self._opened(), self._state
        worker.send(wire.Carve(wanted, now.count, now.bytes, now.work))
        (found,) = [reply for reply in worker.replies() if isinstance(reply, wire.Searched)]
        return found

    def _opened(self) -> Worker:
        if self._worker is None:
            self._worker = self._exam.worker()
            list(self._worker.replies())
        return self._worker

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def _spent(self) -> str | None:
        if self._state.searched >= MOST_SEARCHED:
            return "searched"
        from evidence_desk.source import carving

        return carving.Allowance(self._state.count, self._state.bytes, self._state.work).spent

    def _gap(self, gap: Gap) -> None:
        self._exam.problems("carve", [gap], self._gaps)
        self._gaps += 1
