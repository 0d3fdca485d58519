"""Commits in batches: what a worker said is durable within half a second, and a million rows cost few commits."""

from __future__ import annotations

import time
from types import TracebackType

from evidence_desk.store.case import Case
from evidence_desk.store.database import translated

SECONDS = 0.5


class Commits:
    """A transaction that is ended and begun again every half second; on leaving, all is committed or the rest undone."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._since = 0.0

    def __enter__(self) -> Commits:
        self._begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._commit()
        else:
            self._case.db.rollback()

    def breathe(self) -> None:
        """Called between whole steps: commits if it is time."""
        if time.monotonic() - self._since > SECONDS:
            self._commit()
            self._begin()

    def settle(self) -> None:
        """Commits what was kept until now, whatever comes after."""
        self._commit()
        self._begin()

    def _begin(self) -> None:
        with translated(self._case.folder):
            self._case.db.execute("BEGIN IMMEDIATE")
        self._since = time.monotonic()

    def _commit(self) -> None:
        with translated(self._case.folder):
            self._case.db.execute("COMMIT")
