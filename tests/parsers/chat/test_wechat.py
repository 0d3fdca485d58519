"""What WeChat's own XML says is read into fields; what cannot be read stands as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.chat._wechat import body, plain_number, room_kind, sender_and_content

TRANSFER = (
    "<msg><appmsg><title>微信转账</title><des>收到转账107.00元</des><type>2000</type><wcpayinfo><paysubtype>3</paysubtype>"
    "<feedesc>￥107.00</feedesc><transferid>1000</transferid><pay_memo>货款</pay_memo></wcpayinfo></appmsg></msg>"
)
QUOTE = (
    "<msg><appmsg><title>不行</title><type>57</type><refermsg><svrid>77</svrid><chatusr>wxid_a</chatusr><displayname>李四</displayname>"
    "<content>明天见</content></refermsg></appmsg></msg>"
)
FORWARDED = (
    "<msg><appmsg><title>聊天记录</title><type>19</type><recorditem><![CDATA[<recordinfo><datalist><dataitem><sourcename>张三</sourcename>"
    "<sourcetime>2024-03-05 15:04</sourcetime><datadesc>钱到了</datadesc></dataitem></datalist></recordinfo>]]></recorditem></appmsg></msg>"
)


def test_a_transfer_has_its_amount_state_number_and_memo() -> None:
    read = body(49, TRANSFER)
    assert (read.kind, read.text) == ("payment", "收到转账107.00元 ￥107.00 货款")
    assert (read.extra["amount"], read.extra["state"], read.extra["transfer_id"], read.extra["memo"]) == (
        "￥107.00",
        "received",
        "1000",
        "货款",
    )


def test_a_quote_answers_a_message_and_keeps_what_it_quotes() -> None:
    read = body(49, QUOTE)
    assert (read.kind, read.text, read.reply_to) == ("text", "不行", "77")
    assert read.extra["quoted_text"] == "明天见"


def test_messages_forwarded_together_are_lines_of_text() -> None:
    assert body(49, FORWARDED).text == "聊天记录\n2024-03-05 15:04 张三: 钱到了"


def test_a_file_and_a_picture_are_attachments_a_link_is_none() -> None:
    assert body(49, "<msg><appmsg><title>合同.pdf</title><type>6</type></appmsg></msg>").attachments[0].name == "合同.pdf"
    assert body(3, '<msg><img md5="ab"/></msg>').attachments[0].name == "ab"
    link = body(49, "<msg><appmsg><title>链接</title><url>http://example.com</url><type>5</type></appmsg></msg>")
    assert (link.kind, link.text, link.attachments) == ("link", "链接\nhttp://example.com", ())


def test_a_recall_is_told_from_other_notes() -> None:
    assert body(10000, '"张三" 撤回了一条消息').extra == {"event": "recall"}
    assert body(10000, "加入了群聊").extra == {}


@pytest.mark.parametrize(
    ("number", "plain"), [(419430449, 49), (822083633, 49), (1048625, 47), (8589934592049, 49), (10000, 10000), (43, 43)]
)
def test_what_android_and_version_4_add_to_a_number_is_taken_off(number: int, plain: int) -> None:
    assert plain_number(number) == plain


@pytest.mark.parametrize(
    ("content", "split"),
    [
        ("wxid_a:\n你好", ("wxid_a", "你好")),
        ("你好:\n再见 ", ("你好", "再见 ")),
        ("<msg a:\nb", (None, "<msg a:\nb")),
        ("a b:\nc", (None, "a b:\nc")),
    ],
)
def test_the_sender_of_a_group_stands_before_the_content(content: str, split: tuple[str | None, str]) -> None:
    assert sender_and_content(content) == split


def test_a_room_is_known_by_its_id() -> None:
    assert [room_kind(one) for one in ("1@chatroom", "gh_1", "filehelper", "wxid_a")] == ["group", "channel", "self", "direct"]


def test_xml_that_is_broken_or_reaches_out_is_kept_as_text() -> None:
    hostile = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><msg><appmsg><title>&x;</title></appmsg></msg>'
    for content in ("<msg><appmsg>", hostile, "no xml"):
        assert body(49, content).text == content


@given(st.integers(), st.text())
def test_any_content_gives_a_body(number: int, content: str) -> None:
    assert body(number, content).kind


@given(st.sampled_from([TRANSFER, QUOTE, FORWARDED]), st.integers(0, 400), st.text(max_size=3))
def test_damaged_xml_gives_a_body(content: str, at: int, put: str) -> None:
    assert body(49, content[:at] + put + content[at + 1 :]).kind
