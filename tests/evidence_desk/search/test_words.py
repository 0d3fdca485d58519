"""Cutting text into index words."""

from __future__ import annotations

import pytest

from evidence_desk.search.words import cut, match_expression


def test_a_chinese_run_becomes_pairs_and_its_last_character() -> None:
    assert cut("涉案账户") == "涉案 案账 账户 户"


def test_words_and_chinese_runs_are_parted_where_the_script_changes() -> None:
    assert cut("转账500元 to Bob_Smith") == "转账 账 500 元 to bob smith"


def test_width_and_case_are_folded() -> None:
    assert cut("ＡＢＣ１２３ Straße") == "abc123 strasse"


def test_a_rare_character_outside_the_basic_plane_is_a_character() -> None:
    assert cut("𠮷田") == "𠮷田 田"


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("账", '"账"*'),
        ("账户", '"账户"'),
        ("涉案账户", '"涉案 案账 账户"'),
        ("转账500", '"转账 账 500"'),
        ("500元", '"500 元"*'),
        ("bank -test", '"bank" NOT "test"'),
        ('"bank account" 转账', '"bank account" AND "转账"'),
        ("---", None),
        ("-only", None),
        ("", None),
    ],
)
def test_a_query_becomes_phrases(query: str, expression: str | None) -> None:
    assert match_expression(query) == expression
