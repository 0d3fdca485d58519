"""What the windows ask of a case: ids in an order, the rows of a page, the folders of a folder. It only reads.

A table of a million rows is a vector of ids, eight bytes each, and the few rows that are looked at; sorting and
filtering happen in the database. Nothing here is formatted into SQL but constants of this module.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from evidence_desk.errors import Language
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

FileOrder = Literal["walk", "name", "path", "size", "modified", "type"]
TalkOrder = Literal["source", "title", "app", "messages", "first", "last"]
CACHE_KIB = 16 << 10
MOST_FOLDERS = 5000
"""Folders of one folder that a tree shows; a table shows all."""
MOST_ROW = (1 << 63) - 1


def _directed(select: str, orders: Mapping[str, tuple[str, str]]) -> dict[tuple[str, bool], str]:
    """A statement for each order and its reverse; what has no value stands last in both."""
    return {(name, down): select + order[down] for name, order in orders.items() for down in (False, True)}


_FILTER = """
  AND (:volume IS NULL OR volume = :volume) AND (:path IS NULL OR path LIKE :path ESCAPE '!')
  AND (:below IS NULL OR substr(path, 1, length(:below)) = :below) AND (:deleted = 0 OR allocated = 0)
  AND (:types IS NULL OR CASE WHEN :types = '[]' THEN mime IS NULL AND kind = 'file'
       ELSE EXISTS (SELECT 1 FROM json_each(:types) WHERE substr(mime, 1, length(value)) = value) END)
ORDER BY """
_NAME = "substr(path, length(rtrim(path, replace(path, '/', ''))) + 1)"
"""What follows the last slash: rtrim takes off, from the end, every character that the path has but the slash."""
_FILE_ORDERS = {
    "walk": ("id", "id DESC"),
    "name": (f"{_NAME}, id", f"{_NAME} DESC, id"),
    "path": ("path, id", "path DESC, id"),
    "size": ("size, id", "size DESC, id"),
    "modified": ("modified IS NULL, modified, id", "modified DESC, id"),
    "type": ("mime IS NULL, mime, id", "mime DESC, id"),
}
FILES = _directed("SELECT id FROM entries WHERE id BETWEEN :first AND :last" + _FILTER, _FILE_ORDERS)
FOLDER_FILES = _directed("SELECT id FROM entries WHERE parent = :folder AND id BETWEEN :first AND :last" + _FILTER, _FILE_ORDERS)
FOLDERS = """
SELECT id, path, allocated FROM entries
WHERE parent IS :parent AND id BETWEEN :first AND :last AND volume = :volume AND kind = 'directory' AND stream IS NULL ORDER BY path LIMIT :limit
"""
TALKS = _directed(
    """
    SELECT c.id FROM conversations c
    LEFT JOIN (SELECT conversation, count(*) AS messages, min(sent) AS first, max(sent) AS last FROM messages WHERE recovered IS NULL AND apart IS NULL GROUP BY conversation) s
      ON s.conversation = c.id
    WHERE c.apart IS NULL AND (:text IS NULL OR coalesce(c.title, c.key) LIKE :text ESCAPE '!' OR c.app LIKE :text ESCAPE '!' OR c.account LIKE :text ESCAPE '!'
       OR EXISTS (SELECT 1 FROM participants p WHERE p.conversation = c.id
                  AND (p.name LIKE :text ESCAPE '!' OR p.identifier LIKE :text ESCAPE '!')))
    ORDER BY """,
    {
        "source": ("c.id", "c.id DESC"),
        "title": ("coalesce(c.title, c.key), c.id", "coalesce(c.title, c.key) DESC, c.id"),
        "app": ("c.app, c.id", "c.app DESC, c.id"),
        "messages": ("coalesce(s.messages, 0), c.id", "coalesce(s.messages, 0) DESC, c.id"),
        "first": ("s.first IS NULL, s.first, c.id", "s.first DESC, c.id"),
        "last": ("s.last IS NULL, s.last, c.id", "s.last DESC, c.id"),
    },
)
UNTIMED = "SELECT 1 FROM messages WHERE conversation = ? AND sent IS NULL LIMIT 1"
MESSAGES_BY_TIME = "SELECT id FROM messages WHERE conversation = :conversation AND (:apart OR apart IS NULL) ORDER BY sent, id"
MESSAGES_AS_STORED = "SELECT id FROM messages WHERE conversation = :conversation AND (:apart OR apart IS NULL) ORDER BY id"
PROBLEMS = """
SELECT id FROM problems WHERE id BETWEEN :first AND :last
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, id
"""
ACTS = """SELECT seq FROM audit WHERE :views OR instr(CAST(body AS TEXT), ',"act":"view",') = 0 ORDER BY seq DESC"""
EVIDENCE = "SELECT number FROM evidence ORDER BY number"
FINDINGS = "SELECT id FROM findings ORDER BY id DESC"
IDENTIFIERS = """
SELECT id FROM identifiers i
WHERE (:kind IS NULL OR kind = :kind) AND (:text IS NULL OR value LIKE :text ESCAPE '!' OR raw LIKE :text ESCAPE '!')
  AND (:across = 0 OR EXISTS (SELECT 1 FROM identifiers o WHERE o.kind = i.kind AND o.value = i.value AND o.id >> 27 <> i.id >> 27))
