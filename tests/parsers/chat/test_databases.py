"""Message databases give who, when and what, with replies, reactions, edits, deletions and files; nothing is lost unsaid."""

from __future__ import annotations

import plistlib
from collections.abc import Callable

import pytest

from evidence_desk.model import Call, Contact, Conversation, Gap, Message, Seen
from parsers.chat import imessage, qqnt, signal_desktop, whatsapp_android

NEW = """
CREATE TABLE jid(_id INTEGER PRIMARY KEY,raw_string TEXT); INSERT INTO jid VALUES (1,'861@s.whatsapp.net'),(2,'g@g.us');
CREATE TABLE chat(_id INTEGER PRIMARY KEY,jid_row_id INT,subject TEXT); INSERT INTO chat VALUES (1,2,'项目群');
CREATE TABLE message(_id INTEGER PRIMARY KEY,chat_row_id INT,from_me INT,key_id TEXT,sender_jid_row_id INT,status INT,timestamp INT,message_type INT,text_data TEXT);
INSERT INTO message VALUES (1,1,1,'A',0,0,1709622252000,0,'收到'),(2,1,0,'B',1,0,1709622253000,1,NULL),(3,1,0,'C',1,0,1709622254000,15,NULL),
  (4,1,0,'D',1,6,1709622255000,7,NULL),(5,1,0,'E',1,0,1709622256000,0,'不行');
CREATE TABLE message_media(message_row_id INTEGER PRIMARY KEY,file_path TEXT,mime_type TEXT,media_caption TEXT);
INSERT INTO message_media VALUES (2,'Media/a.jpg','image/jpeg','看图');
CREATE TABLE message_quoted(message_row_id INTEGER PRIMARY KEY,key_id TEXT,text_data TEXT); INSERT INTO message_quoted VALUES (5,'A','收到');
CREATE TABLE message_add_on(_id INTEGER PRIMARY KEY,parent_message_row_id INT,sender_jid_row_id INT); INSERT INTO message_add_on VALUES (1,1,1);
CREATE TABLE message_add_on_reaction(message_add_on_row_id INTEGER PRIMARY KEY,reaction TEXT); INSERT INTO message_add_on_reaction VALUES (1,'👍');
CREATE TABLE call_log(_id INTEGER PRIMARY KEY,jid_row_id INT,from_me INT,timestamp INT,duration INT,video_call INT,call_result INT);
INSERT INTO call_log VALUES (1,1,1,1709622300000,65,0,5);
"""
WA = "CREATE TABLE wa_contacts(_id INTEGER PRIMARY KEY,jid TEXT,number TEXT,display_name TEXT,wa_name TEXT); INSERT INTO wa_contacts VALUES (1,'861@s.whatsapp.net','+861','李四','li');"
OLD = """
CREATE TABLE messages(_id INTEGER PRIMARY KEY,key_remote_jid TEXT,key_from_me INT,key_id TEXT,status INT,data TEXT,timestamp INT,media_wa_type TEXT,remote_resource TEXT);
INSERT INTO messages VALUES (1,'-1',0,'-1',-1,NULL,0,NULL,NULL),(2,'g@g.us',0,'A',0,'收到',1709622252000,'0','861@s.whatsapp.net'),
  (3,'861@s.whatsapp.net',0,'B',0,'在吗',1709622253000,'0',NULL),(4,'g@g.us',1,'C',0,NULL,1709622254000,'15',NULL);
"""


def rows(found: list[object]) -> list[tuple[object, ...]]:
    return [(one.sender_id, one.direction, one.kind, one.text) for one in found if isinstance(one, Message)]


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


