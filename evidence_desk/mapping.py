"""A mapping: what a person says of the columns of a table, so that its rows become records. A file of TOML or JSON.

    version = 1
    records = "messages"             # messages, calls, contacts, payments, personal or counters
    app = "dingtalk"
    [columns]                        # field = the column's name; in JSON a path, `sender.name`
    sent = "发送时间"
    sender = "发送人"
    text = "内容"
    [time]
    format = "%Y-%m-%d %H:%M:%S"     # or iso, unix, unix-ms, excel
    zone = "Asia/Shanghai"           # of the wall times in it
    [values.direction]               # the source's own words for a value of ours
    out = ["发送"]
    in = ["接收"]

Beside these: `constants` (field = a text for every row), `files` (which files of a folder or archive, `*.csv`), `sheet`, `header` (the row
with the names, from 1), `delimiter`, `encoding`, `rows` (JSON pointer of the array). docs/formats.md has the fields.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable, Sequence
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from evidence_desk.errors import Known

Records = Literal["messages", "calls", "contacts", "payments", "personal", "counters"]
FIELDS: dict[Records, tuple[str, ...]] = {
    "messages": (
        "conversation", "title", "sent", "sender", "sender_id", "direction", "kind", "text", "id", "reply_to", "attachment", "deleted",
    ),
    "calls": ("time", "number", "name", "direction", "outcome", "duration"),
    "contacts": ("name", "number", "email"),
    "payments": ("conversation", "sent", "payer", "payee", "amount", "currency", "direction", "state", "id", "memo"),
    "personal": ("category", "name", "resident_id", "phone", "card", "email", "account", "address", "recipient"),
    "counters": ("subject", "what", "count", "time", "site"),
}  # fmt: skip
NEEDED: dict[Records, tuple[str, ...]] = {
    "messages": ("text", "attachment"), "calls": ("number",), "contacts": ("name", "number", "email"), "payments": ("amount",),
    "personal": ("name", "resident_id", "phone", "card", "email", "account", "address"), "counters": ("count",),
}  # fmt: skip
"""One of these a mapping must have: without any its rows would be records of nothing."""
TOLD: dict[Records, tuple[str, ...]] = {"personal": ("category",), "counters": ("subject", "what")}
"""Fields that a person has to put, by a column or as a constant: what a row counts as is never supposed."""
CATEGORIES = ("track", "content", "credit", "property", "lodging", "communication", "health", "transaction", "other")
"""Of personal information: whereabouts, content of communication, credit, property; lodging, records of communication, health, transactions; all other."""
VALUES = ("direction", "kind", "outcome", "state", "deleted", "category", "what")
LARGEST = 1 << 20
ENDINGS = ("csv", "tsv", "txt", "xlsx", "xlsm", "json", "jsonl", "ndjson")
"""Of files that a mapping is for where it does not say for which."""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "conversation": ("会话id", "会话", "会话名称", "群名称", "群id", "聊天对象", "对话", "conversation", "chat", "chat id", "thread", "channel", "房间", "群聊"),
    "sent": ("发送时间", "时间", "消息时间", "日期", "聊天时间", "交易时间", "交易日期", "记账时间", "time", "date", "timestamp", "sent", "sent at", "datetime", "create time", "createtime", "msgtime"),
    "sender": ("发送人", "发送者", "发送方", "发言人", "昵称", "姓名", "sender", "from", "author", "sender name", "nickname"),
    "sender_id": ("发送人id", "发送者id", "发送人账号", "账号", "sender id", "senderid", "from id", "user id", "userid"),
    "direction": ("方向", "收发", "收/发", "类型(收/发)", "呼叫类型", "通话类型", "呼叫方向", "主叫/被叫", "收/支", "借贷标志", "借贷标识", "收支", "direction", "in/out", "call type"),
    "kind": ("消息类型", "类型", "msgtype", "type", "message type"),
    "text": ("内容", "消息内容", "聊天内容", "正文", "content", "text", "body", "message"),
    "id": ("消息id", "消息编号", "流水号", "交易流水号", "交易单号", "交易号", "id", "msgid", "message id", "transaction id"),
    "attachment": ("附件", "文件名", "附件名称", "attachment", "file", "filename"),
    "title": ("会话标题", "群名", "title"),
    "time": ("通话时间", "起始时间", "开始时间", "通话开始时间", "呼叫时间", "通话起始时间", "call time", "start time"),
    "number": ("对方号码", "对端号码", "电话号码", "号码", "手机号", "手机号码", "电话", "number", "phone", "phone number", "mobile", "msisdn"),
    "name": ("联系人", "对方姓名", "姓名", "name", "contact", "display name", "备注名"),
    "outcome": ("通话状态", "接通状态", "outcome"),
    "duration": ("通话时长", "时长", "通话时长(秒)", "时长(秒)", "duration", "seconds"),
    "email": ("邮箱", "电子邮箱", "email", "e-mail", "mail"),
    "resident_id": ("身份证号", "身份证号码", "身份证", "证件号码", "公民身份号码", "id card", "id number"),
    "phone": ("手机号", "手机号码", "联系电话", "电话号码", "电话", "phone", "phone number", "mobile"),
    "card": ("银行卡号", "卡号", "bank card", "card number"),
    "account": ("账号", "用户名", "登录名", "account", "username"),
    "address": ("地址", "住址", "家庭住址", "address"),
    "recipient": ("接收人", "购买人", "买家", "recipient", "buyer"),
    "count": ("点击量", "浏览量", "阅读量", "播放量", "转发量", "评论量", "点击数", "浏览数", "count", "views", "clicks"),
    "subject": ("标题", "链接", "网址", "title", "url"),
    "payer": ("付款方", "付款人", "本方账号", "本方户名", "交易账号", "账户", "payer"),
    "payee": ("收款方", "收款人", "对方账号", "对方户名", "交易对方", "对手账号", "对手户名", "payee", "counterparty"),
    "amount": ("金额", "交易金额", "金额(元)", "发生额", "amount"),
    "currency": ("币种", "currency"),
    "state": ("交易状态", "当前状态", "状态", "status", "state"),
    "memo": ("备注", "摘要", "附言", "交易摘要", "商品", "用途", "memo", "remark", "description"),
}  # fmt: skip
"""What columns are called; compared without case, blanks and full-width brackets."""
WORDS: dict[str, dict[str, list[str]]] = {
    "direction": {
        "out": ["发送", "发出", "主叫", "支出", "借", "out", "sent", "outgoing"],
        "in": ["接收", "收到", "被叫", "收入", "贷", "in", "received", "incoming"],
    },
    "kind": {
        "text": ["文本", "文字"], "image": ["图片"], "audio": ["语音", "音频"], "video": ["视频"], "file": ["文件"], "sticker": ["表情"],
        "location": ["位置"], "contact": ["名片"], "call": ["通话"], "link": ["链接"], "payment": ["转账", "红包"], "system": ["系统", "系统消息"],
    },
    "outcome": {"answered": ["接通", "已接"], "missed": ["未接"], "rejected": ["拒接"]},
    "state": {"sent": ["已转出", "支付成功"], "received": ["已收款", "已存入零钱"], "refunded": ["已退款", "已全额退款"], "failed": ["失败", "交易失败"]},
}  # fmt: skip
"""The words of a source for values of ours, as a proposal has them; a mapping has its own."""


class BadMapping(Known):
    code = "bad-mapping"
    zh = "映射文件不可用：{detail}"
    en = "The mapping cannot be used: {detail}"


class Times(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str = "iso"
    zone: str | None = None


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: Literal[1]
    records: Records
    app: str
    columns: dict[str, str]
    constants: dict[str, str] = {}
    time: Times = Times()
    values: dict[str, dict[str, list[str]]] = {}
    files: str | None = None
    sheet: str | None = None
    header: int = 1
    delimiter: str | None = None
    encoding: str | None = None
    rows: str | None = None

    def is_for(self, path: str) -> bool:
        """Whether it is for a file of the evidence, by its name or its path."""
        path, wanted = path.casefold(), (self.files or "").casefold()
        if not wanted:
            return path.rpartition("/")[2].rpartition(".")[2] in ENDINGS or "." not in path
        return fnmatch.fnmatchcase(path, wanted) or fnmatch.fnmatchcase(path.rpartition("/")[2], wanted)


class Columns(msgspec.Struct, frozen=True, tag="columns"):
    """What a table shows of itself."""

    names: list[str]
    header: int = 1
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    rows: str | None = None


def read(data: bytes) -> Mapping:
    """A mapping from the bytes of its file; BadMapping with what is wrong with it."""
    if len(data) > LARGEST:
        raise BadMapping(detail=f"> {LARGEST} bytes")
    try:
        decode = msgspec.json.decode if data.lstrip().startswith(b"{") else msgspec.toml.decode
        found = decode(data.removeprefix(b"\xef\xbb\xbf"), type=Mapping)
    except (msgspec.DecodeError, ValueError) as error:  # TOML's own error is a ValueError
        raise BadMapping(detail=str(error)) from error
    _check(found)
    return found


def _check(found: Mapping) -> None:
    fields = FIELDS[found.records]
    given = {**found.columns, **found.constants}
    for name in given:
        if name not in fields:
            raise BadMapping(detail=f"{found.records} has no field {name}: {', '.join(fields)}")
    for name in TOLD.get(found.records, ()):
        if name not in given:
            raise BadMapping(detail=f"{found.records} needs {name}, as a column or a constant")
    category = found.constants.get("category")
    if category is not None and category not in CATEGORIES:
        raise BadMapping(detail=f"category is one of {', '.join(CATEGORIES)}, not {category}")
    if not any(name in given for name in NEEDED[found.records]):
        raise BadMapping(detail=f"{found.records} needs a column for one of {', '.join(NEEDED[found.records])}")
    for name in found.values:
        if name not in VALUES:
            raise BadMapping(detail=f"values are those of {', '.join(VALUES)}, not of {name}")
    if found.delimiter is not None and len(found.delimiter) != 1:
        raise BadMapping(detail="a delimiter is one character")
    if found.header < 1:
        raise BadMapping(detail="header is the number of a row, from 1")
    try:
        ZoneInfo(found.time.zone or "UTC")
        "".encode(found.encoding or "utf-8")
    except (ZoneInfoNotFoundError, LookupError, ValueError, OSError) as error:
        raise BadMapping(detail=str(error)) from error


def proposed(columns: Columns) -> Mapping:
    """A mapping by the names of the columns, for a person to correct: nothing is taken for certain."""
    records = _records(columns.names)
    found = {field: name for field in FIELDS[records] if (name := _column(field, columns.names)) is not None}
    taken: set[str] = set()
    chosen = {field: name for field, name in found.items() if name not in taken and not taken.add(name)}  # type: ignore[func-returns-value]
    values = {field: WORDS[field] for field in WORDS if field in chosen}
    unknown = {field: "?" for field in TOLD.get(records, ()) if field not in chosen}
    return Mapping(
        version=1, records=records, app="?", columns=chosen, values=values, constants=unknown, header=columns.header, sheet=columns.sheet,
        delimiter=columns.delimiter, encoding=columns.encoding, rows=columns.rows,
    )  # fmt: skip


def _records(names: Sequence[str]) -> Records:
    def has(*fields: str) -> bool:
        return any(_column(field, names) for field in fields)

    if has("resident_id") and not has("amount", "text"):
        return "personal"
    if has("count") and not has("amount", "text"):
        return "counters"
    if has("amount"):
        return "payments"
    if has("text"):
        return "messages"
    if has("time", "duration"):
        return "calls"
    return "contacts" if has("number", "email") else "messages"


def _column(field: str, names: Iterable[str]) -> str | None:
    """The column whose name comes first among the synonyms of a field."""
    plain = {_plain(name): name for name in names}
    wanted = SYNONYMS.get(field, ())
    if field == "time":
        wanted = (*wanted, *SYNONYMS["sent"])
    return next((plain[one] for word in wanted if (one := _plain(word)) in plain), None)


def _plain(name: str) -> str:
    return name.casefold().replace("（", "(").replace("）", ")").replace(" ", "").replace("_", "").strip()


def written(mapping: Mapping, names: Sequence[str] = ()) -> str:
    """As TOML, every field that a mapping of these records may have shown, those without a column as a comment, as the other `names`."""
    lines = ["version = 1", f"records = {_text(mapping.records)}", f"app = {_text(mapping.app)}"]
    for name in ("files", "sheet", "header", "delimiter", "encoding", "rows"):
        value = getattr(mapping, name)
        if value is not None:
            lines.append(f"{name} = {value if isinstance(value, int) else _text(value)}")
    lines += ["", "[columns]"]
    lines += [
        f"{name} = {_text(mapping.columns[name])}" if name in mapping.columns else f'# {name} = ""' for name in FIELDS[mapping.records]
    ]
    lines += [f"# {_text(name)}" for name in names if name not in mapping.columns.values()]
    if mapping.constants:
        lines += ["", "[constants]", *(f"{name} = {_text(value)}" for name, value in mapping.constants.items())]
    lines += ["", "[time]", f"format = {_text(mapping.time.format)}"]
    lines.append(f"zone = {_text(mapping.time.zone)}" if mapping.time.zone else '# zone = "Asia/Shanghai"')
    for field, values in mapping.values.items():
        lines += ["", f"[values.{field}]", *(f"{name} = {json.dumps(words, ensure_ascii=False)}" for name, words in values.items())]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
