from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.memo.memo import (
    Block,
    Digest,
    Digests,
    Facts,
    Figure,
    Finding,
    FindingList,
    Heading,
    Listing,
    Memo,
    Notice,
    Opinion,
    Paragraph,
    Points,
    Quotation,
    Section,
    Sentence,
    Tally,
)
from reports.memo.paper.blocks import block_strips, section_strips
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Anchor, Box, Glyphs, Link, Strip
from reports.memo.paper.setting import Setting

Make = Callable[..., list[Strip]]


@pytest.fixture
def strips(simple: Callable[..., Memo], fraud_memo: Callable[[str], Memo], letters: Letters) -> Make:
    def make(block: Block, language: str = "zh") -> list[Strip]:
        citations = fraud_memo("zh").citations
        return block_strips(block, "here", Setting(simple(language=language, citations=citations), letters))

    return make


def said(strips: list[Strip]) -> list[str]:
    lines = ("".join(ink.text for ink in strip.inks if isinstance(ink, Glyphs)) for strip in strips)
    return [line for line in lines if line]


def boxes(strips: list[Strip]) -> list[Box]:
    return [ink for strip in strips for ink in strip.inks if isinstance(ink, Box)]


def test_a_section_is_a_bookmark_and_keeps_its_title_with_what_follows(simple: Callable[..., Memo], letters: Letters) -> None:
    section = Section("一、结论摘要", (Paragraph((Sentence("一。"),)),), new_page=True)
    made = section_strips(section, 3, Setting(simple(), letters))
    assert [ink for ink in made[0].inks if isinstance(ink, Anchor)] == [Anchor(0, "section-3", "一、结论摘要", 0)]
    assert made[0].new_page
    assert all(strip.keep for strip in made[:3])


def test_a_paragraph_sets_its_sentences_with_their_citations(strips: Make) -> None:
    block = Paragraph((Sentence("甲收到。", (1, 2)), Sentence("乙发出。", (3,))))
    assert said(strips(block)) == ["甲收到。[1][2]乙发出。[3]"]
    assert said(strips(block, "en")) == ["甲收到。[1][2] 乙发出。[3] "]
    assert [ink.to for strip in strips(block) for ink in strip.inks if isinstance(ink, Link)] == ["cite-1", "cite-2", "cite-3"]


def test_a_heading_of_the_second_level_is_a_bookmark_below_its_section(strips: Make) -> None:
    assert Anchor(0, "here", "事实一", 1) in strips(Heading("事实一"))[1].inks
    assert not any(isinstance(ink, Anchor) for strip in strips(Heading("细目", 3)) for ink in strip.inks)


def test_a_persons_words_carry_a_bar_and_the_name_of_the_writer(strips: Make) -> None:
    generated = strips(Paragraph((Sentence("记录显示。", (1,)),)))
    finding = strips(Finding("周敏", (Sentence("记录显示。", (1,)),), "contradicts", "source", ("他人代发", "自动回复")))
    opinion = strips(Opinion("周敏", "建议重新获取镜像。"))
    assert said(finding) == [
        "审查人员发现 · 周敏 · 相反或减轻 · 依据程度：来源如此陈述", "记录显示。[1]", "其他可能的解释：他人代发；自动回复",
    ]  # fmt: skip
    assert said(opinion) == ["审查人员意见 · 周敏", "建议重新获取镜像。"]
    assert not boxes(generated)
    brief = strips(FindingList((Sentence("记录显示。", (1,)), Sentence("另有记录。", (2, 3)))))
    assert said(brief) == ["审查人员发现", "1.记录显示。[1]", "2.另有记录。[2][3]"]
    for one in (finding, opinion, brief):
        assert all(isinstance(strip.inks[0], Box) and strip.inks[0].height == strip.height for strip in one[:-1])


def test_a_quotation_keeps_line_breaks_and_shows_all_else_that_moves_text(strips: Make) -> None:
    made = said(strips(Quotation(1, "甲", "2025-11-02", "一行\r\n二行\t\u202e反\n\n四行\r尾")))
    assert made == ["甲  2025-11-02[1]", "一行", "二行⟦TAB⟧⟦RLO⟧反", "四行⟦CR⟧尾"]


def test_a_line_break_in_a_name_cannot_make_a_row(strips: Make) -> None:
    assert said(strips(Facts((("路径", "a\nb"),)))) == ["路径a⟦LF⟧b"]


def test_figures_stand_four_in_a_row_with_their_signs(strips: Make) -> None:
    made = strips(Tally(tuple(Figure(f"项{n}", str(n), "fails" if n == 1 else None) for n in range(5))))
    assert said(made) == ["0项0✗ 1项12项23项3", "4项4"]


def test_a_sha256_is_on_one_line_in_even_characters(strips: Make) -> None:
    made = strips(Digests((Digest("检材 1 计算", "SHA-256", "0123456789abcdef" * 4, "holds"), Digest("检材 2 记载", "SM3", None))))
    assert said(made) == ["✓ 检材 1 计算SHA-256" + "0123456789abcdef" * 4, "检材 2 记载SM3—"]
    value = next(ink for ink in made[0].inks if isinstance(ink, Glyphs) and len(ink.text) == 64)
    assert value.type.cut == "even"


def test_commands_are_set_as_they_are_typed(strips: Make) -> None:
    assert said(strips(Listing(("sha256sum 手机01.E01", "certutil -hashfile a SHA256")))) == [
        "sha256sum 手机01.E01",
        "certutil -hashfile a SHA256",
    ]


def test_points_are_numbered_and_a_notice_is_boxed(strips: Make) -> None:
    assert said(strips(Points((Sentence("甲。"), Sentence("乙。", (2,)))))) == ["1.甲。", "2.乙。[2]"]
    assert boxes(strips(Notice("未读取 3 处。", "caution")))


@pytest.mark.parametrize(
    "block",
    [
        Opinion("周敏", "长" * 60_000),
        Quotation(1, "甲", "", "x" * 20_000),
        Facts((("n" * 5_000, "v" * 5_000),)),
        Points((Sentence("长" * 9_000),)),
    ],
)
def test_text_longer_than_a_page_has_a_place_to_break(strips: Make, block: Block) -> None:
    made = strips(block)
    assert max(strip.height for strip in made) < 60
    assert sum(strip.keep for strip in made) < len(made) / 2
