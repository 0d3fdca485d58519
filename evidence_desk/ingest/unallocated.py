"""The stage that lists the space which no file of the evidence takes: ranges by the records of each file system."""

from __future__ import annotations

from evidence_desk.ingest import wire
from evidence_desk.ingest.commits import Commits
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.model import Gap
from evidence_desk.spare import BETWEEN, LOGICAL
from evidence_desk.store import evidence as register
from evidence_desk.store import keep, spaces

MOST_RANGES = 4_000_000
"""Of one piece of evidence. What a volume has beyond is said and not listed."""


def list_spaces(exam: Examination) -> None:
    listing = _Listing(exam)
    with exam.case.transaction():
        spaces.forget(exam.case, exam.number)
        keep.forget_problems(exam.case, exam.number, "unallocated")
    if exam.evidence.format not in LOGICAL:
        try:
            for index in [BETWEEN, *(volume.index for volume in register.volumes(exam.case, exam.number))]:
                listing.volume(index)
        finally:
            listing.end()
    with exam.case.transaction():
        ranges, size = spaces.total(exam.case, exam.number)
        keep.done(exam.case, exam.number, "unallocated")
        exam.case.log("evidence.unallocated", evidence=exam.number, ranges=ranges, bytes=size)
    exam.say("unallocated", ranges, ranges, "items", finished=True)


class _Listing:
    """One worker serves all volumes until one of them is its end: a disk may have a thousand."""

    def __init__(self, exam: Examination) -> None:
        self._exam = exam
        self._worker: Worker | None = None
        self._ranges = 0
        self._gaps = 0

    def volume(self, index: int) -> None:
        exam, before = self._exam, self._ranges
        try:
            with Commits(exam.case) as commits:
                worker = self._worker = self._worker or exam.started()
                worker.send(wire.Account(index))
                for reply in worker.replies():
                    match reply:
                        case wire.Spaces(batch):
                            if self._ranges + len(batch) > MOST_RANGES:
                                gap = Gap("unallocated-limit", {"index": index, "count": MOST_RANGES, "offset": batch[0].offset}, "error")
                                self._gap(gap)
                                self.end()
                                break
                            spaces.keep(exam.case, exam.number, batch, self._ranges + 1)
                            self._ranges += len(batch)
                            exam.say("unallocated", self._ranges, 0, "items")
                        case wire.Gaps(gaps):
                            for gap in gaps:
                                self._gap(gap)
                    commits.breathe()
        except Lost as lost:
            self.end()
            with exam.case.transaction():
                spaces.forget_from(exam.case, exam.number, before + 1)
                self._ranges = before
                self._gap(Gap("unallocated-unreadable", {"index": index, "filesystem": "", "detail": str(lost)}, "error"))

    def end(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def _gap(self, gap: Gap) -> None:
        self._exam.problems("unallocated", [gap], self._gaps)
        self._gaps += 1
