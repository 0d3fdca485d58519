"""Items 3, 4 and 5: what three phones and a computer exported.

WhatsApp for iOS in Chinese (local times, no zone), Telegram Desktop, SMS Backup & Restore (an XML file for messages
and one for calls).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

from samples import documents, pictures
from samples.cast import BANK, DEPOSITS, HE, LIN, PLATFORM, REED, REFUNDS, SITE, ZHAO, ZHOU, Payment, Person, at, money


@dataclass(frozen=True, slots=True)
class Line:
    when: datetime
    sender: Person
    text: str
    attachment: str | None = None
    system: bool = False


def receipt(payment: Payment) -> bytes:
    lines = ("示范银行 转账回单", f"金额：{money(payment)} 元", f"时间：{payment.when:%Y-%m-%d %H:%M}", "收款人：周*　尾号 " + ZHOU.tail)
    return pictures.paper(lines, seed=payment.when.toordinal())


HE_FIRST, ZHAO_FIRST, REED_FIRST, HE_SECOND, ZHAO_SECOND, HE_THIRD, REED_SECOND = DEPOSITS
PHOTO_1, PHOTO_2 = "00000007-PHOTO-2025-04-08-10-32-07.jpg", "00000014-PHOTO-2025-05-10-21-15-02.jpg"
AGREEMENT = "00000019-投资协议.pdf"
LRM = "\u200e"

WHATSAPP = (
    Line(at("2025-04-06T20:11:03"), HE, "消息和通话已进行端到端加密。只有此聊天中的成员可以阅读、收听或分享。", system=True),
    Line(at("2025-04-06T20:11:20"), LIN, f"何姐您好，我是{PLATFORM}的客服小林，活动页面发您了：{SITE}/april"),
    Line(at("2025-04-06T20:15:42"), HE, "看到了。年化18%是真的吗？你们有牌照吗？"),
    Line(at("2025-04-06T20:17:05"), LIN, "公司跟我们说是有备案的，我再跟周总确认一下。"),
    Line(at("2025-04-06T20:40:31"), LIN, "周总说备案已经办好了，文件过两天发。"),
    Line(at("2025-04-08T10:02:18"), HE, "我先试2万。"),
    Line(at("2025-04-08T10:31:50"), HE, f"已转 {money(HE_FIRST)} 元，回单发你。"),
    Line(at("2025-04-08T10:32:07"), HE, "", attachment=PHOTO_1),
    Line(at("2025-04-08T10:35:12"), LIN, "收到，已登记。"),
    Line(at("2025-04-21T19:02:12"), HE, f"第二笔 {money(HE_SECOND)} 元已转，看下到账没。"),
    Line(at("2025-04-21T19:05:40"), LIN, "到账了，本期收益页面显示 900 元。"),
    Line(at("2025-05-06T09:12:00"), HE, "收益能提出来吗？"),
    Line(at("2025-05-06T09:20:33"), LIN, "可以申请，一般 T+1。\n入口：我的 - 提现"),
    Line(at("2025-05-10T21:14:26"), HE, f"第三笔 {money(HE_THIRD)} 元，今晚转的。"),
    Line(at("2025-05-10T21:15:02"), HE, "", attachment=PHOTO_2),
    Line(at("2025-05-20T09:40:10"), HE, "提现一直显示审核中，怎么回事？"),
    Line(at("2025-05-20T10:02:44"), LIN, "我问了，说是系统升级，周总让我们统一这么回复。"),
    Line(at("2025-05-20T10:03:15"), HE, "那合同发我一份。"),
    Line(at("2025-05-20T10:08:51"), LIN, "", attachment=AGREEMENT),
    Line(at("2025-05-22T16:30:09"), LIN, "此消息已被删除。", system=False),
    Line(at("2025-05-22T16:31:30"), LIN, "何姐，说实话我也没看到备案文件，建议您先别再投了。"),
    Line(at("2025-05-22T16:45:02"), HE, "什么意思？你们到底是不是正规的？"),
    Line(at("2025-05-22T16:50:18"), LIN, "我已经跟周总要证明了，他不给的话我就不做了。"),
    Line(at("2025-05-29T11:20:37"), HE, "我准备报警了。"),
    Line(at("2025-05-29T11:26:05"), LIN, "应该的，聊天记录我都留着。"),
)
DELETED_MARK = "此消息已被删除。"


def whatsapp(folder: Path) -> None:
    """The attachments that the phone still had are in the archive; the agreement is only named."""
    members: dict[str, str | bytes] = {
        "_chat.txt": "".join(_whatsapp_line(line) for line in WHATSAPP),
        PHOTO_1: receipt(HE_FIRST),
        PHOTO_2: receipt(HE_THIRD),
    }
    (folder / "03-whatsapp.zip").write_bytes(documents.archive(members, (2025, 6, 18, 9, 20, 0)))


def _whatsapp_line(line: Line) -> str:
    stamp = f"[{line.when.year}/{line.when.month}/{line.when.day} {line.when:%H:%M:%S}]"
    body = f"{LRM}<附件：{line.attachment}>" if line.attachment else line.text
    if line.system or line.text == DELETED_MARK:
        body = LRM + body
    return f"{LRM if line.attachment else ''}{stamp} {line.sender.name}: {body}\r\n"


TELEGRAM_IDS = {REED: ("user7000000123", "Daniel Reed"), ZHOU: ("user7000000045", "Zhou Ming")}
NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"

TELEGRAM = (
    Line(at("2025-04-17T21:03:10"), REED, "Hi Ming, a friend from the expo gave me your contact. Is the yield fund open to foreigners?"),
    Line(at("2025-04-17T21:10:42"), ZHOU, "Yes. Minimum is USD 5,000. 18% a year, paid monthly."),
    Line(at("2025-04-17T21:12:05"), REED, "Is it licensed?"),
    Line(at("2025-04-17T21:15:37"), ZHOU, "Registration is in progress. I will send the certificate when we have it."),
    Line(at("2025-04-18T16:40:51"), REED, f"Sent {money(REED_FIRST)} USD. Reference STARISLE-0418."),
    Line(at("2025-04-18T16:41:20"), REED, "", attachment="photo"),
    Line(at("2025-04-18T16:52:03"), ZHOU, "Received, thank you."),
    Line(at("2025-05-12T15:24:18"), REED, f"Second transfer, {money(REED_SECOND)} USD, reference STARISLE-0512."),
    Line(at("2025-05-12T15:40:00"), ZHOU, "Got it."),
    Line(at("2025-05-13T10:02:11"), ZHOU, "Here is the certificate.", attachment="photo"),
    Line(at("2025-05-13T10:15:46"), REED, "Thanks. There is no registration number on it?"),
    Line(at("2025-05-13T10:18:09"), ZHOU, "The number comes later."),
    Line(at("2025-05-21T18:30:25"), REED, "I asked for 2,000 back on the 15th. It is still 'under review'."),
    Line(at("2025-05-21T18:44:02"), ZHOU, "System upgrade, please wait a few days. 系统升级，请稍等。"),
    Line(
        at("2025-05-30T20:06:33"), ZHOU, f"I am sending {REFUNDS[1].amount} back today, the rest next month. 我先退 {REFUNDS[1].amount}。"
    ),
    Line(at("2025-05-31T09:12:50"), REED, f"The {REFUNDS[1].amount} arrived, thanks. What about the other 16,500?"),
    Line(at("2025-06-05T22:01:14"), REED, "phone_call", system=True),
    Line(at("2025-06-14T11:47:29"), REED, "I have reported this to the police here and in China."),
)
EDITED = {"The number comes later.": at("2025-05-13T10:19:30")}
REPLIES = {"The number comes later.": 11}


def telegram(folder: Path) -> None:
    chat = {
        "name": REED.name,
        "type": "personal_chat",
        "id": 7000000123,
        "messages": [_telegram_message(number, line) for number, line in enumerate(TELEGRAM, 1)],
    }
    (folder / "04-telegram.json").write_bytes(json.dumps(chat, ensure_ascii=False, indent=1).encode())


def _telegram_message(number: int, line: Line) -> dict[str, object]:
    identifier, name = TELEGRAM_IDS[line.sender]
    base: dict[str, object] = {"id": number, "type": "message", **_telegram_time("date", line.when)}
    if line.system:
        call = {"actor": name, "actor_id": identifier, "action": line.text, "discard_reason": "missed"}
        return base | {"type": "service"} | call | {"text": "", "text_entities": []}
    if edited := EDITED.get(line.text):
        base |= _telegram_time("edited", edited)
    base |= {"from": name, "from_id": identifier}
    if line.attachment:
        base |= {"photo": NOT_INCLUDED, "photo_file_size": 48_213, "width": 960, "height": 1280}
    if target := REPLIES.get(line.text):
        base |= {"reply_to_message_id": target}
    entities = [{"type": "plain", "text": line.text}] if line.text else []
    return base | {"text": line.text, "text_entities": entities}


def _telegram_time(name: str, moment: datetime) -> dict[str, str]:
    return {name: moment.strftime("%Y-%m-%dT%H:%M:%S"), f"{name}_unixtime": str(int(moment.timestamp()))}


@dataclass(frozen=True, slots=True)
class Sms:
    """`sent` by the owner of the phone, otherwise received by them; `other` is the far side."""

    when: datetime
    other: Person
    text: str
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A call; `kind` is Android's: 1 in, 2 out, 3 missed, 5 rejected. `seconds` of talk."""

    when: datetime
    other: Person
    kind: int
    seconds: int = 0


