"""PySide itself: a version that loses references must not come in unseen."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Emitter(QObject):
    told = Signal(bool)


def test_emitting_true_many_times_takes_no_reference_from_it(qtbot: object) -> None:
    """PySide6 6.12.0 dropped one reference to True an emit, and ended Python 3.11 after some 576 of them."""
    emitter, heard = Emitter(), []
    emitter.told.connect(heard.append)
    before = sys.getrefcount(True)
    for _ in range(20_000):
        emitter.told.emit(True)
    assert heard.count(True) == 20_000
    heard.clear()
    assert abs(sys.getrefcount(True) - before) < 100
