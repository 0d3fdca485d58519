from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Glyphs, Link
from reports.memo.paper.lines import CLOSERS, OPENERS, Line, Run, as_strips, cut_short, set_lines, text_width
from reports.memo.paper.style import BODY, NOTE, QUIET, SMALL

LETTERS = Letters()


def said(line: Line) -> str:
    return "".join(ink.text for ink in line.inks if isinstance(ink, Glyphs))


def right_edge(line: Line) -> float:
    glyphs = [ink for ink in line.inks if isinstance(ink, Glyphs)]
    return max(
        (
            ink.x + sum(LETTERS.width(char, ink.type.cut) * ink.type.size + ink.space for char in ink.text) - ink.space
            for ink in glyphs
            if ink.text
        ),
        default=0.0,
    )


def lines(text: str, measure: float, **how: object) -> list[Line]:
    return set_lines([Run(text, BODY)], measure, LETTERS, **how)  # type: ignore[arg-type]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = "检察技术人员（以下称“审查人员”），依照规定，对送审的电子数据（含镜像）进行了审查；意见如下：第一，" * 4
    for measure in range(60, 300, 7):
        broken = [said(line) for line in lines(text, measure)]
        assert not any(line[0] in CLOSERS for line in broken[1:]), measure
        assert not any(line[-1] in OPENERS for line in broken[:-1]), measure


def test_an_english_word_stays_whole_where_it_fits() -> None:
    assert [said(line) for line in lines("the recomputed digest does not match", 90)] == ["the recomputed", "digest does not", "match"]


def test_chinese_breaks_between_characters_and_before_a_word() -> None:
    assert [said(line) for line in lines("检材一的digest值", 45)] == ["检材一的", "digest值"]


def test_a_path_breaks_after_its_separators() -> None:
    broken = [said(line) for line in lines("data/com.example.im/databases/message_0.db", 130)]
    assert len(broken) > 1
    assert all(line[-1] in "/._" for line in broken[:-1])


def test_an_unbroken_word_of_twenty_thousand_characters_stays_on_the_page() -> None:
    broken = lines("a" * 20_000, 200)
    assert sum(len(said(line)) for line in broken) == 20_000
    assert max(right_edge(line) for line in broken) <= 200.1


def test_a_measure_narrower_than_a_character_still_ends() -> None:
    assert [said(line) for line in lines("检材", 3)] == ["检", "材"]


def test_a_citation_stays_with_its_sentence_and_leads_to_its_anchor() -> None:
    runs = [Run("三日后双方再次提及", BODY), Run("[12]", NOTE, to="cite-12", rise=3)]
    for measure in range(30, 110):
        broken = set_lines(runs, measure, LETTERS)
        assert not said(broken[-1]).startswith("[12]") or (len(said(broken[-1])) == 4 and measure < 40)
        assert sum(isinstance(ink, Link) and ink.to == "cite-12" for line in broken for ink in line.inks) >= 1


def test_filled_lines_end_at_the_measure_and_the_last_does_not() -> None:
    filled = lines("审查期间程序未建立任何网络连接。" * 9, 420.0, fill=True)
    assert all(abs(right_edge(line) - 420.0) < 0.01 for line in filled[:-1])
    assert right_edge(filled[-1]) < 420.0


def test_alignment_and_indent_move_the_line() -> None:
    width = text_width("检材", BODY, LETTERS)
    assert [ink.x for ink in lines("检材", 100, align="right")[0].inks if isinstance(ink, Glyphs)] == [pytest.approx(100 - width)]
    assert [ink.x for ink in lines("检材", 100, align="centre")[0].inks if isinstance(ink, Glyphs)] == [pytest.approx(50 - width / 2)]
    indented = lines("检材" * 20, 100, indent=21)
    assert [line.inks[0].x for line in indented[:2] if isinstance(line.inks[0], Glyphs)] == [21, 0]


def test_our_marks_are_quieter_than_the_text_around_them() -> None:
    inks = [ink for ink in lines("a\u202eb", 200)[0].inks if isinstance(ink, Glyphs)]
    assert [(ink.text, ink.type.colour == QUIET) for ink in inks] == [("a", False), ("⟦RLO⟧", True), ("b", False)]


def test_an_empty_text_is_one_empty_line() -> None:
    assert [said(line) for line in lines("", 100)] == [""]


def test_neither_the_first_nor_the_last_line_stands_alone() -> None:
    assert [strip.keep for strip in as_strips(lines("检材" * 18, 100))] == [True, False, True, False]
    assert [strip.keep for strip in as_strips(lines("检材", 100))] == [False]


def test_a_label_is_cut_with_an_ellipsis_and_only_where_it_must() -> None:
    assert cut_short("检材", SMALL, LETTERS, 100) == "检材"
    cut = cut_short("检材" * 400, SMALL, LETTERS, 100)
    assert cut.endswith("…") and text_width(cut, SMALL, LETTERS) <= 100


@given(st.text(alphabet=st.sampled_from("检材，。（）“”ab1/._- 😀\u202e\n"), max_size=80), st.floats(20, 200), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_text_is_set_in_full_and_inside_the_measure(text: str, measure: float, fill: bool) -> None:
    broken = lines(text, measure, fill=fill)
    assert "".join(said(line) for line in broken).replace(" ", "") == LETTERS.shown(text).replace(" ", "")
    assert all(right_edge(line) <= measure + 0.1 for line in broken)
