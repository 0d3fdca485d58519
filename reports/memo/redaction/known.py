"""Many known texts looked for at once: a case may hold a hundred thousand names, too many for one pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterable

BEGINNING = 2
"""Characters by which texts are found; each has at least as many."""


class Known:
    """At each place the longest text counts; one that begins or ends with a Latin letter or a digit is a word of its own. One of several words is found in
    capitals or not; a single word as it is written, for many names are words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: dict[str, list[str]] = {}
        for text in sorted({text for text in texts if len(text) >= BEGINNING}):
            self._known.setdefault(_small(text), []).append(text)
        self._texts: dict[str, list[str]] = {}
        for text in sorted(self._known, key=lambda text: (-len(text), text)):
            self._texts.setdefault(text[:BEGINNING], []).append(text)

    def known(self, found: str) -> str:
        """The text as it was given, of one that was found."""
        given = self._known[_small(found)]
        return found if found in given else given[0]

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        parts, at, done, small = [], 0, 0, _small(text)
        while at < len(text) - 1:
            found = self._at(text, small, at)
            if found is None:
                at += 1
                continue
            parts += [text[done:at], by(found)]
            at = done = at + len(found)
        return "".join([*parts, text[done:]])

    def _at(self, text: str, small: str, at: int) -> str | None:
        for one in self._texts.get(small[at : at + BEGINNING], ()):
            found = text[at : at + len(one)]
            if small.startswith(one, at) and (" " in one or found in self._known[one]) and _is_whole(text, at, at + len(one)):
                return found
        return None


def _small(text: str) -> str:
    """In small letters, character for character: those that become several stay as they are."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(char if len(char.lower()) != 1 else char.lower() for char in text)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before) and _joins(text[start])) and not (_joins(after) and _joins(text[end - 1]))


def _joins(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")
