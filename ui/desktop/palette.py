"""The colours of the windows, light and dark; no other module names one.

The platform is asked whether it is dark but not trusted to make anything so: under several of them Qt's own
switch does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette


@dataclass(frozen=True, slots=True)
class Colours:
    """`holds`, `fails`, `caution` always stand beside an icon and a word."""

    window: str
    surface: str
    wash: str
    ink: str
    quiet: str
    faint: str
    hairline: str
    accent: str
    on_accent: str
    tint: str
    holds: str
    fails: str
    caution: str
    mark: str


LIGHT = Colours(
    window="#f4f6f8", surface="#ffffff", wash="#f7f8fa", ink="#1c2024", quiet="#5f6872", faint="#8b949e", hairline="#dde2e7", accent="#1f4e79",
    on_accent="#ffffff", tint="#e3ecf5", holds="#23694a", fails="#9c2f2a", caution="#8a5a00", mark="#fff0c2",
)  # fmt: skip
DARK = Colours(
    window="#15181c", surface="#1d2126", wash="#22272d", ink="#e4e8ec", quiet="#a2abb5", faint="#747e89", hairline="#323940", accent="#7fb2e3",
    on_accent="#10202f", tint="#27394b", holds="#66c394", fails="#ef8f88", caution="#dcae55", mark="#4f431d",
)  # fmt: skip


def colours() -> Colours:
    """Those in force, told by the application's palette."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def palette(of: Colours) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, of.window), (role.WindowText, of.ink), (role.Base, of.surface), (role.AlternateBase, of.wash), (role.Text, of.ink),
        (role.Button, of.surface), (role.ButtonText, of.ink), (role.ToolTipBase, of.surface), (role.ToolTipText, of.ink),
        (role.PlaceholderText, of.faint), (role.Highlight, of.tint), (role.HighlightedText, of.ink), (role.Accent, of.accent), (role.Link, of.accent),
        (role.LinkVisited, of.accent), (role.BrightText, of.fails), (role.Light, of.surface), (role.Midlight, of.wash), (role.Mid, of.hairline),
        (role.Dark, of.faint), (role.Shadow, of.quiet),
    ):  # fmt: skip
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(of.faint))
    return made


BOXED = ("QCheckBox",)
"""Kinds of widgets with a box to tick that the style draws; those of lists stand in the sheet."""


def boxes(of: Colours) -> QPalette:
    """For these: the style draws the edge of a box darker than the window, which nobody sees on dark ground."""
    made = palette(of)
    made.setColor(QPalette.ColorRole.Window, QColor(of.quiet))
    return made


def sheet(of: Colours) -> str:
    return SHEET.substitute({name: getattr(of, name) for name in of.__slots__})


SHEET = Template("""
QToolTip { background: $surface; color: $ink; border: 1px solid $hairline; padding: 4px 6px; }
QFrame#card { background: $surface; border: 1px solid $hairline; border-radius: 8px; }
QFrame#line { background: $hairline; border: none; max-height: 1px; min-height: 1px; }
QLabel#quiet, QLabel#caption { color: $quiet; }
QLabel#fault { color: $fails; }
QLabel#notice { background: $tint; color: $ink; border-radius: 6px; padding: 7px 10px; }
QLabel#caution { background: $mark; color: $ink; border-radius: 6px; padding: 7px 10px; }
QLabel#chip { background: $tint; color: $ink; border-radius: 9px; padding: 1px 8px; }

QPushButton { background: $surface; color: $ink; border: 1px solid $hairline; border-radius: 6px; padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: $wash; border-color: $faint; }
QPushButton:pressed, QPushButton:checked { background: $tint; border-color: $accent; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; background: $window; }
QPushButton#main { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton#main:hover { background: $accent; border-color: $ink; }
QPushButton#main:disabled { background: $hairline; color: $faint; border-color: $hairline; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; color: $ink; background: transparent; }
QToolButton:hover { background: $tint; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox {
    background: $surface; color: $ink; border: 1px solid $hairline; border-radius: 6px; padding: 5px 8px;
    selection-background-color: $tint; selection-color: $ink; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus { border-color: $accent; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; border-radius: 0; padding: 0; background: transparent; }
QSpinBox { padding: 5px 0; }
QDateEdit { min-width: 90px; }
QDateEdit:focus { border-color: $accent; }
QSpinBox:focus { border-color: $accent; }
QDateEdit::up-button, QDateEdit::down-button, QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled { color: $faint; background: $window; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $hairline; selection-background-color: $tint; selection-color: $ink; outline: none; }
QTextEdit#sheet, QPlainTextEdit#reader { border: none; border-radius: 0; padding: 0; background: transparent; }

QTableView, QTreeView, QListView, QListWidget {
    background: $surface; alternate-background-color: $surface; border: none; outline: none; gridline-color: $hairline; }
QTableView::item, QTreeView::item, QListWidget::item { border: none; padding: 0 6px; }
QTreeView::item { min-height: 26px; padding: 0 2px; }
QTableView::item:selected, QTreeView::item:selected, QListWidget::item:selected { background: $tint; color: $ink; }
QTableView::item:hover, QTreeView::item:hover, QListWidget::item:hover { background: $wash; }
QTableView::item:selected:hover, QListWidget::item:selected:hover { background: $tint; }
QTreeView::branch:selected { background: $tint; }
QListWidget::item { min-height: 28px; }
QListWidget::indicator { width: 12px; height: 12px; border: 1px solid $faint; border-radius: 3px; background: $surface; }
QListWidget::indicator:checked { background: $accent; border: 1px solid $accent; }
QListWidget#framed, QTableWidget#framed { border: 1px solid $hairline; border-radius: 6px; padding: 2px; }
QListWidget#framed:focus, QTableWidget#framed:focus { border-color: $accent; }
QHeaderView { background: $surface; }
QHeaderView::section { background: $surface; color: $quiet; border: none; border-bottom: 1px solid $hairline; padding: 6px 9px; }
QHeaderView::section:hover { color: $ink; }
QAbstractScrollArea::corner { background: $surface; }

QTabBar { qproperty-drawBase: 0; background: transparent; }
QTabBar::tab { color: $quiet; padding: 6px 12px; border: none; border-bottom: 2px solid transparent; background: transparent; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:disabled { color: $faint; }
QTabWidget::pane { border: none; border-top: 1px solid $hairline; }

QSplitter::handle { background: $hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QProgressBar { background: $hairline; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: $hairline; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QMenu { background: $surface; color: $ink; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 5px 20px; border-radius: 4px; }
QMenu::item:selected { background: $tint; }
QCheckBox { spacing: 6px; }
QGroupBox { border: none; margin: 0; padding: 0; }

QWidget#rail { background: $window; border-right: 1px solid $hairline; }
QWidget#bar { background: $surface; border-bottom: 1px solid $hairline; }
QWidget#foot { background: $surface; border-top: 1px solid $hairline; }
QWidget#pane { background: $surface; }
QWidget#inspector { background: $window; }
QWidget#head { background: $surface; border-bottom: 1px solid $hairline; }
""")
