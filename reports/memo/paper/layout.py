"""A memo as pages: cover, sections, and on each page its head and foot. Nothing here knows of PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.memo.memo import Memo
from reports.memo.paper.blocks import section_strips
from reports.memo.paper.cover import Part, cover_strips
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Anchor, Ink, Rule, Stamp, moved
from reports.memo.paper.lines import Align, Run, cut_short, set_lines
from reports.memo.paper.pages import Page, paginate
from reports.memo.paper.setting import Setting
from reports.memo.paper.style import DEPTH, FAINT, HAIRLINE, MEASURE, NOTE, STAMP, Type


def lay_out(memo: Memo, letters: Letters) -> list[Page]:
    """The pages of the memo, the cover first. Places are measured from the top left of the text area."""
    setting = Setting(memo, letters)
    body = paginate([strip for at, section in enumerate(memo.sections, 1) for strip in section_strips(section, at, setting)], DEPTH)
    parts = list(_parts(body))
    covers = len(paginate(cover_strips(setting, parts), DEPTH))
    cover = paginate(cover_strips(setting, [Part(part.title, part.anchor, part.page + covers) for part in parts]), DEPTH)
    pages = [*cover, *(page for page in body if page.inks)]
    for number, page in enumerate(pages, 1):
        page.inks[:0] = _stamp(setting)
        page.inks += [*(_head(setting) if number > len(cover) else ()), *_foot(setting, number, len(pages))]
    return pages


def _parts(body: Sequence[Page]) -> Iterator[Part]:
    for number, page in enumerate(body, 1):
        for ink in page.inks:
            if isinstance(ink, Anchor) and ink.title is not None and ink.level == 0:
                yield Part(ink.title, ink.name, number)


def _stamp(setting: Setting) -> list[Ink]:
    return [Stamp(MEASURE / 2, DEPTH / 2, setting.say("draft"), STAMP)] if setting.memo.draft else []


def _head(setting: Setting) -> list[Ink]:
    memo = setting.memo
    left = f"{memo.case_number}  {memo.case_title}"
    right = setting.say("memo") + (f" · {setting.say('draft')}" if memo.draft else "")
    return [
        *_single(cut_short(left, NOTE, setting.letters, MEASURE * 0.62), -34, NOTE, setting),
        *_single(right, -34, NOTE, setting, "right"),
        Rule(0, -18, MEASURE, -18, HAIRLINE),
    ]


def _foot(setting: Setting, number: int, count: int) -> list[Ink]:
    return [
        Rule(0, DEPTH + 16, MEASURE, DEPTH + 16, HAIRLINE),
        *_single(setting.say("notice"), DEPTH + 20, NOTE.inked(FAINT), setting),
        *_single(setting.say("page", page=number, pages=count), DEPTH + 20, NOTE, setting, "right"),
    ]


def _single(text: str, y: float, type_: Type, setting: Setting, align: Align = "left") -> list[Ink]:
    line = set_lines([Run(text, type_)], MEASURE, setting.letters, align=align)[0]
    return [moved(ink, 0, y) for ink in line.inks]
