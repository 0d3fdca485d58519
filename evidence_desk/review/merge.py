"""Merging another review of the same case into this one: what its reviewers recorded, with their names and times.

Both cases must be of one number and of the same evidence: an item is taken over only where the other case has the very same record under its id, which is
looked at for each. The other's audit log is kept as an object, its head in our log, so that whoever doubts an author can look. Of two answers to one
point the later stands, as it would have in one case; both are kept, and where they differ that is told.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from evidence_desk.audit import log
from evidence_desk.errors import Known, NoSuchItem
from evidence_desk.review import counsel
from evidence_desk.store import ids, objects, schema, tables
from evidence_desk.store.case import Case

ENTRIES = "SELECT id & 134217727 AS number, path, sha256 FROM entries WHERE id BETWEEN ? AND ? ORDER BY id"
EVIDENCE = "SELECT number FROM evidence ORDER BY number"
LOG = "SELECT seq, body, previous, hash FROM audit ORDER BY seq"
SAME: dict[str, tuple[str, ...]] = {
    "entries": ("path", "size", "sha256", "stream"), "messages": ("sent", "sent_local", "sender_id", "kind", "text"),
    "artifacts": ("type", "time", "summary"), "conversations": ("app", "key", "title"), "participants": ("app", "identifier", "name"),
    "evidence": ("format", "size"), "volumes": ("index", "offset", "size"), "problems": ("code", "path"), "coverage": ("parser", "path"),
    "identifiers": ("kind", "value"), "unallocated": ("volume", "offset", "length", "on"), "fragments": ("volume", "offset", "length", "on", "text"),
    "leftovers": ("volume", "path", "index_offset", "length"),
}  # fmt: skip
"""What tells that a record is the same one, by its table."""


COLUMNS: dict[str, tuple[str, ...]] = {
    "facts": ("text",), "tags": ("item", "tag", "note", "fact", "bearing"), "findings": ("text", "fact", "bearing", "strength", "alternatives"),
    "left_out": ("mark", "reason"), "answers": ("pack", "version", "point", "answer", "basis", "consequence", "restorable"), "requests": ("said",),
    "exhibits": ("number", "said"),
    "custody": (
        "exhibit", "said", "start_first", "start_last", "end_first", "end_last", "approved_first", "approved_last", "zone_basis", "withdrawn",
    ),
    "conclusions": ("question", "asked", "class", "text", "citations"), "counsel": ("kind", "value", "given_by"),
}  # fmt: skip
"""What people record, by table, but for the id, the author, the time and the entry of the log."""
READ = {table: f"SELECT * FROM {table} ORDER BY id" for table in COLUMNS}
KNOWN = {
    table: f"SELECT id FROM {table} WHERE {' AND '.join(f'{name} IS :{name}' for name in (*names, 'actor', 'time'))}"
    for table, names in COLUMNS.items()
}
KNOWN["custody"] = "SELECT id FROM custody WHERE said = :said AND withdrawn IS :withdrawn"
"""A step that both reviewers typed in is one step."""
PUT = {
    table: f"INSERT INTO {table} ({', '.join((*names, 'actor', 'time', 'entry_of_log'))}) VALUES ({', '.join(f':{name}' for name in (*names, 'actor', 'time', 'entry_of_log'))}) RETURNING id"
    for table, names in COLUMNS.items()
}
CITED = "SELECT item FROM citations WHERE finding = ? ORDER BY ordinal"
CITE = "INSERT INTO citations (finding, ordinal, item) VALUES (?, ?, ?)"
ANSWERED = "SELECT pack, point, answer FROM answers ORDER BY time, id"


class SameCase(Known):
    code = "same-case"
    zh = "{path} 就是本案，不能与自身合并；请选择另一份审查的案件文件夹。"
    en = "{path} is this case itself: choose the folder of the other review."


class OtherCase(Known):
    code = "other-case"
    zh = "{path} 是案件“{number}”，不是“{ours}”，不能合并。"
    en = "{path} is case '{number}', not '{ours}': it cannot be merged."


class OtherEvidence(Known):
    code = "other-evidence"
    zh = "{path} 中没有与本案相同的检材，无法对应其记录，未合并。"
    en = "{path} has no evidence that this case has too: its records cannot be told, and nothing was merged."


class OtherLog(Known):
    code = "other-log"
    zh = "{path} 的审计日志在第 {seq} 条处不成立，未合并；请先核实。"
    en = "The audit log of {path} does not hold at entry {seq}: nothing was merged, look into that first."


class OtherFormat(Known):
    code = "other-format"
    zh = "{path} 的格式与本程序不同，请先在可写的磁盘上用本程序打开一次。"
    en = "{path} is of another format: open it once with this program where it can be written to."


@dataclass(slots=True)
class Merged:
    """`taken` by table; `repeated`: what this case had already; `left`: what was not taken and why; `differing`: points with two answers."""

    taken: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def merge(case: Case, other: Case) -> Merged:
    """Takes the other's review over, all or nothing. Known where it is no review of this case, or the case itself."""
    if case.folder.resolve() == other.folder.resolve():
        raise SameCase(path=str(other.folder))
    _require(case, other)
    pairs = _pairs(case, other)
    if not pairs:
        raise OtherEvidence(path=str(other.folder))
    kept = objects.put(case, [_log_of(other)])
    head = log.head(other.db)
    with case.transaction():
        entry = case.log("merge", number=other.particulars.number, log=kept, entries=head.entries, head=head.hash)
        merging = Merging(case, other, pairs, entry)
        merging.run()
        case.log(
            "merge.end", **{name: str(count) for name, count in merging.found.taken.items()}, left=[mark for mark, _ in merging.found.left]
        )
    counsel.apply(case)
    return merging.found


