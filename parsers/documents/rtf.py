"""The text of an RTF document (Microsoft, RTF specification 1.9.1): what is shown, without control words.

Fonts say in which code page their bytes are; what is drawn or embedded is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence_desk.api import Gap, OpenEntry, Records, Text, clean, parser

LARGEST = 64 << 20
MOST_TEXT = 16 << 20
MOST_GROUPS = 100_000
TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
SPACES = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"nestcell": "\t",
    b"nestrow": "\n",
}
SIGNS = {
    b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
HIDDEN = frozenset({b"colortbl", b"stylesheet", b"pict", b"objdata", b"themedata", b"colorschememapping", b"datastore", b"latentstyles", b"listtable",
                    b"listoverridetable", b"rsidtbl", b"generator", b"xmlnstbl", b"fonttbl", b"filetbl", b"revtbl"})  # fmt: skip
"""Groups of what is no text."""
SHOWN = frozenset({b"fldinst", b"shptxt", b"bkmkstart", b"atnauthor", b"atnid", b"pnseclvl"})
"""Groups that a reader may leave out, and that hold words all the same: where a link leads, who wrote a note."""
CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """What a group inherits: whether it is shown, its font's code page, and how many characters stand for one of Unicode."""

    shown: bool = True
    codec: str = "cp1252"
    skip: int = 1


@parser("document.rtf", version=1, mimes=("text/rtf", "application/rtf"))
def text(entry: OpenEntry) -> Records:
    """What is written in an RTF document."""
    if entry.size > LARGEST:
        yield Gap("document-unread", {"path": entry.path, "detail": f"larger than {LARGEST} bytes"})
        return
    data = entry.content.read_at(0, entry.size)
    written, length, odd = list[str](), 0, 0
    for piece in _pieces(data):
        written.append(piece)
        length += len(piece)
        odd += piece.count("\ufffd")
        if length >= MOST_TEXT:
            yield Gap("text-cut", {"path": entry.path, "kept": length})
            break
    body = clean("".join(written)).strip()
    if odd:
        yield Gap("encoding-errors", {"path": entry.path, "count": odd, "encoding": "RTF"}, "info")
    embedded = data.count(b"\\objdata")
    if embedded:
        yield Gap("document-unread", {"path": entry.path, "detail": f"{embedded} embedded objects"})
    if body:
        yield Text(body, "RTF")


def _pieces(data: bytes) -> Iterator[str]:
    """Shown text in its order. Bytes of a code page wait until something else comes: a character may take two."""
    fonts, page = _fonts(data), _page(data)
    state, above, waiting, skip = State(codec=page), list[State](), bytearray(), 0
    starred = False
    for token in TOKEN.finditer(data):
        word, number, byte, sign, brace, plain = token.groups()
        if byte is not None or plain is not None:
            raw = bytes.fromhex(byte.decode()) if byte is not None else plain
            left, skip = raw[skip:], max(0, skip - len(raw))
            if state.shown:
                waiting += left
            continue
        if word is None and sign is None and brace is None:
            continue
        if waiting:
            yield bytes(waiting).decode(state.codec, "replace")
            waiting.clear()
        if brace == b"{" and len(above) < MOST_GROUPS:
            above.append(state)
        elif brace == b"}":
            state, skip = above.pop() if above else State(codec=page), 0
        elif sign is not None:
            starred = sign == b"*"
            if state.shown and sign in b"\\{}~":
                yield " " if sign == b"~" else sign.decode()
            continue
        elif word is not None:
            value = int(number) if number is not None else None
            if word in HIDDEN or (starred and word not in SHOWN):
                state = replace(state, shown=False)
            elif word == b"u" and value is not None:
                skip = state.skip
                if state.shown:
                    yield chr(value & 0xFFFF)
            elif word == b"uc" and value is not None:
                state = replace(state, skip=min(max(value, 0), 16))
            elif word == b"f" and value is not None:
                state = replace(state, codec=fonts.get(value, page))
            elif word == b"bin" and value is not None and value > 0:
                skip = value
            elif state.shown and (word in SPACES or word in SIGNS):
                yield SPACES.get(word) or SIGNS[word]
        starred = False
    if waiting:
        yield bytes(waiting).decode(state.codec, "replace")


def _page(data: bytes) -> str:
    """The code page of the document."""
    found = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
    name = f"cp{int(found[1])}" if found else "cp1252"
    name = {"cp936": "gb18030", "cp950": "big5", "cp65001": "utf-8"}.get(name, name)
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _fonts(data: bytes) -> dict[int, str]:
    """The code page of each font that states a character set of its own."""
    return {
        int(number): CHARSETS[int(charset)]
        for number, charset in re.findall(rb"\\f(\d{1,6})(?=[\\ ])[^{};]{0,200}?\\fcharset(\d{1,3})", data[: 1 << 20])
        if int(charset) in CHARSETS and int(charset)
    }
