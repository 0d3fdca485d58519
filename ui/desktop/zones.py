"""Choosing a time zone, or none: the workstation's own is never offered as an answer."""

from __future__ import annotations

import zoneinfo
from functools import cache

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox

from ui.desktop import parts
from ui.desktop.tongue import Tongue

USUAL = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "UTC")


class Zones(parts.Choice):
    """`none` is the key of the words for no zone."""

    def __init__(self, tongue: Tongue, none: str) -> None:
        super().__init__()
        self._tongue, self._none = tongue, none
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem("")
        self.addItems(_names())
        tongue.bind(self, self.setAccessibleName, "zone")
        tongue.changed.connect(self._retell)
        self._retell()

    @property
    def zone(self) -> str | None:
        text = self.currentText().strip()
        return None if not text or text == self.itemText(0) else text

    @Slot()
    def _retell(self) -> None:
        none = self.zone is None
        self.setItemText(0, self._tongue.say(self._none))
        if none:
            self.setCurrentIndex(0)


@cache
def _names() -> list[str]:
    """All that this machine knows, the usual ones first; finding them out reads hundreds of files."""
    return [*USUAL, *sorted(zoneinfo.available_timezones() - set(USUAL))]
