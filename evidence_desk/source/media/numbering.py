"""How the files of one split image are numbered, and finding them all from any one of them.

Only names are looked at here, and only in the folder of the file that was given: links beside it are not
followed, since what they lead to need not be part of the evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from evidence_desk.source.media.files import Files

NUMBERED = re.compile(r"\d{2,6}")
LETTERED = re.compile(r"[a-z]{2,4}|[A-Z]{2,4}")
COMMON_WIDTH = 3
"""Digits that nearly all programs number parts with; other endings of digits are dates and versions as often."""
LONGEST = 1 << 16
"""Files of one set; EWF numbers its segments with 16 bits."""


class Numbering(Protocol):
    """A way to number files by their ending."""

    @property
    def first(self) -> int: ...
    def number(self, ending: str) -> int | None: ...
    def ending(self, number: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Digits:
    """.000 .001 .002, or .001 .002; FTK Imager, dd with split -d, and most others."""

    width: int
    first: int

    def number(self, ending: str) -> int | None:
        return int(ending) if len(ending) == self.width and NUMBERED.fullmatch(ending) else None

    def ending(self, number: int) -> str:
        return f"{number:0{self.width}d}"


@dataclass(frozen=True, slots=True)
class Letters:
    """.aa .ab ... .zz, or .aaa ...; split(1)."""

    width: int
    upper: bool
    first: int = 0

    def number(self, ending: str) -> int | None:
        if len(ending) != self.width or not LETTERED.fullmatch(ending) or ending.isupper() != self.upper:
            return None
        number = 0
        for letter in ending.lower():
            number = number * 26 + ord(letter) - ord("a")
        return number

    def ending(self, number: int) -> str:
        letters = ""
        for _ in range(self.width):
            number, letter = divmod(number, 26)
            letters = chr(ord("a") + letter) + letters
        return letters.upper() if self.upper else letters


@dataclass(frozen=True, slots=True)
class Family:
    """The files of one set by their numbers, from `first` on."""

    folder: Path
    stem: str
    numbering: Numbering
    files: dict[int, Path]

    @property
    def first(self) -> int:
        return self.numbering.first

    def name(self, number: int) -> str:
        """The name that a file has or, where it is missing, should have."""
        found = self.files.get(number)
        return found.name if found else f"{self.stem}.{self.numbering.ending(number)}"


def raw_family(path: Path, files: Files) -> Family | None:
    """The split raw image that a file belongs to; None where its name is no part of a set of two or more."""
    stem, dot, ending = path.name.rpartition(".")
    if not dot or not stem:
        return None
    if NUMBERED.fullmatch(ending):
        beside = siblings(path, stem, files)
        zero = "0" * len(ending)
        found = family(path, stem, Digits(len(ending), 0 if zero in beside else 1), beside)
    elif LETTERED.fullmatch(ending):
        letters = Letters(len(ending), ending.isupper())
        beside = siblings(path, stem, files)
        # many endings are letters (.dd, .raw): only a set that begins at the beginning is one
        found = family(path, stem, letters, beside) if letters.ending(0) in beside else None
    else:
        return None
    return _connected(found, path) if found else None


def first_of(path: Path) -> str | None:
    """The name of the first file of the set that a file called `disk.002` would be a later one of; None for any other name."""
    stem, _, ending = path.name.rpartition(".")
    later = bool(stem) and len(ending) == COMMON_WIDTH and NUMBERED.fullmatch(ending) is not None and int(ending) > 1
    return f"{stem}.{1:0{COMMON_WIDTH}d}" if later else None


def _connected(found: Family, path: Path) -> Family | None:
    """The set without strays: a hole may be as long as what comes before it, so `disk.aaa` is not followed by `disk.txt`."""
    kept: dict[int, Path] = {}
    for number, file in found.files.items():
        if kept and number - max(kept) - 1 > len(kept):
            break
        kept[number] = file
    return replace(found, files=kept) if len(kept) > 1 and path in kept.values() else None


def family(path: Path, stem: str, numbering: Numbering, beside: dict[str, Path]) -> Family | None:
    """The files whose ending is a number of this numbering; None where there are none."""
    numbers = {number: file for ending, file in beside.items() if (number := numbering.number(ending)) is not None}
    numbers = {number: file for number, file in numbers.items() if numbering.first <= number < numbering.first + LONGEST}
    return Family(path.parent, stem, numbering, dict(sorted(numbers.items()))) if numbers else None


def siblings(path: Path, stem: str, files: Files) -> dict[str, Path]:
    """The regular files in the same folder that differ from `path` in their ending alone, by ending."""
    start = stem + "."
    return {name[len(start) :]: path.parent / name for name in files.beside(path, start)}
