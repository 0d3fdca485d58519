"""What of a case does not leave it: the one rule for memos, exports and packages.

Bytes stay where a file was marked as sexual content, is apart as a communication with counsel or is what such a communication was read from; where it has the
same bytes as one of these; and where it is an archive with one of them in it, however deep. Of a file that was marked, or that is apart
for what it says itself or what was read from it, the name stays too where nothing else was read from it: it goes by its id and its digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal

from evidence_desk.errors import Language
from evidence_desk.review import protected, reach
from evidence_desk.store import browse, ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown, Value

Reason = Literal["marked", "holds-marked", "counsel", "holds-counsel"]
REASONS: dict[Reason, tuple[str, str]] = {
    "marked": ("标记为淫秽内容，只列校验值", "marked as sexual content: told by its digest alone"),
    "holds-marked": ("内含标记为淫秽内容的文件", "a file in it is marked as sexual content"),
    "counsel": (
        "已作为与律师的通信隔离，或系该通信的来源文件",
        "set apart as a communication with counsel, or what such a communication was read from",
    ),
    "holds-counsel": ("内含已隔离的与律师的通信", "a file in it is set apart as a communication with counsel"),
}
MARK: dict[Language, str] = {"zh": "（不列文件名）{item}", "en": "(name withheld) {item}"}
KEPT = ("id", "item", "md5", "sha1", "sha256", "sm3")
"""Fields that tell which file it is without its name, also where that is a digest."""
SHORT = 4
"""Characters of a name that is too short to be told from other words."""
APART = """
SELECT item AS id, coalesce(because, 'source') NOT IN ('source', 'beside') AS own FROM apart
WHERE item_table = 'entries' AND released IS NULL AND coalesce(because, '') <> 'holds'
UNION SELECT DISTINCT item >> 24, 0 FROM apart WHERE item_table IN ('messages', 'artifacts', 'conversations', 'participants') AND released IS NULL
"""
HELD = (
    " UNION ALL ".join(f"SELECT 1 FROM {name} WHERE id BETWEEN :first AND :last AND apart IS NOT NULL" for name in reach.RECORDS)
    + " LIMIT 1"
)
OPEN = (
    " UNION ALL ".join(f"SELECT 1 FROM {name} WHERE id BETWEEN :first AND :last AND apart IS NULL" for name in reach.RECORDS) + " LIMIT 1"
)
SAME = """
SELECT value AS id FROM json_each(?1)
UNION SELECT o.id FROM entries o WHERE o.sha256 IN (SELECT e.sha256 FROM entries e WHERE e.id IN (SELECT value FROM json_each(?1)) AND e.size > 0)
"""
HOLDING = """
WITH RECURSIVE above (id) AS (
    SELECT container FROM members WHERE entry IN (SELECT value FROM json_each(?)) UNION SELECT m.container FROM members m JOIN above a ON m.entry = a.id
) SELECT id FROM above
"""
PATHS = "SELECT id, path FROM entries WHERE id IN (SELECT value FROM json_each(?))"


class Withheld:
    """As the case is when it is first asked; what leaves the case is made in one go."""

    def __init__(self, case: Case, language: Language = "en") -> None:
        self._case, self._language = case, language

    def reason(self, entry: int) -> Reason | None:
        """Why the bytes of a file stay in the case; None where they may leave it."""
        return self._reasons.get(entry)

    def is_named(self, entry: int) -> bool:
        """Whether a file goes by its name."""
        return entry not in self._names

    def rows(self, table: str, where: Mapping[str, str] | None = None) -> Iterator[Shown]:
        return (self.row(table, row) for row in tables.rows(self._case, table, where, self._language))

    def one(self, item: str) -> Shown | None:
        row = tables.one(self._case, item, self._language)
        return None if row is None else self.row(ids.read(item)[0], row)

    def some(self, table: str, wanted: list[int]) -> dict[int, Shown]:
        """Rows of a public table by their numbers."""
        return {number: self.row(table, row) for number, row in browse.rows(self._case, table, wanted, self._language).items()}

    def row(self, table: str, row: Shown) -> Shown:
        """The row as it may leave the case."""
        if not self._names:
            return row
        for entry in _files(table, row):
            if path := self._names.get(entry):
                row = {name: value if name in KEPT else _without(value, path, self._mark(entry)) for name, value in row.items()}
                if table in ("entries", "pictures") and "text" in row:  # what was read off it, or the words around a hit in it
                    row["text"] = ""
        if isinstance(attached := row.get("attachments"), list):
            row = {**row, "attachments": [self._attached(one) for one in attached]}
        return row

    def _attached(self, one: Value) -> Value:
        if not isinstance(one, dict) or not isinstance(item := one.get("entry"), str) or self.is_named(ids.read(item)[1]):
            return one
        return {**one, "name": self._mark(ids.read(item)[1]), "path": None}

    def _mark(self, entry: int) -> str:
        return MARK[self._language].format(item=ids.written("entries", entry))

    @cached_property
    def _apart(self) -> tuple[frozenset[int], frozenset[int]]:
        """What is apart, and what of it is so for what it says itself."""
        rows = self._case.db.execute(APART).fetchall()
        return self._same(row["id"] for row in rows), self._same(
            row["id"] for row in rows if self._goes_by_its_id(row["id"], bool(row["own"]))
        )

    def _goes_by_its_id(self, entry: int, own: bool) -> bool:
        """Whether a file is apart for what it says itself or what was read from it, and nothing was read from it that is not: that needs its name."""
        first, last = ids.record_range(entry, entry)
        span = {"first": first, "last": last}
        if self._case.db.execute(OPEN, span).fetchone() is not None:
            return False
        return own or self._case.db.execute(HELD, span).fetchone() is not None

    @cached_property
    def _reasons(self) -> dict[int, Reason]:
        """The weightier reason last, so that it stands."""
        marked, (apart, _) = protected.marked(self._case), self._apart
        return {
            **dict.fromkeys(self._holding(apart), "holds-counsel"), **dict.fromkeys(self._holding(marked), "holds-marked"),
            **dict.fromkeys(apart, "counsel"), **dict.fromkeys(marked, "marked"),
        }  # fmt: skip

    @cached_property
    def _names(self) -> dict[int, str]:
        """The paths of files that go by their ids."""
        wanted = protected.marked(self._case) | self._apart[1]
        return {row["id"]: row["path"] for row in self._case.db.execute(PATHS, (json.dumps(sorted(wanted)),))} if wanted else {}

    def _same(self, rows: Iterable[int]) -> frozenset[int]:
        return frozenset(row["id"] for row in self._case.db.execute(SAME, (json.dumps(list(rows)),)))

    def _holding(self, rows: Iterable[int]) -> list[int]:
        return [row["id"] for row in self._case.db.execute(HOLDING, (json.dumps(list(rows)),))]


def _files(table: str, row: Shown) -> Iterator[int]:
    """The file that a row is of, was read from or is about."""
    source = row.get("source")
    named = (
        row.get("id") if table in ("entries", "pictures") else None,
        row.get("item"),
        source.get("entry") if isinstance(source, dict) else None,
    )
    for item in dict.fromkeys(named):
        if isinstance(item, str) and ids.read(item)[0] == "entries":
            yield ids.read(item)[1]


def _without(value: Value, path: str, mark: str) -> Value:
    """With the mark wherever the path stands, or the name that it ends with."""
    name = path.rpartition("/")[2]
    match value:
        case str():
            bare = value.replace(path, mark)
            return bare.replace(name, mark) if len(name) >= SHORT else bare
        case list():
            return [_without(part, path, mark) for part in value]
        case dict():
            return {key: part if key in KEPT else _without(part, path, mark) for key, part in value.items()}
        case _:
            return value