class Merging:
    """One merge on its way. `facts` leads from the other's facts to ours, `marks` from its tags and findings."""

    def __init__(self, case: Case, other: Case, pairs: dict[int, int], entry: int) -> None:
        self.case, self.other, self.pairs, self.entry = case, other, pairs, entry
        self.found = Merged()
        self.marks: dict[str, str] = {}
        self.here = cache(self._here)

    def run(self) -> None:
        self._facts()
        self._tags()
        self._findings()
        self._answers()
        for table, changed in (
            ("left_out", lambda row: {"mark": self.marks.get(row["mark"])}), ("requests", None),
            ("exhibits", lambda row: {"said": self._exhibit(row["said"])}), ("custody", None),
            ("conclusions", lambda row: {"citations": self._cited(row["citations"])}), ("counsel", None),
        ):  # fmt: skip
            self._plain(table, changed)

    def _facts(self) -> None:
        for row in self.other.db.execute(READ["facts"]):
            self.marks[ids.written("facts", row["id"])] = ids.written("facts", self._put("facts", row, {}))

    def _tags(self) -> None:
        for row in self.other.db.execute(READ["tags"]):
            item = self.here(row["item"])
            if item is None:
                self._leave(ids.written("tags", row["id"]), row["item"])
                continue
            made = self._put("tags", row, {"item": item, "fact": self._fact(row["fact"])})
            self.marks[ids.written("tags", row["id"])] = ids.written("tags", made)

    def _findings(self) -> None:
        for row in self.other.db.execute(READ["findings"]).fetchall():
            cited = [one["item"] for one in self.other.db.execute(CITED, (row["id"],))]
            items = [self.here(item) for item in cited]
            if None in items:
                self._leave(ids.written("findings", row["id"]), ", ".join(item for item in cited if self.here(item) is None))
                continue
            before = self.found.taken["findings"]
            made = self._put("findings", row, {"fact": self._fact(row["fact"])})
            if self.found.taken["findings"] > before:
                self.case.db.executemany(CITE, [(made, ordinal, item) for ordinal, item in enumerate(items)])
            self.marks[ids.written("findings", row["id"])] = ids.written("findings", made)

    def _answers(self) -> None:
        ours = {(row["pack"], row["point"]): row["answer"] for row in self.case.db.execute(ANSWERED)}
        for row in self.other.db.execute(READ["answers"]):
            self._put("answers", row, {})
            known = ours.get((row["pack"], row["point"]))
            if known is not None and known != row["answer"] and row["point"] not in self.found.differing:
                self.found.differing.append(row["point"])

    def _plain(self, table: str, changed: Callable[[sqlite3.Row], Mapping[str, str | None]] | None) -> None:
        """Rows that need no more than their ids changed; left where one of these is not here. What was left out of a memo goes with its mark."""
        for row in self.other.db.execute(READ[table]):
            instead = changed(row) if changed else {}
            if None not in instead.values():
                self._put(table, row, instead)
            elif table in ids.LETTERS:
                self._leave(ids.written(table, row["id"]), "")

    def _put(self, table: str, row: sqlite3.Row, instead: Mapping[str, str | int | None]) -> int:
        """The row here that says the same of the same author and time, made if there is none."""
        said = {name: row[name] for name in (*COLUMNS[table], "actor", "time")} | dict(instead)
        same = self.case.db.execute(KNOWN[table], said).fetchone()
        if same is not None:
            self.found.repeated += 1
            return int(same["id"])
        self.found.taken[table] += 1
        return int(self.case.db.execute(PUT[table], {**said, "entry_of_log": self.entry}).fetchone()["id"])

    def _fact(self, row: int | None) -> int | None:
        return None if row is None else ids.read(self.marks[ids.written("facts", row)])[1]

    def _cited(self, text: str) -> str | None:
        items = [self.marks.get(item) or self.here(item) for item in json.loads(text)]
        return None if None in items else json.dumps(items)

    def _exhibit(self, text: str) -> str:
        said = json.loads(text)
        if "evidence" in said:
            said["evidence"] = [self.pairs[number] for number in said["evidence"] if number in self.pairs]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    def _here(self, item: str) -> str | None:
        """The id here of a record of the other case; None where ours is another one, or is not there."""
        table, _ = ids.read(item)
        letter, rest = item[0], item[1:].split(".")
        number = self.pairs.get(int(rest[0]))
        if number is None or table not in SAME:
            return None
        ours = letter + ".".join([str(number), *rest[1:]])
        try:
            there, here = tables.one(self.other, item), tables.one(self.case, ours)
        except NoSuchItem:
            return None
        same = there is not None and here is not None and all(there[name] == here[name] for name in SAME[table])
        return ours if same else None

    def _leave(self, mark: str, items: str) -> None:
        self.found.left.append((mark, items))


