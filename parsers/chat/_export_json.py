"""JSON exports that are one array of messages with something said about them beside it: read twice, for that may stand behind the array."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from evidence_desk.api import Attachment, Gap, Instant, Locus, OpenEntry, Pointer, Records, Seen, clean, shortened, text
from parsers.chat._json import Document, Value

LARGEST_ABOUT = 1 << 20
LONGEST = 2000

Object = Mapping[str, object]
_decode = msgspec.json.Decoder().decode


class Export:
    """`rows` is the pointer of the array. `about`: what stands beside it, by its pointer."""

    def __init__(self, entry: OpenEntry, rows: str) -> None:
        self._entry, self._rows = entry, rows
        self._entered = {rows[:at] for at in range(len(rows) + 1) if at in (0, len(rows)) or rows[at] == "/"}
        self.about: dict[str, object] = {}
        for value in Document(entry, self._entered):
            if (
                isinstance(value, Value)
                and value.shape != f"{rows}/*"
                and value.shape not in self._entered
                and len(value.raw) < LARGEST_ABOUT
            ):
                decoded = _decoded(value.raw)
                if not isinstance(decoded, ValueError):
                    self.about[value.shape] = decoded

    def object(self, pointer: str) -> Object:
        """An object beside the array; empty where there is none."""
        found = self.about.get(pointer)
        return found if isinstance(found, dict) else {}

    def read(self, message: Callable[[Object, Locus], Records]) -> Records:
        """What `message` makes of each object; a ValueError of it costs that one."""
        seen = 0
        for value in Document(self._entry, self._entered):
            if isinstance(value, Gap):
                seen += value.rows
                yield value
            elif value.shape == f"{self._rows}/*":
                seen += 1
                yield from self._row(value, message, seen)
        yield Seen(seen)

    def _row(self, value: Value, message: Callable[[Object, Locus], Records], number: int) -> Records:
        locus, decoded = self._entry.pointer(value.pointer), _decoded(value.raw)
        try:
            if isinstance(decoded, ValueError):
                raise decoded
            if not isinstance(decoded, dict):
                raise ValueError("no object")
            yield from message(decoded, locus)
        except (ValueError, OverflowError) as error:
            yield Gap("row-undecodable", {"row": number, "detail": clean(str(error))[:200]}, place=Pointer(value.pointer), rows=1)


def words(value: object) -> str | None:
    """A text that stands beside the messages; None for what is none, which must not cost them."""
    return text(value) if isinstance(value, str | int | float) else None


def inside(value: object, *names: str) -> object:
    """A member of a member; None where one of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: object) -> list[Object]:
    """The objects of an array."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def said(row: Object, *names: str) -> dict[str, str]:
    """Members that have no field of their own, as text; those of several parts as JSON."""
    found: dict[str, str] = {}
    for name in names:
        value = row.get(name)
        if value not in (None, "", [], {}, False, 0):
            found[name] = shortened(clean(value if isinstance(value, str) else msgspec.json.encode(value).decode()), LONGEST)
    return found


def iso(written: object) -> Instant | None:
    """A time with its offset, ISO 8601; None without an offset, ValueError where it is no time."""
    from datetime import datetime

    if not isinstance(written, str) or not written:
        return None
    moment = datetime.fromisoformat(written)
    _, point, decimals = written.partition(".")
    digits = len(decimals) - len(decimals.lstrip("0123456789")) if point else 0
    return Instant.of(moment, min(digits, 6)) if moment.tzinfo else None


def attached(entry: OpenEntry, name: object, path: object = None) -> Attachment:
    """A file of the export, present where it lies in it."""
    shown, where = text(name), text(path) or text(name)
    found = entry.sibling(where) if where and "://" not in where else None
    return Attachment(name=shown, path=found.path, state="present") if found else Attachment(name=shown)


def decoded_object(raw: object) -> Object:
    """A JSON object on its own; ValueError where it is none."""
    decoded = _decoded(raw.encode("utf-8", "replace") if isinstance(raw, str) else raw) if isinstance(raw, str | bytes) else None
    if isinstance(decoded, ValueError):
        raise decoded
    if not isinstance(decoded, dict):
        raise ValueError("no object")
    return decoded


def decoded_array(raw: object) -> list[Object]:
    """The objects of a JSON array on its own; none where it is none."""
    decoded = _decoded(raw.encode("utf-8", "replace") if isinstance(raw, str) else raw) if isinstance(raw, str | bytes) and raw else None
    return objects(decoded)


def _decoded(raw: bytes) -> object:
    try:
        return _decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return ValueError(str(error))
