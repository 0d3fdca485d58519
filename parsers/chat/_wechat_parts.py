"""What parts of a message of WeChat say: a payment, a call, a place, somebody's card, a recall."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from xml.etree.ElementTree import Element

import msgspec

from evidence_desk.api import CallNote, Card, Location, Payment, Recall, money

CNY = "CNY"
TRANSFER_STATES: Mapping[str, Literal["sent", "received", "refunded"]] = {"1": "sent", "3": "received", "4": "refunded"}
RED_PACKET = ("2001", "2003")
RECALLED = re.compile(
    r'^\s*["“「]?(?P<zh>.+?)["”」]?\s*(?:撤回了?一条消息|已撤回)|^\s*["“]?(?P<en>.+?)["”]?\s+recalled a message', re.DOTALL
)
DURATION = re.compile(r"(?:时长|Duration)\D*?(?P<parts>\d+(?::\d{2}){1,2})", re.IGNORECASE)
OUTCOMES: tuple[tuple[Literal["answered", "missed", "rejected", "cancelled", "busy"], tuple[str, ...]], ...] = (
    ("answered", ("时长", "duration", "已在其它设备接听", "已在其他设备接听")),
    ("rejected", ("拒绝", "declined", "rejected")),
    ("busy", ("忙线", "busy")),
    ("missed", ("未接听", "无应答", "no answer", "missed")),
    ("cancelled", ("取消", "cancel")),
)
"""Words of the app, the first that is found decides; a call of which none is found has no outcome."""


def payment_of(message: Element, number: str) -> Payment:
    """`feedesc` is the amount, `paysubtype` the state; a red packet tells its amount to nobody but who opens it."""
    kind: Literal["red-packet", "transfer"] = "red-packet" if number in RED_PACKET else "transfer"

    def said(*tags: str) -> str | None:
        return next((value for tag in tags if (value := (message.findtext(f"wcpayinfo/{tag}") or "").strip())), None)

    written = said("feedesc")
    amount, currency = money(written, CNY)
    known = TRANSFER_STATES.get(said("paysubtype") or "")
    return Payment(
        kind=kind, amount=amount, currency=currency, written=written,
        state=known or "unknown" if kind == "transfer" else "sent", native_id=said("transferid", "paymsgid"),
        payer=said("payer_username"), payee=said("receiver_username"), memo=said("pay_memo", "sendertitle"),
    )  # fmt: skip


def paid(payment: Payment | None, out: bool | None, group: bool) -> Payment | None:
    """With its direction: the message of a transfer comes from who pays, that of its receipt or return from the other one.

    In a group what others send each other is not the account's.
    """
    if payment is None or out is None or (group and not out):
        return payment
    pays = out if payment.state not in ("received", "refunded") else not out
    return msgspec.structs.replace(payment, direction="out" if pays else "in")


def call_of(text: str, video: bool | None = None) -> CallNote:
    """By the app's words for how a call ended."""
    found = DURATION.search(text)
    seconds = 0
    for part in found["parts"].split(":") if found else ():
        seconds = seconds * 60 + int(part)
    low = text.lower()
    outcome = next((outcome for outcome, words in OUTCOMES if any(word in low for word in words)), "unknown")
    return CallNote(outcome=outcome, duration=seconds if found else None, video=video)  # type: ignore[arg-type]


def location_of(said: Mapping[str, str]) -> Location:
    """`x` is the latitude, `y` the longitude."""
    return Location(latitude=degrees(said.get("x")), longitude=degrees(said.get("y")), label=said.get("poiname"), address=said.get("label"))


def card_of(said: Mapping[str, str]) -> Card:
    return Card(name=said.get("nickname"), identifier=said.get("username") or said.get("alias"))


def recall_of(text: str, native_id: str | None = None) -> Recall | None:
    """Who took a message back, in the app's words (`你` is the account's owner); None where the note says nothing of the kind."""
    found = RECALLED.match(text)
    return Recall(by=found["zh"] or found["en"], native_id=native_id) if found else None


def degrees(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None
