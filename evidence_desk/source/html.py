"""The words of an HTML document: what a reader of it sees, without markup, scripts and styles."""

from __future__ import annotations

import re
from html.parser import HTMLParser

HIDDEN = frozenset({"script", "style", "noscript", "template"})
BLOCKS = frozenset(
    {
        "p",
        "br",
        "div",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "pre",
        "blockquote",
        "hr",
        "section",
        "article",
        "title",
    }
)
CELLS = frozenset({"td", "th"})
TELLING = ("alt", "title", "placeholder", "content", "value")
"""Attributes that hold words."""
LINKS = ("href", "src", "action")
"""Attributes that hold addresses, by which a document is looked for too."""


def plain(document: str) -> str:
    """Never raises: what is no HTML is its own text."""
    reader = _Reader()
    reader.feed(document)
    reader.close()
    text = "".join(reader.found) + "".join(f"\n{address}" for address in dict.fromkeys(reader.links))
    return re.sub(r"[ \t\r\f\v]+", " ", re.sub(r"[ \t]*\n\s*", "\n", text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.links: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden = tag
        if tag in BLOCKS:
            self.found.append("\n")
        elif tag in CELLS:
            self.found.append("\t")
        for name, value in attrs:
            if value and name in TELLING:
                self.found.append(f" {value} ")
            elif value and name in LINKS and not value.startswith(("data:", "#")):
                self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""
        if tag in BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)

    def handle_comment(self, data: str) -> None:
        """Nobody sees it in a browser, and it was written all the same."""
        self.found.append(f" {data} ")
