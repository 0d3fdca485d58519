"""The stage that looks for names which folders no longer list, in the unused parts of the indexes of NTFS."""

from __future__ import annotations

from evidence_desk.ingest import wire
from evidence_desk.ingest.commits import Commits
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pool import Lost
from evidence_desk.model import Gap, Volume
from evidence_desk.store import evidence as register
from evidence_desk.store import keep, leftovers

ROOT = (0, "", 5)
"""The root folder is no entry: its number is 0, its address that of its record."""
MOST = 1_000_000
"""Names of one piece of evidence."""


def look(exam: Examination) -> None:
    looking = _Looking(exam)
    with exam.case.transaction():
        leftovers.forget(exam.case, exam.number)
        keep.forget_problems(exam.case, exam.number, "leftovers")
    for volume in register.volumes(exam.case, exam.number):
        if volume.filesystem == "ntfs" and volume.snapshot is None and (volume.encryption is None or volume.unlocked):
            looking.volume(volume)
    with exam.case.transaction():
        keep.done(exam.case, exam.number, "leftovers")
        exam.case.log("evidence.leftovers", evidence=exam.number, names=looking.found)
    exam.say("leftovers", looking.found, looking.found, "items", finished=True)


class _Looking:
    def __init__(self, exam: Examination) -> None:
        self._exam = exam
        self.found = 0
        self._gaps = 0

    def volume(self, volume: Volume) -> None:
        """Folder by folder; one that holds the worker up is named and left out."""
        waiting = [ROOT, *leftovers.folders(self._exam.case, self._exam.number, volume.index)]
        while waiting and self.found < MOST:
            try:
                self._folders(volume, waiting)
                break
            except Lost as lost:
                self._gap(Gap("index-unreadable", {"address": lost.address, "detail": str(lost)}, "error"))
                place = next((place for place, (_, _, address) in enumerate(waiting) if address == lost.address), len(waiting))
                waiting = waiting[place + 1 :]
        if self.found >= MOST:
            self._gap(Gap("leftovers-limit", {"index": volume.index, "count": MOST}, "error"))

    def _folders(self, volume: Volume, waiting: list[tuple[int, str, int]]) -> None:
        exam, paths = self._exam, {number: path for number, path, _ in waiting}
        with exam.opened() as (worker, _), Commits(exam.case) as commits:
            worker.send(wire.Remains(volume.index, [(number, address) for number, _, address in waiting]))
            try:
                for reply in worker.replies():
                    match reply:
                        case wire.Remained(number, found):
                            kept = found[: MOST - self.found]
                            leftovers.keep(exam.case, exam.number, self.found + 1, volume.index, (number, paths[number]), kept)
                            self.found += len(kept)
                        case wire.Gaps(gaps):
                            for gap in gaps:
                                self._gap(gap)
                    commits.breathe()
                    if self.found >= MOST:
                        break
            except Lost:
                commits.settle()  # what other folders gave was counted
                raise

    def _gap(self, gap: Gap) -> None:
        keep.problem(self._exam.case, self._exam.number, "leftovers", self._gaps, gap)
        self._gaps += 1
