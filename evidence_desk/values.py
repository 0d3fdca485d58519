"""Values of the evidence, which may be of any type, as what a record can hold."""

from __future__ import annotations

from collections.abc import Callable, Generator

from evidence_desk.model import Found, Gap, Instant, Locus


def clean(text: str) -> str:
    """Text that can be stored: lone surrogates, which no encoding can write, become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def shortened(text: str, most: int) -> str:
    """A text that is very long by its beginning, and by how many characters it goes on."""
    return text if len(text) <= most else f"{text[:most]}… (+{len(text) - most})"


def text(value: object) -> str | None:
    """A value of the evidence as text that can be stored; None for null, ValueError for lists and the like."""
    match value:
        case None:
            return None
        case str():
            return clean(value)
        case bytes():
            return value.decode(errors="replace")
        case int() | float():
            return str(value)
    raise ValueError(f"{type(value).__name__} where a text belongs")


def whole(value: object) -> int | None:
    """A value of the evidence as a whole number of 64 bits; None for null, ValueError for anything else."""
    number: int | None = None
    match value:
        case None:
            return None
        case bool():
            pass
        case int():
            number = value
        case float() if value.is_integer():
            number = int(value)
        case str() if value.isascii() and value.removeprefix("-").isdigit() and len(value) <= 20:
            number = int(value)
    if number is None or not -(1 << 63) <= number < 1 << 63:
        raise ValueError(f"no whole number: {str(value)[:40]!r}")
    return number


def moment(field: str, value: object, since: Callable[[int], Instant], locus: Locus) -> Generator[Found, None, Instant | None]:
    """The time that a number of the source means; where it means none, a gap keeps the source's value.

    Used as `time = yield from moment(...)`; `since` raises ValueError out of range, as Instant does.
    """
    try:
        number = whole(value)
        return None if number is None else since(number)
    except ValueError:
        yield Gap("value-out-of-range", {"field": field, "raw": clean(str(value)[:100])}, place=locus.place)
        return None
