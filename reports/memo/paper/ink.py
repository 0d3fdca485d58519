"""What lies on a page: marks with places, in points from the top left of the strip that holds them.

A Strip is what a page break cannot go through: a line of text, one line of a table row, a drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.memo.paper.style import Type


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Text with its baseline at y; `space` is added after each character."""

    x: float
    y: float
    text: str
    type: Type
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle around x, y."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place that leads to an Anchor of the same document; there are no others."""

    x: float
    y: float
    width: float
    height: float
    to: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where links lead; with a title it is a bookmark too, level 0 the outermost."""

    y: float
    name: str
    title: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """A word across the whole page, centred around x, y and turned by 50 degrees."""

    x: float
    y: float
    text: str
    type: Type


Ink = Glyphs | Rule | Box | Dot | Link | Anchor | Stamp


@dataclass(frozen=True, slots=True)
class Strip:
    """`keep`: never the last of a page. `head`: set again above it where it comes first on a page."""

    height: float
    inks: tuple[Ink, ...] = ()
    keep: bool = False
    head: tuple[Strip, ...] = ()
    new_page: bool = False

    @property
    def blank(self) -> bool:
        return not self.inks


def moved(ink: Ink, dx: float, dy: float) -> Ink:
    match ink:
        case Anchor():
            return replace(ink, y=ink.y + dy)
        case Rule():
            return replace(ink, x=ink.x + dx, y=ink.y + dy, to_x=ink.to_x + dx, to_y=ink.to_y + dy)
        case _:
            return replace(ink, x=ink.x + dx, y=ink.y + dy)


def gap(height: float, *, keep: bool = False) -> Strip:
    return Strip(height, keep=keep)
