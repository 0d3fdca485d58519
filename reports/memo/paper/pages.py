"""Strips laid out on pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reports.memo.paper.ink import Ink, Strip, moved


@dataclass(slots=True)
class Page:
    """Inks from the top left of the text area, and how far down they reach."""

    inks: list[Ink] = field(default_factory=list)
    filled: float = 0.0

    def put(self, strip: Strip) -> None:
        self.inks.extend(moved(ink, 0, self.filled) for ink in strip.inks)
        self.filled += strip.height


def paginate(strips: Sequence[Strip], depth: float) -> list[Page]:
    """At least one page, none filled beyond `depth` (points) unless a single strip is taller than that.

    Strips that keep together go to the next page together; where they are taller than a page they break.
    """
    pages = [Page()]
    for group in _kept(strips):
        height = sum(strip.height for strip in group)
        top = sum(strip.height for strip in group[0].head)
        over = pages[-1].filled + height > depth >= height + top
        if pages[-1].inks and (group[0].new_page or (over and not all(strip.blank for strip in group))):
            pages.append(Page())
        for strip in group:
            _put(pages, strip, depth)
    return pages


def _put(pages: list[Page], strip: Strip, depth: float) -> None:
    page = pages[-1]
    if strip.blank:  # white space is for between things: none at the top, and no page for it alone
        page.filled = min(page.filled + strip.height, depth) if page.inks else 0.0
        return
    if page.inks and page.filled + strip.height > depth:
        pages.append(Page())
    if not pages[-1].inks:
        for head in strip.head:
            pages[-1].put(head)
    pages[-1].put(strip)


def _kept(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group
