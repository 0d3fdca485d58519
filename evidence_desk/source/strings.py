"""Text in bytes that no file system explains: runs of UTF-8, UTF-16LE and GB18030 that are more than chance.

Of random bytes a third read as one or another Chinese character. So a run needs a seed that chance hardly gives: some common
hanzi (the first level of GB 2312, 3,755 of them) one behind the other, two hanzi in UTF-8, which has a form of its own, or so many
letters; from there it goes on through all that the encoding has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from evidence_desk.spare import Fragment

LEAST = 6
"""Characters of a run in ASCII, or of another script in UTF-16."""
LONGEST = 1 << 15
"""Bytes of one run; what is longer goes on in the next."""
BLOCK = 1 << 18
HOLE = bytes(4096)
"""Zeros that are passed over."""
NEAR, MUCH = 256, 4096
"""Bytes between runs of one fragment, and characters from which on another begins."""
BEFORE = 64
"""Bytes of ASCII that are taken along before a seed of hanzi."""

_ASCII = rb"[\t\n\r\x20-\x7e]"
_WIDE = rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
PLAIN = re.compile(rb"[\t\n\r\x20-\x7e]{%d,%d}" % (LEAST, LONGEST))
HANZI_8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}[\xe3-\xe9][\x80-\xbf]{2}")
OTHERS_8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf][\xc3-\xdf][\x80-\xbf][\xc3-\xdf][\x80-\xbf][\xc3-\xdf][\x80-\xbf]")
REST_8 = re.compile(rb"(?:%s|%s){0,%d}" % (_ASCII, _WIDE, LONGEST // 4))
HANZI_GB = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe](?:[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]){3}")
REST_GB = re.compile(rb"(?:%s|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]){0,%d}" % (_ASCII, LONGEST // 4))
COMMON = "".join(
    bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if row < 0xD7 or cell < 0xFA
)
SEED_16 = re.compile(f"[{COMMON}]{{3}}|[\t\n\r\x20-\x7e\u0400-\u04ff\u0600-\u06ff]{{{LEAST}}}")
REST_16 = re.compile(f"[\t\n\r\x20-\x7e\u00a0-\u04ff\u0600-\u06ff\u2010-\u2026\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]{{0,{LONGEST // 2}}}")
PAIRED = re.compile("[\U00010000-\U0010ffff]")
LETTER = re.compile(r"[^\W_]")


class Run(NamedTuple):
    """`offset` and `length` in bytes of what was looked at; `weight` tells which of two that overlap says more."""

    offset: int
    length: int
    encoding: str
    text: str
    weight: int


def runs(data: bytes) -> list[Run]:
    """In the order of their places, none over another."""
    found = sorted([*_plain(data), *_seeded(data, HANZI_8, REST_8, "utf-8"), *_seeded(data, OTHERS_8, REST_8, "utf-8"),
                    *_seeded(data, HANZI_GB, REST_GB, "gb18030"), *_wide(data, 0), *_wide(data, 1)])  # fmt: skip
    kept: list[Run] = []
    for one in found:
        while kept and one.offset < kept[-1].offset + kept[-1].length:
            if one.weight <= kept[-1].weight:
                break
            kept.pop()
        else:
            kept.append(one)
    return kept


def fragments(read: Callable[[int, int], bytes], begin: int, until: int, end: int) -> Iterator[Fragment]:
    """The text from `begin` up to `until`, of a range that ends at `end`; a run that begins before is followed behind."""
    at = begin
    while at < until:
        block = read(at, min(BLOCK + LONGEST, end - at))
        if not block:
            return
        empty = len(block) - len(block.lstrip(b"\0"))
        if empty >= len(HOLE) or empty == len(block):
            at += empty
            continue
        hole = block.find(HOLE)
        step = min(BLOCK, until - at, hole + len(HOLE) if hole >= 0 else BLOCK)
        found = [run for run in runs(block[: hole + 2] if hole >= 0 else block) if run.offset < step]
        yield from _together(found, at)
        at = max(at + step, at + found[-1].offset + found[-1].length if found else 0)


def _together(found: list[Run], at: int) -> Iterator[Fragment]:
    """Runs that are near to each other, up to so much text; `at`: where they count from."""
    group: list[Run] = []
    for one in found:
        if group and (one.offset - group[-1].offset - group[-1].length > NEAR or sum(len(run.text) for run in group) > MUCH):
            yield _fragment(group, at)
            group = []
        group.append(one)
    if group:
        yield _fragment(group, at)


def _fragment(group: list[Run], at: int) -> Fragment:
    places, size = [], 0
    for one in group:
        places.append((size, at + one.offset, one.encoding))
        size += len(one.text) + 1
    first, last = group[0], group[-1]
    text = "\n".join(one.text for one in group)
    return Fragment(at + first.offset, last.offset + last.length - first.offset, places, text)


def _plain(data: bytes) -> Iterator[Run]:
    for match in PLAIN.finditer(data):
        text = match.group().decode("ascii")
        if LETTER.search(text):
            yield Run(match.start(), len(text), "utf-8", text, len(text))


def _seeded(data: bytes, seed: re.Pattern[bytes], rest: re.Pattern[bytes], encoding: str) -> Iterator[Run]:
    """Each run that has a seed, with the ASCII before it."""
    place = 0
    while match := seed.search(data, place):
        begin = match.start()
        while begin > max(place, match.start() - BEFORE) and (0x20 <= data[begin - 1] < 0x7F or data[begin - 1] in b"\t\n\r"):
            begin -= 1
        going = rest.match(data, match.start())
        place = max(match.end(), going.end() if going else 0)
        text = data[begin:place].decode(encoding, "replace")
        yield Run(begin, place - begin, encoding, text, _weight(text))


def _wide(data: bytes, shift: int) -> Iterator[Run]:
    """UTF-16LE from an even or an odd place on."""
    whole = data[shift : len(data) - (len(data) - shift) % 2]
    text, place = _units(whole), 0
    while match := SEED_16.search(text, place):
        going = REST_16.match(text, match.start())
        place = max(match.end(), going.end() if going else 0)
        found = text[match.start() : place]
        if LETTER.search(found):
            yield Run(shift + match.start() * 2, (place - match.start()) * 2, "utf-16-le", found, _weight(found))


def _units(data: bytes) -> str:
    """One character for each unit of 16 bits: of a pair of surrogates two that stand for nothing, so that places fit."""
    return PAIRED.sub("\ufffd\ufffd", data.decode("utf-16-le", "replace"))


def _weight(text: str) -> int:
    """Hanzi count more than letters, and what could not be decoded against it."""
    return len(text) + sum(3 for one in text if "\u4e00" <= one <= "\u9fff") - 4 * text.count("\ufffd")
