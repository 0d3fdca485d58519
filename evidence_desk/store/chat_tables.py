"""The public tables of chats: conversations and the people in them, messages, and what copies of one chat have."""

from __future__ import annotations

import json
import sqlite3

from evidence_desk.errors import Language
from evidence_desk.model import DETAILS
from evidence_desk.store import details, ids
from evidence_desk.store.table import PROVENANCE, Shown, Table, number, row_of, source_of


def _conversation(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("conversations", row["id"]), "evidence": ids.evidence_of_record(row["id"]), "app": row["app"], "account": row["account"],
        "kind": row["kind"], "title": row["title"], "participants": row["participants"], "messages": row["messages"], "recovered": row["recovered"],
        "first": row["first"],
        "last": row["last"], "first_local": row["first_local"], "last_local": row["last_local"],
        "key": row["key"], "set_apart": row["apart"] is not None, "files": [row["e_path"], *json.loads(row["more"])], "source": source_of(row, ids.entry_of(row["id"])),
    }  # fmt: skip


def _participant(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("participants", row["id"]), "evidence": ids.evidence_of_record(row["id"]), "app": row["app"],
        "identifier": row["identifier"], "name": row["name"], "conversation": ids.written("conversations", row["conversation"]),
        "set_apart": row["apart"] is not None, "source": source_of(row, ids.entry_of(row["id"])),
    }  # fmt: skip


def _message(row: sqlite3.Row, _: Language) -> Shown:
    attachments = [
        {
            "name": a["name"],
            "path": a["path"],
            "present": a["state"] == "present",
            "sha256": a["sha256"].lower() if a["sha256"] else None,
            "state": a["state"],
            "entry": None if a["entry"] is None else ids.written("entries", a["entry"]),
            "mime": a["mime"],
        }
        for a in json.loads(row["attachments"])
    ]
    return {
        "id": ids.written("messages", row["id"]), "evidence": ids.evidence_of_record(row["id"]),
        "conversation": ids.written("conversations", row["conversation"]), "app": row["app"], "sent": row["sent_text"],
        "sent_local": row["sent_local"], "zone_basis": row["zone_basis"], "readings": json.loads(row["readings"]) if row["readings"] else [],
        "sender": row["sender"], "sender_id": row["sender_id"], "direction": row["direction"], "kind": row["kind"], "text": row["text"],
        "reply_to": None if row["apart"] else row["reply_to"], "edited": bool(row["edited"]), "deleted": bool(row["deleted"]), "attachments": attachments,
        "native_id": None if row["apart"] else row["native_id"], "native_type": row["native_type"], "extra": json.loads(row["extra"]) if row["extra"] else {},
        "reply_message": None if row["reply_message"] is None else ids.written("messages", row["reply_message"]), "reply_state": row["reply_state"],
        **details.shown(row["details"], row["sent_text"]), "set_apart": row["apart"] is not None,
        "recovered": row["recovered"], "source": source_of(row, ids.entry_of(row["id"])),
    }  # fmt: skip


def _copy(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("copies", row["id"]), "evidence": ids.evidence_of_record(row["conversation"]),
        "conversation": ids.written("conversations", row["conversation"]), "other": ids.written("conversations", row["other"]),
        "other_evidence": ids.evidence_of_record(row["other"]), "other_path": row["e_path"], "exact_to": row["exact_to"],
        "shared": row["by_id"] + row["by_sender"] + row["by_text"] + row["by_time"], "by_id": row["by_id"], "by_sender": row["by_sender"],
        "by_text": row["by_text"], "by_time": row["by_time"], "lacks": row["lacks"], "lacks_within": row["lacks_within"], "differing": row["differing"],
    }  # fmt: skip


def _comparison(row: sqlite3.Row, _: Language) -> Shown:
    """`other` is null where no other parser has a copy: the conversation stands in this reading alone."""
    here = ids.written("conversations", row["id"])
    there = None if row["other"] is None else ids.written("conversations", row["other"])
    return {
        "id": f"{here}:{there}" if there else here, "evidence": ids.evidence_of_record(row["id"]), "conversation": here, "app": row["app"],
        "title": row["title"], "parser": f"{row['parser_name']}@{row['parser_version']}", "messages": row["messages"], "other": there,
        "other_evidence": None if row["other"] is None else ids.evidence_of_record(row["other"]), "other_parser": row["other_parser"],
        "both": row["shared"], "only_here": row["messages"] if there is None else row["only_here"],
        "only_there": 0 if there is None else row["only_there"], "differing": row["differing"],
    }  # fmt: skip


def _difference(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("differences", row["id"]), "evidence": ids.evidence_of_record(row["message"]),
        "conversation": ids.written("conversations", row["conversation"]), "other": ids.written("conversations", row["other"]), "what": row["what"],
        "message": ids.written("messages", row["message"]),
        "other_message": None if row["other_message"] is None else ids.written("messages", row["other_message"]),
        "text": row["text"], "other_text": row["other_text"], "certainty": row["certainty"], "within": bool(row["within"]),
    }  # fmt: skip


