"""Signal on Android, before and after its two tables became one: boxes, notes and calls by their bits, people by their rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.api import CallNote, Card, Instant, Mention, Payment, Reaction, Receipt, Told
from evidence_desk.model import Call, Contact, Conversation, Message
from parsers.chat import signal_android as signal
from parsers.phone import android_telephony

IN, OUT, FAILED, DRAFT = 20 | 0x800000 | 0x200000, 23 | 0x800000 | 0x200000, 24 | 0x800000 | 0x200000, 27
UPDATE, PAYMENT = 20 | 0x10000 | 0x80000, OUT | 3 << 32
PEOPLE = """
CREATE TABLE recipient (_id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER DEFAULT 0, e164 TEXT, aci TEXT, pni TEXT, username TEXT, email TEXT, group_id TEXT,
  system_joined_name TEXT, profile_joined_name TEXT);
INSERT INTO recipient VALUES (1, 0, '+861', 'aci-1', NULL, NULL, NULL, NULL, NULL, 'me'), (2, 0, '+862', 'aci-2', NULL, NULL, NULL, NULL, '李四', 'li'),
  (3, 2, NULL, NULL, NULL, NULL, NULL, '__signal_group__v2__!ab', NULL, NULL), (4, 0, NULL, 'aci-4', NULL, NULL, NULL, NULL, NULL, '王五');
CREATE TABLE groups (_id INTEGER PRIMARY KEY, group_id TEXT, recipient_id INTEGER, title TEXT); INSERT INTO groups VALUES (1, '__signal_group__v2__!ab', 3, '项目群');
CREATE TABLE thread (_id INTEGER PRIMARY KEY, date INTEGER, recipient_id INTEGER); INSERT INTO thread VALUES (1, 0, 2), (2, 0, 3);
CREATE TABLE reaction (_id INTEGER PRIMARY KEY, message_id INTEGER, author_id INTEGER, emoji TEXT, date_sent INTEGER, date_received INTEGER);
INSERT INTO reaction VALUES (1, 2, 2, '👍', 1709622270000, 1709622271000);
CREATE TABLE mention (_id INTEGER PRIMARY KEY, thread_id INTEGER, message_id INTEGER, recipient_id INTEGER, range_start INTEGER, range_length INTEGER);
INSERT INTO mention VALUES (1, 2, 6, 4, 0, 1);
CREATE TABLE group_receipts (_id INTEGER PRIMARY KEY, mms_id INTEGER, address INTEGER, status INTEGER, timestamp INTEGER, unidentified INTEGER);
INSERT INTO group_receipts VALUES (1, 6, 2, 2, 1709622280000, 1), (2, 6, 4, 1, 1709622281000, 1), (3, 6, 1, 0, -1, 1);
"""
NEW = f"""{PEOPLE}
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, date_sent INTEGER, date_received INTEGER, date_server INTEGER, thread_id INTEGER, from_recipient_id INTEGER,
  to_recipient_id INTEGER, type INTEGER, body TEXT, read INTEGER, receipt_timestamp INTEGER DEFAULT -1, has_delivery_receipt INTEGER DEFAULT 0,
  has_read_receipt INTEGER DEFAULT 0, expires_in INTEGER DEFAULT 0, quote_id INTEGER DEFAULT 0, quote_author INTEGER DEFAULT 0, quote_body TEXT, shared_contacts TEXT,
  remote_deleted INTEGER DEFAULT 0, view_once INTEGER DEFAULT 0, latest_revision_id INTEGER, original_message_id INTEGER, revision_number INTEGER DEFAULT 0);
