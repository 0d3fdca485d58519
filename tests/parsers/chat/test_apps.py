"""Databases and archives of further messengers: what each stores is read from the columns that are there."""

from __future__ import annotations

import plistlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.api import OpenEntry, Parser
from evidence_desk.model import Call, Contact, Conversation, Gap, Message, Pointer, Remnant, Row, Seen
from parsers.chat import burner, google_voice, kik_ios, skype, teams, twitter_dm, viber_android, whatsapp_ios

WHATSAPP = """
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION, ZISFROMME, ZMESSAGETYPE, ZMESSAGEDATE, ZTEXT, ZFROMJID, ZGROUPMEMBER, ZMEDIAITEM,
    ZSTANZAID, ZPARENTMESSAGE);
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID, ZPARTNERNAME);
CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZMEMBERJID, ZCONTACTNAME);
CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMEDIALOCALPATH, ZTITLE);
INSERT INTO ZWACHATSESSION VALUES (1, '86138@s.whatsapp.net', '李四'), (2, '1-2@g.us', '群');
INSERT INTO ZWAGROUPMEMBER VALUES (1, '86139@s.whatsapp.net', '王五');
INSERT INTO ZWAMEDIAITEM VALUES (1, 'Media/1-2@g.us/a/b/p.jpg', '说明');
INSERT INTO ZWAMESSAGE VALUES
    (1, 1, 0, 0, 731314452.5, '你好', '86138@s.whatsapp.net', NULL, NULL, 'A1', NULL), (2, 1, 1, 0, 731314453, '在', NULL, NULL, NULL, 'A2', 1),
    (3, 2, 0, 1, 731314454, NULL, '1-2@g.us', 1, 1, 'A3', NULL), (4, 2, 0, 6, 731314455, '群名', NULL, NULL, NULL, 'A4', NULL),
    (5, 1, 0, 14, 731314456, NULL, '86138@s.whatsapp.net', NULL, NULL, 'A5', NULL), (6, 1, 0, 0, 'never', 'x', NULL, NULL, NULL, 'A6', NULL);
"""
CONTACTS = """
CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, ZFULLNAME, ZPHONENUMBER, ZWHATSAPPID);
INSERT INTO ZWAADDRESSBOOKCONTACT VALUES (1, '李四（客户）', '138', '86138@s.whatsapp.net');
"""
SKYPE = """
CREATE TABLE Messages (id INTEGER PRIMARY KEY, convo_id, author, from_dispname, timestamp, type, body_xml, edited_timestamp);
CREATE TABLE Conversations (id INTEGER PRIMARY KEY, identity, displayname, type);
CREATE TABLE Accounts (id INTEGER PRIMARY KEY, skypename);
INSERT INTO Accounts VALUES (1, 'me');
INSERT INTO Conversations VALUES (7, '#a/$b', 'Team', 2);
INSERT INTO Messages VALUES (1, 7, 'bob', 'Bob', 1384692000, 61, 'a &lt;b&gt; <ss type="smile">:)</ss>', NULL), (2, 7, 'me', 'Me', 1384692001, 61, '', 9),
    (3, 7, 'me', 'Me', 1384692002, 10, NULL, NULL), (4, 7, 'bob', 'Bob', 13727168620000000, 61, 'late', NULL);
"""
S4L = """
CREATE TABLE messagesv12 (nsp_pk TEXT PRIMARY KEY, nsp_data TEXT);
INSERT INTO messagesv12 VALUES ('m1', '{"conversationId": "19:x@thread.skype", "creator": "8:bob", "createdTime": 1606911089563, "content": "hi",
    "messagetype": "RichText", "_isMyMessage": false, "id": "77"}'), ('m2', '{"broken');
"""
TEAMS = """
CREATE TABLE ZSMESSAGE (Z_PK INTEGER PRIMARY KEY, ZTSID, ZARRIVALTIME, ZIMDISPLAYNAME, ZCONTENT, ZFROM, ZTHREADID, ZTS_ISSENTBYME);
CREATE TABLE ZTHREAD (Z_PK INTEGER PRIMARY KEY, ZTSID, ZTHREADTOPIC);
INSERT INTO ZTHREAD VALUES (1, '19:m@thread.v2', '项目');
INSERT INTO ZSMESSAGE VALUES (1, '5', 731314452.25, '张三', '<div>收到<br>好</div>', '8:orgid:1', '19:m@thread.v2', 1);
"""
TEAMS_ANDROID = """
CREATE TABLE Message (messageId INTEGER, conversationId TEXT, arrivalTime LONG, userDisplayName TEXT, content TEXT, deleteTime LONG, "from" TEXT);
CREATE TABLE Conversation (conversationId TEXT, displayName TEXT);
INSERT INTO Message VALUES (1, '19:c@thread.tacv2', 1709622252000, '李四', '<p>在</p>', 0, '8:orgid:2'), (2, '19:c@thread.tacv2', 1709622253000, '李四', '', 5, '8:orgid:2');
"""
VIBER = """
CREATE TABLE messages (_id INTEGER PRIMARY KEY, conversation_id, participant_id, msg_date, send_type, body, extra_mime, extra_uri, deleted, token);
CREATE TABLE conversations (_id INTEGER PRIMARY KEY, conversation_type, name);
CREATE TABLE participants (_id INTEGER PRIMARY KEY, participant_info_id);
CREATE TABLE participants_info (_id INTEGER PRIMARY KEY, number, contact_name);
INSERT INTO conversations VALUES (1, 1, '群');
INSERT INTO participants VALUES (3, 4);
INSERT INTO participants_info VALUES (4, '+861', '王五');
INSERT INTO messages VALUES (1, 1, 3, 1709622252000, 0, '到', 'text', NULL, 0, 11), (2, 1, 3, 1709622253000, 1, NULL, 'image', 'content://m/9.jpg', 0, 12);
"""


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


