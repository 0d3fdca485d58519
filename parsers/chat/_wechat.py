"""What a message of WeChat holds, by the number of its kind: the same in the databases of every platform and in exports.

Numbers and XML: chatlog's internal/model/message.go (Apache-2.0). 49 is an `appmsg`, whose own `<type>` tells what it is;
Android has 49 with another number above bit 24, version 4 has the appmsg's type above bit 32.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from evidence_desk.api import Attachment, CallNote, Card, Instant, Location, MessageKind, Payment, Recall, Told
from parsers.chat._rooms import Kind
from parsers.chat._wechat_parts import RED_PACKET, call_of, card_of, location_of, paid, payment_of, recall_of

LONGEST_XML = 1 << 20
DEEPEST = 8
"""Levels of messages forwarded together; what lies deeper stands as its title."""
GROUP = "@chatroom"
APP = 49
STICKER_OF_ANDROID = 0x100031
KINDS: dict[int, MessageKind] = {
    1: "text", 3: "image", 34: "audio", 37: "contact", 42: "contact", 43: "video", 44: "video", 47: "sticker", 48: "location", 49: "link",
    50: "call", 62: "video", 66: "contact", 10000: "system", 10002: "system",
}  # fmt: skip
APP_KINDS: dict[str, MessageKind] = {
    "1": "text", "6": "file", "8": "sticker", "17": "location", "19": "other", "24": "other", "51": "video", "57": "text", "62": "system",
    "74": "file", "87": "system", "2000": "payment", "2001": "payment", "2003": "payment",
}  # fmt: skip
ELEMENTS = {"image": "img", "audio": "voicemsg", "video": "videomsg", "sticker": "emoji"}
FILES = ("image", "audio", "video")
ITEM_KINDS: dict[str, MessageKind] = {
    "1": "text", "2": "image", "3": "audio", "4": "video", "5": "link", "6": "location", "8": "file", "16": "contact", "17": "other", "37": "sticker",
}  # fmt: skip
"""What a message is that was forwarded with others, by its `datatype`."""


@dataclass(frozen=True, slots=True)
class Body:
    """`text`: what a person reads of it; None where there is nothing to read. `extra`: the rest that it says, by WeChat's names."""

    kind: MessageKind
    text: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    payment: Payment | None = None
    call: CallNote | None = None
    quote: Told | None = None
    forwarded: tuple[Told, ...] = ()
    recall: Recall | None = None
    location: Location | None = None
    card: Card | None = None


def plain_number(number: int) -> int:
    """The kind without what Android and version 4 add to it."""
    low = number & 0xFFFFFFFF
    if low == STICKER_OF_ANDROID:
        return 47
    return 49 if low & 0xFFFF == 49 else low


def body(number: int, content: str, depth: int = 1) -> Body:
    """Content that is no XML where some belongs is kept as it stands. `depth`: of a quotation within a quotation."""
    kind = KINDS.get(plain_number(number), "other")
    if kind == "text":
        return Body(kind, content or None)
    if kind == "system":
        return _note(content)
    root = _xml(content)
    if root is None:
        return Body(kind, content or None, {}, _file(kind, None), call=call_of(content) if kind == "call" and content else None)
    if plain_number(number) == APP:
        return _app(root, depth)
    return _media(kind, root)


def direct_to(body: Body, out: bool | None, group: bool) -> Body:
    """With the direction of its payment: `out` where the account's owner sent the message."""
    return replace(body, payment=paid(body.payment, out, group)) if body.payment else body


def sender_and_content(content: str) -> tuple[str | None, str]:
    """In a group the content that came begins with who sent it, in a line of its own."""
    name, colon, rest = content.partition(":\n")
    return (name, rest) if colon and name and not any(sign.isspace() or sign == "<" for sign in name) else (None, content)


def room_kind(talker: str) -> Kind:
    if talker.endswith(GROUP):
        return "group"
    return "channel" if talker.startswith("gh_") else "self" if talker == "filehelper" else "direct"


def _note(content: str) -> Body:
    """A note of the app; that of a recall names the message that was taken back."""
    root = _xml(content) if content.lstrip().startswith("<sysmsg") else None
    told = root.find(".//revokemsg") if root is not None else None
    if told is None:
        return Body("system", content or None, recall=recall_of(content))
    words, number = _text(told, "replacemsg") or content, _text(told, "newmsgid") or _text(told, "msgid")
    return Body("system", words, recall=recall_of(words, number) or Recall(native_id=number))


def _media(kind: MessageKind, root: Element) -> Body:
    if kind == "location":
        said = _attributes(root.find(".//location"))
        words = " ".join(said[name] for name in ("poiname", "label") if name in said)
        return Body(kind, words or None, _without(said, "x", "y", "poiname", "label"), location=location_of(said))
    if kind == "call":
        words = _text(root, ".//msg") or ""
        rooms = {"0": True, "1": False}
        return Body(kind, words or None, call=call_of(words, rooms.get(_text(root, ".//room_type") or "")))
    found = root.find(f".//{ELEMENTS[kind]}") if kind in ELEMENTS else None
    said = _attributes(found if found is not None else root)
    if kind == "contact":
        return Body(kind, said.get("nickname"), _without(said, "nickname", "username"), card=card_of(said))
    return Body(kind, None, said, _file(kind, said.get("md5")))


