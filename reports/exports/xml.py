"""Text in XML 1.0: what XML has no place for is made visible, the rest escaped."""

from __future__ import annotations

from xml.sax.saxutils import escape

from evidence_desk.visible import visible

NEITHER = {"\ufffe": "⟦U+FFFE⟧", "\uffff": "⟦U+FFFF⟧"}


def escaped(text: str) -> str:
    """For an element's content or an attribute in double quotes."""
    return escape(visible(text), {'"': "&quot;", **NEITHER})


def element(name: str, text: str) -> str:
    return f"<{name}>{escaped(text)}</{name}>"
