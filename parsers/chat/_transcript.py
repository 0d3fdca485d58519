"""Text exports in which each message begins with a header on a line of its own or at the beginning of one: its bytes go on to the next header.

Rows that are no messages (a date, the name of a chat) are headers too, so that the pieces of a file tile its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from datetime import datetime
from functools import lru_cache

from evidence_desk.api import Extent, Gap, Instant, Locus, OpenEntry, Records, Seen, ZoneBasis
from parsers.chat._text import TextFile, anywhere, behind_line_end, cut, encoding_of

Header = Mapping[str, str]
"""The groups of a header by name, empty where they matched nothing; bytes that are not of the encoding are U+FFFD."""
FIRST = 8192


@lru_cache(maxsize=2)  # each text parser asks it of each file
def beginning(head: bytes) -> str:
    """The first lines of a text, whatever its encoding."""
    encoding, mark = encoding_of(head)
    return head[mark : mark + FIRST].decode(encoding, "replace").replace("\r\n", "\n")


class Transcript:
    """`header` matches the beginning of a piece, line end aside; a piece whose match has a group `row` is no message."""

    def __init__(self, entry: OpenEntry, header: re.Pattern[str], *, inline: bool = False) -> None:
        """`inline`: a header may stand anywhere in a line."""
        self._entry, self._header, self._file = entry, anywhere(header) if inline else behind_line_end(header), TextFile(entry)
        self.zoneless = False

    def read(self, message: Callable[[Header, str, Locus], Records], row: Callable[[Header], None] = lambda header: None) -> Records:
        """What `message` makes of each header and the text behind it, nothing where it is no message; a ValueError of it costs that one."""
        seen = 0
        for offset, end, match, text in cut(self._file, self._header, self._entry.size):
            locus = self._entry.extent(offset, end - offset)
            if match is None:
                if text.strip() and offset > 0:
                    yield Gap("bytes-unparsed", {"offset": offset, "length": end - offset}, place=Extent(offset, end - offset))
                continue
            header = {name: self._file.readable(value) for name, value in match.groupdict("").items()}
            if header.get("row"):
                row(header)
                if text.strip():
                    yield Gap("bytes-unparsed", {"offset": offset, "length": end - offset}, place=Extent(offset, end - offset))
                continue
            count = 0
            try:
                for count, one in enumerate(message(header, text.replace("\r\n", "\n").strip("\n"), locus), 1):
                    yield one
                seen += count > 0
            except (ValueError, OverflowError) as error:
                seen += 1
                yield Gap("row-undecodable", {"row": seen, "detail": str(error)[:200]}, place=locus.place, rows=1)
        yield Seen(seen)
        if self.zoneless:
            yield Gap("zone-unknown", {"path": self._entry.path})
        yield from self._file.gaps()

    def stated(self, written: str, form: str, locus: Locus) -> Generator[Gap, None, tuple[Instant | None, ZoneBasis]]:
        """The time that a text of that form states; where it states none, a gap keeps the text, and the message stands without."""
        try:
            wall = datetime.strptime(written, form)  # noqa: DTZ007 a wall time
        except ValueError:
            yield Gap("value-out-of-range", {"field": "time", "raw": written[:100]}, place=locus.place)
            return None, "unknown"
        return self.local(wall)

    def local(self, wall: datetime) -> tuple[Instant | None, ZoneBasis]:
        """A wall time of the export, by the zone that a person stated."""
        self.zoneless = self.zoneless or self._entry.zone is None
        return self._entry.local(wall)
