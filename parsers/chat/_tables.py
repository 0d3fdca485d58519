"""Comma-separated exports, row by row, each row with the bytes that it stands in (RFC 4180: a quoted field may hold line ends)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

from evidence_desk.api import Gap, Locus, OpenEntry, Records, Seen, clean
from parsers.chat._text import TextFile

LONGEST_ROW = 1 << 20


class Sheet:
    """The first row has the names of the columns."""

    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._file = entry, TextFile(entry)

    def read(self, message: Callable[[dict[str, str], Locus], Records]) -> Records:
        """What `message` makes of each row, by column; a ValueError, or a field too few or too many, costs that row."""
        names: list[str] | None = None
        seen = 0
        for offset, length, fields in self._rows():
            locus = self._entry.extent(offset, length)
            if names is None:
                names = fields
                continue
            seen += 1
            try:
                if len(fields) != len(names):
                    raise ValueError(f"{len(fields)} fields, {len(names)} columns")
                yield from message(dict(zip(names, fields, strict=True)), locus)
            except (ValueError, OverflowError) as error:
                yield Gap("row-undecodable", {"row": seen, "detail": clean(str(error))[:200]}, place=locus.place, rows=1)
        yield Seen(seen)
        yield from self._file.gaps()

    def _rows(self) -> Iterator[tuple[int, int, list[str]]]:
        """(offset, bytes, fields) of each row that is not blank."""
        for offset, text in self._records():
            row = self._file.readable(text)
            if row.strip():
                try:
                    fields = next(csv.reader([row.replace("\r\n", "\n").strip("\n").removesuffix("\r")], strict=False), [])
                except csv.Error:
                    fields = []
                yield offset, self._file.width(text), fields

    def _records(self) -> Iterator[tuple[int, str]]:
        """Lines, joined as long as a quotation mark is open."""
        start, row, marks = 0, "", 0
        for offset, block in self._file:
            at = offset
            for line in _lines(block):
                if not row:
                    start = at
                row += line
                marks += line.count('"')
                at += self._file.width(line)
                if marks % 2 == 0 or len(row) > LONGEST_ROW:
                    yield start, row
                    row, marks = "", 0
        if row:
            yield start, row


def _lines(block: str) -> Iterator[str]:
    """Each line with the line end that stands before it, as the blocks of a TextFile have them."""
    at = 0
    while at < len(block):
        end = block.find("\n", at + 1)
        if end < 0:
            yield block[at:]
            return
        yield block[at:end]
        at = end