def test_whatsapp_tells_quotes_reactions_files_and_what_was_deleted(entry: Callable, parse: Callable, database: Callable) -> None:
    found = parse(whatsapp_android.messages, entry(database(NEW), siblings={"wa.db": database(WA), "Media/a.jpg": b"x"}))
    assert rows(found) == [
        (None, "out", "text", "收到"), ("861@s.whatsapp.net", "in", "image", "看图"), ("861@s.whatsapp.net", "in", "text", None),
        (None, None, "system", None), ("861@s.whatsapp.net", "in", "text", "不行"),
    ]  # fmt: skip
    first, picture, gone, _, answer = only(found, Message)
    assert [(one.value, one.sender_id) for one in first.reactions] == [("👍", "861@s.whatsapp.net")]
    assert (picture.sender, picture.attachments[0].path, picture.attachments[0].state) == ("李四", "/folder/Media/a.jpg", "present")
    assert (gone.deleted, answer.reply_to, answer.quote and answer.quote.text) == (True, "A", "收到")
    assert [(one.kind, one.title) for one in only(found, Conversation)] == [("group", "项目群")]


def test_whatsapp_without_its_side_tables_still_gives_its_messages(entry: Callable, parse: Callable, database: Callable) -> None:
    bare = "".join(line for line in NEW.splitlines(True) if "message_" not in line or line.startswith("CREATE TABLE message(")).replace(
        "INSERT INTO message_media", "--"
    )
    assert len(rows(parse(whatsapp_android.messages, entry(database(bare))))) == 5


def test_old_whatsapp_leaves_out_its_sentinel_and_nothing_else(entry: Callable, parse: Callable, database: Callable) -> None:
    found = parse(whatsapp_android.old_messages, entry(database(OLD)))
    assert rows(found) == [
        ("861@s.whatsapp.net", "in", "text", "收到"), ("861@s.whatsapp.net", "in", "text", "在吗"), (None, "out", "text", None),
    ]  # fmt: skip
    assert [one.deleted for one in only(found, Message)] == [False, False, True]


def test_whatsapp_has_calls_and_contacts(entry: Callable, parse: Callable, database: Callable) -> None:
    [call] = only(parse(whatsapp_android.calls, entry(database(NEW))), Call)
    assert (call.number, call.direction, call.outcome, call.duration, call.app) == ("861@s.whatsapp.net", "out", "answered", 65, "whatsapp")
    [contact] = only(parse(whatsapp_android.contacts, entry(database(WA))), Contact)
    assert (contact.name, contact.numbers) == ("李四", ("861@s.whatsapp.net", "+861"))


def element(*parts: bytes) -> bytes:
    inside = b"".join(parts)
    return varint(40800 << 3 | 2) + varint(len(inside)) + inside


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def words(field: int, value: str) -> bytes:
    return varint(field << 3 | 2) + varint(len(value.encode())) + value.encode()


def test_qq_reads_the_elements_of_a_message(entry: Callable, parse: Callable, database: Callable) -> None:
    columns = ",".join(f'"{one}"' for one in (40001, 40003, 40013, 40021, 40027, 40033, 40050, 40090, 40800))
    bodies = (
        element(number(45002, 7), number(47402, 110)) + element(number(45002, 1), words(45101, "不行")),
        element(number(45002, 4), words(45402, "a.opus")), element(number(45002, 8), words(45101, "撤回")),
        element(number(45002, 99)), b"\x08\x01",
    )  # fmt: skip
    values = ",".join(f"({at},{at},0,'u',9,10001,1709622252,'张三',x'{body.hex()}')" for at, body in enumerate(bodies, 1))
    found = parse(qqnt.messages, entry(database(f"CREATE TABLE group_msg_table({columns}); INSERT INTO group_msg_table VALUES {values};")))
    assert rows(found) == [
        ("10001", "in", "text", "不行"), ("10001", "in", "audio", None), (None, None, "system", "撤回"), ("10001", "in", "other", None),
    ]  # fmt: skip
    assert [(one.reply_to, [file.name for file in one.attachments]) for one in only(found, Message)][:2] == [
        ("110", []),
        (None, ["a.opus"]),
    ]
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]
    assert only(found, Seen) == [Seen(5)]


