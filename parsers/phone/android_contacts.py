"""Android's address book, contacts2.db.

Tables: ContactsDatabaseHelper.java in Android's ContactsProvider; the meaning of `data1` goes by the mimetype
(android.provider.ContactsContract.CommonDataKinds). Times are milliseconds since 1970 in UTC.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from evidence_desk.api import Contact, Gap, Locus, OpenEntry, Query, Records, Stored, moment, parser, text, whole
from parsers.phone._telephony import millis

NAME, PHONE, EMAIL = (f"vnd.android.cursor.item/{kind}" for kind in ("name", "phone_v2", "email_v2"))

CONTACTS = Query(
    "raw_contacts",
    {"raw_contacts": "_id contact_id deleted display_name", "contacts": "_id contact_last_updated_timestamp"},
    """
    SELECT raw_contacts.rowid, raw_contacts._id, deleted, display_name, contact_last_updated_timestamp
    FROM raw_contacts LEFT JOIN contacts ON contacts._id = contact_id
    """,
)
DATA = """
    SELECT raw_contact_id, mimetype, data1 FROM data JOIN mimetypes ON mimetypes._id = mimetype_id
    WHERE mimetype IN (?, ?, ?) AND data1 IS NOT NULL ORDER BY data._id
"""


@parser(
    "android.contact",
    version=1,
    needs={"raw_contacts": {"_id", "deleted"}, "data": {"raw_contact_id", "mimetype_id", "data1"}, "mimetypes": {"_id", "mimetype"}},
)
def contacts(entry: OpenEntry) -> Records:
    """Entries of an Android address book, those marked deleted too."""
    values: dict[tuple[object, str], list[str]] = defaultdict(list)
    try:
        with entry.sqlite() as db:
            for row in db.execute(DATA, (NAME, PHONE, EMAIL)):
                values[row["raw_contact_id"], row["mimetype"]].append(text(row["data1"]) or "")
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")

    def contact(row: Stored, locus: Locus) -> Records:
        time = yield from moment("contact_last_updated_timestamp", row["contact_last_updated_timestamp"] or None, millis, locus)
        names, phones, emails = (values.get((row["_id"], kind), []) for kind in (NAME, PHONE, EMAIL))
        yield Contact(
            locus=locus, name=text(row["display_name"]) or next(iter(names), None), numbers=tuple(phones), emails=tuple(emails),
            time=time, deleted=bool(whole(row["deleted"])),
        )  # fmt: skip

    yield from entry.records(CONTACTS, contact)
