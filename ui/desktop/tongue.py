"""The language that the windows speak. A change takes effect at once, on everything that was bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from evidence_desk.errors import Known, Language
from ui.desktop import words

Setter = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Bound:
    owner: QObject
    setter: Setter
    key: str


class Tongue(QObject):
    changed = Signal()

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.language: Language = language
        self._bound: list[_Bound] = []

    def say(self, key: str, **params: str | int) -> str:
        return words.say(key, self.language, **params)

    def name(self, kind: str, value: str) -> str:
        return words.name(kind, value, self.language)

    def bind(self, owner: QObject, setter: Setter, key: str) -> None:
        """Sets a text of `owner` now, and again whenever the language changes, for as long as it lives."""
        setter(self.say(key))
        self._bound.append(_Bound(owner, setter, key))

    def sentence(self, error: Known) -> str:
        return error.sentence(self.language)

    def speak(self, language: Language) -> None:
        self.language = language
        self._bound = [one for one in self._bound if isValid(one.owner)]
        for one in self._bound:
            one.setter(self.say(one.key))
        self.changed.emit()
