"""The stage that reads every file: digests, type, text and records, by several workers at once.

The files are cut into batches that are always the same, and a batch is recorded as done in the transaction that
holds its last row. What an interrupted batch had left is taken back before it is read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from evidence_desk.ingest import pool, wire
from evidence_desk.ingest.commits import Commits
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.items import Items
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.ingest.status import Phase
from evidence_desk.model import Gap
from evidence_desk.store import ids, keep, queries
from evidence_desk.store.keep import EntryRecords

FILES_A_BATCH = 256
BYTES_A_BATCH = 64 << 20
FILES = """
SELECT id, volume, path, address, attribute, size FROM entries WHERE id BETWEEN ? AND ? AND kind = 'file' ORDER BY id LIMIT ?
"""
FILES_AT_ONCE = 4096
"""Of millions that wait."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are read one after the other. `losses`: files that killed a worker, and how it stood then."""

    items: tuple[wire.Wanted, ...]
    losses: tuple[tuple[int, Lost], ...] = ()

    @property
    def numbers(self) -> tuple[int, int]:
        return self.items[0].number, self.items[-1].number

    def without(self, lost: Lost) -> Batch:
        """After a loss in a parser the file is read again without its parsers; after one in the reading, left out."""
        losses = (*self.losses, (lost.address, lost))
        return Batch(tuple(_spared(item, lost) for item in self.items), losses)

    def left_out(self) -> set[int]:
        return {number for number, lost in self.losses if lost.phase is not Phase.PARSE}


@dataclass(slots=True)
class _Task:
    """A batch in the hands of a worker."""

    batch: Batch
    records: dict[int, EntryRecords] = field(default_factory=dict)
    files: int = 0


def read_contents(exam: Examination) -> None:
    """What the walk listed."""
    read(exam, *ids.listed_range(exam.number))
    with exam.case.transaction():
        keep.done(exam.case, exam.number, "content")
        exam.case.log("evidence.content", evidence=exam.number)


def read(exam: Examination, first: int, last: int, stage: str = "content") -> None:
    """The files among the entries of a range, of which no more may come, but for batches that were read before."""
    _Contents(exam, first, last, stage).run()


