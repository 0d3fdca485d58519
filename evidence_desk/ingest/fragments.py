"""The stage that keeps the text of unallocated space, so that it is found by the search; by pieces, each in one transaction."""

from __future__ import annotations

from evidence_desk.ingest import pieces, wire
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pieces import Part
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.model import Gap
from evidence_desk.spare import Fragment
from evidence_desk.store import fragments, keep, spaces

MOST_CHARACTERS = 1 << 29
MOST_SEARCHED = 64 << 30
"""Characters that are kept, and bytes that are gone through, of one piece of evidence."""


def extract(exam: Examination) -> None:
    _Extraction(exam).run()


class _Extraction:
    def __init__(self, exam: Examination) -> None:
        self._exam = exam
        _, self._total = spaces.total(exam.case, exam.number)
        self._state = fragments.state(exam.case, exam.number)
        self._gaps = keep.count_problems(exam.case, exam.number, "fragments")
        self._worker: Worker | None = None

    def run(self) -> None:
        exam, now = self._exam, self._state
        try:
            while not self._spent() and (parts := pieces.following(exam.case, exam.number, now.space, now.at)):
                self._extract(parts)
        finally:
            self._end_worker()
        with exam.case.transaction():
            keep.done(exam.case, exam.number, "fragments")
            exam.case.log("evidence.fragments", evidence=exam.number, fragments=now.found, searched=now.searched)
        exam.say("fragments", now.found, now.found, "items", finished=True)

    def _extract(self, parts: list[Part]) -> None:
        now, last, gap = self._state, parts[-1], None
        try:
            found = self._ask([one.piece for one in parts])
        except Lost as lost:
            self._end_worker()
            where: dict[str, str | int] = {"index": last.space.volume, "offset": parts[0].piece.begin, "end": last.piece.until}
            found, gap = [[] for _ in parts], Gap("fragments-lost", {**where, "detail": str(lost)}, "error")
        with self._exam.case.transaction():
            self._keep(parts, found)
            if gap is not None:
                self._gap(gap)
            if self._spent():
                self._gap(Gap("fragments-limit", {"index": last.space.volume, "offset": last.piece.until}, "error"))
            fragments.keep_state(self._exam.case, self._exam.number, now)
        self._exam.say("fragments", now.searched, self._total, "bytes")

    def _keep(self, parts: list[Part], found: list[list[Fragment]]) -> None:
        exam, now, last = self._exam, self._state, parts[-1]
        for part, texts in zip(parts, found, strict=True):
            for one in texts:
                now.found += 1
                now.characters += len(one.text)
                fragments.keep(exam.case, exam.number, now.found, part.number, one)
        now.searched += sum(one.piece.until - one.piece.begin for one in parts)
        ended = max((one.offset + one.length for one in found[-1]), default=0)
        now.space, now.at = (last.number + 1, 0) if last.last else (last.number, max(last.piece.until, ended))

    def _ask(self, wanted: list[wire.Piece]) -> list[list[Fragment]]:
        if self._worker is None:
            self._worker = self._exam.worker()
            list(self._worker.replies())
        self._worker.send(wire.Extract(wanted))
        (found,) = [reply for reply in self._worker.replies() if isinstance(reply, wire.Extracted)]
        return found.found

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def _spent(self) -> bool:
        return self._state.characters >= MOST_CHARACTERS or self._state.searched >= MOST_SEARCHED

    def _gap(self, gap: Gap) -> None:
        self._exam.problems("fragments", [gap], self._gaps)
        self._gaps += 1
