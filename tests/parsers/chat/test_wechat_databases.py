"""WeChat's databases on every platform give the same chat: who, when, what, and what was not understood."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import cramjam
import pytest
import zstandard

from evidence_desk.model import Contact, Conversation, Gap, Message, Participant
from parsers.chat import wechat_4, wechat_android, wechat_ios, wechat_windows

ROOM, OTHER = "1@chatroom", "wxid_li"
DIGEST = hashlib.md5(ROOM.encode()).hexdigest()
FILE = "<msg><appmsg><title>合同.pdf</title><type>6</type></appmsg></msg>"
ANDROID = """
CREATE TABLE message(msgId INTEGER PRIMARY KEY,msgSvrId INTEGER,type INT,status INT,isSend INT,createTime INTEGER,talker TEXT,content TEXT,imgPath TEXT);
CREATE TABLE rcontact(username TEXT PRIMARY KEY,alias TEXT,conRemark TEXT,nickname TEXT,type INT,deleteFlag INT);
CREATE TABLE userinfo(id INTEGER PRIMARY KEY,type INT,value TEXT);
INSERT INTO userinfo VALUES (2, 3, 'wxid_me');
INSERT INTO rcontact VALUES ('wxid_me', '', '', '张三', 3, 0), ('wxid_li', 'li', '老李', '李四', 3, 0), ('1@chatroom', '', '', '项目群', 2, 0);
INSERT INTO message VALUES (1, 70, 1, 2, 1, 1709622252000, '1@chatroom', '收到', NULL),
  (2, 71, 1090519089, 3, 0, 1709622253000, '1@chatroom', 'wxid_li:' || char(10) || '{file}', 'f'),
  (3, 72, 10000, 3, 0, 1709622254000, '1@chatroom', '"李四" 撤回了一条消息', NULL),
  (4, 73, 1, 3, 0, 'soon', 'wxid_li', '在吗', NULL);
""".replace("{file}", FILE)
IOS = f"""
CREATE TABLE Chat_{DIGEST}(TableVer INT,MesLocalID INTEGER PRIMARY KEY,MesSvrID INT,CreateTime INT,Message TEXT,Status INT,ImgStatus INT,Type INT,Des INT);
INSERT INTO Chat_{DIGEST} VALUES (1, 1, 70, 1709622252, '收到', 2, 0, 1, 0), (1, 2, 71, 1709622253, 'wxid_li:' || char(10) || '{FILE}', 4, 0, 49, 1),
  (1, 3, 72, 1709622254, '"李四" 撤回了一条消息', 4, 0, 10000, 1);
"""
MAC = f"""
CREATE TABLE Chat_{DIGEST}(mesLocalID INTEGER PRIMARY KEY,mesSvrID INT,msgCreateTime INT,msgContent TEXT,msgStatus INT,messageType INT,mesDes INT);
INSERT INTO Chat_{DIGEST} VALUES (1, 70, 1709622252, '收到', 2, 1, 0);
"""
SENDER = b"\x1a" + bytes([4 + len(OTHER)]) + b"\x08\x01\x12" + bytes([len(OTHER)]) + OTHER.encode()
WINDOWS = f"""
CREATE TABLE MSG(localId INTEGER PRIMARY KEY,MsgSvrID INT,Type INT,SubType INT,IsSender INT,CreateTime INT,Sequence INT,Status INT,StrTalker TEXT,
  StrContent TEXT,CompressContent BLOB,BytesExtra BLOB);
INSERT INTO MSG VALUES (1, 70, 1, 0, 1, 1709622252, 1, NULL, '{ROOM}', '收到', NULL, NULL),
  (2, 71, 49, 6, 0, 1709622253, 2, NULL, '{ROOM}', '', x'{bytes(cramjam.lz4.compress_block(FILE.encode() + bytes(1), store_size=False)).hex()}', x'{SENDER.hex()}'),
  (3, 72, 10000, 4, 0, 1709622254, 3, NULL, '{ROOM}', '"李四" 撤回了一条消息', NULL, NULL),
  (4, 73, 49, 6, 0, 1709622255, 4, NULL, '{ROOM}', '', x'f0ff', NULL);
"""
MICROMSG = "CREATE TABLE Contact(UserName TEXT PRIMARY KEY,Alias TEXT,DelFlag INT,Remark TEXT,NickName TEXT); INSERT INTO Contact VALUES ('wxid_li','li',0,'','李四');"
PACKED = zstandard.ZstdCompressor().compress(FILE.encode())
VERSION_4 = f"""
CREATE TABLE Name2Id(user_name TEXT PRIMARY KEY, is_session INT);
INSERT INTO Name2Id VALUES ('{ROOM}', 1), ('wxid_me', 0), ('{OTHER}', 0);
CREATE TABLE Msg_{DIGEST}(local_id INTEGER PRIMARY KEY,server_id INT,local_type INT,sort_seq INT,real_sender_id INT,create_time INT,status INT,message_content TEXT);
INSERT INTO Msg_{DIGEST} VALUES (1, 70, 1, 1, 2, 1709622252, 2, '收到'), (2, 71, {6 << 32 | 49}, 2, 3, 1709622253, 4, x'{PACKED.hex()}'),
  (3, 72, 10000, 3, 0, 1709622254, 4, '"李四" 撤回了一条消息'), (4, 73, 1, 4, 3, 1709622255, 4, x'28b52ffd00');
