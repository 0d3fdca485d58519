"""With which key something is signed that leaves the case. The passphrase goes to the child by its standard input: it is in no argument, no file and no log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ui.desktop import parts
from ui.desktop.tongue import Tongue

KEYS = "PKCS#12, PEM (*.p12 *.pfx *.pem *.key);;* (*)"


class Signing(QWidget):
    def __init__(self, tongue: Tongue, hint: str) -> None:
        super().__init__()
        self._tongue = tongue
        self.key, self.passphrase = QLineEdit(), QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.browse = parts.button(tongue, "browse", None, self._choose)
        for edit, name, said in ((self.key, "signing.key", hint), (self.passphrase, "signing.passphrase", "signing.passphrase.hint")):
            tongue.bind(edit, edit.setAccessibleName, name)
            tongue.bind(edit, edit.setPlaceholderText, said)
        line = parts.row(self.key, self.browse, self.passphrase)
        line.setStretch(0, 3)
        line.setStretch(2, 2)
        self.setLayout(line)
        self.key.textChanged.connect(self._allow)
        self._allow()

    @property
    def path(self) -> Path | None:
        """None where nothing is to be signed."""
        text = self.key.text().strip()
        return Path(text).absolute() if text and self.isEnabled() else None

    def take(self) -> bytes | None:
        """The passphrase, which the form has no more afterwards; None where none was typed."""
        text = self.passphrase.text()
        self.passphrase.clear()
        return text.encode() if text and self.path is not None else None

    @Slot()
    def _allow(self) -> None:
        self.passphrase.setEnabled(bool(self.key.text().strip()))

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._tongue.say("signing.key"), "", KEYS)
        if path:
            self.key.setText(path)
