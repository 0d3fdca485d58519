"""The checklist: points of a rule pack, what the program found for each, and what a person answered.

The program compares and lists. An answer is a person's: one of five, with its basis, and a consequence of four, which begins with that of the rule.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Language
from evidence_desk.review.dossier import Dossier, Found
from evidence_desk.review.finders import FINDERS as FINDERS
from evidence_desk.review.pack import NAMES, Consequence, Pack, Point, Rule, confirm
from evidence_desk.review.pack import pack as pack
from evidence_desk.store import ids, intake
from evidence_desk.store.case import Case, now_micros
from evidence_desk.store.tables import Shown

Answer = Literal["satisfied", "not-satisfied", "doubtful", "not-transferred", "not-applicable"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
CONSEQUENCES: tuple[Consequence, ...] = get_args(Consequence)
DOUBTS = ("not-satisfied", "doubtful", "not-transferred")
PACK = NAMES[0]
BY_STAGE = {"public-interest": "cn-civil", "civil": "cn-civil"}
"""Which pack a case begins with, by its stage; all others with the first."""
KEEP = """
INSERT INTO answers (pack, version, point, answer, basis, consequence, restorable, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
LATEST = """
SELECT * FROM answers a WHERE pack = ? AND NOT EXISTS (
    SELECT 1 FROM answers b WHERE b.pack = a.pack AND b.point = a.point AND (b.time > a.time OR (b.time = a.time AND b.id > a.id)))
"""
"""By time and not by row: a merged review brings answers of its own times."""
USED = "SELECT DISTINCT pack FROM answers"
FIELDS = (
    "id", "evidence", "pack", "point", "group", "mode", "question", "article", "article_en", "to_be_confirmed", "result", "detail", "items", "answer", "basis",
    "consequence", "actor", "suggested", "restorable", "notes", "steps", "rules", "days", "in_force", "inputs", "routes",
)  # fmt: skip


def usual(case: Case) -> str:
    """The pack that fits the stage of the case."""
    said = intake.request(case)
    return BY_STAGE.get(said.stage, PACK) if said else PACK


def answer(
    case: Case, point: str, given: str, basis: str, consequence: str | None = None, name: str | None = None, restorable: str = ""
) -> Consequence:
    """Keeps a person's answer; an earlier one stays in the log. Without a consequence that of the rule is taken, where the answer is one of
    doubt. `restorable`: what shows that the original state can be restored, or that the data in question is unaffected.

    The consequence that was kept. BadUse where there is no such point or answer, or no basis.
    """
    rules = pack(name or usual(case))
    known = {one.id: one for one in rules.points}
    if point not in known:
        raise BadUse(detail=f"pack {rules.name} has no point '{point}'; checklist lists them")
    if given not in ANSWERS:
        raise BadUse(detail=f"'{given}' is no answer; there are {', '.join(ANSWERS)}")
    chosen = consequence or (known[point].consequence if given in DOUBTS else "none")
    kept = next((one for one in CONSEQUENCES if one == chosen), None)
    if kept is None:
        raise BadUse(detail=f"'{chosen}' is no consequence; there are {', '.join(CONSEQUENCES)}")
    basis, restorable = " ".join(basis.split()), " ".join(restorable.split())
    if not basis:
        raise BadUse(detail="an answer needs its basis: --basis, such as the document and its page")
    with case.transaction():
        entry = case.log(
            "check.answer", pack=rules.name, version=rules.version, point=point, answer=given, basis=basis, consequence=kept,
            prefilled=consequence is None, restorable=restorable,
        )  # fmt: skip
        values = (rules.name, rules.version, point, given, basis, kept, restorable or None, log.actor(), now_micros(), entry)
        case.db.execute(KEEP, values)
    return kept


def rows(case: Case, language: Language, name: str | None = None) -> list[Shown]:
    """Every point of the packs that are used, or of the one named, in its order, as `query checks` shows it."""
    used = {row["pack"] for row in case.db.execute(USED)} | {usual(case)}
    dossier = Dossier(case)
    return [row for one in ([name] if name else [known for known in NAMES if known in used]) for row in _rows(dossier, pack(one), language)]


def _rows(dossier: Dossier, rules: Pack, language: Language) -> list[Shown]:
    answers = {row["point"]: row for row in dossier.case.db.execute(LATEST, (rules.name,))}
    shown: list[Shown] = []
    for point in rules.points:
        found = FINDERS[point.find](dossier, point) if point.find else Found("asked", {})
        days = dossier.days(point.acts)
        given = answers.get(point.id)
        said: Shown = {name: given[name] if given else None for name in ("answer", "basis", "consequence", "actor", "restorable")}
        shown.append(
            {
                "id": f"{rules.name}:{point.id}", "evidence": None, "pack": f"{rules.name}@{rules.version}", "point": point.id, "group": point.group,
                "mode": point.mode, "question": point.zh if language == "zh" else point.en, **_ruled(rules, point, days), "result": found.result,
                "detail": dict(found.detail), "items": list(found.rows), **said, "suggested": point.consequence,
                "notes": [one.sentence(language) for one in found.notes],
                "steps": list(dict.fromkeys(ids.written("custody", step.id) for one in found.notes for step in one.steps)),
                "inputs": list(point.inputs), "routes": list(point.routes),
            }
        )  # fmt: skip
    return shown


def _ruled(rules: Pack, point: Point, days: list[date]) -> Shown:
    """The rules by the day of the act. Where none was in force on it, the latest are named and that is said: `in_force` is false."""
    chosen = rules.rules(point, days)
    told = chosen or rules.rules(point, ())
    return {
        "article": rules.article(told), "article_en": rules.article(told, "en"), "to_be_confirmed": confirm(told), "days": [day.isoformat() for day in days],
        "in_force": bool(chosen) if days else None, "rules": [_shown(rules, rule) for rule in told],
    }  # fmt: skip


def _shown(rules: Pack, rule: Rule) -> Shown:
    source = rules.sources[rule.source]
    since, until = (day.isoformat() if day else None for day in (source.since, source.until))
    return {"source": source.zh or source.short, "article": rule.article, "status": rule.status, "from": since, "until": until}
