"""process and verify: the long work."""

from __future__ import annotations

from argparse import Namespace

from evidence_desk.errors import Language
from evidence_desk.ingest import process as ingest
from evidence_desk.ingest.examination import Plan
from evidence_desk.store import evidence as register
from evidence_desk.store import queries, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from evidence_desk.visible import visible_line
from ui.terminal.progress import Reporter
from ui.terminal.words import say


def process(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        plan = _plan(options)
        ingest.process(case, plan, Reporter(options.progress, language))
        if options.progress != "jsonl":
            print(say("processed", language, **queries.totals(case)))
    return 0


def verify(options: Namespace, language: Language) -> int:
    """Prints each digest beside what it is compared with; 1 where any differs or nothing could be read."""
    with Case.open(options.case) as case:
        ingest.verify(case, _plan(options), Reporter(options.progress, language))
        chosen = {one.number for one in register.chosen(case, options.only)}
        shown = [row for row in tables.rows(case, "evidence") if row["number"] in chosen]
        if options.progress != "jsonl":
            for row in shown:
                _print(case, row, language)
    return 1 if any(row["verdict"] in ("mismatch", "unreadable") for row in shown) else 0


def _plan(options: Namespace) -> Plan:
    asked = {"only": tuple(options.only), "sm3": options.sm3}
    if getattr(options, "jobs", None):
        asked["jobs"] = options.jobs
    if getattr(options, "profile", None):
        asked["profile"] = options.profile
    return Plan(**asked)


def _print(case: Case, row: Shown, language: Language) -> None:
    values = {"evidence": row["number"], "label": visible_line(str(row["label"])), "verdict": say(f"verdict-{row['verdict']}", language)}
    print(say("verify-line", language, **values))
    computed, verdicts = row["computed"], row["verdicts"]
    if isinstance(computed, dict) and isinstance(verdicts, list):
        for one in verdicts:
            if isinstance(one, dict):
                _digest(row, one, language)
        compared = {one["algorithm"] for one in verdicts if isinstance(one, dict)}
        for algorithm in [name for name in computed if name not in compared]:
            print(say("verify-computed", language, algorithm=algorithm, computed=computed[algorithm]))
    for problem in tables.rows(case, "problems", {"evidence": str(row["number"])}, language):
        if problem["stage"] in ("open", "verify", "failed"):
            print(say("verify-problem", language, message=visible_line(str(problem["message"]))))


def _digest(row: Shown, one: Shown, language: Language) -> None:
    algorithm, origin = str(one["algorithm"]), str(one["origin"])
    expected, computed = row[origin], row["computed"]
    values = {
        "algorithm": algorithm, "origin": say(f"origin-{origin}", language),
        "expected": expected.get(algorithm) if isinstance(expected, dict) else None,
        "computed": computed.get(algorithm, "—") if isinstance(computed, dict) else "—",
        "verdict": say(f"verdict-{one['verdict']}", language),
    }  # fmt: skip
    print(say("verify-digest", language, **values))
