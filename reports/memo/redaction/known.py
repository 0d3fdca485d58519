"""Many known texts looked for at once: a case may hold a hundred thousand names, too many for one pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterable

BEGINNING = 2
"""Characters by which texts are found; each has at least as many."""


class Known:
    """At each place the longest text counts; one that begins or ends with a Latin letter or a digit is a word of its own."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: dict[str, list[str]] = {}
        for text in sorted({text for text in texts if len(text) >= BEGINNING}, key=lambda text: (-len(text), text)):
            self._texts.setdefault(text[:BEGINNING], []).append(text)

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        parts, at, done = [], 0, 0
        while at < len(text) - 1:
            found = self._at(text, at)
            if found is None:
                at += 1
                continue
            parts += [text[done:at], by(found)]
            at = done = at + len(found)
        return "".join([*parts, text[done:]])

    def _at(self, text: str, at: int) -> str | None:
        candidates = self._texts.get(text[at : at + BEGINNING], ())
        return next((one for one in candidates if text.startswith(one, at) and _is_whole(text, at, at + len(one))), None)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before) and _joins(text[start])) and not (_joins(after) and _joins(text[end - 1]))


def _joins(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")
