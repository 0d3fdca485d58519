"""Rows that were recovered after deletion are listed when they are asked for, and never silently missing."""

from __future__ import annotations

from ui.terminal.reading import Apart

ROWS = [{"id": "m1.1.1", "recovered": None}, {"id": "m1.1.2", "recovered": "deleted"}, {"id": "m1.1.3", "recovered": "earlier"}]


def listed(table: str, where: dict[str, str]) -> tuple[list[object], int]:
    apart = Apart(table, where)
    return [row["id"] for row in apart.listed(ROWS)], apart.left


def test_without_being_asked_for_they_are_counted_and_not_listed() -> None:
    assert listed("messages", {}) == (["m1.1.1"], 2)
    assert listed("messages", {"evidence": "1"}) == (["m1.1.1"], 2)


def test_asked_for_they_stand_alone() -> None:
    assert listed("messages", {"recovered": "any"}) == (["m1.1.2", "m1.1.3"], 0)


def test_a_row_that_is_named_is_shown_whatever_it_is_and_other_tables_are_whole() -> None:
    assert listed("messages", {"id": "m1.1.2"}) == (["m1.1.1", "m1.1.2", "m1.1.3"], 0)
    assert listed("coverage", {}) == (["m1.1.1", "m1.1.2", "m1.1.3"], 0)
