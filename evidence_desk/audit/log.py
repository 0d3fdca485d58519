"""Writing and checking the log.

An entry is the exact bytes of a JSON object, never written again from its parts; its hash is
SHA-256(hash of the entry before || bytes). The first entry follows 32 zero bytes. Who holds the file can check
it with verify.py alone; that nothing was cut off at its end can only be told with a later head from elsewhere,
such as the one that each memo prints.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple

FIRST = bytes(32)
INSERT = "INSERT INTO audit (seq, body, previous, hash) VALUES (?, ?, ?, ?)"
AT = "SELECT seq, hash FROM audit WHERE seq = ?"
LAST = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
ALL = "SELECT seq, body, previous, hash FROM audit ORDER BY seq"
ACTED = {
    name: f"SELECT max(entry_of_log) FROM {name}"
    for name in (
        "tags",
        "facts",
        "findings",
        "answers",
        "requests",
        "exhibits",
        "custody",
        "left_out",
        "conclusions",
        "samples",
        "sample_results",
        "counsel",
    )
} | {"apart": "SELECT max(released) FROM apart"}
"""The latest entry that each table of what people did refers to; a case of an older format has not all of them."""
KNOWN = "SELECT name FROM sqlite_master WHERE type = 'table'"

Detail = str | int | float | bool | None | list[str] | dict[str, str]


class Head(NamedTuple):
    """The state that a paper copy or a memo can witness."""

    entries: int
    hash: str


class Break(NamedTuple):
    seq: int
    reason: str


def actor() -> str:
    """Who is at the machine, by its account; the workstation's own word, no proof of a person."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def append(db: sqlite3.Connection, act: str, **details: Detail) -> int:
    """Adds an act to the log, inside the caller's transaction so that neither stands without the other."""
    row = db.execute(LAST).fetchone()
    seq, previous = (row["seq"] + 1, row["hash"]) if row else (1, FIRST)
    entry = {"seq": seq, "time": now(), "actor": actor(), "act": act, **details}
    body = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    db.execute(INSERT, (seq, body, previous, hashlib.sha256(previous + body).digest()))
    return seq


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def head(db: sqlite3.Connection, entries: int | None = None) -> Head:
    """The log's head, or what it was after its first so many entries."""
    row = (db.execute(LAST) if entries is None else db.execute(AT, (entries,))).fetchone()
    return Head(row["seq"], row["hash"].hex()) if row else Head(0, FIRST.hex())


def verify(db: sqlite3.Connection) -> list[Break]:
    """Every place where the chain does not hold; none means that nothing inside it was changed."""
    breaks: list[Break] = []
    expected, previous = 1, FIRST
    for row in db.execute(ALL):
        if row["seq"] != expected:
            breaks.append(Break(expected, f"entries {expected} to {row['seq'] - 1} are missing"))
        if row["previous"] != previous:
            breaks.append(Break(row["seq"], "it does not follow the entry before it"))
        if hashlib.sha256(row["previous"] + row["body"]).digest() != row["hash"]:
            breaks.append(Break(row["seq"], "its text does not have its hash"))
        elif _seq(row["body"]) != row["seq"]:
            breaks.append(Break(row["seq"], "its text carries another number"))
        expected, previous = row["seq"] + 1, row["hash"]
    known = {row["name"] for row in db.execute(KNOWN)}
    latest = max(db.execute(statement).fetchone()[0] or 0 for name, statement in ACTED.items() if name in known)
    if latest >= expected:
        breaks.append(Break(expected, f"the case holds marks made at entry {latest}, which the log no longer has"))
    return breaks


def _seq(body: bytes) -> int | None:
    try:
        entry = json.loads(body)
    except ValueError:
        return None
    return entry.get("seq") if isinstance(entry, dict) else None
