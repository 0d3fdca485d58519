"""Communications with counsel: set apart before anybody reads them, by contacts, domains and words that a person names, and released by another.

A contact is an account, a number or a name: every conversation that it takes part in, and its calls and entries of address books. A domain: messages and records with an
address in it, and files whose text has one. A word: messages and files whose text has it, and conversations whose title or people have it. The file from which
something that is apart was read, and the files that came with it, are not shown either. Numbers of what was set apart are told, never what it says.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Known, Language
from evidence_desk.review import naming, reach
from evidence_desk.review.naming import KINDS as KINDS
from evidence_desk.review.naming import Kind as Kind
from evidence_desk.review.naming import Rule
from evidence_desk.store import apart, identifiers, ids, inside, queries, tables
from evidence_desk.store.case import Case, now_micros
from evidence_desk.store.tables import Shown

ADD = "INSERT INTO counsel (kind, value, given_by, actor, time, entry_of_log, salt) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
RULES = "SELECT * FROM counsel ORDER BY id"
COUNTS = """
SELECT (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'messages') AS messages,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'artifacts') AS artifacts,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'entries') AS files,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'conversations') AS conversations,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'fragments') AS fragments,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NOT NULL AND item_table NOT IN ('conversations', 'participants')) AS released
"""
OF_ROOM = "SELECT a.item FROM apart a JOIN messages m ON m.id = a.item WHERE a.item_table = 'messages' AND a.released IS NULL AND m.conversation = ?"
PEOPLE_OF_ROOM = "SELECT a.item FROM apart a JOIN participants p ON p.id = a.item WHERE a.item_table = 'participants' AND a.released IS NULL AND p.conversation = ?"
ROOM_OF = "SELECT conversation FROM messages WHERE id = ?"
BECAUSE = "SELECT 1 FROM apart WHERE item_table = 'entries' AND item = ? AND released IS NULL AND coalesce(because, 'source') IN ('source', 'holds')"
STILL = (
    " UNION ALL ".join(f"SELECT 1 FROM {name} WHERE id BETWEEN :first AND :last AND apart IS NOT NULL" for name in reach.RECORDS)
    + " UNION ALL SELECT 1 FROM members m JOIN entries e ON e.id = m.entry WHERE m.container = :file AND e.apart IS NOT NULL LIMIT 1"
)
"""Whether anything is apart that was read from a file, or lies in it."""
GIVEN_BY = "SELECT k.given_by FROM apart a JOIN counsel k ON k.id = a.rule WHERE a.item_table = ? AND a.item = ?"
HELD = """
SELECT 'conversations' AS item_table, m.conversation AS item, count(*) AS rows, a.rule, k.kind, k.value, k.given_by
FROM apart a JOIN messages m ON m.id = a.item JOIN counsel k ON k.id = a.rule
WHERE a.item_table = 'messages' AND a.released IS NULL GROUP BY m.conversation, a.rule
UNION ALL SELECT a.item_table, a.item, 1, a.rule, k.kind, k.value, k.given_by FROM apart a JOIN counsel k ON k.id = a.rule
WHERE a.item_table IN ('entries', 'artifacts', 'fragments') AND a.released IS NULL
UNION ALL SELECT a.item_table, a.item, 0, a.rule, k.kind, k.value, k.given_by FROM apart a JOIN counsel k ON k.id = a.rule
WHERE a.item_table = 'conversations' AND a.released IS NULL AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation = a.item AND m.apart IS NOT NULL)
ORDER BY 1, 2 LIMIT ?
"""
FIELDS = (
    "id",
    "evidence",
    "kind",
    "value",
    "given_by",
    "messages",
    "artifacts",
    "files",
    "released",
    "actor",
    "time",
    "conversations",
    "fragments",
)
ALL = (0, ids.entry_range(ids.MOST_EVIDENCE)[1])


class SecondPerson(Known):
    code = "second-person"
    zh = "隔离的内容须由另一人放行：{name} 正是设置隔离的人，请由他人放行并写明其姓名。"
    en = "What is set apart is released by another person: {name} is who set it apart; name somebody else."


class NotApart(Known):
    code = "not-apart"
    zh = "{item} 没有被隔离。"
    en = "{item} is not set apart."


@dataclass(frozen=True, slots=True)
class Held:
    """Something that is apart: its id, how many rows of it, and by which rule."""

    item: str
    rows: int
    rule: str
    kind: Kind
    value: str
    given_by: str


def add(case: Case, kind: Kind, value: str, by: str) -> str:
    """Names what is counsel's and sets it apart at once, in all of the evidence. Its id.

    The log, which leaves the case, has a salted digest of the value: who counsel is, is not told by it, and the value cannot be changed unseen.
    """
    value, by, salt = " ".join(value.split()).removeprefix("@"), " ".join(by.split()), secrets.token_hex(16)
    value = naming.domain(value) if kind == "domain" else value
    if kind not in KINDS:
        raise BadUse(detail=f"'{kind}' is none of {', '.join(KINDS)}")
    if len(value) < 2 or not by:
        raise BadUse(detail="counsel needs a value of two characters and more, and --by NAME")
    with case.transaction():
        entry = case.log("counsel.add", kind=kind, value_sha256=hashlib.sha256(f"{salt}:{value}".encode()).hexdigest(), by=by)
        row = case.db.execute(ADD, (kind, value, by, log.actor(), now_micros(), entry, salt)).fetchone()
    apply(case)
    return ids.written("counsel", row["id"])


def apply(case: Case, evidence: int | None = None) -> int:
    """Sets apart what the rules name and nobody has released; how many rows. Identifiers of that evidence are looked for anew."""
    rules = [Rule(row["id"], row["kind"], row["value"]) for row in case.db.execute(RULES)]
    if not rules:
        return 0
    entries = ALL if evidence is None else ids.entry_range(evidence)
    with case.transaction():
        apart.complete(case)
        hidden = {rule.id: _apply(case, rule, entries) for rule in rules}
        for rule, rows in hidden.items():
            if rows:
                case.log("counsel.apart", rule=ids.written("counsel", rule), rows=len(rows))
    touched = {ids.evidence_of(table, row) for rows in hidden.values() for table, row in rows}
    for number in touched:
        if "identifiers" in queries.stages_done(case, number):
            identifiers.find(case, number, lambda done, total: None)
    return sum(map(len, hidden.values()))


def release(case: Case, items: list[str], by: str, reason: str) -> list[tuple[apart.Table, int]]:
    """Releases messages, artifacts, files, or all that is apart in conversations; which rows. SecondPerson, NotApart, NoSuchItem, BadUse.

    Who calls it indexes them for the search.
    """
    by, reason = " ".join(by.split()), " ".join(reason.split())
    if not by or not reason:
        raise BadUse(detail="a release needs --by NAME and --reason TEXT")
    with case.transaction():
        rows = [row for item in items for row in _meant(case, item)]
        for table, row in rows:
            given = case.db.execute(GIVEN_BY, (table, row)).fetchone()
            if given and naming.plain(given["given_by"]) == naming.plain(by):
                raise SecondPerson(name=by)
        entry = case.log("counsel.release", items=items, by=by, reason=reason, rows=len(rows))
        shown = [(table, row) for table, row in rows if apart.show(case, table, row, entry)]
        shown += _freed(case, shown)
    return shown


def rows(case: Case, language: Language) -> list[Shown]:
    """As `query counsel` shows them: what was named, and how much is apart by it."""
    return [
        {
            "id": ids.written("counsel", row["id"]), "evidence": None, "kind": row["kind"], "value": row["value"], "given_by": row["given_by"],
            **dict(case.db.execute(COUNTS, {"rule": row["id"]}).fetchone()), "actor": row["actor"], "time": tables.moment(row["time"]),
        }
        for row in case.db.execute(RULES).fetchall()
    ]  # fmt: skip


def is_named(case: Case, text: str) -> bool:
    """Whether what a person typed, a search for instance, has what a rule names in it, or is a part of that."""
    words = naming.plain(text)
    for row in case.db.execute(RULES):
        value = naming.plain(row["value"])
        if Rule(row["id"], row["kind"], row["value"]).says(text) or value in words or (len(words) >= 2 and words in value):
            return True
    return False


def held(case: Case, most: int) -> list[Held]:
    """What is apart, messages by their conversation, without a word of what it says; no more than so many."""
    return [
        Held(ids.written(row["item_table"], row["item"]), row["rows"], ids.written("counsel", row["rule"]), row["kind"], row["value"], row["given_by"])
        for row in case.db.execute(HELD, (most,))
    ]  # fmt: skip


def _apply(case: Case, rule: Rule, entries: tuple[int, int]) -> list[tuple[apart.Table, int]]:
    """Records first: which files hold them follows from what of them is apart."""
    records = ids.record_range(*entries)
    rooms = reach.rooms(case, rule, records)
    messages, people = reach.of_rooms(case, rooms)
    found: tuple[tuple[apart.Table, list[int]], ...] = (
        ("messages", list(dict.fromkeys([*messages, *reach.messages(case, rule, records)]))), ("artifacts", reach.artifacts(case, rule, records)),
        ("conversations", [room for room in sorted(rooms) if not apart.is_apart(case, ids.written("conversations", room))]), ("participants", people),
        ("fragments", reach.fragments(case, rule, entries)),
    )  # fmt: skip
    hidden = [(table, row) for table, rows in found for row in apart.hide(case, table, rows, rule.id)]
    read = True
    while read:  # what was read from these files may have come with others
        for because, files in reach.files(case, rule, entries):
            hidden += [("entries", row) for row in apart.hide(case, "entries", reach.not_apart(case, files), rule.id, because)]
        more = [(table, row) for table, rows in reach.of_files(case, rule) for row in apart.hide(case, table, rows, rule.id)]
        hidden, read = hidden + more, bool(more)
    return hidden


def _meant(case: Case, item: str) -> list[tuple[apart.Table, int]]:
    """What a person releases with an item: of a conversation all that is apart in it, of a message its conversation, without which it cannot be read."""
    table, row = queries.require(case, item, *apart.READ)
    kept = next(name for name in apart.READ if name == table)
    found: list[tuple[apart.Table, int]] = [(kept, row)] if kept != "conversations" and apart.is_apart(case, item) else []
    found += _room(case, row) if kept == "conversations" else []
    if not found:
        raise NotApart(item=item)
    if kept == "messages":
        room = case.db.execute(ROOM_OF, (row,)).fetchone()["conversation"]
        found += [one for one in _room(case, room) if one[0] != "messages"]
    return found


def _room(case: Case, room: int) -> Iterator[tuple[apart.Table, int]]:
    if apart.is_apart(case, ids.written("conversations", room)):
        yield "conversations", room
    yield from (("participants", one["item"]) for one in case.db.execute(PEOPLE_OF_ROOM, (room,)))
    yield from (("messages", one["item"]) for one in case.db.execute(OF_ROOM, (room,)))


def _freed(case: Case, shown: list[tuple[apart.Table, int]]) -> list[tuple[apart.Table, int]]:
    """The files that were apart for nothing but what they hold, where nothing of it is apart any more: what was read from them, and archives."""
    freed: list[tuple[apart.Table, int]] = []
    asked = sorted({row if table == "entries" else ids.entry_of(row) for table, row in shown if table != "fragments"})
    while asked:
        file = asked.pop(0)
        if _only_held(case, file) and apart.show(case, "entries", file, None):
            freed.append(("entries", file))
        box = inside.container_of(case, file)
        asked += [] if box is None else [int(box["id"])]
    return freed


def _only_held(case: Case, file: int) -> bool:
    because = case.db.execute(BECAUSE, (file,)).fetchone()
    records = ids.record_range(file, file)
    held = case.db.execute(STILL, {"first": records[0], "last": records[1], "file": file}).fetchone()
    return because is not None and held is None
