"""Each block of a memo as strips of paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from reports.memo.meanings import other_meanings
from reports.memo.memo import (
    Block,
    Citations,
    Digests,
    Facts,
    Figure,
    Finding,
    FindingList,
    Heading,
    Listing,
    Network,
    Notice,
    Opinion,
    Paragraph,
    Plot,
    Points,
    Quotation,
    Section,
    Signatures,
    Table,
    Tally,
    Timeline,
    Undrawable,
)
from reports.memo.paper.annex import citation_strips, signature_strips, undrawable_strips
from reports.memo.paper.ink import Anchor, Box, Ink, Rule, Strip, gap, moved
from reports.memo.paper.lines import Run, set_lines
from reports.memo.paper.network import network_strips
from reports.memo.paper.plots import plot_strips, timeline_strips
from reports.memo.paper.setting import Setting, framed, ruled, side_by_side
from reports.memo.paper.style import (
    ACCENT,
    BODY,
    EVEN,
    FAILS,
    HEADINGS,
    NOTE,
    NUMERAL,
    QUIET,
    SECTION,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TINT,
    WASH,
)
from reports.memo.paper.tables import SIGNS, cite_runs, sign_runs, table_runs, table_strips

TILES = 4
LEADING = 3
"""Strips of a paragraph of two lines."""
"""Figures in a row."""


def section_strips(section: Section, number: int, setting: Setting) -> list[Strip]:
    """The section's heading, which is its bookmark, and its blocks."""
    lines = set_lines([Run(section.title, SECTION)], setting.measure, setting.letters)
    anchor = Anchor(0, f"section-{number}", setting.letters.shown(section.title), 0)
    strips = [gap(14, keep=True)] if not section.new_page else []
    strips += [Strip(line.height, line.inks, keep=True) for line in lines]
    strips[-len(lines)] = replace(strips[-len(lines)], inks=(anchor, *lines[0].inks), new_page=section.new_page)
    strips += [Strip(1, (Rule(0, 2, setting.measure, 2, ACCENT, 0.9),), keep=True), gap(10, keep=True)]
    for at, block in enumerate(section.blocks):
        made = block_strips(block, f"section-{number}-{at}", setting)
        strips += [replace(strip, keep=True) for strip in made] if _leads(section.blocks, at) and len(made) <= LEADING else made
    return strips


def _leads(blocks: Sequence[Block], at: int) -> bool:
    """Whether it is a paragraph between a heading and what both are about: a line of it does not end a page."""
    between = isinstance(blocks[at], Paragraph) and 0 < at < len(blocks) - 1
    return between and isinstance(blocks[at - 1], Heading) and not isinstance(blocks[at + 1], Heading)


def block_strips(block: Block, name: str, setting: Setting) -> list[Strip]:
    """`name` is the anchor that a heading gets."""
    match block:
        case Heading():
            return heading_strips(block, name, setting)
        case Paragraph():
            return paragraph_strips(block, setting)
        case Points():
            return points_strips(block, setting)
        case Finding() | Opinion():
            return reviewer_strips(block, setting)
        case FindingList():
            return finding_list_strips(block, setting)
        case Quotation():
            return quotation_strips(block, setting)
        case Tally():
            return tally_strips(block, setting)
        case Facts():
            return facts_strips(block, setting)
        case Table():
            return table_strips(block, setting.measure, setting.letters)
        case Digests():
            return digest_strips(block, setting)
        case Listing():
            return listing_strips(block, setting)
        case Notice():
            return notice_strips(block, setting)
        case Plot():
            return plot_strips(block, setting.measure, setting.letters, setting.language)
        case Network():
            return network_strips(block, setting.measure, setting.letters, setting.language)
        case Timeline():
            return timeline_strips(block, setting.measure, setting.letters, setting.language)
        case Citations():
            return citation_strips(setting)
        case Undrawable():
            return undrawable_strips(setting)
        case Signatures():
            return signature_strips(block, setting)
        case _:
            assert_never(block)


def heading_strips(heading: Heading, name: str, setting: Setting) -> list[Strip]:
    strips = [replace(strip, keep=True) for strip in setting.set([Run(heading.text, HEADINGS[heading.level])])]
    if heading.level == 2:
        anchor = Anchor(0, name, setting.letters.shown(heading.text), 1)
        strips[0] = replace(strips[0], inks=(anchor, *strips[0].inks))
    return [gap(6, keep=True), *strips, gap(3, keep=True)]


def paragraph_strips(paragraph: Paragraph, setting: Setting) -> list[Strip]:
    """One that ends in a colon stays with what it announces."""
    strips = setting.prose(paragraph.sentences, BODY, indent=2 * BODY.size if setting.language == "zh" else 0.0)
    announces = bool(paragraph.sentences) and paragraph.sentences[-1].text.endswith((":", "："))
    return [*strips[:-1], replace(strips[-1], keep=announces), gap(6, keep=announces)]


def points_strips(points: Points, setting: Setting) -> list[Strip]:
    strips: list[Strip] = []
    for number, sentence in enumerate(points.sentences, 1):
        marker = setting.set([Run(f"{number}.", STRONG.inked(ACCENT))])
        strips += [*side_by_side(marker, setting.prose([sentence], BODY, inset=22)), gap(2)]
    return [*strips, gap(4)]


