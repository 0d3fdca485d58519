"""Measures, colours and type of the page: all in points, A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cut = Literal["regular", "bold", "even"]
"""Of the one typeface. `even`: every character equally wide, for digests and commands."""

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT = RIGHT = 70.0
TOP, BOTTOM = 84.0, 76.0
MEASURE = PAGE_WIDTH - LEFT - RIGHT
DEPTH = PAGE_HEIGHT - TOP - BOTTOM
WHOLE = 14
"""Lines up to which what belongs together, such as a table row or a quotation, is not broken across pages."""

INK = "#1c2024"
QUIET = "#5f6872"
FAINT = "#8b949e"
HAIRLINE = "#cdd3d9"
WASH = "#f2f4f6"
ACCENT = "#1f4e79"
TINT = "#e8eef4"
HOLDS, FAILS, OPEN = "#23694a", "#9c2f2a", "#5f6872"
WATERMARK = "#f0f2f4"


@dataclass(frozen=True, slots=True)
class Type:
    cut: Cut
    size: float
    leading: float
    colour: str = INK

    @property
    def baseline(self) -> float:
        """From the top of its line; the em box of the typeface reaches 0.88 above the baseline."""
        return (self.leading - self.size) / 2 + 0.88 * self.size

    def inked(self, colour: str) -> Type:
        return Type(self.cut, self.size, self.leading, colour)


BODY = Type("regular", 10.5, 18)
STRONG = Type("bold", 10.5, 18)
SMALL = Type("regular", 9, 14)
SMALL_STRONG = Type("bold", 9, 14)
NOTE = Type("regular", 8, 12, QUIET)
EVEN = Type("even", 8.2, 14)
TITLE = Type("bold", 25, 38)
SECTION = Type("bold", 15, 24)
HEADINGS = {2: Type("bold", 11.5, 20), 3: Type("bold", 10.5, 18, QUIET)}
STAMP = Type("bold", 130, 130, WATERMARK)
NUMERAL = Type("bold", 19, 26, ACCENT)
