"""How a rule on counsel finds what it names in a text: an account, number or name; an address in a domain; a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args
from urllib.parse import unquote

Kind = Literal["contact", "domain", "word"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SCHEME = re.compile(r"^(?:tel|sms|smsto|mailto|sip|xmpp|imessage)[:;]/*", re.IGNORECASE)
WHATSAPP = re.compile(r"(?:[.:]\d+)*@(?:s\.whatsapp\.net|c\.us)$", re.IGNORECASE)
"""What follows the number in an account of WhatsApp, the number of a device before it."""
NUMBER = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d[\d \-.()/]{5,24}\d(?!\w)")
"""A telephone number as people write it."""
BETWEEN = str.maketrans("", "", " -.()/")
MOBILE = re.compile(r"(?:00|\+)?86(1[3-9]\d{9})")
FIXED = re.compile(r"(?:00|\+)86([2-9]\d{8,10})")
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
SHORTEST = 7
"""Digits of a number that is looked for within a line."""
ADDRESS = re.compile(r"[\w.+%\-]+@[\w\-]+(?:\.[\w\-]+)+")


@dataclass(frozen=True)
class Rule:
    id: int
    kind: Kind
    value: str

    def names(self, text: str) -> bool:
        """Whether one of the lines of a text, each a name, a number or an account, is what the rule names."""
        if self.kind != "contact":
            return self.says(text)
        return self.may_name(text) and any(self._contact in _spellings(line) for line in text.split("\n"))

    def may_name(self, text: str) -> bool:
        """Whether a contact can stand in a text, however many lines it has: quick, and true more often than it does."""
        return self._hint in "".join(even(text).split()).translate(BETWEEN)

    def says(self, text: str) -> bool:
        """Whether a text has the word, or an address in the domain. A contact is looked for in names alone, never in what is said."""
        match self.kind:
            case "word":
                words = even(text)
                return self._word in words or (not self._word.isascii() and self._dense in "".join(words.split()))
            case "domain":
                words = even(text)
                return self._domain.search(words) is not None or ("%" in words and self._domain.search(unquote(words)) is not None)
            case "contact":
                return False

    @cached_property
    def _contact(self) -> str:
        return plain(self.value)

    @cached_property
    def _hint(self) -> str:
        """What every way of writing the contact has in it: of a number its last digits."""
        return self._contact[-SHORTEST:] if self._contact.isdigit() else self._contact.translate(BETWEEN)

    @cached_property
    def _word(self) -> str:
        return even(self.value)

    @cached_property
    def _dense(self) -> str:
        """Of a script without blanks between words: what reads writing off a picture may put some in."""
        return "".join(self._word.split())

    @cached_property
    def _domain(self) -> re.Pattern[str]:
        """The domain and all below it, in an address of mail or of a page or alone; never one that only ends or begins alike."""
        names = {self._word, _translated(self._word)}
        return re.compile(rf"(?<![a-z0-9_\-])(?:{'|'.join(map(re.escape, sorted(names)))})(?![a-z0-9_\-]|\.[a-z0-9])")


def even(text: str) -> str:
    """A text as it is compared: one form of each character, without case and what is not seen, blanks made one."""
    return " ".join(unicodedata.normalize("NFKC", text if text.isascii() else UNSEEN.sub("", text)).casefold().split())


def plain(text: str) -> str:
    """A name or account as it is compared, without blanks; a telephone number by its digits, a Chinese one as it is dialled at home."""
    name = WHATSAPP.sub("", SCHEME.sub("", even(text)))
    digits = name.translate(BETWEEN)
    if not re.fullmatch(r"\+?\d+", digits):
        return "".join(name.split())
    if mobile := MOBILE.fullmatch(digits):
        return mobile[1]
    if fixed := FIXED.fullmatch(digits):
        return f"0{fixed[1]}"
    return digits.removeprefix("+") if digits.startswith("+") else digits.removeprefix("00")


def domain(value: str) -> str:
    """The domain that somebody gave, also as the address of a page; an address of mail stays one."""
    bare = re.sub(r"^[a-z][a-z0-9+.\-]*://", "", even(value)).removeprefix("@")
    return re.split(r"[/?#:]", bare, maxsplit=1)[0].strip(".").removeprefix("www.")


def _spellings(line: str) -> Iterator[str]:
    """All that a line may name: itself, and the numbers and addresses of mail in it."""
    yield plain(line)
    words = even(line)
    yield from (plain(found) for found in ADDRESS.findall(words))
    for number in NUMBER.findall(words):
        found = plain(number)
        if len(found) >= SHORTEST:
            yield found


def _translated(name: str) -> str:
    """A domain in the letters of the DNS, or of people; itself where it has one form."""
    try:
        return name.encode().decode("idna") if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name
