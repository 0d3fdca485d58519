"""3. Materials received, 6. Integrity and authenticity, Annex A: what was handed in, and whether it is what it was."""

from __future__ import annotations

from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Digest, Digests, Heading, Mark, Paragraph, Plot, Sentence, Table
from reports.memo.parts import recorded
from reports.memo.parts.points import intro, points
from reports.memo.parts.summary import MARKS, verdict_of
from reports.memo.rows import Evidence

SECTOR = 512
LISTED = 40
"""Damaged ranges of one piece of evidence that are listed one by one."""

ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sm3": "SM3"}


def materials(draft: Draft) -> tuple[Block, ...]:
    if not draft.evidence:
        return (Paragraph((Sentence(draft.say("materials.none"), tables=("evidence",)),)),)
    columns = (
        Column(draft.say("column.number"), 0.7, "centre"),
        Column(draft.say("column.label"), 3.2),
        Column(draft.say("column.format"), 1.1),
        Column(draft.say("column.size"), 1.9, "right"),
        Column(draft.say("column.file"), 2.4),
    )
    rows = tuple(
        (
            Cell(str(one.number), cites=draft.cite(one.id)),
            Cell(one.label),
            Cell(one.format or "—"),
            Cell(_size(one)),
            Cell(_file(draft, one)),
        )
        for one in draft.evidence
    )
    return (
        Table(columns, rows, draft.table("table.materials"), ("evidence",)),
        *_sources(draft),
        Paragraph((Sentence(draft.say("custody.annex" if recorded.custody(draft) else "custody.none")),)),
    )


def digests(draft: Draft) -> tuple[Block, ...]:
    """Annex A: every digest of the evidence, what the containers say, and the files that the parts before it cite."""
    if not draft.evidence:
        return (Paragraph((Sentence(draft.say("materials.none"), tables=("evidence",)),)),)
    return (
        Heading(draft.say("materials.digests"), 3),
        Digests(tuple(digest for one in draft.evidence for digest in _digests(draft, one))),
        Paragraph((Sentence(draft.say("digest.note"), tables=("evidence",)),)),
        *_metadata(draft),
        *_files(draft),
    )


def integrity(draft: Draft) -> tuple[Block, ...]:
    columns = (
        Column(draft.say("column.evidence"), 1, "centre"),
        Column(draft.say("column.label"), 3),
        Column(draft.say("column.algorithm"), 1.5),
        Column(draft.say("column.compared"), 3.2),
        Column(draft.say("column.verdict"), 2.3),
    )
    compared = tuple(row for one in draft.evidence for row in _comparisons(draft, one))
    return (
        *_overview(draft),
        Table(columns, compared, draft.table("table.integrity"), ("evidence",)),
        *_damage(draft),
        Paragraph((Sentence(draft.say("integrity.note")),)),
        intro(draft),
        *points(draft, "integrity"),
        Heading(draft.say("points.authenticity"), 3),
        *points(draft, "authenticity"),
    )


def _overview(draft: Draft) -> list[Block]:
    """How many pieces came out how; those with none are not drawn."""
    verdicts = [verdict_of(one) for one in draft.evidence]
    found = tuple((draft.say(f"verdict.{verdict}"), verdicts.count(verdict)) for verdict in MARKS if verdict in verdicts)
    return [Plot(draft.figure("figure.integrity"), found, "bars", draft.say("unit.evidence"), ("evidence",))] if found else []


def _sources(draft: Draft) -> list[Block]:
    """From which document each stated digest was taken."""
    said = [
        Sentence(draft.say("digest.source", number=one.number, source=one.stated_source), draft.cite(one.id))
        for one in draft.evidence
        if one.stated_source
    ]
    return [Paragraph(tuple(said))] if said else []


def _files(draft: Draft) -> list[Block]:
    """Each file from which something is cited, with its digest; the case's own list has every other."""
    cited = {(one.locus.evidence, one.locus.path): one for one in draft.citations() if one.locus.entry and one.locus.sha256}
    if not cited:
        return [Paragraph((Sentence(draft.say("files.none")),))]
    columns = (
        Column(draft.say("column.evidence"), 0.9, "centre"),
        Column(draft.say("column.path"), 3.2),
        Column("SHA-256", 5, digits=True),
    )
    rows = tuple(
        (Cell(str(number)), Cell(path, cites=(one.number,)), Cell(one.locus.sha256 or "—")) for (number, path), one in sorted(cited.items())
    )
    return [Table(columns, rows, draft.table("table.files"), ("entries",))]


