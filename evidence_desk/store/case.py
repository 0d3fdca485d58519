"""A case: a folder with its database, its objects and its scratch space."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evidence_desk import __version__
from evidence_desk.audit import log
from evidence_desk.errors import BadUse, BadZone, CaseBusy, CaseExists, CaseReadOnly, NotACase, OutputUnwritable
from evidence_desk.store import database

ENDING = ".edcase"
PUT = "INSERT INTO meta (key, value) VALUES (?, ?)"
GET = "SELECT key, value FROM meta"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a case is called, by whom and in which zone its local times are to be read (none: unknown)."""

    number: str
    title: str = ""
    examiners: tuple[str, ...] = ()
    timezone: str | None = None


class Case:
    """An open case. One connection, one thread; the desktop opens one for each of its threads."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        self.folder = folder
        self.db = db
        self.writable = database.is_writable(folder)

    @staticmethod
    def create(folder: Path, particulars: Particulars) -> Case:
        """Makes the folder; CaseExists where anything has its name already, BadUse where the case has no number."""
        folder = folder.absolute()
        if not particulars.number.strip():
            raise BadUse(detail="a case needs a number")
        if particulars.timezone:
            zone_of(particulars.timezone)
        try:
            folder.mkdir(parents=True)
        except FileExistsError as error:
            raise CaseExists(path=str(folder)) from error
        except OSError as error:
            raise OutputUnwritable(path=str(folder), reason=error.strerror or str(error)) from error
        for name in ("objects", "scratch"):
            (folder / name).mkdir()
        case = Case(folder, database.create(folder))
        with case.transaction():
            case.db.executemany(PUT, _as_meta(particulars).items())
            case.log(
                "case.new",
                number=particulars.number,
                title=particulars.title,
                examiners=list(particulars.examiners),
                timezone=particulars.timezone,
            )
        sync(folder)
        sync(folder.parent)
        return case

    @staticmethod
    def open(folder: Path) -> Case:
        folder = folder.absolute()
        if not folder.is_dir():
            raise NotACase(path=str(folder))
        return Case(folder, database.open_database(folder))

    @property
    def particulars(self) -> Particulars:
        meta = {row["key"]: row["value"] for row in self.db.execute(GET)}
        examiners = tuple(name for name in meta.get("examiners", "").split("\n") if name)
        return Particulars(meta["number"], meta.get("title", ""), examiners, meta.get("timezone") or None)

    @property
    def created(self) -> str:
        return str(self.db.execute("SELECT value FROM meta WHERE key='created'").fetchone()[0])

    @property
    def scratch(self) -> Path:
        return self.folder / "scratch"

    def transaction(self) -> AbstractContextManager[None]:
        return database.transaction(self.db, self.folder)

    def log(self, act: str, **details: log.Detail) -> int:
        """Records an act, in the transaction that is open or in one of its own. A case that can only be read keeps no log."""
        if not self.writable:
            return 0
        with self.transaction():
            return log.append(self.db, act, **details)

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def processing(self) -> Iterator[None]:
        """Holds the case for one process that reads evidence; CaseBusy where another has it.

        What an interrupted one left in the scratch folder is cleared: nothing there is ever the only copy.
        """
        if not self.writable:
            raise CaseReadOnly(path=str(self.folder))
        with (self.folder / "process.lock").open("a+b") as lock:
            if not _lock(lock.fileno()):
                raise CaseBusy(path=str(self.folder))
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch.mkdir(exist_ok=True)
            try:
                yield
            finally:
                shutil.rmtree(self.scratch, ignore_errors=True)
                self.scratch.mkdir(exist_ok=True)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadZone(zone=name) from error


def now_micros() -> int:
    moment = datetime.now(UTC)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def sync(folder: Path) -> None:
    """Makes the names in a folder durable, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_meta(particulars: Particulars) -> dict[str, str]:
    return {
        "number": particulars.number,
        "title": particulars.title,
        "examiners": "\n".join(particulars.examiners),
        "timezone": particulars.timezone or "",
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "made_by": f"evidence-desk {__version__}",
    }


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
