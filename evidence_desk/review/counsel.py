"""Communications with counsel: set apart before anybody reads them, by contacts, domains and words that a person names, and released by another.

A contact is an account, a number or a name: every conversation that it takes part in, and its calls and entries of address books. A domain: messages and records with an
address in it, and files whose text has one. A word: messages and files whose text has it, and conversations whose title or people have it. The file from which
something that is apart was read, and the files that came with it, are not shown either. Numbers of what was set apart are told, never what it says.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Known, Language
from evidence_desk.store import apart, identifiers, ids, queries, tables
from evidence_desk.store.case import Case, now_micros
from evidence_desk.store.tables import Shown

Kind = Literal["contact", "domain", "word"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ADD = "INSERT INTO counsel (kind, value, given_by, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
RULES = "SELECT * FROM counsel ORDER BY id"
COUNTS = """
SELECT (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'messages') AS messages,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'artifacts') AS artifacts,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NULL AND item_table = 'entries') AS files,
       (SELECT count(*) FROM apart WHERE rule = :rule AND released IS NOT NULL) AS released
"""
ROOMS = """
SELECT c.id, coalesce(c.title, '') || char(10) || c.key AS names FROM conversations c WHERE c.id BETWEEN :first AND :last
UNION ALL SELECT p.conversation, coalesce(p.identifier, '') || char(10) || coalesce(p.name, '') FROM participants p WHERE p.id BETWEEN :first AND :last
"""
IN_ROOM = "SELECT id FROM messages WHERE conversation = ? AND apart IS NULL"
MESSAGES = """
SELECT id, coalesce(sender_id, '') || char(10) || coalesce(sender, '') || char(10) || coalesce(text, '') || char(10) || coalesce(details, '') AS words, text
FROM messages WHERE id BETWEEN ? AND ? AND apart IS NULL
"""
ARTIFACTS = "SELECT id, type, data FROM artifacts WHERE id BETWEEN ? AND ? AND apart IS NULL AND type IN ('call', 'contact', 'web-visit', 'download')"
TEXTS = "SELECT entry, body FROM texts WHERE entry BETWEEN ? AND ?"
SOURCES = """
SELECT DISTINCT id >> 24 AS entry FROM messages WHERE id BETWEEN :first AND :last AND apart IS NOT NULL
UNION SELECT DISTINCT id >> 24 FROM artifacts WHERE id BETWEEN :first AND :last AND apart IS NOT NULL
"""
BESIDE = """
SELECT l.id FROM entries e JOIN entries l ON l.parent IS e.parent AND l.volume = e.volume AND l.path IN (e.path || '-wal', e.path || '-journal') WHERE e.id = ?
"""
"""Logs of a database, which hold its rows too."""
ATTACHED = "SELECT entry FROM attachments WHERE message = ? AND entry IS NOT NULL"
OF_ROOM = "SELECT a.item FROM apart a JOIN messages m ON m.id = a.item WHERE a.item_table = 'messages' AND a.released IS NULL AND m.conversation = ?"
STILL = """
SELECT 1 FROM messages WHERE id BETWEEN :first AND :last AND apart IS NOT NULL UNION ALL
SELECT 1 FROM artifacts WHERE id BETWEEN :first AND :last AND apart IS NOT NULL LIMIT 1
"""
GIVEN_BY = "SELECT k.given_by FROM apart a JOIN counsel k ON k.id = a.rule WHERE a.item_table = ? AND a.item = ?"
HELD = """
SELECT 'conversations' AS item_table, m.conversation AS item, count(*) AS rows, a.rule, k.kind, k.value, k.given_by
FROM apart a JOIN messages m ON m.id = a.item JOIN counsel k ON k.id = a.rule
WHERE a.item_table = 'messages' AND a.released IS NULL GROUP BY m.conversation, a.rule
UNION ALL SELECT a.item_table, a.item, 1, a.rule, k.kind, k.value, k.given_by FROM apart a JOIN counsel k ON k.id = a.rule
WHERE a.item_table <> 'messages' AND a.released IS NULL ORDER BY 1, 2 LIMIT ?
"""
FIELDS = ("id", "evidence", "kind", "value", "given_by", "messages", "artifacts", "files", "released", "actor", "time")
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
class Rule:
    id: int
    kind: Kind
    value: str

    def names(self, text: str) -> bool:
        """Whether one of the lines of a text names a contact, or has the word."""
        if self.kind == "word":
            return self.value.casefold() in text.casefold()
        return self.kind == "contact" and any(plain(line) == plain(self.value) for line in text.split("\n"))

    def says(self, text: str) -> bool:
        """Whether a text has the word, or an address in the domain."""
        match self.kind:
            case "word":
                return self.value.casefold() in text.casefold()
            case "domain":
                return re.search(rf"[@.]{re.escape(self.value)}(?![\w-])", text, re.IGNORECASE) is not None
            case "contact":
                return False


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
    """Names what is counsel's and sets it apart at once, in all of the evidence. Its id."""
    value, by = " ".join(value.split()).removeprefix("@"), " ".join(by.split())
    if kind not in KINDS:
        raise BadUse(detail=f"'{kind}' is none of {', '.join(KINDS)}")
    if len(value) < 2 or not by:
        raise BadUse(detail="counsel needs a value of two characters and more, and --by NAME")
    with case.transaction():
        entry = case.log("counsel.add", kind=kind, value=value, by=by)
        row = case.db.execute(ADD, (kind, value, by, log.actor(), now_micros(), entry)).fetchone()
    apply(case)
    return ids.written("counsel", row["id"])


