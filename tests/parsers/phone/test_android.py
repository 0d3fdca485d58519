from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.api import Call, Contact, Conversation, Gap, Message, Participant, Row, Seen
from parsers.phone.android_calls import calls
from parsers.phone.android_contacts import contacts
from parsers.phone.android_telephony import mms, sms

SMS = """
CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, body TEXT, subject TEXT);
INSERT INTO sms VALUES (1, 7, '+86138', 1709622252123, 1709622250000, 1, '你好', NULL), (2, 7, '+86138', 1709622260000, 0, 2, '好', NULL),
    (3, 8, '10086', 1709622270000, 0, 3, '草稿', NULL);
"""
MMS = """
CREATE TABLE pdu (_id INTEGER PRIMARY KEY, thread_id INTEGER, date INTEGER, msg_box INTEGER, sub TEXT, m_type INTEGER);
CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, seq INTEGER, ct TEXT, name TEXT, cl TEXT, _data TEXT, text TEXT);
CREATE TABLE addr (_id INTEGER PRIMARY KEY, msg_id INTEGER, address TEXT, type INTEGER);
INSERT INTO pdu VALUES (1, 9, 1709622252, 1, '题目', 132), (2, 9, 1709622260, 2, NULL, 128);
INSERT INTO part VALUES (1, 1, -1, 'application/smil', 's', 's', NULL, '<smil/>'), (2, 1, 0, 'text/plain', 't', 't', NULL, '正文'),
    (3, 1, 0, 'image/jpeg', NULL, 'a.jpg', '/data/PART_1', NULL), (4, 2, 0, 'text/plain', 't', 't', NULL, '回复');
INSERT INTO addr VALUES (1, 1, '+86139', 137), (2, 1, 'insert-address-token', 151), (3, 1, '+86137', 130), (4, 2, 'insert-address-token', 137), (5, 2, '+86139', 151);
"""
CALLS = """
CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, date INTEGER, duration INTEGER, type INTEGER, name TEXT, numbertype INTEGER, new INTEGER);
INSERT INTO calls VALUES (4, '+86138', 1709622252123, 61, 1, '张三', 2, 0), (5, '', 1709622260000, 0, 3, NULL, 0, 1), (6, '10086', 1709622270000, 0, 2, NULL, 0, 0),
    (7, '1', 1709622280000, 0, 42, NULL, 0, 0);
"""
CONTACTS = """
CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, contact_id INTEGER, deleted INTEGER, display_name TEXT);
CREATE TABLE contacts (_id INTEGER PRIMARY KEY, contact_last_updated_timestamp INTEGER);
CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY, mimetype TEXT);
CREATE TABLE data (_id INTEGER PRIMARY KEY, raw_contact_id INTEGER, mimetype_id INTEGER, data1 TEXT);
INSERT INTO mimetypes VALUES (1, 'vnd.android.cursor.item/name'), (2, 'vnd.android.cursor.item/phone_v2'), (3, 'vnd.android.cursor.item/email_v2');
INSERT INTO contacts VALUES (1, 1709622252123);
INSERT INTO raw_contacts VALUES (10, 1, 0, '张三'), (11, NULL, 1, NULL), (12, NULL, 0, NULL);
INSERT INTO data VALUES (1, 10, 2, '+86138'), (2, 10, 2, '010-1'), (3, 10, 3, 'a@example.com'), (4, 11, 1, '李四');
"""


def test_short_messages_are_read_by_thread(entry, parse, database):
    found = parse(sms, entry(database(SMS)))
    first, second, draft = (one for one in found if isinstance(one, Message))
    assert (first.conversation, first.text, first.sender_id, first.direction, str(first.sent)) == (
        "7",
        "你好",
        "+86138",
        "in",
        "2024-03-05T07:04:12.123Z",
    )
    assert (first.locus.place, first.native_id, first.native_type, first.sent_local) == (Row("sms", 1), "1", "sms 1", "1709622252123")
    assert first.extra == {"box": "inbox", "date_sent": "1709622250000"}
    assert (second.sender_id, second.direction, draft.direction, draft.extra["box"]) == (None, "out", None, "draft")
    assert [one.key for one in found if isinstance(one, Conversation)] == ["7", "8"]
    assert [one.identifier for one in found if isinstance(one, Participant)] == ["+86138", "10086"]


def test_multimedia_messages_have_their_parts_and_people(entry, parse, database):
    found = parse(mms, entry(database(MMS)))
    first, second = (one for one in found if isinstance(one, Message))
    assert (first.text, first.kind, first.sender_id, str(first.sent)) == ("正文", "image", "+86139", "2024-03-05T07:04:12Z")
    assert [(one.name, one.state) for one in first.attachments] == [("a.jpg", "missing")]
    assert (second.text, second.kind, second.direction, second.sender_id) == ("回复", "text", "out", None)
    assert [one.identifier for one in found if isinstance(one, Participant)] == ["+86139", "+86137"]


@pytest.mark.parametrize(("stored", "state"), [("PART_1", "present"), ("PART_2", "missing")])
def test_the_file_of_a_part_is_present_where_android_puts_it(entry, messages, database, stored, state):
    beside = {f"../app_parts/{stored}": b"\xff\xd8\xff"}
    first, _ = messages(mms, entry(database(MMS), siblings=beside))
    assert [(one.name, one.state) for one in first.attachments] == [("a.jpg", state)]


