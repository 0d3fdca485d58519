"""Samples that anyone can draw again: a population that is frozen, a seed that is drawn after that, and an order that follows from both.

The manifest is the ids of the population, one a line, in the order of bytes; its SHA-256 is logged before the seed is drawn. A record that a rule counts more
than once, for two numbers in it or two recipients, is as many units: its id with #1, #2. Where units have strata or keys, these are frozen and logged with the
manifest. Each unit's place in the order is HMAC-SHA256(seed, id); the first so many are the sample, in each stratum for itself. Nothing is replaced: what
could not be examined stays in the sample and is told. Whoever has manifest, strata and seed draws the same with any program, whatever the case says later.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Known, Language, PathUnreadable
from evidence_desk.review import bounds, counting, forms
from evidence_desk.store import ids, objects, queries, tables
from evidence_desk.store.case import Case, now_micros
from evidence_desk.store.tables import Shown

Outcome = Literal["right", "wrong", "undecided", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""`right`: as the count took it. `refused`: it could not be examined."""
WORDS = {
    "right": ("相符", "right"), "wrong": ("不符", "wrong"), "undecided": ("无法判断", "undecided"), "refused": ("未能核验", "refused"),
}  # fmt: skip
SAMPLE = """
INSERT INTO samples (population, manifest, size, drawn, strata, units, seed, reason, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
"""
ITEM = "INSERT INTO sampled (sample, ordinal, item, stratum, key) VALUES (?, ?, ?, ?, ?)"
RESULT = "INSERT INTO sample_results (sample, item, result, note, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?)"
SAMPLES = "SELECT * FROM samples WHERE (:id IS NULL OR id = :id) ORDER BY id"
SAMPLED = """
SELECT i.sample, i.ordinal, i.item, i.stratum, i.key, r.result, r.note, r.actor, r.time FROM sampled i
LEFT JOIN sample_results r ON r.id = (SELECT max(id) FROM sample_results WHERE sample = i.sample AND item = i.item)
WHERE (:sample IS NULL OR i.sample = :sample) ORDER BY i.sample, i.ordinal
"""
HOLDS = "SELECT 1 FROM sampled WHERE sample = ? AND item = ?"
FIELDS = (
    "id", "evidence", "population", "manifest", "size", "drawn", "strata", "units", "seed", "reason", "confidence", "examined", "right", "wrong",
    "undecided", "refused", "open", "share", "method", "share_low", "share_high", "wrong_low", "wrong_high", "right_low", "actor", "time",
)  # fmt: skip
ITEM_FIELDS = ("id", "evidence", "sample", "ordinal", "item", "record", "stratum", "key", "order", "result", "note", "actor", "time")
SHEET = ("ordinal", "item", "stratum", "key", "order", "text", "result", "note")
METHOD = "hypergeometric"
LARGEST = 64 << 20


class NothingToSample(Known):
    code = "nothing-to-sample"
    zh = "总体只有 {size} 项，不能从中抽取 {drawn} 项。"
    en = "The population has {size} items, from which {drawn} cannot be drawn."


@dataclass(frozen=True, slots=True)
class Population:
    """`told`: how it was chosen, for the sheet and the log. `strata`: the stratum of each unit; `keys`: by what a rule counted it."""

    told: dict[str, str]
    strata: dict[str, str]
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def manifest(self) -> bytes:
        return "".join(f"{item}\n" for item in sorted(self.strata)).encode()

    @property
    def units(self) -> bytes:
        """Every unit with its stratum and key, an object a line in the order of the manifest; empty where none has either."""
        if not (any(self.strata.values()) or self.keys):
            return b""
        told = ({"item": item, "stratum": self.strata[item], "key": self.keys.get(item, "")} for item in sorted(self.strata))
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told).encode("utf-8", "backslashreplace")


def of_rule(case: Case, rule: str) -> Population:
    """What a rule counted, each once for every number or recipient that it was counted for, with the rule's groups as strata."""
    _, _, rows = counting.count(case, rule)
    counted = [row for row in rows if row.status == "counted"]
    times, met = Counter(row.item for row in counted), Counter[str]()
    strata, keys = dict[str, str](), dict[str, str]()
    for row in counted:
        met[row.item] += 1
        unit = row.item if times[row.item] == 1 else f"{row.item}#{met[row.item]}"
        strata[unit], keys[unit] = row.group, row.key
    return Population({"rule": rule}, strata, keys)


def of_table(case: Case, table: str, where: dict[str, str]) -> Population:
    """Rows of a public table; its condition is kept."""
    found = {str(row["id"]): "" for row in tables.rows(case, table, where)}
    return Population({"table": table} | {f"where {name}": value for name, value in where.items()}, found)


