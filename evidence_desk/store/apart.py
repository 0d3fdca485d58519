"""Setting rows apart: what they say is taken out of them and kept beside, so that no table, search or report has it, until they are released.

The row itself stays: its id, its place and its time. Whoever asks for it by its id sees that it is there and set apart. A conversation goes with its title,
its account and its people, a message with whoever wrote it.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Literal

from evidence_desk.store import ids
from evidence_desk.store.case import Case

Table = Literal["entries", "messages", "artifacts", "conversations", "participants", "fragments"]
Because = Literal["named", "attached", "copy", "inside", "source", "beside", "holds"]
"""Why a row is apart: a rule names it; it came with a message that is; it is a file of the same bytes, or lies in one that is apart by these; what is apart was read
from it, or from the database whose log it is; it is an archive that has such a file in it."""
READ: dict[Table, str] = {
    "entries": "SELECT t.encoding, t.body, p.lines, p.unsure, p.body AS picture FROM entries e LEFT JOIN texts t ON t.entry = e.id LEFT JOIN pictures p ON p.entry = e.id WHERE e.id = ?",
    "messages": "SELECT sender, sender_id, text, extra, details, readings FROM messages WHERE id = ?",
    "artifacts": "SELECT summary, data FROM artifacts WHERE id = ?",
    "conversations": "SELECT key, account, title FROM conversations WHERE id = ?",
    "participants": "SELECT identifier, name FROM participants WHERE id = ?",
    "fragments": "SELECT places, body FROM fragments WHERE id = ?",
}
ATTACHMENTS = "SELECT ordinal, name, path, state, entry FROM attachments WHERE message = ? ORDER BY ordinal"
EMPTY: dict[Table, tuple[str, ...]] = {
    "entries": ("DELETE FROM texts WHERE entry = ?", "DELETE FROM pictures WHERE entry = ?"),
    "messages": (
        "UPDATE messages SET sender = NULL, sender_id = NULL, text = NULL, extra = NULL, details = NULL, readings = NULL WHERE id = ?",
        "DELETE FROM attachments WHERE message = ?",
    ),
    "artifacts": ("UPDATE artifacts SET summary = '', data = '{}' WHERE id = ?",),
    "conversations": ("UPDATE conversations SET key = '', account = NULL, title = NULL WHERE id = ?",),
    "participants": ("UPDATE participants SET identifier = NULL, name = NULL WHERE id = ?",),
    "fragments": ("UPDATE fragments SET places = '[]', body = x'' WHERE id = ?",),
}
MARK: dict[Table, str] = {name: f"UPDATE {name} SET apart = ? WHERE id = ?" for name in READ}
INDEXED: dict[Table, tuple[str, ...]] = {name: ("texts", "pictures") if name == "entries" else (name,) for name in READ}
FORGET = "DELETE FROM documents WHERE kind = ? AND item IN (SELECT value FROM json_each(?))"
KEEP = "INSERT OR REPLACE INTO apart (item_table, item, rule, body, released, because) VALUES (?, ?, ?, ?, NULL, ?)"
PEOPLE = "SELECT body FROM apart WHERE item_table IN ('participants', 'messages') AND released IS NULL ORDER BY item_table, item"
LEFT = """
SELECT m.id, m.sender, m.sender_id, a.body FROM apart a JOIN messages m ON m.id = a.item
WHERE a.item_table = 'messages' AND a.released IS NULL AND (m.sender IS NOT NULL OR m.sender_id IS NOT NULL)
"""
READ_SINCE = """
SELECT a.item AS id, a.body FROM apart a WHERE a.item_table = 'entries' AND a.released IS NULL
  AND (EXISTS (SELECT 1 FROM pictures p WHERE p.entry = a.item) OR EXISTS (SELECT 1 FROM texts t WHERE t.entry = a.item))
"""
COMPLETE = "UPDATE apart SET body = ? WHERE item_table = ? AND item = ?"
KEPT = "SELECT body FROM apart WHERE item_table = ? AND item = ? AND released IS NULL"
RELEASE = "UPDATE apart SET body = NULL, released = ? WHERE item_table = ? AND item = ?"
UNDO = "DELETE FROM apart WHERE item_table = ? AND item = ?"
RELEASED = "SELECT 1 FROM apart WHERE item_table = ? AND item = ? AND released IS NOT NULL"
TEXT = "INSERT OR REPLACE INTO texts (entry, encoding, body) VALUES (?, ?, ?)"
PICTURE = "INSERT OR REPLACE INTO pictures (entry, lines, unsure, body) VALUES (?, ?, ?, ?)"
MESSAGE = """
UPDATE messages SET text = :text, extra = :extra, details = :details, readings = :readings, sender = coalesce(:sender, sender),
    sender_id = coalesce(:sender_id, sender_id)
