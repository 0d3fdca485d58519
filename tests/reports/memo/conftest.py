"""An invented fraud case as a memo, in both languages, with what is hard to print in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from evidence_desk.errors import Language
from evidence_desk.model import Extent, Instant, Line, Locus, Pointer, Row
from reports.memo.memo import (
    Block,
    Cell,
    Citation,
    Citations,
    Column,
    Digest,
    Digests,
    Event,
    Facts,
    Figure,
    Finding,
    FindingList,
    Heading,
    Listing,
    Memo,
    Notice,
    Opinion,
    Paragraph,
    Plot,
    Points,
    Quotation,
    Section,
    Sentence,
    Signatures,
    Table,
    Tally,
    Timeline,
    Undrawable,
)
from reports.memo.paper.fonts import Letters
from reports.memo.words import say

MADE = Instant.of(datetime(2026, 3, 18, 1, 30, tzinfo=UTC))
RARE = "𠮷䶮㛃䲠䴙𬭊𬶐𡚸"
HOSTILE = '<b>x</b>&amp;<img src="file:///etc/passwd"/>'
REVERSED = "发票\u202egpj.exe\x00"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="session")
def simple() -> Callable[..., Memo]:
    """Makes a memo of one section from blocks; other fields by name."""
    return _simple


def _simple(*blocks: Block, language: Language = "zh", **fields: object) -> Memo:
    given: dict[str, object] = {
        "language": language, "case_number": "测-1", "case_title": "测试", "examiners": ("甲",), "date": "2026年3月18日",
        "made": MADE, "program": "Evidence Desk 0", "sections": (Section("一、测试", blocks, new_page=True),),
    }  # fmt: skip
    return Memo(**{**given, **fields})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def letters() -> Letters:
    """Opened once: that is what takes time."""
    return Letters()


def citations() -> tuple[Citation, ...]:
    image, export = sha256("image"), sha256("export")
    chat = "data/com.example.im/databases/message_0.db"
    label = "黑色手机镜像"
    return (
        Citation(
            1, "m-1204", label, Locus(1, 8812, chat, sha256("chat"), Row("message", 1204)), image, "im.messages@3", "2025-11-02 20:15:03"
        ),
        Citation(
            2, "m-1377", label, Locus(1, 8812, chat, sha256("chat"), Row("message", 1377)), image, "im.messages@3", "2025-11-05 09:41:40"
        ),
        Citation(3, "m-40", "微信导出", Locus(2, 3, "聊天记录/王某.json", sha256("json"), Pointer("/messages/39")), export, "chat.json@2"),
        Citation(4, "v-77", "办公电脑", Locus(3, 51, "Users/li/AppData/History", None, Row("visits", 77)), None, "chromium.visits@4"),
        Citation(5, "m-61", "微信导出", Locus(2, 4, "聊天记录/群“客服一组”.txt", sha256("txt"), Line(218)), export, "chat.text@2"),
        Citation(6, "e-9001", label, Locus(1, 9001, f"Download/{REVERSED}", sha256("odd"), Extent(4096, 512)), image, "files@1"),
    )


@pytest.fixture(scope="session")
def fraud_memo() -> Callable[[Language], Memo]:
    return _fraud_memo


def _fraud_memo(language: Language) -> Memo:
    zh = language == "zh"

    def pick(chinese: str, english: str) -> str:
        return chinese if zh else english

    def word(key: str) -> str:
        return say(key, language)

    return Memo(
        language=language,
        case_number="检技审〔2026〕17号",
        case_title=pick("犯罪嫌疑人李某某等人涉嫌电信网络诈骗案", "Suspects Li and others, telecom network fraud"),
        examiners=(pick("周敏", "Zhou Min"), pick("陈𠮷", "Chen 𠮷")),
        date=pick("2026年3月18日", "18 March 2026"),
        made=MADE,
        program="Evidence Desk 0.1.0",
        organisation=pick("某某市人民检察院检察技术部门", "Technical Department, People's Procuratorate"),
        facts=((pick("检材", "Evidence"), pick("3 件", "3 items")), (pick("审计日志", "Audit log"), pick("412 条", "412 entries"))),
        citations=citations(),
        sections=(
            Section(word("summary"), _summary(pick), new_page=True),
            Section(word("materials"), _materials(pick)),
            Section(word("integrity"), _integrity(pick, word)),
            Section(word("method"), _method(pick)),
            Section(word("findings"), _findings(pick)),
            Section(word("favourable"), _favourable(pick)),
            Section(word("statistics"), _statistics(pick)),
            Section(word("limits"), _limits(pick)),
            Section(word("annex.c"), (Citations(),)),
            Section(word("annex.g"), _audit(pick)),
            Section(word("annex.f"), _check(pick)),
            Section(word("signatures"), _signatures(pick)),
        ),
    )


Pick = Callable[[str, str], str]


def _summary(pick: Pick) -> tuple[Block, ...]:
    return (
        Tally(
            (
                Figure(pick("检材（件）", "evidence items"), "3"),
                Figure(pick("校验一致（件）", "digests match"), "1", "holds"),
                Figure(pick("校验不一致（件）", "digests do not match"), "1", "fails"),
                Figure(pick("无可比值（件）", "nothing to compare"), "1", "open"),
                Figure(pick("解析消息（条）", "messages parsed"), "48,213"),
                Figure(pick("发现（项）", "findings"), "3"),
                Figure(pick("有利材料（项）", "exculpatory items"), "1"),
                Figure(pick("未读取（处）", "gaps"), "14", "open"),
            )
        ),
        Points(
            (
                Sentence(pick(
                    "检材 1 重新计算的 SHA-256 与扣押清单所载一致。",
                    "The SHA-256 recomputed for evidence 1 matches the one in the seizure record.",
                )),
                Sentence(pick(
                    "检材 3 重新计算的 MD5 与镜像内存储的不一致，容器有 2 处数据块校验失败，详见第三部分。",
                    "The MD5 recomputed for evidence 3 does not match the stored one; two chunk checksums do not hold: see part 3.",
                )),
            )
        ),
        FindingList((
            Sentence(pick(
                "记录显示，账号 wxid_a1 于2025年11月2日收到含收款账户的消息。", "The record shows that account wxid_a1 received a message with a bank account on 2 November 2025."
            ), (1, 2)),
            Sentence(pick("检材 2 中检出与上述内容不一致的记录。", "Evidence 2 holds records that disagree with this."), (3,)),
        )),
        Notice(pick("未读取 14 处，其中 2 处影响本页所列发现，见第八部分。", "14 things were not read; two of them touch the findings on this page: see part 8."), "caution"),
    )  # fmt: skip


def _materials(pick: Pick) -> tuple[Block, ...]:
    columns = (
        Column(pick("编号", "No."), 0.7, "centre"),
        Column(pick("名称", "Label"), 2),
        Column(pick("格式", "Format"), 1.1),
        Column(pick("大小（字节）", "Size (bytes)"), 2, "right"),
        Column(pick("文件", "File"), 3.4),
    )
    rows = (
        ("1", pick("黑色手机镜像", "black phone"), "E01", "63,864,569,856", "手机01.E01 … 手机01.E07"),
        ("2", pick("微信导出", "chat export"), pick("文件夹", "folder"), "—", "聊天记录/"),
        ("3", pick("办公电脑", "office computer"), "E01", "128,035,676,160", HOSTILE + ".E01"),
    )
    return (
        Table(columns, tuple(tuple(Cell(text) for text in row) for row in rows), pick("表 1 送审材料", "Table 1. Materials")),
        Digests(
            (
                Digest(pick("检材 1 记载", "1, stated"), "SHA-256", sha256("image")),
                Digest(pick("检材 1 计算", "1, computed"), "SHA-256", sha256("image"), "holds"),
                Digest(pick("检材 1 计算", "1, computed"), "SM3", sha256("sm3")),
                Digest(pick("检材 3 存储", "3, stored"), "MD5", sha256("a")[:32]),
                Digest(pick("检材 3 计算", "3, computed"), "MD5", sha256("b")[:32], "fails"),
                Digest(pick("检材 2 记载", "2, stated"), "SHA-256", None, "open"),
            )
        ),
    )


def _integrity(pick: Pick, word: Callable[[str], str]) -> tuple[Block, ...]:
    columns = (
        Column(pick("检材", "Evidence"), 1, "centre"),
        Column(pick("算法", "Algorithm"), 1.2),
        Column(pick("与笔录记载比对", "Against the record"), 2),
        Column(pick("与容器存储比对", "Against the container"), 2),
        Column(pick("结论", "Verdict"), 2),
    )
    absent = Cell(pick("无该值", "no such value"), "open")
    match, mismatch = Cell(word("verdict.match"), "holds"), Cell(word("verdict.mismatch"), "fails")
    rows = (
        (Cell("1"), Cell("SHA-256"), match, absent, match),
        (Cell("2"), Cell("SHA-256"), absent, absent, Cell(word("verdict.nothing-to-compare"), "open")),
        (Cell("3"), Cell("MD5"), absent, mismatch, mismatch),
    )
    damage = (
        (Cell("3"), Cell("2,048,000–2,048,063"), Cell("1,048,576,000"), Cell("32,768")),
        (Cell("3"), Cell("2,050,112–2,050,175"), Cell("1,049,657,344"), Cell("32,768")),
    )
    return (
        Table(columns, rows, pick("表 2 校验值比对", "Table 2. Digests compared")),
        Table(
            (
                Column(pick("检材", "Evidence"), 1, "centre"),
                Column(pick("扇区", "Sectors"), 3),
                Column(pick("起始字节", "First byte"), 2, "right"),
                Column(pick("长度（字节）", "Length (bytes)"), 2, "right"),
            ),
            damage,
            pick("表 3 不可读或校验失败的区域", "Table 3. Ranges that could not be read or whose checksum does not hold"),
        ),
        Opinion(pick("周敏", "Zhou Min"), pick(
            "建议侦查机关就检材 3 重新获取镜像，并就差异作出书面说明。",
            "The investigating body should image evidence 3 again and explain the difference in writing.",
        )),
    )  # fmt: skip


def _method(pick: Pick) -> tuple[Block, ...]:
    return (
        Paragraph(
            (
                Sentence(pick("全部检材以只读方式打开，审查期间程序未建立任何网络连接。", "All evidence was opened read-only; the program has no network code.")),
                Sentence(pick(
                    "时间以 UTC 记录，并按检材所载时区换算为当地时间；时区不明的，按来源原样列出，不作换算。",
                    "Times are kept in UTC and converted by the zone that the evidence states; where none is known they stand as the source has them.",
                )),
            )
        ),
        Facts(
            (
                (pick("程序", "Program"), "Evidence Desk 0.1.0"),
                (pick("解析器", "Parsers"), "im.messages@3 · chat.json@2 · chat.text@2 · chromium.visits@4"),
                (pick("程序库", "Libraries"), "libtsk 4.12.1 · SQLite 3.53.4 · ReportLab 5.1.0"),
                (pick("时区规则", "Time zone"), "Asia/Shanghai"),
            )
        ),
        Table(
            (Column(pick("检索式", "Query"), 4), Column(pick("时间", "Time"), 3), Column(pick("命中", "Hits"), 1, "right")),
            tuple((Cell(query), Cell(f"2026-03-1{day}T02:1{day}:09Z"), Cell(f"{hits:,}")) for query, day, hits in (("收款", 1, 318), ("转账 AND 客服", 2, 41), ("退款", 3, 0))),
            pick("表 4 检索记录", "Table 4. Searches"),
        ),
    )  # fmt: skip


def _findings(pick: Pick) -> tuple[Block, ...]:
    return (
        Heading(pick("事实一：2025年11月2日发送收款账户", "Fact 1: a bank account was sent on 2 November 2025")),
        Paragraph((Sentence(pick("检出 3 条与该事实有关的记录，其中 1 条与之相反。", "Three records concern this fact; one of them contradicts it."), (1, 2, 3)),)),
        Finding(pick("周敏", "Zhou Min"), (
            Sentence(pick("聊天记录显示，账号 wxid_a1 于当晚发送了尾号 6217 的账户，并要求对方截图。", "The chat shows account wxid_a1 sending the account ending 6217 that evening and asking for a screenshot."), (1,)),
            Sentence(pick("三日后双方再次提及该账户。", "Both speak of the account again three days later."), (2,)),
        ), "supports"),
        Quotation(1, "wxid_a1（老李）", pick("2025-11-02T12:15:03Z · 当地 20:15:03（依据：检材）", "2025-11-02T12:15:03Z · local 20:15:03 (basis: evidence)"), f"把钱打到这个卡 6217 **** 0042\n名字写{RARE} 😀\n收到截图发我\u200f"),
        Quotation(2, "wxid_b7", "2025-11-05T01:41:40Z", "好的，已经转了。Please confirm by 5 pm; see https://example.invalid/a/very/long/path?with=query&and=more"),
        Finding(pick("陈𠮷", "Chen 𠮷"), (
            Sentence(pick("同一时段，导出的聊天记录中对方称该账户系其本人使用。", "In the same hours the exported chat has the other side say that the account is their own."), (3,)),
        ), "contradicts"),
        Heading(pick("事实二：访问后台页面", "Fact 2: visits to an administration page")),
        Finding(pick("周敏", "Zhou Min"), (Sentence(pick("浏览器记录载有该页面的一次加载；不能据此判断何人操作。", "The browser recorded one load of the page; who was at the keyboard cannot be told from it."), (4,)),)),
        Timeline(pick("图 1 所引记录的时间", "Figure 1. Times of the cited records"), tuple(
            Event(Instant.of(datetime(2025, 11, day, hour, tzinfo=UTC)), f"2025-11-{day:02d} {hour:02d}:00Z", text, cites)
            for day, hour, text, cites in (
                (2, 12, pick("发送账户", "account sent"), (1,)), (2, 13, pick("发送二维码", "QR code sent"), ()),
                (5, 1, pick("提及转账", "transfer mentioned"), (2,)), (9, 8, pick("群内通知", "group notice"), (5,)),
                (21, 3, pick("下载文件", "file downloaded"), (6,)),
            )
        )),
    )  # fmt: skip


def _favourable(pick: Pick) -> tuple[Block, ...]:
    return (
        Paragraph((Sentence(pick("审查人员标记 1 项，列示如下；检索范围见第四部分表 4。", "Reviewers marked one item, shown below; the scope of the search is table 4 in part 4."), (3,)),)),
        Quotation(3, "王某", "2025-11-02 21:02（来源未载时区）", "这张卡一直是我自己在用，和他没有关系。"),
    )  # fmt: skip


def _statistics(pick: Pick) -> tuple[Block, ...]:
    start = date(2025, 10, 20)
    days = tuple((f"{start + timedelta(at):%m-%d}", (at * 37 + at * at * 11) % 240) for at in range(31))
    return (
        Plot(pick("图 2 每日消息数", "Figure 2. Messages a day"), days, "columns", pick("条", "messages")),
        Plot(
            pick("图 3 各类条目数", "Figure 3. Entries by kind"),
            ((pick("图片", "pictures"), 18_204), (pick("数据库", "databases"), 1_377), (pick("文档", "documents"), 402), ("HEIC", 3)),
        ),
        Plot(pick("图 4 累计", "Figure 4. Cumulative"), tuple((label, at * 40) for at, (label, _) in enumerate(days)), "line"),
    )


def _limits(pick: Pick) -> tuple[Block, ...]:
    columns = (
        Column(pick("原因", "Reason"), 3),
        Column(pick("处数", "Count"), 0.8, "right"),
        Column(pick("首例", "First example"), 5),
    )
    problems = (
        (
            "chunk-damaged",
            "2",
            pick("数据块校验失败：扇区 2,048,000–2,048,063", "chunk checksum does not hold: sectors 2,048,000-2,048,063"),
        ),
        ("content-timeout", "1", f"Download/{REVERSED}"),
        (
            "row-undecodable",
            "11",
            "Android/data/com.example.im/files/very_long_directory_name/another_long_name/cache_0123456789abcdef.dat",
        ),
    )
    coverage = (
        ("im.messages@3", "46,102", "46,091", "11"),
        ("chat.json@2", "2,122", "2,122", "0"),
        ("chromium.visits@4", "9,310", "9,310", "0"),
    )
    return (
        Table(
            columns, tuple(tuple(Cell(text) for text in row) for row in problems), pick("表 5 未读取的内容", "Table 5. What was not read")
        ),
        Table(
            (
                Column(pick("解析器", "Parser"), 3),
                Column(pick("来源记录数", "In the source"), 1, "right"),
                Column(pick("已解析", "Parsed"), 1, "right"),
                Column(pick("未解析", "Rejected"), 1, "right"),
            ),
            tuple(tuple(Cell(text) for text in row) for row in coverage),
            pick("表 6 解析覆盖情况", "Table 6. Coverage"),
        ),
        Points(
            (
                Sentence(pick("未分配空间未经审查。", "Unallocated space was not examined.")),
                Sentence(pick("未检出不等于不存在。", "That something was not found does not mean that it was not there.")),
            )
        ),
        Undrawable(),
    )


def _audit(pick: Pick) -> tuple[Block, ...]:
    return (
        Facts(((pick("日志条数", "Entries"), "412"),)),
        Digests((Digest(pick("末条校验值", "Head hash"), "SHA-256", sha256("head")),)),
    )


def _check(pick: Pick) -> tuple[Block, ...]:
    return (
        Paragraph(
            (
                Sentence(
                    pick(
                        "不使用本程序，也可用下列命令重新计算文件的校验值：",
                        "These commands recompute the digest of a file without this program:",
                    )
                ),
            )
        ),
        Listing(("sha256sum 手机01.E01", "certutil -hashfile 手机01.E01 SHA256", "Get-FileHash -Algorithm SHA256 .\\手机01.E01")),
    )


def _signatures(pick: Pick) -> tuple[Block, ...]:
    people = (
        (pick("审查人员", "Examiner"), pick("周敏", "Zhou Min")),
        (pick("审查人员", "Examiner"), pick("陈𠮷", "Chen 𠮷")),
        (pick("复核人员", "Reviewer"), ""),
    )
    return (Signatures(people, pick("2026年3月18日", "18 March 2026")),)
