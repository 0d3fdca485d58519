"""How many deleted rows are recovered, and whether each of them once was: databases made here, rows deleted, compared with what is known of them.

python bench/deleted_rows.py [SEED ...]
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from evidence_desk.source.deleted.rows import DeletedRows
from evidence_desk.source.sqlite import Database, Query

WORDS = ["好的", "明天", "转账", "收到", "在吗", "再说", "ok", "see", "you", "later", "13800138000", "📎", "地址", "发你", "哈哈"]
SCHEMA = """
CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY{auto}, chat INTEGER NOT NULL, from_me INTEGER, key TEXT NOT NULL{unique}, time INTEGER, body TEXT, media BLOB, score REAL);
CREATE TABLE call (id TEXT PRIMARY KEY, time INTEGER, seconds INTEGER, who TEXT);
CREATE INDEX message_chat ON message (chat, time);
"""
MESSAGE = Query(
    "message",
    {"message": "_id chat from_me key time body media score"},
    "SELECT message.rowid, _id, chat, from_me, key, time, body, media, score FROM message",
)
CALL = Query("call", {"call": "id time seconds who"}, "SELECT call.rowid, id, time, seconds, who FROM call")


WITH_JOURNAL = 6000
"""Even seeds from here leave their rollback journal behind, as apps do that keep its file."""


class File:
    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        self.size = len(self._data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


Row = tuple[object, ...]


def body(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(int(chance.expovariate(0.15)) + (900 if chance.random() < 0.01 else 1)))


def message(chance: random.Random, number: int) -> Row:
    key = f"{number:06d}{chance.getrandbits(64):016X}"
    media = chance.randbytes(chance.choice((0, 20, 200))) if chance.random() < 0.1 else None
    return (
        chance.randint(1, 9),
        chance.randint(0, 1),
        key,
        1_600_000_000_000 + number * 977,
        body(chance),
        media,
        chance.choice((None, 0.5, 3.0)),
    )


def make(folder: Path, seed: int) -> tuple[Path, dict[str, set[Row]], dict[str, set[Row]]]:
    """The database with its log, every row that ever was and every row that is."""
    chance = random.Random(seed)
    path = folder / f"{seed}.db"
    ever: dict[str, set[Row]] = {"message": set(), "call": set()}
    db = sqlite3.connect(path, isolation_level=None)
    wal, size, auto = seed % 2, chance.choice((1024, 4096, 4096, 16384)), " AUTOINCREMENT" if seed % 3 else ""
    db.execute(f"PRAGMA page_size={size}")
    db.execute(f"PRAGMA auto_vacuum={chance.choice((0, 0, 2))}")
    db.execute(f"PRAGMA encoding='{chance.choice(('UTF-8', 'UTF-8', 'UTF-16le'))}'")
    db.execute(f"PRAGMA journal_mode={'wal' if wal else 'persist' if seed >= WITH_JOURNAL else 'delete'}")
    db.execute(f"PRAGMA wal_autocheckpoint={chance.choice((0, 20, 200))}")
    db.execute("PRAGMA secure_delete=0")
    db.executescript(SCHEMA.format(auto=auto, unique=" UNIQUE" if seed % 5 == 0 else ""))
    count = 0
    for step in range(chance.randint(4, 12)):
        db.execute("BEGIN")
        for _ in range(chance.randint(20, 400)):
            count += 1
            db.execute(
                "INSERT INTO message (chat, from_me, key, time, body, media, score) VALUES (?, ?, ?, ?, ?, ?, ?)", message(chance, count)
            )
            if chance.random() < 0.2:
                db.execute(
                    "INSERT INTO call VALUES (?, ?, ?, ?)",
                    (f"call-{count}-{chance.getrandbits(40):x}", count, chance.randint(0, 400), body(chance)[:30]),
                )
        note(db, ever)
        db.execute("COMMIT")
        for _ in range(chance.randint(0, 3)):
            db.execute("BEGIN")
            kind = chance.random()
            if kind < 0.4:
                low = chance.randint(1, count)
                db.execute("DELETE FROM message WHERE _id BETWEEN ? AND ?", (low, low + chance.randint(0, 120)))
            elif kind < 0.6:
                db.execute("DELETE FROM message WHERE chat = ?", (chance.randint(1, 9),))
            elif kind < 0.8:
                db.execute("DELETE FROM message WHERE _id IN (SELECT _id FROM message ORDER BY random() LIMIT 30)")
                db.execute("DELETE FROM call WHERE rowid % 5 = ?", (chance.randint(0, 4),))
            else:
                db.execute("UPDATE message SET body = body || ' !' WHERE _id % 17 = ?", (chance.randint(0, 16),))
            note(db, ever)
            db.execute("COMMIT")
    copy = folder / f"{seed}-copy.db"
    copy.write_bytes(path.read_bytes())
    for ending in ("-wal", "-journal"):
        if Path(f"{path}{ending}").exists():
            Path(f"{copy}{ending}").write_bytes(Path(f"{path}{ending}").read_bytes())
    now = {table: rows(db, table) for table in ever}
    db.close()
    return copy, ever, now


def rows(db: sqlite3.Connection, table: str) -> set[Row]:
    return set(db.execute(f"SELECT rowid, * FROM {table}"))


def note(db: sqlite3.Connection, ever: dict[str, set[Row]]) -> None:
    for table, known in ever.items():
        known |= rows(db, table)


def examine(path: Path, ever: dict[str, set[Row]], now: dict[str, set[Row]]) -> dict[str, int]:
    log, journal = (File(beside) if (beside := Path(f"{path}{ending}")).exists() else None for ending in ("-wal", "-journal"))
    database = Database(File(path), log, None)
    deleted = DeletedRows(database, File(path), log, journal, lambda: None)
    total = {"gone": 0, "recovered": 0, "wrong": 0, "live": 0}
    for query, skip in ((MESSAGE, 2), (CALL, 1)):
        gone = {row[skip:] for row in ever[query.table]} - {row[skip:] for row in now[query.table]}
        kept = deleted.of(query)
        numbers = {one.number: one for one in kept.rows}
        values = []
        if kept.rows:
            with deleted.read(query) as (count, found):
                values = [(numbers[row["rowid"]], tuple(row)[skip:]) for row in found]
            assert count == len(values) == len(kept.rows)
        total["gone"] += len(gone)
        total["live"] += kept.live
        total["recovered"] += len({value for _, value in values} & gone)
        for one, value in values:
            known = (one.remains.rowid, *value) if query is CALL else (one.remains.rowid, one.remains.rowid, *value)
            true = value in gone and (one.remains.rowid is None or known in ever[query.table])
            total["wrong"] += not true
            if not true:
                print("   WRONG", one.state, one.remains.origin, one.remains.rowid, str(value)[:200])
    list(deleted.gaps(""))
    return total


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for seed in map(int, sys.argv[1:] or range(1, 13)):
            with closing(sqlite3.connect(":memory:")):
                made = make(Path(folder), seed)
            found = examine(*made)
            precision = 1 - found["wrong"] / max(1, found["recovered"] + found["wrong"])
            print(f"seed {seed}: {found}, precision {precision:.4f}, recall {found['recovered'] / max(1, found['gone']):.3f}", flush=True)


if __name__ == "__main__":
    main()
