"""Which messages of two copies of a chat are the same one, by the signs that `copies` has laid out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import NamedTuple

from evidence_desk.store.case import Case

SIGNS = """
SELECT message, native, CASE WHEN :minutes THEN minute ELSE second END, minute, digest, who, deleted, timed, note FROM signs
WHERE conversation = :conversation ORDER BY message
"""


class Sign(NamedTuple):
    """`at`: its minute or second, whichever both copies know; `digest` 0 where it has no text; `note`: of the app, or a call."""

    message: int
    native: str | None
    at: int
    minute: int
    digest: int
    who: str | None
    deleted: int
    timed: int
    note: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A message that stands in both, otherwise. `what`: recalled (in one of them only), text, time. `how`: by what it was found."""

    one: int
    other: int
    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """`how`: messages in both, by what they were found. Those in one only with their minute."""

    how: Counter[str]
    differing: list[Difference]
    only_one: list[tuple[int, int]]
    only_other: list[tuple[int, int]]


Key = Callable[[Sign], Hashable]
"""What two messages must have in common; None for one that is not looked at."""
STEPS: tuple[tuple[str, Key], ...] = (
    ("id", lambda s: (s.native, s.at) if s.native is not None else None),
    ("id", lambda s: (s.native, s.digest) if s.native is not None and s.digest else None),
    ("sender", lambda s: (s.who, s.at, s.digest) if s.who is not None and s.digest else None),
    ("text", lambda s: (s.at, s.digest) if s.digest else None),
    ("text", lambda s: (s.at, s.digest) if not s.note else None),
)
"""In this order, each for what the earlier ones left: the first with the first, the second with the second."""


def align(case: Case, one: int, other: int, minutes: bool) -> Aligned:
    """Of two conversations; `minutes`: to the minute, where one of them has no seconds."""
    left, right = (_signs(case, conversation, minutes) for conversation in (one, other))
    how: Counter[str] = Counter()
    differing: list[Difference] = []

    def pair(a: Sign, b: Sign, name: str) -> None:
        if not a.note:
            how[name] += 1
        if not (a.note or b.note) and (what := _difference(a, b)):
            differing.append(Difference(a.message, b.message, what, name))

    for name, key in STEPS:
        left, right = _step(left, right, key, lambda a, b, name=name: pair(a, b, name))  # type: ignore[misc]
    left, right = _alone(left, right, minutes, lambda a, b: pair(a, b, "time"))
    differing.sort(key=lambda one: one.one)
    only = [[(sign.message, sign.minute) for sign in rest if not sign.note] for rest in (left, right)]
    return Aligned(how, differing, only[0], only[1])


def _signs(case: Case, conversation: int, minutes: bool) -> list[Sign]:
    cursor = case.db.cursor()
    cursor.row_factory = None
    return [Sign(*row) for row in cursor.execute(SIGNS, {"conversation": conversation, "minutes": minutes})]


def _step(left: list[Sign], right: list[Sign], key: Key, pair: Callable[[Sign, Sign], None]) -> tuple[list[Sign], list[Sign]]:
    """Pairs what agrees in a key; what is left of both."""
    waiting: dict[Hashable, list[Sign]] = defaultdict(list)
    for sign in reversed(right):
        if (value := key(sign)) is not None:
            waiting[value].append(sign)
    rest, taken = [], set()
    for sign in left:
        found = waiting.get(value) if (value := key(sign)) is not None else None
        if found:
            match = found.pop()
            taken.add(match.message)
            pair(sign, match)
        else:
            rest.append(sign)
    return rest, [sign for sign in right if sign.message not in taken]


def _alone(left: list[Sign], right: list[Sign], minutes: bool, pair: Callable[[Sign, Sign], None]) -> tuple[list[Sign], list[Sign]]:
    """Pairs what is the only one left at its time on both sides; to the minute the senders must not contradict it."""
    counts = [Counter(sign.at for sign in rest if sign.timed and not sign.note) for rest in (left, right)]
    by_time = {sign.at: sign for sign in right if sign.timed and not sign.note and counts[1][sign.at] == 1}
    taken: set[int] = set()
    for sign in left:
        match = by_time.get(sign.at) if sign.timed and not sign.note and counts[0][sign.at] == 1 else None
        if match is not None and (not minutes or sign.who is None or match.who is None or sign.who == match.who):
            taken |= {sign.message, match.message}
            pair(sign, match)
    return [sign for sign in left if sign.message not in taken], [sign for sign in right if sign.message not in taken]


def _difference(a: Sign, b: Sign) -> str | None:
    if a.deleted != b.deleted:
        return "recalled"
    if a.digest and b.digest and a.digest != b.digest:
        return "text"
    return "time" if a.at != b.at else None
