"""What a person says of a table's columns: for each field of a record a column or a text that is the same in every row, and the source's own words."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from evidence_desk.mapping import CATEGORIES, FIELDS, NEEDED, TOLD, VALUES, WORDS, Columns, Mapping, Records, Times
from ui.desktop import fonts, parts, shown
from ui.desktop.desk import Desk
from ui.desktop.zones import Zones

NONE, FIXED = "none", "fixed"
TIMES = (
    "iso",
    "unix",
    "unix-ms",
    "excel",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M",
)
NAMED = ("messages", "calls", "contacts", "payments")
"""Records that are told apart by the app that they come from."""
TIMED = ("sent", "time")
SEPARATORS = str.maketrans({"、": ";", "，": ";", ",": ";", "；": ";"})
KNOWN: dict[str, tuple[str, ...]] = {**{field: tuple(words) for field, words in WORDS.items()}, "category": CATEGORIES, "deleted": ("yes",)}
"""Values of ours for which a source has words of its own, by field."""


class ColumnForm(QScrollArea):
    """`changed` tells that the mapping is another."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._columns = Columns([])
        self._said = Mapping(version=1, records="messages", app="", columns={})
        self.choices: dict[str, parts.Choice] = {}
        self.fixed: dict[str, QWidget] = {}
        self.words: dict[tuple[str, str], QLineEdit] = {}
        self.records, self.app, self.format = parts.Choice(), QLineEdit(), parts.Choice()
        self.zone = Zones(desk.tongue, "zone.as-case")
        for records in FIELDS:
            self.records.addItem("", records)
        self.format.setEditable(True)
        self.format.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for kind in TIMES:
            self.format.addItem(kind)
        for choice in (self.records, self.format, self.zone):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self.records.activated.connect(self._change_records)
        self.app.textChanged.connect(self.changed)
        for choice in (self.format, self.zone):
            choice.currentTextChanged.connect(self.changed)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        named = (("map.records", self.records), ("map.app", self.app), ("map.format", self.format), ("map.zone", self.zone))
        body = QWidget()
        body.setObjectName("pane")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top = QGridLayout()
        top.setHorizontalSpacing(12)
        top.setVerticalSpacing(6)
        for place, (key, field) in enumerate(named):
            tongue.bind(field, field.setAccessibleName, key)
            top.addWidget(parts.named(tongue, key, field), place // 2, place % 2)
            top.setColumnStretch(place % 2, 1)
        tongue.bind(self.app, self.app.setPlaceholderText, "map.app.hint")
        self._fields, self._values = QWidget(), QWidget()
        self._about_values = parts.label(tongue, "map.values", "", fonts.SIZE, fonts.STRONG)
        layout = self._layout = QVBoxLayout(body)
        layout.setContentsMargins(20, 10, 16, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(parts.label(tongue, "map.columns", "", fonts.SIZE, fonts.STRONG))
        layout.addWidget(self._fields)
        layout.addWidget(self._about_values)
        layout.addWidget(self._values)
        layout.addStretch(1)
        self.setWidget(body)

    def fill(self, columns: Columns, said: Mapping) -> None:
        """A proposal, or a mapping that was made before; `?` stands in a proposal for what a person has to say."""
        self._columns, self._said = columns, said
        with QSignalBlocker(self):
            self.records.setCurrentIndex(self.records.findData(said.records))
            self.app.setText("" if said.app == "?" else said.app)
            self.format.setEditText(said.time.format)
            self.zone.setCurrentIndex(0)
            if said.time.zone:
                self.zone.setEditText(said.time.zone)
            self._build(said)
        self.changed.emit()

    @property
    def mapping(self) -> Mapping:
        """As it stands; whether it can be used is for `mapping.read` to say."""
        columns, constants = {}, {}
        for field, choice in self.choices.items():
            kind, name = choice.currentData()
            if kind == "column":
                columns[field] = name
            elif kind == "constant":
                constants[field] = name
            elif kind == FIXED and (text := self._fixed(field)):
                constants[field] = text
        values: dict[str, dict[str, list[str]]] = {}
        for (field, value), edit in self.words.items():
            if words := [one.strip() for one in edit.text().translate(SEPARATORS).split(";") if one.strip()]:
                values.setdefault(field, {})[value] = words
        said = self._said
        return Mapping(
            version=1, records=self._records, app=self.app.text().strip(), columns=columns, constants=constants,
            time=Times(self.format.currentText().strip() or "iso", self.zone.zone), values=values, files=said.files, sheet=said.sheet,
            header=said.header, delimiter=said.delimiter, encoding=said.encoding, rows=said.rows,
        )  # fmt: skip

    @property
    def lacking(self) -> list[str]:
        """Fields that a person has to put and has not: each of TOLD, and one of NEEDED."""
        said = self.mapping
        given = {**said.columns, **said.constants}
        lacks = [field for field in TOLD.get(said.records, ()) if field not in given]
        if not any(field in given for field in NEEDED[said.records]):
            lacks.append(NEEDED[said.records][0])
        return lacks

    @property
    def nameless(self) -> bool:
        """That records which are told apart by their app have none."""
        return self._records in NAMED and not self.app.text().strip()

    @property
    def unused(self) -> list[str]:
        """Columns that no field takes; what stands in them is kept beside."""
        return [name for name in self._columns.names if name not in self.mapping.columns.values()]

    @property
    def _records(self) -> Records:
        return next(one for one in FIELDS if one == self.records.currentData())

    def _fixed(self, field: str) -> str:
        edit = self.fixed[field]
        return edit.text().strip() if isinstance(edit, QLineEdit) else ""

    @Slot()
    def _change_records(self) -> None:
        """Other records have other fields; what both have stays."""
        kept = self.mapping
        fields = FIELDS[self._records]
        columns = {field: name for field, name in kept.columns.items() if field in fields}
        constants = {field: text for field, text in kept.constants.items() if field in fields}
        values = {field: words for field, words in {**WORDS, **kept.values}.items() if field in columns}
        self._build(Mapping(version=1, records=self._records, app=kept.app, columns=columns, constants=constants, values=values))
        self.changed.emit()

    def _build(self, said: Mapping) -> None:
        self.choices, self.fixed = {}, {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnMinimumWidth(0, 96)
        grid.setColumnStretch(1, 1)
        for row, field in enumerate(FIELDS[said.records]):
            choice, fixed = self._choice(field, said), QLineEdit()
            self.choices[field], self.fixed[field] = choice, fixed
            label = parts.data("quiet")
            label.setText(self._desk.tongue.say(f"map.field.{field}"))
            label.setBuddy(choice)
            choice.setAccessibleName(label.text())
            fixed.setAccessibleName(label.text())
            fixed.setText(said.constants.get(field, "").removesuffix("?"))
            fixed.setVisible(choice.currentData()[0] == FIXED)
            fixed.textChanged.connect(self.changed)
            choice.currentIndexChanged.connect(lambda _, field=field: self._choose(field))
            for column, widget in enumerate((label, choice, fixed)):
                grid.addWidget(widget, row, column)
        self._fields = self._replaced(self._fields, grid)
        self._build_values(said.values)

    def _choice(self, field: str, said: Mapping) -> parts.Choice:
        say = self._desk.tongue.say
        made = parts.Choice()
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.addItem(say("map.none"), (NONE, ""))
        for name in dict.fromkeys([*self._columns.names, *said.columns.values()]):
            words = shown.line(name) if name in self._columns.names else say("map.missing", column=shown.line(name))
            made.addItem(words, ("column", name))
        if field == "category":
            for category in CATEGORIES:
                made.addItem(say("map.constant", value=say(f"category.{category}")), ("constant", category))
        elif field not in TIMED and field not in VALUES:
            made.addItem(say("map.fixed"), (FIXED, ""))
        wanted = ("column", said.columns[field]) if field in said.columns else ("constant", said.constants.get(field))
        places = [place for place in range(made.count()) if tuple(made.itemData(place)) == wanted]
        is_fixed = field in said.constants and said.constants[field] != "?" and not places
        made.setCurrentIndex(places[0] if places else made.count() - 1 if is_fixed else 0)
        return made

    def _choose(self, field: str) -> None:
        self.fixed[field].setVisible(self.choices[field].currentData()[0] == FIXED)
        if field in KNOWN:
            kept = self.mapping.values
            self._build_values({**({field: WORDS[field]} if field in WORDS else {}), **kept})
        self.changed.emit()

    def _build_values(self, values: dict[str, dict[str, list[str]]]) -> None:
        """A line for each value of ours whose field stands in a column."""
        self.words = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnMinimumWidth(0, 96)
        grid.setColumnStretch(1, 1)
        mapped = [field for field in self.choices if field in KNOWN and self.choices[field].currentData()[0] == "column"]
        for field in mapped:
            for value in KNOWN[field]:
                edit, label = QLineEdit(), QLabel()
                label.setObjectName("quiet")
                label.setText(
                    self._desk.tongue.say(f"map.value.{field}.{value}")
                    if field != "category"
                    else self._desk.tongue.say(f"category.{value}")
                )
                edit.setText("、".join(values.get(field, {}).get(value, [])))
                edit.setCursorPosition(0)
                edit.setAccessibleName(label.text())
                edit.textChanged.connect(self.changed)
                self.words[field, value] = edit
                grid.addWidget(label, len(self.words), 0)
                grid.addWidget(edit, len(self.words), 1)
        self._about_values.setVisible(bool(mapped))
        self._values = self._replaced(self._values, grid)

    def _replaced(self, before: QWidget, grid: QGridLayout) -> QWidget:
        made = QWidget()
        made.setLayout(grid)
        self._layout.replaceWidget(before, made)
        before.hide()
        before.deleteLater()
        return made

    @Slot()
    def _retell(self) -> None:
        for place, records in enumerate(FIELDS):
            self.records.setItemText(place, self._desk.tongue.say(f"map.records.{records}"))
        for place, kind in enumerate(TIMES):
            self.format.setItemData(
                place, self._desk.tongue.say(f"map.format.{kind}") if "%" not in kind else kind, Qt.ItemDataRole.ToolTipRole
            )
        self._build(self.mapping)