def from_zip(corpus: Path, name: str, ending: str) -> dict[str, bytes]:
    """The files of a folder of a sample, by their path from it."""
    with zipfile.ZipFile(next((corpus / "chat" / name).glob("*.zip"))) as archive:
        folder = next(one for one in archive.namelist() if one.endswith(ending)).rpartition("/")[0] + "/"
        return {one.removeprefix(folder): archive.read(one) for one in archive.namelist() if one.startswith(folder)}


def test_whatsapp_on_ios_names_senders_of_groups_from_its_members(entry: Callable, parse: Callable, database: Callable) -> None:
    contacts = database(CONTACTS)
    given = entry(database(WHATSAPP), siblings={"ContactsV2.sqlite": contacts, "Message/Media/1-2@g.us/a/b/p.jpg": b"jpg"})
    assert whatsapp_ios.messages.claims(given)
    found = parse(whatsapp_ios.messages, given)
    assert [(str(one.sent), one.sender, one.sender_id, one.direction, one.kind, one.text) for one in only(found, Message)] == [
        ("2024-03-05T06:54:12.500000Z", "李四（客户）", "86138@s.whatsapp.net", "in", "text", "你好"),
        ("2024-03-05T06:54:13Z", None, None, "out", "text", "在"),
        ("2024-03-05T06:54:14Z", "王五", "86139@s.whatsapp.net", "in", "image", "说明"),
        ("2024-03-05T06:54:15Z", None, None, None, "system", "群名"),
        ("2024-03-05T06:54:16Z", "李四（客户）", "86138@s.whatsapp.net", "in", "text", None),
        ("None", "李四（客户）", "86138@s.whatsapp.net", "in", "text", "x"),
    ]
    second, third, _, gone = only(found, Message)[1:5]
    assert (second.reply_to, gone.deleted, third.attachments[0].state) == ("A1", True, "present")
    assert [(one.kind, one.title) for one in only(found, Conversation)] == [("direct", "李四"), ("group", "群")]
    assert only(found, Gap)[0].params == {"field": "ZMESSAGEDATE", "raw": "never"}


@pytest.mark.parametrize("column", ["ZMEDIAITEM", "ZGROUPMEMBER", "ZSTANZAID", "ZPARENTMESSAGE", "ZFROMJID"])
def test_a_column_that_a_version_lacks_costs_no_message(entry: Callable, parse: Callable, database: Callable, column: str) -> None:
    given = entry(database(WHATSAPP + f"ALTER TABLE ZWAMESSAGE DROP COLUMN {column};"))
    assert len(only(parse(whatsapp_ios.messages, given), Message)) == 6


