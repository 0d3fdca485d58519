"""Searching gives what a reading of every text would give, no more and no less."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_desk.errors import EmptyQuery
from evidence_desk.search import find, index
from evidence_desk.store.case import Case

Chat = Callable[..., list[str]]
ALPHABET = "账户转钱a1 ，𠮷"


def hits(case: Case, query: str) -> list[str]:
    return [hit.id for hit in find.search(case, query, ("messages",))]


def indexed(case: Case) -> None:
    index.index_evidence(case, 1, lambda done, total: None)


def test_one_two_and_three_characters_are_found_exactly(case: Case, chat: Chat) -> None:
    draw = random.Random(7)
    texts = ["".join(draw.choices("转账户钱款银行卡号", k=draw.randint(1, 12))) for _ in range(300)]
    ids = chat(*texts)
    indexed(case)
    for length in (1, 2, 3, 4):
        for _ in range(20):
            query = "".join(draw.choices("转账户钱款银行卡号", k=length))
            assert hits(case, query) == [one for one, text in zip(ids, texts, strict=True) if query in text], query


def test_an_english_word_is_found_whole_whatever_its_case(case: Case, chat: Chat) -> None:
    ids = chat("Transfer to the BANK.", "bankrupt", "the bank, again", "ｂａｎｋ")
    indexed(case)
    assert hits(case, "bank") == [ids[0], ids[2], ids[3]]


def test_a_star_stands_for_the_rest_of_a_word(case: Case, chat: Chat) -> None:
    ids = chat("password", "pass", "compass", "passwords and more")
    indexed(case)
    assert hits(case, "pass*") == [ids[0], ids[1], ids[3]]
    assert hits(case, "pass") == [ids[1]]


def test_a_phrase_of_both_scripts_is_found(case: Case, chat: Chat) -> None:
    ids = chat("请转账500元到QQ钱包", "转账5000元", "转账，500元")
    indexed(case)
    assert hits(case, "转账500元") == [ids[0], ids[2]]
    assert hits(case, "QQ钱") == [ids[0]]


def test_a_character_that_newer_unicode_brought_is_found(case: Case, chat: Chat) -> None:
    ids = chat("李𬭊签名", "李签名")
    indexed(case)
    assert hits(case, "𬭊") == [ids[0]]
    assert hits(case, "李𬭊签") == [ids[0]]


def test_the_names_of_files_and_of_senders_are_searched(case: Case, chat: Chat) -> None:
    chat("hello")
    indexed(case)
    assert [hit.table for hit in find.search(case, "chat")] == ["entries"]
    assert [hit.table for hit in find.search(case, "林悦")] == ["messages"]
    assert [hit.table for hit in find.search(case, "群聊")] == ["conversations"]


def test_indexing_again_doubles_nothing(case: Case, chat: Chat) -> None:
    chat("转账")
    indexed(case)
    indexed(case)
    assert find.count(case, "转账") == 1


def test_the_words_around_a_hit_are_shown(case: Case, chat: Chat) -> None:
    chat("前" * 200 + "涉案账户" + "后" * 200)
    indexed(case)
    [hit] = find.search(case, "账户")
    assert "涉案账户" in hit.text
    assert hit.text.startswith("…")
    assert hit.text.endswith("…")
    assert len(hit.text) < 200


def test_a_hit_in_what_the_owner_sent_names_who_got_it(case: Case, chat: Chat) -> None:
    chat("转账", sender=None, direction="out")
    indexed(case)
    [hit] = find.search(case, "转账")
    assert hit.text == "→ 群聊: 转账"


def test_a_query_without_a_letter_is_refused(case: Case) -> None:
    with pytest.raises(EmptyQuery):
        find.count(case, '"" * - ()')


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_query_breaks_the_search(case: Case, query: str) -> None:
    try:
        assert find.count(case, query) == 0
    except EmptyQuery:
        assert not any(one.isalnum() for one in query if not query.startswith("-")) or "-" in query or '"' in query