def _gap(row: sqlite3.Row, _: Language) -> Shown:
    """`numbers`: from the first to the last that is missing; `days`: the messages around so many times 24 hours without any."""
    numbers = row["kind"] == "numbers"
    return {
        "id": ids.written("gaps", row["number"]) if numbers else f"{ids.written('messages', row['number'])}:days",
        "evidence": ids.evidence_of_record(row["number"]),
        "conversation": None if row["conversation"] is None else ids.written("conversations", row["conversation"]), "kind": row["kind"],
        "first": row["first"], "last": row["last"], "count": row["count"], "table": row["name"], "column": row["counted"], "path": row["e_path"],
    }  # fmt: skip


CONVERSATIONS = f"""
SELECT c.*, {PROVENANCE},
    (SELECT json_group_array(f.path) FROM conversation_parts w JOIN entries f ON f.id = w.part >> 24 WHERE w.conversation = c.id) AS more,
    (SELECT count(*) FROM participants p WHERE p.conversation = c.id AND p.apart IS NULL AND (p.place IS NULL OR p.place NOT LIKE '{{"type":"remnant"%')) AS participants,
    (SELECT count(*) FROM messages m WHERE m.conversation = c.id AND m.recovered IS NULL AND m.apart IS NULL) AS messages,
    (SELECT count(*) FROM messages m WHERE m.conversation = c.id AND m.recovered IS NOT NULL AND m.apart IS NULL) AS recovered,
    (SELECT m.sent_text FROM messages m WHERE m.conversation = c.id AND m.sent IS NOT NULL AND m.recovered IS NULL AND m.apart IS NULL ORDER BY m.sent LIMIT 1) AS first,
    (SELECT m.sent_text FROM messages m WHERE m.conversation = c.id AND m.sent IS NOT NULL AND m.recovered IS NULL AND m.apart IS NULL ORDER BY m.sent DESC LIMIT 1) AS last,
    (SELECT m.sent_local FROM messages m WHERE m.conversation = c.id AND m.recovered IS NULL AND m.apart IS NULL ORDER BY m.id LIMIT 1) AS first_local,
    (SELECT m.sent_local FROM messages m WHERE m.conversation = c.id AND m.recovered IS NULL AND m.apart IS NULL ORDER BY m.id DESC LIMIT 1) AS last_local
FROM conversations c JOIN entries e ON e.id = c.id >> 24 LEFT JOIN parsers s ON s.id = c.parser
WHERE (:id IS NULL OR c.id = :id) AND (c.apart IS NULL OR :id IS NOT NULL) AND (:app IS NULL OR c.app = :app) ORDER BY c.id
"""
PARTICIPANTS = f"""
SELECT p.*, {PROVENANCE} FROM participants p JOIN entries e ON e.id = p.id >> 24 LEFT JOIN parsers s ON s.id = p.parser
WHERE (:id IS NULL OR p.id = :id) AND (p.apart IS NULL OR :id IS NOT NULL) AND (:conversation IS NULL OR p.conversation = :conversation) ORDER BY p.id
"""
MESSAGES = f"""
SELECT m.*, {PROVENANCE},
    (SELECT json_group_array(json_object('name', a.name, 'path', a.path, 'state', a.state, 'sha256', hex(f.sha256), 'entry', a.entry, 'mime', f.mime))
     FROM (SELECT * FROM attachments WHERE message = m.id ORDER BY ordinal) a LEFT JOIN entries f ON f.id = a.entry) AS attachments
FROM messages m JOIN entries e ON e.id = m.id >> 24 LEFT JOIN parsers s ON s.id = m.parser
WHERE (:id IS NULL OR m.id = :id) AND (m.apart IS NULL OR :id IS NOT NULL) AND (:evidence IS NULL OR m.id >> 51 = :evidence) AND (:conversation IS NULL OR m.conversation = :conversation)
  AND (:app IS NULL OR m.app = :app) AND (:sender IS NULL OR m.sender = :sender) AND (:kind IS NULL OR m.kind = :kind)
  AND (:text IS NULL OR m.text = :text) AND (:recovered IS NULL OR m.recovered = :recovered)
ORDER BY m.id
"""
COPIES = """
SELECT k.*, e.path AS e_path FROM copies k JOIN entries e ON e.id = k.other >> 24 JOIN conversations c ON c.id = k.conversation JOIN conversations o ON o.id = k.other
WHERE c.apart IS NULL AND o.apart IS NULL AND (:conversation IS NULL OR k.conversation = :conversation) ORDER BY k.id
"""
COMPARISON = f"""
SELECT c.id, c.app, c.title, {PROVENANCE}, (SELECT count(*) FROM messages m WHERE m.conversation = c.id AND m.recovered IS NULL AND m.apart IS NULL) AS messages,
    k.other, k.other_parser, coalesce(k.shared, 0) AS shared, k.lacks AS only_there, k.only_here, coalesce(k.differing, 0) AS differing
FROM conversations c JOIN entries e ON e.id = c.id >> 24 LEFT JOIN parsers s ON s.id = c.parser
LEFT JOIN (
    SELECT k.conversation, k.other, k.by_id + k.by_sender + k.by_text + k.by_time AS shared, k.lacks, k.differing, b.lacks AS only_here,
        q.name || '@' || q.version AS other_parser, q.name AS other_name
    FROM copies k JOIN conversations o ON o.id = k.other JOIN parsers q ON q.id = o.parser
    LEFT JOIN copies b ON b.conversation = k.other AND b.other = k.conversation
    WHERE o.apart IS NULL
) k ON k.conversation = c.id AND k.other_name IS NOT s.name
WHERE c.apart IS NULL AND (:conversation IS NULL OR c.id = :conversation) ORDER BY c.id, k.other
"""
DIFFERENCES = """
SELECT w.*, m.text, o.text AS other_text
FROM copy_differences w JOIN messages m ON m.id = w.message LEFT JOIN messages o ON o.id = w.other_message
WHERE m.apart IS NULL AND o.apart IS NULL AND (:conversation IS NULL OR w.conversation = :conversation) AND (:message IS NULL OR w.message = :message) ORDER BY w.id
"""

