"""Small parts of messages as exports write them: times that may be missing, and who reacted with what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from evidence_desk.api import Instant, Reaction, clean, whole


def early(value: object, since: Callable[[int], Instant]) -> Instant | None:
    """A time beside the message's own; None for null, 0, -1 and what is no time, whose raw value the reader keeps."""
    try:
        number = whole(value)
        return since(number) if number and number > 0 else None
    except ValueError:
        return None


def millis(count: int) -> Instant:
    return Instant.since_1970(count, 1000)


def degrees(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and -180 <= value <= 180 else None


def reactions_of(
    listed: Iterable[Mapping[str, object]], value: Callable[[Mapping[str, object]], object], people: str, name: str, identifier: str
) -> tuple[Reaction, ...]:
    """Reactions with their count and, where the source has them, who gave them: one each, and one for those that are only counted."""
    found: list[Reaction] = []
    for one in listed:
        sign = clean(str(value(one) or ""))
        users = one.get(people)
        known = [user if isinstance(user, dict) else {identifier: user} for user in users] if isinstance(users, list) else []
        found += [Reaction(value=sign, sender=named(user.get(name)), sender_id=named(user.get(identifier))) for user in known]
        count = one.get("count")
        unnamed = (count if isinstance(count, int) else 1) - len(known)
        if unnamed > 0 and (unnamed > 1 or not known):
            found.append(Reaction(value=sign, count=unnamed))
        elif unnamed > 0:
            found.append(Reaction(value=sign))
    return tuple(found)


def named(value: object) -> str | None:
    """A name or number of the source as text; None for what is neither, or empty."""
    return clean(value) if isinstance(value, str) and value else str(value) if isinstance(value, int) else None
