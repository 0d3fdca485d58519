"""What was looked at and what was not, as the case itself tells: stages that ran, archives, pictures, sound, documents, free space."""

from __future__ import annotations

from typing import NamedTuple

from evidence_desk.source.containers import READ, SHUT
from evidence_desk.store import carved as store
from evidence_desk.store import fragments, ids, queries, spaces
from evidence_desk.store.case import Case

HOLDERS = (*READ, *(mime for mime, reason in SHUT.items() if reason != "package"))
"""Types of files that hold others, programs' own packages aside."""
DOCUMENTS = (
    "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/rtf", "text/rtf", "application/x-ms-office-encrypted",
    "application/vnd.openxmlformats-officedocument.%", "application/vnd.oasis.opendocument.%", "application/vnd.ms-word%",
)  # fmt: skip
CARVING = ("carve",)
"""The stage that searches free space; that it was listed is not that it was searched."""

_IN = "(" + " OR ".join("e.mime LIKE ?" for _ in DOCUMENTS) + ")"
PICTURES = """
SELECT count(*) AS pictures, count(p.entry) AS read, coalesce(sum(p.lines > 0), 0) AS found, coalesce(sum(p.unsure), 0) AS unsure
FROM entries e LEFT JOIN pictures p ON p.entry = e.id WHERE e.kind = 'file' AND e.mime LIKE 'image/%' AND e.id BETWEEN ? AND ?
"""
HEARD = (
    "SELECT coalesce(sum(mime LIKE 'audio/%'), 0) AS audio, coalesce(sum(mime LIKE 'video/%'), 0) AS video FROM entries WHERE kind = 'file'"
)
TEXTS = f"SELECT count(*) AS documents, count(t.entry) AS read FROM entries e LEFT JOIN texts t ON t.entry = e.id WHERE e.kind = 'file' AND {_IN}"
BOXES = f"""
SELECT e.id, c.entry IS NOT NULL AND c.shut IS NULL AS opened, coalesce(c.members, 0) AS members
FROM entries e LEFT JOIN containers c ON c.entry = e.id
WHERE e.kind = 'file' AND e.size > 0 AND e.mime IN ({", ".join("?" for _ in HOLDERS)}) ORDER BY e.id
"""

UNSEARCHED = "SELECT count(*) FROM problems WHERE id BETWEEN ? AND ? AND code IN ('carve-lost', 'carve-count', 'carve-bytes', 'carve-work', 'carve-searched', 'unallocated-limit', 'fragments-lost', 'fragments-limit')"


class Pictures(NamedTuple):
    pictures: int
    read: int
    found: int
    unsure: int


class Archives(NamedTuple):
    """`members` lie in those that were opened; `first` is one that was not."""

    opened: int
    shut: int
    members: int
    first: str | None


def pictures(case: Case, evidence: int) -> Pictures:
    return Pictures(*case.db.execute(PICTURES, ids.entry_range(evidence)).fetchone())


def heard(case: Case) -> tuple[int, int]:
    """Audio and video files."""
    audio, video = case.db.execute(HEARD).fetchone()
    return int(audio), int(video)


def documents(case: Case) -> tuple[int, int]:
    """Documents, and those whose text was read."""
    count, read = case.db.execute(TEXTS, DOCUMENTS).fetchone()
    return int(count), int(read)


def archives(case: Case) -> Archives:
    """As it was kept of each: one that was opened is open however little is in it."""
    rows = case.db.execute(BOXES, HOLDERS).fetchall()
    shut = [ids.written("entries", row["id"]) for row in rows if not row["opened"]]
    return Archives(len(rows) - len(shut), len(shut), sum(row["members"] for row in rows), shut[0] if shut else None)


class Carving(NamedTuple):
    """Ranges of unallocated space, their bytes, and the files that were carved there by what ended them."""

    ranges: int
    bytes: int
    structure: int
    broken: int
    limit: int


def carving(case: Case, evidence: int) -> Carving:
    by = {"structure": 0, "broken": 0, "limit": 0}
    for _, bounded, files in store.totals(case, evidence):
        by[bounded] += files
    return Carving(*spaces.total(case, evidence), **by)


def extracted(case: Case, evidence: int) -> tuple[int, int]:
    """Fragments of text that were taken out of free space, and the bytes that were gone through."""
    now = fragments.state(case, evidence)
    return now.found, now.searched


def unsearched(case: Case, evidence: int) -> int:
    """How many times the search of free space did not get to its end."""
    return int(case.db.execute(UNSEARCHED, ids.record_range(ids.entry_id(evidence, 0), ids.entry_id(evidence, 0))).fetchone()[0])


def carved(case: Case, evidence: int) -> bool:
    return bool(queries.stages_done(case, evidence) & set(CARVING))