def test_calls_keep_their_number_and_what_became_of_them(entry, parse, database):
    found = parse(calls, entry(database(CALLS)))
    answered, missed, dialled, odd = (one for one in found if isinstance(one, Call))
    assert (answered.number, answered.name, answered.direction, answered.outcome, answered.duration) == (
        "+86138",
        "张三",
        "in",
        "answered",
        61,
    )
    assert (str(answered.time), answered.locus.place) == ("2024-03-05T07:04:12.123Z", Row("calls", 4))
    assert (missed.number, missed.direction, missed.outcome) == (None, "in", "missed")
    assert (dialled.direction, dialled.outcome) == ("out", "unknown")
    assert (odd.direction, odd.outcome, odd.native_type) == (None, "unknown", "42")
    assert [one.params for one in found if isinstance(one, Gap)] == [{"field": "type", "raw": 42}]


def test_contacts_have_their_numbers_and_deleted_ones_are_marked(entry, parse, database):
    first, deleted, empty = (one for one in parse(contacts, entry(database(CONTACTS))) if isinstance(one, Contact))
    assert (first.name, first.numbers, first.emails, str(first.time)) == (
        "张三",
        ("+86138", "010-1"),
        ("a@example.com",),
        "2024-03-05T07:04:12.123Z",
    )
    assert (deleted.name, deleted.deleted, empty.name, empty.deleted) == ("李四", True, None, False)


@pytest.mark.parametrize(("parser", "script"), [(sms, SMS), (mms, MMS), (calls, CALLS), (contacts, CONTACTS)])
def test_a_database_is_claimed_by_its_tables_and_columns(entry, database, parser, script):
    assert parser.claims(entry(database(script), "/any/name"))
    assert not parser.claims(entry(database("CREATE TABLE sms (x); CREATE TABLE calls (x); CREATE TABLE pdu (x); CREATE TABLE data (x);")))
    assert not parser.claims(entry(b"no database"))


@pytest.mark.parametrize(
    ("parser", "script", "change", "rejected"),
    [
        (sms, SMS, "UPDATE sms SET date = 'soon', type = 'x' WHERE _id = 1", 1),
        (sms, SMS, "UPDATE sms SET date = 9e18, body = x'FF41', address = NULL WHERE _id = 1", 0),
        (calls, CALLS, "UPDATE calls SET duration = x'00', number = 13800138000 WHERE _id = 4", 1),
        (calls, CALLS, "UPDATE calls SET date = -1e17", 0),
        (mms, MMS, "UPDATE pdu SET msg_box = 1.5 WHERE _id = 1; UPDATE part SET text = 5, ct = NULL; UPDATE addr SET address = 1", 1),
        (contacts, CONTACTS, "UPDATE raw_contacts SET deleted = 'x' WHERE _id = 11; UPDATE data SET data1 = 5.5", 1),
    ],
)
def test_values_of_any_type_cost_one_row_at_most(entry, parse, database, parser, script, change, rejected):
    found = parse(parser, entry(database(script + change)))
    assert sum(one.rows for one in found if isinstance(one, Gap)) == rejected
    assert any(isinstance(one, Gap) for one in found)


def test_columns_that_a_version_lacks_are_read_as_nothing(entry, messages, database):
    script = "CREATE TABLE sms (_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, type INTEGER, body TEXT); INSERT INTO sms VALUES (1, '10086', 1709622252000, 1, 'x');"
    (message,) = messages(sms, entry(database(script)))
    assert (message.conversation, message.extra) == ("10086", {"box": "inbox"})


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database of the corpus, read by another way than ours."""
    with closing(sqlite3.connect(path.as_uri() + "?immutable=1", uri=True)) as db:
        yield db


def test_a_real_message_store_agrees_with_sqlite_row_by_row(entry, parse, corpus):
    path = corpus / "chat/android_mmssms/mmssms.db"
    entry = entry(path.read_bytes())
    assert sms.claims(entry)
    read = [one for one in parse(sms, entry) if isinstance(one, Message)]
    with opened(path) as db:
        rows = db.execute("SELECT _id, date, body, CASE type WHEN 1 THEN 'in' ELSE 'out' END FROM sms ORDER BY _id").fetchall()
    assert [(one.locus.place.rowid, one.sent.micros // 1000, one.text, one.direction) for one in read] == rows
    assert len(rows) == 9
    assert parse(mms, entry) == [Seen(0)]


def test_the_calls_of_a_messenger_are_not_those_of_the_phone(entry, corpus):
    assert not calls.claims(entry((corpus / "chat/viber_android/viber_data").read_bytes()))


def test_a_real_call_log_agrees_with_sqlite_row_by_row(entry, parse, corpus):
    path = corpus / "images/artifacts/android/contacts2.db"
    read = [one for one in parse(calls, entry(path.read_bytes())) if isinstance(one, Call)]
    with opened(path) as db:
        rows = db.execute("SELECT _id, number, date, duration, name, type FROM calls ORDER BY _id").fetchall()
    assert [(c.locus.place.rowid, c.number, c.time.micros // 1000, c.duration, c.name, int(c.native_type)) for c in read] == rows
    assert [(c.direction, c.outcome) for c in read] == [("in", "missed"), ("out", "answered"), ("in", "answered")]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 8191), st.binary(min_size=1, max_size=64))
@pytest.mark.parametrize(("parser", "script"), [(sms, SMS), (mms, MMS), (calls, CALLS), (contacts, CONTACTS)])
def test_any_damage_gives_records_and_gaps(entry, tmp_path_factory, parser, script, at, damage):
    path = tmp_path_factory.mktemp("damaged") / "x.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    data = path.read_bytes()
    damaged = entry(data[:at] + damage + data[at + len(damage) :])
    if parser.claims(damaged):
        list(parser.parse(damaged))
