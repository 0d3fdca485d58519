"""From a case with everything in it to the memo: what is counted, cited and said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from evidence_desk.audit import log
from evidence_desk.errors import Language
from evidence_desk.model import (
    Attachment,
    Conversation,
    Entry,
    Extent,
    Gap,
    Instant,
    Locus,
    Message,
    Participant,
    Row,
    Volume,
    WebVisit,
)
from evidence_desk.review import marks
from evidence_desk.review.wording import forbidden
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.memo import write
from reports.memo.compose import compose
from reports.memo.memo import (
    Citation,
    Digests,
    Facts,
    Filed,
    Finding,
    FindingList,
    Heading,
    Memo,
    Notice,
    Paragraph,
    Plot,
    Points,
    Quotation,
    Section,
    Signatures,
    Table,
    Tally,
    Timeline,
    Undrawable,
    texts,
)
from reports.memo.terms import TERMS

START = datetime(2025, 11, 2, 12, 15, 3, tzinfo=UTC)
A, B = "a" * 64, "b" * 64


@dataclass(frozen=True, slots=True)
class Opening:
    format: str
    size: int | None
    stored: dict[str, str]
    volumes: list[Volume]
    segments: list[str]
    metadata: dict[str, str]


def entry(number: int, path: str, *, allocated: bool = True) -> Entry:
    return Entry(number, None, 1, path, "file", None, 100, allocated, number, None, None, None, None, None, 0)


@pytest.fixture
def reviewed(case: Case, tmp_path: Path) -> Case:
    """Four pieces of evidence: one that matches, one with nothing to compare, one damaged and locked, one not opened."""
    _register(case, tmp_path)
    _fill_phone(case)
    _fill_computer(case)
    for text, hits in (("收款", 3), ("退款", 0)):
        case.log("search", text=text, parts=["messages", "texts"], hits=hits)
    fact = marks.add_fact(case, "2025年11月2日发送收款账户")
    marks.add_fact(case, "是否明知")
    marks.add_finding(case, "该账号发送了尾号 0042 的账户。", ["m1.1.3", "m1.1.4"], fact, "supports")
    marks.add_finding(case, "同日另一账号称该账户系本人使用。", ["m1.1.5"], fact, "contradicts")
    marks.add_finding(case, "浏览器记录了该页面的一次加载。", ["a3.7.1"])
    marks.tag(case, ["m1.1.4"], "有利材料", "须核实", fact)
    marks.tag(case, ["e1.2"], "与本案无关")
    return case


def _register(case: Case, folder: Path) -> None:
    for name, label, stated, source in (
        ("手机.E01", "黑色手机", {"sha256": A}, "扣押清单第3页"),
        ("导出", "微信导出", None, None),
        ("电脑.E01", "办公电脑", None, None),
        ("U盘.dd", "U盘", None, None),
    ):
        (folder / name).write_bytes(b"x")
        evidence.add(case, Registration(folder / name, label, stated=stated, stated_source=source))
    open_volume = Volume(1, 0, 1000, "gpt", "ext4")
    locked = Volume(2, 1000, 1000, "gpt", None, "bitlocker", False)
    segments = [str(folder / f"手机.E0{number}") for number in (1, 2)]
    with case.transaction():
        evidence.opened(case, 1, Opening("ewf", 64_000_000_000, {"md5": "c" * 32}, [open_volume], segments, {}))
        evidence.opened(case, 2, Opening("folder", None, {}, [], [], {}))
        evidence.opened(
            case, 3, Opening("ewf", 128_000, {"md5": "d" * 32}, [open_volume, locked], [], {"acquired": "2025-11-20", "examiner": "<b>张"})
        )
        matches = [
            {"origin": "stated", "algorithm": "sha256", "verdict": "match"},
            {"origin": "stored", "algorithm": "md5", "verdict": "match"},
        ]
        evidence.verified(case, 1, {"sha256": A, "md5": "c" * 32}, "match", matches, [])
        evidence.verified(case, 2, {}, "nothing-to-compare", [], [])
        differs = [{"origin": "stored", "algorithm": "md5", "verdict": "mismatch"}]
        evidence.verified(case, 3, {"md5": "e" * 32}, "mismatch", differs, [(1024, 512), (65536, 32768)])
        for number in (1, 2, 3):
            evidence.set_status(case, number, "processed")
            for stage in ("open", "verify", "walk", "content", "index") if number < 3 else ("open", "verify"):
                keep.done(case, number, stage)


def _fill_phone(case: Case) -> None:
    locus = Locus(1, 1, "/data/message.db", A, Row("message", 7))

    def said(at: int, text: str, **more: object) -> Message:
        moment = Instant.of(START + timedelta(hours=at * 20))
        given: dict[str, object] = {"sent": moment, "zone_basis": "source", "sender": "老李", "sender_id": "wxid_a1"}
        return Message(conversation="k", app="wechat", locus=locus, text=text, **{**given, **more})  # type: ignore[arg-type]

    found = [
        Conversation(key="k", app="wechat", locus=locus, title="客服一组"),
        Participant(conversation="k", app="wechat", locus=locus, name="老李", identifier="wxid_a1"),
        said(0, "把钱打到这个卡 6217 **** 0042\n<b>名字</b>写李𬭊 😀", attachments=(Attachment(name="码.jpg"),)),
        said(1, "收到了"),
        said(2, "这张卡是我自己在用", sender="王某", sender_id=None, sent=None, sent_local="2025-11-04 09:00", zone_basis="unknown"),
        said(60, "长" * 3000),
    ]
    with case.transaction():
        keep.entries(case, 1, [entry(1, "/data/message.db"), entry(2, "/DCIM/发票\u202egpj.exe", allocated=False)])
        keep.digests(case, ids.entry_id(1, 1), "application/x-sqlite3", "own", {"sha256": bytes.fromhex(B)}, False)
        parser = keep.parser_number(case, "wechat.android", 3)
        records = keep.EntryRecords(case, ids.entry_id(1, 1))
        records.keep(parser, found)
        records.keep(parser, [Gap("row-undecodable", {"row": 9, "detail": "x"}, place=Row("message", 9), rows=1)] * 2)
        records.coverage(parser, 6, 4, 2)


def _fill_computer(case: Case) -> None:
    visit = WebVisit(
        locus=Locus(3, 7, "/Users/li/History", None, Row("visits", 77)),
        time=Instant.of(START),
        url="https://example.invalid/",
        title="后台",
    )
    with case.transaction():
        keep.entries(case, 3, [entry(7, "/Users/li/History")])
        keep.digests(case, ids.entry_id(3, 7), None, None, {}, True)
        parser = keep.parser_number(case, "chromium.visits", 4)
        records = keep.EntryRecords(case, ids.entry_id(3, 7))
        records.keep(parser, [visit])
        records.coverage(parser, 1, 1, 0)
        keep.problem(case, 3, "walk", 0, Gap("times-local", {"index": 1, "filesystem": "fat32"}, "info"))
        keep.problem(
            case, 3, "verify", 0, Gap("chunk-damaged", {"first": 2, "last": 2, "offset": 1024, "length": 512}, "error", Extent(1024, 512))
        )


def section(memo: Memo, start: str) -> Section:
    return next(one for one in memo.sections if one.title.startswith(start))


def item(memo: Memo, number: int) -> str:
    """The row that a citation leads to."""
    return next(one.item for one in memo.citations if one.number == number)


def rows(table: object) -> list[tuple[str, ...]]:
    assert isinstance(table, Table)
    return [tuple(cell.text for cell in row) for row in table.rows]


def tables(part: Section) -> list[Table]:
    return [block for block in part.blocks if isinstance(block, Table)]


def sentences(part: Section) -> list[str]:
    return [one.text for block in part.blocks if isinstance(block, Paragraph | Points) for one in block.sentences]


def test_the_summary_counts_verdicts_findings_and_gaps(reviewed: Case) -> None:
    memo = compose(reviewed, "zh")
    part = section(memo, "一、")
    tally = part.blocks[0]
    assert isinstance(tally, Tally)
    assert [(one.label, one.value, one.mark) for one in tally.figures] == [
        ("检材（件）", "4", None), ("校验一致（件）", "1", "holds"), ("校验不一致（件）", "1", "fails"), ("无可比值或未核验（件）", "2", "open"),
        ("解析消息（条）", "4", None), ("审查发现（项）", "3", None), ("有利标记和发现（项）", "2", None), ("读取或解析失败（处）", "3", "open"),
    ]  # fmt: skip
    first, *said = sentences(part)
    assert first == "各项发现的全文见第八部分。"
    assert said[:3] == [
        "问题清单 6 项，见第十一部分；有利于犯罪嫌疑人的标记和发现 2 项，涉及记录 2 条，见第十部分。",
        "未记录审查要求，没有需要逐项答复的问题。",
        "审查人员答复的要点：① 无影响 0 项，② 瑕疵 0 项，③ 可能影响真实性 0 项，④ 合法性问题 0 项；未答复 57 项。",
    ]
    assert said[3].startswith("检材 3（办公电脑）：重新计算的校验值与比对值不一致")
    assert said[4].startswith("检材 3 有 2 段数据不可读")
    assert said[5:] == [
        "检材 4：尚未核验。检材 2：没有可供比对的校验值。检材 1：校验值一致。检材 2 为文件夹，未计算整体校验值。",
        "检材 3：请移送单位书面说明校验值差异。检材 2：请补充移送提取时的校验值。",
        "1 个文件没有对应的结构化解析器，详见第十三部分。",
    ]
    brief = next(block for block in part.blocks if isinstance(block, FindingList))
    assert [[item(memo, cite) for cite in one.cites] for one in brief.sentences] == [["m1.1.3", "m1.1.4"], ["m1.1.5"], ["a3.7.1"]]
    assert any(isinstance(block, Notice) and "3 处" in block.text for block in part.blocks)


def test_materials_name_each_piece_with_its_digests_and_not_where_it_is_kept(reviewed: Case, tmp_path: Path) -> None:
    memo = compose(reviewed, "zh")
    part = section(memo, "三、")
    assert rows(part.blocks[0]) == [
        ("1", "黑色手机", "ewf", "64,000,000,000", "手机.E01 等 2 个分段"),
        ("2", "微信导出", "folder", "—", "导出"),
        ("3", "办公电脑", "ewf", "128,000", "电脑.E01"),
        ("4", "U盘", "—", "—", "U盘.dd"),
    ]
    annex = section(memo, "附件A")
    assert rows(tables(annex)[0]) == [("3", "acquired", "2025-11-20"), ("3", "examiner", "<b>张")]
    digests = next(block for block in annex.blocks if isinstance(block, Digests))
    assert ("检材 1 记载", "SHA-256", A, None) in [(one.name, one.algorithm, one.value, one.mark) for one in digests.rows]
    assert ("检材 1 计算", "SHA-256", A, "holds") in [(one.name, one.algorithm, one.value, one.mark) for one in digests.rows]
    assert ("检材 3 计算", "MD5", "e" * 32, "fails") in [(one.name, one.algorithm, one.value, one.mark) for one in digests.rows]
    assert "检材 1 的记载值来源：扣押清单第3页。" in sentences(part)
    assert not any(str(tmp_path) in text for text in texts(memo))


def test_integrity_says_what_was_compared_with_what_and_which_sectors_are_damaged(reviewed: Case) -> None:
    part = section(compose(reviewed, "zh"), "六、")
    compared, damage = tables(part)[:2]
    assert isinstance(part.blocks[0], Plot)
    assert part.blocks[0].points == (("一致", 1), ("不一致", 1), ("无可比值", 1), ("尚未核验", 1))
    assert rows(compared) == [
        ("1", "黑色手机", "SHA-256", "笔录记载的值", "一致"),
        ("1", "黑色手机", "MD5", "容器存储的值", "一致"),
        ("2", "微信导出", "—", "—", "无可比值"),
        ("3", "办公电脑", "MD5", "容器存储的值", "不一致"),
        ("4", "U盘", "—", "—", "尚未核验"),
    ]
    assert [row[-1].mark for row in compared.rows] == ["holds", "holds", "open", "fails", "open"]
    assert rows(damage) == [("3", "2", "1,024", "512"), ("3", "128–191", "65,536", "32,768")]


def test_one_comparison_that_fails_is_not_outweighed_by_another_that_holds(reviewed: Case) -> None:
    both = [{"origin": origin, "algorithm": "md5", "verdict": verdict} for origin, verdict in (("stated", "mismatch"), ("stored", "match"))]
    evidence.verified(reviewed, 1, {"md5": "c" * 32}, "mismatch", both, [])
    digests = next(block for block in section(compose(reviewed, "zh"), "附件A").blocks if isinstance(block, Digests))
    assert [one.mark for one in digests.rows if one.name == "检材 1 计算"] == ["fails"]


def test_nothing_is_said_of_damage_where_nothing_was_verified(case: Case, chat: Callable[..., list[str]]) -> None:
    chat("x")
    assert "没有检材完成核验，是否存在不可读的区域无法判断。" in sentences(section(compose(case, "zh"), "六、"))
    evidence.verified(case, 1, {"md5": "c" * 32}, "nothing-to-compare", [], [])
    assert "在已核验的检材中未检出不可读的区域。" in sentences(section(compose(case, "zh"), "六、"))


def test_method_lists_parsers_and_searches_with_their_hits(reviewed: Case) -> None:
    part = section(compose(reviewed, "zh"), "五、")
    facts = next(block for block in part.blocks if isinstance(block, Facts))
    tools = next(block for block in section(compose(reviewed, "zh"), "附件F").blocks if isinstance(block, Facts))
    assert dict(tools.rows)["解析器"] == "chromium.visits@4 · wechat.android@3"
    assert dict(facts.rows)["案件时区"] == "Asia/Shanghai"
    assert [row[:2] + row[3:] for row in rows(tables(part)[0])] == [("收款", "消息、文件文字", "3"), ("退款", "消息、文件文字", "0")]


def test_findings_stand_under_their_fact_in_both_directions_with_quotations(reviewed: Case) -> None:
    memo = compose(reviewed, "zh")
    part = section(memo, "八、")
    shape = [type(block).__name__ for block in part.blocks]
    assert shape == [
        "Paragraph", "Heading", "Paragraph", "Finding", "Quotation", "Quotation", "Finding", "Quotation", "Table",
        "Heading", "Paragraph", "Heading", "Finding", "Quotation", "Table", "Timeline", "Table",
    ]  # fmt: skip
    headings = [block.text for block in part.blocks if isinstance(block, Heading)]
    assert headings == ["1. 2025年11月2日发送收款账户", "2. 是否明知", "未归入待证事实的发现"]
    assert "与该事实有关的发现：支持 1 项，相反或减轻 1 项，中性 0 项。" in sentences(part)
    stated = [block for block in part.blocks if isinstance(block, Finding)]
    cites = [(one.bearing, [item(memo, cite) for cite in one.sentences[0].cites]) for one in stated]
    assert cites == [("supports", ["m1.1.3", "m1.1.4"]), ("contradicts", ["m1.1.5"]), ("neutral", ["a3.7.1"])]


def test_a_quotation_gives_the_records_words_time_zone_and_attachments(reviewed: Case) -> None:
    quotations = [block for block in section(compose(reviewed, "zh"), "八、").blocks if isinstance(block, Quotation)]
    first, _, third, visit = quotations
    assert first.sender == "老李（wxid_a1）"
    assert first.text == "把钱打到这个卡 6217 **** 0042\n<b>名字</b>写李𬭊 😀\n[附件 码.jpg：不在检材中]"
    assert first.when == "2025-11-02T12:15:03Z（时区依据：来源） · 当地 2025-11-02 20:15:03（Asia/Shanghai）"
    assert (third.sender, third.when) == ("王某", "2025-11-04 09:00（来源未载时区，未换算）")
    assert (visit.sender, visit.text) == ("网页访问", "后台 https://example.invalid/")


def test_a_long_record_is_cut_and_says_so(reviewed: Case) -> None:
    marks.add_finding(reviewed, "另有一条长消息。", ["m1.1.6"])
    quoted = [block for block in section(compose(reviewed, "zh"), "八、").blocks if isinstance(block, Quotation)][-1]
    assert quoted.text == "长" * 1200 + "……（以上为前 1200 个字符，全文共 3000 个字符）"


def test_every_citation_leads_to_its_bytes(reviewed: Case) -> None:
    memo = compose(reviewed, "zh")
    first = next(one for one in memo.citations if one.item == "m1.1.3")
    locus = Locus(1, 1, "/data/message.db", B, Row("message", 7))
    filed = Filed(1, "ext4", 0, 1)
    assert first == Citation(first.number, "m1.1.3", "黑色手机", locus, A, "wechat.android@3", "2025-11-02T12:15:03Z", filed)
    assert [one.number for one in memo.citations] == list(range(1, len(memo.citations) + 1))
    visit = next(one for one in memo.citations if one.item == "a3.7.1")
    assert (visit.label, visit.evidence_sha256, visit.locus.sha256) == ("办公电脑", None, None)
    assert (visit.differs, first.differs) == ("stored", None)
    problem = next(one for one in memo.citations if one.item.startswith("x3."))
    assert problem.locus.place == Extent(1024, 512)
    (loose,) = [one for one in memo.citations if one.item == "e1.2"]
    assert loose.filed == Filed(1, "ext4", 0, 2, deleted=True)


@pytest.mark.parametrize("item", ["i1", "v3.2", "e1.1", "c1.1.1", "p1.1.2", "m1.1.3", "a3.7.1", "x1.1.7", "g1.1.9"])
def test_whatever_can_be_cited_has_a_place_and_words(reviewed: Case, item: str, tmp_path: Path) -> None:
    marks.add_finding(reviewed, "见该条目。", [item])
    memo = compose(reviewed, "zh")
    cited = next(one for one in memo.citations if one.item == item)
    quoted = next(block for part in memo.sections for block in part.blocks if isinstance(block, Quotation) and block.cite == cited.number)
    assert cited.locus.path
    assert quoted.text
    assert not any(str(tmp_path) in text for text in texts(memo))


def test_what_speaks_for_the_suspect_is_always_there(reviewed: Case, case: Case) -> None:
    part = section(compose(reviewed, "zh"), "十、")
    assert "共涉及 2 条记录" in sentences(part)[0]
    assert [row[:2] for row in rows(tables(part)[0])] == [("发现", "同日另一账号称该账户系本人使用。"), ("标记", "收到了")]


def test_a_mark_that_contradicts_a_fact_speaks_for_the_suspect_whatever_its_name(case: Case, chat: Callable[..., list[str]]) -> None:
    marks.tag(case, chat("卡是我的"), "看这里", bearing="contradicts")
    assert [row[:2] for row in rows(tables(section(compose(case, "zh"), "十、"))[0])] == [("标记", "卡是我的")]


def test_where_nobody_marked_anything_that_is_said_with_its_scope(case: Case) -> None:
    part = section(compose(case, "zh"), "十、")
    assert sentences(part) == ["未检出：审查人员没有将任何记录标记为有利于犯罪嫌疑人的材料。检索范围见第五部分，未读取的内容见第十三部分。"]
    assert "None found: the reviewers marked no record" in sentences(section(compose(case, "en"), "10."))[0]


def test_counts_are_those_of_the_case_with_silent_days_shown(reviewed: Case) -> None:
    part = section(compose(reviewed, "zh"), "九、")
    plots = {block.caption: block for block in part.blocks if isinstance(block, Plot)}
    course = next(plot for caption, plot in plots.items() if "每日消息数" in caption)
    assert course.caption == "图 3 每日消息数（Asia/Shanghai）"
    assert course.points[0] == ("2025-11-02", 1)
    assert sum(count for _, count in course.points) == 3
    assert ("2025-11-10", 0) in course.points
    assert len(course.points) == 51
    assert plots["图 4 各应用的消息数"].points == (("wechat", 4),)
    assert plots["图 7 各类文件数"].points == (("未识别类型", 2), ("application/x-sqlite3", 1))
    assert any(text.startswith("另有 1 条消息没有可换算为 UTC 的时间") for text in sentences(part))
    assert any("文件 3 个、已删除条目 1 个、涉及不可读区域的文件 1 个" in text for text in sentences(part))


def test_limits_count_every_gap_and_name_what_nobody_looked_at(reviewed: Case) -> None:
    part = section(compose(reviewed, "zh"), "十三、")
    scope, problems, notes = tables(part)
    coverage = tables(section(compose(reviewed, "zh"), "附件F"))[-1]
    assert [row[1:] for row in rows(scope)] == [
        ("完成",) * 5,
        ("完成", "不适用", "完成", "完成", "完成"),
        ("完成", "完成", "未完成", "未完成", "未完成"),
        ("未完成",) * 5,
    ]
    assert [row[:3] for row in rows(problems)] == [("错误", "1", "—"), ("警告", "2", "2")]
    assert [row[:3] for row in rows(notes)] == [("提示", "1", "—")]
    assert "检材 3：数据块校验失败：扇区 2–2" in rows(problems)[0][3]
    assert rows(coverage) == [("chromium.visits@4", "1", "1", "1", "0"), ("wechat.android@3", "1", "6", "4", "2")]
    said = sentences(part)
    assert "检材 3 的分区 2 已加密（bitlocker）且未解锁，内容未读取。" in said
    assert any(text.startswith("1 个文件没有对应的结构化解析器") for text in said)
    assert any(text.startswith("检材 1、3 的未分配空间和文件残余空间未经检索") for text in said)
    assert any(text.startswith("检材 3、4 没有完成读取内容的步骤") for text in said)
    assert "已删除文件的内容按文件系统残留记录读出，所指存储单元可能已被改写。" in said
    assert "消息所附文件 1 个：在检材中 0 个，不在检材中 1 个，导出时未包含 0 个。" in said
    assert any(text.startswith("扣押、封存、移送过程没有可供核对的记载（要点 I-6、I-7、L-2、L-6 未答复）") for text in said)
    assert not any("图片" in text or "音频" in text or "压缩包" in text for text in said)  # there are none
    assert any(isinstance(block, Undrawable) for block in part.blocks)


def test_the_annex_prints_the_head_of_the_log_and_the_memo_is_dated_by_it(reviewed: Case) -> None:
    memo = compose(reviewed, "zh")
    row = reviewed.db.execute("SELECT hash, body FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    digests = next(block for block in section(memo, "附件G").blocks if isinstance(block, Digests))
    assert digests.rows[0].value == row["hash"].hex()
    assert str(memo.made)[:19] == json.loads(row["body"])["time"][:19]
    facts = next(block for block in section(memo, "附件G").blocks if isinstance(block, Facts))
    assert dict(facts.rows)["链校验"] == "各条校验值前后相接，未检出断裂"


def test_the_memo_has_the_day_of_the_last_act_in_the_zone_of_the_case(reviewed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "now", lambda: "2031-01-02T20:00:00.000000Z")
    reviewed.log("note")
    assert compose(reviewed, "zh").date == "2031年1月3日"
    assert compose(reviewed, "en").date == "3 January 2031"


def test_a_broken_log_is_said_in_the_memo(reviewed: Case) -> None:
    reviewed.db.execute("UPDATE audit SET hash = zeroblob(32) WHERE seq = 3")
    part = section(compose(reviewed, "zh"), "附件G")
    assert any(isinstance(block, Notice) and "第 3 条" in block.text for block in part.blocks)


def test_examiners_and_a_second_person_have_a_line_to_sign_on(reviewed: Case) -> None:
    signatures = section(compose(reviewed, "zh"), "十四、").blocks[0]
    assert isinstance(signatures, Signatures)
    assert signatures.people == (("审查人员", "周明"), ("复核人员", ""))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_program_says_nothing_on_guilt(case: Case, chat: Callable[..., list[str]], language: Language) -> None:
    chat("hello")
    assert [word for text in texts(compose(case, language)) for word in forbidden(text)] == []


def test_the_same_case_gives_the_same_memo_and_both_languages_cite_the_same(reviewed: Case) -> None:
    zh, en = compose(reviewed, "zh"), compose(reviewed, "en")
    assert compose(reviewed, "zh") == zh
    assert en.citations == zh.citations


def test_the_english_memo_holds_no_chinese_words_of_the_program(case: Case) -> None:
    han = re.compile("[\u4e00-\u9fff]")
    terms = {zh for zh, *_ in TERMS}
    assert not [text for text in texts(compose(case, "en")) if han.search(text) and text != "周明" and text not in terms]


def test_the_pdf_of_a_case_can_be_read(reviewed: Case) -> None:
    pdf = pdfium.PdfDocument(write(reviewed, "zh"))
    try:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert len(pdf) >= 6
    finally:
        pdf.close()
    text = "".join(text.split())
    assert "<b>名字</b>写李𬭊⟦U+1F600⟧" in text
    assert "检材3（办公电脑）：重新计算的校验值与比对值不一致" in text


def test_a_case_with_nothing_in_it_has_a_memo_that_says_so(case: Case) -> None:
    memo = compose(case, "zh")
    assert any(isinstance(block, Notice) and "没有检材完成处理" in block.text for block in memo.sections[0].blocks)
    assert sentences(section(memo, "三、")) == ["本案没有登记检材。"]
    assert memo.draft


def test_a_timeline_is_drawn_where_two_cited_records_have_a_time(reviewed: Case) -> None:
    timeline = next(block for block in section(compose(reviewed, "zh"), "八、").blocks if isinstance(block, Timeline))
    assert [event.printed for event in timeline.events] == ["2025-11-02T12:15:03Z", "2025-11-02T12:15:03Z", "2025-11-03T08:15:03Z"]


def quoted(memo: Memo, item: str) -> Quotation:
    number = next(one.number for one in memo.citations if one.item == item)
    return next(block for part in memo.sections for block in part.blocks if isinstance(block, Quotation) and block.cite == number)


def test_tables_are_numbered_as_they_are_printed(reviewed: Case) -> None:
    captions = [table.caption for part in compose(reviewed, "zh").sections for table in tables(part) if table.caption]
    assert [caption.split(" ")[1] for caption in captions] == [str(number) for number in range(1, len(captions) + 1)]
    assert "未归入待证事实的标记" in " ".join(captions)


def test_marks_alone_are_findings_too_and_those_for_the_suspect_stand_in_their_own_part(case: Case, chat: Callable[..., list[str]]) -> None:
    first, second = chat("一", "二")
    marks.tag(case, [first], "看这里")
    marks.tag(case, [second], "有利")
    table = tables(section(compose(case, "zh"), "八、"))[0]
    assert [row[:3] for row in rows(table)] == [("看这里", "—", "一")]


def test_a_visit_has_the_basis_of_its_time_like_a_message(reviewed: Case) -> None:
    assert quoted(compose(reviewed, "zh"), "a3.7.1").when.startswith("2025-11-02T12:15:03Z（时区依据：来源） · 当地")


def test_a_long_finding_is_cut_in_the_summary_and_whole_in_its_part(reviewed: Case) -> None:
    marks.add_finding(reviewed, "长" * 300, ["m1.1.6"])
    memo = compose(reviewed, "zh")
    brief = next(block for block in memo.sections[0].blocks if isinstance(block, FindingList))
    assert brief.sentences[-1].text == "长" * 50 + "……（依据程度：未载明）"
    assert "各项发现的全文见第八部分。" in sentences(memo.sections[0])
    assert "长" * 300 in [one.sentences[0].text for one in section(memo, "八、").blocks if isinstance(one, Finding)]


def test_the_summary_says_what_no_parser_knew(reviewed: Case) -> None:
    said = sentences(section(compose(reviewed, "en"), "1."))
    assert "Files without a structured parser: 1. See part 13." in said


def test_a_problem_of_an_entry_that_is_not_listed_is_cited_all_the_same(reviewed: Case) -> None:
    with reviewed.transaction():
        records = keep.EntryRecords(reviewed, ids.entry_id(3, 999))
        records.keep(keep.parser_number(reviewed, "p", 1), [Gap("row-undecodable", {"row": 9, "detail": "x"}, "error")])
    cited = next(one for one in compose(reviewed, "zh").citations if one.item.startswith("x3.999."))
    assert cited.filed is None
