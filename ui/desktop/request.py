"""The form of the request: who asked for the review, when, and what."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidence_desk.review import custody
from evidence_desk.review.form_words import REQUEST
from evidence_desk.store import intake
from evidence_desk.store.intake import Request
from ui.desktop.desk import Desk
from ui.desktop.keeping import Keeping
from ui.desktop.recordform import RecordForm, Section

SECTIONS = (
    Section("request.asked", ("department", "prosecutor", "stage", "requested", "accepted", "deadline"), {"questions": 4}),
    Section("request.acceptance", ("acceptance", "acceptance_reason", "recusal")),
    Section("request.background", ("cause", "background_source"), {"background": 3}),
    Section("request.document", ("organisation", "document_number", "secrecy", "authors", "reviewer", "basis")),
)


class RequestForm(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.form = RecordForm(desk, "request", REQUEST, SECTIONS)
        self.keeping = Keeping(desk, self.form, "request.save", self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.keeping)

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(intake.request, self._show, self._desk.complain, "request")

    def _show(self, said: Request | None) -> None:
        """What is being written stays."""
        if not self.form.dirty:
            self.form.fill(said or Request())

    def _save(self) -> None:
        given = self.form.different
        self._desk.lanes.marks.ask(lambda case: custody.change_request(case, given), self._saved, self.keeping.refuse)

    def _saved(self, said: Request) -> None:
        self.form.fill(said)
        self._desk.say("request.saved")
        self._desk.changed.emit("marks")
