"""A source record of a counting, and the reasons for which one is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from evidence_desk.errors import Language

Status = Literal["counted", "duplicate", "invalid"]


@dataclass(frozen=True, slots=True)
class Row:
    """A source record: `item` is found by `query`. `key` is what counts as the same; `group` what is counted apart."""

    item: str
    status: Status
    reason: str
    group: str
    key: str
    amount: Decimal | None = None


def once(rows: Iterable[Row], reason: str) -> Iterator[Row]:
    """The first of each key of a group counts, those after it are duplicates for this reason."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if row.status == "counted" and (row.group, row.key) in seen:
            yield replace(row, status="duplicate", reason=reason)
        else:
            if row.status == "counted":
                seen.add((row.group, row.key))
            yield row


COUNSEL = "set apart as a communication with counsel"
RECOVERED = "recovered: its database has it no more"
REMNANT = '{"type":"remnant"'
"""How the place of a recovered row begins."""
REASONS: dict[str, str] = {
    COUNSEL: "已隔离：与律师的通信",
    RECOVERED: "恢复所得：其数据库中已无此记录",
    "a note of the app": "应用的提示",
    "not sent from the examined account, or the source does not say": "不是所查账号发送，或来源未载明",
    "recalled or deleted": "已撤回或删除",
    "the same message stands in another copy of this chat": "同一会话的另一副本中已有该消息",
    "not outgoing": "不是拨出",
    "the same call is logged elsewhere": "同一次通话另有记录",
    "only the words before it say what it is": "仅凭前文判断其类型",
    "the same number was counted before": "同一号码此前已计",
    "the same characters count as another kind": "同一处字符已按另一类别计",
    "the same bytes stand in another copy of the file": "相同字节，见于同一文件的另一副本",
    "the text of the file whose records were counted": "所在文件的全文，其记录已计",
    "of a conversation that is no group, or the source does not say": "不是群组会话，或来源未载明",
    "the source names nobody": "来源未载明成员",
    "a member of another group too": "同时是其他群组的成员",
    "the source gives no amount": "来源未载明金额",
    "returned": "已退回",
    "expired": "已过期",
    "failed": "未成功",
    "asked for, not paid": "仅为收款请求",
    "the same transfer is told elsewhere": "同一笔转账另有记载",
    "its category is none of those of the rule": "类别不在规则所列之内",
    "the resident ID fails its check, and nothing else tells the person": "公民身份号码校验不成立，又无其他可识别的信息",
    "the phone number is of no number plan, and nothing else tells the person": "电话号码不合号段，又无其他可识别的信息",
    "a number for tests, and nothing else tells the person": "测试号码，又无其他可识别的信息",
    "nothing in it tells a person": "没有可识别特定自然人的信息",
    "the same person was counted before": "同一人此前已计",
    "an identical row was counted before": "完全相同的行此前已计",
    "given to nobody that is known": "未见提供给他人",
    "a later capture of the same counter counts": "以同一计数的较后采集为准",
    "the same capture is told elsewhere": "同一次采集另有记载",
    "the source names no account": "来源未载明账户",
    "no digest was computed": "未计算校验值",
    "no file": "不是文件",
    "a file with the same digest was counted before": "校验值相同的文件此前已计",
}
"""Every reason in English, with its Chinese; `status` says whether it is of what is invalid or of what repeats."""


def reason(text: str, language: Language) -> str:
    return REASONS.get(text, text) if language == "zh" else text
