"""Who writes in a WhatsApp text export: the name before the first colon, told from notes whose text has a colon too."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.chat import _whatsapp_words as words

LONGEST_NAME = 100
MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
PHONE = re.compile(r"\+?\d[\d\s()./\u2010\u2011-]{5,24}\d")


class Sender(NamedTuple):
    """`number`: where the export has a telephone number in place of a name, its digits."""

    name: str
    number: str | None


class Senders:
    def __init__(self) -> None:
        self._known: dict[str, Sender] = {}

    def split(self, rest: str) -> tuple[Sender | None, str]:
        """Sender and body of what follows a header; without a sender it is a note of the app."""
        name, colon, body = rest.partition(": ")
        if colon:
            sender = self._known.get(name) or self._meet(name)
            return (sender, body) if sender else (None, rest)
        name, colon, body = rest.partition(":")
        if colon and name in self._known:  # an empty message that lost its last space, or one that an editor touched
            return self._known[name], body
        return None, rest

    def _meet(self, name: str) -> Sender | None:
        shown = name.strip(MARKS)
        if not shown or len(name) > LONGEST_NAME or "\n" in name or words.EVENTS.search(name) or words.OPENED.search(name):
            return None
        number = "".join(filter(str.isdigit, shown)) if PHONE.fullmatch(shown) else None
        sender = Sender(shown, number and ("+" if shown.startswith("+") else "") + number)
        self._known[name] = sender
        return sender