def test_calls_of_whatsapp_on_ios_agree_with_another_tool(entry: Callable, parse: Callable, corpus: Path) -> None:
    files = from_zip(corpus, "whatsapp_ios", "CallHistory.sqlite")
    found = only(parse(whatsapp_ios.calls, entry(files["CallHistory.sqlite"], siblings=files)), Call)
    assert [(one.time.seconds, one.direction, one.outcome, one.name, one.native_type) for one in found] == [
        (1683043930, "out", "answered", "This Is DFIR Two", "0"), (1683044106, "in", "answered", "This Is DFIR Two", "0"),
        (1683044445, "out", "answered", "This Is DFIR Two", "0 video"), (1683044661, "in", "answered", "This Is DFIR Two", "0 video"),
    ]  # fmt: skip
    assert len(only(parse(whatsapp_ios.contacts, entry(files["ContactsV2.sqlite"])), Contact)) == 9


def test_kik_finds_the_chat_of_each_message_through_the_join_table(entry: Callable, parse: Callable, corpus: Path) -> None:
    found = parse(kik_ios.messages, entry((corpus / "chat" / "kik_ios" / "kik.sqlite").read_bytes()))
    messages = only(found, Message)
    assert (len(messages), len(only(found, Conversation)), sum(one.kind == "system" for one in messages)) == (60, 6, 5)
    first = messages[0]
    assert (str(first.sent), first.sender, first.direction) == ("2015-06-29T08:46:12.024000Z", "Kik Team", "in")
    assert {one.kind for one in only(found, Conversation) if one.key.endswith("_g@groups.kik.com")} == {"group"}


def test_calls_and_contacts_of_viber(entry: Callable, parse: Callable, corpus: Path) -> None:
    given = entry((corpus / "chat" / "viber_android" / "viber_data").read_bytes())
    calls = only(parse(viber_android.calls, given), Call)
    assert [(str(one.time), one.direction, one.duration, one.native_type) for one in calls] == [
        ("2022-11-25T20:34:25.582Z", "in", 98, "1"), ("2022-11-25T20:37:07.737Z", "out", 100, "2"),
        ("2022-11-25T20:40:24.137Z", "in", 95, "1 video"), ("2022-11-25T20:43:08.267Z", "out", 105, "2 video"),
    ]  # fmt: skip
    assert len(only(parse(viber_android.contacts, given), Contact)) == 5


def test_messages_of_viber(entry: Callable, parse: Callable, database: Callable) -> None:
    found = only(parse(viber_android.messages, entry(database(VIBER))), Message)
    assert [(one.sender, one.direction, one.kind, one.text, [file.name for file in one.attachments]) for one in found] == [
        ("王五", "in", "text", "到", []),
        (None, "out", "image", None, ["9.jpg"]),
    ]


def test_google_voice_agrees_with_another_tool(entry: Callable, parse: Callable, corpus: Path) -> None:
    data = from_zip(corpus, "google_voice_ios", "threadingStore.sqlite")["threadingStore.sqlite"]
    found = only(parse(google_voice.messages, entry(data)), Message)
    messages = [one for one in found if isinstance(one.locus.place, Row)]
    assert (len(messages), sum(one.direction == "out" for one in messages)) == (118, 58)
    (deleted,) = [one for one in found if isinstance(one.locus.place, Remnant)]
    assert (deleted.locus.place.origin, deleted.locus.place.state, deleted.direction) == ("freelist", "deleted", "in")
    first = min(messages, key=lambda one: one.sent)
    assert (first.sent.seconds, first.conversation, first.sender_id) == (1637526037, "t.+19198887386", "+19106215169")
    calls = only(parse(google_voice.calls, entry(data)), Call)
    assert sorted({one.outcome for one in calls}) == ["answered", "missed", "voicemail"] and len(calls) == 34


