"""LINE's databases on Android and iOS, in the schema of the apps: who, when and what, and nothing that is not known for sure."""

from __future__ import annotations

import plistlib
from collections.abc import Callable

import pytest

from evidence_desk.api import CallNote, Instant, Location, Reaction, Recall
from evidence_desk.model import Call, Contact, Conversation, Gap, Hole, Message
from parsers.chat import line_android, line_ios

ANDROID = """
CREATE TABLE chat (chat_id TEXT PRIMARY KEY, chat_name TEXT, owner_mid TEXT, type INTEGER, message_count INTEGER);
CREATE TABLE groups (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE contacts (m_id TEXT PRIMARY KEY, name TEXT, server_name TEXT, custom_name TEXT, addressbook_name TEXT);
CREATE TABLE membership (id TEXT, m_id TEXT, is_accepted INTEGER, PRIMARY KEY (id, m_id));
CREATE TABLE chat_history (id INTEGER PRIMARY KEY AUTOINCREMENT, server_id TEXT, type INTEGER, chat_id TEXT, from_mid TEXT, content TEXT, created_time TEXT,
  delivered_time TEXT, status INTEGER, sent_count INTEGER, read_count INTEGER, location_name TEXT, location_address TEXT, location_phone TEXT,
  location_latitude INTEGER, location_longitude INTEGER, attachement_image INTEGER, attachement_image_height INTEGER, attachement_image_width INTEGER,
  attachement_image_size INTEGER, attachement_type INTEGER, attachement_local_uri TEXT, parameter TEXT, chunks BLOB);
CREATE TABLE reactions (server_message_id INTEGER NOT NULL, member_id TEXT NOT NULL, chat_id TEXT NOT NULL, reaction_time_millis INTEGER NOT NULL,
  reaction_type TEXT NOT NULL, custom_reaction TEXT, PRIMARY KEY (server_message_id, member_id));
INSERT INTO groups VALUES ('c1', '项目群'); INSERT INTO contacts VALUES ('u1', '李四', 'li', NULL, NULL), ('u2', NULL, '王五', NULL, NULL);
INSERT INTO chat_history (id, server_id, type, chat_id, from_mid, content, created_time, status, location_name, location_address, location_latitude,
  location_longitude, attachement_type, attachement_local_uri, parameter) VALUES
  (1, '501', 1, 'c1', 'u1', '到了', '1709622252000', 1, NULL, NULL, 0, 0, 0, NULL, NULL),
  (2, '502', 1, 'c1', NULL, '好', '1709622253000', 3, NULL, NULL, 0, 0, 0, NULL, 'message_relation_server_message_id\t501\tmessage_relation_type_code\treply'),
  (3, '503', 1, 'c1', 'u2', NULL, '1709622254000', 1, '外滩', '上海', 31250000, 121500000, 15, NULL, NULL),
  (4, '504', 4, 'u1', NULL, NULL, '1709622255000', 3, NULL, NULL, 0, 0, 6, NULL, 'TYPE\tV\tDURATION\t65000\tRESULT\tNORMAL'),
  (5, '505', 1, 'u1', 'u1', NULL, '1709622256000', 1, NULL, NULL, 0, 0, 1, '/storage/p/9.jpg', NULL),
  (6, '506', 33, 'u1', NULL, '加为好友', '1709622257000', 3, NULL, NULL, 0, 0, 0, NULL, NULL),
  (7, '507', 1, 'u1', 'u1', NULL, 'never', 1, NULL, NULL, 0, 0, 0, NULL, 'limesunsend');
INSERT INTO reactions VALUES (501, 'u2', 'c1', 1709622260000, 'nice', NULL);
"""
CALLS = """
CREATE TABLE call_history (_id INTEGER PRIMARY KEY, caller_mid TEXT, call_type TEXT, start_time TEXT, end_time TEXT, voip_type TEXT, voip_gc_media_type TEXT);
INSERT INTO call_history VALUES (1, 'u1', 'VO', '1709622252000', '1709622317000', 'V', NULL), (2, 'u1', 'VI', '1709622252000', NULL, 'A', NULL);
"""
IOS = f"""
CREATE TABLE ZUSER (Z_PK INTEGER PRIMARY KEY, ZMID VARCHAR, ZNAME VARCHAR, ZCUSTOMNAME VARCHAR, ZADDRESSBOOKNAME VARCHAR);
CREATE TABLE ZCHAT (Z_PK INTEGER PRIMARY KEY, ZMID VARCHAR, ZTYPE INTEGER);
CREATE TABLE ZGROUP (Z_PK INTEGER PRIMARY KEY, ZID VARCHAR, ZNAME VARCHAR);
CREATE TABLE ZMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCONTENTTYPE INTEGER, ZSENDSTATUS INTEGER, ZTIMESTAMP INTEGER, ZCHAT INTEGER, ZSENDER INTEGER, ZLATITUDE FLOAT,
  ZLONGITUDE FLOAT, ZID VARCHAR, ZTEXT VARCHAR, ZCONTENTMETADATA BLOB);
INSERT INTO ZUSER VALUES (1, 'u1', '李四', NULL, NULL), (2, 'u2', '王五', '老王', NULL);
INSERT INTO ZCHAT VALUES (1, 'u1', 0), (2, 'C2', 2);
INSERT INTO ZMESSAGE VALUES (1, 0, 1, 1709622252000, 1, 1, 0, 0, '501', '到了', NULL), (2, 0, 1, 1709622253000, 1, NULL, 0, 0, '502', '好',
  x'{plistlib.dumps({"message_relation_server_message_id": "501"}, fmt=plistlib.FMT_BINARY).hex()}'), (3, 15, 1, 1709622254000, 2, 2, 31.25, 121.5, '503', NULL, NULL),
  (4, 14, 1, 1709622255000, 2, 9, 0, 0, '504', NULL, x'{plistlib.dumps({"FILE_NAME": "账.xlsx"}, fmt=plistlib.FMT_BINARY).hex()}'),
  (5, 0, 1, 1709622256000, 7, 1, 0, 0, NULL, '无群', x'ff');
"""
EXTRA = "CREATE TABLE ZMESSAGEREACTION (Z_PK INTEGER PRIMARY KEY, ZMESSAGEID VARCHAR, ZREACTORMID VARCHAR, ZREACTIONTYPE INTEGER); INSERT INTO ZMESSAGEREACTION VALUES (1, '501', 'u1', 2);"
GROUPS = (
    "CREATE TABLE ZUNIFIEDGROUP (Z_PK INTEGER PRIMARY KEY, ZID TEXT, ZNAME TEXT); INSERT INTO ZUNIFIEDGROUP VALUES (1, 'c2', '项目群');"
)


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