def _app(root: Element, depth: int) -> Body:
    message = root if root.tag == "appmsg" else root.find(".//appmsg")
    if message is None:
        return Body("other", None, _attributes(root))
    number = _text(message, "type") or ""
    kind = APP_KINDS.get(number, "link")
    title, about, url = _text(message, "title"), _text(message, "des"), _text(message, "url")
    extra = {name: value for name, value in (("app_type", number), ("des", about), ("url", url)) if value}
    match number:
        case "57":
            return _quote(message, title, extra, depth)
        case "2000" | "2001" | "2003":
            return _payment(message, number, about or title, extra)
        case "19":
            told = _forwarded(message, 1)
            return Body(kind, "\n".join([title or "", *_lines(told)]).strip() or None, extra, forwarded=told)
        case "6" | "74":
            return Body(kind, title, extra | _size(message), (Attachment(name=title),))
    return Body(kind, "\n".join(dict.fromkeys(part for part in (title, url) if part)) or None, extra)


def _quote(message: Element, title: str | None, extra: dict[str, str], depth: int) -> Body:
    """The answered message stands in it as the answering person's app had it: it need not be what was sent."""
    quoted = message.find("refermsg")
    if quoted is None:
        return Body("text", title, extra)
    number = _text(quoted, "type") or "1"
    known = number.isascii() and number.isdigit() and len(number) < 12 and depth < DEEPEST
    within = body(int(number), _text(quoted, "content") or "", depth + 1) if known else Body("other")
    told = Told(
        sender=_text(quoted, "displayname"), sender_id=_text(quoted, "chatusr"), sent=_seconds(_text(quoted, "createtime")),
        native_id=_text(quoted, "svrid"), kind=within.kind, text=within.text,
    )  # fmt: skip
    return Body("text", title, extra, reply_to=told.native_id, quote=told)


def _payment(message: Element, number: str, words: str | None, extra: dict[str, str]) -> Body:
    """A transfer or a red packet: amount, state, number and memo as WeChat wrote them."""
    if message.find("wcpayinfo") is None:
        return Body("payment", words, extra, payment=Payment(kind="red-packet" if number in RED_PACKET else "transfer"))
    payment = payment_of(message, number)
    state = _text(message, "wcpayinfo/paysubtype")
    text = " ".join(dict.fromkeys(word for word in (words, payment.written, payment.memo) if word))
    return Body("payment", text or None, extra | ({"pay_subtype": state} if state else {}), payment=payment)


def _forwarded(message: Element, depth: int) -> tuple[Told, ...]:
    """Messages that were forwarded together, as whoever forwarded them had them."""
    record = message.find("recordinfo")
    if record is None:
        record = _xml(_text(message, "recorditem") or _text(message, "recordxml") or "")
    if record is None:
        return ()
    within = record.find("datalist") if record.tag != "datalist" else record
    return tuple(_told(item, depth) for item in (record if within is None else within).findall("dataitem"))


def _told(item: Element, depth: int) -> Told:
    kind = ITEM_KINDS.get(item.get("datatype") or "1", "other")
    inner = item.find("recordxml")
    items = () if inner is None or depth == DEEPEST else _forwarded(inner if len(inner) else item, depth + 1)
    return Told(
        sender=_text(item, "sourcename"), sender_id=_text(item, "dataitemsource/realchatname") or _text(item, "dataitemsource/fromusr"),
        sent=_seconds(_text(item, "srcMsgCreateTime")), sent_local=_text(item, "sourcetime"),
        native_id=_text(item, "fromnewmsgid"), kind=kind, text=_text(item, "datadesc") or _text(item, "datatitle"), items=items,
    )  # fmt: skip


def _lines(told: tuple[Told, ...], margin: str = "") -> Iterator[str]:
    """A line each; what they hold themselves stands below, further in."""
    for one in told:
        yield margin + f"{one.sent_local or one.sent or ''} {one.sender or ''}: {one.text or ''}".strip()
        yield from _lines(one.items, margin + "    ")


def _without(said: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in said.items() if name not in names}


def _seconds(written: str | None) -> Instant | None:
    """Seconds since 1970; None where it is no such number."""
    if written is None or not written.isascii() or not written.isdigit() or len(written) > 11:
        return None
    return Instant.since_1970(int(written)) if int(written) else None


def _size(message: Element) -> dict[str, str]:
    size = message.findtext("appattach/totallen")
    return {"size": size} if size else {}


def _file(kind: MessageKind, digest: str | None) -> tuple[Attachment, ...]:
    return (Attachment(name=digest),) if kind in FILES else ()


def _text(element: Element, tag: str) -> str | None:
    return (element.findtext(tag) or "").strip() or None


def _attributes(element: Element | None) -> dict[str, str]:
    return {name: value for name, value in element.attrib.items() if value} if element is not None else {}


def _xml(content: str) -> Element | None:
    if len(content) > LONGEST_XML or "<" not in content:
        return None
    try:
        return defusedxml.ElementTree.fromstring(content.strip().encode("utf-8", "replace"))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
