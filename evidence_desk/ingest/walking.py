"""The stage that lists every name of every file system.

A reading that never ends is killed from outside; the volume is then walked again from its start without the
address at which it stood, so that a poisoned entry costs itself and nothing else.
"""

from __future__ import annotations

from evidence_desk.ingest import wire
from evidence_desk.ingest.commits import Commits
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pool import Lost
from evidence_desk.model import Gap, Volume
from evidence_desk.store import evidence as register
from evidence_desk.store import ids, keep

MOST_POISONED = 64
"""Addresses of one volume that may be left out before its walk is given up."""
MOST_GAPS = 1_000_000
"""Problems of a walk that are kept one by one; an archive can have a million names that are odd. How many more there were is said."""


def walk(exam: Examination) -> None:
    walk = _Walk(exam)
    with exam.case.transaction():
        keep.forget_walk(exam.case, exam.number)
    for volume in register.volumes(exam.case, exam.number):
        if volume.filesystem is not None and (volume.encryption is None or volume.unlocked):
            walk.volume(volume)
    with exam.case.transaction():
        walk.say_untold()
        keep.done(exam.case, exam.number, "walk")
        exam.case.log("evidence.walk", evidence=exam.number, entries=walk.entries, problems=walk.gaps)
    exam.say("walk", walk.entries, walk.entries, "entries", finished=True)


class _Walk:
    def __init__(self, exam: Examination) -> None:
        self._exam = exam
        self.entries = 0
        self.gaps = 0
        self._untold = 0

    def volume(self, volume: Volume) -> None:
        """Walks one volume, as often as it takes to get past what hangs."""
        poisoned: list[int] = []
        before = self.entries, self.gaps, self._untold
        while True:
            try:
                self._attempt(volume, poisoned)
                return
            except Lost as lost:
                if lost.address == 0 or lost.address in poisoned or len(poisoned) >= MOST_POISONED:
                    detail = f"{lost}; {len(poisoned)} addresses were left out before"
                    self._gap(Gap("walk-unfinished", {"index": volume.index, "detail": detail}, "error"))
                    return
                poisoned.append(lost.address)
                self._forget(*before)

    def _attempt(self, volume: Volume, poisoned: list[int]) -> None:
        exam = self._exam
        with exam.opened() as (worker, _), Commits(exam.case) as commits:
            try:
                worker.send(wire.Walk(volume.index, self.entries + 1, poisoned))
                for reply in worker.replies():
                    match reply:
                        case wire.Entries(batch):
                            keep.entries(exam.case, exam.number, batch)
                            self.entries += len(batch)
                            exam.say("walk", self.entries, 0, "entries")
                        case wire.Stretches(stretches):
                            for stretch in stretches:
                                keep.stretch(exam.case, exam.number, stretch)
                                self.entries += len(stretch)
                            exam.say("walk", self.entries, 0, "entries")
                        case wire.Gaps(gaps):
                            self._keep(gaps)
                    commits.breathe()
            except Lost:
                commits.breathe()
                raise

    def say_untold(self) -> None:
        if self._untold:
            self._gap(Gap("problems-limit", {"count": MOST_GAPS, "more": self._untold}, "error"))

    def _keep(self, gaps: list[Gap]) -> None:
        kept = gaps[: max(0, MOST_GAPS - self.gaps)]
        self._exam.problems("walk", kept, self.gaps)
        self.gaps += len(kept)
        self._untold += len(gaps) - len(kept)

    def _forget(self, entries: int, gaps: int, untold: int) -> None:
        """Takes back what this volume gave before its worker was lost."""
        with self._exam.case.transaction():
            keep.forget_entries(
                self._exam.case, ids.entry_id(self._exam.number, entries + 1), ids.entry_id(self._exam.number, ids.MOST_ENTRIES)
            )
            keep.forget_problems(self._exam.case, self._exam.number, "walk", gaps)
        self.entries, self.gaps, self._untold = entries, gaps, untold

    def _gap(self, gap: Gap) -> None:
        with self._exam.case.transaction():
            self._exam.problems("walk", [gap], self.gaps)
        self.gaps += 1
