"""The form by which a sample is drawn: from what, how many, and why so many."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from evidence_desk.review.counting import RULES
from ui.desktop import fonts, parts, shown, work
from ui.desktop.desk import Desk
from ui.desktop.work import Ended

TABLES = ("messages", "artifacts", "entries", "conversations")
"""Public tables that a person may draw from."""
MOST = 1_000_000


class Drawing(QWidget):
    """The population is frozen before the seed is drawn; both are done in a child process and logged."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.populations, self.where, self.number, self.reason = parts.Choice(), QLineEdit(), QSpinBox(), QLineEdit()
        self.stratified = QCheckBox()
        self.fault = parts.data("fault")
        self.draw = parts.button(desk.tongue, "sampling.draw", "play", self._draw, "main")
        for rule in RULES:
            self.populations.addItem("", ("rule", rule))
        for table in TABLES:
            self.populations.addItem("", ("table", table))
        self.populations.setSizeAdjustPolicy(parts.Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.number.setRange(1, MOST)
        self.number.setValue(100)
        self.number.setMaximumWidth(140)
        self.number.lineEdit().setTextMargins(7, 0, 7, 0)  # a style sheet does not reach it
        self._lay_out()
        self.reason.textChanged.connect(self._allow)
        self.populations.currentIndexChanged.connect(self._allow)
        desk.work.began.connect(self._allow)
        desk.work.ended.connect(self._allow)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.stratified, self.stratified.setText, "sampling.stratified")
        tongue.bind(self.where, self.where.setPlaceholderText, "sampling.where.hint")
        tongue.bind(self.reason, self.reason.setPlaceholderText, "sampling.reason.hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(parts.label(tongue, "sampling.new", "", 15, fonts.STRONG))
        layout.addWidget(parts.label(tongue, "sampling.about", "quiet"))
        fields = (
            ("sampling.population", self.populations), ("sampling.where", self.where), ("sampling.size", self.number), ("sampling.reason", self.reason),
        )  # fmt: skip
        for key, field in fields:
            tongue.bind(field, field.setAccessibleName, key)
            layout.addWidget(parts.named(tongue, key, field))
        layout.addWidget(self.stratified)
        layout.addWidget(self.fault)
        layout.addLayout(parts.row(self.draw, None))
        layout.addStretch(1)
        self.fault.hide()

    def _draw(self) -> None:
        kind, name = self.populations.currentData()
        where = [one.strip() for one in self.where.text().replace("；", ";").split(";") if one.strip()]
        population = (f"--{kind}={name}", *(f"--where={one}" for one in (where if kind == "table" else [])))
        stratified = kind == "rule" and self.stratified.isChecked()
        job = work.sample(self._desk.folder, population, self.number.value(), self.reason.text().strip(), stratified)
        self.fault.hide()
        self._desk.work.begin(job, self._desk.tongue.language)

    def choose(self, rule: str) -> None:
        self.populations.setCurrentIndex(
            next(place for place in range(self.populations.count()) if self.populations.itemData(place)[1] == rule)
        )
        self.reason.setFocus()

    def end(self, ended: Ended) -> None:
        """Drawn, or why not."""
        failed = ended.code != 0
        self.fault.setVisible(failed)
        self.fault.setText(shown.line(ended.sentence))
        if not failed:
            self.reason.clear()

    @Slot()
    def _allow(self) -> None:
        of_rule = self.populations.currentData()[0] == "rule"
        self.where.setEnabled(not of_rule)
        self.stratified.setEnabled(of_rule)
        self.draw.setEnabled(not self._desk.work.running and bool(self.reason.text().strip()))

    @Slot()
    def _retell(self) -> None:
        for place in range(self.populations.count()):
            kind, name = self.populations.itemData(place)
            self.populations.setItemText(place, population_of(self._desk, {kind: name}))
            self.populations.setItemData(place, self.populations.itemText(place), Qt.ItemDataRole.ToolTipRole)
        self._allow()


def population_of(desk: Desk, told: dict[str, str]) -> str:
    """What a sample is drawn from, in words."""
    say = desk.tongue.say
    if "rule" in told:
        rule = RULES.get(told["rule"])
        title = told["rule"] if rule is None else rule.zh if desk.tongue.language == "zh" else rule.en
        return say("sampling.of-rule", rule=title)
    table = told.get("table", "")
    words = say("sampling.of-table", table=say(f"total.{table}") if table in TABLES else table)
    where = [f"{name.removeprefix('where ')}={value}" for name, value in told.items() if name.startswith("where ")]
    return shown.line(" ".join([words, *where]))
