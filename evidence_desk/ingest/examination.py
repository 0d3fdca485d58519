"""One piece of evidence under examination: what its stages share."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from evidence_desk.errors import SecretUnreadable
from evidence_desk.ingest import wire
from evidence_desk.ingest.pool import Worker
from evidence_desk.ingest.secrets import secrets_of
from evidence_desk.model import Gap, ZoneBasis
from evidence_desk.store import evidence as register
from evidence_desk.store import keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Evidence

Profile = Literal["triage", "standard", "full"]
ALGORITHMS = ("md5", "sha1", "sha256")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for. `only`: numbers or labels of evidence, none for all."""

    profile: Profile = "standard"
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    only: tuple[str, ...] = ()
    sm3: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands. `total` is 0 while it is not known; `unit` is bytes, entries, files, rows or items."""

    evidence: int
    label: str
    stage: str
    done: int
    total: int
    unit: str
    seconds: float
    finished: bool = False


Report = Callable[[Progress], None]


class Examination:
    def __init__(self, case: Case, evidence: Evidence, plan: Plan, report: Report) -> None:
        self.case, self.evidence, self.plan = case, evidence, plan
        self._report = report
        self._started = time.monotonic()

    @property
    def number(self) -> int:
        return self.evidence.number

    @property
    def algorithms(self) -> list[str]:
        """The usual three, SM3 where it is asked for or where a record or container gives one to compare with."""
        given = {*self.evidence.stated, *self.evidence.stored}
        return [*ALGORITHMS, "sm3"] if self.plan.sm3 or "sm3" in given else list(ALGORITHMS)

    def begin(self) -> None:
        """A stage begins: what it has taken is counted from here, and the register is read afresh."""
        self._started = time.monotonic()
        self.evidence = register.find(self.case, str(self.number))

    def say(self, stage: str, done: int, total: int, unit: str, finished: bool = False) -> None:
        seconds = time.monotonic() - self._started
        self._report(Progress(self.number, self.evidence.label, stage, done, total, unit, seconds, finished))

    def worker(self) -> Worker:
        """A worker process that opens this evidence; whoever asks for it ends it."""
        return Worker(self.case.scratch, opening(self.case, self.evidence))

    def started(self) -> Worker:
        """A worker that has opened this evidence; RemoteFailure where it could not, Lost where it hung."""
        worker = self.worker()
        try:
            list(worker.replies())
        except BaseException:
            worker.kill()
            raise
        return worker

    @contextmanager
    def opened(self) -> Iterator[tuple[Worker, wire.Opened]]:
        """A worker and what it found on opening; RemoteFailure where it could not, Lost where it hung."""
        worker = self.worker()
        try:
            found = [reply for reply in worker.replies() if isinstance(reply, wire.Opened)]
            yield worker, found[0]
        finally:
            worker.kill()

    def problems(self, stage: str, gaps: Iterable[Gap], first: int = 0) -> None:
        """Keeps gaps of the evidence as a whole, numbered from `first` within the stage."""
        for index, gap in enumerate(gaps, first):
            keep.problem(self.case, self.number, stage, index, gap)


def opening(case: Case, evidence: Evidence) -> wire.Open:
    """What a worker is told of a piece of evidence. A zone stated for it goes before the case's."""
    timezone = case.particulars.timezone
    basis: ZoneBasis = "evidence" if evidence.zone else "case" if timezone else "unknown"
    return wire.Open(
        evidence.number,
        [str(evidence.path)],
        evidence.as_format,
        evidence.zone or timezone,
        basis,
        _secrets(evidence),
        register.mapping(case, evidence),
    )


def _secrets(evidence: Evidence) -> list[bytes]:
    """From the file that was named when the evidence was added; SecretUnreadable where it is gone."""
    if evidence.secret_file is None:
        return []
    try:
        return secrets_of(evidence.secret_file)
    except OSError as error:
        raise SecretUnreadable(path=str(evidence.secret_file), reason=error.strerror or str(error)) from error
