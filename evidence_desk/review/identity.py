"""Whether the device of the record is the device of the data: its numbers and names as the record has them, beside those that the evidence states."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evidence_desk.errors import Language
from evidence_desk.review.dossier import Dossier, Found
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Exhibit
from evidence_desk.store.tables import Shown

Verdict = Literal["match", "mismatch", "only-in-record", "only-in-data"]
DEVICES = "SELECT id, data FROM artifacts WHERE type = 'device' AND id BETWEEN ? AND ? ORDER BY id"
NUMBERS = ("serial", "imei", "iccid", "mac")
NAMES = ("make", "model")
SERIALS = ("serial_number", "serial", "device_serial")
"""Of a container's own fields."""
COMPUTERS = ("硬盘", "电脑", "计算机", "笔记本", "服务器", "u盘", "优盘", "computer", "disk", "laptop", "server", "usb")
"""On these a backup of a phone may lie: what it says of a device is not of this one."""
BYTES = re.compile(r"(\d[\d,. ]*)\s*(?:字节|bytes?|B)?", re.IGNORECASE)
FIELDS = ("id", "evidence", "exhibit", "field", "recorded", "found", "verdict", "items")


@dataclass(frozen=True, slots=True)
class Compared:
    exhibit: str
    evidence: int | None
    field: str
    recorded: tuple[str, ...]
    found: tuple[str, ...]
    verdict: Verdict
    items: tuple[str, ...]


def rows(case: Case, language: Language) -> list[Shown]:
    """As `query identity` shows them."""
    return [
        {
            "id": f"{one.exhibit}:{one.field}", "evidence": one.evidence, "exhibit": one.exhibit, "field": one.field, "recorded": list(one.recorded),
            "found": list(one.found), "verdict": one.verdict, "items": list(one.items),
        }
        for one in compared(Dossier(case))
    ]  # fmt: skip


def found(dossier: Dossier) -> Found:
    """T-4. A name of make or model that differs is listed and decides nothing: makers write the same model in several ways."""
    every = list(compared(dossier))
    verdicts = [one.verdict for one in every]
    detail: dict[str, str | int] = {name: verdicts.count(name) for name in dict.fromkeys(verdicts)}
    detail |= {
        f"{one.exhibit} {one.field}": " / ".join(("、".join(one.recorded), "、".join(one.found)))
        for one in every
        if one.verdict == "mismatch"
    }
    differs = any(one.verdict == "mismatch" and one.field not in NAMES for one in every)
    agrees = any(one.verdict == "match" and one.field in (*NUMBERS, "capacity") for one in every)
    items = tuple(dict.fromkeys(item for one in every for item in one.items))
    return Found("differs" if differs else "agrees" if agrees else "nothing-to-compare", detail, items)


def compared(dossier: Dossier) -> Iterator[Compared]:
    for exhibit in dossier.exhibits:
        said = list(_said(dossier, exhibit))
        number = exhibit.evidence[0] if len(exhibit.evidence) == 1 else None
        for name in (*NUMBERS, *NAMES, "capacity"):
            written = getattr(exhibit, name)
            recorded = tuple(written) if isinstance(written, tuple) else (written,) if written else ()
            data = [(value, item) for field, value, item in said if field == name]
            if not recorded and not data:
                continue
            values = tuple(dict.fromkeys(value for value, _ in data))
            verdict = _verdict(name, recorded, values)
            yield Compared(exhibit.number, number, name, recorded, values, verdict, tuple(dict.fromkeys(item for _, item in data)))


def _verdict(name: str, recorded: tuple[str, ...], found: tuple[str, ...]) -> Verdict:
    """A match where one value of the record is one of the data: a phone has two IMEIs, and a record often one of them."""
    if not found:
        return "only-in-record"
    if not recorded:
        return "only-in-data"
    if name == "capacity":
        stated = _bytes(recorded[0])
        return "only-in-record" if stated is None else "match" if str(stated) in found else "mismatch"
    ours, theirs = {_plain(name, one) for one in recorded}, {_plain(name, one) for one in found}
    if name in NAMES:
        return "match" if any(one in other or other in one for one in ours for other in theirs) else "mismatch"
    return "match" if ours & theirs else "mismatch"


def _said(dossier: Dossier, exhibit: Exhibit) -> Iterator[tuple[str, str, str]]:
    """(field, value, item) of what the evidence of an exhibit states of its device."""
    for row in dossier.items(exhibit):
        about = row["metadata"] if isinstance(row["metadata"], dict) else {}
        for name in SERIALS:
            if about.get(name):
                yield "serial", str(about[name]), str(row["id"])
        if about.get("model"):
            yield "model", str(about["model"]), str(row["id"])
        if row["size"] is not None and row["format"] not in ("file", "zip", "tar", "folder"):
            yield "capacity", str(row["size"]), str(row["id"])
        if any(word in f"{exhibit.kind} {exhibit.name}".casefold() for word in COMPUTERS):
            continue
        for device in dossier.case.db.execute(DEVICES, ids.record_range(*ids.entry_range(int(str(row["number"]))))):
            item, data = ids.written("artifacts", device["id"]), json.loads(device["data"])
            for field, key in (("make", "maker"), ("model", "model"), ("serial", "serial"), *((one, one) for one in NUMBERS[1:])):
                values = data.get(key)
                for value in values if isinstance(values, list) else [values]:
                    if value:
                        yield field, str(value), item


def _bytes(text: str) -> int | None:
    """A capacity that is written in bytes; `128 GB` is the maker's word for something near it and is not compared."""
    written = BYTES.fullmatch(text.strip())
    digits = re.sub(r"[,. ]", "", written[1]) if written else ""
    return int(digits) if len(digits) > 5 else None


def _plain(name: str, text: str) -> str:
    """Without what people set between digits; of an IMEI without its check digit or version of software."""
    plain = re.sub(r"[\s:\-_.]", "", unicodedata.normalize("NFKC", text)).casefold()
    return plain[:14] if name == "imei" else plain
