"""Signal on Android: the database signal.db decrypted, or as a tool restored it from a backup.

Tables as the app's own source names them (MessageTable, MmsTable, SmsTable, RecipientTable, MessageTypes). Until 2023 there were `sms` and `mms`,
where `address` or `recipient_id` is the other side; since then `message`, which has both sides. Times are milliseconds since 1970 in UTC; when a
message was sent is what a quotation of it names. The lowest five bits of the type are the box it is in, higher ones make it a note of the
app. A message that was changed has a row for each version: the earlier ones name the last. Files of attachments are encrypted on their own.
"""

from __future__ import annotations

from evidence_desk.api import (
    Attachment,
    Call,
    Contact,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Recall,
    Records,
    Stored,
    Told,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._rooms import Rooms
from parsers.chat._signal_tables import BASE, NAMES, UNSENT, Beside, File, box_of, call_of, first, is_note, payment_of
from parsers.chat._told import early, millis

COLUMNS = "_id thread_id body type date_sent read quote_id quote_author quote_body remote_deleted expires_in shared_contacts "
MESSAGES = Query(
    "message",
    {
        "message": COLUMNS
        + "date_received date_server from_recipient_id to_recipient_id recipient_id latest_revision_id original_message_id "
        "revision_number receipt_timestamp view_once scheduled_date has_read_receipt read_receipt_count has_delivery_receipt delivery_receipt_count"
    },
    "SELECT message.rowid, _id, thread_id, body, type, date_sent, date_received, date_server, coalesce(from_recipient_id, recipient_id) AS sender, "
    "to_recipient_id, quote_id, quote_author, quote_body, remote_deleted, expires_in, shared_contacts, revision_number, receipt_timestamp, view_once, "
    "scheduled_date, coalesce(has_read_receipt, read_receipt_count) AS was_read, "
    "coalesce(has_delivery_receipt, delivery_receipt_count) AS was_delivered FROM message",
    "latest_revision_id IS NULL OR latest_revision_id NOT IN (SELECT _id FROM message)",
    counted="_id",
)
MMS = Query(
    "mms",
    {
        "mms": COLUMNS + "date date_received date_server msg_box address recipient_id receipt_timestamp view_once read_receipt_count "
        "delivery_receipt_count"
    },
    "SELECT mms.rowid, _id, thread_id, body, coalesce(type, msg_box) AS type, coalesce(date_sent, date) AS date_sent, date_received, date_server, "
    "coalesce(recipient_id, address) AS sender, NULL AS to_recipient_id, quote_id, quote_author, quote_body, remote_deleted, expires_in, "
    "shared_contacts, NULL AS revision_number, receipt_timestamp, view_once, NULL AS scheduled_date, "
    "read_receipt_count AS was_read, delivery_receipt_count AS was_delivered FROM mms",
    counted="_id",
)
SMS = Query(
    "sms",
    {
        "sms": "_id thread_id body type date_sent date date_received date_server address recipient_id remote_deleted expires_in receipt_timestamp "
        "read_receipt_count delivery_receipt_count"
    },
    "SELECT sms.rowid, _id, thread_id, body, type, date_sent, coalesce(date_received, date) AS date_received, date_server, "
    "coalesce(recipient_id, address) AS sender, NULL AS to_recipient_id, NULL AS quote_id, NULL AS quote_author, NULL AS quote_body, remote_deleted, expires_in, NULL AS shared_contacts, "
    "NULL AS revision_number, receipt_timestamp, NULL AS view_once, NULL AS scheduled_date, read_receipt_count AS was_read, "
    "delivery_receipt_count AS was_delivered FROM sms",
    counted="_id",
)
CALLS = Query(
    "call",
    {"call": "_id call_id message_id peer type direction event timestamp"},
    "SELECT call.rowid, call_id, message_id, peer, call.type AS type, direction, event, timestamp FROM call",
)
PEOPLE = Query(
    "recipient",
    {
        "recipient": "_id e164 phone aci uuid email group_id username nickname_joined_name system_joined_name system_display_name "
        "profile_joined_name signal_profile_name"
    },
    "SELECT recipient.rowid, e164, phone, aci, uuid, email, username, nickname_joined_name, system_joined_name, system_display_name, "
    "profile_joined_name, signal_profile_name FROM recipient",
    "group_id IS NULL",
)
NEEDED = {"recipient": {"_id", "group_id"}, "thread": {"_id"}}
VIDEO, ACCEPTED, MISSED, JOINED, DECLINED, MISSED_QUIETLY = 1, 1, 3, 6, 8, 10


@parser("signal.android.message", version=1, needs=NEEDED | {"message": {"_id", "thread_id", "date_sent", "type", "body"}})
def messages(entry: OpenEntry) -> Records:
    """Messages that Signal on Android stored, since 2023."""
    yield from Store(entry, "message").read(MESSAGES)


@parser("signal.android.mms", version=1, needs=NEEDED | {"mms": {"_id", "thread_id", "body", "quote_id"}})
def mms(entry: OpenEntry) -> Records:
    """Messages with files, to groups and with quotations that Signal on Android stored, until 2023."""
    yield from Store(entry, "mms").read(MMS)


@parser("signal.android.sms", version=1, needs=NEEDED | {"sms": {"_id", "thread_id", "body", "type", "date_sent"}})
def sms(entry: OpenEntry) -> Records:
    """Plain messages and calls that Signal on Android stored, until 2023."""
    yield from Store(entry, "sms").read(SMS)


@parser("signal.android.call", version=1, needs=NEEDED | {"call": {"_id", "call_id", "peer", "direction", "event", "timestamp"}})
def calls(entry: OpenEntry) -> Records:
    """Calls that Signal on Android logged."""
    beside = Beside(entry, "message")
    yield from beside.look_around()

    def call(row: Stored, locus: Locus) -> Records:
        time = yield from moment("timestamp", row["timestamp"], millis, locus)
        way, event, kind = whole(row["direction"]), whole(row["event"]), whole(row["type"])
        yield Call(
            locus=locus, time=time, number=beside.identifier(row["peer"]), name=beside.name(row["peer"]), app="signal",
            direction="out" if way == 1 else "in" if way == 0 else None, native_type=f"{event}{' video' if kind == VIDEO else ''}",
            outcome="answered" if event in (ACCEPTED, JOINED) else "missed" if event in (MISSED, MISSED_QUIETLY) else "rejected" if event == DECLINED else "unknown",
        )  # fmt: skip

    yield from entry.records(CALLS, call)


@parser("signal.android.contact", version=1, needs={"recipient": {"_id", "group_id", "profile_joined_name"}, "thread": {"_id"}})
def contacts(entry: OpenEntry) -> Records:
    """People that Signal on Android knows: contacts, and others it met in groups."""

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("e164", "phone", "aci", "uuid") if (one := text(row[column])))
        mail = text(row["email"])
        yield Contact(locus=locus, name=first(row, NAMES), numbers=numbers, emails=(mail,) if mail else (), app="signal")

    yield from entry.records(PEOPLE, contact)


