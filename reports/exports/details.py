"""What a message tells beside its text, as lines of the HTML export: field, and every value that the source gives."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.model import DETAILS
from evidence_desk.store.tables import Shown, Value

NAMES = {
    "payment": "支付 payment", "call": "通话 call", "quote": "引用 quoted", "forwarded": "转发 forwarded", "edits": "先前版本 earlier version",
    "edited_at": "编辑时间 edited", "recall": "撤回 recalled", "reactions": "回应 reaction", "receipts": "送达与已读 receipt", "mentions": "提及 mentioned",
    "location": "位置 location", "card": "名片 contact card", "sender_certainty": "发送者确定程度 sender certainty", "reply_state": "回复核对 reply",
}  # fmt: skip
USUAL = {"sender_certainty": "exact", "reply_state": "resolved"}


def details_of(row: Shown) -> Iterator[str]:
    """A line for each value that is there; of what was forwarded in several levels, one a message."""
    for field in (*DETAILS, "reply_state"):
        value = row[field]
        if field in NAMES and value not in (None, [], USUAL.get(field)):
            for one in value if isinstance(value, list) else [value]:
                yield from (f"{NAMES[field]}: {line}" for line in _lines(one))


def _lines(value: Value, margin: str = "") -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{margin}{value}"
        return
    said = [f"{name} {_plain(one)}" for name, one in value.items() if name != "items" and one not in (None, [], False)]
    yield margin + " · ".join(said)
    inner = value.get("items")
    for one in inner if isinstance(inner, list) else ():
        yield from _lines(one, margin + "    ")


def _plain(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
