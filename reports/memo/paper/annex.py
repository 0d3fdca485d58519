"""The annex: where each citation lies, which characters could not be drawn, and who signs."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

from reports.memo.memo import Cell, Citation, Column, Signatures, Table, texts
from reports.memo.paper.ink import Anchor, Rule, Strip, gap
from reports.memo.paper.lines import Run
from reports.memo.paper.setting import Setting, framed, ruled, side_by_side
from reports.memo.paper.style import ACCENT, EVEN, FAINT, INK, NOTE, SMALL, SMALL_STRONG
from reports.memo.paper.tables import cite_anchor, table_strips
from reports.memo.paper.visible import NAMES, seen
from reports.memo.places import where_text

LISTED = 200
"""Kinds of characters without a glyph that are listed one by one."""


def citation_strips(setting: Setting) -> list[Strip]:
    if not setting.memo.citations:
        return [*setting.set([Run(setting.say("cites.none"), SMALL)]), gap(8)]
    return [strip for citation in setting.memo.citations for strip in _citation(citation, setting)]


def _citation(citation: Citation, setting: Setting) -> list[Strip]:
    """One entry: all that another tool needs to find the same bytes."""
    locus, inset, label = citation.locus, 34.0, 84.0
    head = [setting.say("cite.evidence", number=locus.evidence, label=citation.label), setting.say("cite.item", item=citation.item)]
    number = setting.set([Run(f"[{citation.number}]", SMALL_STRONG.inked(ACCENT))])
    first = side_by_side(number, setting.set([Run(" · ".join([*head, citation.time] if citation.time else head), SMALL)], inset))
    first[0] = replace(first[0], inks=(Anchor(0, cite_anchor(citation.number)), *first[0].inks))
    even = replace(EVEN, size=7.6, leading=NOTE.leading)
    absent = Run(setting.say("cite.no-digest"), NOTE)
    doubt = [Run(setting.say(f"differs.{citation.differs}"), NOTE.inked(INK))] if citation.differs else []
    rows = [
        ("cite.path", [Run(locus.path, NOTE.inked(INK))]),
        ("cite.place", [Run(where_text(citation, setting.say), NOTE.inked(INK))]),
        ("cite.file-digest", [Run(locus.sha256, even) if locus.sha256 else absent]),
        ("cite.evidence-digest", [Run(citation.evidence_sha256, even) if citation.evidence_sha256 else absent, *doubt]),
    ]
    strips = list(first)
    for key, value in rows:
        strips += side_by_side(setting.set([Run(setting.say(key), NOTE)], inset), setting.set(value, inset + label))
    return ruled(framed(strips, 0, 3, ()), setting.measure)


def undrawable_strips(setting: Setting) -> list[Strip]:
    """Every character that stands in the memo as a code point, with how often; what shows by name is not among them."""
    shown = setting.letters.drawable
    counts = Counter(char for text in texts(setting.memo) for char in text if not (seen(char) and shown(char)) and ord(char) not in NAMES)
    strips = [*setting.set([Run(setting.say("unseen"), SMALL)]), gap(4)]
    if not counts:
        return [*strips, *setting.set([Run(setting.say("undrawable.none"), SMALL)]), gap(8)]
    strips += [*setting.set([Run(setting.say("undrawable"), SMALL)]), gap(6)]
    columns = (
        Column(setting.say("undrawable.code"), 2),
        Column(setting.say("undrawable.name"), 5),
        Column(setting.say("undrawable.count"), 1, "right"),
    )
    rows = tuple(
        (Cell(f"U+{ord(char):04X}"), Cell(unicodedata.name(char, setting.say("undrawable.unnamed"))), Cell(f"{count:,}"))
        for char, count in sorted(counts.items())[:LISTED]
    )
    strips += table_strips(Table(columns, rows, setting.say("undrawable.caption")), setting.measure, setting.letters)
    if len(counts) > LISTED:
        strips += setting.set([Run(setting.say("undrawable.more", count=len(counts) - LISTED), SMALL)])
    return strips


def signature_strips(signatures: Signatures, setting: Setting) -> list[Strip]:
    """A line to sign on for each person, and the date, all on one page."""
    strips: list[Strip] = [gap(16, keep=True)]
    for role, name in signatures.people:
        row = side_by_side(setting.set([Run(role, SMALL)]), setting.set([Run(name, SMALL_STRONG)], 120))
        row = side_by_side(row, setting.set([Run(setting.say("sign.line"), NOTE.inked(FAINT))], 400))
        strips += [replace(strip, keep=True) for strip in framed(row, 0, 10, ())]
        strips.append(Strip(0.5, (Rule(230, -4, 395, -4, INK, 0.5),), keep=True))
    strips += [gap(12, keep=True), *setting.set([Run(setting.say("sign.date", date=signatures.date), SMALL)])]
    return strips
