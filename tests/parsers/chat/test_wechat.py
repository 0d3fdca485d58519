"""What WeChat's own XML says is read into fields; what cannot be read stands as it is."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_desk.api import CallNote, Card, Location, Payment, Recall, Told
from parsers.chat._wechat import body, direct_to, plain_number, room_kind, sender_and_content

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
    assert read.payment == Payment(amount="107.00", currency="CNY", written="￥107.00", state="received", native_id="1000", memo="货款")


@pytest.mark.parametrize(
    ("subtype", "out", "group", "direction"),
    [("1", True, False, "out"), ("1", False, False, "in"), ("3", True, False, "in"), ("3", False, False, "out"), ("4", False, False, "out"),
     ("1", True, True, "out"), ("1", False, True, None), ("1", None, False, None)],
)  # fmt: skip
def test_who_pays_follows_from_who_wrote_and_what_the_message_tells(
    subtype: str, out: bool | None, group: bool, direction: str | None
) -> None:
    """The receipt of a transfer comes from who was paid; in a group, what others send each other is nobody's here."""
    payment = direct_to(body(49, TRANSFER.replace("<paysubtype>3", f"<paysubtype>{subtype}")), out, group).payment
    assert payment is not None
    assert payment.direction == direction


def test_a_red_packet_tells_no_amount() -> None:
    read = body(
        49,
        "<msg><appmsg><title>微信红包</title><type>2001</type><wcpayinfo><sendertitle>恭喜发财</sendertitle><paymsgid>9</paymsgid></wcpayinfo></appmsg></msg>",
    )
    assert read.payment == Payment(kind="red-packet", state="sent", memo="恭喜发财", native_id="9")


def test_a_quote_answers_a_message_and_keeps_what_it_quotes() -> None:
    read = body(49, QUOTE)
    assert (read.kind, read.text, read.reply_to) == ("text", "不行", "77")
    assert read.quote == Told(sender="李四", sender_id="wxid_a", native_id="77", text="明天见")


def test_messages_forwarded_together_are_lines_of_text() -> None:
    read = body(49, FORWARDED)
    assert read.text == "聊天记录\n2024-03-05 15:04 张三: 钱到了"
    assert read.forwarded == (Told(sender="张三", sent_local="2024-03-05 15:04", text="钱到了"),)


def test_what_was_forwarded_inside_of_it_is_there_too() -> None:
    inner = "<recordxml><recordinfo><datalist><dataitem datatype='1'><sourcename>李四</sourcename><datadesc>账号</datadesc></dataitem></datalist></recordinfo></recordxml>"
    outer = FORWARDED.replace("</datadesc>", f"</datadesc>{inner}")
    [told] = body(49, outer).forwarded
    assert told.items == (Told(sender="李四", text="账号"),)
    assert body(49, outer).text == "聊天记录\n2024-03-05 15:04 张三: 钱到了\n    李四: 账号"


def test_a_place_a_card_and_a_call_have_their_fields() -> None:
    place = body(48, '<msg><location x="31.2304" y="121.4737" scale="16" label="上海市黄浦区" poiname="人民广场"/></msg>')
    assert place.location == Location(latitude=31.2304, longitude=121.4737, label="人民广场", address="上海市黄浦区")
    card = body(42, '<msg username="wxid_c" nickname="王五" province="上海"/>')
    assert (card.card, card.extra) == (Card(name="王五", identifier="wxid_c"), {"province": "上海"})
    call = body(50, "<voipmsg><VoIPBubbleMsg><msg><![CDATA[通话时长 01:02:03]]></msg><room_type>1</room_type></VoIPBubbleMsg></voipmsg>")
    assert (call.text, call.call) == ("通话时长 01:02:03", CallNote(outcome="answered", duration=3723, video=False))
    assert body(50, "对方已拒绝").call == CallNote(outcome="rejected")


def test_a_file_and_a_picture_are_attachments_a_link_is_none() -> None:
    assert body(49, "<msg><appmsg><title>合同.pdf</title><type>6</type></appmsg></msg>").attachments[0].name == "合同.pdf"
    assert body(3, '<msg><img md5="ab"/></msg>').attachments[0].name == "ab"
    link = body(49, "<msg><appmsg><title>链接</title><url>http://example.com</url><type>5</type></appmsg></msg>")
    assert (link.kind, link.text, link.attachments) == ("link", "链接\nhttp://example.com", ())


def test_a_recall_is_told_from_other_notes() -> None:
    assert body(10000, '"张三" 撤回了一条消息').recall == Recall(by="张三")
    assert body(10000, "你撤回了一条消息").recall == Recall(by="你")
    assert body(10000, "加入了群聊").recall is None
    note = body(
        10002,
        "<sysmsg type='revokemsg'><revokemsg><newmsgid>5</newmsgid><replacemsg><![CDATA[\"李四\" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>",
    )
    assert (note.text, note.recall) == ('"李四" 撤回了一条消息', Recall(by="李四", native_id="5"))


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


def test_a_quotation_in_a_quotation_however_deep_gives_a_body() -> None:
    """Every level escapes the ones inside of it, so that 60 of them are still small enough to be read."""
    content = "<msg><appmsg><title>底</title><type>57</type></appmsg></msg>"
    for _ in range(60):
        content = f"<msg><appmsg><title>上</title><type>57</type><refermsg><type>49</type><content>{escape(content)}</content></refermsg></appmsg></msg>"
    read = body(49, content)
    assert (read.text, read.quote and read.quote.text) == ("上", "上")


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