def draw(case: Case, population: Population, size: int, reason: str, stratified: bool = False) -> int:
    """Freezes the population, then draws the seed, then the sample; the sample's number. NothingToSample, BadUse."""
    reason = " ".join(reason.split())
    if not reason:
        raise BadUse(detail="a sample needs its reason: why not all, and why so many: --reason TEXT")
    if not 0 < size <= len(population.strata):
        raise NothingToSample(size=len(population.strata), drawn=size)
    manifest = objects.put(case, [population.manifest])
    units = objects.put(case, [population.units]) if population.units else None
    case.log("sample.freeze", manifest=manifest, size=len(population.strata), units=units, **population.told)
    seed = secrets.token_hex(32)
    sizes = Counter(population.strata.values() if stratified else [""] * len(population.strata))
    wanted = shares(sizes, size)
    strata = {name: [sizes[name], count] for name, count in wanted.items()} if stratified else {}
    chosen = [(item, name) for name, count in wanted.items() for item in _of(population, seed, name if stratified else None)[:count]]
    with case.transaction():
        told = {name: str(count) for name, count in wanted.items()} if stratified else {}
        entry = case.log("sample.draw", manifest=manifest, seed=seed, drawn=size, reason=reason, strata=told)
        kept = (
            json.dumps(population.told, ensure_ascii=False),
            manifest,
            len(population.strata),
            size,
            json.dumps(strata, ensure_ascii=False),
            units,
        )
        number = int(case.db.execute(SAMPLE, (*kept, seed, reason, log.actor(), now_micros(), entry)).fetchone()["id"])
        drawn = [(number, at, item, name, population.keys.get(item, "")) for at, (item, name) in enumerate(chosen, 1)]
        case.db.executemany(ITEM, drawn)
    return number


def order(seed: str, items: Iterable[str]) -> list[str]:
    """The items by HMAC-SHA256(seed, id); the seed as its bytes."""
    return sorted(items, key=lambda item: (place(seed, item), item))


def place(seed: str, item: str) -> str:
    return hmac.new(bytes.fromhex(seed), item.encode(), hashlib.sha256).hexdigest()


