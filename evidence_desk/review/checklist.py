"""The checklist: points of a rule pack, what the program found for each, and what a person answered.

The program compares and lists. An answer is a person's: one of five, with its basis, and a consequence of four where it has one.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, get_args

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Language
from evidence_desk.store import tables
from evidence_desk.store.case import Case, now_micros
from evidence_desk.store.tables import Shown

Answer = Literal["satisfied", "not-satisfied", "doubtful", "not-transferred", "not-applicable"]
Consequence = Literal["none", "defect", "authenticity", "exclusion"]
Result = Literal["agrees", "differs", "listed", "nothing-to-compare", "asked"]
ANSWERS, CONSEQUENCES = get_args(Answer), get_args(Consequence)
PACK = "cn-penal"
KEEP = (
    "INSERT INTO answers (pack, version, point, answer, basis, consequence, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LATEST = "SELECT * FROM answers WHERE pack = ? AND id IN (SELECT max(id) FROM answers WHERE pack = ? GROUP BY point)"
DELETED = """
SELECT (SELECT count(*) FROM entries WHERE allocated = 0) AS entries, (SELECT count(*) FROM messages WHERE deleted = 1) AS messages,
       (SELECT count(*) FROM messages WHERE edited = 1) AS edited
"""
ATTACHED = "SELECT state, count(*) AS files FROM attachments GROUP BY state ORDER BY state"
ZONES = "SELECT zone_basis, count(*) AS messages FROM messages GROUP BY zone_basis ORDER BY zone_basis"
UNREAD = "SELECT severity, count(*) AS problems FROM problems WHERE severity <> 'info' GROUP BY severity ORDER BY severity"
MARKED = (
    "SELECT (SELECT count(*) FROM tags WHERE bearing = 'contradicts') + (SELECT count(*) FROM findings WHERE bearing = 'contradicts') AS n"
)


@dataclass(frozen=True, slots=True)
class Point:
    """`confirm`: its article is from memory and to be confirmed by a lawyer."""

    id: str
    group: str
    mode: str
    article: str
    zh: str
    en: str
    find: str | None = None
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """`digest`: of the data file, so that a reader can tell which edition was used."""

    name: str
    version: int
    zh: str
    en: str
    digest: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What the program found: `rows` are items that anyone can look up with `query`."""

    result: Result
    detail: dict[str, str | int]
    rows: tuple[str, ...] = ()


def pack(name: str = PACK) -> Pack:
    data = files("evidence_desk.review.packs").joinpath(f"{name}.toml").read_bytes()
    read = tomllib.loads(data.decode())
    points = tuple(Point(**one) for one in read["point"])
    return Pack(read["pack"], read["version"], read["zh"], read["en"], hashlib.sha256(data).hexdigest(), points)


def answer(case: Case, point: str, given: str, basis: str, consequence: str = "none", name: str = PACK) -> None:
    """Keeps a person's answer; an earlier one stays in the log. BadUse where there is no such point or answer, or no basis."""
    rules = pack(name)
    if point not in {one.id for one in rules.points}:
        raise BadUse(detail=f"pack {name} has no point '{point}'; checklist lists them")
    if given not in ANSWERS:
        raise BadUse(detail=f"'{given}' is no answer; there are {', '.join(ANSWERS)}")
    if consequence not in CONSEQUENCES:
        raise BadUse(detail=f"'{consequence}' is no consequence; there are {', '.join(CONSEQUENCES)}")
    basis = " ".join(basis.split())
    if not basis:
        raise BadUse(detail="an answer needs its basis: --basis, such as the document and its page")
    with case.transaction():
        entry = case.log("check.answer", pack=name, version=rules.version, point=point, answer=given, basis=basis, consequence=consequence)
        case.db.execute(KEEP, (name, rules.version, point, given, basis, consequence, log.actor(), now_micros(), entry))


