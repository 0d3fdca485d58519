"""The case database: how it is opened, and what its failures mean to a person."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence_desk.errors import CaseBusy, CaseDamaged, CaseGone, CaseNewer, CaseOlder, CaseReadOnly, DiskFull, NotACase
from evidence_desk.store import schema

NAME = "case.db"
BUSY_SECONDS = 30.0


def create(folder: Path) -> sqlite3.Connection:
    with translated(folder):
        db = _connect(folder / NAME, "rwc")
        db.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
        _set_up(db)
        _migrate(db)
        return db


def open_database(folder: Path) -> sqlite3.Connection:
    """The database of a case, brought to this program's format; NotACase, CaseNewer, CaseDamaged."""
    if not (folder / NAME).is_file():
        raise NotACase(path=str(folder))
    writable = is_writable(folder)
    if not writable and (folder / f"{NAME}-wal").exists() and (folder / f"{NAME}-wal").stat().st_size:
        raise CaseReadOnly(path=str(folder))  # its newest rows are in the log, which can only be read beside a file that is written
    with translated(folder):
        db = _connect(folder / NAME, "rw" if writable else "ro&immutable=1")
        try:
            if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
                raise NotACase(path=str(folder))
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if found > len(schema.STEPS):
                raise CaseNewer(path=str(folder), found=found, supported=len(schema.STEPS))
            if not writable and found < len(schema.STEPS):
                raise CaseOlder(path=str(folder), found=found, supported=len(schema.STEPS))
            if writable:
                _set_up(db)
                _migrate(db)
        except BaseException:
            db.close()
            raise
        return db


def is_writable(folder: Path) -> bool:
    """Whether the case can be changed where it lies; a copy on a disc or a protected drive can only be read."""
    return os.access(folder, os.W_OK) and os.access(folder / NAME, os.W_OK)


@contextmanager
def transaction(db: sqlite3.Connection, folder: Path) -> Iterator[None]:
    """All or nothing; nested calls join the outer one. CaseGone where the file has lost its name: what is written to it then is lost with it."""
    if db.in_transaction:
        yield
        return
    if not (folder / NAME).exists():
        raise CaseGone(path=str(folder))
    with translated(folder):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            db.rollback()  # nothing to do where SQLite has rolled back by itself, as on a full disk
            raise


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """The database's failures as sentences."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF
        if code == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR:
            raise DiskFull(path=str(folder)) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CaseBusy(path=str(folder)) from error
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise CaseReadOnly(path=str(folder)) from error
        raise
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise CaseDamaged(path=str(folder), detail=str(error)) from error
        raise


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


def _set_up(db: sqlite3.Connection) -> None:
    """FULL: with NORMAL a power cut loses commits that were acknowledged (measured: 419 of 1,000 cuts)."""
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    db.execute("PRAGMA trusted_schema=OFF")
    db.execute("PRAGMA cell_size_check=ON")
    db.execute("PRAGMA cache_size=-65536")


def _migrate(db: sqlite3.Connection) -> None:
    """One step at a time, each in a transaction of its own that also moves the version."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    for number, step in enumerate(schema.STEPS[version:], version + 1):
        db.executescript(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version={number};\nCOMMIT;")
