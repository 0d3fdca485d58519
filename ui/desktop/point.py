"""One review point: its question and the rules that it comes from, what was found, and the form of its answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from evidence_desk.errors import Known, Language
from evidence_desk.review import checklist
from evidence_desk.review.detail_words import named, valued
from evidence_desk.review.form_words import EVENT, EXHIBIT, REQUEST
from evidence_desk.review.wording import forbidden
from ui.desktop import fonts, parts, shown
from ui.desktop.desk import Desk
from ui.desktop.itemlist import ItemList
from ui.desktop.rows import Check, Ruled
from ui.desktop.tagging import Judgements

FORMS = {"event": EVENT, "exhibit": EXHIBIT, "request": REQUEST}


class PointView(QScrollArea):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._check: Check | None = None
        self._tops: dict[str, int] = {}
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.question, self.warning = parts.data("", 15, fonts.STRONG), parts.data("caution", 12)
        self.about = parts.Sheet()
        self.items = ItemList(desk, "checks.items")
        self.items.setObjectName("framed")
        self.items.setMaximumHeight(132)
        self.answers = Judgements(desk, "answer", checklist.ANSWERS)
        self.consequences = Judgements(desk, "consequence", checklist.CONSEQUENCES)
        self.basis, self.restorable = QPlainTextEdit(), QLineEdit()
        self.advice, self.fault = parts.data("caution", 12), parts.data("fault")
        self.save = parts.button(desk.tongue, "checks.save", "save", self._save, "main")
        self._lay_out()
        self.basis.textChanged.connect(self._allow)
        self.restorable.textChanged.connect(self._allow)
        self.answers.currentIndexChanged.connect(self._allow)
        self.answers.activated.connect(self._suggest)
        desk.tongue.changed.connect(self._retell)

    def _lay_out(self) -> None:
        tongue, body = self._desk.tongue, QWidget()
        body.setObjectName("pane")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.basis.setTabChangesFocus(True)
        self.basis.setFixedHeight(64)
        self._listed = parts.named(tongue, "checks.items", self.items)
        self._restorable = parts.named(tongue, "checks.restorable", self.restorable)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for widget in (self.question, self.warning, self.about, self._listed, parts.rule()):
            layout.addWidget(widget)
        layout.addWidget(parts.label(tongue, "checks.answer", "", fonts.SIZE, fonts.STRONG))
        asked: tuple[tuple[str, QWidget], ...]
        asked = (("checks.value", self.answers), ("checks.consequence", self.consequences), ("checks.basis", self.basis))
        for key, field in asked:
            layout.addWidget(parts.named(tongue, key, field))
            tongue.bind(field, field.setAccessibleName, key)
        layout.addWidget(self._restorable)
        tongue.bind(self.basis, self.basis.setPlaceholderText, "checks.basis.hint")
        tongue.bind(self.restorable, self.restorable.setAccessibleName, "checks.restorable")
        tongue.bind(self.restorable, self.restorable.setPlaceholderText, "checks.restorable.hint")
        layout.addWidget(self.advice)
        layout.addWidget(self.fault)
        layout.addLayout(parts.row(self.save, None))
        layout.addStretch(1)
        self.fault.hide()
        self.setWidget(body)

    def show_check(self, check: Check) -> None:
        """Another point, or the same as it is now; what was typed for the same point stays."""
        before = self._check
        same = before is not None and before.id == check.id
        if before is not None and not same:
            self._tops[before.id] = self.verticalScrollBar().value()
        kept = same and before is not None and self._kept(before) == self._kept(check)
        self._check = check
        self.question.setText(f"{check.point}  {check.question}")
        self.warning.setVisible(check.in_force is False)
        self.warning.setText(self._desk.tongue.say("checks.not-in-force", days=self._desk.tongue.say("list.comma").join(check.days)))
        self.about.fill(self._told(check))
        listed = [*check.items, *check.steps]
        self.items.show_items(listed)
        self._listed.setVisible(bool(listed))
        if not kept:
            self.answers.choose(check.answer)
            self.consequences.choose(check.consequence or "none")
            self.basis.setPlainText(check.basis or "")
            self.restorable.setText(check.restorable or "")
            self.fault.hide()
        if not same:
            self.verticalScrollBar().setValue(self._tops.get(check.id, 0))
        self._allow()

    def _kept(self, check: Check) -> tuple[str | None, ...]:
        return check.answer, check.basis, check.consequence, check.restorable

    def _told(self, check: Check) -> list[parts.Entry]:
        say = self._desk.tongue.say
        language: Language = self._desk.tongue.language
        detail = "\n".join(f"{named(name, language)}: {valued(name, value, language)}" for name, value in check.detail.items())
        told = [
            (say("checks.mode"), say(f"mode.{check.mode}"), False),
            (say("checks.article"), "\n".join(map(self._ruled, check.rules)), False),
            (say("checks.days"), say("list.comma").join(check.days), False),
            (say("checks.inputs"), say("list.comma").join(self._inputs(check)), False),
            (say("checks.result"), say(f"result.{check.result}"), False),
            (say("checks.detail"), shown.paragraph(detail), False),
            (say("checks.notes"), "\n".join(shown.line(note) for note in check.notes), False),
            (say("checks.actor"), shown.line(check.actor) if check.actor else "", False),
        ]
        return [one for one in told if one[1]]

    def _ruled(self, rule: Ruled) -> str:
        """A rule with the time in which it is in force, and how its article is known where it was not read."""
        say = self._desk.tongue.say
        since = say("checks.since", day=rule.since) if rule.since else ""
        until = say("checks.until", day=rule.until) if rule.until else ""
        known = {"V~": say("checks.seen"), "M": say("checks.to-confirm")}.get(rule.status, "")
        return f"{rule.source} {rule.article}{since}{until}{known}"

    def _inputs(self, check: Check) -> list[str]:
        """What has to be recorded for the point, where it is a field of a form."""
        at = 0 if self._desk.tongue.language == "zh" else 1
        split = (one.partition(".") for one in check.inputs)
        return list(dict.fromkeys(FORMS[form][field][at] for form, _, field in split if field in FORMS.get(form, {})))

    @Slot()
    def _suggest(self) -> None:
        """The consequence that the rule begins an answer of doubt with; a person may choose another."""
        if self._check is not None:
            self.consequences.choose(self._check.suggested if self.answers.value in checklist.DOUBTS else "none")

    def _save(self) -> None:
        check, given = self._check, self.answers.value
        if check is None or given is None:
            return
        said = (self.basis.toPlainText(), self.consequences.value, check.pack.partition("@")[0], self.restorable.text())
        self.save.setEnabled(False)
        self._desk.change(
            lambda case: checklist.answer(case, check.point, given, *said),
            lambda: self._desk.say("checks.saved", point=check.point),
            self._refused,
        )

    def _refused(self, error: Known) -> None:
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()
        self._allow()

    @Slot()
    def _allow(self) -> None:
        basis, say = self.basis.toPlainText(), self._desk.tongue.say
        self.save.setEnabled(self._check is not None and self.answers.currentIndex() >= 0 and bool(basis.strip()))
        self._restorable.setVisible(self.answers.value in checklist.DOUBTS or bool(self.restorable.text()))
        words = say("list.comma").join(dict.fromkeys(forbidden(f"{basis}\n{self.restorable.text()}")))
        self.advice.setVisible(bool(words))
        self.advice.setText(say("findings.advice", words=words))

    @Slot()
    def _retell(self) -> None:
        if self._check is not None:
            self.about.fill(self._told(self._check))