GAPS = """
SELECT h.id AS number, 'numbers' AS kind, h.conversation, h.first, h.last, h.last - h.first + 1 AS count, h.source AS name, h.number AS counted, e.path AS e_path
FROM holes h JOIN entries e ON e.id = h.id >> 24 LEFT JOIN conversations c ON c.id = h.conversation
WHERE c.apart IS NULL AND (:conversation IS NULL OR h.conversation = :conversation) AND (:kind IS NULL OR :kind = 'numbers')
UNION ALL
SELECT w.id, 'days', w.conversation, w.before_text, w.sent_text, (w.sent - w.before) / 86400000000, NULL, NULL, e.path
FROM (
    SELECT id, conversation, sent, sent_text, lag(sent) OVER talk AS before, lag(sent_text) OVER talk AS before_text
    FROM messages WHERE sent IS NOT NULL AND recovered IS NULL AND (:conversation IS NULL OR conversation = :conversation) AND (:kind IS NULL OR :kind = 'days')
    WINDOW talk AS (PARTITION BY conversation ORDER BY sent, id)
) w JOIN entries e ON e.id = w.id >> 24 JOIN conversations c ON c.id = w.conversation WHERE c.apart IS NULL AND w.sent - w.before >= 86400000000
"""

CHAT_TABLES: dict[str, Table] = {
    "conversations": Table(
        CONVERSATIONS,
        ("id", "evidence", "app", "account", "kind", "title", "participants", "messages", "first", "last", "source", "first_local", "last_local", "key", "files",
         "recovered", "set_apart"),
        _conversation, {"id": row_of("conversations"), "app": str},
    ),
    "participants": Table(
        PARTICIPANTS, ("id", "evidence", "app", "identifier", "name", "conversation", "source", "set_apart"), _participant,
        {"id": row_of("participants"), "conversation": row_of("conversations")},
    ),
    "messages": Table(
        MESSAGES,
        ("id", "evidence", "conversation", "app", "sent", "sent_local", "zone_basis", "sender", "sender_id", "direction", "kind", "text", "reply_to",
         "edited", "deleted", "attachments", "source", "readings", "native_id", "native_type", "extra", "reply_message", "reply_state", *DETAILS, "set_apart",
         "recovered"),
        _message,
        {"id": row_of("messages"), "evidence": number, "conversation": row_of("conversations"), "app": str, "sender": str, "kind": str, "text": str, "recovered": str},
    ),
    "copies": Table(
        COPIES,
        ("id", "evidence", "conversation", "other", "other_evidence", "other_path", "exact_to", "shared", "by_id", "by_sender", "by_text", "by_time",
         "lacks", "lacks_within", "differing"),
        _copy, {"conversation": row_of("conversations")},
    ),
    "comparison": Table(
        COMPARISON,
        ("id", "evidence", "conversation", "app", "title", "parser", "messages", "other", "other_evidence", "other_parser", "both", "only_here",
         "only_there", "differing"),
        _comparison, {"conversation": row_of("conversations")},
    ),
    "differences": Table(
        DIFFERENCES,
        ("id", "evidence", "conversation", "other", "what", "message", "other_message", "text", "other_text", "certainty", "within"),
        _difference, {"conversation": row_of("conversations"), "message": row_of("messages")},
    ),
    "gaps": Table(
        GAPS, ("id", "evidence", "conversation", "kind", "first", "last", "count", "table", "column", "path"), _gap,
        {"conversation": row_of("conversations"), "kind": str},
    ),
}  # fmt: skip
