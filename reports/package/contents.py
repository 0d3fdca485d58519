"""What goes into a package: the records that the memo rests on, in whichever direction they speak, what people wrote of them, and the log."""

from __future__ import annotations

import json
from collections.abc import Iterator

from evidence_desk.review import checklist, counting, sampling
from evidence_desk.review.marks import favours
from evidence_desk.review.withheld import Withheld
from evidence_desk.store import apart, ids, objects, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown, Value
from evidence_desk.visible import json_line

WHOLE = ("facts", "findings", "evidence", "volumes", "problems")
"""Tables of which a package has every row."""
AREAS = ("unallocated", "fragments", "leftovers")
NOT_CHOSEN = (
    "未选入：本包只收带标记 {tags} 的条目及全部被引用和标记为有利的条目，该条目的标记为 {own}",
    "not chosen: the package was asked for what is tagged {tags}, besides all that is cited or speaks for the suspect; this item is tagged {own}",
)
KEYS_APART = (
    "抽样总体的分层和计数键中有冻结后才隔离的内容，未放入；总体编号表仍在包内",
    "among its strata and keys, frozen before, is what was set apart since: they are not in the package; the ids of its population are",
)
NO_ROW = ("该条目现不予显示（已隔离或已不在案件中）", "its row is not shown: it is set apart, or no longer in the case")
NO_FILE = (
    "其字节不属于任何文件，位置见 records.jsonl，本包不含介质本身",
    "its bytes belong to no file; records.jsonl says where they lie, and the package does not hold the medium",
)
LOG = "SELECT seq, body, previous, hash FROM audit ORDER BY seq"


def chosen(case: Case, tags: tuple[str, ...]) -> tuple[list[str], list[Shown]]:
    """The items of a package, and what it leaves out of those that were marked.

    With tags: what has one of them. Without: all that is tagged. Always: what a finding or an opinion cites, and what was marked as speaking for the
    suspect, also where the memo leaves the mark out.
    """
    marks = list(tables.rows(case, "tags"))
    always = [str(row["item"]) for row in marks if marks_favour(row)] + [
        str(item) for table in ("findings", "conclusions") for row in tables.rows(case, table) for item in _list(row["citations"])
    ]
    wanted = dict.fromkeys([*(str(row["item"]) for row in marks if not tags or row["tag"] in tags), *always])
    others: dict[str, list[str]] = {}
    for row in marks:
        if row["item"] not in wanted:
            others.setdefault(str(row["item"]), []).append(str(row["tag"]))
    return list(wanted), [out(item, reason(NOT_CHOSEN, tags="、".join(tags), own="、".join(own))) for item, own in others.items()]


def marks_favour(row: Shown) -> bool:
    bearing = row["bearing"]
    return favours(bearing if isinstance(bearing, str) else None, str(row["tag"]))


def reason(texts: tuple[str, str], **named: str | int) -> tuple[str, str]:
    zh, en = texts
    return zh.format(**named), en.format(**named)


def out(item: str, why: tuple[str, str], path: str | None = None, size: int | None = None, sha256: str | None = None) -> Shown:
    """A row of left-out.jsonl."""
    return {"item": item, "path": path, "size": size, "sha256": sha256, "reason": why[1], "reason_zh": why[0]}


def records(case: Case, items: list[str], withheld: Withheld, left_out: list[Shown]) -> list[Shown]:
    """The rows of the items, each with its table, and what people wrote of them. What has no row to show, or bytes of no file, is told."""
    rows: list[Shown] = []
    for item in items:
        table = ids.read(item)[0]
        found = None if table in WHOLE else withheld.one(item)
        if found is not None:
            rows.append({"table": table, **found})
        elif table not in WHOLE:
            left_out.append(out(item, NO_ROW))
        if table in AREAS:
            left_out.append(out(item, NO_FILE))
    wanted = set(items)
    rows += [{"table": "tags", **row} for row in tables.rows(case, "tags") if row["item"] in wanted]
    rows += [{"table": table, **row} for table in WHOLE for row in withheld.rows(table)]
    return rows


def _list(value: Value) -> list[Value]:
    return list(value) if isinstance(value, list) else []


def review(case: Case) -> dict[str, list[Shown]]:
    """What people recorded: the checklist, the answers to the questions, what was left out of the memo and why, the samples with their results, and each
    counting that a reviewer ran, with what became of every row."""
    ran = dict.fromkeys(str(row["rule"]) for row in _counts(case))
    made: dict[str, list[Shown]] = {
        "checks.jsonl": checklist.rows(case, "zh"),
        "conclusions.jsonl": list(tables.rows(case, "conclusions")),
        "marks-left-out.jsonl": [row for name in ("findings", "tags") for row in tables.rows(case, name) if row["left_out"] is not None],
        "samples.jsonl": sampling.rows(case, "zh"),
    }
    for sample in made["samples.jsonl"]:
        name = str(sample["id"])
        made[f"samples/{name}.jsonl"] = [row for row in sampling.item_rows(case, "zh") if row["sample"] == name]
    for name in ran:
        if name in counting.RULES:
            made[f"countings/{name}.jsonl"] = _counted(case, name)
    return made


def populations(case: Case, left_out: list[Shown]) -> Iterator[tuple[str, bytes]]:
    """The frozen population of each sample and the strata frozen with it, as their digests were logged before the seed was drawn; but for strata
    that have the numbers of what was set apart since, which is told."""
    for sample in sampling.rows(case, "zh"):
        yield f"samples/{sample['id']}-population.txt", objects.path(case, str(sample["manifest"])).read_bytes()
        if sample["units"]:
            units = objects.path(case, str(sample["units"])).read_bytes()
            if any(apart.is_apart(case, str(json.loads(line)["item"]).partition("#")[0]) for line in units.splitlines()):
                left_out.append(out(str(sample["id"]), KEYS_APART, sha256=str(sample["units"]), size=len(units)))
            else:
                yield f"samples/{sample['id']}-strata.jsonl", units


def _counts(case: Case) -> Iterator[dict[str, object]]:
    for row in case.db.execute(LOG):
        body = json.loads(row["body"])
        if body["act"] == "count":
            yield body


def _counted(case: Case, name: str) -> list[Shown]:
    """The numbers first, then every source record: raw = invalid + duplicate + unique can be counted again from them."""
    rule, groups, rows = counting.count(case, name)
    numbers: list[Shown] = [
        {
            "rule": rule.name, "group": one.group, "raw": one.raw, "invalid": one.invalid, "duplicate": one.duplicate, "unique": one.unique,
            "amount": None if one.amount is None else str(one.amount), "cumulated": one.cumulated,
            "share": None if one.share is None else counting.decimal(one.share), "share_of": None if one.share is None else rule.number_of(one.group),
        }
        for one in groups
    ]  # fmt: skip
    listed: list[Shown] = [
        {"item": row.item, "group": row.group, "status": row.status, "reason": row.reason, "key": row.key,
         "amount": None if row.amount is None else str(row.amount)}
        for row in rows
    ]  # fmt: skip
    return [*numbers, *listed]


def lines(rows: list[Shown]) -> bytes:
    return "".join(json_line(row) + "\n" for row in rows).encode("utf-8", "backslashreplace")


def log(case: Case) -> bytes:
    """As the log's own verifier takes it."""
    entries = (
        {"seq": r["seq"], "body": r["body"].decode(), "previous": r["previous"].hex(), "hash": r["hash"].hex()}
        for r in case.db.execute(LOG)
    )
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entries).encode()