WHERE id = :row
"""
"""Of what was set apart by an earlier version the sender stayed in the row."""
ATTACHMENT = "INSERT OR REPLACE INTO attachments (message, ordinal, name, path, state, entry) VALUES (?, ?, ?, ?, ?, ?)"
ARTIFACT = "UPDATE artifacts SET summary = ?, data = ? WHERE id = ?"
CONVERSATION = "UPDATE conversations SET key = ?, account = ?, title = ? WHERE id = ?"
PARTICIPANT = "UPDATE participants SET identifier = ?, name = ? WHERE id = ?"
FRAGMENT = "UPDATE fragments SET places = ?, body = ? WHERE id = ?"


def is_apart(case: Case, item: str) -> bool:
    """Whether what an item says is set apart; of a table that nothing is set apart of, it never is."""
    table, row = ids.read(item)
    kept = case.db.execute(KEPT, (table, row)).fetchone()
    return kept is not None


def people(case: Case) -> Iterator[tuple[str | None, str | None]]:
    """(name, account) of whoever is in what is apart: for masking them where people typed them, and nothing else."""
    for row in case.db.execute(PEOPLE):
        body = json.loads(zlib.decompress(row["body"]))
        yield body.get("name") or body.get("sender"), body.get("identifier") or body.get("sender_id")


def hide(case: Case, table: Table, rows: Iterable[int], rule: int, because: Because = "named") -> list[int]:
    """Sets rows apart, those left out that a person has released; which they were. Inside a transaction."""
    hidden = []
    for row in rows:
        if case.db.execute(RELEASED, (table, row)).fetchone() or not (read := case.db.execute(READ[table], (row,)).fetchone()):
            continue
        body = {name: _plain(read[name]) for name in read.keys()}  # noqa: SIM118 a row of SQLite has its names in keys() alone
        if table == "messages":
            body["attachments"] = [list(one) for one in case.db.execute(ATTACHMENTS, (row,))]
        case.db.execute(KEEP, (table, row, rule, zlib.compress(json.dumps(body, ensure_ascii=False).encode()), because))
        for statement in EMPTY[table]:
            case.db.execute(statement, (row,))
        case.db.execute(MARK[table], (rule, row))
        hidden.append(row)
    for kind in INDEXED[table] if hidden else ():
        case.db.execute(FORGET, (kind, json.dumps(hidden)))
    return hidden


def complete(case: Case) -> None:
    """Takes out of rows that are apart what came to them since: writing that was read off a picture in a later stage, and who wrote a message, which an
    earlier version left in it. Inside a transaction."""
    for row in case.db.execute(READ_SINCE).fetchall():
        read = case.db.execute(READ["entries"], (row["id"],)).fetchone()
        said = {name: _plain(read[name]) for name in read.keys() if read[name] is not None}  # noqa: SIM118 as in hide
        body = json.loads(zlib.decompress(row["body"])) | said
        case.db.execute(COMPLETE, (zlib.compress(json.dumps(body, ensure_ascii=False).encode()), "entries", row["id"]))
        for statement in EMPTY["entries"]:
            case.db.execute(statement, (row["id"],))
    for row in case.db.execute(LEFT).fetchall():
        body = json.loads(zlib.decompress(row["body"])) | {"sender": row["sender"], "sender_id": row["sender_id"]}
        case.db.execute(COMPLETE, (zlib.compress(json.dumps(body, ensure_ascii=False).encode()), "messages", row["id"]))
        case.db.execute(EMPTY["messages"][0], (row["id"],))


def show(case: Case, table: Table, row: int, entry: int | None) -> bool:
    """Puts back what a row said; `entry`: of the log, by which a person released it, None where it only followed others and may follow them again.
    Whether it was apart. Inside a transaction."""
    kept = case.db.execute(KEPT, (table, row)).fetchone()
    if kept is None:
        return False
    body = json.loads(zlib.decompress(kept["body"]))
    match table:
        case "entries":
            if body["body"] is not None:
                case.db.execute(TEXT, (row, body["encoding"], base64.b64decode(body["body"])))
            if body["picture"] is not None:
                case.db.execute(PICTURE, (row, body["lines"], body["unsure"], base64.b64decode(body["picture"])))
        case "messages":
            said = {name: value for name, value in body.items() if name != "attachments"}
            case.db.execute(MESSAGE, {"sender": None, "sender_id": None, **said, "row": row})
            case.db.executemany(ATTACHMENT, [(row, *one) for one in body["attachments"]])
        case "artifacts":
            case.db.execute(ARTIFACT, (body["summary"], body["data"], row))
        case "conversations":
            case.db.execute(CONVERSATION, (body["key"], body["account"], body["title"], row))
        case "participants":
            case.db.execute(PARTICIPANT, (body["identifier"], body["name"], row))
        case "fragments":
            case.db.execute(FRAGMENT, (body["places"], base64.b64decode(body["body"]), row))
    case.db.execute(MARK[table], (None, row))
    if entry is None:
        case.db.execute(UNDO, (table, row))
    else:
        case.db.execute(RELEASE, (entry, table, row))
    return True


def _plain(value: object) -> object:
    """Bytes as base64, all else as it is."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
