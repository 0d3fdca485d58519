"""Exports of chats, as text, tables, JSON and HTML: every message, who sent it and when, and every byte accounted for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from evidence_desk.api import Extent, Parser
from evidence_desk.model import CallNote, Edit, Gap, Location, Mention, Message, Participant, Reaction, Recall, Seen, Told
from parsers.chat import (
    case_uco,
    discord,
    google_chat,
    kakaotalk,
    kakaotalk_table,
    line_text,
    memotrace,
    memotrace_html,
    meta,
    qq_exporter,
    qq_mht,
    qq_text,
    signal_export,
    skype,
    slack,
    telegram_html,
    threema,
    wechat_json,
    whatsapp_text,
)

QQ = (
    "消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n================================================================\r\n消息分组:我的QQ群\r\n"
    "================================================================\r\n消息对象:项目群\r\n================================================================\r\n\r\n"
    "2024-03-05 15:04:12 【管理员】张(三)(10001)\r\n第一行\r\n\r\n2024-01-01 不是标题\r\n\r\n2024-03-05 9:05:00 王五<w@example.com>\r\n[图片]\r\n\r\n"
    "2024-03-05 15:06:00 系统消息(10000)\r\n李四加入了本群\r\n\r\n"
)
LINE = (
    '[LINE] 与李四的聊天记录\n保存日期：2024/03/06 20:50\n\n2024/03/05（週二）\n下午03:04\t张三\t"第一行\n""引""第二行"\n上午12:10\t李四\t[照片]\n'
    "24:53\t\t张三已收回訊息\n"
)
KAKAO = "테스트 님과 카카오톡 대화\n저장한 날짜 : 2021년\n\n--------------- 2021년 12월 29일 수요일 ---------------\n[테스트] [오후 8:36] ㅎㅇ\n이어지는 줄\n[나] [20:37] 반가워\n"
MEMO = "2024-03-05 15:04:12 张三\n收到\n\n第二段\n\n2024-03-05 15:14:12 王五 Wang\n【语音】\n\n"


def spoken(found: list[object]) -> list[tuple[object, ...]]:
    return [(one.sent_local, str(one.sent), one.sender, one.sender_id, one.kind, one.text) for one in found if isinstance(one, Message)]


def only(found: list[object], kind: type) -> list:
    return [one for one in found if isinstance(one, kind)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_qq_text_is_read_in_its_encodings_with_names_that_have_brackets(entry: Callable, parse: Callable, encoding: str) -> None:
    given = entry(QQ.encode(encoding))
    assert qq_text.messages.claims(given)
    found = parse(qq_text.messages, given)
    assert spoken(found) == [
        ("2024-03-05 15:04:12", "2024-03-05T07:04:12Z", "张(三)", "10001", "text", "第一行\n\n2024-01-01 不是标题"),
        ("2024-03-05 9:05:00", "2024-03-05T01:05:00Z", "王五", "w@example.com", "image", "[图片]"),
        ("2024-03-05 15:06:00", "2024-03-05T07:06:00Z", "系统消息", "10000", "system", "李四加入了本群"),
    ]
    assert only(found, Message)[0].extra == {"rank": "管理员"}
    places = [one.locus.place for one in only(found, Message)]
    assert all(isinstance(place, Extent) for place in places)
    assert [place.offset + place.length for place in places] == [*(place.offset for place in places[1:]), len(QQ.encode(encoding))]


def test_line_reads_halves_of_days_quotation_marks_and_nights_that_go_on(entry: Callable, parse: Callable) -> None:
    given = entry(LINE.encode())
    assert line_text.messages.claims(given)
    found = parse(line_text.messages, given)
    assert spoken(found) == [
        ("2024-03-05 下午03:04", "2024-03-05T07:04:00Z", "张三", None, "text", '第一行\n"引"第二行'),
        ("2024-03-05 上午12:10", "2024-03-04T16:10:00Z", "李四", None, "image", "[照片]"),
        ("2024-03-05 24:53", "2024-03-05T16:53:00Z", None, None, "system", "张三已收回訊息"),
    ]


def test_a_time_behind_the_last_one_there_is_costs_its_own_message_only(entry: Callable, parse: Callable) -> None:
    found = parse(line_text.messages, entry(LINE.replace("24:53", "24:53\t李四\tx\n9999/12/31（金）\n24:00").encode()))
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]
    assert len(only(found, Message)) == 3


def test_what_stands_beside_messages_in_another_form_than_it_should_costs_none(entry: Callable, parse: Callable) -> None:
    thread = {"participants": [{"name": {}}, {"name": [1]}], "title": [], "thread_path": {}, "messages": [
        {"sender_name": "A", "timestamp_ms": 1709622252000, "content": "hi", "share": {"link": "x" * 3000}}]}  # fmt: skip
    [one] = only(parse(meta.messages, entry(json.dumps(thread).encode(), "/inbox/message_1.json")), Message)
    assert one.text == "hi"
    assert one.extra["share"].endswith("… (+1011)")  # what is cut off a very long one is told


@pytest.mark.parametrize(("parser", "export"), [(qq_text.messages, QQ), (memotrace.text, MEMO)])
def test_a_time_that_is_none_costs_the_message_its_time_and_nothing_else(
    entry: Callable, parse: Callable, parser: Parser, export: str
) -> None:
    sound = only(parse(parser, entry(export.encode())), Message)
    found = parse(parser, entry(re.sub(r"2024-03-05 (?=\d+:)", "2024-13-45 ", export, count=1).encode()))
    assert [one.text for one in only(found, Message)] == [one.text for one in sound]
    assert next((one.sent, (one.sent_local or "")[:10]) for one in only(found, Message)) == (None, "2024-13-45")
    assert ("value-out-of-range", "2024-13-45") in [(one.code, str(one.params.get("raw"))[:10]) for one in only(found, Gap)]


def test_kakaotalk_reads_both_clocks_and_lines_that_go_on(entry: Callable, parse: Callable) -> None:
    given = entry(KAKAO.encode(), zone="Asia/Seoul")
    assert kakaotalk.messages.claims(given)
    assert [(one[0], one[2], one[5]) for one in spoken(parse(kakaotalk.messages, given))] == [
        ("2021-12-29 20:36", "테스트", "ㅎㅇ\n이어지는 줄"),
        ("2021-12-29 20:37", "나", "반가워"),
    ]


def test_what_stands_behind_a_row_that_is_no_message_is_said(entry: Callable, parse: Callable) -> None:
    found = parse(kakaotalk.messages, entry("테스트 님과 카카오톡 대화\n저장한 날짜 : 2021년\n\nunexpected line".encode()))
    assert [one.code for one in only(found, Gap)] == ["bytes-unparsed"]


def test_memotrace_text_and_table(entry: Callable, parse: Callable) -> None:
    given = entry(MEMO.encode())
    assert memotrace.text.claims(given)
    assert not qq_text.messages.claims(given)
    assert [(one[2], one[4], one[5]) for one in spoken(parse(memotrace.text, given))] == [
        ("张三", "text", "收到\n\n第二段"),
        ("王五 Wang", "audio", "【语音】"),
    ]
    head = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\r\n"
    rows = '1,1,1,0,1,1709622252,,"一, ""二""\r\n三",2024-03-05 15:04:12,,张三,wxid_a\r\n2,1,1,0,0,x,,坏时间,,,李四,wxid_b\r\n3,1,1\r\n'
    found = parse(memotrace.table, entry(("\ufeff" + head + rows).encode()))
    assert [(one[2], one[3], one[5]) for one in spoken(found)] == [("张三", "wxid_a", '一, "二"\n三'), ("李四", "wxid_b", "坏时间")]
    assert [one.code for one in only(found, Gap)] == ["value-out-of-range", "row-undecodable"]
    assert only(found, Seen) == [Seen(3)]


def test_weflow_and_chatlog(entry: Callable, parse: Callable) -> None:
    weflow = {
        "messages": [
            {"localId": 1, "createTime": 1709622252, "formattedTime": "2024-03-05 15:04:12", "type": "文本消息", "content": "收到", "isSend": 1, "senderUsername": "a", "senderDisplayName": "张三"},
            {"localId": 2, "createTime": 1709622253, "type": "系统消息", "content": "撤回了一条消息", "isSend": None, "senderUsername": "a"},
            {"localId": [], "createTime": 1, "type": "文本消息"},
        ],
        "weflow": {"version": "1"},
        "session": {"wxid": "1@chatroom", "nickname": "项目群"},
    }  # fmt: skip
    found = parse(wechat_json.weflow, entry(json.dumps(weflow, ensure_ascii=False).encode()))
    assert [(one[2], one[4], one[5]) for one in spoken(found)] == [("张三", "text", "收到"), (None, "system", "撤回了一条消息")]
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]
    chatlog = [
        {
            "seq": 1,
            "time": "2024-03-05T15:04:12+08:00",
            "talker": "1@chatroom",
            "talkerName": "项目群",
            "isChatRoom": True,
            "sender": "a",
            "senderName": "张三",
            "isSelf": True,
            "type": 49,
            "subType": 6,
            "content": "",
        }
    ]
    [message] = only(parse(wechat_json.chatlog, entry(json.dumps(chatlog, ensure_ascii=False).encode())), Message)
    assert (str(message.sent), message.kind, message.direction, len(message.attachments)) == ("2024-03-05T07:04:12Z", "file", "out", 1)


def test_qq_exporter_finds_files_and_what_is_answered(entry: Callable, parse: Callable) -> None:
    export = {
        "metadata": {"name": "QQChatExporter V6"}, "chatInfo": {"name": "项目群", "type": "group", "selfUin": "1", "peerUin": "9"},
        "messages": [
            {"id": "7", "timestamp": 1709622252000, "sender": {"uin": "1", "name": "张三"}, "type": "image", "content": {"text": "看", "elements": [{"type": "reply", "data": {"referencedMessageId": "5", "content": "旧"}}], "resources": [{"filename": "a.jpg", "localPath": "resources/a.jpg"}]}, "recalled": False},
            {"id": "8", "timestamp": 1709622253000, "sender": {"uin": "2", "name": "李四"}, "type": "system", "content": {"text": "x"}, "recalled": True},
        ],
    }  # fmt: skip
    found = parse(qq_exporter.messages, entry(json.dumps(export, ensure_ascii=False).encode(), siblings={"resources/a.jpg": b"x"}))
    first, second = only(found, Message)
    assert (first.reply_to, first.quote and first.quote.text, first.direction, first.attachments[0].state) == ("5", "旧", "out", "present")
    assert (second.deleted, second.kind, second.sender_id) == (True, "text", "2")


def test_meta_mends_text_and_keeps_what_was_stored(entry: Callable, parse: Callable) -> None:
    broken = lambda text: text.encode().decode("latin-1")  # noqa: E731
    export = {"participants": [{"name": broken("张三")}, {"name": "Bob"}], "messages": [{"sender_name": broken("张三"), "timestamp_ms": 1709622252000, "content": broken("收到")}, {"sender_name": "Bob", "timestamp_ms": 1, "content": "naïve", "is_unsent": True}], "title": "t", "thread_path": "inbox/x"}  # fmt: skip
    first, second = only(parse(meta.messages, entry(json.dumps(export).encode())), Message)
    assert (first.sender, first.text, first.extra["as_stored"]) == ("张三", "收到", broken("收到"))
    assert (second.text, second.deleted) == ("naïve", True)


def test_discord_and_slack_and_google(entry: Callable, parse: Callable) -> None:
    table = 'AuthorID,Author,Date,Content,Attachments,Reactions\n"5","u","2024-03-05T15:04:12.123+08:00","a\nb","media/x.jpg",""\n'
    [row] = only(parse(discord.rows, entry(table.encode(), siblings={"media/x.jpg": b"x"})), Message)
    assert (str(row.sent), row.text, row.attachments[0].state) == ("2024-03-05T07:04:12.123Z", "a\nb", "present")
    day = [
        {"type": "message", "user": "U1", "text": "hi <@U1> &lt;b&gt;", "ts": "1709622252.000100", "edited": {}},
        {"type": "message", "ts": "never"},
    ]
    given = entry(
        json.dumps(day).encode(),
        "/x/general/2024-03-05.json",
        siblings={"../users.json": json.dumps([{"id": "U1", "real_name": "张三"}]).encode()},
    )
    assert slack.messages.claims(given)
    found = parse(slack.messages, given)
    assert [(one.text, one.sender, str(one.sent)) for one in only(found, Message)] == [
        ("hi @张三 <b>", "张三", "2024-03-05T07:04:12.000100Z")
    ]
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]
    times = ("Tuesday, March 5, 2024 at 7:04:12\u202fAM UTC", "2024年3月5日星期二 UTC 下午3:04:12", "yesterday")
    assert [str(google_chat.time_of(one)) for one in times] == ["2024-03-05T07:04:12Z", "None", "None"]
    assert str(google_chat.time_of("UTC 2024年3月5日 下午3:04:12")) == "2024-03-05T15:04:12Z"


def test_telegram_html_and_qq_mht(entry: Callable, parse: Callable) -> None:
    html = """<div class="page_header"><div class="text bold">
