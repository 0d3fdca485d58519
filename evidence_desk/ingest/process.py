"""The plan of an examination: for each piece of evidence the stages that are not done yet, in order.

open -> verify -> walk -> unallocated -> content -> inside -> attachments -> identifiers -> index, and for the full profile carve -> carve-content -> carve-inside -> fragments -> leftovers -> pictures -> index-full. Each stage is recorded as done in the transaction that
ends it, so that after a kill at any moment the same call goes on and comes to the same tables.
"""

from __future__ import annotations

from collections.abc import Callable

from evidence_desk.ingest import carving, contents, fragments, inside, leftovers, pictures, stages, unallocated, walking
from evidence_desk.ingest.examination import Examination, Plan, Profile, Report
from evidence_desk.ingest.pool import Lost, RemoteFailure
from evidence_desk.ingest.tools import installed
from evidence_desk.model import Gap
from evidence_desk.store import copies, keep, queries, schema
from evidence_desk.store import evidence as register
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Evidence

Stage = Callable[[Examination], None]
STAGES: dict[str, Stage] = {
    "open": stages.open_evidence,
    "verify": stages.verify,
    "walk": walking.walk,
    "unallocated": unallocated.list_spaces,
    "content": contents.read_contents,
    "inside": inside.open_containers,
    "attachments": stages.link_attachments,
    "identifiers": stages.find_identifiers,
    "index": stages.index_words,
    "carve": carving.carve,
    "carve-content": carving.read_carved,
    "carve-inside": inside.open_carved,
    "fragments": fragments.extract,
    "leftovers": leftovers.look,
    "pictures": pictures.read_pictures,
    "index-full": stages.index_more,
}
PROFILES: dict[Profile, tuple[str, ...]] = {
    "triage": ("open", "verify", "walk"),
    "standard": ("open", "verify", "walk", "unallocated", "content", "inside", "attachments", "identifiers", "index"),
    "full": tuple(STAGES),
}
WHOLE_CASE = 0
"""In place of the number of a piece of evidence: what is done across all of it."""
INDEXES_REBUILT_BELOW = 2_000_000
"""Entries up to which dropping and building the indexes again costs less than keeping them up to date."""


def process(case: Case, plan: Plan, report: Report) -> None:
    """Does what is not done yet; the failure of one piece of evidence is recorded and costs only itself."""
    with case.processing():
        chosen = register.chosen(case, list(plan.only))
        case.log("process.begin", profile=plan.profile, evidence=[str(one.number) for one in chosen], tools=list(installed()))
        _before_loading(case, chosen)
        for one in chosen:
            done = queries.stages_done(case, one.number)
            waiting = _waiting(plan.profile, done)
            if waiting:
                with case.transaction():
                    keep.undone(case, WHOLE_CASE, ("copies",))
                _examine(Examination(case, one, plan, report), waiting)
        _after_loading(case)
        if "copies" not in queries.stages_done(case, WHOLE_CASE):
            _find_copies(case)
        case.log("process.end", evidence=[str(one.number) for one in chosen])


def verify(case: Case, plan: Plan, report: Report) -> None:
    """Recomputes the digests of the evidence and compares them again."""
    with case.processing():
        for one in register.chosen(case, list(plan.only)):
            opened = "open" in queries.stages_done(case, one.number)
            _attempt(Examination(case, one, plan, report), ["verify"] if opened else ["open", "verify"])


def _waiting(profile: Profile, done: set[str]) -> list[str]:
    """The stages that are to run; where files are still to be opened, those too that go through what comes of it."""
    more = inside.AFTER if "inside" not in done and profile != "triage" else ()
    return [stage for stage in PROFILES[profile] if stage not in done or stage in more]


def _examine(exam: Examination, waiting: list[str]) -> None:
    if not _attempt(exam, waiting):
        return
    if "content" not in queries.stages_done(exam.case, exam.number):
        inside.left_shut(exam)
    with exam.case.transaction():
        register.set_status(exam.case, exam.number, "processed")
        exam.case.log("evidence.processed", evidence=exam.number, profile=exam.plan.profile)


def _attempt(exam: Examination, waiting: list[str]) -> bool:
    """Runs stages; whether all of them came to their end."""
    stage = waiting[0]
    try:
        for stage in waiting:
            exam.begin()
            STAGES[stage](exam)
    except RemoteFailure as error:
        _failed(exam, stage, Gap(error.remote, error.params, "error"))
    except Lost as error:
        code = "reading-hung" if error.hung else "reading-ended"
        _failed(exam, stage, Gap(code, {"stage": stage, "address": error.address}, "error"))
    else:
        _recovered(exam)
        return True
    return False


def _failed(exam: Examination, stage: str, gap: Gap) -> None:
    """Recorded as a problem of the evidence; the next call tries again. What could not be read has no verdict from before."""
    with exam.case.transaction():
        keep.forget_problems(exam.case, exam.number, "failed")
        exam.problems("failed", [gap])
        register.set_status(exam.case, exam.number, "failed")
        if stage in ("open", "verify"):
            register.verified(exam.case, exam.number, {}, "unreadable", [], [])
        exam.case.log("evidence.failed", evidence=exam.number, stage=stage, code=gap.code)
    exam.say("failed", 0, 0, "items", finished=True)


def _recovered(exam: Examination) -> None:
    """Evidence that could be read has failed no longer; after a failure it is as far as its stages are."""
    done = queries.stages_done(exam.case, exam.number)
    with exam.case.transaction():
        keep.forget_problems(exam.case, exam.number, "failed")
        if exam.evidence.status == "failed":
            register.set_status(exam.case, exam.number, "processed" if "walk" in done else "processing")


def _before_loading(case: Case, chosen: list[Evidence]) -> None:
    """Rows load without indexes and then get them, unless building them again would cost more than it saves."""
    waiting = any("walk" not in queries.stages_done(case, one.number) for one in chosen)
    if waiting and queries.count_entries(case) < INDEXES_REBUILT_BELOW:
        _run(case, schema.DROP_INDEXES)


def _after_loading(case: Case) -> None:
    _run(case, schema.INDEXES)
    case.db.execute("PRAGMA optimize")


def _find_copies(case: Case) -> None:
    """Across all of the evidence: a new piece may hold another copy of a chat."""
    with case.transaction():
        copies.find(case)
        keep.done(case, WHOLE_CASE, "copies")


def _run(case: Case, script: str) -> None:
    with case.transaction():
        for statement in script.split(";"):
            case.db.execute(statement)
