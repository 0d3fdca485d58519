"""What the forms of the review say, Chinese and English side by side: key -> (zh, en).

The fields of the record of the case are named by `evidence_desk.review.form_words`, as in the files that people fill in.
"""

from __future__ import annotations

REVIEW: dict[str, tuple[str, str]] = {
    # findings
    "strength": ("依据程度", "Rests on"),
    "strength.open": ("未载明", "not stated"),
    "strength.data": ("数据本身显示", "the data itself shows it"),
    "strength.source": ("来源如此陈述", "a source says it"),
    "strength.untested": ("推断，未经验证", "inferred, not tested"),
    "alternatives": ("其他可能的解释（每行一种）", "What else the records may mean (one a line)"),
    "alternatives.hint": ("例如：账号由他人使用；时间为设备时间，未经校准", "such as: another person used the account; the clock of the device was wrong"),
    "column.strength": ("依据程度", "Rests on"),
    "column.left-out": ("意见书", "Memo"),
    "left-out.no": ("写入", "in"),
    "left-out.yes": ("不写入：{reason}", "left out: {reason}"),
    "left-out": ("不写入意见书……", "Leave out of the memo ..."),
    "left-out.undo": ("恢复写入意见书", "Put back into the memo"),
    "left-out.ask": (
        "{mark} 不写入意见书，须说明理由；理由记入日志，并在意见书中载明。",
        "{mark} is left out of the memo with a reason alone; the log and the memo have the reason.",
    ),
    "left-out.ask-favourable": (
        "{mark} 的意义为“相反或减轻”。不写入意见书须写明理由；理由记入日志，并在意见书中载明。",
        "{mark} contradicts or mitigates. It is left out with a written reason alone; the log and the memo have the reason.",
    ),
    "left-out.reason": ("不写入的理由", "Reason for leaving it out"),
    "left-out.done": ("{mark} 不写入意见书，理由已记入日志", "{mark} is left out of the memo; the log has the reason"),
    "left-out.undone": ("{mark} 恢复写入意见书", "{mark} is in the memo again"),
    "confirm": ("确定", "Confirm"),
    "field.strength": ("依据程度", "Rests on"),
    "field.alternatives": ("其他可能的解释", "What else it may mean"),
    "field.left-out": ("不写入意见书的理由", "Left out of the memo, because"),
}  # fmt: skip
