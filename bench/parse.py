"""Parses one chat export with the parser that claims it, alone; how many messages it gave.

python -m bench.parse FILE
"""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from evidence_desk import plugins
from evidence_desk.api import Message, OpenEntry, ZoneBasis
from evidence_desk.source.sqlcipher import Keys

BY_MAPPING = "mapped.table"
"""Claims every file that is no database, for a person may have given a mapping for it."""


class Bytes:
    """A file as an entry's content."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = path.stat().st_size

    def read_at(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)

    def runs(self) -> list[tuple[int, int]]:
        return []


class Alone:
    """Nothing lies around the file."""

    evidence = 1
    keys = Keys(())
    zone: ZoneInfo | None = None
    zone_basis: ZoneBasis = "unknown"

    def sibling(self, path: str, name: str) -> OpenEntry | None:
        return None

    def near(self, path: str, name: str) -> OpenEntry | None:
        return None


def parse(path: Path) -> int:
    entry = OpenEntry(1, f"/{path.name}", Bytes(path), Alone())
    known, _ = plugins.parsers()
    (chosen,) = [parser for parser in known if parser.claims(entry) and parser.name != BY_MAPPING]
    return sum(isinstance(found, Message) for found in chosen.parse(entry))


if __name__ == "__main__":
    print(parse(Path(sys.argv[1])))
