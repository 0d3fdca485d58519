"""JSON lines for Timesketch: `message`, `datetime` and `timestamp_desc` in each, which it requires.

(https://timesketch.org/guides/user/import-from-json-csv/). An item without a time in UTC is left out: Timesketch
takes none. `timestamp` is microseconds since 1970; the time with all its decimals stands in `time`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from evidence_desk.store import ids
from evidence_desk.store.tables import Shown
from evidence_desk.visible import json_line
from reports.exports.selection import Selection
from reports.exports.times import micros

PAGE = 500
DESCRIBED = {
    "created": "Creation Time", "modified": "Content Modification Time", "accessed": "Last Access Time", "changed": "Metadata Modification Time",
    "message": "Sent Time", "web-visit": "Last Visited Time", "download": "File Downloaded", "call": "Start Time", "photo": "Recorded Time", "device": "Backup Time",
    "counter": "Recorded Time",
}  # fmt: skip
"""Timesketch's and plaso's words for what a time is of; others keep ours."""


def write(selection: Selection, out: BinaryIO) -> int:
    count = 0
    events = (row for row in selection.withheld.rows("timeline") if selection.holds(*ids.read(str(row["item"]))))
    while page := list(islice(events, PAGE)):
        for line in _lines(selection, page):
            out.write(json_line(line).encode("utf-8", "backslashreplace") + b"\n")
        count += len(page)
    return count


def _lines(selection: Selection, page: list[Shown]) -> Iterator[Shown]:
    tags = selection.tags_of([str(row["item"]) for row in page])
    for row in page:
        time, what, item = str(row["time"]), str(row["what"]), str(row["item"])
        yield {
            "message": str(row["description"] or what), "datetime": _datetime(time), "timestamp": micros(time),
            "timestamp_desc": DESCRIBED.get(what, what), "time": time, "data_type": f"evidence-desk:{ids.read(item)[0]}", "item": item,
            "evidence": row["evidence"], "case": selection.case.particulars.number, "tag": list(tags.get(item, [])),
        }  # fmt: skip


def _datetime(time: str) -> str:
    """To the microsecond at most: what reads this knows no more."""
    whole, _, rest = time.removesuffix("Z").partition(".")
    return f"{whole}.{rest[:6]}+00:00" if rest else f"{whole}+00:00"
