"""Files that the case keeps, named by their SHA-256: exhibits and the memos that were written.

Written as a temporary file, made durable, then renamed: under its name an object is always whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from evidence_desk.store.case import Case, sync


def put(case: Case, blocks: Iterable[bytes]) -> str:
    """Keeps the bytes; their SHA-256. Keeping the same bytes again changes nothing."""
    digest = hashlib.sha256()
    partial = case.folder / "objects" / f"{os.getpid()}.tmp"
    with partial.open("wb") as out:
        for block in blocks:
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    name = digest.hexdigest()
    target = path(case, name)
    if target.exists():
        partial.unlink()
    else:
        target.parent.mkdir(exist_ok=True)
        partial.replace(target)
        sync(target.parent)
    return name


def path(case: Case, sha256: str) -> Path:
    return case.folder / "objects" / sha256[:2] / sha256
