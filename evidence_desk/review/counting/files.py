"""Files that a reviewer marked by what they show: counted by their digest, so that nobody has to look at them again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_desk.review.counting.row import Row, once
from evidence_desk.store import ids
from evidence_desk.store.case import Case

MARKED = """
SELECT DISTINCT item, tag FROM tags WHERE tag IN ('淫秽', '淫秽（未成年人）', 'obscene', 'obscene-minor') ORDER BY id
"""
FILE = "SELECT id, kind, mime, sha256, path FROM entries WHERE id = ?"
MINOR = ("淫秽（未成年人）", "obscene-minor")
SMALL = re.compile(r"thumb|缩略|/cache|/Caches/|\.thumbnails|_t\.(?:jpg|png)$|thumbcache", re.IGNORECASE)
"""Places of pictures that apps make of others."""


def marked(case: Case) -> Iterator[Row]:
    return once(_marked(case), "a file with the same digest was counted before")


def _marked(case: Case) -> Iterator[Row]:
    for mark in case.db.execute(MARKED).fetchall():
        table, number = ids.read(mark["item"])
        row = case.db.execute(FILE, (number,)).fetchone() if table == "entries" else None
        if row is None or row["kind"] != "file":
            yield Row(mark["item"], "invalid", "no file", "other", mark["item"])
            continue
        kind = (row["mime"] or "").partition("/")[0]
        group = kind if kind in ("video", "audio") else "picture-or-text"
        group += " minor" if mark["tag"] in MINOR else ""
        group += " thumbnail" if SMALL.search(row["path"]) else ""
        if row["sha256"] is None:
            yield Row(mark["item"], "invalid", "no digest was computed", group, mark["item"])
        else:
            yield Row(mark["item"], "counted", "", group, row["sha256"].hex())
