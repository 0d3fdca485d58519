"""Samples: drawn after the population is frozen, to be drawn again by anyone, nothing replaced."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.errors import BadUse, Known, NoSuchItem
from evidence_desk.review import sampling
from evidence_desk.review.bounds import hypergeometric
from evidence_desk.review.sampling import Population
from evidence_desk.store import objects
from evidence_desk.store.case import Case
from evidence_desk.store.identifiers import find
from evidence_desk.store.tables import Shown

Chat = Callable[..., list[str]]


def shown(case: Case, number: int = 1, confidence: float = 0.95) -> Shown:
    [row] = sampling.rows(case, "en", number, confidence)
    return row


def drawn(case: Case, number: int = 1) -> list[str]:
    return [str(row["item"]) for row in sampling.item_rows(case, "en", number)]


def test_anyone_draws_the_same_from_manifest_and_seed(case: Case, chat: Chat) -> None:
    items = chat(*map(str, range(40)))
    sampling.draw(case, sampling.of_table(case, "messages", {"kind": "text"}), 7, "逐条核对来不及")
    row = shown(case)
    manifest = objects.path(case, str(row["manifest"])).read_bytes()
    assert manifest == "".join(f"{item}\n" for item in sorted(items)).encode()
    assert hashlib.sha256(manifest).hexdigest() == row["manifest"]
    seed = bytes.fromhex(str(row["seed"]))
    by_hand = sorted(manifest.decode().split(), key=lambda item: hmac.new(seed, item.encode(), "sha256").hexdigest())[:7]
    assert drawn(case) == by_hand
    assert (row["size"], row["drawn"], row["population"], row["open"]) == (40, 7, {"table": "messages", "where kind": "text"}, 7)


def test_the_seed_is_drawn_after_the_population_is_frozen_and_is_another_each_time(case: Case, chat: Chat) -> None:
    chat(*"abcdefgh")
    for _ in range(2):
        sampling.draw(case, sampling.of_table(case, "messages", {}), 2, "试核")
    acts = [json.loads(row["body"]) for row in case.db.execute("SELECT body FROM audit ORDER BY seq")]
    told = [act for act in acts if act["act"].startswith("sample.")]
    assert [act["act"] for act in told] == ["sample.freeze", "sample.draw"] * 2
    assert told[0]["manifest"] == told[1]["manifest"] == told[2]["manifest"]
    assert told[1]["seed"] != told[3]["seed"]
    assert (len(told[1]["seed"]), told[1]["reason"]) == (64, "试核")


def test_strata_are_drawn_in_proportion_and_all_of_the_size_is_given_out(case: Case) -> None:
    assert sampling.shares(Counter(a=50, b=30, c=20), 10) == {"a": 5, "b": 3, "c": 2}
    assert sampling.shares(Counter(a=1, b=1, c=1), 2) == {"a": 1, "b": 1, "c": 0}
    population = Population({"rule": "x"}, {f"m1.1.{number}": "ab"[number % 2] for number in range(30)})
    sampling.draw(case, population, 10, "分层", stratified=True)
    rows = sampling.item_rows(case, "en", 1)
    assert Counter(row["stratum"] for row in rows) == {"a": 5, "b": 5}
    assert all(population.strata[str(row["item"])] == row["stratum"] for row in rows)
    assert shown(case)["strata"] == {"a": {"size": 15, "drawn": 5}, "b": {"size": 15, "drawn": 5}}


def test_nothing_is_told_of_the_whole_until_all_of_the_sample_was_looked_at(case: Case, chat: Chat) -> None:
    chat(*map(str, range(30)))
    sampling.draw(case, sampling.of_table(case, "messages", {}), 10, "x")
    items = drawn(case)
    sampling.record(case, "s1", [(item, "right", "") for item in items[:9]])
    assert (shown(case)["share_high"], shown(case)["wrong_high"], shown(case)["open"]) == (None, None, 1)
    sampling.record(case, "s1", [(items[9], "wrong", "另一人的号码")])
    row = shown(case)
    assert (row["right"], row["wrong"], row["open"], row["share"]) == (9, 1, 0, 0.1)
    low, high = hypergeometric(1, 10, 30, 0.95)
    assert (row["wrong_low"], row["wrong_high"], row["method"]) == (low, high, "hypergeometric")
    assert (row["share_low"], row["share_high"]) == (low / 30, high / 30), "a share says nothing else than the number"
    assert row["right_low"] == 30 - hypergeometric(1, 10, 30, 0.95)[1]


def test_what_was_not_decided_is_right_for_the_lower_bound_and_wrong_for_the_upper(case: Case, chat: Chat) -> None:
    chat(*map(str, range(30)))
    sampling.draw(case, sampling.of_table(case, "messages", {}), 10, "x")
    outcomes = ["wrong", "undecided", "refused", *["right"] * 7]
    sampling.record(case, "s1", zip(drawn(case), outcomes, [""] * 10, strict=True))
    row = shown(case)
    assert (row["wrong_low"], row["wrong_high"]) == (hypergeometric(1, 10, 30, 0.95)[0], hypergeometric(3, 10, 30, 0.95)[1])
    assert row["share_high"] == row["wrong_high"] / 30
    assert row["share"] == 1 / 8


def test_bounds_of_strata_hold_together(case: Case) -> None:
    population = Population({"rule": "x"}, {f"m1.1.{number}": "ab"[number % 2] for number in range(40)})
    sampling.draw(case, population, 10, "x", stratified=True)
    sampling.record(case, "s1", [(item, "right", "") for item in drawn(case)])
    assert shown(case)["wrong_high"] == 2 * hypergeometric(0, 5, 20, 0.975)[1]


def test_a_later_result_stands_and_the_earlier_one_stays_in_the_log(case: Case, chat: Chat) -> None:
    chat("a")
    sampling.draw(case, sampling.of_table(case, "messages", {}), 1, "x")
    for outcome in ("wrong", "right"):
        sampling.record(case, "s1", [(drawn(case)[0], outcome, "")])
    assert (shown(case)["right"], shown(case)["wrong"]) == (1, 0)
    acts = [json.loads(row["body"])["act"] for row in case.db.execute("SELECT body FROM audit")]
    assert acts.count("sample.result") == 2


def test_nothing_is_replaced_and_a_bad_result_keeps_none(case: Case, chat: Chat) -> None:
    items = chat("a", "b")
    sampling.draw(case, sampling.of_table(case, "messages", {}), 1, "x")
    inside, [outside] = drawn(case)[0], [item for item in items if item not in drawn(case)]
    for results, sample, error in (
        ([(inside, "right", ""), (outside, "right", "")], "s1", BadUse), ([(inside, "right", ""), (inside, "good", "")], "s1", BadUse),
        ([(inside, "right", "")], "s2", NoSuchItem),
    ):  # fmt: skip
        with pytest.raises(error):
            sampling.record(case, sample, results)
    assert shown(case)["open"] == 1


def test_a_sample_needs_a_reason_and_no_more_than_there_is(case: Case, chat: Chat) -> None:
    chat("a")
    population = sampling.of_table(case, "messages", {})
    for size, reason in ((1, " "), (0, "x"), (2, "x"), (-1, "x")):
        with pytest.raises(Known):
            sampling.draw(case, population, size, reason)
    assert sampling.rows(case, "en") == []


def test_a_population_of_a_rule_is_what_it_counted_by_its_groups(case: Case, chat: Chat) -> None:
    sent = chat("a", direction="out")
    chat("b", direction="in")
    population = sampling.of_rule(case, "messages")
    assert (population.told, population.strata) == ({"rule": "messages"}, {sent[0]: "test"})


NUMBERS = "我是13800001111，他是13900002222"


def test_a_record_that_counts_for_two_numbers_is_two_units(case: Case, chat: Chat) -> None:
    [said] = chat(NUMBERS)
    find(case, 1, lambda done, total: None)
    population = sampling.of_rule(case, "personal-information")
    assert sorted(population.strata) == [f"{said}#1", f"{said}#2"]
    assert sorted(population.keys.values()) == ["mobile:+8613800001111", "mobile:+8613900002222"]
    sampling.draw(case, population, 2, "x")
    rows = sampling.item_rows(case, "zh", 1)
    assert {row["record"] for row in rows} == {said}
    assert {row["text"] for row in sampling.sheet(case, "s1", "zh")} == {NUMBERS}
    sampling.record(case, "s1", [(f"{said}#1", "right", "")])
    assert (shown(case)["size"], shown(case)["open"]) == (2, 1)


def test_strata_are_frozen_with_the_population(case: Case) -> None:
    population = Population({"rule": "x"}, {f"m1.1.{number}": "ab"[number % 2] for number in range(8)}, {"m1.1.3": "k"})
    sampling.draw(case, population, 4, "x", stratified=True)
    row = shown(case)
    frozen = objects.path(case, str(row["units"])).read_bytes()
    assert hashlib.sha256(frozen).hexdigest() == row["units"]
    assert [json.loads(line) for line in frozen.splitlines()][3] == {"item": "m1.1.3", "stratum": "b", "key": "k"}
    [told] = [
        act for act in map(json.loads, (row["body"] for row in case.db.execute("SELECT body FROM audit"))) if act["act"] == "sample.freeze"
    ]
    assert told["units"] == row["units"]


def test_a_sheet_comes_back_filled_in_either_language(case: Case, chat: Chat, tmp_path: Path) -> None:
    chat("甲", "乙", "丙")
    sampling.draw(case, sampling.of_table(case, "messages", {}), 3, "x")
    rows = list(sampling.sheet(case, "s1", "zh"))
    assert {row["text"] for row in rows} == {"甲", "乙", "丙"}
    path = tmp_path / "sheet.csv"
    said = list(zip([row["item"] for row in rows], ["相符", "wrong", ""], ["", " 号码不同 ", ""], strict=True))
    path.write_bytes("\r\n".join(["item,result,note", *(",".join(map(str, one)) for one in said)]).encode("gb18030"))
    assert sampling.filled(path) == [(rows[0]["item"], "right", ""), (rows[1]["item"], "wrong", "号码不同")]
    for data in (b"item,verdict\nm1.1.1,right\n", b"\xff\xfe\x00"):
        path.write_bytes(data)
        with pytest.raises(Known):
            sampling.filled(path)
