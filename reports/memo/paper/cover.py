"""The cover: what the memo is, of which case, by whom, and where its parts begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.memo.memo import Facts, Notice
from reports.memo.paper.blocks import facts_strips, notice_strips
from reports.memo.paper.ink import Anchor, Ink, Link, Rule, Strip, gap, moved
from reports.memo.paper.lines import Run, cut_short, set_lines
from reports.memo.paper.setting import Setting, side_by_side
from reports.memo.paper.style import ACCENT, BODY, FAILS, HAIRLINE, INK, NOTE, QUIET, SMALL_STRONG, STRONG, TITLE, Type

LISTED = 24
"""Parts that the contents name; they are to stay on the cover."""
BETWEEN = 20.0
"""White between the two columns of the contents."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section, its anchor, and the page that it begins on."""

    title: str
    anchor: str
    page: int


def cover_strips(setting: Setting, parts: Sequence[Part]) -> list[Strip]:
    memo = setting.memo
    version = setting.say("version.draft" if memo.draft else "version.final", seq=memo.entry)
    rows = [
        (setting.say("number"), memo.case_number),
        (setting.say("version"), version),
        (setting.say("case.title"), memo.case_title),
        (setting.say("examiners"), setting.say("list.comma").join(memo.examiners) or setting.say("none")),
        (setting.say("date"), memo.date),
        *memo.facts,
        (setting.say("program"), memo.program),
        *([(setting.say("redaction"), memo.redaction)] if memo.redaction else []),
    ]
    strips = [*_title(setting), *facts_strips(Facts(tuple(rows)), setting), gap(4)]
    strips += notice_strips(Notice(setting.say("notice")), setting)
    if memo.draft:
        strips += notice_strips(Notice(setting.say("draft.note"), "caution"), setting)
    return [*strips, gap(8), *_contents(setting, parts)]


def _title(setting: Setting) -> list[Strip]:
    """Organisation, name of the document, and its rule, the first line low enough to look like a cover."""
    lines = [*_centred(setting.memo.organisation, BODY.inked(QUIET), setting), *_centred(setting.say("memo"), TITLE, setting)]
    marks = [key for key, stands in (("draft", setting.memo.draft), ("redacted", bool(setting.memo.redaction))) if stands]
    lines += _centred(" · ".join(setting.say(key) for key in marks), STRONG.inked(FAILS), setting)
    lines += _centred(setting.say("memo.reference"), NOTE, setting)
    first = Strip(lines[0].height + 60, (Anchor(0, "cover"), *(moved(ink, 0, 60) for ink in lines[0].inks)), keep=True)
    middle = setting.measure / 2
    rule = Strip(2, (Rule(middle - 40, 8, middle + 40, 8, ACCENT, 1.4),), keep=True)
    return [first, *lines[1:], rule, gap(36)]


def _centred(text: str, type_: Type, setting: Setting) -> list[Strip]:
    if not text:
        return []
    return [
        Strip(line.height, line.inks, keep=True) for line in set_lines([Run(text, type_)], setting.measure, setting.letters, align="centre")
    ]


def _contents(setting: Setting, parts: Sequence[Part]) -> list[Strip]:
    strips = [replace(strip, keep=True) for strip in setting.set([Run(setting.say("contents"), SMALL_STRONG.inked(QUIET))])]
    listed = parts[:LISTED]
    half = -(-len(listed) // 2)
    left = [_entry(part, setting, 0) for part in listed[:half]]
    right = [_entry(part, setting, (setting.measure + BETWEEN) / 2) for part in listed[half:]]
    strips += side_by_side(left, right)
    if len(parts) > LISTED:
        strips += setting.set([Run(setting.say("contents.more", count=len(parts) - LISTED), NOTE)])
    return strips


def _entry(part: Part, setting: Setting, x: float) -> Strip:
    """Title on the left, page on the right, the whole line a link; two of them stand side by side."""
    width = (setting.measure - BETWEEN) / 2
    title = cut_short(part.title, NOTE.inked(INK), setting.letters, width - 26)
    left = set_lines([Run(title, NOTE.inked(INK))], width, setting.letters)[0]
    right = set_lines([Run(str(part.page), NOTE.inked(INK))], width, setting.letters, align="right")[0]
    height = NOTE.leading + 3
    inks: list[Ink] = [Link(0, 0, width, height, part.anchor), Rule(0, height - 1, width, height - 1, HAIRLINE, 0.4)]
    return Strip(height, tuple(moved(ink, x, 0) for ink in (*inks, *left.inks, *right.inks)))
