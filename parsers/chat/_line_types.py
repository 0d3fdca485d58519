"""What LINE's numbers of contents mean, the same in its databases on Android and iOS: ContentType of its protocol, which open clients have."""

from __future__ import annotations

from evidence_desk.api import MessageKind

KINDS: dict[int, MessageKind] = {
    0: "text", 1: "image", 2: "video", 3: "audio", 6: "call", 7: "sticker", 9: "other", 12: "link", 13: "contact", 14: "file", 15: "location", 16: "link",
    18: "system",
}  # fmt: skip
FILES = ("image", "video", "audio", "file")
