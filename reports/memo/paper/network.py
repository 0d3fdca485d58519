"""Who exchanged messages with whom, on a circle: the places follow from the order of the nodes, so the drawing never varies."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from evidence_desk.errors import Language
from reports.memo.memo import Cell, Column, Network, Table
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Dot, Ink, Rule, Strip, gap, moved
from reports.memo.paper.lines import Align, Run, cut_short, set_lines
from reports.memo.paper.style import ACCENT, INK, NOTE, QUIET
from reports.memo.paper.tables import caption_strips, table_strips
from reports.memo.words import say

RADIUS = 92.0
LABEL = 120.0
"""Width of a name beside its node."""
THINNEST, THICKEST = 0.4, 3.2
MARGIN = 16.0


def network_strips(network: Network, measure: float, letters: Letters, language: Language) -> list[Strip]:
    caption = caption_strips(network.caption, measure, letters, network.tables)
    columns = (
        Column(say("network.one", language), 4),
        Column(say("network.other", language), 4),
        Column(network.unit, 1.6, "right"),
    )
    rows = tuple((Cell(network.nodes[tie.one]), Cell(network.nodes[tie.other]), Cell(f"{tie.count:,}")) for tie in network.ties)
    return [*caption, _circle(network, measure, letters), gap(4, keep=True), *table_strips(Table(columns, rows), measure, letters)]


def _circle(network: Network, measure: float, letters: Letters) -> Strip:
    places = _places(len(network.nodes), measure / 2, RADIUS + MARGIN)
    most = max(tie.count for tie in network.ties)
    inks: list[Ink] = [
        Rule(*places[tie.one], *places[tie.other], QUIET, THINNEST + (THICKEST - THINNEST) * tie.count / most) for tie in network.ties
    ]
    for name, (x, y) in zip(network.nodes, places, strict=True):
        right = x >= measure / 2
        inks.append(Dot(x, y, 3.2, ACCENT))
        inks += _name(name, x + 7 if right else x - 7 - LABEL, y - 6, "left" if right else "right", letters)
    return Strip(2 * (RADIUS + MARGIN), tuple(inks), keep=True)


def _places(count: int, x: float, y: float) -> Sequence[tuple[float, float]]:
    """From the top on, clockwise; on each side one as far below the other as the next, so that no name covers another."""
    right = (count + 1) // 2
    heights = [*_heights(right), *reversed(_heights(count - right))]
    sides = [1] * right + [-1] * (count - right)
    return [(round(x + side * sqrt(RADIUS**2 - height**2), 3), round(y + height, 3)) for side, height in zip(sides, heights, strict=True)]


def _heights(count: int) -> list[float]:
    """Of so many nodes on one side, from the top on; the middle of the circle is 0."""
    return [RADIUS * (2 * (at + 0.5) / count - 1) for at in range(count)]


def _name(text: str, x: float, y: float, align: Align, letters: Letters) -> list[Ink]:
    type_ = NOTE.inked(INK)
    line = set_lines([Run(cut_short(text, type_, letters, LABEL), type_)], LABEL + 1, letters, align=align)[0]
    return [moved(ink, x, y) for ink in line.inks]