ARCHIVED = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
APPLE = f"""
CREATE TABLE handle(ROWID INTEGER PRIMARY KEY,id TEXT); INSERT INTO handle VALUES (1,'+861');
CREATE TABLE chat(ROWID INTEGER PRIMARY KEY,chat_identifier TEXT,display_name TEXT,style INT); INSERT INTO chat VALUES (1,'c1','项目群',43);
CREATE TABLE chat_message_join(chat_id INT,message_id INT); INSERT INTO chat_message_join VALUES (1,1),(1,2),(1,3),(1,4);
CREATE TABLE message(ROWID INTEGER PRIMARY KEY,guid TEXT,text TEXT,handle_id INT,service TEXT,date INT,is_from_me INT,item_type INT,group_title TEXT,
  associated_message_type INT,associated_message_guid TEXT,attributedBody BLOB,date_retracted INT,thread_originator_guid TEXT);
INSERT INTO message VALUES (1,'G1',NULL,0,'iMessage',731315052000000000,1,0,NULL,0,NULL,x'{(ARCHIVED + bytes([6]) + "收到".encode()).hex()}',0,NULL),
  (2,'G2',char(65532),1,'SMS',731315053,0,0,NULL,0,NULL,NULL,0,'G1'),(3,'G3','Liked',1,'iMessage',731315054000000000,0,0,NULL,2001,'p:0/G1',NULL,0,NULL),
  (4,'G4',NULL,1,'iMessage',731315055000000000,0,2,'新群名',0,NULL,NULL,0,NULL),(5,'G5',NULL,1,'iMessage',731315056000000000,0,0,NULL,0,NULL,x'{(ARCHIVED + bytes([99])).hex()}',0,NULL);
CREATE TABLE attachment(ROWID INTEGER PRIMARY KEY,filename TEXT,transfer_name TEXT,mime_type TEXT,total_bytes INT);
INSERT INTO attachment VALUES (1,'~/Library/SMS/Attachments/00/a.jpg','a.jpg','image/jpeg',3);
CREATE TABLE message_attachment_join(message_id INT,attachment_id INT); INSERT INTO message_attachment_join VALUES (2,1);
"""


def test_apple_reads_archived_text_and_tells_tapbacks_with_their_message(entry: Callable, parse: Callable, database: Callable) -> None:
    found = parse(imessage.messages, entry(database(APPLE), siblings={"Attachments/00/a.jpg": b"x"}))
    assert rows(found) == [(None, "out", "text", "收到"), ("+861", "in", "image", None), (None, None, "system", "新群名")]
    first, second, _ = only(found, Message)
    assert (str(first.sent), str(second.sent)) == ("2024-03-05T07:04:12Z", "2024-03-05T07:04:13Z")
    assert [(one.value, one.sender_id, one.removed) for one in first.reactions] == [("liked", "+861", False)]
    assert (second.reply_to, second.attachments[0].state) == ("G1", "present")
    [gap] = only(found, Gap)
    assert (gap.code, gap.params["row"]) == ("row-undecodable", 5)


SIGNAL = """
CREATE TABLE conversations(id TEXT PRIMARY KEY,json TEXT,type TEXT,name TEXT,profileName TEXT,e164 TEXT,serviceId TEXT);
INSERT INTO conversations VALUES ('g','{}','group','项目群',NULL,NULL,NULL),('c','{}','private',NULL,'李四','+861','aci-1');
CREATE TABLE messages(rowid INTEGER PRIMARY KEY,id TEXT,json TEXT,sent_at INT,conversationId TEXT,type TEXT,body TEXT,sourceServiceId TEXT,isErased INT);
INSERT INTO messages VALUES
 (1,'m1','{"reactions":[{"emoji":"👍","fromId":"c"}],"editHistory":[{}]}',1709622252000,'g','outgoing','收到','aci-0',0),
 (2,'m2','{"attachments":[{"fileName":"a.jpg","contentType":"image/jpeg","path":"aa/1"}],"quote":{"id":1709622252000,"text":"收到"}}',1709622253000,'g','incoming',NULL,'aci-1',0),
 (3,'m3','{"deletedForEveryone":true}',1709622254000,'g','incoming',NULL,'aci-1',1),(4,'m4','{}',1709622255000,'g','group-v2-change',NULL,NULL,0),
 (5,'m5','{',1709622256000,'g','incoming','x','aci-1',0);
"""