def shares(strata: Counter[str], size: int) -> dict[str, int]:
    """How many of each stratum: in proportion, the largest remainders first, and by name where these are the same."""
    total = sum(strata.values())
    whole = {name: size * count // total for name, count in sorted(strata.items())}
    rest = sorted(strata, key=lambda name: (-(size * strata[name] % total), name))
    for name in rest[: size - sum(whole.values())]:
        whole[name] += 1
    return whole


def record(case: Case, sample: str, results: Iterable[tuple[str, str, str]]) -> int:
    """Keeps what a person found of items of a sample, all or nothing: (item, outcome, note). How many."""
    number = _number(case, sample)
    kept = 0
    with case.transaction():
        for item, outcome, note in results:
            if outcome not in OUTCOMES:
                raise BadUse(detail=f"'{outcome}' is no result; there are {', '.join(OUTCOMES)}")
            if case.db.execute(HOLDS, (number, item)).fetchone() is None:
                raise BadUse(detail=f"{item} is not in sample {sample}: nothing is replaced or added")
            entry = case.log("sample.result", sample=sample, item=item, result=outcome, note=note or None)
            case.db.execute(RESULT, (number, item, outcome, note or None, log.actor(), now_micros(), entry))
            kept += 1
    return kept


def sheet(case: Case, sample: str, language: Language) -> Iterator[Shown]:
    """The sample in its order with the beginning of each record, for a person to fill in."""
    for row in item_rows(case, language, _number(case, sample)):
        found = tables.one(case, str(row["record"]), language)
        words = next((str(found[name]) for name in ("text", "summary", "path", "title", "value") if found and found.get(name)), "")
        yield {
            **row,
            "key": row["key"] or "",
            "text": " ".join(words.split())[:200],
            "result": row["result"] or "",
            "note": row["note"] or "",
        }


def filled(path: Path) -> list[tuple[str, str, str]]:
    """What a sheet says, rows without a result left out; its words in either language."""
    try:
        with path.open("rb") as file:
            text = forms.decoded(file.read(LARGEST), path)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (OSError, csv.Error) as error:
        raise PathUnreadable(path=str(path), reason=getattr(error, "strerror", None) or str(error)) from error
    if rows and not {"item", "result"} <= set(rows[0]):
        raise PathUnreadable(path=str(path), reason="no columns item, result")
    words = {word: key for key, both in WORDS.items() for word in (key, *both)}
    said = ((row.get("item") or "", (row.get("result") or "").strip(), row.get("note") or "") for row in rows)
    return [(item.lstrip("'").strip(), words.get(result, result), note.strip()) for item, result, note in said if result]


def rows(case: Case, language: Language, number: int | None = None, confidence: float = 0.95) -> list[Shown]:
    """As `query samples` shows them: what was drawn, what was found, and between which bounds the whole lies at this confidence."""
    return [_shown(case, row, confidence) for row in case.db.execute(SAMPLES, {"id": number}).fetchall()]


def item_rows(case: Case, language: Language, number: int | None = None) -> list[Shown]:
    """As `query sampled` shows them."""
    seeds = {row["id"]: row["seed"] for row in case.db.execute(SAMPLES, {"id": number})}
    return [
        {
            "id": f"s{row['sample']}:{row['item']}", "evidence": None, "sample": ids.written("samples", row["sample"]), "ordinal": row["ordinal"],
            "item": row["item"], "record": record_of(row["item"]), "stratum": row["stratum"] or None, "key": row["key"] or None,
            "order": place(seeds[row["sample"]], row["item"]), "result": row["result"], "note": row["note"], "actor": row["actor"], "time": tables.moment(row["time"]) if row["time"] is not None else None,
        }
        for row in case.db.execute(SAMPLED, {"sample": number})
    ]  # fmt: skip


def record_of(unit: str) -> str:
    """The record that a unit is of."""
    return unit.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Stratum:
    """What a stratum has and what was found of what was drawn from it. `unsure`: not decided, or it could not be examined."""

    size: int
    drawn: int
    wrong: int = 0
    unsure: int = 0


def _shown(case: Case, row: sqlite3.Row, confidence: float) -> Shown:
    found = case.db.execute(SAMPLED, {"sample": row["id"]}).fetchall()
    counts = Counter(str(one["result"]) for one in found)
    strata: dict[str, list[int]] = json.loads(row["strata"])
    shown: Shown = {
        "id": ids.written("samples", row["id"]), "evidence": None, "population": json.loads(row["population"]), "manifest": row["manifest"],
        "size": row["size"], "drawn": row["drawn"], "strata": {name: {"size": size, "drawn": drawn} for name, (size, drawn) in strata.items()},
        "units": row["units"], "seed": row["seed"], "reason": row["reason"], "confidence": confidence, "examined": counts["right"] + counts["wrong"],
        **{name: counts[name] for name in OUTCOMES}, "open": counts["None"], "actor": row["actor"], "time": tables.moment(row["time"]),
    }  # fmt: skip
    parts = []
    for name, (size, drawn) in (strata or {"": [row["size"], row["drawn"]]}).items():
        results = [one["result"] for one in found if one["stratum"] == name]
        parts.append(Stratum(size, drawn, results.count("wrong"), results.count("undecided") + results.count("refused")))
    return shown | _bounds(parts, confidence, counts["None"])


def _bounds(parts: list[Stratum], confidence: float, unexamined: int) -> Shown:
    """Between which bounds the whole lies. Null until all of the sample was looked at: what was done first may have been what is easy.

    Whole units of the finite population, and what these are of it: shares say nothing else than the numbers. What was not decided is right for the lower
    bound and wrong for the upper one. Of several strata each has its bounds at a confidence so much higher that all of them hold together.
    """
    if unexamined:
        return dict.fromkeys(("share", "method", "share_low", "share_high", "wrong_low", "wrong_high", "right_low"))
    each = 1 - (1 - confidence) / len(parts)
    low = sum(bounds.hypergeometric(one.wrong, one.drawn, one.size, each)[0] if one.drawn else 0 for one in parts)
    high = sum(bounds.hypergeometric(one.wrong + one.unsure, one.drawn, one.size, each)[1] if one.drawn else one.size for one in parts)
    size, wrong, unsure = sum(one.size for one in parts), sum(one.wrong for one in parts), sum(one.unsure for one in parts)
    drawn = sum(one.drawn for one in parts)
    return {
        "share": wrong / (drawn - unsure) if drawn > unsure else None, "method": METHOD, "share_low": low / size, "share_high": high / size,
        "wrong_low": low, "wrong_high": high, "right_low": size - high,
    }  # fmt: skip


def _of(population: Population, seed: str, stratum: str | None) -> list[str]:
    """The items of a stratum, or all, in the order of the seed."""
    return order(seed, [item for item, own in population.strata.items() if stratum is None or own == stratum])


def _number(case: Case, sample: str) -> int:
    return queries.require(case, sample, "samples")[1]