def apply(case: Case, evidence: int | None = None) -> int:
    """Sets apart what the rules name and nobody has released; how many rows. Identifiers of that evidence are looked for anew."""
    rules = [Rule(row["id"], row["kind"], row["value"]) for row in case.db.execute(RULES)]
    if not rules:
        return 0
    entries = ALL if evidence is None else ids.entry_range(evidence)
    with case.transaction():
        hidden = {rule.id: _apply(case, rule, entries) for rule in rules}
        for rule, rows in hidden.items():
            if rows:
                case.log("counsel.apart", rule=ids.written("counsel", rule), rows=len(rows))
    touched = {
        ids.evidence_of_entry(row) if table == "entries" else ids.evidence_of_record(row) for rows in hidden.values() for table, row in rows
    }
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
            if given and plain(given["given_by"]) == plain(by):
                raise SecondPerson(name=by)
        entry = case.log("counsel.release", items=items, by=by, reason=reason, rows=len(rows))
        shown = [(table, row) for table, row in rows if apart.show(case, table, row, entry)]
        shown += _sources_of(case, shown, entry)
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


def held(case: Case, most: int) -> list[Held]:
    """What is apart, messages by their conversation, without a word of what it says; no more than so many."""
    return [
        Held(ids.written(row["item_table"], row["item"]), row["rows"], ids.written("counsel", row["rule"]), row["kind"], row["value"], row["given_by"])
        for row in case.db.execute(HELD, (most,))
    ]  # fmt: skip


def plain(text: str) -> str:
    """A name or number as it is compared: without case and blanks, a Chinese mobile number without its country."""
    even = "".join(text.split()).casefold()
    digits = re.sub(r"[\-()]", "", even)
    return digits.removeprefix("+86").removeprefix("0086") if re.fullmatch(r"(?:\+86|0086)?1[3-9]\d{9}", digits) else even


def _apply(case: Case, rule: Rule, entries: tuple[int, int]) -> list[tuple[apart.Table, int]]:
    records = ids.record_range(*entries)
    messages = list(dict.fromkeys([*_of_rooms(case, rule, records), *_of_words(case, rule, records)]))
    attached = [row["entry"] for message in messages for row in case.db.execute(ATTACHED, (message,))]
    hidden: list[tuple[apart.Table, int]] = [("messages", row) for row in apart.hide(case, "messages", messages, rule.id)]
    hidden += [("artifacts", row) for row in apart.hide(case, "artifacts", _of_artifacts(case, rule, records), rule.id)]
    files = set(_of_texts(case, rule, entries)) | set(attached)
    if hidden:
        files |= {row["entry"] for row in case.db.execute(SOURCES, {"first": records[0], "last": records[1]})}
    files |= {row["id"] for file in list(files) for row in case.db.execute(BESIDE, (file,))}
    return hidden + [("entries", row) for row in apart.hide(case, "entries", sorted(_open(case, files)), rule.id)]


def _open(case: Case, files: set[int]) -> Iterator[int]:
    """Those that are not apart yet."""
    for row in files:
        found = case.db.execute("SELECT apart FROM entries WHERE id = ?", (row,)).fetchone()
        if found and found["apart"] is None:
            yield row


def _of_rooms(case: Case, rule: Rule, records: tuple[int, int]) -> Iterator[int]:
    rooms = {row["id"] for row in case.db.execute(ROOMS, {"first": records[0], "last": records[1]}) if rule.names(row["names"])}
    for room in sorted(rooms):
        yield from (row["id"] for row in case.db.execute(IN_ROOM, (room,)))


def _of_words(case: Case, rule: Rule, records: tuple[int, int]) -> list[int]:
    if rule.kind == "contact":
        return []
    return [row["id"] for row in case.db.execute(MESSAGES, records) if rule.says(row["words"])]


def _of_artifacts(case: Case, rule: Rule, records: tuple[int, int]) -> list[int]:
    found = []
    for row in case.db.execute(ARTIFACTS, records):
        values = list(_values(json.loads(row["data"])))
        if rule.names("\n".join(values)) if rule.kind == "contact" else rule.says("\n".join(values)):
            found.append(row["id"])
    return found


def _of_texts(case: Case, rule: Rule, entries: tuple[int, int]) -> list[int]:
    if rule.kind == "contact":
        return []
    return [row["entry"] for row in case.db.execute(TEXTS, entries) if rule.says(zlib.decompress(row["body"]).decode("utf-8", "replace"))]


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


def _meant(case: Case, item: str) -> list[tuple[apart.Table, int]]:
    table, row = queries.require(case, item, "messages", "artifacts", "entries", "conversations")
    if table == "conversations":
        found: list[tuple[apart.Table, int]] = [("messages", one["item"]) for one in case.db.execute(OF_ROOM, (row,))]
    else:
        kept = next(name for name in apart.READ if name == table)
        found = [(kept, row)] if case.db.execute(apart.KEPT, (kept, row)).fetchone() else []
    if not found:
        raise NotApart(item=item)
    return found


def _sources_of(case: Case, shown: list[tuple[apart.Table, int]], entry: int) -> list[tuple[apart.Table, int]]:
    """The files from which what is released was read, where nothing else of them is apart."""
    released: list[tuple[apart.Table, int]] = []
    for source in sorted({ids.entry_of(row) for table, row in shown if table != "entries"}):
        records = ids.record_range(source, source)
        if not case.db.execute(STILL, {"first": records[0], "last": records[1]}).fetchone() and apart.show(case, "entries", source, entry):
            released.append(("entries", source))
    return released
