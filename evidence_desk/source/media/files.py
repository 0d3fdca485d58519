"""Where the files of an image lie: in folders of the workstation, or within evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """Files by path. What a path means is theirs to say: whoever reads an image must not touch one in another way."""

    def real(self, path: Path) -> Path:
        """Where a file really is: a link that a person names is followed, since segments are looked for beside the file."""
        ...

    def size(self, path: Path) -> int:
        """In bytes; FileNotFoundError, OSError or Known where it is not there or no file."""
        ...

    def read(self, path: Path, offset: int, length: int) -> bytes:
        """Up to `length` bytes, none only at the end; OSError where they cannot be had."""
        ...

    def beside(self, path: Path, start: str = "", most: int | None = None) -> list[str]:
        """The names of regular files in the folder of `path` that begin like this, sorted, links left out. Known where it cannot be listed."""
        ...

    def find(self, path: Path, name: str) -> Path | None:
        """The regular file of a name in the folder of `path`; of another case only where no other has it."""
        ...

    def close(self) -> None: ...
