"""The broker's end of a worker: starting it, listening to it, and ending it when it stands still."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

from evidence_desk.errors import Known, kinds
from evidence_desk.ingest import wire
from evidence_desk.ingest.start import main
from evidence_desk.ingest.status import Phase, Status

STILL_SECONDS = {Phase.IDLE: 30.0, Phase.OPEN: 60.0, Phase.VERIFY: 120.0, Phase.WALK: 10.0, Phase.READ: 30.0, Phase.PARSE: 60.0}
"""How long a worker may stand at one step. Wall time: a deadlock in a C library uses no processor at all."""
POLL_SECONDS = 0.25

_numbers = itertools.count(1)


class Lost(Exception):
    """A worker that hung, and was killed, or that died; `address` is where it stood."""

    def __init__(self, address: int, phase: Phase, hung: bool) -> None:
        super().__init__(f"{'hung' if hung else 'died'} at {address} in {phase.name}")
        self.address, self.phase, self.hung = address, phase, hung


def context() -> BaseContext:
    """Forkserver: workers start in milliseconds and never inherit the broker's threads, files or case."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(["evidence_desk.ingest.worker"])
    return chosen


def begin() -> None:
    """Starts the server that workers come from, so that it loads its modules while the caller does other things."""
    if sys.platform != "win32":
        context()
        forkserver.ensure_running()


class Worker:
    """A worker process for one piece of evidence."""

    def __init__(self, scratch: Path, evidence: wire.Open) -> None:
        name = scratch / f"worker-{os.getpid()}-{next(_numbers)}"
        name.mkdir()
        self._status = Status.create(name / "status")
        self.connection, theirs = multiprocessing.Pipe()
        arguments = (theirs, str(name / "status"), str(name), os.getpid())
        self._process = context().Process(target=main, args=arguments, daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()
        self._tick, self._since = 0, time.monotonic()
        self.has_opened = False
        self.send(evidence)

    def send(self, request: wire.Request) -> None:
        self._since = time.monotonic()
        try:
            wire.send(self.connection, request)
        except OSError as error:
            raise self._lost(hung=False) from error

    def receive(self) -> wire.Reply:
        """The next reply, which must be there already; Lost where the worker is gone or talks nonsense."""
        self._since = time.monotonic()
        try:
            return wire.receive_reply(self.connection)
        except (EOFError, OSError, wire.BadFrame) as error:
            raise self._lost(hung=False) from error

    def check(self) -> None:
        """Lost, and the process killed, where it has stood still for too long."""
        standing = self._status.standing()
        if standing.tick != self._tick:
            self._tick, self._since = standing.tick, time.monotonic()
        elif time.monotonic() - self._since > STILL_SECONDS[standing.phase]:
            raise self._lost(hung=True)

    def replies(self) -> Iterator[wire.Reply]:
        """The replies to the request that was sent last, up to Done; Lost, or the Known that a worker met.

        That is raised when Done has come: what comes after it is the answer to the next request, and to no other.
        """
        failure: RemoteFailure | None = None
        while True:
            if not self.connection.poll(POLL_SECONDS):
                self.check()
                continue
            match self.receive():
                case wire.Done() if failure is not None:
                    raise failure
                case wire.Done():
                    return
                case wire.Failed(code, params):
                    failure = RemoteFailure(code, params)
                case wire.Several(replies):
                    yield from replies
                case reply:
                    yield reply

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()
        self._status.close()

    def _lost(self, hung: bool) -> Lost:
        standing = self._status.standing()
        self._process.kill()
        self._process.join()
        return Lost(standing.address, standing.phase, hung)


class RemoteFailure(Known):
    """A Known that a worker met, with its own code and parameters."""

    def __init__(self, code: str, params: dict[str, str | int]) -> None:
        self.remote = code
        kind = kinds().get(code)
        self.zh, self.en = (kind.zh, kind.en) if kind is not None else ("{remote}", "{remote}")  # type: ignore[misc]
        super().__init__(**({"remote": code} | params))


def wait(workers: list[Worker]) -> list[Worker]:
    """Those that have something to say, after a moment at most."""
    by_connection: dict[int, Worker] = {id(worker.connection): worker for worker in workers}
    ready = multiprocessing.connection.wait([worker.connection for worker in workers], POLL_SECONDS)
    return [by_connection[id(connection)] for connection in ready if isinstance(connection, Connection)]