INSERT INTO message (_id, date_sent, thread_id, from_recipient_id, to_recipient_id, type, body, receipt_timestamp, has_delivery_receipt, has_read_receipt, quote_id,
  quote_author, quote_body, shared_contacts, remote_deleted, latest_revision_id, revision_number, expires_in) VALUES
  (1, 1709622252000, 1, 2, 1, {IN}, '到了', -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 0, 0),
  (2, 1709622253000, 1, 1, 2, {OUT}, '好', 1709622260000, 1, 1, 1709622252000, 2, '到了', NULL, 0, NULL, 0, 604800000),
  (3, 1709622254000, 1, 2, 1, {IN}, '旧', -1, 0, 0, 0, 0, NULL, NULL, 0, 4, 0, 0),
  (4, 1709622255000, 1, 2, 1, {IN}, '新', -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 1, 0),
  (5, 1709622256000, 2, 4, 3, {IN}, NULL, -1, 0, 0, 0, 0, NULL, NULL, 1, NULL, 0, 0),
  (6, 1709622257000, 2, 1, 3, {OUT}, '@', -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 0, 0),
  (7, 1709622258000, 2, 4, 3, {UPDATE}, 'CgQIARAC', -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 0, 0),
  (8, 1709622259000, 1, 2, 1, 8, NULL, -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 0, 0),
  (9, 1709622260000, 1, 1, 2, {PAYMENT}, 'uuid', -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 0, 0),
  (10, 1709622261000, 1, 1, 2, {FAILED}, '未发出', -1, 0, 0, 0, 0, NULL, NULL, 0, NULL, 0, 0),
  (11, 1709622262000, 1, 2, 1, {IN}, NULL, -1, 0, 0, 0, 0, NULL, '[{{"name":{{"givenName":"赵","familyName":"六"}},"phoneNumbers":[{{"number":"+863"}}]}}]', 0, NULL, 0, 0),
  (12, 1709622263000, 9, 77, 1, {IN}, '孤', -1, 0, 0, 0, 0, NULL, 'broken', 0, 99, 0, 0);
CREATE TABLE attachment (_id INTEGER PRIMARY KEY, message_id INTEGER, content_type TEXT, file_name TEXT); INSERT INTO attachment VALUES (1, 1, 'image/jpeg', 'a.jpg');
CREATE TABLE call (_id INTEGER PRIMARY KEY, call_id INTEGER, message_id INTEGER, peer INTEGER, type INTEGER, direction INTEGER, event INTEGER, timestamp INTEGER);
INSERT INTO call VALUES (1, 5, 8, 2, 1, 0, 3, 1709622259000), (2, 6, NULL, 2, 0, 1, 1, 1709622300000);
"""
OLD = f"""{PEOPLE.replace("reaction (_id INTEGER PRIMARY KEY, message_id", "reaction (_id INTEGER PRIMARY KEY, is_mms INTEGER DEFAULT 0, message_id").replace("INSERT INTO reaction VALUES (1, 2", "INSERT INTO reaction VALUES (1, 1, 2")}
CREATE TABLE sms (_id INTEGER PRIMARY KEY AUTOINCREMENT, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, date_server INTEGER, read INTEGER, type INTEGER,
  body TEXT, remote_deleted INTEGER DEFAULT 0, expires_in INTEGER DEFAULT 0, receipt_timestamp INTEGER DEFAULT -1, read_receipt_count INTEGER, delivery_receipt_count INTEGER);
INSERT INTO sms (_id, thread_id, address, date, date_sent, type, body, receipt_timestamp, delivery_receipt_count) VALUES
  (1, 1, '2', 1709622252500, 1709622252000, {IN}, '到了', -1, 0), (2, 1, '2', 1709622253000, 1709622253000, {OUT}, '好', 1709622260000, 1),
  (3, 1, '2', 1709622254000, 1709622254000, 3, NULL, -1, 0), (4, 1, '+8610010', 1709622255000, 1709622255000, {IN}, '短信', -1, 0);
CREATE TABLE mms (_id INTEGER PRIMARY KEY AUTOINCREMENT, thread_id INTEGER, date INTEGER, date_received INTEGER, msg_box INTEGER, body TEXT, address TEXT,
  quote_id INTEGER DEFAULT 0, quote_author TEXT, quote_body TEXT, remote_deleted INTEGER DEFAULT 0, shared_contacts TEXT);
