"""What iLEAPP, ALEAPP and their kin made of a phone: the messages of their LAVA database, as those tools state them.

`_lava_artifacts.db` has a table an artifact; `_lava_data.lava` (`.json` in older releases) beside it says which of them are
conversations and which column is what (scripts/lavafuncs.py, `data_views`). Datetimes are seconds since 1970 in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from evidence_desk.api import (
    Attachment,
    Conversation,
    Gap,
    Instant,
    Locus,
    Message,
    OpenEntry,
    Participant,
    Query,
    Records,
    Seen,
    Stored,
    clean,
    parser,
    text,
)  # fmt: skip
from parsers.tools._apps import app_of

BESIDE = ("_lava_data.lava", "_lava_data.json")
LARGEST = 64 << 20
TOOL = "leapp"
NAME = re.compile(r"[^\W\d]\w{0,200}")
OLDER = {"threadDiscriminatorColumn": "conversationDiscriminatorColumn", "threadLabelColumn": "conversationLabelColumn"}
"""What older releases call a column."""
UNIX = datetime(1970, 1, 1)  # noqa: DTZ001 what a wall time is counted from


class View(NamedTuple):
    """A table that is a conversation: what it is called, and which of its columns is what."""

    table: str
    app: str
    columns: Mapping[str, str]
    sent: str | None
    """The value of the direction's column that stands for a message of the device's owner."""


@parser("leapp.message", version=1, paths=("*_lava_artifacts.db",), tables=bool)
def messages(entry: OpenEntry) -> Records:
    """Messages as iLEAPP, ALEAPP and their kin state them in their LAVA database."""
    views = list(_views(entry))
    known = [view for view in views if view.table in entry.tables]
    seen = 0
    for view in known:
        for one in Reading(entry, view).read():
            if isinstance(one, Seen):
                seen += one.rows
            else:
                yield one
    others = len(entry.tables) - len({view.table for view in known})
    if others:
        yield Gap("report-tables-unread", {"path": entry.path, "count": others, "read": len(known)}, "info")
    yield Seen(seen)


class Reading:
    def __init__(self, entry: OpenEntry, view: View) -> None:
        self._entry, self._view = entry, view
        self._rooms: set[str] = set()
        self._people: set[tuple[str, str]] = set()

    def read(self) -> Records:
        columns = " ".join(sorted(name for name in self._entry.tables[self._view.table] if NAME.fullmatch(name) and name != "rowid"))
        yield from self._entry.records(Query("t", {"t": columns}, "SELECT t.* FROM t", stored=self._view.table), self._message)

    def _message(self, row: Stored, locus: Locus) -> Records:
        view, names = self._view, set(row.keys())

        def value(column: str) -> object:
            name = view.columns.get(column)
            return row[name] if name in names else None

        sender, direction = text(value("senderColumn")), text(value("directionColumn"))
        key = f"{view.table} {text(value('conversationDiscriminatorColumn')) or ''}".strip()
        if key not in self._rooms:
            self._rooms.add(key)
            yield Conversation(key=key, app=view.app, locus=locus, title=text(value("conversationLabelColumn")) or None)
        if sender and (key, sender) not in self._people:
            self._people.add((key, sender))
            yield Participant(conversation=key, app=view.app, locus=locus, name=sender)
        sent, written = _time(value("timeColumn"))
        media = text(value("mediaColumn"))
        mapped = set(view.columns.values()) | {"rowid"}
        yield Message(
            conversation=key, app=view.app, locus=locus, sent=sent, sent_local=written, zone_basis="source" if sent else "unknown",
            sender=sender or None, direction=None if direction is None or view.sent is None else "out" if direction == view.sent else "in",
            kind="file" if media else "text", text=text(value("textColumn")), attachments=(Attachment(name=media),) if media else (),
            extra={name: said[:4000] for name in sorted(names - mapped) if (said := text(row[name]))},
        )  # fmt: skip


def _views(entry: OpenEntry) -> Iterator[View]:
    """The conversations that the description beside the database tells of; none where it is missing or damaged."""
    beside = next((found for name in BESIDE if (found := entry.sibling(name))), None)
    if beside is None:
        return
    try:
        data = json.loads(beside.content.read_at(0, LARGEST))
    except (ValueError, RecursionError):
        return
    artifacts = data.get("artifacts") if isinstance(data, dict) else None
    for category, listed in artifacts.items() if isinstance(artifacts, dict) else ():
        for artifact in listed if isinstance(listed, list) else ():
            if isinstance(artifact, dict) and (view := _view(str(category), artifact)):
                yield view


def _view(category: str, artifact: dict[str, object]) -> View | None:
    views, table = artifact.get("data_views"), artifact.get("tablename")
    found = (views.get("conversation") or views.get("chat")) if isinstance(views, dict) else None
    if not isinstance(found, dict) or not isinstance(table, str):
        return None
    columns: dict[str, str] = {}
    for key, value in found.items():
        if isinstance(key, str) and isinstance(value, str) and key.endswith("Column"):
            columns[OLDER.get(key, key)] = _sanitized(value)
    sent = found.get("directionSentValue")
    return View(table.lower(), app_of(clean(category), TOOL), columns, None if sent is None else str(sent))


def _sanitized(name: str) -> str:
    """The name of a column as those tools make it of a heading."""
    plain = re.sub(r"\s+", "_", re.sub(r"[^\w\s]", "", name)).lower()
    return plain if not plain or plain[0].isalpha() or plain[0] == "_" else f"_{plain}"


def _time(value: object) -> tuple[Instant | None, str | None]:
    """Seconds, or ISO 8601 with an offset; anything else stays as it is written."""
    written = text(value)
    try:
        if isinstance(value, int | float) or (written or "").removeprefix("-").isdigit():
            return Instant(int(float(written or ""))), written
        wall = datetime.fromisoformat(written) if written else None
        offset = wall.utcoffset() if wall else None
        if wall is None or offset is None:
            return None, written
        past = wall.replace(tzinfo=None) - offset - UNIX
        return Instant(past.days * 86400 + past.seconds, past.microseconds * 1000, 6 if past.microseconds else 0), written
    except (ValueError, OverflowError):
        return None, written