class Store:
    """The messages of one of the three tables."""

    def __init__(self, entry: OpenEntry, table: str) -> None:
        self._entry, self._table, self._rooms = entry, table, Rooms("signal")
        self._beside = Beside(entry, table)

    def read(self, query: Query) -> Records:
        yield from self._beside.look_around()
        yield from self._entry.records(query, self._message)

    def _message(self, row: Stored, locus: Locus) -> Records:
        beside, number, native = self._beside, whole(row["_id"]), whole(row["type"]) or 0
        box, note = box_of(native), is_note(native)
        call, gone = call_of(native), bool(row["remote_deleted"])
        files, room = beside.files(number), beside.room(row["thread_id"], row["sender"])
        out = box == "out"
        sender = None if out or (note and call is None) else beside.identifier(row["sender"])
        sent = yield from moment("date_sent", row["date_sent"], millis, locus)
        yield from self._rooms.enter(room.key, locus, room.kind, room.title)
        yield from self._rooms.meet(room.key, locus, sender, beside.name(row["sender"]) if sender else None)
        card, body = beside.card(row["shared_contacts"]), text(row["body"]) or None
        yield Message(
            conversation=room.key, app="signal", locus=locus, sent=sent, sent_local=text(row["date_sent"]), zone_basis="source",
            sender=beside.name(row["sender"]) if sender else None, sender_id=sender, direction=None if note and call is None else call[1] if call else box,
            kind=kind_of(native, note, call is not None, files, card is not None), text=body, native_id=f"{self._table} {number}", native_type=str(native),
            reply_to=text(row["quote_id"]) if whole(row["quote_id"]) else None, quote=self._quoted(row), edited=bool(whole(row["revision_number"])),
            edits=beside.earlier(number), deleted=gone, recall=Recall(by=beside.name(row["sender"]) if sender else None, by_id=sender) if gone else None,
            attachments=tuple(Attachment(name=one.name) for one in files), extra=said(row, native), time_source="sent", call=call[0] if call else None,
            reactions=beside.reactions(number), receipts=beside.receipts(row, number) if out else (), mentions=beside.mentions(number),
            card=card, payment=payment_of(native),
        )  # fmt: skip

    def _quoted(self, row: Stored) -> Told | None:
        if not whole(row["quote_id"]):
            return None
        return Told(
            sender=self._beside.name(row["quote_author"]), sender_id=self._beside.identifier(row["quote_author"]), native_id=text(row["quote_id"]),
            sent=early(row["quote_id"], millis), text=text(row["quote_body"]) or None,
        )  # fmt: skip


def kind_of(native: int, note: bool, call: bool, files: tuple[File, ...], card: bool) -> MessageKind:
    if call:
        return "call"
    if payment_of(native):
        return "payment"
    if note:
        return "system"
    if card:
        return "contact"
    return files[0].kind if files else "text"


def said(row: Stored, native: int) -> dict[str, str]:
    columns = ("date_received", "date_server", "expires_in", "view_once", "scheduled_date")
    known = {column: value for column in columns if (value := text(row[column])) not in (None, "", "0", "-1")}
    return known | ({"box": box} if (box := UNSENT.get(native & BASE)) else {})
