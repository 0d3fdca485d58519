"""Text broken into lines: Chinese breaks between characters, other words stay whole where they fit.

Line breaks keep the rules of Chinese setting (GB/T 15834-2011, 5.1): no closing mark begins a line, no opening
one ends it. A word wider than the line is broken inside, so that no text can leave the page. All text that
goes on paper comes through here, and through `visible` first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Literal

from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Glyphs, Ink, Link, Strip, moved
from reports.memo.paper.style import QUIET, Type
from reports.memo.paper.visible import MARK

Align = Literal["left", "centre", "right"]

CLOSERS = frozenset("，。、；：？！…—·）》〉】〕」』”’％℃!),.:;?]}%")
OPENERS = frozenset("（《〈【〔「『“‘([{")
LONG_WORD = 20
"""Characters from which on a word such as a path or an address may break after a sign in it."""
LOOSEST = 0.06
"""How many ems a character may be set apart to fill a line; beyond, the line stays ragged."""

_TOKEN = re.compile(r" +|[^ \u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+|.", re.DOTALL)
_SIGN = re.compile(r"(?<=[/\\._\-:?&=,;@⟧])")


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one type. `to`: the anchor that it leads to. `rise`: how far above the baseline it stands."""

    text: str
    type: Type
    to: str | None = None
    rise: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line, its inks from the top left of the measure that it was set to."""

    height: float
    inks: tuple[Ink, ...]


def set_lines(
    runs: Sequence[Run], measure: float, letters: Letters, *, align: Align = "left", fill: bool = False, indent: float = 0.0
) -> list[Line]:
    """At least one line. `fill` spreads each line but the last over the measure; `indent` moves the first one in."""
    tallest = max((run.type for run in runs), key=lambda type_: type_.leading)
    row = _Row.of(runs, letters)
    lines = []
    for start, end in row.spans(measure, indent):
        inset = indent if start == 0 else 0.0
        slack = measure - inset - row.width(start, end)
        space = row.spread(start, end, slack) if fill and end < len(row.text) else 0.0
        x = inset + {"left": 0.0, "centre": slack / 2, "right": slack}[align]
        lines.append(Line(tallest.leading, tuple(row.inks(start, end, x, tallest.baseline, space))))
    return lines or [Line(tallest.leading, ())]


def as_strips(lines: Sequence[Line], dx: float = 0.0) -> list[Strip]:
    """One strip a line; neither the first nor the last line of several stands alone on a page."""
    last = len(lines) - 1
    return [
        Strip(line.height, tuple(moved(ink, dx, 0) for ink in line.inks), keep=last > 0 and at in {0, last - 1})
        for at, line in enumerate(lines)
    ]


def text_width(text: str, type_: Type, letters: Letters) -> float:
    return sum(letters.width(char, type_.cut) for char in letters.shown(text)) * type_.size


def cut_short(text: str, type_: Type, letters: Letters, measure: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis: for page heads and labels, never for facts."""
    if len(text) < 500 and text_width(text, type_, letters) <= measure:
        return text
    kept = text[:500]
    while kept and text_width(kept + "…", type_, letters) > measure:
        kept = kept[:-1]
    return kept + "…"


@dataclass(frozen=True, slots=True)
class _Row:
    """Runs as one endless line: which run each character is of, and how far right each one begins."""

    text: str
    runs: tuple[Run, ...]
    owner: tuple[int, ...]
    reach: tuple[float, ...]

    @staticmethod
    def of(runs: Iterable[Run], letters: Letters) -> _Row:
        shown = tuple(piece for run in runs for piece in _marked(run, letters.shown(run.text)))
        text = "".join(run.text for run in shown)
        owner = tuple(index for index, run in enumerate(shown) for _ in run.text)
        types = [run.type for run in shown]
        widths = (letters.width(char, types[index].cut) * types[index].size for char, index in zip(text, owner, strict=True))
        return _Row(text, shown, owner, (0.0, *accumulate(widths)))

    def width(self, start: int, end: int) -> float:
        return self.reach[end] - self.reach[start]

    def spans(self, measure: float, indent: float) -> Iterator[tuple[int, int]]:
        """Start and end of each line; spaces at a break are on neither line."""
        breaks = self._breaks()
        start = 0
        while start < len(self.text):
            room = measure - (indent if start == 0 else 0.0)
            fits = bisect_right(self.reach, self.reach[start] + room + 0.01, lo=start) - 1
            if fits >= len(self.text):
                yield start, len(self.text)
                return
            while fits < len(self.text) and self.text[fits] == " ":
                fits += 1
            at = bisect_right(breaks, fits) - 1
            beyond = breaks[at] if at >= 0 and breaks[at] > start else max(start + 1, fits)
            end = beyond
            while end > start and self.text[end - 1] == " ":
                end -= 1
            yield start, end
            start = beyond

    def spread(self, start: int, end: int, slack: float) -> float:
        """How far to set the characters apart so that they fill the line; 0 where that would look torn."""
        each = slack / max(1, end - start - 1)
        return each if 0 < each <= LOOSEST * self.runs[self.owner[start]].type.size else 0.0

    def inks(self, start: int, end: int, x: float, baseline: float, space: float) -> Iterator[Ink]:
        for index, group in groupby(range(start, end), key=self.owner.__getitem__):
            places = list(group)
            first, beyond = places[0], places[-1] + 1
            run = self.runs[index]
            left = x + self.width(start, first) + space * (first - start)
            yield Glyphs(left, baseline - run.rise, self.text[first:beyond], run.type, space)
            if run.to is not None:
                width = self.width(first, beyond) + space * len(places)
                yield Link(left, baseline - run.rise - run.type.size, width, run.type.size * 1.25, run.to)

    def _breaks(self) -> list[int]:
        """Places where a line may end, ascending."""
        places = sorted({place for token in _TOKEN.finditer(self.text) for place in _ends(token)})
        return [place for place in places if place < len(self.text) and self._may_break(place)]

    def _may_break(self, place: int) -> bool:
        after, before = self.runs[self.owner[place]], self.runs[self.owner[place - 1]]
        if after.to is not None and before.to is None:
            return False  # a citation mark stays with its sentence
        return self.text[place] != " " and self.text[place] not in CLOSERS and self.text[place - 1] not in OPENERS


def _marked(run: Run, shown: str) -> Iterator[Run]:
    """The run as shown, each of our marks in a quieter colour so that it does not read as the evidence's own text."""
    at = 0
    for found in MARK.finditer(shown):
        yield Run(shown[at : found.start()], run.type, run.to, run.rise)
        yield Run(found.group(), run.type.inked(QUIET), run.to, run.rise)
        at = found.end()
    yield Run(shown[at:], run.type, run.to, run.rise)


def _ends(token: re.Match[str]) -> Iterator[int]:
    word = token.group()
    if len(word) >= LONG_WORD:
        yield from (token.start() + sign.start() for sign in _SIGN.finditer(word) if sign.start() > 0)
    yield token.end()