def _bank(payment: Payment, *, out: bool) -> str:
    way = f"转出{money(payment)}元，对方尾号{ZHOU.tail}" if out else f"收到{money(payment)}元，付款方尾号{ZHOU.tail}"
    return f"【{BANK.name}】您尾号{ZHAO.tail}的账户{payment.when.month}月{payment.when.day}日{payment.when:%H:%M}{way}。"


FOLDED_HANDS = "\U0001f64f"
PLAN_SMS = Sms(at("2025-05-27T20:50:12"), ZHOU, "赵总，平台要关了，本金我分批退您，这周先退一万。")
SECOND_REFUND_SMS = Sms(at("2025-06-03T10:22:40"), ZHOU, "今天再退一万，剩下的七万月底前给您。")
ZHAO_SMS = (
    Sms(at("2025-04-15T13:58:03"), ZHOU, f"赵总，收款账户 {ZHOU.card}，户名{ZHOU.name}，转好发我截图。"),
    Sms(at("2025-04-15T14:05:41"), ZHOU, "好，先转3万。", sent=True),
    Sms(at("2025-04-15T14:25:02"), BANK, _bank(ZHAO_FIRST, out=True)),
    Sms(at("2025-05-06T11:08:10"), BANK, _bank(ZHAO_SECOND, out=True)),
    Sms(at("2025-05-20T15:31:27"), ZHOU, "周总，提现三天了还没到，怎么回事？", sent=True),
    Sms(at("2025-05-20T15:50:36"), ZHOU, "系统升级，顺延几天。"),
    PLAN_SMS,
    Sms(at("2025-05-28T09:41:19"), BANK, _bank(REFUNDS[0], out=False)),
    Sms(at("2025-05-28T09:55:08"), ZHOU, "一万收到了。", sent=True),
    Sms(at("2025-06-03T10:16:02"), BANK, _bank(REFUNDS[2], out=False)),
    SECOND_REFUND_SMS,
    Sms(at("2025-06-03T10:30:55"), ZHOU, f"收到，希望说话算话{FOLDED_HANDS}", sent=True),
)
ZHAO_MMS = Sms(at("2025-05-06T11:12:47"), ZHOU, "第二笔，回单见图", sent=True)
ZHAO_CALLS = (
    Ring(at("2025-04-15T13:40:00"), ZHOU, 1, 312),
    Ring(at("2025-05-20T15:28:10"), ZHOU, 2, 0),
    Ring(at("2025-05-20T16:02:33"), ZHOU, 2, 41),
    Ring(at("2025-05-27T20:31:05"), ZHOU, 1, 655),
    Ring(at("2025-06-10T09:00:12"), ZHOU, 2, 0),
    Ring(at("2025-06-12T19:44:50"), ZHOU, 3, 0),
)
BACKUP_MADE = at("2025-06-18T09:40:00")
SMS_FILE, CALLS_FILE = "sms-20250618094000.xml", "calls-20250618094000.xml"