def test_signal_tells_reactions_quotes_edits_and_deletions(entry: Callable, parse: Callable, database: Callable) -> None:
    found = parse(signal_desktop.messages, entry(database(SIGNAL)))
    assert rows(found) == [
        ("aci-0", "out", "text", "收到"), ("aci-1", "in", "image", None), ("aci-1", "in", "text", None), (None, None, "system", None),
    ]  # fmt: skip
    first, second, third, _ = only(found, Message)
    assert ([(one.value, one.sender_id) for one in first.reactions], first.edited) == ([("👍", "c")], True)
    assert (second.sender, second.reply_to, second.quote and second.quote.text) == ("李四", "1709622252000", "收到")
    assert third.deleted
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]


@pytest.mark.parametrize(
    ("parser", "path", "counts"),
    [
        (whatsapp_android.messages, "whatsapp_android/new/msgstore.db", (24, 1, 4, 1)),
        (whatsapp_android.old_messages, "whatsapp_android/old/msgstore.db", (24, 1, 4, 1)),
        (qqnt.messages, "qqnt/nt_msg_plain.db", (26, 2, 4, 0)),
        (imessage.messages, "ios_backup/00008110-0000open/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28", (24, 1, 4, 1)),
        (signal_desktop.messages, "signal_desktop/db_decrypted.sqlite", (24, 1, 4, 1)),
    ],
)
def test_the_samples_give_their_counts(entry: Callable, messages: Callable, corpus, parser, path: str, counts: tuple[int, ...]) -> None:
    given = entry((corpus / "chat" / path).read_bytes())
    assert parser.claims(given)
    found = messages(parser, given)
    assert (
        len(found),
        sum(one.kind == "system" for one in found),
        sum(bool(one.attachments) for one in found),
        sum(one.deleted for one in found),
    ) == counts


def test_apple_tells_what_was_taken_back_from_what_was_deleted_on_the_device(
    entry: Callable, messages: Callable, database: Callable
) -> None:
    def summary(parts: int, gone: list[int]) -> str:
        return plistlib.dumps({"otr": {str(one): {"lo": 0, "le": 1} for one in range(parts)}, "rp": gone}, fmt=plistlib.FMT_BINARY).hex()

    made = database(
        APPLE
        + "ALTER TABLE message ADD COLUMN message_summary_info BLOB; ALTER TABLE message ADD COLUMN date_edited INT;"
        + f"UPDATE message SET message_summary_info = x'{summary(1, [0])}', date_edited = 731315099000000000 WHERE ROWID = 1;"
        + f"UPDATE message SET message_summary_info = x'{summary(2, [0])}', date_edited = 731315099000000000 WHERE ROWID = 2;"
        + "CREATE TABLE chat_recoverable_message_join(chat_id INT,message_id INT,delete_date INT);"
        + "INSERT INTO chat_recoverable_message_join VALUES (1,4,731315100000000000); DELETE FROM chat_message_join WHERE message_id = 4;"
    )
    whole, part, deleted = messages(imessage.messages, entry(made))
    assert (whole.deleted, whole.edited, str(whole.recall.time)) == (True, False, "2024-03-05T07:04:59Z")
    assert (part.deleted, part.edited, part.recall) == (False, True, None), "one of its parts still stands"
    assert (deleted.deleted, deleted.recall, deleted.conversation) == (True, None, "c1"), "deleted here, and still in its conversation"
    assert deleted.extra["delete_date"] == "731315100000000000"
