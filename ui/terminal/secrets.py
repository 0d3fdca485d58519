"""Secrets from a file that the caller names, or from standard input: never on the command line, never shown, never logged."""

from __future__ import annotations

import sys
from pathlib import Path

from evidence_desk.errors import SecretUnreadable

STANDARD_INPUT = Path("-")


def first_line(path: Path | None) -> bytes | None:
    """The passphrase; of `-` the first line of standard input."""
    if path is None:
        return None
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.readline().rstrip(b"\r\n")
    try:
        return path.read_bytes().splitlines()[0] if path.stat().st_size else b""
    except OSError as error:
        raise SecretUnreadable(path=str(path), reason=error.strerror or str(error)) from error
