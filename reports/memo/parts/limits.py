"""13. What was not read, and limits: every gap counted, and what nobody looked at said in so many words."""

from __future__ import annotations

from evidence_desk.store import ids, queries
from reports.memo import counts, scope
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Heading, Paragraph, Points, Sentence, Table, Undrawable
from reports.memo.parts.apart import apart, merged
from reports.memo.parts.left_out import left_out
from reports.memo.parts.points import unanswered
from reports.memo.parts.statistics import attachments
from reports.memo.parts.summary import numbers
from reports.memo.places import UNNUMBERED
from reports.memo.words import WORDS

STAGES = ("open", "verify", "walk", "content", "index")
CUSTODY = ("I-6", "I-7", "L-2", "L-6")
DECLARED = ("limits.chosen", "limits.actor", "limits.absence")
"""What is true of every case: how the memo is to be read."""


def limits(draft: Draft) -> tuple[Block, ...]:
    return (
        *([_scope(draft)] if draft.evidence else []),
        *_problems(draft),
        Points((*_sentences(draft), *merged(draft))),
        *left_out(draft, favours=False),
        *apart(draft),
        Heading(draft.say("limits.declared"), 3),
        Points(tuple(Sentence(draft.say(key)) for key in DECLARED)),
        Heading(draft.say("undrawable.caption"), 3),
        Undrawable(),
    )


def _scope(draft: Draft) -> Table:
    columns = (Column(draft.say("column.evidence"), 1, "centre"), *(Column(draft.say(f"stage.{stage}"), 2) for stage in STAGES))
    done, waiting = Cell(draft.say("stage.done"), "holds"), Cell(draft.say("stage.open-yet"), "open")
    rows_ = []
    for one in draft.evidence:
        finished = queries.stages_done(draft.case, one.number)
        cells = {stage: done if stage in finished else waiting for stage in STAGES}
        if one.is_folder:  # it has no digest of its own, so that nothing was verified
            cells["verify"] = Cell(draft.say("stage.not-applicable"), "open")
        rows_.append((Cell(str(one.number), cites=draft.cite(one.id)), *cells.values()))
    return Table(columns, tuple(rows_), draft.table("table.scope"), ("evidence",))


def _problems(draft: Draft) -> list[Block]:
    """What was not read, and apart from it what is only of note."""
    kinds = counts.problems(draft.case)
    unread = [one for one in kinds if one.severity != "info"]
    notes = [one for one in kinds if one.severity == "info"]
    said = "problems.notes-only" if notes else "problems.none"
    none = Paragraph((Sentence(draft.say(said, count=sum(one.times for one in notes)), tables=("problems",)),))
    return [
        _kinds(draft, unread, "table.problems") if unread else none,
        *([_kinds(draft, notes, "table.notes")] if notes else []),
    ]


def _kinds(draft: Draft, kinds: list[counts.Problems], caption: str) -> Table:
    """One row for all problems of a kind, with the first of them as it was recorded."""
    columns = (
        Column(draft.say("column.severity"), 1),
        Column(draft.say("column.count"), 1, "right"),
        Column(draft.say("column.rows"), 1.2, "right"),
        Column(draft.say("column.example"), 7),
    )
    table = tuple(
        (
            Cell(draft.say(f"severity.{one.severity}")),
            Cell(f"{one.times:,}"),
            Cell(f"{one.rows:,}" if one.rows else "—"),
            _example(draft, one.first),
        )
        for one in kinds
    )
    return Table(columns, table, draft.table(caption), ("problems",))


def _example(draft: Draft, row: int) -> Cell:
    written = ids.written("problems", row)
    item = draft.item(written)
    message = item.message or ""
    if item.path and item.path not in message:
        message = f"{item.path} · {message}"
    return Cell(draft.say("problems.example", evidence=item.evidence, message=message), cites=draft.cite(written))


def coverage(draft: Draft) -> Block:
    found = counts.coverage(draft.case)
    if not found:
        return Paragraph((Sentence(draft.say("coverage.none"), tables=("coverage",)),))
    columns = (
        Column(draft.say("column.parser"), 3),
        *(Column(draft.say(f"column.{name}"), 1.2, "right") for name in ("files", "seen", "parsed", "rejected")),
    )
    table = tuple(
        (Cell(_reader(draft, one)), *(Cell(f"{number:,}") for number in (one.files, one.seen, one.parsed, one.rejected))) for one in found
    )
    return Table(columns, table, draft.table("table.coverage"), ("coverage",))


def _reader(draft: Draft, one: counts.Coverage) -> str:
    return draft.say("coverage.recovered", parser=one.parser) if one.recovered else one.parser


def _sentences(draft: Draft) -> list[Sentence]:
    """What the case itself tells of what was not looked at; a sentence stands only where it is true of this case."""
    deleted = [Sentence(draft.say("limits.deleted"), tables=("entries",))] if draft.totals["deleted"] else []
    spoken = [Sentence(draft.say("limits.language"), tables=("messages",))] if draft.totals["messages"] else []
    return [
        *_processed(draft), *_locked(draft), *_parsed(draft), *_archives(draft), *_documents(draft), *deleted, *_recovered(draft), *_unallocated(draft),
        *_pictures(draft), *_heard(draft), *attachments(draft), *_unchecked(draft), *_weak(draft), *spoken,
    ]  # fmt: skip


def _recovered(draft: Draft) -> list[Sentence]:
    count = draft.totals["recovered"]
    return [Sentence(draft.say("limits.recovered", count=count), tables=("messages", "artifacts"))] if count else []