def _size(evidence: Evidence) -> str:
    return "—" if evidence.size is None else f"{evidence.size:,}"


def _file(draft: Draft, evidence: Evidence) -> str:
    names = [segment.replace("\\", "/").rpartition("/")[2] for segment in evidence.segments]
    return draft.say("segments", first=names[0], count=len(names)) if len(names) > 1 else evidence.name


def _metadata(draft: Draft) -> list[Block]:
    """What a container says of its own making, with the names that its format gives."""
    rows = tuple(
        (Cell(str(one.number), cites=draft.cite(one.id)), Cell(name), Cell(value))
        for one in draft.evidence
        for name, value in sorted(one.metadata.items())
        if value
    )
    columns = (
        Column(draft.say("column.evidence"), 1, "centre"),
        Column(draft.say("column.name"), 3),
        Column(draft.say("column.value"), 7),
    )
    return [Table(columns, rows, draft.table("table.metadata"), ("evidence",))] if rows else []


def _digests(draft: Draft, evidence: Evidence) -> list[Digest]:
    outcome: dict[str, Mark] = {}
    for one in evidence.verdicts:
        if outcome.get(one.algorithm) != "fails":
            outcome[one.algorithm] = MARKS[one.verdict]
    given = [
        Digest(draft.say(f"digest.{origin}", number=evidence.number), ALGORITHMS.get(name, name), value)
        for origin, values in (("stated", evidence.stated), ("stored", evidence.stored))
        for name, value in sorted(values.items())
    ]
    made = [
        Digest(draft.say("digest.computed", number=evidence.number), ALGORITHMS.get(name, name), value, outcome.get(name))
        for name, value in sorted(evidence.computed.items())
    ]
    return [*given, *(made or [Digest(draft.say("digest.computed", number=evidence.number), "—", None, "open")])]


def _comparisons(draft: Draft, evidence: Evidence) -> list[tuple[Cell, ...]]:
    """A row for each value that was there to compare with, one row where there was none."""
    number, label = Cell(str(evidence.number), cites=draft.cite(evidence.id)), Cell(evidence.label)
    if not evidence.verdicts:
        verdict = verdict_of(evidence)
        return [(number, label, Cell("—"), Cell("—"), Cell(draft.say(f"verdict.{verdict}"), MARKS[verdict]))]
    return [
        (number, label, Cell(ALGORITHMS.get(one.algorithm, one.algorithm)), Cell(draft.say(f"origin.{one.origin}")),
         Cell(draft.say(f"verdict.{one.verdict}"), MARKS[one.verdict]))
        for one in evidence.verdicts
    ]  # fmt: skip


def _damage(draft: Draft) -> list[Block]:
    """The ranges that are no evidence of anything: they read as zeros, or their checksum does not hold."""
    damaged = [one for one in draft.evidence if one.bad_ranges]
    if not damaged:
        verified = any(one.verdict not in (None, "unreadable") for one in draft.evidence)
        return [Paragraph((Sentence(draft.say("damage.none" if verified else "damage.unverified"), tables=("evidence",)),))]
    columns = (
        Column(draft.say("column.evidence"), 1, "centre"),
        Column(draft.say("column.sectors"), 3),
        Column(draft.say("column.offset"), 2, "right"),
        Column(draft.say("column.length"), 2, "right"),
    )
    rows = tuple(
        (Cell(str(one.number)), Cell(_sectors(offset, length)), Cell(f"{offset:,}"), Cell(f"{length:,}"))
        for one in damaged
        for offset, length in one.bad_ranges[:LISTED]
    )
    more = [
        Sentence(draft.say("damage.more", number=one.number, count=len(one.bad_ranges) - LISTED), draft.cite(one.id))
        for one in damaged
        if len(one.bad_ranges) > LISTED
    ]
    return [Table(columns, rows, draft.table("table.damage"), ("evidence",)), *([Paragraph(tuple(more))] if more else [])]


def _sectors(offset: int, length: int) -> str:
    first, last = offset // SECTOR, (offset + max(length, 1) - 1) // SECTOR
    return f"{first:,}–{last:,}" if last > first else f"{first:,}"
