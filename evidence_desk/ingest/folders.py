"""Verifying a folder: it has no digest of its own, so each file that was read is read again and compared with what the case has of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice

from evidence_desk.ingest import wire
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pool import Worker
from evidence_desk.model import Gap
from evidence_desk.store import ids

FILES = """
SELECT id, volume, path, address, attribute, size, sha256 FROM entries
WHERE id BETWEEN ? AND ? AND kind = 'file' AND NOT EXISTS (SELECT 1 FROM members WHERE entry = id) ORDER BY id
"""
"""Those of the folder itself: what lies inside a file changes with that file."""
FILES_A_REQUEST = 256
MOST_NAMED = 1000
"""Files that are named one by one; how many more there are is said."""


def changes(exam: Examination, worker: Worker) -> list[Gap]:
    """What is no longer as it was when it was read: files that are another, that are gone, that have come."""
    known = exam.case.db.execute(FILES, ids.entry_range(exam.number)).fetchall()
    found = [*_differing(exam, worker, [row for row in known if row["sha256"] is not None]), *_new(worker, known)]
    more = len(found) - MOST_NAMED
    return [*found[:MOST_NAMED], *([Gap("files-changed-more", {"count": more}, "error")] if more > 0 else [])]


def _differing(exam: Examination, worker: Worker, known: list[sqlite3.Row]) -> Iterator[Gap]:
    waiting, done = iter(known), 0
    while some := list(islice(waiting, FILES_A_REQUEST)):
        digests = _read(worker, some)
        for row in some:
            now = digests.get(row["id"] & ids.MOST_ENTRIES)
            if now is None:
                yield Gap("file-gone", {"path": row["path"]}, "error")
            elif now != row["sha256"]:
                yield Gap("file-changed", {"path": row["path"], "before": row["sha256"].hex(), "now": now.hex()}, "error")
        done += len(some)
        exam.say("verify", done, len(known), "files")


def _read(worker: Worker, rows: list[sqlite3.Row]) -> dict[int, bytes]:
    """SHA-256 of each file that can be read whole, by its number."""
    wanted = [
        wire.Wanted(row["id"] & ids.MOST_ENTRIES, row["volume"], row["path"], row["address"], row["attribute"], row["size"], parse=False)
        for row in rows
    ]
    worker.send(wire.Read(wanted, ["sha256"], []))
    return {
        reply.number: reply.digests["sha256"] for reply in worker.replies() if isinstance(reply, wire.File) and "sha256" in reply.digests
    }


def _new(worker: Worker, known: list[sqlite3.Row]) -> Iterator[Gap]:
    paths = {(row["volume"], row["path"]) for row in known}
    for volume in sorted({row["volume"] for row in known}):
        worker.send(wire.Walk(volume, 1, []))
        for reply in worker.replies():
            for entry in reply.batch if isinstance(reply, wire.Entries) else ():
                if entry.kind == "file" and (volume, entry.path) not in paths:
                    yield Gap("file-new", {"path": entry.path}, "error")