def _processed(draft: Draft) -> list[Sentence]:
    runs = [act for act in draft.acts if act.act == "process.begin"]
    profiles = dict.fromkeys(str(act.details.get("profile")) for act in runs)
    named = draft.say("list.comma").join(draft.say(f"profile.{one}") for one in profiles if f"profile.{one}" in WORDS)
    said = [Sentence(draft.say("limits.profile", profile=named, count=len(runs)), tables=("audit",))] if named else []
    unread = [one for one in draft.evidence if "content" not in queries.stages_done(draft.case, one.number)]
    if unread:
        said.append(Sentence(draft.say("limits.unprocessed", numbers=numbers(draft, unread)), draft.cite(*(one.id for one in unread))))
    return said


def _locked(draft: Draft) -> list[Sentence]:
    return [
        Sentence(
            draft.say("limits.encrypted", evidence=one.evidence, volume=one.index, encryption=one.encryption or ""), draft.cite(one.id)
        )
        for one in draft.locked
    ]


def _parsed(draft: Draft) -> list[Sentence]:
    unparsed = counts.unparsed(draft.case)
    return [Sentence(draft.say("limits.unparsed", count=unparsed), tables=("entries", "coverage"))] if unparsed else []


def _archives(draft: Draft) -> list[Sentence]:
    found = scope.archives(draft.case)
    said = []
    if found.opened:
        said.append(Sentence(draft.say("limits.archives-open", count=found.opened, members=found.members), tables=("entries",)))
    if found.first:
        said.append(Sentence(draft.say("limits.archives-shut", count=found.shut), draft.cite(found.first), ("entries",)))
    return said


def _documents(draft: Draft) -> list[Sentence]:
    count, read = scope.documents(draft.case)
    return [Sentence(draft.say("limits.documents", count=count, read=read, unread=count - read), tables=("entries",))] if count else []


def _unallocated(draft: Draft) -> list[Sentence]:
    """Of evidence that has free space: a file system that was listed, or volumes."""
    held = {evidence for evidence, _ in draft.volumes if _has_free_space(draft, evidence)}
    done = [one for one in draft.evidence if one.number in held and scope.carved(draft.case, one.number)]
    rest = [one for one in draft.evidence if one.number in held and one not in done]
    said = [Sentence(draft.say("limits.unallocated", numbers=numbers(draft, rest)), draft.cite(*(one.id for one in rest)))] if rest else []
    if done:
        each = [scope.carving(draft.case, one.number) for one in done]
        sums = {name: sum(getattr(one, name) for one in each) for name in scope.Carving._fields}
        files = sums["structure"] + sums["broken"] + sums["limit"]
        cited = draft.cite(*(one.id for one in done))
        said.append(
            Sentence(draft.say("limits.carved", numbers=numbers(draft, done), files=files, **sums), cited, ("unallocated", "carved"))
        )
        said.append(Sentence(draft.say("limits.carved-bounds", numbers=numbers(draft, done)), cited, ("problems",)))
        count, size = (sum(part) for part in zip(*(scope.extracted(draft.case, one.number) for one in done), strict=True))
        said.append(Sentence(draft.say("limits.fragments", numbers=numbers(draft, done), count=count, bytes=size), cited, ("fragments",)))
        if stops := sum(scope.unsearched(draft.case, one.number) for one in done):
            said.append(Sentence(draft.say("limits.carved-stopped", numbers=numbers(draft, done), count=stops), cited, ("problems",)))
    return said


def _has_free_space(draft: Draft, evidence: int) -> bool:
    return any(volume.filesystem not in UNNUMBERED for (number, _), volume in draft.volumes.items() if number == evidence)


def _pictures(draft: Draft) -> list[Sentence]:
    """Read by OCR or not, each piece of evidence as it was."""
    every = [(one, scope.pictures(draft.case, one.number)) for one in draft.evidence]
    read = [(one, found) for one, found in every if found.read]
    unread = [(one, found.pictures - found.read) for one, found in every if found.pictures > found.read]
    said = []
    if read:
        totals = {name: sum(getattr(found, name) for _, found in read) for name in ("read", "found", "unsure")}
        pieces = numbers(draft, [one for one, _ in read])
        said.append(Sentence(draft.say("limits.pictures-read", numbers=pieces, **totals), tables=("pictures", "entries")))
    if unread:
        pieces = numbers(draft, [one for one, _ in unread])
        count = sum(left for _, left in unread)
        said.append(Sentence(draft.say("limits.pictures-unread", numbers=pieces, count=count), tables=("entries",)))
    return said


def _heard(draft: Draft) -> list[Sentence]:
    audio, video = scope.heard(draft.case)
    return [Sentence(draft.say("limits.heard", audio=audio, video=video), tables=("entries",))] if audio or video else []


def _unchecked(draft: Draft) -> list[Sentence]:
    """What only a person can look at, and nobody said that they had."""
    custody, said = unanswered(draft, *CUSTODY), []
    if custody:
        said.append(Sentence(draft.say("limits.custody", points=draft.say("list.comma").join(custody)), tables=("checks",)))
    if unanswered(draft, "T-1"):
        said.append(Sentence(draft.say("limits.control"), tables=("checks",)))
    if unanswered(draft, "T-8"):
        said.append(Sentence(draft.say("limits.clock"), tables=("checks",)))
    return said


def _weak(draft: Draft) -> list[Sentence]:
    """Where nothing stronger than MD5 or SHA-1 was there to compare with."""
    used = [(one, {compared.algorithm for compared in one.verdicts}) for one in draft.evidence]
    weak = [one for one, algorithms in used if algorithms and algorithms <= {"md5", "sha1"}]
    return [Sentence(draft.say("limits.weak", numbers=numbers(draft, weak)), draft.cite(*(one.id for one in weak)))] if weak else []
