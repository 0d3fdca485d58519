"""Messenger's and Instagram's databases on phones: who sent what, where the source says so, and what it leaves open stays open."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence_desk.api import CallNote, Instant, Reaction, Recall, Told
from evidence_desk.model import Call, Contact, Conversation, Gap, Message
from parsers.chat import instagram_android, messenger

MSYS = """
CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT, username TEXT, phone_number TEXT, email_address TEXT, is_messenger_user INTEGER);
INSERT INTO contacts VALUES (100001, '我', NULL, NULL, NULL, 1), (100002, '李四', 'lisi', '+861', 'li@x.cn', 1);
CREATE TABLE threads (thread_key INTEGER PRIMARY KEY, thread_name TEXT); INSERT INTO threads VALUES (100002, NULL), (777, '项目群');
CREATE TABLE messages (thread_key INTEGER, timestamp_ms INTEGER, message_id TEXT, sender_id INTEGER, text TEXT, is_admin_message INTEGER);
INSERT INTO messages VALUES (100002, 1709622252000, 'mid.1', 100002, '到了', 0), (100002, 1709622253000, 'mid.2', 100001, NULL, 0),
  (777, 1709622254000, 'mid.3', 100002, '李四改了群名', 1);
CREATE TABLE attachments (message_id TEXT, filename TEXT, playable_url_mime_type TEXT); INSERT INTO attachments VALUES ('mid.2', 'v.mp4', 'video/mp4');
CREATE TABLE reactions (message_id TEXT, actor_id INTEGER, reaction TEXT, reaction_creation_timestamp_ms INTEGER);
INSERT INTO reactions VALUES ('mid.1', 100001, '👍', 1709622260000);
CREATE TABLE call_log (thread_key INTEGER, call_timestamp_ms INTEGER, call_duration INTEGER, call_direction INTEGER, call_media_type INTEGER);
INSERT INTO call_log VALUES (100002, 1709622300000, 65, 2, 2), (100002, 1709622400000, 0, 1, 1);
"""
LI = json.dumps({"user_key": "FACEBOOK:100002", "name": "李四"}, ensure_ascii=False)
THREADS = f"""
CREATE TABLE threads (thread_key TEXT PRIMARY KEY, name TEXT); INSERT INTO threads VALUES ('ONE_TO_ONE:100002:100001', NULL), ('GROUP:9', '项目群');
CREATE TABLE messages (msg_id TEXT PRIMARY KEY, thread_key TEXT, text TEXT, sender TEXT, timestamp_ms INTEGER, msg_type INTEGER, attachments TEXT, shares TEXT,
  generic_admin_message_extensible_data TEXT, unsent_timestamp_ms INTEGER);
INSERT INTO messages VALUES ('m1', 'GROUP:9', '到了', '{LI}', 1709622252000, 0, NULL, NULL, NULL, 0),
  ('m2', 'GROUP:9', NULL, '{LI}', 1709622253000, 0, '[{{"filename":"a.pdf"}}]', NULL, NULL, NULL),
  ('m3', 'ONE_TO_ONE:100002:100001', NULL, '{LI}', 1709622254000, 9, NULL, NULL, '{{"caller_id":"100002","call_duration":65,"video":true}}', NULL),
  ('m4', 'GROUP:9', NULL, '{LI}', 1709622255000, 0, NULL, NULL, NULL, 1709622260000), ('m5', 'GROUP:9', 'x', 'broken', NULL, 3, '[', NULL, '{{', NULL);
CREATE TABLE message_reactions (msg_id TEXT, user_key TEXT, reaction TEXT); INSERT INTO message_reactions VALUES ('m1', 'FACEBOOK:100001', '❤');
"""
THREAD = json.dumps({"recipients": [{"pk": 22, "username": "lisi"}], "inviter": {"pk": "11", "username": "me"}})


def said(**more: object) -> str:
    return json.dumps({"user_id": "22"} | more, ensure_ascii=False).replace("'", "''")


INSTAGRAM = f"""
CREATE TABLE session (_id INTEGER PRIMARY KEY, user_id TEXT); INSERT INTO session VALUES (1, '11');
CREATE TABLE threads (_id INTEGER PRIMARY KEY, user_id TEXT, thread_id TEXT, thread_info TEXT); INSERT INTO threads VALUES (1, '11', 't', '{THREAD}'), (2, '11', 'u', 'broken');
CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT, server_item_id TEXT, client_item_id TEXT, thread_id TEXT, timestamp INTEGER,
  message_type TEXT, text TEXT, message TEXT);
INSERT INTO messages (server_item_id, thread_id, timestamp, message_type, text, message) VALUES
  ('1', 't', 1709622252123456, 'text', '到了', '{said()}'),
  ('2', 't', 1709622253000000, 'text', '好', '{said(user_id=11, replied_to_message={"item_id": "1", "text": "到了"})}'),
  ('3', 't', 1709622254000000, 'media', NULL, '{said(media={"id": "9_22", "media_type": 2})}'),
  ('4', 't', 1709622255000000, 'video_call_event', NULL, '{said(video_call_event={"action": "started", "description": "李四发起了视频聊天"})}'),
  ('5', 'u', 1709622256000000, 'unheard_of', NULL, '{said()}'), ('6', 'u', 1709622257000000, 'text', 'x', 'broken');