def sms_backup(folder: Path) -> None:
    target = folder / "05-sms"
    target.mkdir(exist_ok=True)
    rows = [*map(_sms_row, ZHAO_SMS), _mms_row(ZHAO_MMS, receipt(ZHAO_SECOND))]
    (target / SMS_FILE).write_bytes(_backup("smses", rows))
    (target / CALLS_FILE).write_bytes(_backup("calls", [_call_row(ring) for ring in ZHAO_CALLS]))


def _backup(root: str, rows: list[str]) -> bytes:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!--File Created By SMS Backup & Restore v10.20.002-->\n"
    opening = f'<{root} count="{len(rows)}" backup_set="sample" backup_date="{_millis(BACKUP_MADE)}" type="full">\n'
    return (head + opening + "".join(rows) + f"</{root}>\n").encode()


def _sms_row(sms: Sms) -> str:
    fields = {
        "protocol": "0", "address": sms.other.number, "date": _millis(sms.when), "type": "2" if sms.sent else "1", "subject": "null",
        "body": sms.text, "toa": "null", "sc_toa": "null", "service_center": "null", "read": "1", "status": "-1", "locked": "0",
        "date_sent": "0" if sms.sent else _millis(sms.when), "sub_id": "1", "readable_date": f"{sms.when:%Y-%m-%d %H:%M:%S}",
        "contact_name": sms.other.name,
    }  # fmt: skip
    return f"  <sms {_attributes(fields)} />\n"


