"""Which memo a package has: in each language the one that was written, byte for byte, a signed one before one that is not; one made anew only
where none was written, its copy is not in the case, or it is older than what was set apart or marked as not to be shown since. Either way memos.jsonl says so, with every memo
that the log has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from evidence_desk.errors import Language
from evidence_desk.review import protected
from evidence_desk.store import objects
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.package import verify

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ISSUES = "SELECT seq, body FROM audit ORDER BY seq"
ENTRIES = "SELECT max(seq) FROM audit"
ANEW = (
    "{member}：案件中没有保存此前写出的该语种（{language}）意见书，本文件为制作复核包时重新生成的草稿，SHA-256 {sha256}，与任何已交付的文件不必相同",
    "{member} was made anew with the package, as a draft, since the case keeps no memo in this language ({language}) that was written before; SHA-256 {sha256}, "
    "which need not be that of any memo handed over",
)
OLDER = (
    "；该意见书写出之后又隔离了与律师的通信或者标记了不予展示的文件，其中可能载有此类内容",
    "; communications with counsel were set apart, or files marked as not to be shown, after it was written, which it may hold",
)


@dataclass(frozen=True, slots=True)
class Issue:
    """A memo that was written, as the log tells it; no entry where it is made with the package."""

    entry: int | None
    language: str
    format: str
    signed: bool
    redaction: str | None
    sha256: str


def memos(case: Case) -> tuple[dict[str, bytes], list[Shown]]:
    """The members, and the rows of memos.jsonl."""
    issues, apart = _issues(case), _apart(case)
    last = int(case.db.execute(ENTRIES).fetchone()[0])
    members: dict[str, bytes] = {}
    rows: list[Shown] = []
    for language in LANGUAGES:
        member = f"memo-{language}.pdf"
        issue = _chosen(case, [one for one in issues if one.language == language and (one.entry or 0) > apart])
        if issue is None:
            members[member] = _anew(case, language)
            made = Issue(None, language, "pdf", False, None, hashlib.sha256(members[member]).hexdigest())
            rows.append(_row(made, member, last))
        else:
            members[member] = objects.path(case, issue.sha256).read_bytes()
            issues.remove(issue)
            rows.append(_row(issue, member, last))
    for one in issues:
        row = _row(one, None, last)
        if (one.entry or 0) < apart:
            row |= {"told": f"{row['told']}{OLDER[1]}", "told_zh": f"{row['told_zh']}{OLDER[0]}"}
        rows.append(row)
    return members, rows


def _issues(case: Case) -> list[Issue]:
    acts = ((row["seq"], json.loads(row["body"])) for row in case.db.execute(ISSUES))
    return [
        Issue(seq, body["language"], body.get("format", "pdf"), bool(body.get("signed")), body.get("redaction"), body["sha256"])
        for seq, body in acts
        if body["act"] == "memo"
    ]


def _apart(case: Case) -> int:
    """The last entry of the log that set something apart, or marked a file that is not to be shown; 0 where none did."""
    acts = ((row["seq"], json.loads(row["body"])) for row in case.db.execute(ISSUES))
    return max(
        (seq for seq, body in acts if body["act"] == "counsel.apart" or (body["act"] == "tag" and body["tag"] in protected.OBSCENE)),
        default=0,
    )


def _chosen(case: Case, issues: list[Issue]) -> Issue | None:
    """The latest PDF that was not redacted and whose copy the case still has as it was; a signed one before any other."""
    whole = [one for one in issues if one.format == "pdf" and one.redaction is None and _kept(case, one)]
    return max(whole, key=lambda one: (one.signed, one.entry or 0), default=None)


def _kept(case: Case, issue: Issue) -> bool:
    try:
        return hashlib.sha256(objects.path(case, issue.sha256).read_bytes()).hexdigest() == issue.sha256
    except OSError:
        return False


def _anew(case: Case, language: Language) -> bytes:
    from reports.memo import write as memo  # loads fonts: only where a memo is written

    return memo(case, language)


def _row(issue: Issue, member: str | None, last: int) -> Shown:
    """`member` has its bytes; `last` is the last entry of the log."""
    about: verify.Row = {
        "member": member, "language": issue.language, "format": issue.format, "redaction": issue.redaction, "signed": issue.signed, "sha256": issue.sha256,
    }  # fmt: skip
    if issue.entry is None:
        zh, en = (text.format(**about) for text in ANEW)
    else:
        zh, en = verify.memo_told("other" if member is None else "issued", {**about, "seq": issue.entry}, last)
    return {
        "member": member, "entry": issue.entry, "language": issue.language, "format": issue.format, "redaction": issue.redaction, "signed": issue.signed,
        "sha256": issue.sha256, "told": en, "told_zh": zh,
    }  # fmt: skip