ORDER BY CASE validity WHEN 'checksum' THEN 0 WHEN 'format' THEN 1 ELSE 2 END, kind, value, id
"""
IDENTIFIER_KINDS = "SELECT kind, count(*) AS identifiers FROM identifiers GROUP BY kind ORDER BY kind"
IDENTIFIER_PLACES = """
SELECT DISTINCT h.item_table, h.item FROM identifiers i
JOIN identifiers o ON o.kind = i.kind AND o.value = i.value JOIN identifier_hits h ON h.identifier = o.id
WHERE i.id = ? ORDER BY h.identifier, h.ordinal
"""
KEYS = {"audit": "seq", "evidence": "number"}
PAGES = {
    name: f"SELECT * FROM ({table.sql}) WHERE {KEYS.get(name, 'id')} IN (SELECT value FROM json_each(:wanted))"
    for name, table in tables.TABLES.items()
    if name not in ("timeline", "gaps", "comparison", "carved")
}
"""The public tables, narrowed to rows by number. SQLite flattens this to a search by key (a test looks at its plan)."""
TAGGED = "SELECT DISTINCT item, tag FROM tags WHERE item IN (SELECT value FROM json_each(?)) ORDER BY item, tag"
TAG_NAMES = "SELECT tag, count(DISTINCT item) AS items FROM tags GROUP BY tag ORDER BY tag"
CITING = "SELECT DISTINCT finding FROM citations WHERE item = ? ORDER BY finding"
GAPS = ("error", "warning")
"""The severities of what was not read or not understood; the rest are notes."""
PROBLEM_COUNTS = "SELECT id >> 51 AS evidence, severity, count(*) AS problems FROM problems GROUP BY 1, 2"
PEOPLE = """
SELECT conversation, person FROM (
    SELECT conversation, coalesce(name, identifier) AS person, row_number() OVER (PARTITION BY conversation ORDER BY id) AS place
    FROM participants WHERE conversation IN (SELECT value FROM json_each(?)) AND coalesce(name, identifier) IS NOT NULL)
WHERE place <= 4 ORDER BY conversation, place
"""
TEXT = """
SELECT encoding, body FROM texts WHERE entry = ?1
UNION ALL SELECT 'OCR', body FROM pictures WHERE entry = ?1 AND lines > 0 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Files:
    """Which entries, and in which order.

    `within`: first and last id. `folder` holds them directly; `below` is the path that they lie under, however deep.
    `types`: beginnings of MIME types, an empty tuple for files whose type is not known.
    """

    within: tuple[int, int] = (0, MOST_ROW)
    volume: int | None = None
    folder: int | None = None
    below: str | None = None
    text: str = ""
    deleted: bool = False
    types: tuple[str, ...] | None = None
    order: FileOrder = "walk"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """Rows of one table in the order of a listing."""

    table: str
    rows: Sequence[int]

    def __len__(self) -> int:
        return len(self.rows)

    def item(self, index: int) -> str:
        return ids.written(self.table, self.rows[index])

    def find(self, item: str) -> int | None:
        """Where an item stands, None where the listing leaves it out."""
        table, row = ids.read(item)
        if table != self.table:
            return None
        try:
            return self.rows.index(row)
        except ValueError:
            return None

    def page(self, case: Case, first: int, last: int, language: Language) -> list[Shown | None]:
        """The rows at first, first+1, ... before last; None for one that is not there any more."""
        found = rows(case, self.table, self.rows[first:last], language)
        return [found.get(row) for row in self.rows[first:last]]


class Folder(NamedTuple):
    row: int
    path: str
    allocated: bool


class Talk(NamedTuple):
    """The messages of a conversation. `by_time`: every one has a time in UTC, and they stand in that order."""

    messages: Vector
    by_time: bool


def read_only(case: Case) -> None:
    """Makes a connection refuse to write, and modest: the windows keep several."""
    case.db.execute("PRAGMA query_only=ON")
    case.db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")


def files(case: Case, wanted: Files) -> Vector:
    parameters = {
        "first": wanted.within[0],
        "last": wanted.within[1],
        "volume": wanted.volume,
        "folder": wanted.folder,
        "below": None if wanted.below is None else f"{wanted.below}/",
        "path": _like(wanted.text),
        "deleted": int(wanted.deleted),
        "types": None if wanted.types is None else json.dumps(wanted.types),
    }
    among = FILES if wanted.folder is None else FOLDER_FILES
    return _vector(case, "entries", among[wanted.order, wanted.descending], parameters)


def conversations(case: Case, text: str = "", order: TalkOrder = "source", descending: bool = False) -> Vector:
    """Those whose title, account, app or participants hold the text."""
    return _vector(case, "conversations", TALKS[order, descending], {"text": _like(text)})


