"""What few messages have (a payment, reactions, earlier versions, ...): kept together as one JSON text, shown as fields of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from evidence_desk.model import DETAILS, Instant, Message

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]

DEFAULTS = {
    name: default
    for name, default in zip(reversed(Message.__struct_fields__), reversed(Message.__struct_defaults__), strict=False)
    if name in DETAILS
}
WORDED = frozenset(
    (
        "text",
        "sender",
        "sender_id",
        "name",
        "identifier",
        "numbers",
        "memo",
        "written",
        "payer",
        "payee",
        "native_id",
        "label",
        "address",
        "value",
        "by",
    )
)
"""Names whose values a person may search for."""
FINER = ("second", "millisecond", "microsecond", "nanosecond")
_encode = msgspec.json.Encoder().encode


def kept(message: Message) -> str | None:
    """The fields that the message has, times as RFC 3339; None where it has none."""
    given = {name: plain(value) for name, default in DEFAULTS.items() if (value := getattr(message, name)) != default}
    return _encode(given).decode() if given else None


def shown(text: str | None, sent: str | None) -> dict[str, Value]:
    """Every field: null or an empty list where the message does not have it. `sent`: its time, whose decimals tell how fine it is."""
    given: dict[str, Value] = json.loads(text) if text else {}
    found = {name: given.get(name, plain(default)) for name, default in DEFAULTS.items()}
    if found["precision"] is None and sent:
        found["precision"] = FINER[(len(sent.partition(".")[2].removesuffix("Z")) + 2) // 3]
    return found


def words(text: str | None) -> str:
    """What can be searched of it."""
    return " | ".join(_worded(json.loads(text))) if text else ""


def _worded(value: Value) -> Iterator[str]:
    match value:
        case dict():
            for name, one in value.items():
                if isinstance(one, dict | list) or name in WORDED:
                    yield from _worded(one)
        case list():
            for one in value:
                yield from _worded(one)
        case str():
            yield value


def plain(value: object) -> Value:
    """A value of the model as JSON has it."""
    match value:
        case Instant():
            return str(value)
        case msgspec.Struct():
            return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
        case tuple():
            return [plain(one) for one in value]
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(type(value).__name__)
