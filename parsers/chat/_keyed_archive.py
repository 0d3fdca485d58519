"""Property lists that Apple's NSKeyedArchiver wrote: a flat list of objects that name each other by number."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator

from evidence_desk.api import OpenEntry

LARGEST = 64 << 20
NULL = "$null"


class Archive:
    """ValueError where it is none, or is larger than what apps archive."""

    def __init__(self, entry: OpenEntry) -> None:
        if entry.size > LARGEST:
            raise ValueError(f"larger than {LARGEST} bytes")
        try:
            plist = plistlib.loads(entry.content.read_at(0, entry.size), fmt=plistlib.FMT_BINARY)
        except (plistlib.InvalidFileException, OverflowError, RecursionError, IndexError, TypeError, MemoryError) as error:
            raise ValueError(str(error) or type(error).__name__) from error
        objects = plist.get("$objects") if isinstance(plist, dict) else None
        if not isinstance(objects, list):
            raise ValueError("no archive of objects")
        self._objects: list[object] = objects

    def __iter__(self) -> Iterator[tuple[int, object]]:
        return iter(enumerate(self._objects))

    def kind(self, one: object) -> str:
        """The name of its class; empty where it has none."""
        described = self.inside(one, "$class")
        name = described.get("$classname") if isinstance(described, dict) else None
        return name if isinstance(name, str) else ""

    def inside(self, one: object, *names: str) -> object:
        """A member of a member, references followed; None where one is missing."""
        for name in names:
            one = self._at(one.get(name)) if isinstance(one, dict) else None
        return one

    def items(self, one: object) -> list[tuple[int, object]]:
        """The elements of an array or set, with their numbers in the archive."""
        if not isinstance(one, dict):
            return []
        listed = one.get("NS.objects")
        if isinstance(listed, list):
            references = listed
        else:  # an ordered set has a member for each
            references = [one[key] for key in sorted((key for key in one if str(key).startswith("NS.object.")), key=_ordinal)]
        return [(reference.data, self._at(reference)) for reference in references if isinstance(reference, plistlib.UID)]

    def _at(self, value: object) -> object:
        if isinstance(value, plistlib.UID):
            value = self._objects[value.data] if value.data < len(self._objects) else None
        return None if value == NULL else value


def _ordinal(key: object) -> tuple[int, str]:
    last = str(key).rpartition(".")[2]
    return (int(last) if last.isascii() and last.isdigit() and len(last) < 10 else 1 << 30), str(key)
