"""A mapping proposed for a table by the names of its columns; the table is opened in a worker, as evidence always is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from evidence_desk import mapping
from evidence_desk.errors import NotAFile, PathMissing
from evidence_desk.ingest import wire
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.ingest.viewer import ViewFailed
from evidence_desk.mapping import Columns


def columns(path: Path) -> Columns:
    """The columns of a table. Known where it is none, or its reader did not come to an end."""
    if not path.exists():
        raise PathMissing(path=str(path))
    if not path.is_file():
        raise NotAFile(path=str(path))
    with tempfile.TemporaryDirectory(prefix="evidence-desk-") as scratch:
        worker = Worker(Path(scratch), wire.Open(1, [str(path.absolute())], "file", None, "unknown"))
        try:
            for _ in worker.replies():
                pass
            worker.send(wire.Look())
            found = [reply for reply in worker.replies() if isinstance(reply, Columns)]
        except Lost as error:
            raise ViewFailed(detail=str(error)) from error
        finally:
            worker.kill()
    return found[0]


def propose(path: Path) -> str:
    """A mapping for a person to look over, as the text of its file."""
    found = columns(path)
    return mapping.written(mapping.proposed(found), found.names)
