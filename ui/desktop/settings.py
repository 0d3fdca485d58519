"""What this machine remembers between sessions: where the window stood, its language and look, and recent cases.

Nothing of a case is in it but the paths of case folders; case data stays in the case.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QByteArray, QSettings

from evidence_desk.errors import Language

Look = Literal["system", "light", "dark"]
MOST_RECENT = 8


class Settings:
    def __init__(self) -> None:
        self._file = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "evidence-desk", "desktop")

    @property
    def language(self) -> Language | None:
        kept = self._file.value("language")
        return cast(Language, kept) if kept in ("zh", "en") else None

    @language.setter
    def language(self, language: Language) -> None:
        self._file.setValue("language", language)

    @property
    def look(self) -> Look:
        kept = self._file.value("look")
        return cast(Look, kept) if kept in ("light", "dark") else "system"

    @look.setter
    def look(self, look: Look) -> None:
        self._file.setValue("look", look)

    @property
    def recent(self) -> list[Path]:
        """Case folders that were open, latest first."""
        kept = self._file.value("recent")
        paths = kept if isinstance(kept, list) else [kept] if isinstance(kept, str) and kept else []
        return [Path(path) for path in paths if isinstance(path, str)]

    def remember(self, case: Path) -> None:
        others = [str(path) for path in self.recent if path != case]
        self._file.setValue("recent", [str(case), *others][:MOST_RECENT])

    def forget(self, case: Path) -> None:
        self._file.setValue("recent", [str(path) for path in self.recent if path != case])

    def geometry(self, name: str) -> QByteArray | None:
        kept = self._file.value(f"window/{name}")
        return kept if isinstance(kept, QByteArray) else None

    def keep_geometry(self, name: str, state: QByteArray) -> None:
        self._file.setValue(f"window/{name}", state)
