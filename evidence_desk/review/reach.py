"""What a rule on counsel reaches: rows of the case, by what they say and by what they belong to, however deep files lie in files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator

from evidence_desk.review.naming import Rule
from evidence_desk.store import apart, ids
from evidence_desk.store.case import Case

ROOMS = """
SELECT c.id, coalesce(c.title, '') || char(10) || c.key AS names FROM conversations c WHERE c.id BETWEEN :first AND :last
UNION ALL SELECT p.conversation, coalesce(p.identifier, '') || char(10) || coalesce(p.name, '') FROM participants p WHERE p.id BETWEEN :first AND :last
"""
SENDERS = """
SELECT DISTINCT conversation, coalesce(sender_id, '') || char(10) || coalesce(sender, '') AS names FROM messages
WHERE id BETWEEN :first AND :last AND apart IS NULL AND (sender_id IS NOT NULL OR sender IS NOT NULL)
"""
KNOWN_ROOMS = "SELECT id FROM conversations WHERE id BETWEEN :first AND :last AND apart = :rule"
IN_ROOM = "SELECT id FROM messages WHERE conversation = ? AND apart IS NULL"
OF_ROOM = "SELECT id FROM participants WHERE conversation = ? AND apart IS NULL"
MESSAGES = """
SELECT id, coalesce(sender_id, '') || char(10) || coalesce(sender, '') || char(10) || coalesce(text, '') || char(10) || coalesce(details, '') || char(10)
    || coalesce(extra, '') || char(10) || coalesce((SELECT group_concat(name, char(10)) FROM attachments WHERE message = messages.id), '') AS words
FROM messages WHERE id BETWEEN :first AND :last AND apart IS NULL
"""
ARTIFACTS = "SELECT id, summary, data FROM artifacts WHERE id BETWEEN :first AND :last AND apart IS NULL"
TEXTS = (
    "SELECT entry AS id, body FROM texts WHERE entry BETWEEN :first AND :last",
    "SELECT entry AS id, body FROM pictures WHERE entry BETWEEN :first AND :last AND lines > 0",
)
"""Of files, and what was read off pictures."""
FRAGMENTS = "SELECT id, body FROM fragments WHERE id BETWEEN :first AND :last AND apart IS NULL"
RECORDS = ("messages", "artifacts", "conversations", "participants")
SOURCES = " UNION ".join(
    f"SELECT DISTINCT id >> 24 AS entry FROM {name} WHERE id BETWEEN :first AND :last AND apart = :rule" for name in RECORDS
)
BESIDE = """
SELECT l.id FROM entries e JOIN entries l ON l.parent IS e.parent AND l.volume = e.volume AND l.path IN (e.path || '-wal', e.path || '-journal') WHERE e.id = ?
"""
"""Logs of a database, which hold its rows too."""
CAME_WITH = """
SELECT a.body, e.volume, e.id AS source FROM apart a JOIN entries e ON e.id = a.item >> 24
WHERE a.item_table = 'messages' AND a.rule = :rule AND a.released IS NULL AND a.item BETWEEN :first AND :last
"""
AT_PATH = """
SELECT min(id) AS entry FROM entries
WHERE id BETWEEN ? AND ? AND path = ? AND volume = ? AND allocated = 1 AND stream IS NULL AND kind = 'file'
"""
APART = "SELECT apart FROM entries WHERE id = ?"
COPIES = """
SELECT o.id FROM entries o WHERE o.sha256 IN (SELECT e.sha256 FROM entries e WHERE e.id IN (SELECT value FROM json_each(?)) AND e.size > 0)
"""
INSIDE = """
WITH RECURSIVE within (id) AS (SELECT value FROM json_each(?) UNION SELECT m.entry FROM members m JOIN within w ON m.container = w.id) SELECT id FROM within
"""
HOLDING = """
WITH RECURSIVE above (id) AS (
    SELECT container FROM members WHERE entry IN (SELECT value FROM json_each(?)) UNION SELECT m.container FROM members m JOIN above a ON m.entry = a.id
) SELECT id FROM above
"""
OF_FILE: dict[apart.Table, str] = {
    "messages": "SELECT id FROM messages WHERE id BETWEEN ? AND ? AND apart IS NULL", "artifacts": "SELECT id FROM artifacts WHERE id BETWEEN ? AND ? AND apart IS NULL",
    "conversations": "SELECT id FROM conversations WHERE id BETWEEN ? AND ? AND apart IS NULL", "participants": "SELECT id FROM participants WHERE id BETWEEN ? AND ? AND apart IS NULL",
}  # fmt: skip
OWN = """
SELECT item FROM apart WHERE item_table = 'entries' AND rule = ? AND released IS NULL AND (because IN ('attached', 'copy', 'inside') OR because = 'named'
  AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id BETWEEN item << 24 AND (item << 24) + 16777215 AND m.apart IS NULL))
