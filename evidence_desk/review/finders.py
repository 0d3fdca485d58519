"""What the program looks up for a review point. A finder compares or lists; it never answers the point."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from evidence_desk.model import EPOCH
from evidence_desk.review import changes, identity, order, recomputed, recorded
from evidence_desk.review.dossier import Control, Dossier, Found, Result
from evidence_desk.review.marks import favours
from evidence_desk.review.pack import Point
from evidence_desk.store import ids, tables
from evidence_desk.store.intake import Event, Exhibit, Step

Finder = Callable[[Dossier, Point], Found]
MOST = 100
"""Items that a point names; the tables have them all."""
DELETED = """
SELECT (SELECT count(*) FROM entries WHERE allocated = 0) AS entries, (SELECT count(*) FROM messages WHERE deleted = 1 AND recovered IS NULL AND apart IS NULL) AS messages,
       (SELECT count(*) FROM messages WHERE edited = 1 AND recovered IS NULL AND apart IS NULL) AS edited,
       (SELECT count(*) FROM messages WHERE recovered IS NOT NULL AND apart IS NULL)
           + (SELECT count(*) FROM artifacts WHERE recovered IS NOT NULL AND apart IS NULL) AS recovered, (SELECT count(*) FROM holes) AS holes,
       (SELECT coalesce(sum(last - first + 1), 0) FROM holes) AS numbers,
       (SELECT count(*) FROM copy_differences WHERE what = 'missing') AS lacking
"""
DELETED_MESSAGES = (
    "SELECT id FROM messages WHERE apart IS NULL AND (deleted = 1 OR edited = 1 OR recovered IS NOT NULL) ORDER BY id LIMIT 100"
)
ATTACHED = "SELECT state, count(*) AS files FROM attachments GROUP BY state ORDER BY state"
LACKING = """
SELECT m.conversation AS conversation FROM attachments a JOIN messages m ON m.id = a.message WHERE a.state <> 'present'
GROUP BY m.conversation ORDER BY count(*) DESC, m.conversation LIMIT 100
"""
ZONES = "SELECT zone_basis, count(*) AS messages FROM messages WHERE recovered IS NULL AND apart IS NULL GROUP BY zone_basis ORDER BY zone_basis"
UNREAD = "SELECT severity, count(*) AS problems FROM problems GROUP BY severity ORDER BY severity"
MARKED = "SELECT bearing, tag FROM tags UNION ALL SELECT bearing, '' FROM findings"
ACTS = "SELECT body FROM audit WHERE instr(CAST(body AS TEXT), ?) ORDER BY seq"
OWNERS = "SELECT app, account, count(*) AS conversations FROM conversations WHERE account IS NOT NULL GROUP BY app, account ORDER BY app, account"
DEVICES = "SELECT id FROM artifacts WHERE type IN ('device', 'account') AND apart IS NULL ORDER BY id LIMIT 100"
SHARED = """
SELECT kind, count(*) AS n FROM (
    SELECT kind, value FROM identifiers WHERE validity <> 'context' GROUP BY kind, value HAVING count(DISTINCT id >> 27) > 1
) GROUP BY kind ORDER BY kind
"""
ENDINGS = """
SELECT id, path, mime FROM entries WHERE kind = 'file' AND stream IS NULL AND allocated = 1 AND size > 0 AND mime IS NOT NULL
  AND lower(substr(path, -4)) IN ('.jpg', '.png', '.gif', '.pdf', '.zip', '.mp4', 'jpeg') ORDER BY id
