"""Counters of what was published, as a table that a person mapped has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from evidence_desk.review.counting.row import Row
from evidence_desk.store import ids
from evidence_desk.store.case import Case

COUNTERS = "SELECT id, time, data FROM artifacts WHERE type = 'counter' ORDER BY id"


def counters(case: Case) -> Iterator[Row]:
    """A counter shows all that went before: of one subject, site and thing counted the last capture counts. Without a time the largest does. By
    subject: what is of the same item is added up over sites, never over captures."""
    read = [(row["id"], row["time"], json.loads(row["data"])) for row in case.db.execute(COUNTERS)]
    last: dict[str, tuple[int, int, int]] = {}
    for number, time, data in read:
        order = (-1 if time is None else time, int(data["count"]), -number)
        key = _key(data)
        last[key] = max(last.get(key, order), order)
    for number, time, data in read:
        item, group, amount = ids.written("artifacts", number), f"{data['subject']} {data['what']}", Decimal(data["count"])
        if last[_key(data)] == (-1 if time is None else time, int(data["count"]), -number):
            yield Row(item, "counted", "", group, _key(data), amount)
        else:
            yield Row(item, "duplicate", "a later capture of the same counter counts", group, _key(data), amount)


def _key(data: dict[str, object]) -> str:
    return f"{data['subject']}|{data['what']}|{data.get('site')}"
