"""What the numbers that a finder gives are called, Chinese and English side by side: key -> (zh, en)."""

from __future__ import annotations

from evidence_desk.errors import Language
from evidence_desk.identify.names import KINDS

DETAILS: dict[str, tuple[str, str]] = {
    "acquired": ("镜像制作时间", "acquired"),
    "acquired_after_examination": ("镜像制作晚于检查、鉴定", "acquired after the examination"),
    "acquired_after_registration": ("镜像制作时间晚于在本程序登记", "acquired after its registration here"),
    "acquired_before_seizure": ("镜像制作早于抓获、扣押", "acquired before capture or seizure"),
    "acquired_outside_imaging": ("镜像制作不在笔录所载时段", "acquired outside the imaging of the record"),
    "acts_without_approval": ("未记载审批文书的环节", "acts without an approval"),
    "approvals_dated": ("记载审批时间的环节", "approvals with a date"),
    "apps_with_several_accounts": ("有多个账号的应用", "apps with several accounts"),
    "blank": ("未填写", "blank"),
    "blocked_and_later": ("有写保护记载而晚于镜像制作", "later than the copy though writing was blocked"),
    "both": ("双方均有的消息", "messages in both"),
    "change_class": ("变化类别", "class of changes"),
    "clock_ahead_seconds": ("设备时钟快（秒）", "clock ahead (seconds)"),
    "content_after_acquisition": ("晚于镜像制作的内容文件", "content files later than the copy"),
    "content_after_control": ("晚于控制时间的内容文件", "content files later than the control"),
    "content_unlike_ending": ("内容与扩展名不一致的文件", "files unlike their ending"),
    "controlled": ("控制时间", "under control since"),
    "conversations_compared": ("可比对的会话", "conversations compared"),
    "countings_run": ("已运行的统计", "countings run"),
    "damaged_evidence": ("有损坏的检材", "damaged evidence"),
    "deleted_entries": ("已删除条目", "deleted entries"),
    "deleted_messages": ("已删除或撤回消息", "deleted or recalled messages"),
    "differing": ("内容不同的消息", "messages that differ"),
    "edited_messages": ("经编辑消息", "edited messages"),
    "error": ("错误", "errors"),
    "evidence_with_list": ("附清单的检材", "exhibits with a list"),
    "evidence_without_comparison": ("无可比值的检材", "evidence with nothing to compare"),
    "evidence_without_control_time": ("无控制时间的检材", "evidence without a time of control"),
    "exhibits": ("检材", "exhibits"),
    "exhibits_without_route": ("未写明取证方式的检材", "exhibits without a route"),
    "expires": ("冻结届满", "freezing ends"),
    "frozen": ("冻结时间", "frozen"),
    "incoming_after_control": ("控制之后收到的消息、来电", "messages and calls that came in after the control"),
    "later_than_freezing": ("晚于冻结时间", "later than the freezing"),
    "listed_absent": ("清单所列而未见的文件", "listed files that are not there"),
    "listed_changed": ("校验值与清单不同的文件", "files whose digest differs from the list"),
    "listed_files": ("清单所列文件", "files of the list"),
    "listed_found": ("与清单相符的文件", "files as the list has them"),
    "favourable_marks": ("有利的标记和发现（含不写入意见书的）", "marks and findings in favour, those left out too"),
    "match": ("一致", "match"),
    "messages_case": ("时区依案件的消息", "messages with the case's zone"),
    "messages_evidence": ("时区依检材指定的消息", "messages with a zone stated for the evidence"),
    "messages_source": ("时区依来源的消息", "messages with the source's zone"),
    "messages_unknown": ("时区不明的消息", "messages without a zone"),
    "misplaced": ("先后不相符之处", "places out of order"),
    "mismatch": ("不一致", "mismatch"),
    "missing": ("附件不在检材中", "attachments missing"),
    "missing_in_a_copy": ("另一副本有而此副本没有的消息", "messages that a copy lacks"),
    "nothing-to-compare": ("无可比值", "nothing to compare"),
    "number_gaps": ("编号中断处", "gaps of numbers"),
    "numbers_missing": ("缺失的编号", "numbers missing"),
    "omitted": ("附件未导出", "attachments left out"),
    "only-in-data": ("仅见于数据", "only in the data"),
    "only-in-record": ("仅见于记录", "only in the record"),
    "only_here": ("仅见于本程序的读取", "only in our reading"),
    "only_there": ("仅见于移送的报告", "only in the submitted report"),
    "originals_transferred": ("已移送原始介质", "originals transferred"),
    "packages_written": ("已制作复核包", "packages written"),
    "present": ("附件在检材中", "attachments present"),
    "problems": ("问题", "problems"),
    "problems_error": ("问题：错误", "problems: errors"),
    "problems_info": ("问题：提示", "problems: notes"),
    "problems_warning": ("问题：警告", "problems: warnings"),
    "record_after_acquisition": ("晚于镜像制作的记录", "records later than the copy"),
    "record_after_control": ("晚于控制时间的记录", "records later than the control"),
    "recorded_digests": ("记录载明的校验值", "digests in the record"),
    "route": ("取证方式", "route"),
    "sample_digests": ("鉴定意见载明的检材校验值", "digests of samples"),
    "shared": ("在多件检材中出现", "in several pieces of evidence"),
    "steps": ("保管环节", "steps of custody"),
    "steps_with_video": ("有录像的环节", "steps with a recording"),
    "system_after_acquisition": ("晚于镜像制作的系统文件", "system files later than the copy"),
    "system_after_control": ("晚于控制时间的系统文件", "system files later than the control"),
    "undecryptable": ("附件未能解密", "attachments not decrypted"),
    "recovered_records": ("从数据库恢复的记录（另计）", "records recovered from databases (counted apart)"),
    "unfit": ("不相符或缺项", "places that do not fit or are lacking"),
    "unlisted_files": ("清单未列的文件", "files that are not listed"),
    "unreadable": ("无法读取", "unreadable"),
    "unsealings": ("拆封", "unsealings"),
    "unsealings_with_video": ("有录像的拆封", "unsealings with a recording"),
    "warning": ("警告", "warnings"),
    "zone": ("时区", "zone"),
}
VALUES: dict[str, tuple[str, str]] = {
    "none": ("未见晚于控制时间的变化", "none seen"),
    "system": ("仅见于系统、应用的位置", "places of systems and apps only"),
    "content": ("涉及内容文件或记录", "content files or records"),
}
"""Values of `change_class`."""


def named(name: str, language: Language) -> str:
    """`i1 acquired` and the like keep what they are of, a kind of identifier by its name; a name that is none of ours stays as it is."""
    of, _, last = name.rpartition(" ")
    word = DETAILS.get(last)
    if word is None:
        return name
    place = 0 if language == "zh" else 1
    return " ".join(part for part in (KINDS[of][place] if of in KINDS else of, word[place]) if part)


def valued(name: str, value: object, language: Language) -> str:
    if name == "change_class" and value in VALUES:
        return VALUES[str(value)][0 if language == "zh" else 1]
    return str(value)