"""
MIMES = {
    ".jpg": "image/jpeg", "jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".pdf": "application/pdf", ".zip": "application/zip",
    ".mp4": "video/mp4",
}  # fmt: skip
OF_OTHER_TOOLS = ("cellebrite.", "leapp.", "mapped.", "plaso.")
"""Parsers of what another tool reported, or of tables that were made with one: copies of a chat on two devices are no extraction done twice."""
FREEZING_DAYS = 183
"""Six months; the articles are to be confirmed."""


def _fits(*codes: str, kinds: tuple[str, ...] = (), decides: bool = True) -> Finder:
    """A finder of what does not fit in the record; without any step of these kinds there was nothing to look at."""

    def find(dossier: Dossier, point: Point) -> Found:
        notes = tuple(one for one in dossier.discrepancies if one.code in codes)
        steps = len(dossier.of_kind(*kinds)) if kinds else len(dossier.steps)
        return Found(_result(bool(notes), bool(steps), decides), {"steps": steps, "unfit": len(notes)}, notes=notes)

    return find


def _result(differs: bool, looked: bool, decides: bool) -> Result:
    if differs:
        return "differs"
    if not looked:
        return "nothing-to-compare"
    return "agrees" if decides else "listed"


def _written_digests(dossier: Dossier, _: Point) -> Found:
    notes = tuple(one for one in dossier.discrepancies if one.code in ("digest-malformed", "digest-shared", "digest-differs"))
    at_registration = sum(len(row["stated"]) for row in dossier.evidence if isinstance(row["stated"], dict))
    count = len(recorded.digests(dossier.exhibits, dossier.steps)) + at_registration
    return Found(_result(bool(notes), count > 0, True), {"recorded_digests": count}, notes=notes)


def _damage(dossier: Dossier, _: Point) -> Found:
    evidence = [row for row in dossier.evidence if row["bad_ranges"]]
    stages = ("open", "verify", "failed")
    problems = [row for row in tables.rows(dossier.case, "problems") if row["stage"] in stages and row["severity"] != "info"]
    items = tuple(str(row["id"]) for row in [*evidence, *problems])
    looked = any(row["status"] != "registered" for row in dossier.evidence)
    detail: dict[str, str | int] = {"damaged_evidence": len(evidence), "problems": len(problems)}
    return Found(_result(bool(items), looked, True), detail, items[:MOST])


def _backup(dossier: Dossier, _: Point) -> Found:
    """Items of one exhibit, each against the first: the same digest, or which files differ."""
    detail: dict[str, str | int] = {}
    items: list[str] = []
    differs = False
    for exhibit in dossier.exhibits:
        own = dossier.items(exhibit)
        for row in own[1:]:
            same = _same(dossier, str(own[0]["number"]), str(row["number"]))
            if same is not None:
                detail[f"{own[0]['id']} {row['id']}"] = same
                differs = differs or same != "match"
                items += [str(own[0]["id"]), str(row["id"])]
    return Found(_result(differs, bool(detail), True), detail, tuple(dict.fromkeys(items)))


def _same(dossier: Dossier, one: str, other: str) -> str | None:
    """`match`, or how many files are only here, only there, or differ; None where there is nothing to go by."""
    digests = [next(row["computed"] for row in dossier.evidence if str(row["number"]) == number) for number in (one, other)]
    first, second = (value if isinstance(value, dict) else {} for value in digests)
    shared = [name for name in first if name in second]
    if shared and all(first[name] == second[name] for name in shared):
        return "match"
    here, there = (_manifest(dossier, int(number)) for number in (one, other))
    if not here or not there:
        return "mismatch" if shared else None
    both = [path for path in here if path in there]
    changed = sum(here[path] != there[path] for path in both)
    if not changed and len(both) == len(here) == len(there):
        return "match"
    return f"-{len(here) - len(both)} +{len(there) - len(both)} ≠{changed}"


def _manifest(dossier: Dossier, number: int) -> dict[str, bytes]:
    statement = "SELECT path, sha256 FROM entries WHERE id BETWEEN ? AND ? AND kind = 'file' AND allocated = 1 AND stream IS NULL AND sha256 IS NOT NULL"
    return {row["path"]: row["sha256"] for row in dossier.case.db.execute(statement, ids.entry_range(number))}


def _list(dossier: Dossier, _: Point) -> Found:
    return Found("nothing-to-compare", {"exhibits": len(dossier.exhibits)})


def _frozen(dossier: Dossier, _: Point) -> Found:
    """Times later than the freezing, and when it ends: as the record says, else six months on."""
    freezings = [step for step in dossier.of_kind("freezing") if step.start.last is not None]
    if not freezings:
        return Found("nothing-to-compare", {})
    detail: dict[str, str | int] = {}
    since: dict[int, Control] = {}
    for step in freezings:
        exhibit = next((one for one in dossier.exhibits if one.number == step.event.exhibit), None)
        detail[f"{step.event.exhibit} frozen"] = step.event.start
        until = (EPOCH + timedelta(microseconds=step.start.last or 0, days=FREEZING_DAYS)).date()
        detail[f"{step.event.exhibit} expires"] = step.event.end or until.isoformat()
        for number in exhibit.evidence if exhibit else ():
            since[number] = Control(number, step.event.exhibit, step, step.start, 0)
    later = [one.item for one in changes.changes(dossier, since)]
    return Found("listed", detail | {"later_than_freezing": len(later)}, tuple(dict.fromkeys(later))[:MOST])


def _original(dossier: Dossier, _: Point) -> Found:
    notes = tuple(one for one in dossier.discrepancies if one.code in ("original-unsaid", "original-unexplained"))
    transferred = sum(one.original == "transferred" for one in dossier.exhibits)
    detail: dict[str, str | int] = {"originals_transferred": transferred, "exhibits": len(dossier.exhibits)}
    return Found(_result(bool(notes), bool(dossier.exhibits), True), detail, notes=notes)


def _reproduced(dossier: Dossier, _: Point) -> Found:
    """Our reading beside that of another tool's report, conversation by conversation."""
    compared = [row for row in tables.rows(dossier.case, "comparison") if str(row["other_parser"]).startswith(OF_OTHER_TOOLS)]
    compared = [row for row in compared if not str(row["parser"]).startswith(OF_OTHER_TOOLS)]
    if not compared:
        return Found("nothing-to-compare", {})
    detail: dict[str, str | int] = {
        "conversations_compared": len(compared), **{name: sum(int(str(row[name])) for row in compared) for name in ("both", "only_here", "only_there", "differing")},
    }  # fmt: skip
    differs = any(int(str(row[name])) for row in compared for name in ("only_here", "only_there", "differing"))
    return Found("differs" if differs else "agrees", detail, tuple(str(row["conversation"]) for row in compared)[:MOST])


