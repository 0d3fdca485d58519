"""What the program found that does not fit in the record of custody. It says what stands where; a person says what that means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.desktop import fonts, icons, parts, shown
from ui.desktop.desk import Desk
from ui.desktop.history import Place

MOST_SHOWN = 300
"""What does not fit that the list shows; how much there is its title tells."""
STEPS, POINT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class Discrepancies(QListWidget):
    """One click shows the steps that it is about (`chosen_steps`), two lead to the review point that it bears on."""

    chosen_steps = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title = parts.data("", fonts.SIZE, fonts.STRONG)
        self.setObjectName("framed")
        parts.wrapping(self, 1)
        desk.tongue.bind(self, self.setAccessibleName, "discrepancies")
        desk.tongue.bind(self, self.setToolTip, "discrepancies.hint")
        self.itemSelectionChanged.connect(self._select)
        self.itemActivated.connect(self._open)

    def show_discrepancies(self, found: Sequence[dict[str, object]], recorded: bool) -> None:
        """`recorded`: that there is any step in which something could be found."""
        say = self._desk.tongue.say
        self.clear()
        for one in found[:MOST_SHOWN]:
            sources = [str(source) for source in _listed(one["sources"]) if source]
            about = "　".join(
                [f"{shown.line(str(one['exhibit']))}", say("discrepancies.point", point=str(one["point"])), *_listed_words(one["steps"])]
            )
            where = (
                say("discrepancies.sources", sources=shown.line(say("list.comma").join(dict.fromkeys(sources))))
                if sources
                else say("discrepancies.no-source")
            )
            line = QListWidgetItem(icons.icon("warning", "caution"), f"{shown.line(str(one['message']))}\n{about}　{where}")
            line.setData(STEPS, _listed_words(one["steps"]))
            line.setData(POINT, str(one["point"]))
            self.addItem(line)
        more = say("counsel.first", count=MOST_SHOWN) if len(found) > MOST_SHOWN else ""
        self.title.setText(say("discrepancies.count", count=len(found)) + more if recorded else say("discrepancies"))
        if not found:
            self.addItem(parts.placeholder(say("discrepancies.none" if recorded else "discrepancies.unrecorded")))

    @Slot()
    def _select(self) -> None:
        chosen = self.selectedItems()
        if chosen:
            self.chosen_steps.emit(chosen[0].data(STEPS))

    @Slot(QListWidgetItem)
    def _open(self, line: QListWidgetItem) -> None:
        if line.data(POINT):
            self._desk.went.emit(Place("checks", text=line.data(POINT)))


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _listed_words(value: object) -> list[str]:
    return [str(one) for one in _listed(value)]