def messages(case: Case, conversation: int, apart: bool = True) -> Talk:
    """By time where every message has one in UTC, otherwise as the source has them; `apart`: with the places of those that are set apart."""
    untimed = case.db.execute(UNTIMED, (conversation,)).fetchone() is not None
    statement = MESSAGES_AS_STORED if untimed else MESSAGES_BY_TIME
    return Talk(_vector(case, "messages", statement, {"conversation": conversation, "apart": int(apart)}), not untimed)


def problems(case: Case, evidence: int | None = None) -> Vector:
    first, last = (0, MOST_ROW) if evidence is None else ids.record_range(*ids.entry_range(evidence))
    return _vector(case, "problems", PROBLEMS, {"first": first, "last": last})


def acts(case: Case, views: bool) -> Vector:
    """The audit log, latest first, with or without what was only looked at."""
    return _vector(case, "audit", ACTS, {"views": int(views)})


def evidence(case: Case) -> Vector:
    return _vector(case, "evidence", EVIDENCE, {})


def findings(case: Case) -> Vector:
    return _vector(case, "findings", FINDINGS, {})


def identifiers(case: Case, kind: str | None = None, text: str = "", across: bool = False) -> Vector:
    """Those of a kind whose value holds the text; `across`: only those that stand in several pieces of evidence."""
    return _vector(case, "identifiers", IDENTIFIERS, {"kind": kind, "text": _like(text), "across": int(across)})


def identifier_kinds(case: Case) -> dict[str, int]:
    """Every kind and how many identifiers of it there are."""
    return {row["kind"]: row["identifiers"] for row in case.db.execute(IDENTIFIER_KINDS)}


def identifier_places(case: Case, item: str) -> list[str]:
    """The items in which an identifier stands, in every piece of evidence."""
    _, row = ids.read(item)
    return list(dict.fromkeys(ids.written(place["item_table"], place["item"]) for place in case.db.execute(IDENTIFIER_PLACES, (row,))))


def rows(case: Case, table: str, wanted: Sequence[int], language: Language) -> Mapping[int, Shown]:
    """Rows of a public table by their numbers, each found by its key. Conversations also tell some `people` in them."""
    kind = tables.TABLES[table]
    parameters: dict[str, object] = dict.fromkeys(kind.pushed)
    parameters["wanted"] = json.dumps(list(wanted))
    found = {row[KEYS.get(table, "id")]: kind.shape(row, language) for row in case.db.execute(PAGES[table], parameters)}
    if table == "conversations":
        people: dict[int, list[tables.Value]] = {}
        for row in case.db.execute(PEOPLE, (parameters["wanted"],)):
            people.setdefault(row["conversation"], []).append(row["person"])
        for number, shown in found.items():
            shown["people"] = people.get(number, [])
    return found


def one(case: Case, item: str, language: Language) -> Shown | None:
    """The row with a written id, none of a table that is worked out when it is asked for; NoSuchItem where it is no id."""
    table, row = ids.read(item)
    if table not in PAGES:
        return None
    return rows(case, table, [row], language).get(row)


def folders(case: Case, evidence: int, volume: int, parent: int | None) -> list[Folder]:
    """Folders directly in a folder, or at the root of a volume; at most MOST_FOLDERS + 1, so that more can be told."""
    first, last = ids.entry_range(evidence)
    values = {"parent": parent, "first": first, "last": last, "volume": volume, "limit": MOST_FOLDERS + 1}
    return [Folder(row["id"], row["path"], bool(row["allocated"])) for row in case.db.execute(FOLDERS, values)]


def tagged(case: Case, items: Sequence[str]) -> dict[str, list[str]]:
    """The names of the tags of those items that have any."""
    found: dict[str, list[str]] = {}
    for row in case.db.execute(TAGGED, (json.dumps(list(items)),)):
        found.setdefault(row["item"], []).append(row["tag"])
    return found


def tag_names(case: Case) -> dict[str, int]:
    """Every tag and how many items it marks."""
    return {row["tag"]: row["items"] for row in case.db.execute(TAG_NAMES)}


def citing(case: Case, item: str) -> list[str]:
    """The findings that cite an item."""
    return [ids.written("findings", row["finding"]) for row in case.db.execute(CITING, (item,))]


def problem_counts(case: Case) -> dict[tuple[int, str], int]:
    """Problems by evidence and severity."""
    return {(row["evidence"], row["severity"]): row["problems"] for row in case.db.execute(PROBLEM_COUNTS)}


def text_of(case: Case, entry: int) -> tuple[str, bytes] | None:
    """The readable text that a worker found in a file: its encoding, and zlib-compressed UTF-8."""
    row = case.db.execute(TEXT, (entry,)).fetchone()
    return None if row is None else (row["encoding"], row["body"])


def _vector(case: Case, table: str, statement: str, parameters: Mapping[str, object]) -> Vector:
    cursor = case.db.cursor()
    cursor.row_factory = None
    return Vector(table, array("q", (row[0] for row in cursor.execute(statement, dict(parameters)))))


def _like(text: str) -> str | None:
    """A pattern for LIKE ... ESCAPE '!' that finds the text as it stands."""
    if not text:
        return None
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
