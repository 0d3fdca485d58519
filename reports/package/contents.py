"""What goes into a package: the memo, the records that it rests on, the files that they lie in, and the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.errors import Known
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.review import checklist, counting, sampling
from evidence_desk.store import ids, objects, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from evidence_desk.visible import json_line

BLOCK = 8 << 20
CITED = "SELECT DISTINCT item FROM citations ORDER BY item"
LOG = "SELECT seq, body, previous, hash FROM audit ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file of the evidence that a record lies in. `sha256` as it was computed on processing."""

    item: str
    path: str
    size: int
    sha256: str | None


def chosen(case: Case, tags: tuple[str, ...]) -> list[str]:
    """The items with one of the tags; without tags all that are tagged or cited."""
    marked = [str(row["item"]) for row in tables.rows(case, "tags") if not tags or row["tag"] in tags]
    cited = [] if tags else [str(row["item"]) for row in case.db.execute(CITED)]
    return list(dict.fromkeys([*marked, *cited]))


def records(case: Case, items: list[str]) -> list[Shown]:
    """The rows of the items, each with its table, and what people wrote of them."""
    rows: list[Shown] = []
    for item in items:
        found = tables.one(case, item)
        if found is not None:
            rows.append({"table": ids.read(item)[0], **found})
    wanted = set(items)
    rows += [{"table": "tags", **row} for row in tables.rows(case, "tags") if row["item"] in wanted]
    rows += [
        {"table": table, **row} for table in ("facts", "findings", "evidence", "volumes", "problems") for row in tables.rows(case, table)
    ]
    return rows


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
        if strata := _strata(case, sample):
            made[f"samples/{name}-strata.jsonl"] = strata
    for name in ran:
        if name in counting.RULES:
            made[f"countings/{name}.jsonl"] = _counted(case, name)
    return made


def populations(case: Case) -> Iterator[tuple[str, bytes]]:
    """The frozen population of each sample, as its digest was logged before the seed was drawn."""
    for sample in sampling.rows(case, "zh"):
        yield f"samples/{sample['id']}-population.txt", objects.path(case, str(sample["manifest"])).read_bytes()


def _strata(case: Case, sample: Shown) -> list[Shown]:
    """The stratum of every item, where the counting still has what it had when the population was frozen."""
    told = sample["population"]
    if not sample["strata"] or not isinstance(told, dict) or "rule" not in told:
        return []
    now = sampling.of_rule(case, str(told["rule"]))
    if hashlib.sha256(now.manifest).hexdigest() != sample["manifest"]:
        return []
    return [{"item": item, "stratum": stratum} for item, stratum in sorted(now.strata.items())]


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


def exhibits(case: Case, rows: list[Shown]) -> list[Exhibit]:
    """The files among the rows, and those in which the other rows lie."""
    wanted: dict[str, None] = {}
    for row in rows:
        source = row.get("source")
        if row["table"] == "entries":
            wanted[str(row["id"])] = None
        elif isinstance(source, dict) and source.get("entry"):
            wanted[str(source["entry"])] = None
    found = [tables.one(case, item) for item in wanted]
    return [
        Exhibit(str(row["id"]), str(row["path"]), int(str(row["size"])), str(row["sha256"]) if row["sha256"] else None)
        for row in found
        if row is not None and row["kind"] == "file"
    ]


def read(viewer: Viewer, exhibit: Exhibit) -> Iterator[bytes]:
    """Its bytes, through a worker; Known where they cannot be had. What a package may not hold was left out before."""
    offset = 0
    while offset < exhibit.size:
        block = viewer.read(exhibit.item, offset, min(BLOCK, exhibit.size - offset), clear=True)
        if not block:
            raise NotWhole(path=exhibit.path, size=exhibit.size, read=offset)
        offset += len(block)
        yield block


class NotWhole(Known):
    code = "exhibit-short"
    zh = "{path} 应为 {size} 字节，只读到 {read} 字节。"
    en = "{path} should have {size} bytes; {read} could be read."
