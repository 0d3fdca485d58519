"""Digests as the record states them: whether each can be one at all, and which of them agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.digest import HEX
from evidence_desk.model import DIGEST_LENGTHS
from evidence_desk.review.chain_words import FAULTS
from evidence_desk.store.intake import Exhibit, Step

LIKE_DIGITS = frozenset("oli")
"""Letters that are mistyped for the digits 0 and 1."""


@dataclass(frozen=True, slots=True)
class Stated:
    """`value` in lower case without blanks; `object`: what it is of, as the record says."""

    exhibit: str
    algorithm: str
    value: str
    object: str
    source: str


def digests(exhibits: list[Exhibit], steps: list[Step]) -> list[Stated]:
    """Of the description of the exhibits, then of the steps of their custody."""
    described = [
        Stated(one.number, plain(digest.algorithm), _hex(digest.value), digest.object, digest.source or _source(one))
        for one in exhibits
        for digest in one.digests
    ]
    handed = [
        Stated(step.event.exhibit, algorithm, value, step.event.digest_of, step.source)
        for step in steps
        for algorithm, value in _written(step.event.digest)
    ]
    return [*described, *handed]


def malformed(algorithm: str, value: str) -> tuple[str, str] | None:
    """What keeps a text from being a digest of the algorithm, in both languages; None where it can be one."""
    wanted = DIGEST_LENGTHS.get(algorithm)
    if wanted is None:
        return FAULTS["algorithm"]
    strange = sorted(set(value) - HEX)
    if strange:
        zh, en = FAULTS["typing" if set(strange) <= LIKE_DIGITS else "characters"]
        return zh.format(characters=" ".join(strange)), en.format(characters=" ".join(strange))
    if len(value) != wanted:
        zh, en = FAULTS["length"]
        return zh.format(wanted=wanted, found=len(value)), en.format(wanted=wanted, found=len(value))
    return None


def shared(stated: list[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """The first two exhibits of which the record has the same digest."""
    exhibits: dict[tuple[str, str], dict[str, Stated]] = {}
    for one in stated:
        exhibits.setdefault((one.algorithm, one.value), {}).setdefault(one.exhibit, one)
    for found in exhibits.values():
        if len(found) > 1:
            first, second = list(found.values())[:2]
            yield first, second


def differing(stated: list[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """A digest that is not the first one of the same object, exhibit and algorithm. Without an object nothing is compared."""
    first: dict[tuple[str, str, str], Stated] = {}
    for one in stated:
        known = first.setdefault((one.exhibit, one.algorithm, one.object), one)
        if one.object and known.value != one.value:
            yield known, one


def plain(algorithm: str) -> str:
    return algorithm.strip().lower().replace("-", "").replace("_", "").replace(" ", "")


def _hex(value: str) -> str:
    return "".join(value.split()).lower()


def _written(text: str) -> list[tuple[str, str]]:
    """`MD5:…` as an event has it; several with a semicolon."""
    parts = (one.replace("：", ":").partition(":") for one in text.replace("；", ";").split(";") if one.strip())
    return [(plain(name), _hex(value)) for name, _, value in parts]


def _source(exhibit: Exhibit) -> str:
    return " ".join(part for part in (exhibit.document, exhibit.page) if part)
