"""The stage that opens files in which others lie: level after level, their members become entries and are read like all others.

What became of a container is kept in the transaction that keeps its members, and a level is read when all of it is listed,
so that after a kill at any moment the same numbers come to the same entries (docs/decisions/0018-inside-files.md).
"""

from __future__ import annotations

import sqlite3

from evidence_desk.ingest import contents, stages, wire
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.items import Items
from evidence_desk.ingest.pool import Lost, RemoteFailure, Worker
from evidence_desk.model import Gap
from evidence_desk.source.containers import READ, REFUSALS, SHUT, SUFFIXES
from evidence_desk.store import ids, inside, keep
from evidence_desk.store.inside import Roots, Taken

MOST_DEPTH = 8
"""Containers within each other. A mail in an archive in a mail takes three; what a container makes of itself has no end."""
MOST_MEMBERS = 1_000_000
"""Of one outermost container, at all depths: what a whole phone is saved as has half as many files; sixteen archives in each of
sixteen, five deep, have more."""
MOST_BYTES, MOST_TIMES = 64 << 30, 4
"""Of one outermost container: containers in it are opened until its members come to so many bytes beyond so many times its own
size. An archive that is not packed is counted again at each depth; a bomb comes to thousands of times."""
STEEPEST, STEEP_FROM = 500, 256 << 20
"""And until they come to more than so many times its own size, from so many bytes on: as one member alone may not. Of archives of
some kilobytes that unpack to ever more of them each is within that bound, and all together are hours of work."""
REFUSED = {"inside-time": "time", "inside-unreadable": "unreadable", **{kind.code: "unreadable" for kind in REFUSALS}}
"""Failures of one container, and the reason by which it is counted; any other is one of the evidence."""
AFTER = ("attachments", "identifiers", "index", "pictures", "index-full")
"""The stages that have more to go through when members have come."""


def open_containers(exam: Examination) -> None:
    """Those among what file systems list."""
    listed = ids.listed_range(exam.number)
    _Inside(exam, "inside", listed).run()
    _finish(exam, "inside", listed, AFTER)


def open_carved(exam: Examination) -> None:
    """Those that were carved, and what follows from their members."""
    carved = ids.carved_range(exam.number)
    _Inside(exam, "carve-inside", carved).run()
    if inside.members(exam.case, carved, 1) is not None:
        stages.link_attachments(exam)
        stages.find_identifiers(exam)
    _finish(exam, "carve-inside", carved, ())


def _finish(exam: Examination, stage: str, roots: Roots, after: tuple[str, ...]) -> None:
    with exam.case.transaction():
        keep.forget_problems(exam.case, exam.number, stage)
        exam.problems(stage, _shut(exam, roots))
        keep.undone(exam.case, exam.number, after)
        keep.done(exam.case, exam.number, stage)
        totals = inside.totals(exam.case, roots)
        exam.case.log(f"evidence.{stage}", evidence=exam.number, **totals)
    exam.say(stage, totals["boxes"], totals["boxes"], "items", finished=True)


def left_shut(exam: Examination) -> None:
    """Where no content is read, the names are all that tells of containers: how many there are by them is said."""
    count, first = inside.named(exam.case, exam.number, SUFFIXES)
    with exam.case.transaction():
        keep.forget_problems(exam.case, exam.number, "inside")
        if first is not None:
            exam.problems("inside", [Gap("inside-shut-triage", {"count": count, "first": first})])


