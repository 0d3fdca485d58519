"""Exports of chats, as text, tables, JSON and HTML: every message, who sent it and when, and every byte accounted for."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence_desk.api import Extent
from evidence_desk.model import Gap, Message, Participant, Seen
from parsers.chat import (
    discord,
    google_chat,
    kakaotalk,
    line_text,
    memotrace,
    meta,
    qq_exporter,
    qq_mht,
    qq_text,
    slack,
    telegram_html,
    wechat_json,
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
    assert (first.reply_to, first.extra["quoted_text"], first.direction, first.attachments[0].state) == ("5", "旧", "out", "present")
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
