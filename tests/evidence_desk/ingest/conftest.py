"""Evidence to examine, made of real bytes, and the whole of a case as one comparable value."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.store import evidence as register
from evidence_desk.store import tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

CHAT = "".join(
    f"[2024/3/{day:02d} 15:04:{second:02d}] {who}: 第{day}天 转账{second}元\r\n"
    for day in range(1, 29)
    for second, who in ((5, "林悦"), (46, "周明"))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a chat, a database, a picture without end, texts in two encodings, an empty file, a link."""
    root = tmp_path / "handed in"
    (root / "子目录" / "deeper").mkdir(parents=True)
    (root / "_chat.txt").write_text(CHAT, encoding="utf-8", newline="")
    (root / "子目录" / "说明.txt").write_bytes("涉案账户 说明".encode("gb18030"))
    (root / "子目录" / "deeper" / "empty").touch()
    (root / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe1\x10\x00Exif\0\0II*\0")
    (root / "link").symlink_to("/etc/passwd")
    draw = random.Random(5)
    for number in range(300):
        (root / "子目录" / f"file-{number:03d}.bin").write_bytes(draw.randbytes(draw.randrange(20_000)))
    with sqlite3.connect(root / "mmssms.db") as db:
        db.execute(
            "CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, body TEXT)"
        )
        db.executemany(
            "INSERT INTO sms VALUES (?, 1, '17000000001', ?, 0, 1, ?)", [(n, 1709622252000 + n, f"验证码 {n}") for n in range(1, 200)]
        )
    db.close()
    with zipfile.ZipFile(root / "export.zip", "w") as out:
        out.writestr("inside.txt", "in a zip")
    for path in [root, *root.rglob("*")]:  # whoever looks in while the test runs must not change what is compared
        later = path.lstat().st_mtime_ns + 10**12
        os.utime(path, ns=(later, path.lstat().st_mtime_ns), follow_symlinks=not path.is_symlink())
    return root


@pytest.fixture
def registered(tmp_path: Path, folder: Path) -> Callable[[str], Case]:
    """A new case of the given name with the folder, its chat alone and its zip registered."""

    def make(name: str) -> Case:
        case = Case.create(tmp_path / f"{name}.edcase", Particulars("2026-002", timezone="Asia/Shanghai"))
        for path in (folder, folder / "_chat.txt", folder / "export.zip"):
            register.add(case, Registration(path))
        return case

    return make


@pytest.fixture
def everything() -> Callable[[Case], list[str]]:
    """Every row of every public table but the log, and what the search index would give."""

    def read(case: Case) -> list[str]:
        rows = [
            f"{name} {json.dumps(row, ensure_ascii=False)}" for name in tables.TABLES if name != "audit" for row in tables.rows(case, name)
        ]
        index = [f"{r['kind']} {r['item']}" for r in case.db.execute("SELECT kind, item FROM documents ORDER BY kind, item")]
        words = [
            str(case.db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (one,)).fetchone()[0])
            for one in ('"转账"', '"chat"', '"验证"')
        ]
        return rows + index + words

    return read
