"""Conversations that several files of one export hold together become one: the first file's, with the messages of all.

Only files that say so are joined (`Conversation.folder`); a second copy of a chat stays a conversation of its own. So does a file
that is, byte for byte, one that was joined already: its messages would be counted twice.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby

from evidence_desk.store import ids
from evidence_desk.store.case import Case

SPLIT = """
SELECT c.id, c.app, c.account, c.key, c.folder, c.place, c.parser, c.title, c.kind, e.volume, e.sha256
FROM conversations c JOIN entries e ON e.id = c.id >> 24 WHERE c.id BETWEEN ? AND ? AND c.folder IS NOT NULL
ORDER BY e.volume, c.app, c.account, c.key, c.folder, c.id
"""
MESSAGES = "UPDATE messages SET conversation = ? WHERE conversation = ? AND id BETWEEN ? AND ?"
PARTICIPANTS = "UPDATE participants SET conversation = ? WHERE conversation = ? AND id BETWEEN ? AND ?"
HOLES = "UPDATE holes SET conversation = ? WHERE conversation = ? AND id BETWEEN ? AND ?"
SAME_PEOPLE = """
DELETE FROM participants WHERE id BETWEEN ?2 AND ?3 AND conversation = ?1 AND EXISTS (
    SELECT 1 FROM participants p WHERE p.conversation = ?1 AND p.id < participants.id AND p.identifier IS participants.identifier
    AND (p.identifier IS NOT NULL OR p.name IS participants.name))
"""
PART = "INSERT INTO conversation_parts (part, conversation, place, parser) VALUES (?, ?, ?, ?)"
GONE = "DELETE FROM conversations WHERE id = ?"
SAID = "UPDATE conversations SET title = coalesce(title, ?), kind = CASE kind WHEN 'unknown' THEN ? ELSE kind END WHERE id = ?"


def join(case: Case, first: int, last: int) -> None:
    """Within a range of records, of one piece of evidence. Inside a transaction; again it finds nothing more to do."""
    rows = case.db.execute(SPLIT, (first, last)).fetchall()
    for _, same in groupby(rows, key=lambda row: (row["volume"], row["app"], row["account"], row["key"], row["folder"])):
        whole, *parts = same
        met = {whole["sha256"]}
        for part in parts:
            if part["sha256"] is None or part["sha256"] not in met:
                met.add(part["sha256"])
                _move(case, whole["id"], part)


def _move(case: Case, whole: int, part: sqlite3.Row) -> None:
    entry = ids.entry_of(part["id"])
    within = ids.record_range(entry, entry)
    case.db.execute(MESSAGES, (whole, part["id"], *within))
    case.db.execute(PARTICIPANTS, (whole, part["id"], *within))
    case.db.execute(HOLES, (whole, part["id"], *within))
    case.db.execute(SAME_PEOPLE, (whole, *within))
    case.db.execute(PART, (part["id"], whole, part["place"], part["parser"]))
    case.db.execute(SAID, (part["title"], part["kind"], whole))
    case.db.execute(GONE, (part["id"],))