def _mms_row(sms: Sms, picture: bytes) -> str:
    fields = {"date": _millis(sms.when), "msg_box": "2", "address": sms.other.number, "m_type": "128", "ct_t": "application/vnd.wap.multipart.related",
              "m_id": "null", "read": "1", "sub": "null", "contact_name": sms.other.name, "readable_date": f"{sms.when:%Y-%m-%d %H:%M:%S}"}  # fmt: skip
    parts = (
        {"seq": "0", "ct": "text/plain", "name": "null", "chset": "106", "cl": "text_0.txt", "text": sms.text},
        {
            "seq": "0",
            "ct": "image/jpeg",
            "name": "receipt.jpg",
            "chset": "null",
            "cl": "receipt.jpg",
            "text": "null",
            "data": base64.b64encode(picture).decode(),
        },
    )
    addresses = (("insert-address-token", "137"), (sms.other.number, "151"))
    return (
        f"  <mms {_attributes(fields)}>\n    <parts>\n"
        + "".join(f"      <part {_attributes(part)} />\n" for part in parts)
        + "    </parts>\n    <addrs>\n"
        + "".join(f'      <addr address="{number}" type="{kind}" charset="106" />\n' for number, kind in addresses)
        + "    </addrs>\n  </mms>\n"
    )


def _call_row(ring: Ring) -> str:
    fields = {"number": ring.other.number, "duration": str(ring.seconds), "date": _millis(ring.when), "type": str(ring.kind), "presentation": "1",
              "readable_date": f"{ring.when:%Y-%m-%d %H:%M:%S}", "contact_name": ring.other.name}  # fmt: skip
    return f"  <call {_attributes(fields)} />\n"


def _attributes(fields: dict[str, str]) -> str:
    return " ".join(f"{name}={''.join(_as_the_app_writes(quoteattr(value)))}" for name, value in fields.items())


def _as_the_app_writes(text: str) -> Iterator[str]:
    """Characters above U+FFFF as two references to surrogates: no valid XML, and what the app has always written."""
    for letter in text:
        if letter > "\uffff":
            high, low = divmod(ord(letter) - 0x10000, 0x400)
            yield f"&#{0xD800 + high};&#{0xDC00 + low};"
        else:
            yield letter


def _millis(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
