"""From which records a sample was drawn, in words: names of tables, of fields, and of what fields say."""

from __future__ import annotations

from evidence_desk.errors import Language
from evidence_desk.identify.names import KINDS

TABLES: dict[str, tuple[str, str]] = {
    "evidence": ("检材", "pieces of evidence"), "volumes": ("分区", "volumes"), "entries": ("文件条目", "file entries"), "conversations": ("会话", "conversations"),
    "participants": ("会话参与者", "participants of conversations"), "messages": ("消息", "messages"), "copies": ("会话的副本", "copies of conversations"),
    "comparison": ("副本的比对", "comparisons of copies"), "differences": ("副本间的差异", "differences between copies"), "gaps": ("编号缺口", "gaps in numbering"),
    "artifacts": ("其他痕迹", "other records"), "timeline": ("时间线上的事件", "events of the timeline"), "problems": ("未读取或未解析之处", "places that were not read or parsed"),
    "coverage": ("解析统计", "counts of parsing"), "identifiers": ("标识信息", "identifiers"), "pictures": ("图片中识别的文字", "text read in pictures"),
    "tags": ("标记", "tags"), "facts": ("待证事实", "facts to be shown"), "findings": ("审查发现", "findings"), "unallocated": ("未分配空间区域", "ranges of unallocated space"),
    "carved": ("雕复的文件", "carved files"), "fragments": ("未分配空间中的文字", "text in unallocated space"), "leftovers": ("目录索引残留的名称", "names left in folders' indexes"),
    "intake": ("受理记载", "records of intake"), "exhibits": ("检材记载", "records of exhibits"), "custody": ("保管环节", "steps of custody"),
    "conclusions": ("答复", "answers"), "audit": ("审计日志条目", "entries of the audit log"),
}  # fmt: skip
FIELDS: dict[str, tuple[str, str]] = {
    "evidence": ("检材编号", "evidence number"), "kind": ("类型", "kind"), "type": ("类型", "type"), "app": ("应用", "app"), "account": ("账号", "account"),
    "conversation": ("会话", "conversation"), "title": ("名称", "title"), "name": ("名称", "name"), "identifier": ("账号", "identifier"), "sender": ("发送人", "sender"),
    "sender_id": ("发送人账号", "sender's account"), "direction": ("方向", "direction"), "deleted": ("已删除", "deleted"), "edited": ("已编辑", "edited"),
    "recovered": ("恢复情形", "recovered"), "text": ("文字", "text"), "sent": ("发送时间", "time sent"), "time": ("时间", "time"), "zone_basis": ("时区依据", "basis of the zone"),
    "volume": ("分区编号", "volume"), "path": ("路径", "path"), "allocated": ("未删除", "allocated"), "size": ("大小（字节）", "size in bytes"), "mime": ("内容类型", "content type"),
    "created": ("创建时间", "created"), "modified": ("修改时间", "modified"), "accessed": ("访问时间", "accessed"), "changed": ("元数据变更时间", "changed"),
    "md5": ("MD5", "MD5"), "sha1": ("SHA-1", "SHA-1"), "sha256": ("SHA-256", "SHA-256"), "sm3": ("SM3", "SM3"), "origin": ("由来", "origin"),
    "container": ("所在容器", "container"), "damaged": ("受损", "damaged"), "set_apart": ("已隔离", "set apart"), "parser": ("解析器", "parser"), "stage": ("环节", "stage"),
    "severity": ("程度", "severity"), "code": ("代码", "code"), "value": ("值", "value"), "raw": ("原文", "as written"), "validity": ("校验", "validity"), "tag": ("标记", "tag"),
    "item": ("条目", "item"), "fact": ("待证事实", "fact"), "bearing": ("倾向", "bearing"), "actor": ("操作人", "actor"), "act": ("操作", "act"), "what": ("事项", "what"),
    "summary": ("摘要", "summary"), "message": ("消息", "message"), "place": ("位置", "place"),
}  # fmt: skip
VALUES: dict[str, dict[str, tuple[str, str]]] = {
    "": {"true": ("是", "yes"), "false": ("否", "no"), "": ("未载明", "not stated")},
    "kind": {
        "text": ("文字", "text"), "image": ("图片", "image"), "video": ("视频", "video"), "audio": ("语音", "audio"), "file": ("文件", "file"), "sticker": ("表情", "sticker"),
        "location": ("位置", "location"), "contact": ("名片", "contact"), "call": ("通话", "call"), "link": ("链接", "link"), "payment": ("转账或红包", "payment"),
        "system": ("系统提示", "system note"), "other": ("其他", "other"), "direct": ("单聊", "direct"), "group": ("群聊", "group"), "channel": ("频道", "channel"),
        "directory": ("文件夹", "directory"), **KINDS,
    },
    "direction": {"in": ("收到", "in"), "out": ("发出", "out")},
    "type": {
        "web-visit": ("网页访问", "web visit"), "download": ("下载", "download"), "registry-value": ("注册表值", "registry value"), "event": ("事件", "event"),
        "program-run": ("程序运行", "program run"), "contact": ("联系人", "contact"), "call": ("通话", "call"), "location": ("位置", "location"), "photo": ("照片信息", "photo"),
        "account": ("账户", "account"), "personal-record": ("个人信息记录", "personal record"), "counter": ("计数", "counter"),
    },
    "severity": {"error": ("错误", "error"), "warning": ("警告", "warning"), "info": ("说明", "note")},
    "bearing": {"supports": ("支持", "supports"), "contradicts": ("相反", "contradicts"), "neutral": ("中性", "neutral")},
    "validity": {"checksum": ("校验成立", "checksum holds"), "format": ("仅格式相符", "format alone"), "context": ("仅凭前文", "by context alone")},
    "origin": {"listed": ("文件系统列出", "listed"), "carved": ("雕复", "carved"), "inside": ("位于其他文件内", "inside another")},
    "recovered": {"deleted": ("已删除的行", "a deleted row"), "earlier": ("较早的内容", "an earlier state"), "undetermined": ("无法判断", "cannot be told")},
    "zone_basis": {"source": ("来源载明", "the source"), "evidence": ("检材登记", "the evidence"), "case": ("案件时区", "the case"), "unknown": ("未知", "unknown")},
}  # fmt: skip


def table(name: str, language: Language) -> str:
    return _word(TABLES, name, language)


def field(name: str, language: Language) -> str:
    """A field that has no name here is told as `query` spells it."""
    return _word(FIELDS, name, language)


def value(of: str, said: str, language: Language) -> str:
    """What a field says; what comes from the evidence stays as it is."""
    known = VALUES.get(of, {})
    return _word(known if said in known else VALUES[""], said, language)


def _word(words: dict[str, tuple[str, str]], key: str, language: Language) -> str:
    return words.get(key, (key, key))[0 if language == "zh" else 1]
