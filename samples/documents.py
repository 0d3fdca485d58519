"""What lies on the laptop and the stick as plain files: ledgers, notes, a contract."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from samples.cast import BACK_OFFICE, DEPOSITS, HE, LIN, PAYDAYS, PLATFORM, PRIVATE_CARD, REED, REFUNDS, SITE, WAGE, ZHAO, ZHOU, Payment

SERVICE = "service@starisle.example"
SUBMISSION = (2025, 3, 20, 10, 0, 0)  # of the members of an archive: zip keeps local time without a zone


def shown_ledger() -> bytes:
    """The ledger that was kept in sight: what came in and what went back. UTF-8 with a mark, as spreadsheets save it."""
    rows = ["日期,客户,方向,金额,币种,账户,备注"]
    for payment in sorted((*DEPOSITS, *REFUNDS), key=lambda one: one.when):
        way, note = ("退款", "本金退回") if payment in REFUNDS else ("入金", "")
        rows.append(f"{payment.when:%Y-%m-%d %H:%M},{payment.person.name},{way},{payment.amount},{payment.currency},{ZHOU.card},{note}")
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode("utf-8")


def hidden_ledger() -> bytes:
    """The ledger that was deleted: the same receipts and where they went on to. GB18030, as older programs save it."""
    rows = [f"{PLATFORM} 内部流水（勿外传）", "日期,来源,入金,币种,转出账户,转出金额,用途"]
    lines: list[tuple[datetime, str]] = [(payment.when, _onward(payment)) for payment in DEPOSITS]
    lines += [(day, f"{day:%Y-%m-%d %H:%M},—,0,CNY,现金,{WAGE},{LIN.name} {day.month}月工资") for day in PAYDAYS]
    lines += [(back.when, f"{back.when:%Y-%m-%d %H:%M},{back.person.name},0,{back.currency},退客户,{back.amount},退款") for back in REFUNDS]
    rows += [line for _, line in sorted(lines)]
    total = sum(payment.onward for payment in DEPOSITS)
    rows += [f"合计转出至 {PRIVATE_CARD},,,CNY,,{total},", "备注：客户看到的余额和收益由后台填写，与实际资金不对应。"]
    return ("\r\n".join(rows) + "\r\n").encode("gb18030")


def _onward(payment: Payment) -> str:
    went = f"{PRIVATE_CARD},{payment.onward},个人" if payment.onward else "境外账户,0,未动"
    return f"{payment.when:%Y-%m-%d %H:%M},{payment.person.name},{payment.amount},{payment.currency},{went}"


def script() -> bytes:
    """Deleted: what to say to customers. Short enough for NTFS to keep it inside its own record."""
    return "统一口径：\n1. 年化18%，按月付息。\n2. 问牌照：已备案，文件稍后。\n3. 问提现：系统升级，T+1。\n".encode()


def customers() -> bytes:
    rows = [
        "客户名单（2025年5月）",
        f"{HE.name}  {HE.number}  重点客户，问过备案",
        f"{ZHAO.name}  {ZHAO.number}  卡 {ZHAO.card}",
        f"{REED.name}  {REED.number}  reed@mail.example  英国",
    ]
    return ("\r\n".join(rows) + "\r\n").encode("gb18030")


def refund_plan() -> bytes:
    """Speaks for him: a plan to pay back, older than the reports to the police."""
    return (
        "退款计划（5月26日）\n"
        f"{ZHAO.name}：本金 90,000，5月底起分批退，先退 20,000。\n"
        f"{HE.name}：本金 150,000，等房租押金退回后开始退。\n"
        f"{REED.name}：17,000 美元，先退 500。\n"
        "钱从个人卡里出，不够的找家里借。\n"
    ).encode()


def minutes() -> bytes:
    return "\ufeff会议记录 4月5日\r\n备案材料还没有递交，律师说至少两个月。\r\n对外先说正在办理。\r\n".encode("utf-16-le")


def announcement() -> bytes:
    return f"【公告】{PLATFORM}将于5月20日至5月27日进行系统升级，期间提现审核顺延，敬请谅解。\n{SITE}/notice/0520\n".encode()


def page() -> bytes:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>'
        f"{PLATFORM} · 产品说明</title></head>\n<body><h1>{PLATFORM}</h1>\n<p>预期年化 18%，随存随取。</p>\n"
        f'<p>客服：{SERVICE}</p>\n<p><a href="{BACK_OFFICE}/login">管理入口</a></p></body></html>\n'
    ).encode()


def contract() -> bytes:
    """The agreement with 林悦, as the smallest document that word processors open (ECMA-376)."""
    paragraphs = [
        "客户服务合作协议",
        f"甲方：{PLATFORM}（经办人 {ZHOU.name}）　乙方：{LIN.name}",
        "一、甲方保证平台已依法办理备案，并对其真实性负责。",
        f"二、乙方仅负责接待客户咨询，报酬为固定工资每月 {WAGE:,} 元，不参与分成，不接触客户资金。",
        "三、本协议自 2025 年 3 月 20 日起生效。",
    ]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    schemas = "http://schemas.openxmlformats.org"
    return archive(
        {
            "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?>'
            f'<Types xmlns="{schemas}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?>'
            f'<Relationships xmlns="{schemas}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{schemas}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?>'
            f'<w:document xmlns:w="{schemas}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        }
    )


def template() -> bytes:
    """What was downloaded: an empty form of a certificate."""
    return archive(
        {"模板说明.txt": "请将名称、编号、日期填入后导出为图片。\n", "license-template.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n"}
    )


def archive(members: dict[str, str | bytes], moment: tuple[int, int, int, int, int, int] = SUBMISSION) -> bytes:
    """A zip file of these members; the same members give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, moment)
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, data)
    return out.getvalue()
