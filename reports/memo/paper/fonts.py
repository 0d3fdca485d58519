"""The memo's typeface, made for each memo from the outlines of Noto Sans CJK (OFL 1.1).

The pinned package `justmytype-intl-cjk` holds four variable fonts of one design: Simplified Chinese leads, and
what it lacks comes from the Traditional Chinese, Japanese and Korean ones. From the characters that a memo uses
one TrueType font a cut is built, so that layout knows a single typeface and the file carries nothing else.
Nothing is kept on disk. The static Noto CJK fonts are no way round this: ReportLab refuses their outlines.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.basePen import AbstractPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from reports.memo.paper import visible
from reports.memo.paper.style import Cut

EM = 1000
FAMILIES = ("notosanssc/NotoSansSC", "notosanstc/NotoSansTC", "notosansjp/NotoSansJP", "notosanskr/NotoSansKR")
WEIGHTS: Mapping[Cut, int] = {"regular": 400, "bold": 700, "even": 400}
EVEN_ADVANCE, EVEN_REACH = 580, 540
"""Advance of the even cut, and how wide an outline may be in it before it is narrowed."""
YEAR_2000 = 3_029_529_600
"""The date that each font gives as its own, in seconds since 1904, so that the same memo is the same file."""

Outline = tuple[tuple[tuple[int, int], ...], ...]


def _bracket(turn: int) -> Outline:
    """A white square bracket, 460 wide: two uprights and two arms. `turn` is 1 for the opening one, -1 for the closing."""
    left = 0 if turn == 1 else 460
    return tuple(
        tuple((left + turn * x, y) for x, y in ((x1, y1), (x1, y2), (x2, y2), (x2, y1))[::turn])
        for x1, y1, x2, y2 in ((110, -110, 160, 850), (250, -110, 300, 850), (160, 800, 390, 850), (160, -110, 390, -60))
    )


_CROSS: Outline = (
    ((180, 660), (250, 730), (500, 480), (750, 730), (820, 660), (570, 410), (820, 160), (750, 90), (500, 340), (250, 90), (180, 160), (430, 410)),
)  # fmt: skip
DRAWN: Mapping[str, tuple[int, Outline]] = {visible.OPEN: (460, _bracket(1)), visible.CLOSE: (460, _bracket(-1)), "✗": (1000, _CROSS)}
"""What none of the fonts has and the memo needs: advance and contours, clockwise."""


@dataclass(frozen=True)
class Family:
    """One of the variable fonts, opened when a character needs it."""

    path: str

    @cached_property
    def font(self) -> TTFont:
        data = resources.files("justmytype_intl_cjk").joinpath("fonts", "ofl", f"{self.path}[wght].ttf").read_bytes()
        return TTFont(io.BytesIO(data), lazy=True)

    @cached_property
    def characters(self) -> Mapping[int, str]:
        found: Mapping[int, str] = self.font.getBestCmap()
        return found

    @cached_property
    def cuts(self) -> Mapping[int, Mapping[str, _Outlined]]:
        return {weight: self.font.getGlyphSet(location={"wght": weight}) for weight in set(WEIGHTS.values())}


class _Outlined:
    """What fontTools says of a glyph at one weight."""

    width: float

    def draw(self, pen: AbstractPen) -> None: ...


class Letters:
    """What can be drawn, how wide it is, and the font file of what was used."""

    def __init__(self) -> None:
        self._families = tuple(Family(path) for path in FAMILIES)
        self._widths: dict[tuple[str, Cut], float] = {}
        self._homes: dict[str, Family | None] = {}

    def drawable(self, char: str) -> bool:
        return char in DRAWN or self._home(char) is not None

    def shown(self, text: str) -> str:
        """The text as it goes on paper; see visible.py."""
        return visible.visible(text, self.drawable)

    def width(self, char: str, cut: Cut) -> float:
        """In ems. The character must be drawable."""
        found = self._widths.get((char, cut))
        if found is None:
            found = self._widths[char, cut] = self._advance(char, cut) / EM
        return found

    def face(self, cut: Cut, chars: Iterable[str]) -> bytes:
        """A TrueType font of these characters in this cut; the same characters give the same bytes."""
        names = {ord(char): f"u{ord(char):04X}" for char in sorted({" ", *chars})}
        outlines = {".notdef": TTGlyphPen(None).glyph()} | {name: self._outline(chr(code), cut) for code, name in names.items()}
        widths = {".notdef": EM} | {name: round(self.width(chr(code), cut) * EM) for code, name in names.items()}
        builder = FontBuilder(EM, isTTF=True)
        builder.setupGlyphOrder(list(outlines))
        builder.setupCharacterMap(names)
        builder.setupGlyf(outlines)
        builder.setupHorizontalMetrics({name: (widths[name], _left_edge(outline)) for name, outline in outlines.items()})
        builder.setupHorizontalHeader(ascent=1160, descent=-288)
        builder.setupNameTable({"familyName": "Evidence Desk Sans", "styleName": cut.title(), "psName": f"EvidenceDeskSans-{cut.title()}"})
        builder.setupOS2(fsType=0, sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=288)
        builder.setupPost()
        builder.updateHead(created=YEAR_2000, modified=YEAR_2000)
        builder.font.recalcTimestamp = False
        data = io.BytesIO()
        builder.save(data)
        return data.getvalue()

    def _home(self, char: str) -> Family | None:
        if char not in self._homes:
            self._homes[char] = next((family for family in self._families if ord(char) in family.characters), None)
        return self._homes[char]

    def _advance(self, char: str, cut: Cut) -> float:
        if cut == "even" and not _full_width(char):
            return EVEN_ADVANCE
        return DRAWN[char][0] if char in DRAWN else self._glyph(char, cut).width

    def _outline(self, char: str, cut: Cut) -> Glyph:
        pen = TTGlyphPen(None)
        self._draw(char, cut, TransformPen(pen, self._placing(char, cut)))
        return pen.glyph()

    def _placing(self, char: str, cut: Cut) -> Transform:
        """Where the outline lies in its advance: the even cut centres it, and narrows what is too wide."""
        natural = DRAWN[char][0] if char in DRAWN else self._glyph(char, cut).width
        if cut != "even" or _full_width(char):
            return Transform()
        scale = min(1.0, EVEN_REACH / natural) if natural else 1.0
        return Transform(scale, 0, 0, 1, (EVEN_ADVANCE - natural * scale) / 2, 0)

    def _draw(self, char: str, cut: Cut, pen: AbstractPen) -> None:
        if char not in DRAWN:
            self._glyph(char, cut).draw(pen)
            return
        for contour in DRAWN[char][1]:
            pen.moveTo(contour[0])
            for point in contour[1:]:
                pen.lineTo(point)
            pen.closePath()

    def _glyph(self, char: str, cut: Cut) -> _Outlined:
        home = self._home(char)
        if home is None:
            raise KeyError(char)
        return home.cuts[WEIGHTS[cut]][home.characters[ord(char)]]


def _full_width(char: str) -> bool:
    """Han, kana, hangul and full-width forms keep their own width in the even cut."""
    return ord(char) >= 0x2E80


def _left_edge(outline: Glyph) -> int:
    return int(getattr(outline, "xMin", 0) or 0)