def told(found: list[object]) -> list[tuple[object, ...]]:
    return [(one.conversation, one.sender, one.direction, one.kind, one.text) for one in only(found, Message)]


def test_line_on_android_tells_directions_by_who_sent(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(ANDROID))
    assert line_android.messages.claims(given)
    found = parse(line_android.messages, given)
    assert told(found) == [
        ("c1", "李四", "in", "text", "到了"), ("c1", None, "out", "text", "好"), ("c1", "王五", "in", "location", "外滩"), ("u1", None, "out", "call", None),
        ("u1", "李四", "in", "image", None), ("u1", None, None, "other", "加为好友"), ("u1", "李四", "in", "other", None),
    ]  # fmt: skip
    first, answer, place, call, picture, _, gone = only(found, Message)
    assert (str(first.sent), first.reactions) == (
        "2024-03-05T07:04:12.000Z",
        (Reaction(value="nice", sender="王五", sender_id="u2", time=Instant(1709622260, 0, 3)),),
    )
    assert answer.reply_to == "501"
    assert place.location == Location(latitude=31.25, longitude=121.5, label="外滩", address="上海")
    assert (call.call, picture.attachments[0].name) == (CallNote(outcome="answered", duration=65, video=True), "9.jpg")
    assert (gone.deleted, gone.recall) == (True, Recall(by="李四", by_id="u1"))
    assert [(one.title, one.kind) for one in only(found, Conversation)] == [("项目群", "group"), ("李四", "direct")]
    assert [one.params["raw"] for one in only(found, Gap)] == ["never"]


