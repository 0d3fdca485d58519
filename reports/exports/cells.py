"""A value as a cell of a spreadsheet.

A text that begins with = + - @ (or their full-width forms), a tab or a line end would be run as a formula by a
spreadsheet program; it gets an apostrophe before it. Control and bidi characters become marks.
"""

from __future__ import annotations

import json

from evidence_desk.store.tables import Value
from evidence_desk.visible import visible

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Value) -> str:
    text = plain(value)
    if isinstance(value, str | list | dict):
        return visible("'" + text if text.startswith(FORMULA) else text)
    return text


def plain(value: Value) -> str:
    """The value as text, whatever is in it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