群 &amp; 友
</div></div><div class="page_body chat_page">
     <div class="message service" id="message-1">
      <div class="body details">
5 March 2024
      </div></div>
     <div class="message default clearfix" id="message1">
      <div class="pull_right date details" title="05.03.2024 15:04:12 UTC+08:00">
      <div class="from_name">
张三
      </div><div class="text">
一<br>二 &lt;b&gt; <a href="x">链</a>
      </div></div>
     <div class="message default clearfix joined" id="message2">
      <div class="pull_right date details" title="05.03.2024 15:05:12">
      <div class="reply_to details">In reply to <a href="#go_to_message1">this</a></div>
      <a class="media clearfix pull_left block_link media_file" href="files/a%20b.pdf"></a></div>
"""
    given = entry(html.encode(), "/x/messages.html", siblings={"files/a b.pdf": b"x"})
    assert telegram_html.messages.claims(given)
    first, second = only(parse(telegram_html.messages, given), Message)
    assert (first.text, first.sender, str(first.sent), first.zone_basis) == ("一\n二 <b> 链", "张三", "2024-03-05T07:04:12Z", "source")
    assert (second.sender, second.reply_to, second.kind, second.zone_basis, second.attachments[0].state) == (
        "张三",
        "1",
        "file",
        "evidence",
        "present",
    )
    mht = 'Subject: Tencent IM Message\r\n\r\n<table><tr><td><div>消息对象:群</div></td></tr><tr><td>日期: 2024-03-05</td></tr><tr><td><div><div>张三(10001)</div>15:04:12</div><div><font>看<IMG src="{A}.dat"></font></div></td></tr></table>'
    found = parse(qq_mht.messages, entry(mht.encode()))
    assert spoken(found) == [("2024-03-05 15:04:12", "2024-03-05T07:04:12Z", "张三", "10001", "text", "看")]
    assert only(found, Participant)[0].identifier == "10001"
    assert only(found, Message)[0].attachments[0].name == "{A}.dat"


SIGNAL = (
    "[2019-12-24 12:23:45] Alice: > quoted\n> more\nHello  \nworld\n(- Bob: 👍 -)\n[2019-12-24 12:24:00] Me: ![p.jpg](./media/p.jpg)  \n"
    "[2019-12-24 12:25:00] Me: (This message was deleted)\n"
)
SIGNAL_LINES = (
    '{"date":"2019-12-24T12:23:45","sender":"Alice","body":"Hi","quote":"q","sticker":"","reactions":[["Bob","👍"]],"attachments":[]}\n'
    '{"date":"2019-12-24T12:24:45","sender":"Me","body":"","quote":"","sticker":"","reactions":[],"attachments":[{"name":"p.jpg","path":"./media/p.jpg"}]}\n'
    "broken{\n"
)
PAGE = r"""<!DOCTYPE html><html><script>
const chatMessages = [
{ type:0, text: '2024-03-05 15:04', timestamp:1709622252 },
{ type:1, text: '你好\n\'引\' {x}<br>第二行',is_send:1,avatar_path:'./a.png', timestamp:1709622252,is_chatroom:1,displayname:'张三'},
{"type":3,"text":"./image/1.jpg","is_send":0,"avatar_path":"","timestamp":1709622300,"is_chatroom":1,"displayname":"李四"},
{ type:10000, text: '李四撤回了一条消息', is_send:0, timestamp:1709622400 },
{ type:49, sub_type:57, text: `回复`, refer_text:'你好', is_send:0, timestamp:1709622500, displayname:'李四' },
{ broken },
]
</script></html>
"""
SKYPE = """{"userId":"8:live:me","exportDate":"2021-01-01T00:00","conversations":[{"id":"8:bob","displayName":"Bob","MessageList":[
{"id":"1","displayName":null,"originalarrivaltime":"2020-12-02T12:11:29.563Z","messagetype":"RichText","content":"<b>hi</b>","from":"8:bob"},
{"id":"2","originalarrivaltime":"2020-12-02T12:12:29.563Z","messagetype":"Event/Call","content":"<partlist/>","from":"8:live:me"}, 5]}]}"""
ENCRYPTED = """{"participants":["Alice","Bob"],"threadName":"Alice_1","messages":[
{"isUnsent":false,"media":[],"reactions":[{"actor":"Bob","reaction":"❤"}],"senderName":"Alice","text":"你好","timestamp":1709622252000,"type":"text"},
{"isUnsent":true,"media":[{"uri":"./media/p.jpg"}],"senderName":"Bob","text":"","timestamp":1709622253000,"type":"media"}]}"""


def test_signal_export_gives_quotations_reactions_and_files_apart_from_the_text(entry: Callable, parse: Callable) -> None:
    given = entry(SIGNAL.encode(), "/export/Alice/chat.md", siblings={"media/p.jpg": b"jpg"})
    assert signal_export.transcript.claims(given) and not whatsapp_text.messages.claims(given)
    found = parse(signal_export.transcript, given)
    assert spoken(found) == [
        ("2019-12-24 12:23:45", "2019-12-24T04:23:45Z", "Alice", None, "text", "Hello  \nworld"),
        ("2019-12-24 12:24:00", "2019-12-24T04:24:00Z", "Me", None, "image", "![p.jpg](./media/p.jpg)"),
        ("2019-12-24 12:25:00", "2019-12-24T04:25:00Z", "Me", None, "text", "(This message was deleted)"),
    ]
    first, second, third = only(found, Message)
    assert (first.quote, first.reactions) == (Told(text="quoted\nmore"), (Reaction(value="👍", sender="Bob"),))
    assert (second.attachments[0].state, second.direction, third.deleted) == ("present", "out", True)


def test_the_older_text_of_signal_export_is_told_from_whatsapps(entry: Callable, parse: Callable, corpus) -> None:
    given = entry((corpus / "chat" / "signal_export" / "chat.txt").read_bytes(), "/export/Jane/chat.txt")
    assert signal_export.transcript.claims(given) and not whatsapp_text.messages.claims(given)
    assert [one[2::3] for one in spoken(parse(signal_export.transcript, given))] == [
        ("Jane Doe", "Hello John!"),
        ("John Doe", "Hello\nJane!"),
    ]


def test_lines_of_signal_export_are_read_and_a_broken_one_is_named(entry: Callable, parse: Callable) -> None:
    given = entry(SIGNAL_LINES.encode(), "/export/Alice/data.json", siblings={"media/p.jpg": b"jpg"})
    assert signal_export.lines.claims(given)
    found = parse(signal_export.lines, given)
    assert [(one[2], one[4], one[5]) for one in spoken(found)] == [("Alice", "text", "Hi"), ("Me", "image", None)]
    (gap,) = only(found, Gap)
    assert gap.place == Extent(SIGNAL_LINES.encode().index(b"broken"), 7)


def test_the_table_of_kakaotalk_on_the_mac(entry: Callable, parse: Callable) -> None:
    given = entry(
        'Date,User,Message\n2021-12-29 20:36:00,"u","m ""q""\nzwei"\n2021-12-29 20:37:00,"u","사진"\nbad row\n'.encode(), zone="Asia/Seoul"
    )
    assert kakaotalk_table.messages.claims(given)
    found = parse(kakaotalk_table.messages, given)
    assert [one[1:] for one in spoken(found)] == [
        ("2021-12-29T11:36:00Z", "u", None, "text", 'm "q"\nzwei'),
        ("2021-12-29T11:37:00Z", "u", None, "image", "사진"),
    ]
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]


def test_the_page_of_memotrace_is_read_as_literals_and_nothing_is_run(entry: Callable, parse: Callable) -> None:
    given = entry(PAGE.encode(), "/export/项目群.html")
    assert memotrace_html.messages.claims(given)
    found = parse(memotrace_html.messages, given)
    assert [one[1:] for one in spoken(found)] == [
        ("2024-03-05T07:04:12Z", "张三", None, "text", "你好'引' {x}\n第二行"),
        ("2024-03-05T07:05:00Z", "李四", None, "image", None),
        ("2024-03-05T07:06:40Z", None, None, "system", "李四撤回了一条消息"),
        ("2024-03-05T07:08:20Z", "李四", None, "text", "回复"),
    ]
    (gap,) = only(found, Gap)
    data = PAGE.encode()
    assert data[gap.place.offset : gap.place.offset + gap.place.length] == b"{ broken }"
    assert parse(memotrace_html.messages, entry(b"<html>no messages</html>", "/a.html")) == []


def test_the_download_of_skype(entry: Callable, parse: Callable) -> None:
    given = entry(SKYPE.encode())
    assert skype.export.claims(given)
    found = parse(skype.export, given)
    assert [one[1:] for one in spoken(found)] == [
        ("2020-12-02T12:11:29.563Z", None, "8:bob", "text", "hi"),
        ("2020-12-02T12:12:29.563Z", None, "8:live:me", "call", None),
    ]
    assert [one.direction for one in only(found, Message)] == ["in", "out"]
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"]


def test_encrypted_chats_of_messenger_have_a_form_of_their_own(entry: Callable, parse: Callable) -> None:
    given = entry(ENCRYPTED.encode(), "/messages/Alice_1.json")
    assert meta.encrypted.claims(given) and not meta.messages.claims(given)
    found = parse(meta.encrypted, given)
    assert [one[2:] for one in spoken(found)] == [("Alice", None, "text", "你好"), ("Bob", None, "file", None)]
    assert [one.deleted for one in only(found, Message)] == [False, True]


def test_instagram_is_told_by_its_folder_and_its_text_is_mended(entry: Callable, parse: Callable) -> None:
    said = "你好".encode().decode("latin-1")
    document = json.dumps({
        "participants": [{"name": "A"}, {"name": "B"}], "title": "A", "thread_path": "inbox/a_1",
        "messages": [{"sender_name": "A", "timestamp_ms": 1709622252000, "content": said, "share": {"link": "https://example.org"}}],
    })  # fmt: skip
    found = only(parse(meta.messages, entry(document.encode(), "/your_instagram_activity/messages/inbox/a_1/message_1.json")), Message)
    assert [(one.app, one.text, one.extra["as_stored"]) for one in found] == [("instagram", "你好", said)]


def test_a_backup_of_threema(entry: Callable, parse: Callable, corpus) -> None:
    folder = corpus / "chat" / "threema_backup"
    given = entry(
        (folder / "message_C1.csv").read_bytes(), "/b/message_C1.csv", siblings={"contacts.csv": (folder / "contacts.csv").read_bytes()}
    )
    assert threema.messages.claims(given)
    found = only(parse(threema.messages, given), Message)
    assert (len(found), sum(one.kind == "image" for one in found)) == (8000, 800)
    assert (found[1].sender, found[1].sender_id, str(found[1].sent)) == ("Test Contact", "ABCD1234", "2026-02-01T10:01:00Z")


def test_the_apps_own_columns_of_threema(entry: Callable, parse: Callable) -> None:
    written = (
        '"apiid","uid","isoutbox","isread","posted_at","created_at","type","body","isstatusmessage","caption","quoted_message_id","identity"\n'
        '"aa","u1","0","1","1709622252000","1709622252000","TEXT","你好\n行二","0","","bb","ABCD1234"\n'
        '"cc","u2","1","1","1709622253000","1709622253000","FILE","","0","说明","","",\n'
    )
    given = entry(written.encode(), "/b/group_message_9.csv", siblings={"group_message_media_u2": b"x"})
    found = parse(threema.messages, given)
    first = only(found, Message)[0]
    assert (str(first.sent), first.sender_id, first.reply_to, first.text) == ("2024-03-05T07:04:12.000Z", "ABCD1234", "bb", "你好\n行二")
    assert [one.code for one in only(found, Gap)] == ["row-undecodable"], "a field too many is not guessed at"


def test_a_document_in_case_names_senders_through_the_graph(entry: Callable, parse: Callable, corpus) -> None:
    given = entry((corpus / "chat" / "case_uco" / "message.json").read_bytes())
    assert case_uco.messages.claims(given)
    found = parse(case_uco.messages, given)
    assert sorted((str(one.sent), one.app, one.text[:8]) for one in only(found, Message)) == [
        ("2010-01-15T17:59:43.25Z", "whatsapp", "Hey bud!"),
        ("2010-01-16T16:34:56.25Z", "case-uco", "I said s"),
    ]
    (sms,) = only(parse(case_uco.messages, entry((corpus / "chat" / "case_uco" / "sms_and_contacts.json").read_bytes())), Message)
    assert sms.sender == "11235557890"


def test_a_changed_message_of_google_chat_has_its_first_time_in_its_earlier_version(entry: Callable, parse: Callable) -> None:
    first, changed = "Tuesday, March 5, 2024 at 7:04:12 AM UTC", "Tuesday, March 5, 2024 at 7:09:12 AM UTC"
    document = json.dumps({"messages": [
        {"creator": {"name": "张三", "email": "z@x.cn"}, "updated_date": changed, "text": "新", "topic_id": "t", "message_id": "m1",
         "previous_message_versions": [{"creator": {}, "created_date": first, "text": "旧"}],
         "reactions": [{"emoji": {"unicode": "👍"}, "reactor_emails": ["l@x.cn", "w@x.cn"]}],
         "annotations": [{"user_mention_metadata": {"user": {"name": "李四", "email": "l@x.cn"}, "type": "MENTION"}}, {"drive_metadata": {}}]},
        {"creator": {"name": "张三", "email": "z@x.cn"}, "created_date": first, "deleted_date": changed, "message_state": "DELETED", "topic_id": "t"},
    ]})  # fmt: skip
    given = entry(document.encode(), "/Groups/Space A/messages.json")
    assert google_chat.messages.claims(given)
    edited, gone = only(parse(google_chat.messages, given), Message)
    assert (str(edited.sent), str(edited.edited_at), edited.edits) == (
        "2024-03-05T07:04:12Z",
        "2024-03-05T07:09:12Z",
        (Edit(text="旧", time=edited.sent),),
    )
    assert [(one.value, one.sender_id) for one in edited.reactions] == [("👍", "l@x.cn"), ("👍", "w@x.cn")]
    assert edited.mentions == (Mention(name="李四", identifier="l@x.cn"),)
    assert (gone.deleted, gone.recall) == (True, Recall(by="张三", by_id="z@x.cn", time=edited.edited_at))


def test_slack_tells_what_was_shared_and_which_message_was_deleted(entry: Callable, parse: Callable) -> None:
    document = json.dumps([
        {"type": "message", "user": "U1", "ts": "1709622252.000100", "text": "看", "attachments": [
            {"is_share": True, "author_id": "U2", "author_name": "李四", "ts": "1709622200.000200", "channel_name": "财务", "text": "a &amp; b"},
            {"is_msg_unfurl": True, "text": "a link"}]},
        {"type": "message", "subtype": "message_deleted", "ts": "1709622253.000100", "deleted_ts": "1709622200.000200"},
    ])  # fmt: skip
    shared, gone = only(parse(slack.messages, entry(document.encode(), "/x/general/2024-03-05.json")), Message)
    (told,) = shared.forwarded
    assert (told.sender, told.sender_id, told.conversation, told.native_id, told.text) == (
        "李四",
        "U2",
        "财务",
        "1709622200.000200",
        "a & b",
    )
    assert (gone.deleted, gone.recall) == (True, Recall(native_id="1709622200.000200"))


THREEMA = (
    '"apiid","uid","isoutbox","posted_at","type","body","isstatusmessage","quoted_message_apiid","delivered_at","read_at","edited_at","deleted_at","identity"\n'
    '"a1","u1","1","1709622252000","TEXT","在","0","","1709622260000","1709622270000","","",""\n'
    '"a2","u2","0","1709622253000","LOCATION","[31.25,121.5,10.0,""南京路"",""外滩""]","0","","","","","",""\n'
    '"a3","u3","0","1709622254000","VOIP_STATUS","[1,{""status"":2,""callId"":5,""duration"":120}]","0","","","","","",""\n'
    '"a4","u4","0","1709622255000","TEXT","好","0","a1","","","1709622290000","",""\n'
    '"a5","u5","0","1709622256000","TEXT","","0","","","","","1709622299000",""\n'
)


def test_a_backup_of_threema_has_receipts_places_calls_and_what_became_of_a_message(entry: Callable, parse: Callable) -> None:
    contacts = b"identity_id,identity,nick_name,firstname,lastname\nC9,ABCD1234,,Li,Si\n"
    found = only(parse(threema.messages, entry(THREEMA.encode(), "/b/message_C9.csv", siblings={"contacts.csv": contacts})), Message)
    out, place, call, answer, gone = found
    assert [(one.identifier, str(one.delivered), str(one.read)) for one in out.receipts] == [
        ("ABCD1234", "2024-03-05T07:04:20.000Z", "2024-03-05T07:04:30.000Z")
    ]
    assert place.location == Location(latitude=31.25, longitude=121.5, address="南京路", label="外滩")
    assert call.call == CallNote(outcome="answered", duration=120)
    assert (answer.reply_to, str(answer.edited_at)) == ("a1", "2024-03-05T07:04:50.000Z")
    assert (gone.deleted, gone.recall.by_id, str(gone.recall.time)) == (True, "ABCD1234", "2024-03-05T07:04:59.000Z")


@pytest.mark.parametrize("body", ["", "[]", "[1]", "[1,5]", '[1,{"status":9}]', "{", "[" * 2000, '["x","y"]'])
def test_bodies_of_threema_that_are_of_no_known_form_say_nothing(body: str) -> None:
    assert threema.call_of(body) == CallNote()
    place = threema.location_of(body)
    assert place is None or (place.latitude, place.address) in ((None, None), (1.0, None))


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("☎ Call time 1:02:05", CallNote(outcome="answered", duration=3725)), ("☎ 通話時間 0:12", CallNote(outcome="answered", duration=12)),
        ("☎ 未接來電", CallNote(outcome="missed")), ("☎ 無應答", CallNote()),
    ],
)  # fmt: skip
def test_line_tells_how_a_call_ended(body: str, note: CallNote) -> None:
    assert line_text.call_of(body) == note


def test_the_page_of_memotrace_tells_answers_and_recalls(entry: Callable, parse: Callable) -> None:
    found = only(parse(memotrace_html.messages, entry(PAGE.encode(), "/export/项目群.html")), Message)
    assert (found[2].recall, found[3].quote) == (Recall(by="李四"), Told(text="你好"))


def test_lines_of_signal_export_have_their_parts_in_fields(entry: Callable, parse: Callable) -> None:
    lines = (
        SIGNAL_LINES
        + '{"date":"2019-12-24T12:25:45","sender":"Me","body":"","quote":"","sticker":null,"reactions":[],"attachments":[],"call":true,"missed":true}\n'
    )
    first, _, call = only(parse(signal_export.lines, entry(lines.encode(), "/export/Alice/data.json")), Message)
    assert (first.quote, first.reactions) == (Told(text="q"), (Reaction(value="👍", sender="Bob"),))
    assert (call.kind, call.call) == ("call", CallNote(outcome="missed"))