"""
"""Files that are apart as a whole, with what lies in them; of a file of many chats or mails that only has the word somewhere, each is judged by itself."""
GIVEN = (
    "SELECT item FROM apart WHERE item_table = 'entries' AND rule = ? AND released IS NULL AND because IN ('attached', 'copy', 'inside')"
)
ALL_OF = "SELECT item FROM apart WHERE item_table = 'entries' AND rule = ? AND released IS NULL"


def rooms(case: Case, rule: Rule, records: tuple[int, int]) -> set[int]:
    """Conversations that the rule names by a title or by anybody in them."""
    span = {"first": records[0], "last": records[1]}
    found = {row["id"] for row in case.db.execute(ROOMS, span) if rule.names(row["names"])}
    if rule.kind != "word":
        found |= {row["conversation"] for row in case.db.execute(SENDERS, span) if rule.names(row["names"])}
    return found | {row["id"] for row in case.db.execute(KNOWN_ROOMS, {**span, "rule": rule.id})}


def of_rooms(case: Case, found: Iterable[int]) -> tuple[list[int], list[int]]:
    """Messages and people of conversations."""
    listed = sorted(found)
    return (
        [row["id"] for room in listed for row in case.db.execute(IN_ROOM, (room,))],
        [row["id"] for room in listed for row in case.db.execute(OF_ROOM, (room,))],
    )


def messages(case: Case, rule: Rule, records: tuple[int, int]) -> list[int]:
    """Those that say it."""
    if rule.kind == "contact":
        return []
    return [row["id"] for row in case.db.execute(MESSAGES, {"first": records[0], "last": records[1]}) if rule.says(row["words"])]


def artifacts(case: Case, rule: Rule, records: tuple[int, int]) -> list[int]:
    found = []
    for row in case.db.execute(ARTIFACTS, {"first": records[0], "last": records[1]}):
        if rule.kind == "contact" and not rule.may_name(f"{row['summary']}\n{row['data']}"):
            continue
        if rule.names("\n".join((row["summary"], *_values(json.loads(row["data"]))))):
            found.append(row["id"])
    return found


def fragments(case: Case, rule: Rule, entries: tuple[int, int]) -> list[int]:
    """Text in unallocated space."""
    return _saying(case, rule, FRAGMENTS, entries)


def files(case: Case, rule: Rule, entries: tuple[int, int]) -> Iterator[tuple[apart.Because, set[int]]]:
    """The files that are to be apart, and why; what comes later leads on from what was kept of the earlier."""
    records = ids.record_range(*entries)
    yield "named", {row for select in TEXTS for row in _saying(case, rule, select, entries)}
    yield "attached", set(_attached(case, rule, records))
    yield "copy", _ids(case, COPIES, _kept(case, OWN, rule))
    yield "inside", _ids(case, INSIDE, _kept(case, OWN, rule))
    span = {"first": records[0], "last": records[1], "rule": rule.id}
    yield "source", {row["entry"] for row in case.db.execute(SOURCES, span)}
    yield "beside", {row["id"] for file in _kept(case, ALL_OF, rule) for row in case.db.execute(BESIDE, (file,))}
    yield "holds", _ids(case, HOLDING, _kept(case, ALL_OF, rule))


def of_files(case: Case, rule: Rule) -> Iterator[tuple[apart.Table, list[int]]]:
    """What was read from files that came with what is apart: a chat or a picture that somebody sent to counsel, say. Records of a file that only has a word
    somewhere are judged one by one."""
    spans = [ids.record_range(entry, entry) for entry in _kept(case, GIVEN, rule)]
    for table, select in OF_FILE.items():
        yield table, [row["id"] for span in spans for row in case.db.execute(select, span)]


def not_apart(case: Case, found: Iterable[int]) -> list[int]:
    return [row for row in sorted(found) if (one := case.db.execute(APART, (row,)).fetchone()) and one["apart"] is None]


def _attached(case: Case, rule: Rule, records: tuple[int, int]) -> Iterator[int]:
    """What came with messages that are apart; a file that was found since, in an archive, by its path."""
    for row in case.db.execute(CAME_WITH, {"rule": rule.id, "first": records[0], "last": records[1]}).fetchall():
        for _, _, path, _, entry in json.loads(zlib.decompress(row["body"]))["attachments"]:
            if entry is not None:
                yield entry
            elif path is not None:
                first, last = ids.entry_range(ids.evidence_of_entry(row["source"]))
                found = case.db.execute(AT_PATH, (first, last, path, row["volume"])).fetchone()
                if found["entry"] is not None:
                    yield found["entry"]


def _saying(case: Case, rule: Rule, select: str, entries: tuple[int, int]) -> list[int]:
    if rule.kind == "contact":
        return []
    span = {"first": entries[0], "last": entries[1]}
    return [row["id"] for row in case.db.execute(select, span) if rule.says(zlib.decompress(row["body"]).decode("utf-8", "replace"))]


def _kept(case: Case, select: str, rule: Rule) -> list[int]:
    return [row["item"] for row in case.db.execute(select, (rule.id,))]


def _ids(case: Case, select: str, rows: list[int]) -> set[int]:
    return {row["id"] for row in case.db.execute(select, (json.dumps(rows),))}


def _values(data: object) -> Iterator[str]:
    match data:
        case dict():
            for value in data.values():
                yield from _values(value)
        case list():
            for value in data:
                yield from _values(value)
        case str():
            yield data
