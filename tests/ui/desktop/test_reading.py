"""Lanes: questions in their order, a newer one in place of an older, failures as sentences, an end that loses no mark."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from evidence_desk.errors import Known, NotACase
from evidence_desk.store.case import Case
from ui.desktop.reading import Lane

Put = Callable[[list[str]], object]


@contextmanager
def notes(_: Path) -> Iterator[list[str]]:
    yield []


@pytest.fixture
def lane() -> Iterator[Lane[list[str]]]:
    made: Lane[list[str]] = Lane(Path(), notes)
    made.start()
    yield made
    made.abandon()


def unexpected(error: Known) -> None:
    raise AssertionError(error)


def test_answers_come_in_order_and_to_the_thread_that_asked(lane: Lane[list[str]], qtbot: QtBot) -> None:
    told: list[tuple[int, bool]] = []
    here = threading.get_ident()
    for number in range(20):
        lane.ask(lambda _, n=number: n, lambda n: told.append((n, threading.get_ident() == here)), unexpected)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(told) == 20)
    assert told == [(number, True) for number in range(20)]


def test_a_question_is_put_in_another_thread(lane: Lane[list[str]], qtbot: QtBot) -> None:
    told: list[bool] = []
    lane.ask(lambda _: QThread.currentThread() is lane, told.append, unexpected)
    qtbot.waitUntil(lambda: told == [True])


def test_a_newer_question_of_a_topic_takes_the_place_of_older_ones(lane: Lane[list[str]], qtbot: QtBot) -> None:
    told: list[str] = []
    begun, held = threading.Event(), threading.Event()

    def first(_: list[str]) -> None:
        begun.set()
        held.wait(5)

    lane.ask(first, lambda _: told.append("first"), unexpected, "topic")
    assert begun.wait(5)
    for word in ("second", "third", "fourth"):
        lane.ask(lambda done, w=word: done.append(w), lambda _, w=word: told.append(w), unexpected, "topic")  # type: ignore[misc]
    lane.ask(lambda done: list(done), lambda done: told.append(f"done {done}"), unexpected)
    held.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["fourth", "done ['fourth']"], "the ones between were never even put"


def test_a_failure_is_told_and_the_lane_goes_on(lane: Lane[list[str]], qtbot: QtBot) -> None:
    told: list[str] = []

    def fail(_: list[str]) -> None:
        raise NotACase(path="x")

    lane.ask(fail, unexpected, lambda error: told.append(error.code))  # type: ignore[arg-type]
    lane.ask(lambda _: "well", told.append, unexpected)
    qtbot.waitUntil(lambda: told == ["not-a-case", "well"])


def test_what_cannot_be_opened_refuses_every_question(qtbot: QtBot, tmp_path: Path) -> None:
    lane: Lane[Case] = Lane(tmp_path, Case.open)
    lane.start()
    told: list[str] = []
    for _ in range(2):
        lane.ask(lambda case: case.created, told.append, lambda error: told.append(error.code))
    qtbot.waitUntil(lambda: told == ["not-a-case", "not-a-case"])
    lane.finish()


def test_finishing_does_first_all_that_was_asked(lane: Lane[list[str]]) -> None:
    done: list[int] = []
    for number in range(50):
        lane.ask(lambda _, n=number: done.append(n), lambda _: None, unexpected)  # type: ignore[misc]
    lane.finish()
    assert done == list(range(50))


def test_a_slow_question_to_the_database_is_broken_off_for_a_newer_one(qtbot: QtBot, tmp_path: Path) -> None:
    Case.create(tmp_path / "a.edcase", __import__("evidence_desk.store.case").store.case.Particulars("1")).close()
    lane: Lane[Case] = Lane(tmp_path / "a.edcase", Case.open, lambda case: case.db.interrupt())
    lane.start()
    told: list[object] = []
    forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    begun = threading.Event()

    def slow(case: Case) -> object:
        begun.set()
        return case.db.execute(forever).fetchone()

    lane.ask(slow, told.append, unexpected, "count")
    begun.wait(5)
    time.sleep(0.1)
    lane.ask(lambda case: case.particulars.number, told.append, unexpected, "count")
    qtbot.waitUntil(lambda: told == ["1"])
    lane.ask(slow, told.append, unexpected, "count")
    begun.clear()
    begun.wait(5)
    time.sleep(0.1)
    started = time.monotonic()
    lane.abandon()
    assert time.monotonic() - started < 5