def test_names_of_newer_versions_are_in_the_database_beside(entry: Callable, parse: Callable, database: Callable) -> None:
    newer = database(
        "CREATE TABLE contacts (mid TEXT, profile_name TEXT, overridden_name TEXT); INSERT INTO contacts VALUES ('u2', 'Wang', '');"
    )
    bare = database(ANDROID + "DROP TABLE contacts;")
    found = only(parse(line_android.messages, entry(bare, siblings={"contact": newer})), Message)
    assert [one.sender for one in found[:3]] == [None, None, "Wang"]


@pytest.mark.parametrize("table", ["chat", "groups", "contacts", "reactions"])
def test_a_table_that_a_version_lacks_costs_no_message(entry: Callable, parse: Callable, database: Callable, table: str) -> None:
    assert len(only(parse(line_android.messages, entry(database(ANDROID + f"DROP TABLE {table};"))), Message)) == 7


def test_numbers_that_line_counted_and_lost_are_named(entry: Callable, parse: Callable, database: Callable) -> None:
    found = only(parse(line_android.messages, entry(database(ANDROID + "DELETE FROM chat_history WHERE id IN (3, 4);"))), Hole)
    assert [(one.first, one.last) for one in found] == [(3, 4)]


def test_line_on_android_has_calls_and_people(entry: Callable, parse: Callable, database: Callable) -> None:
    calls = only(parse(line_android.calls, entry(database(CALLS))), Call)
    assert [(one.number, one.direction, one.duration, one.native_type) for one in calls] == [
        ("u1", "out", 65, "VO V"),
        ("u1", "in", None, "VI A"),
    ]
    people = only(parse(line_android.contacts, entry(database(ANDROID))), Contact)
    assert [(one.name, one.numbers) for one in people] == [("李四", ("u1",)), ("王五", ("u2",))]


def test_line_on_ios_counts_milliseconds_since_1970(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(IOS), siblings={"MessageExt.sqlite": database(EXTRA), "UnifiedGroup.sqlite": database(GROUPS)})
    assert line_ios.messages.claims(given)
    found = parse(line_ios.messages, given)
    assert told(found) == [
        ("u1", "李四", "in", "text", "到了"), ("u1", None, "out", "text", "好"), ("C2", "老王", "in", "location", None), ("C2", None, "in", "file", None),
        ("chat 7", "李四", "in", "text", "无群"),
    ]  # fmt: skip
    first, answer, place, file, _ = only(found, Message)
    assert (str(first.sent), first.reactions, answer.reply_to) == (
        "2024-03-05T07:04:12.000Z",
        (Reaction(value="2", sender_id="u1"),),
        "501",
    )
    assert (place.location, file.attachments[0].name, file.sender_id) == (Location(latitude=31.25, longitude=121.5), "账.xlsx", "user 9")
    assert [(one.title, one.kind) for one in only(found, Conversation)] == [("李四", "direct"), ("项目群", "group"), (None, "unknown")]
    assert [one.name for one in only(parse(line_ios.contacts, given), Contact)] == ["李四", "老王"]


def test_line_on_ios_without_its_other_databases_still_gives_its_messages(entry: Callable, parse: Callable, database: Callable) -> None:
    for beside, said in (
        ({}, []),
        ({"MessageExt.sqlite": b"SQLite format 3\0broken", "UnifiedGroup.sqlite": b""}, ["/folder/MessageExt.sqlite"]),
    ):
        found = parse(line_ios.messages, entry(database(IOS), siblings=beside))
        assert (len(only(found, Message)), [one.params["path"] for one in only(found, Gap)]) == (5, said)