def _deletions(dossier: Dossier, _: Point) -> Found:
    row = dossier.case.db.execute(DELETED).fetchone()
    detail: dict[str, str | int] = {
        "deleted_entries": row["entries"], "deleted_messages": row["messages"], "edited_messages": row["edited"],
        "recovered_records": row["recovered"], "number_gaps": row["holes"],
        "numbers_missing": row["numbers"], "missing_in_a_copy": row["lacking"],
    }  # fmt: skip
    items = tuple(ids.written("messages", one["id"]) for one in dossier.case.db.execute(DELETED_MESSAGES))
    return Found("listed", detail, items)


def _zones(dossier: Dossier, _: Point) -> Found:
    detail: dict[str, str | int] = {f"messages_{row['zone_basis']}": row["messages"] for row in dossier.case.db.execute(ZONES)}
    detail |= {f"i{row['number']} zone": str(row["zone"]) for row in dossier.evidence if row["zone"]}
    steps = [step for step in dossier.steps if step.event.clock_offset is not None]
    detail |= {f"{step.event.exhibit} clock_ahead_seconds": step.event.clock_offset or 0 for step in steps}
    notes = tuple(one for one in dossier.discrepancies if one.code == "zone-missing")
    return Found("listed", detail, notes=notes)


def _kinds(dossier: Dossier, _: Point) -> Found:
    """Files whose content is of another kind than their ending says."""
    odd = [row for row in dossier.case.db.execute(ENDINGS) if row["mime"] != MIMES[row["path"][-4:].lower()]]
    return Found("listed", {"content_unlike_ending": len(odd)}, tuple(ids.written("entries", row["id"]) for row in odd)[:MOST])


def _attachments(dossier: Dossier, _: Point) -> Found:
    counts: dict[str, str | int] = {row["state"]: row["files"] for row in dossier.case.db.execute(ATTACHED)}
    lacking = any(state != "present" for state in counts)
    rows = tuple(ids.written("conversations", row["conversation"]) for row in dossier.case.db.execute(LACKING))
    return Found(_result(lacking, bool(counts), True), counts, rows)