class _Contents:
    def __init__(self, exam: Examination, first: int, last: int, stage: str) -> None:
        self._range, self._stage, self._items = (first, last), stage, Items(exam.case)
        self._exam, self._case, self._base = exam, exam.case, ids.entry_id(exam.number, 0)
        self._tasks: dict[Worker, _Task] = {}
        self._idle: list[Worker] = []
        self._again: list[Batch] = []
        self._parsers: dict[tuple[str, int], int] = {}
        self._bad = queries.bad_ranges(exam.case, exam.number)
        self._total = queries.count_files(exam.case, first, last)
        self._files = 0
        self._batches = self._waiting()

    def run(self) -> None:
        """Keeps every worker busy until no batch is left."""
        try:
            with Commits(self._case) as commits:
                while self._assign_all():
                    for worker in pool.wait(list(self._tasks)):
                        self._hear(worker)
                    self._watch()
                    commits.breathe()
        finally:
            for worker in [*self._tasks, *self._idle]:
                worker.kill()
        self._exam.say(self._stage, self._files, self._total, "files", finished=True)

    def _waiting(self) -> Iterator[Batch]:
        done = queries.batches_done(self._case, self._exam.number)
        for batch in _cut(self._files_in_order(), self._items):
            if self._base + batch.numbers[0] in done:
                self._files += len(batch.items)
            else:
                yield batch

    def _files_in_order(self) -> Iterator[sqlite3.Row]:
        first, last = self._range
        while some := self._case.db.execute(FILES, (first, last, FILES_AT_ONCE)).fetchall():
            yield from some
            first = some[-1]["id"] + 1

    def _assign_all(self) -> bool:
        """Gives each worker a batch, as far as there are any; whether work is under way."""
        while len(self._tasks) < max(1, self._exam.plan.jobs):
            batch = self._again.pop() if self._again else next(self._batches, None)
            if batch is None:
                break
            self._assign(batch)
        return bool(self._tasks)

    def _assign(self, batch: Batch) -> None:
        first, last = batch.numbers
        keep.forget_contents(self._case, self._base + first, self._base + last)
        worker = self._idle.pop() if self._idle else self._exam.worker()
        task = self._tasks[worker] = _Task(batch)
        self._record_losses(task)
        left_out = batch.left_out()
        wanted = [item for item in batch.items if item.number not in left_out]
        worker.send(wire.Read(wanted, self._exam.algorithms, self._bad))

    def _hear(self, worker: Worker) -> None:
        try:
            reply = worker.receive()
        except Lost as lost:
            self._lose(worker, lost)
            return
        match reply:
            case wire.Several(replies):
                for one in replies:
                    self._take(worker, one)
            case _:
                self._take(worker, reply)

    def _take(self, worker: Worker, reply: wire.Reply) -> None:
        task = self._tasks[worker]
        match reply:
            case wire.File(number, mime, mime_by, digests, damaged):
                keep.digests(self._case, self._base + number, mime, mime_by, digests, damaged)
                task.files += 1
                self._files += 1
                self._exam.say(self._stage, self._files, self._total, "files")
            case wire.Records(number, parser, version, found):
                self._records(task, number).keep(self._parser(parser, version) if parser else None, found)
            case wire.Covered(number, parser, version, seen, parsed, rejected, recovered):
                self._records(task, number).coverage(self._parser(parser, version), seen, parsed, rejected, recovered)
            case wire.Gaps(gaps):  # parsers that no file was given to; each worker says the same
                self._exam.problems("content", gaps)
            case wire.Failed(code, params):
                raise pool.RemoteFailure(code, params)
            case wire.Done():
                self._finish(worker, task)

    def _finish(self, worker: Worker, task: _Task) -> None:
        """A worker's first answer is to having opened the evidence; every later one ends a batch."""
        if not worker.has_opened:
            worker.has_opened = True
            return
        first, last = task.batch.numbers
        keep.batch_done(self._case, self._base + first, self._base + last)
        del self._tasks[worker]
        self._idle.append(worker)

    def _watch(self) -> None:
        for worker in list(self._tasks):
            try:
                worker.check()
            except Lost as lost:
                self._lose(worker, lost)

    def _lose(self, worker: Worker, lost: Lost) -> None:
        """The worker is gone: its batch is read again by another, sparing the file at which it stood."""
        task = self._tasks.pop(worker)
        worker.kill()
        if lost.phase not in (Phase.READ, Phase.PARSE) or len(task.batch.losses) > 2 * len(task.batch.items):
            raise lost
        self._files -= task.files
        self._again.append(task.batch.without(lost))

    def _record_losses(self, task: _Task) -> None:
        paths = {item.number: item.path for item in task.batch.items}
        for number, lost in task.batch.losses:
            code = "content-timeout" if lost.hung else "content-crash"
            self._records(task, number).keep(None, [Gap(code, {"path": paths[number]}, "error")])

    def _records(self, task: _Task, number: int) -> EntryRecords:
        if number not in task.records:
            task.records[number] = EntryRecords(self._case, self._base + number)
        return task.records[number]

    def _parser(self, name: str, version: int) -> int:
        if (name, version) not in self._parsers:
            self._parsers[name, version] = keep.parser_number(self._case, name, version)
        return self._parsers[name, version]


def _spared(item: wire.Wanted, lost: Lost) -> wire.Wanted:
    if item.number == lost.address and lost.phase is Phase.PARSE:
        return msgspec.structs.replace(item, parse=False)
    return item


def _cut(files: Iterable[sqlite3.Row], known: Items) -> Iterator[Batch]:
    """Batches of so many files or bytes, in the order of the walk."""
    items: list[wire.Wanted] = []
    size = 0
    for row in files:
        items.append(known.wanted(row))
        size += row["size"]
        if len(items) >= FILES_A_BATCH or size >= BYTES_A_BATCH:
            yield Batch(tuple(items))
            items, size = [], 0
    if items:
        yield Batch(tuple(items))
