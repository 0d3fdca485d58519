"""What a block needs to know to become strips, and the shapes that several blocks share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence_desk.errors import Language
from reports.memo.memo import Memo, Sentence
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Box, Ink, Rule, Strip, moved
from reports.memo.paper.lines import Run, as_strips, set_lines
from reports.memo.paper.style import HAIRLINE, MEASURE, WHOLE, Type
from reports.memo.paper.tables import cite_runs, table_runs
from reports.memo.words import say


@dataclass(frozen=True, slots=True)
class Setting:
    memo: Memo
    letters: Letters
    measure: float = MEASURE

    @property
    def language(self) -> Language:
        return self.memo.language

    def say(self, key: str, **params: str | int) -> str:
        return say(key, self.memo.language, **params)

    def set(self, runs: Sequence[Run], inset: float = 0.0) -> list[Strip]:
        """Runs broken to the measure less what is left free on the left."""
        return as_strips(set_lines(runs, self.measure - inset, self.letters), inset)

    def prose(self, sentences: Sequence[Sentence], type_: Type, *, inset: float = 0.0, indent: float = 0.0) -> list[Strip]:
        """Sentences with their citation marks; Chinese lines are filled, English ones end where they end."""
        between = "" if self.language == "zh" else " "
        runs = [
            run
            for sentence in sentences
            for run in (
                Run(sentence.text, type_), *cite_runs(sentence.cites, type_), *table_runs(sentence.tables, type_), Run(between, type_),
            )
        ]  # fmt: skip
        fill = self.language == "zh"
        return as_strips(set_lines(runs, self.measure - inset, self.letters, fill=fill, indent=indent), inset)


def side_by_side(left: Sequence[Strip], right: Sequence[Strip]) -> list[Strip]:
    """Two columns line by line, each already at its place; the heights of a line become the greater of the two."""
    strips = []
    for at in range(max(len(left), len(right))):
        pair = [column[at] for column in (left, right) if at < len(column)]
        inks = tuple(ink for strip in pair for ink in strip.inks)
        strips.append(Strip(max(strip.height for strip in pair), inks, keep=any(strip.keep for strip in pair)))
    return strips


def ruled(strips: Sequence[Strip], measure: float) -> list[Strip]:
    """The strips with a hairline below the last."""
    last = strips[-1]
    return [*strips[:-1], replace(last, inks=(*last.inks, Rule(0, last.height, measure, last.height, HAIRLINE, 0.4)))]


def framed(strips: Sequence[Strip], inset: float, pad: float, behind: Sequence[Box]) -> list[Strip]:
    """Strips moved in by `inset`, with boxes behind them that reach from top to bottom and `pad` more at both ends.

    The boxes' own y and height are not used. A few lines keep together, of many the first two do.
    """
    last = len(strips) - 1
    done = []
    for at, strip in enumerate(strips):
        above, below = (pad if at == 0 else 0.0), (pad if at == last else 0.0)
        height = strip.height + above + below
        ground: list[Ink] = [replace(box, y=0.0, height=height) for box in behind]
        inks = tuple(moved(ink, inset, above) for ink in strip.inks)
        done.append(replace(strip, height=height, inks=(*ground, *inks), keep=at < last and (strip.keep or at == 0 or last < WHOLE)))
    return done
