"""What other tools call an app, in the word that our own parsers have for it: only so can two readings of one chat be laid side by side."""

from __future__ import annotations

OURS = {
    "whatsapp": "whatsapp", "whatsapp messenger": "whatsapp", "whatsapp business": "whatsapp", "wechat": "wechat", "weixin": "wechat", "微信": "wechat",
    "qq": "qq", "tencent qq": "qq", "imessage": "imessage", "messages": "imessage", "native messages": "imessage", "sms & imessage": "imessage", "imessages": "imessage", "sms": "sms", "mms": "sms",
    "telegram": "telegram", "signal": "signal", "line": "line", "kik": "kik", "viber": "viber", "skype": "skype", "discord": "discord",
    "facebook messenger": "messenger", "messenger": "messenger", "kakaotalk": "kakaotalk", "threema": "threema", "slack": "slack",
}  # fmt: skip


def app_of(name: str | None, otherwise: str) -> str:
    """Our word for it; what is none of these stays as the tool has it."""
    word = (name or "").strip()
    return OURS.get(word.casefold(), word) or otherwise
