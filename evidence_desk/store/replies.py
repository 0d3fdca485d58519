"""Which message another one answers: found within the same conversation by the source's own id or, where the app names a message by
the time at which it was sent, by that; and compared with what is quoted of it."""

from __future__ import annotations

import json
import sqlite3

from evidence_desk.store.case import Case

ANSWERS = """
CREATE TEMP TABLE answers AS
SELECT id, conversation, reply_to FROM messages WHERE id BETWEEN ? AND ? AND reply_to IS NOT NULL
"""
FOUND = """
UPDATE messages SET reply_message = found.target, reply_state = 'resolved'
FROM (
    SELECT a.id AS answer, min(t.id) AS target
    FROM messages t CROSS JOIN answers a ON a.reply_to = t.native_id AND a.conversation = t.conversation
    WHERE t.id BETWEEN ? AND ? AND t.id <> a.id GROUP BY a.id
) AS found
WHERE messages.id = found.answer
"""
BY_TIME = """
UPDATE messages SET reply_message = found.target, reply_state = 'resolved'
FROM (
    SELECT a.id AS answer, min(t.id) AS target
    FROM messages t CROSS JOIN answers a ON a.reply_to = t.sent_local AND a.conversation = t.conversation
    WHERE t.id BETWEEN ? AND ? AND t.id <> a.id GROUP BY a.id HAVING count(*) = 1
) AS found
WHERE messages.id = found.answer AND messages.reply_message IS NULL
"""
UNFOUND = "UPDATE messages SET reply_message = NULL, reply_state = 'unresolved' WHERE id IN (SELECT id FROM answers)"
QUOTING = """
SELECT m.id, json_extract(m.details, '$.quote.text') AS quoted, t.text, t.kind, t.details
FROM answers a JOIN messages m ON m.id = a.id JOIN messages t ON t.id = m.reply_message
WHERE quoted IS NOT NULL AND t.text IS NOT NULL
"""
MISMATCH = "UPDATE messages SET reply_state = 'mismatch' WHERE id = ?"
CUT = ("…", "...")
SHORTEST = 4
"""Characters of a quotation that was cut off, below which its beginning says nothing."""


def link(case: Case, first: int, last: int) -> None:
    """Within a range of records. A quotation that is not what the message says is a mismatch: it is shown, never mended."""
    case.db.execute("DROP TABLE IF EXISTS temp.answers")
    case.db.execute(ANSWERS, (first, last))
    case.db.execute("CREATE INDEX temp.answers_to ON answers (reply_to, conversation)")
    case.db.execute(UNFOUND)
    case.db.execute(FOUND, (first, last))
    case.db.execute(BY_TIME, (first, last))
    differing = [(row["id"],) for row in case.db.execute(QUOTING) if not _agrees(row)]
    case.db.executemany(MISMATCH, differing)
    case.db.execute("DROP TABLE temp.answers")


def _agrees(row: sqlite3.Row) -> bool:
    """Whether the quotation is the message, one of its earlier versions, or their beginning; of what is no text, nothing can be told."""
    if row["kind"] != "text":
        return True
    edits = json.loads(row["details"]).get("edits", []) if row["details"] else []
    quoted = _even(row["quoted"])
    texts = [_even(text) for text in (row["text"], *(edit["text"] for edit in edits)) if text]
    begun = next((quoted.removesuffix(sign).rstrip() for sign in CUT if quoted.endswith(sign)), None)
    return any(quoted == text or (begun is not None and len(begun) >= SHORTEST and text.startswith(begun)) for text in texts)


def _even(text: str) -> str:
    return " ".join(text.split())
