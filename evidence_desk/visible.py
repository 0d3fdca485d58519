"""Evidence text as it may be shown: what has no shape of its own, or turns the line around, gets a visible mark.

Only what is shown is changed, never what is stored. Names by Unicode 15.1, UAX #9 for the bidi marks.
"""

from __future__ import annotations

import json
import re
import unicodedata

NAMED = {
    0x061C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF",
    0x202D: "LRO", 0x202E: "RLO", 0x2028: "LS", 0x2029: "PS", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
    0xFEFF: "BOM", 0x00: "NUL", 0x1B: "ESC", 0x7F: "DEL", 0x08: "BS", 0x07: "BEL", 0x0D: "CR",
}  # fmt: skip
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Line feeds and tabs stay; every other control, format or bidi character becomes a mark such as ⟦RLO⟧."""
    return UNSEEN.sub(_mark, text.replace("\r\n", "\n"))


def visible_line(text: str) -> str:
    """The same in a single line."""
    return visible(text).replace("\n", "⏎").replace("\t", " ")


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _mark(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"⟦{NAMED.get(code) or f'U+{code:04X}'}⟧"


LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x7f\x85\u2028\u2029"}


def json_line(value: object) -> str:
    """A value as JSON on one line, for every reader: also for those that take NEL or U+2028 for the end of one."""
    return json.dumps(value, ensure_ascii=False).translate(LINE_ENDS)
