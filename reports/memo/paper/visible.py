"""Text from evidence as it goes on paper: nothing hides, nothing reorders, nothing is left out.

Paper can't be hovered over or copied from a store, so it is stricter than the screen: whatever cannot be seen, or
no typeface here draws, is printed as its name or code point between white square brackets, ⟦RLO⟧, ⟦NUL⟧,
⟦U+20BB7⟧. A bracket of that kind that stands in the text is itself printed as a code point, so a mark on the page
is always ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from evidence_desk.visible import NAMED

OPEN, CLOSE = "⟦", "⟧"

MARK = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
"""A mark in text that `visible` returned."""

UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})  # not Cn: a typeface may know a newer Unicode than Python
BLANK_LETTERS = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFA0)))
SEEN_SPACES = frozenset({" ", "\u3000"})  # the ideographic space has a width that readers know

_C0 = "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
NAMES = dict(enumerate(_C0.split())) | {0xA0: "NBSP", 0xAD: "SHY", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x202F: "NNBSP"} | NAMED


def visible(text: str, drawable: Callable[[str], bool]) -> str:
    """The text with a mark for every character that is unseen or that `drawable` refuses."""
    return "".join(char if char not in (OPEN, CLOSE) and seen(char) and drawable(char) else mark(char) for char in text)


def seen(char: str) -> bool:
    """Whether a drawn character shows itself: a control, a format character, a filler or an odd space does not."""
    return char in SEEN_SPACES or not (unicodedata.category(char) in UNSEEN or char in BLANK_LETTERS)


def mark(char: str) -> str:
    code = ord(char)
    return f"{OPEN}{NAMES.get(code) or f'U+{code:04X}'}{CLOSE}"
