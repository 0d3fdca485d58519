"""Identifiers are kept once an evidence item, with each place, and where they recur."""

from __future__ import annotations

from collections.abc import Callable

from evidence_desk.store import identifiers, tables
from evidence_desk.store.case import Case


def test_an_identifier_is_kept_once_with_every_place_and_finding_again_doubles_nothing(case: Case, chat: Callable[..., list[str]]) -> None:
    first, second, _ = chat("电话13812345678", "再打 138 1234 5678", "没有号码 12345")
    chat("另一件检材 +8613812345678")
    for _ in range(2):
        for number in (1, 2):
            identifiers.find(case, number, lambda done, total: None)
    rows = list(tables.rows(case, "identifiers"))
    assert [(row["id"], row["evidence"], row["kind"], row["value"], row["occurrences"]) for row in rows] == [
        ("d1.1", 1, "mobile", "+8613812345678", 2),
        ("d2.1", 2, "mobile", "+8613812345678", 1),
    ]
    assert [place["item"] for place in rows[0]["places"]] == [first, second]
    assert rows[0]["in_evidence"] == [1, 2]
    assert [row["id"] for row in tables.rows(case, "identifiers", {"kind": "mobile", "evidence": "2"})] == ["d2.1"]
