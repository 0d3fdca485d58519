"""A mapping proposed for a table by the names of its columns, and what its rows become by one; the table is opened in a worker, as evidence always is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence_desk import mapping
from evidence_desk.errors import Known, NotAFile, PathMissing
from evidence_desk.ingest import wire
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.ingest.viewer import ViewFailed
from evidence_desk.mapping import Columns
from evidence_desk.model import Conversation, Found, Gap, Hole, Participant, Seen, Text, ZoneBasis

BESIDE = (Conversation, Participant, Text, Seen, Hole, Gap)
"""What is yielded beside the records of a table's rows."""
MOST_LOOKED_AT = 64 << 20
"""Bytes up to which a file is read to tell whether a parser knows it."""


def columns(path: Path) -> Columns:
    """The columns of a table. Known where it is none, or its reader did not come to an end."""
    with _opened(path) as worker:
        worker.send(wire.Look())
        found = [reply for reply in worker.replies() if isinstance(reply, Columns)]
    return found[0]


def propose(path: Path) -> str:
    """A mapping for a person to look over, as the text of its file."""
    found = columns(path)
    return mapping.written(mapping.proposed(found), found.names)


def preview(path: Path, said: bytes, zone: str | None, basis: ZoneBasis, most: int) -> list[Found]:
    """What the first rows of a table become by a mapping: records, and gaps for those that cannot be read. Nothing is kept."""
    made: list[Found] = []
    with _opened(path, said, zone, basis) as worker:
        for found in _read(worker):
            made += [one for one in found if isinstance(one, Gap) or not isinstance(one, BESIDE)]
            if len(made) >= most:
                break
    return made[:most]


def is_table(path: Path) -> bool:
    """Whether a file is a table from which no parser reads a record without a mapping. Of a large one only its columns are looked at."""
    try:
        if len(columns(path).names) < 2:
            return False
    except (Known, IndexError):
        return False
    if path.stat().st_size > MOST_LOOKED_AT:
        return True
    with _opened(path) as worker:
        return not any(not isinstance(one, BESIDE) for found in _read(worker) for one in found)


def _read(worker: Worker) -> Iterator[list[Found]]:
    """What parsers yield from the one file that the evidence is."""
    worker.send(wire.Walk(1, 1, []))
    entries = [entry for reply in worker.replies() if isinstance(reply, wire.Entries) for entry in reply.batch]
    wanted = [wire.Wanted(one.number, one.volume, one.path, one.address, one.attribute, one.size) for one in entries]
    worker.send(wire.Read(wanted, [], []))
    for reply in worker.replies():
        if isinstance(reply, wire.Records) and reply.parser is not None:
            yield reply.found


@contextmanager
def _opened(path: Path, said: bytes | None = None, zone: str | None = None, basis: ZoneBasis = "unknown") -> Iterator[Worker]:
    """A worker that has opened a file as a file, whatever is in it."""
    if not path.exists():
        raise PathMissing(path=str(path))
    if not path.is_file():
        raise NotAFile(path=str(path))
    with tempfile.TemporaryDirectory(prefix="evidence-desk-") as scratch:
        worker = Worker(Path(scratch), wire.Open(1, [str(path.absolute())], "file", zone, basis, mapping=said))
        try:
            for _ in worker.replies():
                pass
            yield worker
        except Lost as error:
            raise ViewFailed(detail=str(error)) from error
        finally:
            worker.kill()
