"""Conversations that several files of one export hold together become one: the first file's, with the messages of all.

Only files that say so are joined (`Conversation.folder`); a second copy of a chat stays a conversation of its own. So does a file
that is, byte for byte, one that was joined already: its messages would be counted twice.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby

from evidence_desk.store.case import Case

SPLIT = """
SELECT c.id, c.app, c.account, c.key, c.folder, c.place, c.parser, c.title, c.kind, e.volume, e.sha256
FROM conversations c JOIN entries e ON e.id = c.id >> 24 WHERE c.id BETWEEN ? AND ? AND c.folder IS NOT NULL AND c.apart IS NULL
ORDER BY e.volume, c.app, c.account, c.key, c.folder, c.id
"""
MOVED = "CREATE TEMP TABLE moved (part INTEGER PRIMARY KEY, whole INTEGER NOT NULL)"
MOVE = "INSERT INTO moved VALUES (?, ?)"
FOLLOW = tuple(
    f"UPDATE {table} SET conversation = (SELECT whole FROM moved WHERE part = conversation) "
    "WHERE id BETWEEN ? AND ? AND conversation IN (SELECT part FROM moved)"
    for table in ("messages", "participants", "holes")
)
"""One pass over each table, however many conversations are joined."""
SAME_PEOPLE = """
DELETE FROM participants WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY conversation, identifier, CASE WHEN identifier IS NULL THEN name END ORDER BY id) AS place
        FROM participants WHERE id BETWEEN ? AND ? AND conversation IN (SELECT whole FROM moved))
    WHERE place > 1)
"""
PART = "INSERT INTO conversation_parts (part, conversation, place, parser) VALUES (?, ?, ?, ?)"
GONE = "DELETE FROM conversations WHERE id = ?"
SAID = "UPDATE conversations SET title = coalesce(title, ?), kind = CASE kind WHEN 'unknown' THEN ? ELSE kind END WHERE id = ?"


def join(case: Case, first: int, last: int) -> None:
    """Within a range of records, of one piece of evidence. Inside a transaction; again it finds nothing more to do."""
    case.db.execute("DROP TABLE IF EXISTS temp.moved")
    case.db.execute(MOVED)
    rows = case.db.execute(SPLIT, (first, last)).fetchall()
    for _, same in groupby(rows, key=lambda row: (row["volume"], row["app"], row["account"], row["key"], row["folder"])):
        whole, *parts = same
        met = {whole["sha256"]}
        for part in parts:
            if part["sha256"] is None or part["sha256"] not in met:
                met.add(part["sha256"])
                _move(case, whole["id"], part)
    if case.db.execute("SELECT 1 FROM moved LIMIT 1").fetchone():
        for statement in (*FOLLOW, SAME_PEOPLE):
            case.db.execute(statement, (first, last))
    case.db.execute("DROP TABLE temp.moved")


def _move(case: Case, whole: int, part: sqlite3.Row) -> None:
    case.db.execute(MOVE, (part["id"], whole))
    case.db.execute(PART, (part["id"], whole, part["place"], part["parser"]))
    case.db.execute(SAID, (part["title"], part["kind"], whole))
    case.db.execute(GONE, (part["id"],))