"""


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


def told(found: list[object]) -> list[tuple[object, ...]]:
    return [(one.conversation, one.sender, one.direction, one.kind, one.text) for one in only(found, Message)]


@pytest.mark.parametrize("name", ["msys_database_100001", "lightspeed-100001.db"])
def test_messenger_tells_directions_by_the_account_in_its_name(entry: Callable, parse: Callable, database: Callable, name: str) -> None:
    given = entry(database(MSYS), f"/databases/{name}")
    assert messenger.messages.claims(given)
    found = parse(messenger.messages, given)
    assert told(found) == [
        ("100002", "李四", "in", "text", "到了"), ("100002", "我", "out", "video", None), ("777", "李四", None, "system", "李四改了群名"),
    ]  # fmt: skip
    first, second, _ = only(found, Message)
    assert first.reactions == (Reaction(value="👍", sender="我", sender_id="100001", time=Instant(1709622260, 0, 3)),)
    assert (str(first.sent), second.attachments[0].name) == ("2024-03-05T07:04:12.000Z", "v.mp4")
    assert [(one.kind, one.title) for one in only(found, Conversation)] == [("direct", "李四"), ("unknown", "项目群")]


@pytest.mark.parametrize("name", ["msys_database_999999", "copy.db"])
def test_messenger_of_an_unknown_account_has_no_directions(entry: Callable, parse: Callable, database: Callable, name: str) -> None:
    found = parse(messenger.messages, entry(database(MSYS + "ALTER TABLE reactions DROP COLUMN actor_id;"), f"/databases/{name}"))
    assert {one.direction for one in only(found, Message)} == {None}
    assert [one.value for one in only(found, Message)[0].reactions] == ["👍"], "whoever gave it"


def test_messages_of_secret_conversations_are_counted(entry: Callable, parse: Callable, database: Callable) -> None:
    made = database(
        MSYS + "CREATE TABLE secure_messages (thread_key INTEGER, text TEXT); INSERT INTO secure_messages VALUES (1, 'x'), (1, 'y');"
    )
    (gap,) = only(parse(messenger.messages, entry(made, "/databases/msys_database_100001")), Gap)
    assert (gap.code, gap.params["count"]) == ("secret-messages-unread", 2)


def test_calls_and_accounts_of_messenger(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(MSYS), "/databases/msys_database_100001")
    calls = only(parse(messenger.calls, given), Call)
    assert [(one.name, one.direction, one.duration, one.outcome, one.native_type) for one in calls] == [
        ("李四", "in", 65, "answered", "2 video"), ("李四", "out", 0, "unknown", "1"),
    ]  # fmt: skip
    assert [(one.name, one.numbers, one.emails) for one in only(parse(messenger.contacts, given), Contact)] == [
        ("我", ("100001",), ()), ("李四", ("100002", "lisi", "+861"), ("li@x.cn",)),
    ]  # fmt: skip


def test_older_messenger_tells_calls_files_and_what_was_taken_back(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(THREADS), "/databases/threads_db2")
    assert messenger.old_messages.claims(given) and not messenger.messages.claims(given)
    found = parse(messenger.old_messages, given)
    assert [(one[1], one[3], one[4]) for one in told(found)] == [
        ("李四", "text", "到了"), ("李四", "file", None), ("李四", "call", None), ("李四", "text", None), (None, "system", "x"),
    ]  # fmt: skip
    first, file, call, gone, _ = only(found, Message)
    assert (first.sender_id, first.reactions) == ("100002", (Reaction(value="❤", sender_id="100001"),))
    assert (file.attachments[0].name, call.call) == ("a.pdf", CallNote(outcome="answered", duration=65, video=True))
    assert (gone.deleted, gone.recall) == (True, Recall(by="李四", by_id="100002", time=Instant(1709622260, 0, 3)))


def test_instagram_tells_directions_by_its_session(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(INSTAGRAM), "/databases/direct.db")
    assert instagram_android.messages.claims(given)
    found = parse(instagram_android.messages, given)
    assert told(found) == [
        ("t", "lisi", "in", "text", "到了"), ("t", "me", "out", "text", "好"), ("t", "lisi", "in", "video", None), ("t", "lisi", "in", "call", "李四发起了视频聊天"),
        ("u", None, "in", "other", None),
    ]  # fmt: skip
    first, answer, media, call, _ = only(found, Message)
    assert str(first.sent) == "2024-03-05T07:04:12.123456Z"
    assert (answer.reply_to, answer.quote, media.attachments[0].name, call.call) == (
        "1",
        Told(native_id="1", text="到了"),
        "9_22",
        CallNote(),
    )
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]
