from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.errors import Language
from reports.memo.memo import Memo, Paragraph, Section, Sentence
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Anchor, Glyphs, Link, Stamp
from reports.memo.paper.layout import lay_out
from reports.memo.paper.pages import Page
from reports.memo.paper.style import BOTTOM, DEPTH, MEASURE, RIGHT, TOP


def words(page: Page) -> list[str]:
    return [ink.text for ink in page.inks if isinstance(ink, Glyphs)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_has_its_number_and_how_many_there_are(
    fraud_memo: Callable[[Language], Memo], letters: Letters, language: Language
) -> None:
    pages = lay_out(fraud_memo(language), letters)
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        expected = f"第 {number} 页 共 {len(pages)} 页" if language == "zh" else f"Page {number} of {len(pages)}"
        assert expected in words(page)


def test_the_contents_name_the_page_that_each_part_begins_on(fraud_memo: Callable[[Language], Memo], letters: Letters) -> None:
    pages = lay_out(fraud_memo("zh"), letters)
    begins = {ink.name: number for number, page in enumerate(pages, 1) for ink in page.inks if isinstance(ink, Anchor) and ink.level == 0}
    links = [ink for ink in pages[0].inks if isinstance(ink, Link)]
    assert len(links) == 12
    assert len({link.x for link in links}) == 2  # columns
    for link in links:
        near = [ink for ink in pages[0].inks if isinstance(ink, Glyphs) and link.y < ink.y < link.y + 14]
        line = [ink.text for ink in near if link.x <= ink.x < link.x + link.width]
        assert line[-1] == str(begins[link.to])


def test_every_link_leads_to_an_anchor_and_no_anchor_is_there_twice(fraud_memo: Callable[[Language], Memo], letters: Letters) -> None:
    pages = lay_out(fraud_memo("zh"), letters)
    anchors = [ink.name for page in pages for ink in page.inks if isinstance(ink, Anchor)]
    links = {ink.to for page in pages for ink in page.inks if isinstance(ink, Link)}
    assert len(set(anchors)) == len(anchors)
    assert links <= set(anchors)
    assert {f"cite-{number}" for number in range(1, 7)} <= links


def test_every_page_of_a_draft_is_stamped_and_of_a_signed_memo_none(simple: Callable[..., Memo], letters: Letters) -> None:
    block = Paragraph((Sentence("一。" * 2000),))
    for draft in (True, False):
        pages = lay_out(simple(block, draft=draft), letters)
        assert len(pages) > 2
        assert all(any(isinstance(ink, Stamp) for ink in page.inks) == draft for page in pages)
        assert ("本件尚未签署，为草稿，内容可能变动。" in words(pages[0])) == draft


def test_every_page_says_that_this_is_no_expert_opinion(fraud_memo: Callable[[Language], Memo], letters: Letters) -> None:
    assert all("本意见供办案参考，不是鉴定意见。" in words(page) for page in lay_out(fraud_memo("zh"), letters))
    assert any(
        "The Chinese version is authentic" in word or "the Chinese version is authentic" in word
        for word in words(lay_out(fraud_memo("en"), letters)[0])
    )


def test_nothing_is_drawn_off_the_paper(simple: Callable[..., Memo], letters: Letters) -> None:
    long = "长" * 4_000
    memo = simple(
        Paragraph((Sentence(long + "x" * 20_000),)),
        case_number=long,
        case_title=long,
        examiners=(long,),
        organisation=long,
        facts=((long, long),),
    )
    pages = lay_out(memo, letters)
    for page in pages:
        for ink in page.inks:
            if isinstance(ink, Glyphs):
                right = ink.x + sum(letters.width(char, ink.type.cut) * ink.type.size + ink.space for char in ink.text)
                assert ink.x >= -1 and right <= MEASURE + RIGHT / 2
                assert -TOP < ink.y < DEPTH + BOTTOM


def test_a_memo_of_many_sections_keeps_its_contents_on_the_cover(simple: Callable[..., Memo], letters: Letters) -> None:
    sections = tuple(Section(f"第{n}部分", (Paragraph((Sentence("一。"),)),)) for n in range(40))
    pages = lay_out(simple(sections=sections), letters)
    assert "另有 16 部分，见书签" in words(pages[0])
    assert "第0部分" in words(pages[1])
