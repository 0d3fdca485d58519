"""The stages of an examination but the reading of contents, each recorded as done in the transaction that ends it."""

from __future__ import annotations

from evidence_desk import digest
from evidence_desk.errors import EvidenceChanged, MediumTooLarge
from evidence_desk.ingest import folders, wire
from evidence_desk.ingest.examination import Examination
from evidence_desk.ingest.pool import Worker
from evidence_desk.model import Gap
from evidence_desk.store import evidence as register
from evidence_desk.store import ids, keep, queries, replies, threads


def open_evidence(exam: Examination) -> None:
    """What the container says of itself, and its volumes."""
    with exam.opened() as (_, found), exam.case.transaction():
        keep.forget_problems(exam.case, exam.number, "open")
        register.opened(exam.case, exam.number, found)
        exam.problems("open", found.gaps)
        keep.done(exam.case, exam.number, "open")
        exam.case.log("evidence.open", evidence=exam.number, format=found.format, size=found.size)
    exam.begin()
    exam.say("open", 1, 1, "items", finished=True)


def verify(exam: Examination) -> None:
    """Reads the whole medium once and compares its digests with what the record states and the container stores."""
    total, found = exam.evidence.size or 0, wire.Verified({}, [], [])
    with exam.opened() as (worker, _):
        worker.send(wire.Verify(exam.algorithms))
        for reply in worker.replies():
            match reply:
                case wire.Progress(done):
                    exam.say("verify", done, total, "bytes")
                case wire.Verified():
                    found = reply
        _compare(exam, found, _changed_files(exam, worker))
    exam.say("verify", total, total, "bytes", finished=True)


def link_attachments(exam: Examination) -> None:
    with exam.case.transaction():
        keep.link_attachments(exam.case, exam.number)
        threads.join(exam.case, *ids.record_range(*ids.entry_range(exam.number)))
        replies.link(exam.case, *ids.record_range(*ids.entry_range(exam.number)))
        keep.done(exam.case, exam.number, "attachments")


def find_identifiers(exam: Examination) -> None:
    """Account numbers, documents, devices and addresses in what was read, but for what is set apart before anybody reads it."""
    from evidence_desk.review import counsel  # here and below: what verifying and walking do not wait for
    from evidence_desk.store import identifiers

    counsel.apply(exam.case, exam.number)
    count = identifiers.find(exam.case, exam.number, lambda done, total: exam.say("identifiers", done, total, "rows"))
    with exam.case.transaction():
        keep.done(exam.case, exam.number, "identifiers")
        exam.case.log("evidence.identifiers", evidence=exam.number, identifiers=count)
    exam.say("identifiers", count, count, "items", finished=True)


def index_words(exam: Examination) -> None:
    _index(exam, "index")


def index_more(exam: Examination) -> None:
    """What the full profile has found since."""
    _index(exam, "index-full")


def _index(exam: Examination, stage: str) -> None:
    from evidence_desk.review import counsel
    from evidence_desk.search import index

    counsel.apply(exam.case, exam.number)
    rows = index.index_evidence(exam.case, exam.number, lambda done, total: exam.say(stage, done, total, "rows"))
    with exam.case.transaction():
        keep.done(exam.case, exam.number, stage)
    exam.say(stage, rows, rows, "rows", finished=True)


def _changed_files(exam: Examination, worker: Worker) -> list[Gap]:
    """Of a folder, where its files were read before."""
    read_before = exam.evidence.path.is_dir() and "content" in queries.stages_done(exam.case, exam.number)
    return folders.changes(exam, worker) if read_before else []


def _compare(exam: Examination, found: wire.Verified, changed_files: list[Gap]) -> None:
    each, verdict = digest.compare(exam.evidence.stated, exam.evidence.stored, found.computed)
    changed = [*_changed(exam, found.computed), *changed_files]
    if changed:
        verdict = "mismatch"
    elif verdict == "nothing-to-compare" and (found.bad_ranges or any(gap.code == MediumTooLarge.code for gap in found.gaps)):
        verdict = "unreadable"  # what was computed is of zeros where data is missing, or nothing was
    verdicts = [{"origin": origin, "algorithm": algorithm, "verdict": one} for (origin, algorithm), one in each.items()]
    with exam.case.transaction():
        keep.forget_problems(exam.case, exam.number, "verify")
        register.verified(exam.case, exam.number, found.computed, verdict, verdicts, found.bad_ranges)
        exam.problems("verify", [*changed, *found.gaps])
        keep.done(exam.case, exam.number, "verify")
        exam.case.log(
            "evidence.verify", evidence=exam.number, computed=found.computed, verdict=verdict, damaged_ranges=len(found.bad_ranges)
        )


def _changed(exam: Examination, computed: dict[str, str]) -> list[Gap]:
    """A gap where the medium is no longer what it was when it was first read."""
    first = exam.evidence.first_computed
    different = [f"{name} {first[name]} → {value}" for name, value in computed.items() if first.get(name, value) != value]
    return [Gap(EvidenceChanged.code, {"path": exam.evidence.path.name, "detail": "; ".join(different)}, "error")] if different else []
