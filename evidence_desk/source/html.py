"""The words of an HTML document: what a reader of it sees, without markup, scripts and styles.

It is gone through once from front to back, as browsers do (https://html.spec.whatwg.org/multipage/parsing.html): the standard
library's parser takes minutes for some kilobytes of tags that do not end, and raises on declarations that are none.
"""

from __future__ import annotations

import re
from html import unescape

RAW = frozenset({"script", "style"})
BLOCKS = frozenset(
    {
        "p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "blockquote", "hr", "section", "article", "title",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})
TELLING = ("alt", "title", "placeholder", "content", "value")
"""Attributes that hold words."""
LINKS = ("href", "src", "action")
"""Attributes that hold addresses, by which a document is looked for too."""

TAG = re.compile(r"</?([A-Za-z][^\s/>]*+)")
ATTRIBUTE = re.compile(r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""")
END = re.compile(r"[\s/]*+>")
RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
COMMENT_ENDS = re.compile(r"--!?>")
NUMERAL = re.compile(r"&#(?:\d{8,}|[xX][0-9A-Fa-f]{8,});?")
"""Of a character that there is not: as a number it could be longer than Python converts."""


def plain(document: str) -> str:
    """Never raises: what is no HTML is its own text."""
    reader = _Reader(document)
    reader.read()
    text = "".join(reader.found) + "".join(f"\n{address}" for address in dict.fromkeys(reader.links))
    return re.sub(r" ?\n\s*", "\n", re.sub(r"[ \t\r\f\v]+", " ", text)).strip()


def characters(text: str) -> str:
    """The text with what stands for characters replaced by them."""
    return unescape(NUMERAL.sub("\ufffd", text)) if "&" in text else text


class _Reader:
    def __init__(self, document: str) -> None:
        self._document, self._at = document, 0
        self.found: list[str] = []
        self.links: list[str] = []

    def read(self) -> None:
        document = self._document
        while (at := document.find("<", self._at)) >= 0:
            self._words(at)
            if tag := TAG.match(document, at):
                self._tag(tag)
            elif document.startswith(("<!", "<?", "</"), at):
                self._declaration(at)
            else:
                self.found.append("<")
                self._at = at + 1
        self._words(len(document))

    def _words(self, end: int) -> None:
        if end > self._at:
            self.found.append(characters(self._document[self._at : end]))
            self._at = end

    def _tag(self, tag: re.Match[str]) -> None:
        """A tag and what follows from it; one without an end is words to the end of the document."""
        name, at, attributes = tag[1].lower(), tag.end(), list[tuple[str, str]]()
        while found := ATTRIBUTE.match(self._document, at):
            attributes.append((found[1].lower(), found[2] or found[3] or found[4] or ""))
            at = found.end()
        end = END.match(self._document, at)
        if end is None:
            self._words(len(self._document))
            return
        self._at = end.end()
        if name in BLOCKS:
            self.found.append("\n")
        if not tag[0].startswith("</"):
            self._opened(name, attributes)

    def _opened(self, name: str, attributes: list[tuple[str, str]]) -> None:
        if name in CELLS:
            self.found.append("\t")
        for attribute, value in attributes:
            if value and attribute in TELLING:
                self.found.append(f" {characters(value)} ")
            elif value and attribute in LINKS and not value.startswith(("data:", "#")):
                self.links.append(characters(value))
        if name in RAW:
            end = RAW_ENDS[name].search(self._document, self._at)
            self._at = end.start() if end else len(self._document)

    def _declaration(self, at: int) -> None:
        """A comment is words: nobody sees it in a browser, and it was written all the same."""
        document = self._document
        if document.startswith("<!--", at):
            end = COMMENT_ENDS.search(document, at + 4)
            begin, until, self._at = at + 4, end.start() if end else len(document), end.end() if end else len(document)
        elif document.startswith("<![CDATA[", at):
            close = document.find("]]>", at)
            begin, until, self._at = at + 9, close if close >= 0 else len(document), close + 3 if close >= 0 else len(document)
        else:
            close = document.find(">", at)
            begin = until = close  # of a doctype and the like nothing is words
            if close < 0:
                self._words(len(document))
                return
            self._at = close + 1
        self.found.append(f" {document[begin:until]} ")
