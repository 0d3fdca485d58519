"""Android's call log: calllog.db, and contacts2.db up to Android 6.

Columns: android.provider.CallLog.Calls. Messengers have tables of this name too, without `numbertype` and `new`.
"""

from __future__ import annotations

from evidence_desk.api import Locus, OpenEntry, Query, Records, Stored, parser
from parsers.phone._telephony import call

CALLS = Query(
    "calls",
    {"calls": "number date duration type name"},
    "SELECT calls.rowid, number, date, duration, type, name FROM calls",
)


@parser("android.call", version=1, needs={"calls": {"number", "date", "duration", "type", "name", "numbertype", "new"}})
def calls(entry: OpenEntry) -> Records:
    """Calls that an Android phone logged; the name is the one its address book had at the time of the call."""

    def logged(row: Stored, locus: Locus) -> Records:
        yield from call(locus, row["date"], row["number"], row["name"], row["duration"], row["type"])

    yield from entry.records(CALLS, logged)
