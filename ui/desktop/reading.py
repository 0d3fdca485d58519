"""Threads of their own for what may take long: the window asks, and is told when there is an answer.

A lane holds one thing that was opened in its thread (a case, a viewer) and is asked one question after the other.
Nothing here is shared: a question goes in, its answer comes out, both by way of the lane.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot

from evidence_desk.errors import Known, OutputUnwritable
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.store import browse
from evidence_desk.store.case import Case
from evidence_desk.store.database import translated

T = TypeVar("T")
R = TypeVar("R")
WAIT_MS = 20
Refused = Callable[[Known], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Asker:
    """`tell` takes the answer, or `refused` the failure, in the thread that asked."""

    topic: str | None
    tell: Callable[[object], None]
    refused: Refused


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    put: Callable[[T], object]
    asker: _Asker


@dataclass(frozen=True, slots=True)
class _Answer:
    asker: _Asker
    value: object
    failure: Known | None


class Lane(QThread, Generic[T]):
    _answered = Signal(object)

    def __init__(
        self, folder: Path, opening: Callable[[Path], AbstractContextManager[T]], interrupt: Callable[[T], None] | None = None
    ) -> None:
        super().__init__()
        self._folder, self._opening, self._interrupt = folder, opening, interrupt
        self._waiting: deque[_Question[T]] = deque()
        self._latest: dict[str, _Asker] = {}
        self._changed = threading.Condition()
        self._opened: T | None = None
        self._running: _Question[T] | None = None
        self._ending = self._silent = False
        self._answered.connect(self._deliver)

    def ask(self, put: Callable[[T], R], tell: Callable[[R], None], refused: Refused, topic: str | None = None) -> None:
        """Puts a question. One with a topic takes the place of an older one of that topic, which is not answered any more."""
        asker = _Asker(topic, tell, refused)  # type: ignore[arg-type]  # what `put` gives is what `tell` takes
        with self._changed:
            if topic is not None:
                self._latest[topic] = asker
                self._waiting = deque(one for one in self._waiting if one.asker.topic != topic)
                if self._running is not None and self._running.asker.topic == topic:
                    self._break_off()
            self._waiting.append(_Question(put, asker))
            self._changed.notify()

    def finish(self) -> None:
        """Ends the thread when all that was asked is done; answers are told no more."""
        self._end()
        self.wait()

    def abandon(self) -> None:
        """Ends the thread as soon as may be."""
        with self._changed:
            self._waiting.clear()
        self._end()
        while not self.wait(WAIT_MS):
            with self._changed:
                if self._running is not None:
                    self._break_off()

    def _end(self) -> None:
        self._silent = True
        with self._changed:
            self._ending = True
            self._changed.notify()

    def run(self) -> None:
        try:
            with self._opening(self._folder) as opened:
                self._opened = opened
                while (question := self._next()) is not None:
                    self._serve(opened, question)
                self._opened = None
        except Known as error:
            while (question := self._next()) is not None:
                self._answered.emit(_Answer(question.asker, None, error))

    def _next(self) -> _Question[T] | None:
        with self._changed:
            self._running = None
            while not self._waiting:
                if self._ending:
                    return None
                self._changed.wait()
            self._running = self._waiting.popleft()
            return self._running

    def _serve(self, opened: T, question: _Question[T]) -> None:
        try:
            with translated(self._folder):
                answer = _Answer(question.asker, question.put(opened), None)
        except Known as error:
            answer = _Answer(question.asker, None, error)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return  # broken off: nobody waits for it
        self._answered.emit(answer)

    def _break_off(self) -> None:
        """Called while the lock is held, so that it can only hit the question that is running."""
        if self._interrupt is not None and self._opened is not None:
            self._interrupt(self._opened)

    @Slot(object)
    def _deliver(self, answer: _Answer) -> None:
        asker = answer.asker
        if self._silent or (asker.topic is not None and self._latest.get(asker.topic) is not asker):
            return
        if answer.failure is not None:
            asker.refused(answer.failure)
        else:
            asker.tell(answer.value)


class Lanes(QObject):
    """The threads of an open case. `lists` may take a second, `rows` is for what must be there at once, `watch` waits for drives."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.lists = Lane(folder, _reading, lambda case: case.db.interrupt())
        self.rows = Lane(folder, _reading)
        self.looks = Lane(folder, _looking)
        self.watch = Lane(folder, _reading)
        self.marks = Lane(folder, Case.open)
        for lane in (self.lists, self.rows, self.looks, self.watch, self.marks):
            lane.start()

    def end(self) -> None:
        """What was marked is written first; what was only looked up is given up."""
        for child in multiprocessing.active_children():
            child.kill()  # of this process, only viewers have any; one that hangs would be waited for otherwise
        self.lists.abandon()
        self.rows.abandon()
        self.looks.abandon()
        self.watch.abandon()
        self.marks.finish()


@contextmanager
def _reading(folder: Path) -> Iterator[Case]:
    with Case.open(folder) as case:
        browse.read_only(case)
        yield case


@contextmanager
def _looking(folder: Path) -> Iterator[Viewer]:
    with Case.open(folder) as case:
        try:
            viewer = Viewer(case)
        except OSError as error:
            raise OutputUnwritable(path=str(folder), reason=error.strerror or str(error)) from error
        try:
            yield viewer
        finally:
            viewer.close()