def test_the_cache_of_x_gives_each_entry_once_and_reactions_with_their_message(entry: Callable, parse: Callable, corpus: Path) -> None:
    data = from_zip(corpus, "twitter_dm_ios", "TDfir-725479270958694")["TDfir-725479270958694"]
    given = entry(data)
    assert twitter_dm.messages.claims(given)
    found = parse(twitter_dm.messages, given)
    messages = only(found, Message)
    assert (len(messages), len(only(found, Conversation)), sum(bool(one.reactions) for one in messages)) == (70, 4, 2)
    assert all(isinstance(one.locus.place, Pointer) for one in messages)
    assert {one.value for each in messages for one in each.reactions if one.sender_id and one.time} == {"❤️"}
    assert [one.call.duration for one in messages if one.call] == [106, 96, 101, 109]
    for one in messages:  # the number holds the time of the server, which the entry's own must be near
        if one.kind != "call":
            assert abs((int(one.native_id) >> 22) / 1000 + 1288834974.657 - one.sent.seconds) < 2


@pytest.mark.parametrize(
    "plist", [{}, {"$objects": 5}, {"$objects": [{"$class": plistlib.UID(9)}, "NSKeyedArchiver", "cachedUserByUserID"]}, []]
)
def test_an_archive_of_another_form_gives_a_gap_or_nothing(entry: Callable, parse: Callable, plist: object) -> None:
    found = parse(twitter_dm.messages, entry(plistlib.dumps(plist, fmt=plistlib.FMT_BINARY)))
    assert all(isinstance(one, Gap | Seen) for one in found)


def test_burner_tells_a_message_of_several_answers_once(entry: Callable, parse: Callable, corpus: Path) -> None:
    files = from_zip(corpus, "burner_ios", "/Cache.db")
    found = parse(burner.messages, entry(files["Cache.db"], "/c/Cache.db", siblings=files))
    messages = only(found, Message)
    assert (len(messages), len({one.native_id for one in messages})) == (17, 17)
    assert {one.extra.get("also_in_rows") for one in messages} >= {"32"}
    assert all(isinstance(one.locus.place, Row) for one in messages)
    lost = parse(burner.messages, entry(files["Cache.db"], "/c/Cache.db", siblings={"Cache.db-wal": files["Cache.db-wal"]}))
    assert "row-undecodable" in {one.code for one in only(lost, Gap)}


def test_the_cache_of_another_app_is_not_taken_for_burners(entry: Callable, parse: Callable, database: Callable) -> None:
    made = database(
        "CREATE TABLE cfurl_cache_response (entry_ID INTEGER PRIMARY KEY, request_key TEXT);"
        "CREATE TABLE cfurl_cache_receiver_data (entry_ID INTEGER PRIMARY KEY, isDataOnFS INTEGER, receiver_data BLOB);"
        "INSERT INTO cfurl_cache_response VALUES (1, 'https://example.org/user/messages?page=1');"
        "INSERT INTO cfurl_cache_receiver_data VALUES (1, 0, '[{\"id\": 1}]');"
    )
    assert parse(burner.messages, entry(made)) == []


@pytest.mark.parametrize(
    ("parser", "script", "expected"),
    [
        (
            skype.messages,
            SKYPE,
            [
                ("2013-11-17T12:40:00Z", "Bob", "in", "text", "a <b> :)", False), ("2013-11-17T12:40:01Z", "Me", "out", "text", None, True),
                ("2013-11-17T12:40:02Z", "Me", None, "system", None, False), ("None", "Bob", "in", "text", "late", False),
            ],
        ),
        (skype.s4l, S4L, [("2020-12-02T12:11:29.563Z", None, "in", "text", "hi", False)]),
        (teams.ios, TEAMS, [("2024-03-05T06:54:12.250000Z", "张三", "out", "text", "收到\n好", False)]),
        (
            teams.android,
            TEAMS_ANDROID,
            [("2024-03-05T07:04:12.000Z", "李四", None, "text", "在", False), ("2024-03-05T07:04:13.000Z", "李四", None, "text", None, True)],
        ),
    ],
    ids=["skype", "skype 8", "teams on iOS", "teams on Android"],
)  # fmt: skip
def test_microsofts_messengers(
    entry: Callable, parse: Callable, database: Callable, parser: Parser, script: str, expected: list[object]
) -> None:
    given: OpenEntry = entry(database(script))
    assert parser.claims(given)
    found = parse(parser, given)
    assert [(str(one.sent), one.sender, one.direction, one.kind, one.text, one.deleted) for one in only(found, Message)] == expected
