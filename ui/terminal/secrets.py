"""Secrets from a file that the caller names: never on the command line, never shown, never logged."""

from __future__ import annotations

from pathlib import Path

from evidence_desk.errors import SecretUnreadable


def first_line(path: Path | None) -> bytes | None:
    """The passphrase; never shown, never logged."""
    if path is None:
        return None
    try:
        return path.read_bytes().splitlines()[0] if path.stat().st_size else b""
    except OSError as error:
        raise SecretUnreadable(path=str(path), reason=error.strerror or str(error)) from error
