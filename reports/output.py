"""A file that leaves the case: it appears under its name whole or not at all, and never on or in the evidence."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from evidence_desk.errors import OutputExists, OutputOnEvidence, OutputUnwritable
from evidence_desk.store.case import Case

EVIDENCE = "SELECT path, segments FROM evidence ORDER BY number"
BLOCK = 1 << 20


@contextmanager
def new_file(case: Case, target: Path) -> Iterator[BinaryIO]:
    """The file to write to; it gets its name when the block ends well, and is gone where it does not.

    OutputExists where the name is taken, OutputOnEvidence where it lies in evidence, OutputUnwritable.
    """
    if os.path.lexists(target):
        raise OutputExists(path=str(target))
    _keep_off_evidence(case, target)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise OutputUnwritable(path=str(target), reason=error.strerror or str(error)) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.chmod(0o666 & ~_umask())
        _name(partial, target)
    except OSError as error:
        raise OutputUnwritable(path=str(target), reason=error.strerror or str(error)) from error
    finally:
        partial.unlink(missing_ok=True)  # half a file is none


def sha256_of(path: Path) -> str:
    """Of what was written, read back."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep_off_evidence(case: Case, target: Path) -> None:
    folder = target.absolute().parent.resolve()
    for row in case.db.execute(EVIDENCE):
        for path in (Path(one) for one in (row["path"], *json.loads(row["segments"]))):
            with contextlib.suppress(OSError):
                if path.resolve() == folder / target.name or (path.is_dir() and folder.is_relative_to(path.resolve())):
                    raise OutputOnEvidence(path=str(target), evidence=str(path))


def _name(partial: Path, target: Path) -> None:
    """A link never takes the place of a file that came meanwhile; where there are no links, as on FAT, a name is looked up first."""
    try:
        target.hardlink_to(partial)
    except FileExistsError as error:
        raise OutputExists(path=str(target)) from error
    except OSError:
        if os.path.lexists(target):
            raise OutputExists(path=str(target)) from None
        partial.rename(target)


def _umask() -> int:
    """What the user's other files get: mkstemp makes files for the user alone."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