CREATE TABLE Msg_{"0" * 32}(local_id INTEGER PRIMARY KEY,server_id INT,local_type INT,sort_seq INT,real_sender_id INT,create_time INT,status INT,message_content TEXT);
INSERT INTO Msg_{"0" * 32} VALUES (1, 80, 1, 1, 3, 1709622300, 4, '谁的会话');
"""
CONTACT = "CREATE TABLE contact(id INTEGER PRIMARY KEY,username TEXT,alias TEXT,remark TEXT,nick_name TEXT,delete_flag INT); INSERT INTO contact VALUES (1,'wxid_li','','','李四',0);"


def said(found: list[object], conversation: str) -> list[tuple[object, ...]]:
    chosen = [one for one in found if isinstance(one, Message) and one.conversation == conversation]
    return [(str(one.sent), one.kind, one.text, one.direction, [file.name for file in one.attachments]) for one in chosen]


THE_CHAT = [
    ("2024-03-05T07:04:12Z", "text", "收到", "out", []),
    ("2024-03-05T07:04:13Z", "file", "合同.pdf", "in", ["合同.pdf"]),
    ("2024-03-05T07:04:14Z", "system", '"李四" 撤回了一条消息', None, []),
]


def test_android_gives_messages_names_and_the_owner(entry: Callable, parse: Callable, database: Callable) -> None:
    found = parse(wechat_android.messages, entry(database(ANDROID)))
    assert [(time.replace(".000", ""), *rest) for time, *rest in said(found, ROOM)] == THE_CHAT
    assert [(one.sender_id, one.sender) for one in found if isinstance(one, Message)] == [
        ("wxid_me", "张三"),
        ("wxid_li", "老李"),
        (None, None),
        ("wxid_li", "老李"),
    ]
    assert [(one.key, one.kind, one.title, one.account) for one in found if isinstance(one, Conversation)] == [
        (ROOM, "group", "项目群", "wxid_me"),
        ("wxid_li", "direct", "老李", "wxid_me"),
    ]
    [gap] = [one for one in found if isinstance(one, Gap)]
    assert (gap.code, gap.params["raw"]) == ("value-out-of-range", "soon")
    people = [one for one in parse(wechat_android.contacts, entry(database(ANDROID))) if isinstance(one, Contact)]
    assert [(one.name, one.numbers) for one in people] == [
        ("张三", ("wxid_me",)), ("老李", ("wxid_li", "li")), ("项目群", ("1@chatroom",)),
    ]  # fmt: skip


def test_ios_and_mac_keep_a_chat_under_its_hash(entry: Callable, parse: Callable, database: Callable) -> None:
    found = parse(wechat_ios.messages, entry(database(IOS)))
    assert said(found, DIGEST) == THE_CHAT
    assert {one.identifier for one in found if isinstance(one, Participant)} == {"wxid_li"}
    assert said(parse(wechat_ios.messages, entry(database(MAC))), DIGEST) == THE_CHAT[:1]


def test_windows_unpacks_what_is_packed_and_keeps_the_rest(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(WINDOWS), siblings={"../MicroMsg.db": database(MICROMSG)})
    found = parse(wechat_windows.messages, given)
    assert said(found, ROOM) == THE_CHAT
    assert [(one.sender_id, one.sender) for one in found if isinstance(one, Message)] == [(None, None), ("wxid_li", "李四"), (None, None)]
    [gap] = [one for one in found if isinstance(one, Gap)]
    assert (gap.code, gap.params["row"]) == ("row-undecodable", 4)


def test_version_4_names_chats_by_their_hash_and_unpacks(entry: Callable, parse: Callable, database: Callable) -> None:
    given = entry(database(VERSION_4), siblings={"../contact/contact.db": database(CONTACT)})
    found = parse(wechat_4.messages, given)
    assert said(found, ROOM) == THE_CHAT
    assert said(found, "0" * 32) == [("2024-03-05T07:05:00Z", "text", "谁的会话", "in", [])], "never dropped"
    assert sorted(one.code for one in found if isinstance(one, Gap)) == ["chat-unnamed", "row-undecodable"]
    assert [one.name for one in parse(wechat_4.contacts, entry(database(CONTACT))) if isinstance(one, Contact)] == ["李四"]


@pytest.mark.parametrize(
    ("parser", "path", "counts"),
    [
        (wechat_android.messages, "wechat_android/EnMicroMsg_decrypted.db", (27, 2, 4)),
        (wechat_ios.messages, "wechat_ios/DB/message_1.sqlite", (24, 2, 4)),
        (wechat_windows.messages, "wechat_pc_v3/Multi/MSG0.db", (24, 2, 4)),
        (wechat_4.messages, "wechat_v4/db_storage/message/message_0.db", (24, 2, 4)),
    ],
)
def test_the_samples_give_their_counts(entry: Callable, messages: Callable, corpus, parser, path: str, counts: tuple[int, ...]) -> None:
    given = entry((corpus / "chat" / path).read_bytes())
    assert parser.claims(given)
    found = messages(parser, given)
    assert (len(found), sum(one.kind == "system" for one in found), sum(bool(one.attachments) for one in found)) == counts