class _Inside:
    def __init__(self, exam: Examination, stage: str, roots: Roots) -> None:
        self._exam, self._case, self._items = exam, exam.case, Items(exam.case)
        self._stage, self._roots = stage, roots
        self._worker: Worker | None = None
        self._taken = inside.taken(exam.case, roots)

    def run(self) -> None:
        depth, members = 1, True
        while members:
            members = self._level(depth)
            depth += 1

    def _level(self, depth: int) -> bool:
        """Lists what lies in the containers of a level, then reads it; whether there was any."""
        boxes = inside.boxes(self._case, self._roots, depth - 1, [*READ, *SHUT])
        try:
            for done, row in enumerate(boxes):
                self._exam.say(self._stage, done, len(boxes), "items")
                if not row["done"]:
                    self._open(row, depth)
        finally:
            self._end()
        span = inside.members(self._case, self._roots, depth)
        if span is not None:
            contents.read(self._exam, *span, self._stage)
        return span is not None

    def _open(self, row: sqlite3.Row, depth: int) -> None:
        shut = self._refused(row, depth)
        if shut is None:
            self._list(row, depth)
        else:
            self._keep_shut(row, depth, shut, [])

    def _refused(self, row: sqlite3.Row, depth: int) -> str | None:
        """Why a container is not opened, as far as that is known beforehand."""
        root = row["above"] or row["id"]
        taken = self._taken.get(root, Taken(0, 0))
        if row["mime"] in SHUT:
            return SHUT[row["mime"]]
        if inside.lies_in_itself(self._case, row["id"]):
            return "itself"
        if depth > MOST_DEPTH:
            return "depth"
        if taken.members >= MOST_MEMBERS or inside.last_entry(self._case, self._exam.number) >= ids.FIRST_CARVED - 1:
            return "members"
        return "size" if taken.bytes > _allowed(inside.size_of(self._case, root)) else None

    def _list(self, row: sqlite3.Row, depth: int) -> None:
        try:
            with self._case.transaction():
                taken = self._members(row, depth)
        except RemoteFailure as failure:
            opened = self._worker is not None  # else it is the evidence that could not be opened
            self._end()
            if not opened or failure.remote not in REFUSED:
                raise
            reason = REFUSED[failure.remote]
            self._keep_shut(row, depth, reason, [Gap(failure.remote, failure.params, "error")])
        except Lost as lost:
            self._end()
            gap = Gap("content-timeout" if lost.hung else "content-crash", {"path": row["path"]}, "error")
            self._keep_shut(row, depth, "lost", [gap])
        else:
            root = row["above"] or row["id"]
            before = self._taken.get(root, Taken(0, 0))
            self._taken[root] = Taken(before.members + taken.members, before.bytes + taken.bytes)

    def _members(self, row: sqlite3.Row, depth: int) -> Taken:
        """Keeps the members of one container and that they are all."""
        first = inside.last_entry(self._case, self._exam.number) + 1
        taken = self._taken.get(row["above"] or row["id"], Taken(0, 0))
        most = min(MOST_MEMBERS - taken.members, ids.FIRST_CARVED - first)
        worker = self._worker = self._worker or self._exam.started()
        worker.send(wire.List(self._items.wanted(row), row["mime"], first, most, bool(row["allocated"])))
        count, size, found = 0, 0, list[Gap]()
        for reply in worker.replies():
            match reply:
                case wire.Entries(batch):
                    keep.entries(self._case, self._exam.number, batch)
                    count, size = count + len(batch), size + sum(entry.size for entry in batch if entry.kind == "file")
                case wire.Gaps(gaps):
                    found += gaps[: inside.GAPS_A_CONTAINER + 1 - len(found)]
        base = ids.entry_id(self._exam.number, 0)
        members = (base + first, base + first + count - 1) if count else None
        inside.keep_container(self._case, row, depth, None, found, members)
        return Taken(count, size)

    def _keep_shut(self, row: sqlite3.Row, depth: int, reason: str, gaps: list[Gap]) -> None:
        with self._case.transaction():
            inside.keep_container(self._case, row, depth, reason, gaps)

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None


def _allowed(size: int) -> int:
    """Bytes that the members of an outermost container of this size may come to before no more of them are opened."""
    return min(MOST_BYTES + MOST_TIMES * size, max(STEEP_FROM, STEEPEST * size))


def _shut(exam: Examination, roots: Roots) -> list[Gap]:
    """One gap for each reason why containers were not opened."""
    return [
        Gap(
            f"inside-shut-{row['reason']}",
            {"count": row["count"], "first": row["first"]},
            "info" if row["reason"] == "package" else "warning",
        )
        for row in inside.shut(exam.case, roots)
    ]
