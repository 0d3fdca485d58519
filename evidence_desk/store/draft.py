"""The finding that a reviewer has begun and not saved. It is no part of the review yet: no log, no memo has it."""

from __future__ import annotations

import msgspec

from evidence_desk.audit.log import actor
from evidence_desk.model import Bearing, Strength
from evidence_desk.store.case import Case

PUT = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value=excluded.value"
GET = "SELECT value FROM meta WHERE key=?"
DROP = "DELETE FROM meta WHERE key=?"


class Written(msgspec.Struct, frozen=True):
    text: str = ""
    citations: tuple[str, ...] = ()
    fact: str | None = None
    bearing: Bearing = "neutral"
    strength: Strength | None = None
    alternatives: tuple[str, ...] = ()


NOTHING = Written()


def keep(case: Case, written: Written) -> None:
    """Keeps it for whoever is at the machine, in place of an older one."""
    with case.transaction():
        if written == NOTHING:
            case.db.execute(DROP, (_key(),))
        else:
            case.db.execute(PUT, (_key(), msgspec.json.encode(written).decode()))


def kept(case: Case) -> Written:
    row = case.db.execute(GET, (_key(),)).fetchone()
    return NOTHING if row is None else msgspec.json.decode(row["value"], type=Written)


def _key() -> str:
    return f"draft {actor()}"