def _require(case: Case, other: Case) -> None:
    if other.particulars.number != case.particulars.number:
        raise OtherCase(path=str(other.folder), number=other.particulars.number, ours=case.particulars.number)
    if other.db.execute("PRAGMA user_version").fetchone()[0] != len(schema.STEPS):
        raise OtherFormat(path=str(other.folder))
    if breaks := log.verify(other.db):
        raise OtherLog(path=str(other.folder), seq=breaks[0].seq)


def _pairs(case: Case, other: Case) -> dict[int, int]:
    """Which of our evidence is the same as which of the other's: every name with its digest, in the order of the walk."""
    ours = {_fingerprint(case, row["number"]): row["number"] for row in case.db.execute(EVIDENCE).fetchall()}
    theirs = {row["number"]: _fingerprint(other, row["number"]) for row in other.db.execute(EVIDENCE).fetchall()}
    return {number: ours[print_] for number, print_ in theirs.items() if print_ and print_ in ours}


def _fingerprint(case: Case, number: int) -> str:
    """Nothing where no entry is known: what was not read is no evidence of anything."""
    digest, count = hashlib.sha256(), 0
    for count, row in enumerate(case.db.execute(ENTRIES, ids.entry_range(number)), 1):
        digest.update(json.dumps([row["number"], row["path"], row["sha256"].hex() if row["sha256"] else None]).encode())
    return digest.hexdigest() if count else ""


def _log_of(case: Case) -> bytes:
    """As the log's own verifier takes it."""
    rows = (
        {"seq": r["seq"], "body": r["body"].decode(), "previous": r["previous"].hex(), "hash": r["hash"].hex()}
        for r in case.db.execute(LOG)
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
