"""Text cut into index words: pairs of characters where a script has no spaces, whole words elsewhere.

A run of Chinese (or kana, or Hangul) 涉案账户 becomes 涉案 案账 账户 户: every pair, and its last character alone.
So one character is found as the beginning of a pair, two as a pair, three and more as a phrase of pairs, each
exactly. Letters and digits are words; case and width (Ａ, １) are folded by NFKC. FTS5 gets the words with blanks
between them; its `ascii` tokenizer takes every other character as part of a word, whatever Unicode version SQLite knows.
"""

from __future__ import annotations

import re
import unicodedata

PAIRED = "\u3005-\u3007\u3041-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(f"([{PAIRED}]+)|([^\\W_{PAIRED}]+)")
LONGEST_WORD = 128
QUERY_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def cut(text: str) -> str:
    """The index words of a text, blanks between them."""
    words: list[str] = []
    for match in RUN.finditer(fold(text)):
        paired, plain = match.groups()
        if plain:
            words.append(plain[:LONGEST_WORD])
        else:
            words.extend(paired[i : i + 2] for i in range(len(paired) - 1))
            words.append(paired[-1])
    return " ".join(words)


def match_expression(query: str) -> str | None:
    """The FTS5 expression of a query, None where it holds nothing to look for.

    Terms are parted by blanks and must all be there; "in quotes" is one term; -term must not be there; word* stands
    for every word that begins so.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, quoted, bare in QUERY_TERM.findall(query):
        phrase = _phrase(quoted or bare)
        if phrase:
            (unwanted if minus else wanted).append(phrase)
    if not wanted:
        return None
    return " AND ".join(wanted) + "".join(f" NOT {phrase}" for phrase in unwanted)


def terms(query: str) -> list[str]:
    """The wanted terms as folded text, to be marked in what was found."""
    return [fold(quoted or bare).rstrip("*") for minus, quoted, bare in QUERY_TERM.findall(query) if not minus and (quoted or bare)]


def _phrase(text: str) -> str | None:
    """One phrase; a last single character stands for every pair that begins with it."""
    words: list[str] = []
    ending = ""
    runs = [match.groups() for match in RUN.finditer(fold(text))]
    for number, (paired, plain) in enumerate(runs, 1):
        last = number == len(runs)
        if plain:
            words.append(plain[:LONGEST_WORD])
            ending = "*" if last and text.endswith("*") else ""
        elif len(paired) == 1:
            words.append(paired)
            ending = "*" if last else ""
        else:
            words.extend(paired[i : i + 2] for i in range(len(paired) - 1))
            if not last:
                words.append(paired[-1])
    return f'"{" ".join(words)}"{ending}' if words else None
