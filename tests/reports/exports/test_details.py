"""What a message tells beside its text stands in the page of conversations, a line a value."""

from __future__ import annotations

from evidence_desk.model import Edit, Instant, Locus, Message, Payment, Reaction, Told
from evidence_desk.store import details
from reports.exports.details import details_of

LOCUS = Locus(1, 1, "/a", None)


def test_payments_quotations_versions_and_nested_forwards_have_a_line_each() -> None:
    message = Message(
        conversation="k", app="test", locus=LOCUS, payment=Payment(amount="1.50", currency="CNY", state="sent"), quote=Told(sender="李四", text="明天见"),
        edits=(Edit(text="旧", time=Instant(0)), Edit(text="更旧")), reactions=(Reaction(value="👍", sender="王五"),),
        forwarded=(Told(sender="张三", text="外", items=(Told(sender="李四", text="内"),)),),
    )  # fmt: skip
    lines = list(details_of({**details.shown(details.kept(message), None), "reply_state": "mismatch"}))
    assert lines == [
        "支付 payment: kind transfer · amount 1.50 · currency CNY · state sent", "引用 quoted: sender 李四 · kind text · text 明天见",
        "转发 forwarded: sender 张三 · kind text · text 外", "转发 forwarded:     sender 李四 · kind text · text 内",
        "先前版本 earlier version: text 旧 · time 1970-01-01T00:00:00Z", "先前版本 earlier version: text 更旧", "回应 reaction: value 👍 · sender 王五 · count 1",
        "回复核对 reply: mismatch",
    ]  # fmt: skip


def test_a_plain_message_has_none() -> None:
    assert list(details_of({**details.shown(None, None), "reply_state": None})) == []
