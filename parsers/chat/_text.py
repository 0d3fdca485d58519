"""Text exports: their encoding, and which bytes a piece of their text stands in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from evidence_desk.api import Gap, OpenEntry, Records

BLOCK = 1 << 20
LONGEST_LINE = 1 << 20
"""Bytes after which a line is cut in two; apps cut messages at 64 Ki characters."""
LONGEST_TEXT = 1 << 20
"""Characters after which no further block is added to a message."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
STRAY = re.compile("[\ud800-\udfff]+")


@lru_cache(maxsize=2)  # each text parser asks it of each file
def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding of a text by its first bytes, and the length of its byte order mark."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, len(mark)
    head = head[:4096]
    if head.count(0) > len(head) // 4:
        return ("utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"), 0
    # some damaged bytes among good UTF-8 do not make it GB18030, which reads nearly everything as some Han text
    tried = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    others = len(tried) - len(tried.encode("ascii", "ignore"))
    if tried.count("\ufffd") * 20 > others and _is(head, "gb18030"):
        return "gb18030", 0
    return "utf-8", 0


def _is(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


class TextFile:
    """A text in blocks of whole lines, as often as one asks: (offset of its bytes, text).

    A block begins with the line end before its first line, the first block with one that is imagined, so that
    every line has one in front. Bytes that are not of the encoding are lone surrogates in the text, so that every
    piece of it can be turned back into exactly its bytes; `readable` makes them U+FFFD.
    """

    def __init__(self, entry: OpenEntry) -> None:
        self._entry = entry
        self.encoding, self._mark = encoding_of(entry.head)
        self._errors = "surrogatepass" if self.encoding.startswith("utf-16") else "surrogateescape"
        self._unit = 2 if self.encoding.startswith("utf-16") else 1
        self._stray = 0
        self.shortened = 0
        """Blocks of the last reading that whoever reads did not keep, being part of something too long."""

    def __iter__(self) -> Iterator[tuple[int, str]]:
        self._stray = self.shortened = 0
        imagined = "\n"
        for offset, block in self._blocks():
            text = self._decoded(block[: len(block) - len(block) % self._unit])
            yield offset - len(imagined) * self._unit, imagined + text
            imagined = ""

    def width(self, text: str) -> int:
        """How many bytes a piece of the text has in the file."""
        return len(text) if self._unit == 1 and text.isascii() else len(text.encode(self.encoding, self._errors))

    def readable(self, text: str) -> str:
        return STRAY.sub("\ufffd", text) if self._stray else text

    def gaps(self) -> Records:
        """What is to be said of the last reading."""
        if self._stray:
            yield Gap("encoding-errors", {"path": self._entry.path, "count": self._stray, "encoding": self.encoding.upper()})
        if self.shortened:
            yield Gap("text-cut", {"path": self._entry.path, "kept": LONGEST_TEXT})

    def _decoded(self, block: bytes) -> str:
        try:
            return block.decode(self.encoding)
        except UnicodeDecodeError:
            text = block.decode(self.encoding, self._errors)
            self._stray += len(STRAY.findall(text))
            return text

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        """The bytes after the mark, cut before line ends where there are some."""
        rest = b""
        with self._entry.open() as file:
            offset = len(file.read(self._mark))
            while more := file.read(BLOCK):
                rest += more
                end = self._last_line_end(rest)
                if end:
                    yield offset, rest[:end]
                    offset, rest = offset + end, rest[end:]
        if rest:
            yield offset, rest

    def _last_line_end(self, block: bytes) -> int:
        """Where the last line end of a block is; 0 to wait for more."""
        newline = "\n".encode(self.encoding)
        end = block.rfind(newline)
        while end > 0 and end % self._unit:  # halves of two characters
            end = block.rfind(newline, 0, end + self._unit - 1)
        if end > 0:
            return end
        return len(block) - len(block) % 4 if len(block) > LONGEST_LINE else 0


def behind_line_end(header: re.Pattern[str]) -> re.Pattern[str]:
    """A header at the beginning of a line; with a letter to look for, the engine finds it fast."""
    return re.compile(f"\n(?:{header.pattern})", header.flags)


def anywhere(header: re.Pattern[str]) -> re.Pattern[str]:
    """A header within a line, with the character before it, as `cut` wants them."""
    return re.compile(f"[\\s\\S](?:{header.pattern})", header.flags)


def cut(file: TextFile, header: re.Pattern[str], size: int) -> Iterator[tuple[int, int, re.Match[str] | None, str]]:
    """Each message: where its bytes begin and end, its header, its text; without a header, what stands before the first."""
    start, last, before = 0, None, ""
    width, readable = file.width, file.readable
    for offset, text in file:
        begin = behind = 0
        for match in header.finditer(text):
            here = match.start() + 1
            offset += width(text[begin:here])
            if last or here > 1:
                yield start, offset, last, readable(before + text[behind:here])
                start = offset
            last, before, begin, behind = match, "", here, match.end()
        if len(before) < LONGEST_TEXT:
            before += text[behind:]
        else:
            file.shortened += 1
    if size:
        yield start, size, last, file.readable(before)
