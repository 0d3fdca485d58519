"""The stage that reads the writing on pictures, one after the other in one worker that uses all threads it may.

A picture is kept as read in a transaction of its own, so that after a kill the next one is read and none twice.
"""

from __future__ import annotations

from evidence_desk.ingest import wire
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.items import Items
from evidence_desk.ingest.pool import Lost, RemoteFailure, Worker
from evidence_desk.model import Gap
from evidence_desk.source import writing
from evidence_desk.store import keep, queries


def read_pictures(exam: Examination) -> None:
    items = Items(exam.case)
    waiting, total = queries.pictures(exam.case, exam.number, writing.MIMES)
    worker: Worker | None = None
    try:
        for done, row in enumerate(waiting, total - len(waiting)):
            exam.say("pictures", done, total, "files")
            item = items.wanted(row)
            try:
                worker = worker or _opened(exam)
                found, gap = _ask(worker, item, exam.plan.jobs)
            except Lost as lost:
                found, gap = wire.Writing([], 0), Gap("content-timeout" if lost.hung else "content-crash", {"path": item.path}, "error")
                if worker is not None:
                    worker.kill()
                worker = None
            with exam.case.transaction():
                keep.picture(exam.case, row["id"], found.lines, found.unsure, gap)
    finally:
        if worker is not None:
            worker.kill()
    with exam.case.transaction():
        keep.done(exam.case, exam.number, "pictures")
        exam.case.log("evidence.pictures", evidence=exam.number, pictures=total)
    exam.say("pictures", total, total, "files", finished=True)


def _opened(exam: Examination) -> Worker:
    worker = exam.worker()
    list(worker.replies())
    return worker


def _ask(worker: Worker, item: wire.Wanted, threads: int) -> tuple[wire.Writing, Gap | None]:
    """What was read; a gap instead where the picture cannot be decoded, and beside it where some of it was unsure."""
    found = wire.Writing([], 0)
    worker.send(wire.Recognise(item, threads))
    try:
        for reply in worker.replies():
            if isinstance(reply, wire.Writing):
                found = reply
    except RemoteFailure as failure:
        return found, Gap(failure.remote, failure.params)
    if found.unsure:
        return found, Gap("ocr-unsure", {"path": item.path, "count": found.unsure}, "info")
    return found, None
