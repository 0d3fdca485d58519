"""Back and forward."""

from __future__ import annotations

from ui.desktop.history import MOST, History, Place

A, B, C = Place("overview"), Place("files", "e1.1"), Place("search", text="转账")


def test_back_and_forward_lead_along_the_same_way() -> None:
    history = History()
    for place in (A, B, C):
        history.visit(place)
    assert (history.back(), history.back()) == (B, A)
    assert not history.can_go_back
    assert (history.forward(), history.forward()) == (B, C)
    assert not history.can_go_forward


def test_a_new_way_forgets_what_lay_ahead() -> None:
    history = History()
    for place in (A, B):
        history.visit(place)
    history.back()
    history.visit(C)
    assert not history.can_go_forward
    assert history.back() == A


def test_staying_is_no_step() -> None:
    history = History()
    for place in (A, B, B):
        history.visit(place)
    assert history.back() == A


def test_it_ends_somewhere() -> None:
    history = History()
    for number in range(MOST * 2):
        history.visit(Place("files", f"e1.{number}"))
    steps = 0
    while history.can_go_back:
        history.back()
        steps += 1
    assert steps == MOST - 1
