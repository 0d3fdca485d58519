"""What stands beside a conversation: its copies and what each lacks, missing numbers and days, and whether its files were read as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.desktop import shown

Say = Callable[..., str]
WHOLE = """
SELECT count(*) FROM coverage g WHERE g.id >> 24 IN (
    SELECT :conversation >> 24 UNION SELECT part >> 24 FROM conversation_parts WHERE conversation = :conversation)
AND (g.seen <> g.parsed OR g.rejected > 0 OR EXISTS (
    SELECT 1 FROM problems x WHERE x.id BETWEEN (g.id >> 24) << 24 AND g.id AND x.parser = g.parser AND x.severity = 'error'))
"""

SHARED = """
SELECT count(*), sum(last - first + 1) FROM holes WHERE conversation IS NULL AND id >> 24 IN (
    SELECT :conversation >> 24 UNION SELECT part >> 24 FROM conversation_parts WHERE conversation = :conversation)
"""
"""Numbers of a table that has all conversations: whose the missing rows were cannot be told."""


@dataclass(frozen=True, slots=True)
class Copy:
    """`lacks`: messages that the conversation in view does not have, `inside` its own time; `missed`: those that the copy does not have."""

    evidence: int
    path: str
    shared: int
    lacks: int
    inside: int
    missed: int
    differing: int
    by_id: int


@dataclass(frozen=True, slots=True)
class Beside:
    copies: tuple[Copy, ...]
    holes: int
    numbers: int
    silences: int
    longest: int
    shared_holes: int
    shared_numbers: int
    incomplete: bool


def beside(case: Case, conversation: int) -> Beside:
    written = {"conversation": ids.written("conversations", conversation)}
    gaps = list(tables.rows(case, "gaps", written))
    numbers = [_count(one) for one in gaps if one["kind"] == "numbers"]
    days = [_count(one) for one in gaps if one["kind"] == "days"]
    incomplete = case.db.execute(WHOLE, {"conversation": conversation}).fetchone()[0] > 0
    found = tuple(_copy(case, one) for one in tables.rows(case, "copies", written))
    shared = case.db.execute(SHARED, {"conversation": conversation}).fetchone()
    return Beside(found, len(numbers), sum(numbers), len(days), max(days, default=0), shared[0], shared[1] or 0, incomplete)


def told(one: Beside, say: Say) -> list[str]:
    """A line each."""
    lines = [say("conversations.incomplete")] if one.incomplete else []
    if one.holes:
        lines.append(say("conversations.holes", places=shown.number(one.holes), count=shown.number(one.numbers)))
    if one.silences:
        lines.append(say("conversations.silences", places=shown.number(one.silences), days=shown.number(one.longest)))
    if one.shared_holes:
        lines.append(say("conversations.shared-holes", places=shown.number(one.shared_holes), count=shown.number(one.shared_numbers)))
    return [*lines, *(_copied(copy, say) for copy in one.copies)]


def _copied(copy: Copy, say: Say) -> str:
    basis = say("conversations.by-number" if copy.by_id else "conversations.by-text")
    if not (copy.lacks or copy.missed or copy.differing):
        return say(
            "conversations.copy-same", evidence=copy.evidence, path=shown.line(copy.path), shared=shown.number(copy.shared), basis=basis
        )
    return say(
        "conversations.copy", evidence=copy.evidence, path=shown.line(copy.path), shared=shown.number(copy.shared), lacks=shown.number(copy.lacks),
        inside=shown.number(copy.inside), missed=shown.number(copy.missed), differing=shown.number(copy.differing),
        basis=basis,
    )  # fmt: skip


def _copy(case: Case, row: Shown) -> Copy:
    back = next(one for one in tables.rows(case, "copies", {"conversation": str(row["other"])}) if one["other"] == row["conversation"])
    whole = {name: _count(row, name) for name in ("other_evidence", "shared", "lacks", "lacks_within", "differing", "by_id")}
    return Copy(
        whole["other_evidence"], str(row["other_path"]), whole["shared"], whole["lacks"], whole["lacks_within"], _count(back, "lacks"),
        whole["differing"], whole["by_id"],
    )  # fmt: skip


def _count(row: Shown, name: str = "count") -> int:
    value = row[name]
    assert isinstance(value, int)
    return value
