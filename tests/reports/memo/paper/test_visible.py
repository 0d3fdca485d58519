from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.memo.paper.visible import CLOSE, MARK, OPEN, seen, visible


def drawn_by_all(_: str) -> bool:
    return True


def test_a_name_that_turns_the_line_around_shows_the_mark_that_does_it() -> None:
    assert visible("发票\u202egpj.exe", drawn_by_all) == "发票⟦RLO⟧gpj.exe"


def test_controls_joiners_and_odd_spaces_are_named() -> None:
    assert visible("a\x00b\tc\nd\re\x1bf", drawn_by_all) == "a⟦NUL⟧b⟦TAB⟧c⟦LF⟧d⟦CR⟧e⟦ESC⟧f"
    assert visible("\u200b\u200d\xad\xa0\u2009\ufeff", drawn_by_all) == "⟦ZWSP⟧⟦ZWJ⟧⟦SHY⟧⟦NBSP⟧⟦U+2009⟧⟦BOM⟧"


def test_a_letter_that_is_drawn_as_nothing_is_named_too() -> None:
    assert visible("a\u3164b\u2800", drawn_by_all) == "a⟦U+3164⟧b⟦U+2800⟧"


def test_a_character_that_no_typeface_draws_is_its_code_point() -> None:
    assert visible("李𰻞", lambda char: char != "𰻞") == "李⟦U+30EDE⟧"


def test_half_a_surrogate_pair_does_not_stop_the_memo() -> None:
    assert visible("a\udc80", drawn_by_all) == "a⟦U+DC80⟧"


def test_a_mark_written_in_the_evidence_cannot_be_taken_for_ours() -> None:
    assert visible("⟦RLO⟧", drawn_by_all) == "⟦U+27E6⟧RLO⟦U+27E7⟧"


def test_plain_text_of_any_script_stays_as_it_is() -> None:
    text = "张三 transferred ¥1,000 给李四。한국어　αβγ"
    assert visible(text, drawn_by_all) == text


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_what_is_shown_holds_only_seen_characters_and_tells_apart_what_differs(text: str) -> None:
    shown = visible(text, drawn_by_all)
    assert all(seen(char) for char in shown)
    assert visible(shown.replace(OPEN, "").replace(CLOSE, ""), drawn_by_all) == shown.replace(OPEN, "").replace(CLOSE, "")
    assert len(MARK.findall(shown)) == shown.count(OPEN) == shown.count(CLOSE)
    assert len(MARK.sub("x", shown)) == len(text)