def rows(case: Case, language: Language, name: str = PACK) -> list[Shown]:
    """Every point of the pack in its order, as `query checks` shows it."""
    rules = pack(name)
    answers = {row["point"]: row for row in case.db.execute(LATEST, (name, name))}
    shown: list[Shown] = []
    for point in rules.points:
        found = FINDERS[point.find](case) if point.find else Found("asked", {})
        given = answers.get(point.id)
        shown.append(
            {
                "id": f"{name}:{point.id}", "evidence": None, "pack": f"{name}@{rules.version}", "point": point.id, "group": point.group, "mode": point.mode,
                "question": point.zh if language == "zh" else point.en, "article": point.article, "to_be_confirmed": point.confirm,
                "result": found.result, "detail": dict(found.detail), "items": list(found.rows), "answer": given["answer"] if given else None,
                "basis": given["basis"] if given else None, "consequence": given["consequence"] if given else None, "actor": given["actor"] if given else None,
            }
        )  # fmt: skip
    return shown


def _digests(case: Case) -> Found:
    evidence = list(tables.rows(case, "evidence"))
    verdicts = {str(row["verdict"]) for row in evidence}
    counts = {verdict: sum(row["verdict"] == verdict for row in evidence) for verdict in sorted(verdicts)}
    detail: dict[str, str | int] = {verdict: count for verdict, count in counts.items() if verdict != "None"}
    result: Result = (
        "differs" if "mismatch" in verdicts or "unreadable" in verdicts else "agrees" if verdicts == {"match"} else "nothing-to-compare"
    )
    return Found(result, detail, tuple(str(row["id"]) for row in evidence))


def _damage(case: Case) -> Found:
    evidence = [row for row in tables.rows(case, "evidence") if row["bad_ranges"]]
    problems = [row for row in tables.rows(case, "problems") if row["stage"] in ("open", "verify", "failed") and row["severity"] != "info"]
    items = tuple(str(row["id"]) for row in [*evidence, *problems])
    return Found(
        "differs" if evidence or problems else "agrees", {"damaged_evidence": len(evidence), "problems": len(problems)}, items[:100]
    )


def _acquired(case: Case) -> Found:
    stated = [
        (row, row["metadata"])
        for row in tables.rows(case, "evidence")
        if isinstance(row["metadata"], dict) and row["metadata"].get("acquired")
    ]
    return Found(
        "listed",
        {str(row["id"]): str(about["acquired"]) for row, about in stated if isinstance(about, dict)},
        tuple(str(row["id"]) for row, _ in stated),
    )


def _identity(case: Case) -> Found:
    fields = ("model", "serial_number", "device", "description", "evidence_number")
    found: dict[str, str | int] = {}
    for row in tables.rows(case, "evidence"):
        about = row["metadata"] if isinstance(row["metadata"], dict) else {}
        found |= {f"{row['id']} {field}": str(about[field]) for field in fields if about.get(field)}
    return Found("listed", found)


def _deletions(case: Case) -> Found:
    row = case.db.execute(DELETED).fetchone()
    return Found("listed", {"deleted_entries": row["entries"], "deleted_messages": row["messages"], "edited_messages": row["edited"]})


def _zones(case: Case) -> Found:
    return Found("listed", {f"messages_{row['zone_basis']}": row["messages"] for row in case.db.execute(ZONES)})


def _attachments(case: Case) -> Found:
    counts: dict[str, str | int] = {row["state"]: row["files"] for row in case.db.execute(ATTACHED)}
    lacking = any(state != "present" for state in counts)
    return Found("differs" if lacking else "agrees" if counts else "nothing-to-compare", counts)


def _favourable(case: Case) -> Found:
    return Found("listed", {"marked_as_contradicting": int(case.db.execute(MARKED).fetchone()["n"])})


def _unread(case: Case) -> Found:
    return Found("listed", {row["severity"]: row["problems"] for row in case.db.execute(UNREAD)})


FINDERS: dict[str, Callable[[Case], Found]] = {
    "digests": _digests, "damage": _damage, "acquired": _acquired, "identity": _identity, "deletions": _deletions, "zones": _zones,
    "attachments": _attachments, "favourable": _favourable, "unread": _unread,
}  # fmt: skip
FIELDS = (
    "id", "evidence", "pack", "point", "group", "mode", "question", "article", "to_be_confirmed", "result", "detail", "items", "answer", "basis",
    "consequence", "actor",
)  # fmt: skip
