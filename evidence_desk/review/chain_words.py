"""The sentences of what does not fit in a record of custody, Chinese and English side by side: code -> (zh, en).

They say what stands where and what is lacking; whether that is a defect, and what follows, a person decides.
"""

from __future__ import annotations

DISCREPANCIES: dict[str, tuple[str, str]] = {
    "end-before-start": (
        "{kind}的结束时间 {end} 早于开始时间 {start}",
        "the {kind} ends at {end}, before its start at {start}",
    ),
    "time-missing": ("{kind}没有记载时间，未参与先后比对", "the {kind} has no time in the record and was left out of the order"),
    "zone-missing": (
        "{kind}的时间 {start} 没有时区依据，未参与先后比对",
        "the time {start} of the {kind} has no zone and was left out of the order",
    ),
    "source-missing": ("{kind}（{start}）没有记载来源文书和页码", "the {kind} ({start}) names no document and page"),
    "before-seizure": (
        "{kind}（{start}）早于扣押（{other_start}）",
        "the {kind} ({start}) is before the seizure ({other_start})",
    ),
    "receipt-before-transfer": (
        "接收（{other_start}）早于移送（{start}）",
        "the receipt ({other_start}) is before the transfer ({start})",
    ),
    "handover-differs": (
        "前一交接的接收人记为“{to}”（{start}），下一交接的移交人记为“{by}”（{other_start}），两者相隔 {gap}，其间的保管未见记载",
        "the earlier hand-over names '{to}' as receiving ({start}), the next names '{by}' as handing over ({other_start}); "
        "for the {gap} between them no custody is recorded",
    ),
    "handover-unnamed": (
        "{kind}（{start}）没有记载移交人或接收人",
        "the {kind} ({start}) does not name who handed over or who received",
    ),
    "first-handover-differs": (
        "首次交接的移交人记为“{by}”（{other_start}），{kind}（{start}）所记人员为“{people}”",
        "the first hand-over names '{by}' ({other_start}); the {kind} ({start}) names '{people}'",
    ),
    "receipt-missing": (
        "移送（{start}）没有对应的接收记载",
        "the transfer ({start}) has no receipt",
    ),
    "unsealing-unsealed": (
        "拆封（{start}）之前没有封存记载",
        "the unsealing ({start}) has no sealing before it",
    ),
    "worked-while-sealed": (
        "{kind}（{start}）时检材处于封存状态（{other_start}封存），其间没有拆封记载",
        "the {kind} ({start}) falls in a time when the exhibit was sealed (since {other_start}), with no unsealing recorded",
    ),
    "reseal-missing": (
        "拆封（{start}）之后没有重新封存的记载",
        "after the unsealing ({start}) no re-sealing is recorded",
    ),
    "reseal-before-handover": (
        "拆封（{start}）之后未见重新封存，即于 {other_start} {other_kind}",
        "after the unsealing ({start}) the exhibit went into the {other_kind} ({other_start}) with no re-sealing recorded",
    ),
    "seal-differs": (
        "封存时封条编号记为“{seal}”（{start}），{other_kind}时记为“{other_seal}”（{other_start}）",
        "the seal is '{seal}' when sealed ({start}) and '{other_seal}' at the {other_kind} ({other_start})",
    ),
    "seal-unnumbered": ("{kind}（{start}）没有记载封条编号", "the {kind} ({start}) has no seal number"),
    "approval-late": (
        "审批时间 {approved}（{approval}）晚于{kind}开始时间 {start}",
        "the approval of {approved} ({approval}) is later than the start of the {kind}, {start}",
    ),
    "people-missing": ("{kind}（{start}）没有记载侦查人员", "the {kind} ({start}) names no investigator"),
    "people-few": (
        "{kind}（{start}）只记载一名侦查人员：{people}",
        "the {kind} ({start}) names one investigator only: {people}",
    ),
    "witness-is-investigator": (
        "{kind}（{start}）的见证人“{witness}”同时记为侦查人员",
        "the witness '{witness}' of the {kind} ({start}) is named among its investigators",
    ),
    "witness-missing": (
        "{kind}（{start}）没有见证人，也没有说明原因或录像",
        "the {kind} ({start}) has no witness, and neither a reason nor a recording",
    ),
    "write-blocker-missing": (
        "{kind}（{start}）没有记载写保护措施，也没有说明原因",
        "the {kind} ({start}) names no write blocker and gives no reason",
    ),
    "tool-missing": ("{kind}（{start}）没有记载工具及版本", "the {kind} ({start}) does not name the tool and its version"),
    "isolation-missing": (
        "手机类检材的{kind}（{start}）没有记载信号屏蔽、阻断或者切断电源",
        "the {kind} ({start}) of a phone does not say that it was shielded, blocked or switched off",
    ),
    "two-places": (
        "“{person}”同一时间记载于两处：{place}的{kind}（{start}）与{other_place}的{other_kind}（{other_start}）",
        "'{person}' is recorded in two places at once: {place}, {kind} ({start}), and {other_place}, {other_kind} ({other_start})",
    ),
    "exhibit-two-places": (
        "检材同一时间记载于两处：{place}的{kind}（{start}）与{other_place}的{other_kind}（{other_start}）",
        "the exhibit is recorded in two places at once: {place}, {kind} ({start}), and {other_place}, {other_kind} ({other_start})",
    ),
    "original-unsaid": (
        "没有记载原始存储介质是否移送",
        "the record does not say whether the original medium was transferred",
    ),
    "original-unexplained": (
        "原始存储介质未移送，未记载{missing}",
        "the original medium was not transferred; the record lacks {missing}",
    ),
    "custody-missing": ("没有任何保管环节的记载", "no step of the custody is recorded"),
    "digest-malformed": (
        "记录载明的{algorithm}校验值“{value}”不是该算法的形式：{fault}",
        "the {algorithm} digest in the record, '{value}', does not have the form of that algorithm: {fault}",
    ),
    "digest-shared": (
        "检材 {exhibit} 与检材 {other} 在记录中的{algorithm}校验值相同：{value}",
        "exhibits {exhibit} and {other} have the same {algorithm} digest in the record: {value}",
    ),
    "digest-differs": (
        "记录对同一对象（{object}）的{algorithm}校验值前后不同：{value}；{other_value}",
        "the record has two {algorithm} digests of the same object ({object}): {value}; {other_value}",
    ),
}

FAULTS: dict[str, tuple[str, str]] = {
    "length": ("应为 {wanted} 位，实为 {found} 位", "it should have {wanted} digits and has {found}"),
    "characters": ("含有非十六进制字符 {characters}", "it holds {characters}, which are not hexadecimal"),
    "typing": (
        "含有非十六进制字符 {characters}；字母 O 与 0、l 或 I 与 1 形近，请核对原件",
        "it holds {characters}, which are not hexadecimal; O is like 0, l and I are like 1: look at the original",
    ),
    "algorithm": ("不认识该算法", "that algorithm is not known"),
}
REASON = ("原因", "the reason")
PLACE = ("存放地点", "where it is kept")