INSERT INTO mms VALUES (2, 2, 1709622256000, 1709622256100, {IN}, '看', '4', 1709622252000, '2', '到了', 0, NULL);
CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, ct TEXT, file_name TEXT); INSERT INTO part VALUES (1, 2, 'video/mp4', NULL);
"""


def at(seconds: int) -> Instant:
    return Instant(seconds, 0, 3)


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


def told(found: list[object]) -> list[tuple[object, ...]]:
    return [(one.conversation, one.sender, one.sender_id, one.direction, one.kind, one.text) for one in only(found, Message)]


def test_signal_since_2023(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(NEW))
    assert signal.messages.claims(given) and not signal.sms.claims(given)
    found = parse(signal.messages, given)
    group = "__signal_group__v2__!ab"
    assert told(found) == [
        ("+862", "李四", "+862", "in", "image", "到了"), ("+862", None, None, "out", "text", "好"), ("+862", "李四", "+862", "in", "text", "新"),
        (group, "王五", "aci-4", "in", "text", None), (group, None, None, "out", "text", "@"), (group, None, None, None, "system", "CgQIARAC"),
        ("+862", "李四", "+862", "in", "call", None), ("+862", None, None, "out", "payment", "uuid"), ("+862", None, None, "out", "text", "未发出"),
        ("+862", "李四", "+862", "in", "contact", None), ("recipient 77", None, "recipient 77", "in", "text", "孤"),
    ]  # fmt: skip
    first, answer, edited, gone, group_sent, _, call, payment, failed, card, _ = only(found, Message)
    assert (str(first.sent), first.attachments[0].name) == ("2024-03-05T07:04:12.000Z", "a.jpg")
    assert (answer.reply_to, answer.quote.text, answer.quote.sender_id) == (first.sent_local, "到了", "+862"), (
        "by the time at which it was sent"
    )
    assert answer.receipts == (Receipt(read=at(1709622260)),) and answer.extra["expires_in"] == "604800000"
    assert answer.reactions == (Reaction(value="👍", sender="李四", sender_id="+862", time=at(1709622270)),)
    assert (edited.edited, [one.text for one in edited.edits]) == (True, ["旧"])
    assert (gone.deleted, gone.recall.by_id) == (True, "aci-4")
    assert [(one.identifier, one.delivered, one.read) for one in group_sent.receipts] == [
        ("+862", None, at(1709622280)),
        ("aci-4", at(1709622281), None),
    ]
    assert group_sent.mentions == (Mention(name="王五", identifier="aci-4"),)
    assert (call.call, payment.payment, failed.extra["box"]) == (CallNote(outcome="missed", video=True), Payment(kind="payment"), "failed")
    assert card.card == Card(name="赵 六", numbers=("+863",))
    assert [(one.kind, one.title) for one in only(found, Conversation)] == [("direct", "李四"), ("group", "项目群"), ("direct", None)]


def test_signal_until_2023_has_two_tables_and_neither_is_the_phones(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(OLD))
    assert signal.sms.claims(given) and signal.mms.claims(given) and not android_telephony.sms.claims(given)
    found = parse(signal.sms, given)
    assert told(found) == [
        ("+862", "李四", "+862", "in", "text", "到了"), ("+862", None, None, "out", "text", "好"), ("+862", "李四", "+862", "in", "call", None),
        ("+862", None, "+8610010", "in", "text", "短信"),
    ]  # fmt: skip
    assert str(only(found, Message)[0].sent) == "2024-03-05T07:04:12.000Z"
    assert (only(found, Message)[1].receipts, only(found, Message)[1].reactions) == ((Receipt(delivered=at(1709622260)),), ())
    (message,) = only(parse(signal.mms, given), Message)
    assert (message.kind, message.conversation, message.sender, message.reply_to) == (
        "video",
        "__signal_group__v2__!ab",
        "王五",
        "1709622252000",
    )
    assert message.quote == Told(sender="李四", sender_id="+862", native_id="1709622252000", sent=at(1709622252), text="到了")
    assert [one.value for one in message.reactions] == ["👍"], "the other table's message of that number has none"


def test_calls_and_people_of_signal(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(NEW))
    calls = only(parse(signal.calls, given), Call)
    assert [(one.number, one.name, one.direction, one.outcome, one.native_type) for one in calls] == [
        ("+862", "李四", "in", "missed", "3 video"), ("+862", "李四", "out", "answered", "1"),
    ]  # fmt: skip
    assert [(one.name, one.numbers) for one in only(parse(signal.contacts, given), Contact)] == [
        ("me", ("+861", "aci-1")), ("李四", ("+862", "aci-2")), ("王五", ("aci-4",)),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["groups", "reaction", "mention", "group_receipts", "attachment", "call"])
def test_a_table_that_a_version_lacks_costs_no_message(entry: Callable, parse: Callable, database: Callable, table: str) -> None:
    assert len(only(parse(signal.messages, entry(database(NEW + f"DROP TABLE {table};"))), Message)) == 11
