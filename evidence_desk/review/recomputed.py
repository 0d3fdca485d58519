"""Digests of the record, each beside what was computed here, and what the comparison yields. A digest that nothing was computed for is no match."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.errors import Language
from evidence_desk.model import Verdict
from evidence_desk.review import recorded
from evidence_desk.review.dossier import Dossier, Found, Result
from evidence_desk.review.recorded import Stated
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

BY_DIGEST = {
    algorithm: f"SELECT id FROM entries WHERE id BETWEEN ? AND ? AND {algorithm} = ? AND kind = 'file' LIMIT 1"
    for algorithm in ("md5", "sha1", "sha256", "sm3")
}
CONTAINER = ("容器", "镜像文件", "压缩", "e01", "container", "archive", "image file")
FILES = ("文件", "file")
"""Words of a record for an object that is no medium."""
DECODED = ("raw", "file")
"""Formats whose container is the medium itself."""
FIELDS = ("id", "evidence", "exhibit", "algorithm", "recorded", "object", "source", "computed", "verdict", "item", "well_formed")


def rows(case: Case, language: Language) -> list[Shown]:
    """Every digest of the record, and every one that was stated when the evidence was registered or that its container stores."""
    dossier = Dossier(case)
    return [*_of_record(dossier), *_of_evidence(dossier)]


def digests(dossier: Dossier) -> Found:
    """I-1: all that the record states, all that containers store, against what was computed."""
    found = [*_of_record(dossier), *_of_evidence(dossier)]
    verdicts = [str(row["verdict"]) for row in found] + [str(row["verdict"]) for row in dossier.evidence if row["verdict"] == "unreadable"]
    counts: dict[str, str | int] = {
        name: verdicts.count(name) for name in ("match", "mismatch", "nothing-to-compare", "unreadable") if name in verdicts
    }
    matched = {row["evidence"] for row in found if row["verdict"] == "match"}
    bare = sum(row["verdict"] in (None, "nothing-to-compare") and row["number"] not in matched for row in dossier.evidence)
    if bare:
        counts["evidence_without_comparison"] = bare
    differs = "mismatch" in verdicts or "unreadable" in verdicts
    result: Result = "differs" if differs else "agrees" if "match" in verdicts and not bare else "nothing-to-compare"
    return Found(result, counts, tuple(str(row["id"]) for row in dossier.evidence))


def _of_record(dossier: Dossier) -> Iterator[Shown]:
    for number, one in enumerate(recorded.digests(dossier.exhibits, dossier.steps), 1):
        exhibit = next((known for known in dossier.exhibits if known.number == one.exhibit), None)
        evidence = dossier.items(exhibit) if exhibit else []
        fault = recorded.malformed(one.algorithm, one.value)
        row, computed, verdict, item = (None, None, "nothing-to-compare", None) if fault else _compared(dossier, one, evidence)
        yield {
            "id": f"{one.exhibit}:{number}", "evidence": row, "exhibit": one.exhibit, "algorithm": one.algorithm, "recorded": one.value,
            "object": one.object or None, "source": one.source or None, "computed": computed, "verdict": verdict, "item": item, "well_formed": fault is None,
        }  # fmt: skip


def _compared(dossier: Dossier, one: Stated, evidence: list[Shown]) -> tuple[int | None, str | None, Verdict, str | None]:
    """Of any item of the exhibit whose medium, or one of whose files, has it: that one. Else a mismatch where one medium alone can be meant."""
    comparable = []
    for row in evidence:
        computed, number = row["computed"], int(str(row["number"]))
        value = str(computed[one.algorithm]) if isinstance(computed, dict) and one.algorithm in computed else None
        if value == one.value:
            return number, value, "match", str(row["id"])
        if entry := dossier.case.db.execute(BY_DIGEST[one.algorithm], (*ids.entry_range(number), bytes.fromhex(one.value))).fetchone():
            return number, one.value, "match", ids.written("entries", entry["id"])
        if value is not None and _is_of_medium(one.object, str(row["format"])):
            comparable.append((number, value, str(row["id"])))
    if len(comparable) == 1:
        number, value, item = comparable[0]
        return number, value, "mismatch", item
    return None, None, "nothing-to-compare", None


def _is_of_medium(written: str, format: str) -> bool:
    """Whether a digest is of the decoded medium, by what the record says that it is of; the container of a medium has another one."""
    plain = written.casefold()
    if any(word in plain for word in CONTAINER):
        return format in DECODED
    return format in DECODED or not any(word in plain for word in FILES)


def _of_evidence(dossier: Dossier) -> Iterator[Shown]:
    exhibits = {number: exhibit.number for exhibit in dossier.exhibits for number in exhibit.evidence}
    for row in dossier.evidence:
        verdicts, computed = row["verdicts"], row["computed"]
        for one in verdicts if isinstance(verdicts, list) else []:
            if not isinstance(one, dict):
                continue
            origin, algorithm = str(one["origin"]), str(one["algorithm"])
            given = row[origin]
            yield {
                "id": f"{row['id']}:{origin}:{algorithm}", "evidence": row["number"], "exhibit": exhibits.get(int(str(row["number"]))),
                "algorithm": algorithm, "recorded": given.get(algorithm) if isinstance(given, dict) else None, "object": "medium",
                "source": row["stated_source"] if origin == "stated" else "container", "verdict": one["verdict"], "item": row["id"],
                "computed": computed.get(algorithm) if isinstance(computed, dict) else None, "well_formed": True,
            }  # fmt: skip
