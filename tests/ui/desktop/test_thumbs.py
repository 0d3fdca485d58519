"""Small pictures come one after the other, what is in view first, and one that cannot be shown is not asked for again."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from evidence_desk.errors import Known
from evidence_desk.ingest import wire
from evidence_desk.ingest.viewer import ViewFailed
from ui.desktop.rows import Attachment
from ui.desktop.thumbs import Thumbs


class Looks:
    """A lane that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.covered: set[str] = set()
        self._answers: list[tuple[Callable[[wire.Picture | None], None], Callable[[Known], None]]] = []

    def ask(
        self,
        put: Callable[[Any], object],
        tell: Callable[[wire.Picture | None], None],
        refused: Callable[[Known], None],
        topic: None = None,
    ) -> None:
        put(SimpleNamespace(picture=lambda entry, width, height: self.asked.append(entry), covered=lambda entry: entry in self.covered))
        self._answers.append((tell, refused))

    def answer(self, picture: wire.Picture | None) -> None:
        tell, refused = self._answers.pop(0)
        refused(ViewFailed(detail="no picture")) if picture is None else tell(picture)


def thumbs(looks: Looks) -> tuple[Thumbs, QObject]:
    parent = QObject()
    return Thumbs(SimpleNamespace(lanes=SimpleNamespace(looks=looks)), parent), parent  # type: ignore[arg-type]


def test_one_is_asked_for_at_a_time_and_the_latest_wanted_is_next(qtbot: QtBot) -> None:
    looks = Looks()
    made, _parent = thumbs(looks)
    assert [made.get(one) for one in ("e1", "e2", "e3", "e2")] == [None] * 4
    assert looks.asked == ["e1"]
    with qtbot.waitSignal(made.came):
        looks.answer(wire.Picture(1, 1, b"\xff\x00\x00\xff"))
    assert looks.asked == ["e1", "e2"]
    image = made.get("e1")
    assert image is not None
    assert image.pixelColor(0, 0).red() == 255


def test_what_cannot_be_shown_is_known_to_have_no_picture(qtbot: QtBot) -> None:
    looks = Looks()
    made, _parent = thumbs(looks)
    made.get("e1")
    looks.answer(None)
    assert (made.has("e1"), made.get("e1"), looks.asked) == (True, None, ["e1"])


def test_only_a_picture_that_is_there_has_one() -> None:
    def attachment(**said: object) -> Attachment:
        return Attachment(**{"name": "a", "path": "/a", "state": "present", "sha256": None, "entry": "e1.1", "mime": "image/jpeg"} | said)  # type: ignore[arg-type]

    assert attachment().picture == "e1.1"
    assert [attachment(**one).picture for one in ({"state": "missing"}, {"mime": "audio/ogg"}, {"mime": None}, {"entry": None})] == [
        None
    ] * 4


def test_what_came_before_a_mark_is_not_shown_after_it(qtbot: QtBot) -> None:
    looks = Looks()
    made, _parent = thumbs(looks)
    made.get("e1")
    looks.answer(wire.Picture(1, 1, b"\xff\x00\x00\xff"))
    assert made.get("e1") is not None
    made.get("e2")
    made.forget()
    looks.answer(wire.Picture(1, 1, b"\xff\x00\x00\xff"))
    assert (made.has("e1"), made.has("e2")) == (False, False), "neither what was there nor what was on its way"


def test_of_what_is_covered_there_is_no_picture_and_a_sign_of_its_own(qtbot: QtBot) -> None:
    looks = Looks()
    looks.covered = {"e1"}
    made, _parent = thumbs(looks)
    made.get("e1")
    tell, _ = looks._answers.pop(0)
    tell(None)
    assert (looks.asked, made.get("e1"), made.has("e1"), made.covers("e1")) == ([], None, True, True)
