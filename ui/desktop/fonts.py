"""The typefaces of the windows: the system's where it has Chinese, otherwise Noto Sans SC from a pinned package.

The package's fonts are variable ones whose default cut is the thinnest, and Qt knows no other cut of them by name:
the weight is therefore always set as an axis, and a weight in a style sheet would only smear the thin outlines.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

NOTO = ("notosanssc/NotoSansSC", "notosanstc/NotoSansTC", "notosansjp/NotoSansJP", "notosanskr/NotoSansKR")
"""One design; what the first lacks (𠮷, 𡚸) another has."""
REGULAR, STRONG = 400, 600
WEIGHT = QFont.Tag("wght")
SIZE = 13
"""Height of running text in device-independent pixels."""


@cache
def families() -> tuple[str, ...]:
    """In the order in which a character is looked for; registers the package's fonts the first time."""
    folder = resources.files("justmytype_intl_cjk").joinpath("fonts", "ofl")
    noto = []
    for name in NOTO:
        number = QFontDatabase.addApplicationFont(str(folder.joinpath(f"{name}[wght].ttf")))
        noto += QFontDatabase.applicationFontFamilies(number)[:1]
    own = _own(QFontDatabase.SystemFont.GeneralFont)
    has_chinese = QFontDatabase.WritingSystem.SimplifiedChinese in QFontDatabase.writingSystems(own)
    return (own, *noto) if has_chinese else tuple(noto)


def text(size: int = SIZE, weight: int = REGULAR) -> QFont:
    return _font(families(), size, weight)


def even(size: int = SIZE - 1) -> QFont:
    """Characters of one width, for digests and bytes."""
    return _font((_own(QFontDatabase.SystemFont.FixedFont), *families()), size, REGULAR)


@cache
def _own(kind: QFontDatabase.SystemFont) -> str:
    """The family that the system's alias ("monospace") stands for: in a list of families Qt passes over an alias."""
    return QFontInfo(QFontDatabase.systemFont(kind)).family()


def _font(names: tuple[str, ...], size: int, weight: int) -> QFont:
    font = QFont()
    font.setFamilies(list(names))
    font.setPixelSize(size)
    font.setVariableAxis(WEIGHT, weight)
    return font
