"""What a message of WeChat holds, by the number of its kind: the same in the databases of every platform and in exports.

Numbers and XML: chatlog's internal/model/message.go (Apache-2.0). 49 is an `appmsg`, whose own `<type>` tells what it is;
Android has 49 with another number above bit 24, version 4 has the appmsg's type above bit 32.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from evidence_desk.api import Attachment, MessageKind
from parsers.chat._rooms import Kind

LONGEST_XML = 1 << 20
MOST_FORWARDED = 200
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
TRANSFER_STATES = {"1": "sent", "3": "received", "4": "returned"}
ELEMENTS = {"image": "img", "audio": "voicemsg", "video": "videomsg", "sticker": "emoji"}
FILES = ("image", "audio", "video")
RECALLED = ("撤回了一条消息", "recalled a message", "已撤回")


@dataclass(frozen=True, slots=True)
class Body:
    """`text`: what a person reads of it; None where there is nothing to read. `extra`: the rest that it says, by WeChat's names."""

    kind: MessageKind
    text: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None


def plain_number(number: int) -> int:
    """The kind without what Android and version 4 add to it."""
    low = number & 0xFFFFFFFF
    if low == STICKER_OF_ANDROID:
        return 47
    return 49 if low & 0xFFFF == 49 else low


def body(number: int, content: str) -> Body:
    """Content that is no XML where some belongs is kept as it stands."""
    kind = KINDS.get(plain_number(number), "other")
    if kind in ("text", "system"):
        return Body(kind, content or None, {"event": "recall"} if kind == "system" and any(said in content for said in RECALLED) else {})
    root = _xml(content)
    if root is None:
        return Body(kind, content or None, {}, _file(kind, None))
    if plain_number(number) == 49:
        return _app(root)
    return _media(kind, root)


def sender_and_content(content: str) -> tuple[str | None, str]:
    """In a group the content that came begins with who sent it, in a line of its own."""
    name, colon, rest = content.partition(":\n")
    return (name, rest) if colon and name and not any(sign.isspace() or sign == "<" for sign in name) else (None, content)


def room_kind(talker: str) -> Kind:
    if talker.endswith(GROUP):
        return "group"
    return "channel" if talker.startswith("gh_") else "self" if talker == "filehelper" else "direct"


def _media(kind: MessageKind, root: Element) -> Body:
    if kind == "location":
        place = root.find(".//location")
        said = _attributes(place)
        words = " ".join(said[name] for name in ("poiname", "label") if name in said)
        return Body(kind, words or None, said)
    found = root.find(f".//{ELEMENTS[kind]}") if kind in ELEMENTS else None
    said = _attributes(found if found is not None else root)
    return Body(kind, said.get("nickname") if kind == "contact" else None, said, _file(kind, said.get("md5")))


def _app(root: Element) -> Body:
    message = root if root.tag == "appmsg" else root.find(".//appmsg")
    if message is None:
        return Body("other", None, _attributes(root))
    number = _text(message, "type") or ""
    kind = APP_KINDS.get(number, "link")
    title, about, url = _text(message, "title"), _text(message, "des"), _text(message, "url")
    extra = {name: value for name, value in (("app_type", number), ("des", about), ("url", url)) if value}
    match number:
        case "57":
            return _quote(message, title, extra)
        case "2000" | "2001" | "2003":
            return _payment(message, title, about, extra)
        case "19":
            return Body(kind, "\n".join([title or "", *_forwarded(message)]).strip() or None, extra)
        case "6" | "74":
            return Body(kind, title, extra | _size(message), (Attachment(name=title),))
    return Body(kind, "\n".join(dict.fromkeys(part for part in (title, url) if part)) or None, extra)


def _quote(message: Element, title: str | None, extra: dict[str, str]) -> Body:
    """The answered message stands in it as the answering person's app had it: it need not be what was sent."""
    quoted = message.find("refermsg")
    if quoted is None:
        return Body("text", title, extra)
    names = (("quoted_sender", "chatusr"), ("quoted_name", "displayname"), ("quoted_text", "content"))
    extra |= {name: value for name, tag in names if (value := _text(quoted, tag))}
    return Body("text", title, extra, reply_to=_text(quoted, "svrid"))


def _payment(message: Element, title: str | None, about: str | None, extra: dict[str, str]) -> Body:
    """A transfer or a red packet: amount, state, number and memo as WeChat wrote them."""
    pay = message.find("wcpayinfo")
    if pay is None:
        return Body("payment", about or title, extra)
    names = (("amount", "feedesc"), ("transfer_id", "transferid"), ("memo", "pay_memo"), ("pay_subtype", "paysubtype"),
             ("sender_title", "sendertitle"), ("receiver_title", "receivertitle"), ("packet_id", "paymsgid"))  # fmt: skip
    extra |= {name: value for name, tag in names if (value := _text(pay, tag))}
    if state := TRANSFER_STATES.get(extra.get("pay_subtype", "")):
        extra["state"] = state
    words = [extra.get("sender_title") or about or title, extra.get("amount"), extra.get("memo")]
    return Body("payment", " ".join(dict.fromkeys(word for word in words if word)) or None, extra)


def _forwarded(message: Element) -> list[str]:
    """Messages that were forwarded together, a line each, as whoever forwarded them had them."""
    record = _xml(_text(message, "recorditem") or "")
    items = record.findall(".//dataitem")[:MOST_FORWARDED] if record is not None else []
    return [
        f"{_text(item, 'sourcetime') or ''} {_text(item, 'sourcename') or ''}: {_text(item, 'datadesc') or _text(item, 'datatitle') or ''}".strip()
        for item in items
    ]


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