def _videos(dossier: Dossier, _: Point) -> Found:
    steps = dossier.of_kind("seizure", "sealing", "unsealing", "imaging", "extraction", "examination")
    unsealings = [step for step in steps if step.event.kind == "unsealing"]
    detail: dict[str, str | int] = {
        "steps": len(steps), "steps_with_video": sum(bool(step.event.video) for step in steps), "unsealings": len(unsealings),
        "unsealings_with_video": sum(bool(step.event.video) for step in unsealings),
    }  # fmt: skip
    return Found("listed" if steps else "nothing-to-compare", detail)


def _blocker(dossier: Dossier, point: Point) -> Found:
    """With what changed on the evidence of steps that name a write blocker."""
    base = _fits("write-blocker-missing", kinds=("imaging", "examination"), decides=False)(dossier, point)
    named = {step.event.exhibit for step in dossier.of_kind("imaging", "examination") if step.event.write_blocker}
    since = {number: control for number, control in dossier.controls.items() if control.exhibit in named}
    items = [one.item for one in changes.changes(dossier, since) if one.after_acquisition]
    detail = base.detail | {"blocked_and_later": len(set(items))}
    return Found(base.result, detail, tuple(dict.fromkeys(items))[:MOST], base.notes)


def _isolation(dossier: Dossier, point: Point) -> Found:
    base = _fits("isolation-missing", kinds=("seizure", "sealing"), decides=False)(dossier, point)
    items = [one.item for one in changes.changes(dossier) if one.class_ == "record" and one.incoming]
    return Found(base.result, base.detail | {"incoming_after_control": len(items)}, tuple(items)[:MOST], base.notes)


def _routes(dossier: Dossier, _: Point) -> Found:
    blank = [one.number for one in dossier.exhibits if not one.route]
    detail: dict[str, str | int] = {f"{one.number} route": one.route for one in dossier.exhibits if one.route}
    detail |= {"exhibits_without_route": len(blank)} if blank else {}
    return Found(_result(bool(blank), bool(dossier.exhibits), True), detail)


def _approvals(dossier: Dossier, _: Point) -> Found:
    notes = tuple(one for one in dossier.discrepancies if one.code == "approval-late")
    dated = sum(step.approved.last is not None for step in dossier.steps)
    kinds = ("seizure", "extraction", "production", "freezing")
    bare = sum(not step.event.approval for step in dossier.of_kind(*kinds))
    return Found(_result(bool(notes), dated > 0, True), {"approvals_dated": dated, "acts_without_approval": bare}, notes=notes)


def _expertise(dossier: Dossier, _: Point) -> Found:
    """The digest that an expert opinion states of its sample, against those of the record."""
    stated = [one for step in dossier.of_kind("expertise") for one in recorded.digests([], [step])]
    others = recorded.digests(dossier.exhibits, [step for step in dossier.steps if step.event.kind != "expertise"])
    known = {(one.exhibit, one.algorithm, one.value) for one in others}
    agree = sum((one.exhibit, one.algorithm, one.value) in known for one in stated)
    comparable = sum(any((one.exhibit, one.algorithm) == (other.exhibit, other.algorithm) for other in others) for one in stated)
    detail: dict[str, str | int] = {"sample_digests": len(stated), "match": agree, "mismatch": comparable - agree}
    return Found(_result(comparable > agree, comparable > 0, True), detail)


def _packages(dossier: Dossier, _: Point) -> Found:
    return Found("listed", {"packages_written": _acts(dossier, "package")})


def _favourable(dossier: Dossier, _: Point) -> Found:
    """Marks and findings, those that are left out of the memo too: as many as a reader of the tables finds."""
    marked = dossier.case.db.execute(MARKED).fetchall()
    return Found("listed", {"favourable_marks": sum(favours(row["bearing"], row["tag"]) for row in marked)})


