"""Apple's property lists, as a backup has them: whatever bytes they are, a dict or a ValueError."""

from __future__ import annotations

import plistlib
from xml.parsers.expat import ExpatError

LARGEST = 64 << 20
FAILURES = (
    plistlib.InvalidFileException, ExpatError, OverflowError, RecursionError, LookupError, TypeError, AttributeError, MemoryError, OSError,
)  # fmt: skip
"""What damaged lists raise beside a ValueError."""


def read_plist(data: bytes) -> dict[str, object]:
    """An XML or binary property list that is a dictionary."""
    try:
        found = plistlib.loads(data)
    except FAILURES as error:
        raise ValueError(str(error) or type(error).__name__) from error
    if not isinstance(found, dict):
        raise ValueError("it is no dictionary")
    return found


def archived(data: bytes) -> dict[str, object]:
    """The root object that NSKeyedArchiver wrote, the values of its members in place of the references to them."""
    plist = read_plist(data)
    objects, top = plist.get("$objects"), plist.get("$top")
    if not isinstance(objects, list) or not isinstance(top, dict):
        raise ValueError("no archive of objects")

    def at(value: object) -> object:
        if isinstance(value, plistlib.UID):
            value = objects[value.data] if value.data < len(objects) else None
        if isinstance(value, dict) and "NS.data" in value:
            return value["NS.data"]
        return None if value == "$null" else value

    root = at(top.get("root"))
    if not isinstance(root, dict):
        raise ValueError("an archive without a root")
    return {name: at(value) for name, value in root.items()}
