"""A JSON document of any size, walked front to back: some objects and arrays are entered, every other value is given whole.

Memory holds one value at a time. A value that is damaged inside costs no other: its end is found by its brackets or,
where it stands on lines of its own, by the line that closes it at the depth where it began.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterator
from typing import NamedTuple

import msgspec

from evidence_desk.api import Extent, Gap, OpenEntry

BLOCK = 1 << 20
LARGEST = 64 << 20
"""Bytes of one value; a longer one ends the reading."""
INDENT = 256
"""Bytes before a value that are kept, to see how far its line is indented."""

SPACE = re.compile(rb"[ \t\r\n]*+")
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
SCALAR = re.compile(rb'[^\s,:"\[\]{}]++')
BRACKET = re.compile(rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+(["\[\]{}])', re.DOTALL)
"""The next bracket outside of strings, or a quotation mark that nothing closes."""
OBJECT, ARRAY, QUOTE, COLON, COMMA = b'{[":,'
CLOSING = {OBJECT: b"}", ARRAY: b"]"}

_json = msgspec.json.Decoder(msgspec.Raw)
_array = msgspec.json.Decoder(list[msgspec.Raw])
GUESSES = 8
"""Brackets that are tried as the end of the last whole element among the bytes at hand."""


class Value(NamedTuple):
    """`shape` is the pointer with `*` for every index; `raw` the whole value, or `{` or `[` of a container that is entered."""

    pointer: str
    shape: str
    raw: bytes


class Broken(Exception):
    """The document cannot be followed any further; `rows`: elements of an array that it breaks in the middle of."""

    def __init__(self, detail: str, rows: int = 0) -> None:
        super().__init__(detail)
        self.rows = rows


class Document:
    """`entered`: the shapes of the objects and arrays that are walked into. Pointers are those of RFC 6901."""

    def __init__(self, entry: OpenEntry, entered: Container[str]) -> None:
        self._entry, self._entered = entry, entered
        self._file = entry.open()
        self._data, self._at, self._before = b"", 0, 0
        self._singly = 0
        """The offset up to which elements are taken one by one, for together they are no JSON."""

    def __iter__(self) -> Iterator[Value | Gap]:
        """Its values in the order of the file, and a gap wherever its form is broken."""
        with self._file:
            if self._byte() == codecs.BOM_UTF8[0]:
                self._at += len(codecs.BOM_UTF8)
            try:
                yield from self._value("", "")
                if self._byte() is not None:
                    raise Broken("something follows the document")
            except Broken as error:
                yield self._damage(str(error), error.rows)

    def _value(self, pointer: str, shape: str) -> Iterator[Value | Gap]:
        first = self._byte()
        if first in CLOSING and shape in self._entered:
            self._at += 1
            yield Value(pointer, shape, bytes([first]))
            yield from self._inside(pointer, shape, first)
        else:
            yield Value(pointer, shape, self._whole(first, rows=int(shape.endswith("*"))))

    def _inside(self, pointer: str, shape: str, kind: int) -> Iterator[Value | Gap]:
        """The values of a container that is entered, and steps behind it."""
        count, commas, closing, inner = 0, 0, CLOSING[kind][0], f"{shape}/*"
        entered = kind == OBJECT or inner in self._entered
        while (byte := self._byte()) != closing:
            if byte == COMMA:
                self._at, commas = self._at + 1, commas + 1
                continue
            if byte is None:
                raise Broken("the document ends early")
            if commas != (count > 0):
                yield self._damage("a comma is missing or too many")
            commas = 0
            if not entered:
                for count, raw in enumerate(self._together(byte) or [self._whole(byte, rows=1)], count + 1):  # noqa: B020 goes on
                    yield Value(f"{pointer}/{count - 1}", inner, raw)
            else:
                name = self._name(byte) if kind == OBJECT else str(count)
                yield from self._value(f"{pointer}/{name}", f"{shape}/{name}" if kind == OBJECT else inner)
                count += 1
        self._at += 1

    def _together(self, first: int) -> list[bytes]:
        """The elements from here on that are whole in the bytes at hand, and steps behind them; none where they are no JSON together.

        What is JSON up to an end that was only guessed at is, for JSON is read from left to right, so many whole elements.
        """
        if first != OBJECT or self._before + self._at < self._singly:
            return []
        for end in self._guessed_ends():
            try:
                found = _array.decode(b"[%b]" % self._data[self._at : end])
            except (msgspec.DecodeError, RecursionError):
                continue
            self._at = end
            return [bytes(raw) for raw in found]
        self._singly = self._before + len(self._data)
        return []

    def _guessed_ends(self) -> Iterator[int]:
        """Behind the last bracket that closes at the depth where the element begins, or behind the last ones that a comma follows."""
        if margin := self._margin():
            found = self._data.rfind(margin + b"}", self._at)
            if found >= 0:
                yield found + len(margin) + 1
            return
        end = len(self._data)
        for _ in range(GUESSES):
            end = self._data.rfind(b"},", self._at, end)
            if end < 0:
                return
            yield end + 1

    def _margin(self) -> bytes:
        """The line end and the blanks before the closing bracket of what begins here; empty where it does not stand on lines of its own."""
        if self._data[self._at + 1 : self._at + 2] not in (b"\r", b"\n"):
            return b""
        line = self._data[self._data.rfind(b"\n", 0, self._at) + 1 : self._at]
        return b"\n" + line[: len(line) - len(line.lstrip(b" \t"))]

    def _name(self, first: int | None) -> str:
        raw = self._whole(first)
        if self._byte() != COLON:
            raise Broken("no colon after a name")
        self._at += 1
        return raw[1:-1].decode(errors="replace").replace("~", "~0").replace("/", "~1")

    def _whole(self, first: int | None, rows: int = 0) -> bytes:
        """The value that begins here, and steps behind it."""
        while True:
            end = self._end_of_container(CLOSING[first]) if first in CLOSING else self._end_of_scalar(first)
            if end:
                raw, self._at = self._data[self._at : end], end
                return raw
            if len(self._data) - self._at > LARGEST:
                raise Broken(f"a value is longer than {LARGEST} bytes", rows)
            if not self._more():
                raise Broken("the document ends early", rows)

    def _end_of_scalar(self, first: int | None) -> int:
        """Where the string, number or word that begins here ends; 0 where more bytes are needed to tell."""
        found = (STRING if first == QUOTE else SCALAR).match(self._data, self._at)
        if found is None and first != QUOTE:
            raise Broken("no value where one belongs")
        return found.end() if found and found.end() < len(self._data) else 0

    def _end_of_container(self, closing: bytes) -> int:
        """Where the object or array that begins here ends; 0 where more bytes are needed to tell."""
        by_line = self._end_by_line(closing)
        if by_line and self._is_json(by_line):
            return by_line
        by_brackets = self._end_by_brackets()
        return by_line if by_line and not (by_brackets and self._is_json(by_brackets)) else by_brackets

    def _end_by_line(self, closing: bytes) -> int:
        """By the first line that closes at the same depth: a line end is never part of a JSON string."""
        margin = self._margin()
        found = self._data.find(margin + closing, self._at) if margin else -1
        return found + len(margin) + len(closing) if found >= 0 else 0

    def _end_by_brackets(self) -> int:
        depth, at = 0, self._at
        while found := BRACKET.match(self._data, at):
            at = found.end()
            match found[1]:
                case b"{" | b"[":
                    depth += 1
                case b"}" | b"]":
                    depth -= 1
                case _:
                    return 0
            if depth == 0:
                return at
        return 0

    def _is_json(self, end: int) -> bool:
        try:
            _json.decode(self._data[self._at : end])
        except (msgspec.DecodeError, RecursionError):
            return False
        return True

    def _byte(self) -> int | None:
        """The next byte that is no space; None at the end of the file."""
        while True:
            self._at = SPACE.match(self._data, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._data):
                return self._data[self._at]
            if not self._more():
                return None

    def _more(self) -> bool:
        """Reads on: twice as much each time, so that a long value is looked at a few times only."""
        block = self._file.read(max(BLOCK, len(self._data) - self._at))
        kept = min(self._at, INDENT)
        self._before += self._at - kept
        self._data, self._at = self._data[self._at - kept :] + block, kept
        return bool(block)

    def _damage(self, detail: str, rows: int = 0) -> Gap:
        offset = self._before + self._at
        params: dict[str, str | int] = {"path": self._entry.path, "offset": offset, "detail": detail}
        return Gap("document-damaged", params, "error", Extent(offset, max(0, self._entry.size - offset)), rows)