def _owners(dossier: Dossier, _: Point) -> Found:
    accounts = dossier.case.db.execute(OWNERS).fetchall()
    detail: dict[str, str | int] = {f"{row['app']} {row['account']}": row["conversations"] for row in accounts[:MOST]}
    by_app = {row["app"]: sum(one["app"] == row["app"] for one in accounts) for row in accounts}
    detail |= {"apps_with_several_accounts": sum(count > 1 for count in by_app.values())} if accounts else {}
    rows = tuple(ids.written("artifacts", row["id"]) for row in dossier.case.db.execute(DEVICES))
    return Found("listed" if accounts or rows else "nothing-to-compare", detail, rows)


def _across(dossier: Dossier, _: Point) -> Found:
    shared: dict[str, str | int] = {f"{row['kind']} shared": row["n"] for row in dossier.case.db.execute(SHARED)}
    return Found("listed" if len(dossier.evidence) > 1 else "nothing-to-compare", shared)


def _countings(dossier: Dossier, _: Point) -> Found:
    return Found("listed", {"countings_run": _acts(dossier, "count")})


def _unread(dossier: Dossier, _: Point) -> Found:
    """Also what is only of note: that a text could not be read as one, or that a limit was met, is among it."""
    counted = {f"problems_{row['severity']}": row["problems"] for row in dossier.case.db.execute(UNREAD)}
    return Found("listed", {f"problems_{severity}": counted.get(f"problems_{severity}", 0) for severity in ("error", "warning", "info")})


def _fields(dossier: Dossier, point: Point) -> Found:
    """What is blank of the fields that a route needs, exhibit by exhibit: of its description, or of a step of the point's kind."""
    own = [one for one in dossier.exhibits if one.route in point.routes]
    detail: dict[str, str | int] = {}
    for exhibit in own:
        steps = [step for step in dossier.of_kind(*point.acts) if step.event.exhibit == exhibit.number]
        if blank := [name for name in point.inputs if not _given(name, exhibit, steps)]:
            detail[f"{exhibit.number} blank"] = ", ".join(blank)
    return Found(_result(bool(detail), bool(own), True), {"exhibits": len(own), **detail})


def _given(name: str, exhibit: Exhibit, steps: list[Step]) -> bool:
    if name in Exhibit.__struct_fields__ and getattr(exhibit, name):
        return True
    if name == "digests":
        return any(step.event.digest for step in steps)
    return name in Event.__struct_fields__ and any(getattr(step.event, name) for step in steps)


def _acts(dossier: Dossier, act: str) -> int:
    found = (json.loads(row["body"]) for row in dossier.case.db.execute(ACTS, (f'"act":"{act}"',)))
    return sum(one["act"] == act for one in found)


CUSTODY = (
    "custody-missing", "source-missing", "time-missing", "handover-differs", "handover-unnamed", "first-handover-differs", "receipt-missing",
    "unsealing-unsealed", "worked-while-sealed", "reseal-missing", "reseal-before-handover", "exhibit-two-places",
)  # fmt: skip
FINDERS: dict[str, Finder] = {
    "digests": lambda dossier, _: recomputed.digests(dossier), "written-digests": _written_digests, "damage": _damage, "backup": _backup, "list": _list,
    "seals": _fits("seal-differs", "seal-unnumbered", kinds=("sealing", "unsealing", "resealing"), decides=False), "custody": _fits(*CUSTODY),
    "frozen": _frozen, "changes": lambda dossier, _: changes.found(dossier), "order": lambda dossier, _: order.found(dossier), "original": _original,
    "identity": lambda dossier, _: identity.found(dossier), "reproduced": _reproduced, "deletions": _deletions, "zones": _zones, "kinds": _kinds,
    "attachments": _attachments,
    "investigators": _fits("people-few", "people-missing", "two-places", kinds=("seizure", "imaging", "extraction", "examination")),
    "witness": _fits("witness-missing", "witness-is-investigator", kinds=("seizure", "sealing", "extraction"), decides=False), "videos": _videos,
    "blocker": _blocker, "isolation": _isolation, "routes": _routes, "approvals": _approvals, "expertise": _expertise, "packages": _packages,
    "favourable": _favourable, "owners": _owners, "identities": _across, "countings": _countings, "across": _across, "unread": _unread, "fields": _fields,
}  # fmt: skip
