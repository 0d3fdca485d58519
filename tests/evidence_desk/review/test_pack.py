"""Rule packs: each point is whole, and the rules are chosen by the day of the act."""

from __future__ import annotations

from datetime import date

import pytest

from evidence_desk.review.finders import FINDERS
from evidence_desk.review.form_words import KINDS, ROUTES
from evidence_desk.review.pack import NAMES, NoSuchPack, Rule, confirm, pack
from evidence_desk.review.wording import forbidden

REFERENCE = [
    *(f"I-{n}" for n in range(1, 11)),
    *(f"T-{n}" for n in range(1, 14)),
    *(f"L-{n}" for n in range(1, 21)),
    *(f"R-{n}" for n in range(1, 8)),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_point_says_what_it_is_about_and_where_it_comes_from(name: str) -> None:
    rules = pack(name)
    assert len({one.id for one in rules.points}) == len(rules.points) >= 15
    for one in rules.points:
        assert one.zh, one.id
        assert one.en, one.id
        assert one.inputs, one.id
        assert one.rules, one.id
        assert (one.find is None) == (one.mode == "records"), one.id
        assert one.find is None or one.find in FINDERS, one.id
        assert {rule.source for rule in one.rules} <= set(rules.sources), one.id
        assert set(one.acts) <= set(KINDS), one.id
        assert set(one.routes) <= set(ROUTES), one.id
        assert forbidden(one.zh) == forbidden(one.en) == [], one.id
    assert len(rules.digest) == 64


def test_the_criminal_pack_has_every_point_of_the_reference() -> None:
    assert [one.id for one in pack().points if one.id in REFERENCE] == REFERENCE


def test_a_source_is_in_force_on_its_first_and_its_last_day() -> None:
    old, new = pack().sources["interpretation-2012"], pack().sources["interpretation"]
    assert old.until == date(2021, 2, 28)
    assert new.since == date(2021, 3, 1)
    assert [one.in_force(date(2021, 2, 28)) for one in (old, new)] == [True, False]
    assert [one.in_force(date(2021, 3, 1)) for one in (old, new)] == [False, True]


def test_the_rules_are_those_of_the_day_of_the_act() -> None:
    rules = pack()
    digests = next(one for one in rules.points if one.id == "I-1")
    assert rules.article(rules.rules(digests, [date(2020, 6, 1)])) == "两高一部电子数据规定 23(3)；刑诉法解释（2012） 93"
    assert rules.article(rules.rules(digests, [date(2026, 3, 1)])) == "刑诉法解释 111(3)；人民检察院办理网络犯罪案件规定 31(2)"
    assert rules.article(rules.rules(digests, [])) == rules.article(rules.rules(digests, [date(2026, 3, 1)]))
    assert {rule.source for rule in rules.rules(digests, [date(2021, 2, 28), date(2021, 3, 1)])} == {
        "interpretation", "interpretation-2012", "cyber", "provisions",
    }  # fmt: skip


def test_what_is_from_memory_alone_is_to_be_confirmed() -> None:
    rules = pack()
    known = {one.id: rules.rules(one, []) for one in rules.points}
    assert confirm(known["T-8"])
    assert not confirm(known["I-1"])
    assert "23(3)" not in rules.article(known["I-1"]), "what is from memory is not printed beside what was read"
    assert rules.article(known["T-8"]) == "人民检察院办理网络犯罪案件规定 36(2)"


def test_a_pack_that_is_none_is_said() -> None:
    with pytest.raises(NoSuchPack):
        pack("cn-tax")


@pytest.mark.parametrize("name", NAMES)
def test_every_article_has_a_name_of_reference_in_english(name: str) -> None:
    rules = pack(name)
    for one in rules.points:
        told = rules.article(one.rules, "en")
        assert told.isprintable() and not any("\u4e00" <= character <= "\u9fff" for character in told), told


def test_an_article_reads_as_one_in_either_language() -> None:
    rules = pack("cn-penal")
    given = [Rule("interpretation", "97、98", "V"), Rule("cyber", "第六章", "V")]
    assert rules.article(given) == "刑诉法解释 97、98；人民检察院办理网络犯罪案件规定 第六章"
    assert rules.article(given, "en") == (
        "Interpretation of the Criminal Procedure Law (2021), art. 97, 98; Procuratorates' Cybercrime Provisions (2021), chapter 6"
    )
