"""What WhatsApp's numbers mean, the same on Android and iOS but for some: KnugiHK/WhatsApp-Chat-Exporter (MIT) has them."""

from __future__ import annotations

from evidence_desk.api import MessageKind
from parsers.chat._rooms import Kind

ANDROID: dict[int, MessageKind] = {
    0: "text", 1: "image", 2: "audio", 3: "video", 4: "contact", 5: "location", 7: "system", 8: "call", 9: "file", 10: "call", 13: "video",
    14: "contact", 15: "text", 16: "location", 20: "sticker", 42: "image", 43: "video", 45: "text", 46: "other", 66: "other", 90: "call",
}  # fmt: skip
IOS: dict[int, MessageKind] = {
    0: "text", 1: "image", 2: "video", 3: "audio", 4: "contact", 5: "location", 6: "system", 7: "link", 8: "file", 10: "system", 11: "video",
    14: "text", 15: "sticker", 46: "other", 59: "call",
}  # fmt: skip
REVOKED, REVOKED_IOS = 15, 14
GROUP, BROADCAST, STATUS, CHANNEL = "@g.us", "@broadcast", "status@broadcast", "@newsletter"


def room_kind(jid: str) -> Kind:
    if jid.endswith(GROUP):
        return "group"
    return "channel" if jid.endswith((BROADCAST, CHANNEL)) else "direct"
