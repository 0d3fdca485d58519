"""What a message tells beside its text stands in its bubble, in words that claim no more than the source."""

from __future__ import annotations

import msgspec
import pytest

from evidence_desk.errors import Language
from evidence_desk.model import CallNote, Card, Edit, Instant, Location, Locus, Message, Payment, Reaction, Recall, Told
from evidence_desk.store import ids, keep, tables
from evidence_desk.store.case import Case
from ui.desktop import rows
from ui.desktop.shown import Clock
from ui.desktop.told import Telling
from ui.desktop.tongue import Tongue

ENTRY = ids.entry_id(1, 1)
LOCUS = Locus(1, ENTRY, "/chat.db", None)


def shown(case: Case, **said: object) -> rows.Message:
    """As a window gets it from the case."""
    from evidence_desk.model import Entry

    message = Message(conversation="k", app="test", locus=LOCUS, **said)  # type: ignore[arg-type]
    with case.transaction():
        keep.entries(case, 1, [Entry(1, None, 1, "/chat.db", "file", None, 4, True, 1, None, None, None, None, None, 0)])
        keep.EntryRecords(case, ENTRY).keep(keep.parser_number(case, "test", 1), [message])
    return msgspec.convert(next(tables.rows(case, "messages")), rows.Message)


def telling(language: Language = "zh") -> Telling:
    return Telling(Tongue(language).say, Clock("Asia/Shanghai"))


def below(message: rows.Message, language: Language = "zh") -> list[str]:
    return [one.words for one in telling(language).below(message)]


def test_a_payment_shows_amount_state_and_direction_as_stated(case: Case) -> None:
    paid = Payment(amount="20000.00", currency="CNY", direction="out", state="received", native_id="100050", memo="货款")
    one = shown(case, kind="payment", payment=paid)
    assert below(one) == ["转账 · 20000.00 CNY · 消息载明：已收款 · 本账号付出", "货款 · 单号 100050"]
    assert below(one, "en")[0] == "transfer · 20000.00 CNY · stated as received · paid by this account"


def test_what_the_source_leaves_open_is_said_to_be_open(case: Case) -> None:
    assert below(shown(case, kind="payment", payment=Payment(kind="red-packet"))) == ["红包 · 来源未载明金额 · 状态未载明"]


def test_a_quotation_that_differs_is_said_to_differ(case: Case) -> None:
    one = shown(case, text="不行", reply_to="77", quote=Told(sender="李四", text="明天见"))
    case.db.execute("UPDATE messages SET reply_state = 'mismatch'")
    one = msgspec.convert(next(tables.rows(case, "messages")), rows.Message)
    assert [said.words for said in telling().above(one)] == ["回复 李四：明天见", "所引用的内容与原消息不一致"]


def test_recalls_earlier_versions_reactions_places_cards_and_calls_are_told(case: Case) -> None:
    one = shown(
        case, recall=Recall(by="张三", time=Instant(1_709_622_252)), edits=(Edit(text="旧文", time=Instant(1_709_622_252)),),
        reactions=(Reaction(value="👍", sender="王五"), Reaction(value="❤", count=3), Reaction(value="x", removed=True)),
        location=Location(latitude=31.2, longitude=121.4, label="人民广场"), card=Card(name="赵六", identifier="wxid_z"),
        call=CallNote(outcome="answered", duration=3723, video=True),
    )  # fmt: skip
    assert below(one) == [
        "视频通话 · 已接通 · 时长 1:02:03", "人民广场 · 31.2, 121.4", "赵六 · wxid_z", "撤回，操作人：张三 · 2024-03-05 15:04:12",
        "先前版本（2024-03-05 15:04:12）：旧文", "👍 王五、❤ ×3、x （已取消）",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_of_the_fields_is_in_the_catalogue(case: Case, language: Language) -> None:
    from typing import get_args

    from evidence_desk.told import CallOutcome, PaymentKind, PaymentState

    say = Tongue(language).say
    for key in (
        *(f"payment.{one}" for one in get_args(PaymentKind)), *(f"payment.state-{one}" for one in get_args(PaymentState)),
        *(f"call.{one}" for one in get_args(CallOutcome)),
    ):  # fmt: skip
        assert say(key)