def reviewer_strips(block: Finding | Opinion, setting: Setting) -> list[Strip]:
    """A person's words, with the name of who wrote them above."""
    inside = replace(setting, measure=setting.measure - 18)
    label = [setting.say("finding" if isinstance(block, Finding) else "opinion"), block.author]
    if isinstance(block, Finding):
        label += [setting.say(f"bearing.{block.bearing}"), setting.say("strength.said", strength=setting.say(f"strength.{block.strength}"))]
        text = [*inside.prose(block.sentences, BODY), *inside.set([Run(other_meanings(block.alternatives, setting.language), SMALL)])]
    else:
        text = inside.set([Run(block.text, BODY), *cite_runs(block.cites, BODY)])
    return _by_a_person(" · ".join(label), text, inside)


def finding_list_strips(block: FindingList, setting: Setting) -> list[Strip]:
    inside = replace(setting, measure=setting.measure - 18)
    return _by_a_person(setting.say("finding"), points_strips(Points(block.sentences), inside)[:-2], inside)


def _by_a_person(label: str, text: Sequence[Strip], inside: Setting) -> list[Strip]:
    """A bar on the left and a label above, so that a person's words can't be taken for the program's."""
    head = [replace(strip, keep=True) for strip in inside.set([Run(label, SMALL_STRONG.inked(ACCENT))])]
    return [*framed([*head, *text], 14, 5, (Box(0, 0, 3, 0, ACCENT),)), gap(8)]


def quotation_strips(quotation: Quotation, setting: Setting) -> list[Strip]:
    """The record's words on grey; its line breaks are kept, all else that moves text is shown as a mark."""
    inside = replace(setting, measure=setting.measure - 24)
    head = [Run(quotation.sender, SMALL_STRONG), Run("  ", SMALL), Run(quotation.when, NOTE), *cite_runs((quotation.cite,), SMALL)]
    lines = quotation.text.replace("\r\n", "\n").split("\n")
    text = [strip for line in lines for strip in inside.set([Run(line, SMALL)])]
    strips = [*(replace(strip, keep=True) for strip in inside.set(head)), *text]
    return [*framed(strips, 12, 5, (Box(0, 0, setting.measure, 0, WASH),)), gap(8)]


def tally_strips(tally: Tally, setting: Setting) -> list[Strip]:
    rows = [tally.figures[at : at + TILES] for at in range(0, len(tally.figures), TILES)]
    return [strip for row in rows for strip in (_tiles(row, setting), gap(8))]


def _tiles(row: Sequence[Figure], setting: Setting) -> Strip:
    """A row of figures as one strip: each number large, what it counts below."""
    width = setting.measure / TILES
    tiles = []
    for figure in row:
        sign, colour = SIGNS[figure.mark] if figure.mark else ("", ACCENT)
        value = set_lines([Run(f"{sign} {figure.value}".strip(), NUMERAL.inked(colour))], width - 16, setting.letters)
        tables = table_runs((figure.table,) if figure.table else (), NOTE)
        label = set_lines([Run(figure.label, NOTE), *tables], width - 16, setting.letters)
        tiles.append([*value, *label])
    height = max(sum(line.height for line in tile) for tile in tiles) + 14
    inks: list[Ink] = []
    for at, tile in enumerate(tiles):
        left, down = width * at, 7.0
        inks.append(Box(left, 0, width - 8, height, WASH))
        for line in tile:
            inks += [moved(ink, left + 8, down) for ink in line.inks]
            down += line.height
    return Strip(height, tuple(inks))


def facts_strips(facts: Facts, setting: Setting) -> list[Strip]:
    label = setting.measure * 0.25
    strips: list[Strip] = []
    for name, value in facts.rows:
        names = replace(setting, measure=label - 10).set([Run(name, SMALL.inked(QUIET))])
        row = side_by_side(names, setting.set([Run(value, SMALL)], inset=label))
        strips += ruled(framed(row, 0, 3, ()), setting.measure)
    return [*strips, gap(10)]


def digest_strips(digests: Digests, setting: Setting) -> list[Strip]:
    """Name, algorithm and value; 64 hex digits fit on one line."""
    name, algorithm = 96.0, 50.0
    strips: list[Strip] = []
    for digest in digests.rows:
        left = replace(setting, measure=name - 6).set([*sign_runs(digest.mark, SMALL), Run(digest.name, SMALL)])
        middle = replace(setting, measure=name + algorithm).set([Run(digest.algorithm, SMALL.inked(QUIET))], inset=name)
        right = setting.set([Run(digest.value or "—", EVEN)], inset=name + algorithm)
        strips += ruled(framed(side_by_side(side_by_side(left, middle), right), 0, 2.5, ()), setting.measure)
    return [*strips, gap(10)]


def listing_strips(listing: Listing, setting: Setting) -> list[Strip]:
    inside = replace(setting, measure=setting.measure - 24)
    strips = [strip for line in listing.lines for strip in inside.set([Run(line, SMALL)])]
    return [*framed(strips, 12, 6, (Box(0, 0, setting.measure, 0, WASH),)), gap(8)]


def notice_strips(notice: Notice, setting: Setting) -> list[Strip]:
    inside = replace(setting, measure=setting.measure - 28)
    caution = notice.tone == "caution"
    strips = inside.set([Run(notice.text, SMALL_STRONG if caution else SMALL)])
    bar = Box(0, 0, 1.5, 0, FAILS if caution else QUIET)
    return [*framed(strips, 14, 6, (Box(0, 0, setting.measure, 0, TINT), bar)), gap(10)]
