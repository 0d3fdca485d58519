"""Identifiers in text: account numbers, documents, devices, addresses. What is found is a form and a check digit, never a person.

Full-width digits and letters count as their plain ones. `validity`: `checksum` where the identifier's own check holds, `format` where it has
none, `context` where only the words before it say what it is. A number whose check fails is none of its kind.
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from typing import Literal, NamedTuple

from evidence_desk.identify import checks, spots

RULES = 1
"""The version of what is found here; kept with every hit."""
Validity = Literal["checksum", "format", "context"]
Placed = tuple[int, int, "Hit"]
"""A place, the number of a kind, and what stands there."""
Judge = Callable[[str], tuple[str, Validity] | None]


class Hit(NamedTuple):
    """`raw` stands at `offset` of the text (characters); `value` is its normal form."""

    kind: str
    value: str
    raw: str
    validity: Validity
    offset: int


class Kind(NamedTuple):
    """`pattern` finds candidates, its group 1 if it has one; `judge` gives the normal form or None. `sign`: a text without it has no
    candidate, and is not searched."""

    name: str
    pattern: re.Pattern[str]
    judge: Judge
    sign: str
    group: int


CARDS: dict[tuple[str, ...], tuple[int, ...]] = {
    ("62",): (16, 17, 18, 19), ("34", "37"): (15,), ("35",): (16, 17, 18, 19), ("4",): (13, 16, 19), ("51", "52", "53", "54", "55"): (16,),
    ("22", "23", "24", "25", "26", "27"): (16,),
}  # fmt: skip
"""How long the numbers of each scheme are."""
FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
FULL = re.compile("[\uff01-\uff5e\u3000]")
EDGE, NO_DIGIT, NO_WORD = r"(?<![0-9A-Za-z])", r"(?![0-9])", r"(?![0-9A-Za-z])"


def scan(text: str) -> Iterator[Hit]:
    """Every identifier in a text, line by line, in each by kind and place. Two kinds may share characters: which it is, is not decided here."""
    hits: list[Placed] = []
    for spot in spots.spots(text.replace("\uff1a", ":")):
        if spot.kinds & {spots.NUMBERS, spots.EVERY}:
            hits += _numbers(text, spot)
        if kinds := _others(spot.kinds):
            part = text[spot.start : spot.end]
            hits += _searched(part, plain(part), spot.start, kinds, 0, len(part))
    yield from _in_order(hits, text)


def scan_each(texts: list[str]) -> list[list[Hit]]:
    """Those of many texts, which are searched in one go: nothing reaches across the end of a line."""
    begins = [0, *accumulate(len(text) + 1 for text in texts)]
    found: list[list[Hit]] = [[] for _ in texts]
    for hit in scan("\n".join(texts)):
        which = bisect_right(begins, hit.offset) - 1
        found[which].append(hit._replace(offset=hit.offset - begins[which]))
    return found


def plain(text: str) -> str:
    """With full-width letters, digits and signs as their plain ones: a character for a character."""
    for character in {*FULL.findall(text)}:
        text = text.replace(character, FULL_WIDTH[character])
    return text


def _searched(text: str, plain: str, start: int, kinds: tuple[int, ...], first: int, last: int) -> list[Placed]:
    """Some kinds between two places of a part of a text, which begins at `start`."""
    hits: list[Placed] = []
    for number in kinds:
        name, pattern, judge, sign, group = KINDS[number]
        if sign and sign not in plain:
            continue
        for found in pattern.finditer(plain, first, last):
            judged = judge(found[group])
            if judged is not None:
                begin, end = found.span(group)
                hits.append((start + begin, number, Hit(name, judged[0], text[begin:end], judged[1], start + begin)))
    return hits


def _numbers(text: str, spot: spots.Spot) -> Iterator[Placed]:
    """Numbers of people, cards and devices: around each run of digits, with what may tell before and behind it that it is one."""
    start, end = max(0, spot.start - spots.BEFORE), min(len(text), spot.end + spots.BEHIND)
    raw = text[start:end]
    around = plain(raw)
    for begin, stop, digits in spots.runs(around, spot.start - start, spot.end - start):
        first, last = max(0, begin - spots.BEFORE), min(len(around), stop + spots.BEHIND)
        for hit in _searched(raw, around, start, _of_length(min(digits, MOST)), first, last):
            if start + begin < hit[0] + len(hit[2].raw) and hit[0] < start + stop:  # what is of the run before is found there
                yield hit


@cache
def _of_length(digits: int) -> tuple[int, ...]:
    """The kinds that so many digits in a row can be; more than the longest has are as good as these."""
    return tuple(number for number, least in LONG if digits >= least)


@cache
def _others(kinds: frozenset[str]) -> tuple[int, ...]:
    """The kinds that are no runs of digits."""
    long = {number for number, _ in LONG}
    return tuple(number for number, kind in enumerate(KINDS) if number not in long and (kind.name in kinds or spots.EVERY in kinds))


def _in_order(hits: list[Placed], text: str) -> Iterator[Hit]:
    """Line by line, in each by kind and place."""
    hits.sort(key=lambda one: one[0])
    line: list[Placed] = []
    end = 0
    for hit in hits:
        if line and hit[0] > end:
            yield from (one for _, _, one in sorted(line, key=lambda one: (one[1], one[0])))
            line = []
        if not line:
            end = text.find("\n", hit[0])
            end = len(text) if end < 0 else end
        line.append(hit)
    yield from (one for _, _, one in sorted(line, key=lambda one: (one[1], one[0])))


def _digits(raw: str) -> str:
    return re.sub(r"[ \-]", "", raw)


def _resident(raw: str) -> tuple[str, Validity] | None:
    number = raw.upper()
    return (number, "checksum") if checks.resident_id(number) else None


def _mobile(raw: str) -> tuple[str, Validity] | None:
    number = _digits(raw)
    return f"+86{number[-11:]}", "format"


def _card(raw: str) -> tuple[str, Validity] | None:
    number = _digits(raw)
    lengths = next((lengths for beginning, lengths in CARDS.items() if number.startswith(beginning)), ())
    return (number, "checksum") if len(number) in lengths and len(set(number)) > 1 and checks.luhn(number) else None


def _uscc(raw: str) -> tuple[str, Validity] | None:
    return (raw, "checksum") if checks.uscc(raw) else None


def _imei(raw: str) -> tuple[str, Validity] | None:
    number = _digits(raw)
    return (number, "checksum") if checks.luhn(number) and len(set(number)) > 2 else None


def _bitcoin(raw: str) -> tuple[str, Validity] | None:
    if raw.lower().startswith("bc1"):
        return (raw.lower(), "checksum") if raw in (raw.lower(), raw.upper()) and checks.segwit(raw.lower()) else None
    return (raw, "checksum") if checks.base58check(raw) in checks.BITCOIN_VERSIONS else None


def _tron(raw: str) -> tuple[str, Validity] | None:
    return (raw, "checksum") if checks.base58check(raw) == checks.TRON_VERSION else None


def _ethereum(raw: str) -> tuple[str, Validity] | None:
    holds = checks.eip55(raw)
    return None if holds is False else (raw.lower(), "checksum" if holds else "format")


def _ipv4(raw: str) -> tuple[str, Validity] | None:
    try:
        return str(ipaddress.IPv4Address(raw)), "format"
    except ValueError:
        return None


def _ipv6(raw: str) -> tuple[str, Validity] | None:
    try:
        return str(ipaddress.IPv6Address(raw)), "format"
    except ValueError:
        return None


def _email(raw: str) -> tuple[str, Validity] | None:
    local, _, domain = raw.rpartition("@")
    return f"{local}@{domain.lower()}", "format"


def _url(raw: str) -> tuple[str, Validity] | None:
    return raw.rstrip(".,;:!?)]}'\"，。；：！？）】"), "format"


def _format(raw: str) -> tuple[str, Validity] | None:
    return raw, "format"


def _context(raw: str) -> tuple[str, Validity] | None:
    return raw, "context"


def _mac(raw: str) -> tuple[str, Validity] | None:
    return raw.replace("-", ":").lower(), "format"


def _kind(name: str, pattern: str, judge: Judge, sign: str = "") -> Kind:
    compiled = re.compile(pattern)
    return Kind(name, compiled, judge, sign, 1 if compiled.groups and "s" not in compiled.groupindex else 0)


KINDS = (
    _kind("cn-resident-id", rf"{EDGE}[1-9]\d{{16}}[0-9Xx]{NO_WORD}", _resident),
    _kind("mobile", rf"(?<![0-9A-Za-z.])(?:\+86[ \-]?|0086[ \-]?)?1[3-9]\d(?:[ \-]?\d{{4}}){{2}}{NO_DIGIT}", _mobile),
    _kind("bank-card", rf"(?<![0-9A-Za-z.])(?:62|4\d|5[1-5]|2[2-7]|35|3[47])\d{{2}}(?:[ \-]?\d){{9,15}}{NO_DIGIT}", _card),
    _kind("uscc", rf"{EDGE}[0-9A-HJ-NPQRTUWXY]{{2}}\d{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}{NO_WORD}", _uscc),
    _kind("imei", r"(?i)imei[ :：\"'=]{0,5}(\d{15}|\d{2}[ \-]\d{6}[ \-]\d{6}[ \-]\d)(?!\d)", _imei),
    _kind("iccid", rf"{EDGE}8986\d{{15}}[0-9A-Fa-f]?{NO_WORD}", _format),
    _kind("imsi", r"(?i)imsi[ :：\"'=]{0,5}(460\d{12})(?!\d)", _context),
    _kind(
        "email", r"(?<![\w.+\-])[\w.+\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w\-])", _email, "@"
    ),
    _kind("url", r"(?:https?|ftp)://[^\s<>\"'，。；：！？（）【】《》、\u4e00-\u9fff]{3,2048}", _url, "://"),
    _kind("ip", r"(?<![0-9A-Za-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z]|\.\d)", _ipv4, "."),
    _kind("ip", r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:.])", _ipv6, ":"),
    _kind("mac", r"(?<![0-9A-Za-z:\-])(?:[0-9A-Fa-f]{2}(?P<s>[:\-]))(?:[0-9A-Fa-f]{2}(?P=s)){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:\-])", _mac),
    _kind(
        "crypto-btc",
        rf"{EDGE}(?:[13][1-9A-HJ-NP-Za-km-z]{{25,34}}|bc1[02-9ac-hj-np-z]{{11,71}}|BC1[02-9AC-HJ-NP-Z]{{11,71}}){NO_WORD}",
        _bitcoin,
    ),
    _kind("crypto-eth", rf"{EDGE}0x[0-9A-Fa-f]{{40}}{NO_WORD}", _ethereum, "0x"),
    _kind("crypto-trx", rf"{EDGE}T[1-9A-HJ-NP-Za-km-z]{{33}}{NO_WORD}", _tron, "T"),
    _kind("wechat-id", rf"{EDGE}(?:wxid_[0-9a-z]{{10,22}}|gh_[0-9a-f]{{12}}|\d{{5,15}}@chatroom){NO_WORD}", _format),
    _kind("wechat-id", r"(?:微信号?|(?i:wechat|weixin|vx))[ :：是为]{1,4}([A-Za-z][\-_A-Za-z0-9]{5,19})(?![\-_A-Za-z0-9])", _context),
    _kind("qq", r"(?:(?i:qq)|扣扣|企鹅)号?(?:码)?[ :：是为]{1,4}([1-9]\d{4,10})(?!\d)", _context),
    _kind(
        "plate",
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])",
        _format,
    ),
)
DIGITS = {"cn-resident-id": 17, "mobile": 11, "bank-card": 13, "imei": 15, "iccid": 19, "imsi": 15}
LONG = tuple((number, DIGITS[kind.name]) for number, kind in enumerate(KINDS) if kind.name in DIGITS)
"""Kinds that are runs of digits, by their place, and how many each has at least."""
MOST = max(DIGITS.values())
