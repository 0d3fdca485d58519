"""XML as SMS Backup & Restore writes it, read as a stream, with the offsets of every element.

The app writes characters beyond U+FFFF as two references to UTF-16 surrogates (&#55357;&#56838;), which no XML parser
takes. A pass before the parser mends them without moving a byte: a reference may have leading zeros, so that what
replaces one is as long as it was. A document type is refused: what it may define reaches out of the document, or
swells in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from evidence_desk.api import OpenEntry

BLOCK, LARGEST_BLOCK = 1 << 20, 64 << 20
NEAR = 64
"""Bytes around the border of two blocks that one reference, character or end tag may lie across."""
REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
RUN = re.compile(rb"(?:&#(?:x[0-9a-fA-F]{1,8}|[0-9]{1,10});)+")
UNFINISHED = re.compile(
    rb"(?:(?:&[^;&<>\"' ]{0,12};?)+|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z",
)
"""At the end of a block: references whose other half may follow, and part of a character."""
STRAY = re.compile("[\udc80-\udcff]")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML 1.0 has no place for."""
DECLARED = re.compile(rb"""<\?xml[^>]{0,60}encoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
ENCODINGS = {"iso-8859-1": "ISO-8859-1", "us-ascii": "US-ASCII"}
"""What expat reads beside UTF-8, as which everything else is read: the app writes nothing else."""
BEGINNING = re.compile(rb"<\w")


def encoding_of(head: bytes) -> str:
    declared = DECLARED.search(head[:200])
    return ENCODINGS.get(declared[1].decode().lower() if declared else "", "UTF-8")


@dataclass(slots=True)
class Element:
    """`start` and `end` are offsets of its first byte and behind its last one."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    children: list[Element] = field(default_factory=list)


class Refused(Exception):
    """The document cannot be followed beyond `offset`.

    `row`: where the element of the root begins that it breaks in the middle of, if it does. `final`: it is a document of
    a kind that is not read.
    """

    def __init__(self, detail: str, offset: int, row: int | None = None, final: bool = False) -> None:
        super().__init__(detail)
        self.detail, self.offset, self.row, self.final = detail, offset, row, final


class Stream:
    """The elements in a document's root, one by one; `start` begins at one of them, as if right behind a tag `root`."""

    def __init__(self, entry: OpenEntry, start: int = 0, root: str = "smses") -> None:
        self._entry, self._start = entry, start
        self._opening = f"<{root}>".encode() if start else b""
        self.root: dict[str, str] = {}
        self._depth, self._open, self._done = 0, list[Element](), list[Element]()
        self._base = start - len(self._opening)
        self._last = self._edge = self._base
        self._window, self._window_at = b"", start
        encoding = encoding_of(entry.head)
        self.mending = Mending(utf8=encoding == "UTF-8")
        self._parser = expat.ParserCreate(encoding)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.StartDoctypeDeclHandler = self._doctype

    def __iter__(self) -> Iterator[Element]:
        """Raises Refused where the document is damaged, or not one that is read."""
        try:
            self._parser.Parse(self._opening, False)
            for offset, block in self._blocks():
                self._window, self._window_at = self._window[-NEAR:] + block, offset - len(self._window[-NEAR:])
                self._parser.Parse(block, False)
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)
            yield from self._done  # an expat that defers its reading gives the last elements only now
            self._done.clear()
        except expat.ExpatError as error:
            yield from self._done
            raise self._refused(error) from error

    def _refused(self, error: expat.ExpatError) -> Refused:
        offset = self._true(self._parser.ErrorByteIndex)
        begun = BEGINNING.search(self._window, max(0, self._edge - self._window_at))
        row = self._open[0].start if self._open else self._window_at + begun.start() if begun else None
        return Refused(expat.ErrorString(error.code), offset, row)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        start = self._true(self._parser.CurrentByteIndex)
        if self._depth == 1:
            self.root, self._edge = attributes, start + len(b"<x")
            return
        element = Element(name, attributes, start)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _finish(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            element.end = self._behind(name, self._true(self._parser.CurrentByteIndex))
            if not self._open:
                self._done.append(element)
                self._edge = element.end

    def _behind(self, name: str, index: int) -> int:
        """Where an element ends: expat gives the end of an empty one, but the beginning of an end tag."""
        tag = re.compile(rb"</" + re.escape(name.encode()) + rb"\s*>").match(self._window, max(0, index - self._window_at))
        return index + len(tag[0]) if tag else index

    def _doctype(self, name: str, *_: object) -> None:
        what = f"a document type ({name}) is declared, and what it may define is not read"
        raise Refused(what, self._true(self._parser.CurrentByteIndex), final=True)

    def _true(self, index: int) -> int:
        """An offset in the file; where expat counts in 32 bits it begins again at each 4 GiB."""
        ahead = (self._base + index - self._last) % (1 << 32)
        self._last += ahead if ahead < 1 << 31 else 0
        return self._last

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        """The bytes, mended; larger blocks while nothing begins or ends, so that a long value is looked at a few times only."""
        size, offset, rest = BLOCK, self._start, b""
        with self._entry.open() as file:
            file.seek(self._start)
            while more := file.read(size):
                before = self._last
                block, rest = self.mending.split(rest + more)
                yield offset, self.mending.mended(block)
                offset += len(block)
                size = BLOCK if self._last != before else min(2 * size, LARGEST_BLOCK)
        if rest:
            yield offset, self.mending.mended(rest)


class Mending:
    """Makes bytes into ones that expat takes, as many as they were."""

    def __init__(self, utf8: bool) -> None:
        self._utf8 = utf8
        self.replaced = 0
        """Characters for which another one stands: lone surrogates, control characters, bytes that are no UTF-8."""

    def split(self, block: bytes) -> tuple[bytes, bytes]:
        """What can be mended now, and what needs the bytes behind it."""
        unfinished = UNFINISHED.search(block, max(0, len(block) - NEAR))
        return (block[: unfinished.start()], block[unfinished.start() :]) if unfinished else (block, b"")

    def mended(self, block: bytes) -> bytes:
        if self._utf8:
            try:
                block.decode()
            except UnicodeDecodeError:
                text, count = STRAY.subn("?", block.decode(errors="surrogateescape"))
                block, self.replaced = text.encode(), self.replaced + count
        block, count = CONTROL.subn(b"?", block)
        self.replaced += count
        return RUN.sub(self._run, block)

    def _run(self, run: re.Match[bytes]) -> bytes:
        """References in a row: two surrogates as the one character they mean, what XML does not allow as a replacement."""
        out = b""
        high: tuple[bytes, int] | None = None
        for reference in REFERENCE.finditer(run[0]):
            raw, code = reference[0], int(reference[1], 16) if reference[1] else int(reference[2])
            if high and 0xDC00 <= code < 0xE000:
                raw, code, high = high[0] + raw, 0x10000 + (high[1] - 0xD800 << 10) + code - 0xDC00, None
            if high:
                out += self._replacement(high[0])
            high = (raw, code) if 0xD800 <= code < 0xDC00 else None
            if high is None:
                out += reference_to(code, len(raw)) if _allowed(code) else self._replacement(raw)
        return out + (self._replacement(high[0]) if high else b"")

    def _replacement(self, raw: bytes) -> bytes:
        self.replaced += 1
        return reference_to(0xFFFD if len(raw) >= len("&#65533;") else 0x3F if len(raw) > len("&#9;") else 9, len(raw))


def reference_to(code: int, length: int) -> bytes:
    """A reference to a character in exactly so many bytes."""
    return b"&#%0*d;" % (length - len("&#;"), code)


def _allowed(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
