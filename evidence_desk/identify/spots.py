"""Where in a text an identifier can stand at all: most of a text holds none, and is gone through by searches of bytes alone.

Each search asks for less than the pattern of a kind does, so that nothing is passed over; what it names is searched with the pattern itself. A text is cut
at ends of lines and at quotation marks, which no pattern but those of the numbers reaches across; numbers are searched in the text as a whole, around runs
of digits. tests/evidence_desk/identify/test_spots.py holds it against the patterns alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import AnyStr, NamedTuple

DIGITS, LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyz"
ODD = re.compile("[\u0130\u0131\u0660-\u1a99\u3000\ua620-\uabf9\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff5e]")
"""Full-width letters and digits, digits of other scripts, and the i with and without a dot: a part with one of them is searched for every kind."""
FAR = re.compile("[\U000104a0-\U0001e959\U0001fbf0-\U0001fbf9]")
"""Digits of scripts beyond the first plane; apart, since a class within it is looked up in a table."""
ADDRESS = re.compile(r"\.\d{1,3}\.\d")
GROUPS = re.compile(r":[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:")
PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]")
RUN = re.compile(r"\d(?:[ \-]?\d){10,}")
"""Eleven digits and more, each at most one blank or hyphen apart from the next: the numbers of people, cards and devices."""
BEFORE, BEHIND = 16, 4
"""Characters around a run that belong to its number, or tell that it is none: `imei` with what stands between, a country code, a check letter."""


def _coded(alphabet: str, joined: str = "") -> bytes:
    """A table by which a byte of an alphabet is 0, one that joins is a colon, and every other but an end of line is none of them."""
    table = bytearray(b"?" * 256)
    table[10] = 10
    for character in alphabet:
        table[ord(character)] = ord("0")
    for character in joined:
        table[ord(character)] = ord(":")
    return bytes(table)


DIGIT = _coded(DIGITS)
CAPITAL = _coded(DIGITS + LETTERS.upper())
WORD = _coded(DIGITS + LETTERS + LETTERS.upper())
PAIRS = _coded(DIGITS + "abcdefABCDEF", ":-")
CITY = bytes(ord("A") if chr(one) in "ABCDEFGHJKLMNPQRSTUVWXYZ" else one if one == ord("?") else 0 for one in range(256))
LITERALS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"@", ("email", "wechat-id")), (b"://", ("url",)), (b"::", ("ip",)), (b"wxid_", ("wechat-id",)), (b"gh_", ("wechat-id",)), (b"wechat", ("wechat-id",)),
    (b"weixin", ("wechat-id",)), (b"vx", ("wechat-id",)), (b"qq", ("qq",)), (b"bc1", ("crypto-btc",)),
)  # fmt: skip
"""In small letters, whatever the text has."""
HAN = (("微信", "微", ("wechat-id",)), ("扣扣", "扣", ("qq",)), ("企鹅", "鹅", ("qq",)))
"""With its rarer character: one is looked for faster than two."""
END = re.compile(rb"\n")
EVERY, NUMBERS = "*", "numbers"
"""All kinds; those that are runs of digits."""


class Spot(NamedTuple):
    """A part of the text, from `start` on, and the kinds that it can hold."""

    start: int
    end: int
    kinds: frozenset[str]


def spots(plain: str) -> Iterator[Spot]:
    """The parts that can hold an identifier, in their order; `plain` has no full-width colon."""
    parts = plain.replace('"', "\n")
    found: dict[int, set[str]] = {}
    coded = parts.encode("latin-1", "replace")  # a byte for a character: places stay
    bounds = [0, *(end.end() for end in END.finditer(coded)), len(parts) + 1]
    for place, kinds in _places(parts, coded):
        found.setdefault(bisect_right(bounds, place) - 1, set()).update(kinds)
    for number in _digits(coded):
        found.setdefault(number, set()).add(NUMBERS)
    for number in sorted(found):
        yield Spot(bounds[number], bounds[number + 1] - 1, frozenset(found[number]))


def runs(plain: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(from, to, digits) of each run of digits in a part."""
    for run in RUN.finditer(plain, start, end):
        yield run.start(), run.end(), len(run[0]) - run[0].count(" ") - run[0].count("-")


def _places(parts: str, coded: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    small = coded.lower()
    for literal, kinds in LITERALS:
        yield from ((place, kinds) for place in _every(small, literal))
    for run, table, kinds in (
        (b"0" * 18, CAPITAL, ("uscc",)), (b"0" * 26, WORD, ("crypto-btc", "crypto-eth", "crypto-trx")), (b":00:00:00:00:", PAIRS, ("mac",)),
    ):  # fmt: skip
        yield from ((place, kinds) for place in _every(coded.translate(table), run))
    yield from ((found.start(), ("ip",)) for pattern in (ADDRESS, GROUPS) for found in pattern.finditer(parts))
    if not parts.isascii():
        behind_han = coded.translate(CITY)
        yield from ((place, ("plate",)) for place in _all(behind_han, b"?A") if PLATE.match(parts, place))
        yield from ((found.start(), (EVERY,)) for found in ODD.finditer(parts))
        if len(parts.encode("utf-16-le", "surrogatepass")) > 2 * len(parts):
            yield from ((found.start(), (EVERY,)) for found in FAR.finditer(parts))
        for word, rare, kinds in HAN:
            if rare in parts:
                yield from ((place, kinds) for place in _all(parts, word))


def _all(text: AnyStr, wanted: AnyStr) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _every(coded: bytes, wanted: bytes) -> Iterator[int]:
    """Where it stands, once a part."""
    place = coded.find(wanted)
    while place >= 0:
        yield place
        end = coded.find(b"\n", place)
        place = coded.find(wanted, end) if end >= 0 else -1


def _digits(coded: bytes) -> Iterator[int]:
    """The number of each part that has eleven digits with no more between them than blanks and hyphens, wherever these stand."""
    close = coded.translate(DIGIT, b" -")
    number, last = 0, 0
    for place in _every(close, b"0" * 11):
        number += close.count(b"\n", last, place)
        last = place
        yield number
