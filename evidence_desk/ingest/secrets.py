"""What a person gives to open locked volumes: read from a file that they name, handed to a worker, kept nowhere."""

from __future__ import annotations

from pathlib import Path


def secrets_of(path: Path) -> list[bytes]:
    """What a secret file holds: a password or recovery key a line; a startup key (.BEK) is one secret as a whole."""
    data = path.read_bytes()
    if b"\0" in data:
        return [data]
    return [line for line in data.removeprefix(b"\xef\xbb\xbf").splitlines() if line]
