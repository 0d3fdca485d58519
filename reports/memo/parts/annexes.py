"""The annexes: the state of the audit log, how to check the memo without this program, and who signs."""

from __future__ import annotations

from evidence_desk.audit import log
from reports.memo.draft import Draft
from reports.memo.memo import (
    Block,
    Cell,
    Citations,
    Column,
    Digest,
    Digests,
    Facts,
    Listing,
    Notice,
    Paragraph,
    Sentence,
    Signatures,
    Table,
)
from reports.memo.terms import TERMS

BREAKS = 20
"""Breaks of the log that are named one by one."""


def citations(draft: Draft) -> tuple[Block, ...]:
    """Annex C."""
    return (Citations(),)


def transcripts(draft: Draft) -> tuple[Block, ...]:
    """Annex D."""
    return (Paragraph((Sentence(draft.say("transcripts.none")),)),)


def log_and_check(draft: Draft) -> tuple[Block, ...]:
    """Annex G."""
    return (*audit(draft), *check(draft))


def glossary(draft: Draft) -> tuple[Block, ...]:
    """Annex H: one term for one thing, in both languages."""
    columns = (Column(draft.say("column.zh"), 2), Column(draft.say("column.en"), 3), Column(draft.say("column.sense"), 6))
    rows = tuple((Cell(zh), Cell(en), Cell(zh_sense if draft.language == "zh" else en_sense)) for zh, en, zh_sense, en_sense in TERMS)
    return (Table(columns, rows),)


def audit(draft: Draft) -> tuple[Block, ...]:
    """The head as it was before this memo and those written just before it: a memo's own entry follows it."""
    head = log.head(draft.case.db, len(draft.acts))
    breaks = log.verify(draft.case.db)
    state = draft.say("audit.broken", count=len(breaks)) if breaks else draft.say("audit.whole")
    return (
        Facts(((draft.say("audit.entries"), f"{head.entries:,}"), (draft.say("audit.state"), state))),
        Digests((Digest(draft.say("audit.head"), "SHA-256", head.hash, "fails" if breaks else None),)),
        *(Notice(draft.say("audit.break", seq=seq, reason=reason), "caution") for seq, reason in breaks[:BREAKS]),
        Paragraph((Sentence(draft.say("audit.note")),)),
    )


def check(draft: Draft) -> tuple[Block, ...]:
    file, folder = draft.say("check.file"), draft.say("check.case")
    return (
        Paragraph((Sentence(draft.say("check.files")),)),
        Listing((f"sha256sum {file}", f"certutil -hashfile {file} SHA256", f"Get-FileHash -Algorithm SHA256 {file}")),
        Paragraph((Sentence(draft.say("check.containers")),)),
        Listing((f"ewfverify -d sha256 {file}.E01",)),
        Paragraph((Sentence(draft.say("check.audit")),)),
        Listing(
            (
                f"evidence-desk audit {folder} --format jsonl > audit.jsonl",
                f"python3 verify-log.py audit.jsonl --head {draft.say('check.head')}",
            )
        ),
    )


def signatures(draft: Draft) -> tuple[Block, ...]:
    examiners = [(draft.say("sign.examiner"), name) for name in draft.case.particulars.examiners or ("",)]
    return (Signatures((*examiners, (draft.say("sign.reviewer"), "")), draft.say("sign.blank-date")),)
