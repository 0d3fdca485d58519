"""Columns of a table that no parser knows: proposed, corrected, tried on the first rows, and given with the evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk import mapping
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from ui.desktop.evidence import EvidencePane
from ui.desktop.history import Place
from ui.desktop.mapper import Mapper
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 30_000
CHAT = "群,时刻,谁,往来,说了什么\nA组,2025-03-01 10:00:00,张三,接收,款项何时到账\nA组,2025-03-01 10:05:00,李四,发送,明天\nA组,没有,李四,发送,后天\n"


def begin(review: Review, qtbot: QtBot, path: Path) -> EvidencePane:
    review.visit(Place("evidence"))
    pane = review.evidence
    qtbot.mouseClick(pane.add, LEFT)
    pane.adding.path.setText(str(path))
    qtbot.mouseClick(pane.adding.save, LEFT)
    return pane


def mapper_of(review: Review, qtbot: QtBot, path: Path) -> Mapper:
    pane = begin(review, qtbot, path)
    qtbot.waitUntil(lambda: pane.mapper.isVisible() and pane.mapper.form.isEnabled(), timeout=WAIT_MS)
    return pane.mapper


def choose(pane: Mapper, field: str, column: str) -> None:
    choice = pane.form.choices[field]
    choice.setCurrentIndex(next(place for place in range(choice.count()) if tuple(choice.itemData(place)) == ("column", column)))


def shown(pane: Mapper) -> list[list[str]]:
    rows = pane.rows
    assert rows is not None
    cells = [[rows.item(row, column) for column in range(rows.columnCount())] for row in range(rows.rowCount())]
    return [[cell.text() for cell in line if cell is not None] for line in cells]


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "materials" / "群聊.csv"
    path.write_text(CHAT, encoding="utf-8")
    return path


def test_a_table_that_no_parser_knows_is_mapped_and_read(review: Review, qtbot: QtBot, chat: Path) -> None:
    pane = mapper_of(review, qtbot, chat)
    assert not pane.save.isEnabled(), "nobody said what stands in it"
    assert "内容" in pane.lacks.text()
    assert "应用或来源名称" in pane.lacks.text()
    qtbot.keyClicks(pane.form.app, "dingtalk")
    for field, column in (("conversation", "群"), ("sent", "时刻"), ("sender", "谁"), ("direction", "往来"), ("text", "说了什么")):
        choose(pane, field, column)
    assert not pane.lacks.isVisible()
    qtbot.waitUntil(lambda: pane.rows is not None and pane.rows.rowCount() == 4, timeout=WAIT_MS)
    lines = shown(pane)
    assert lines[0] == ["2025-03-01 10:00:00", "张三", "收到", "款项何时到账", "A组", "文字"]
    assert "没有" in lines[2][0], "what cannot be read is said where it stands"
    qtbot.mouseClick(pane.save, LEFT)
    qtbot.waitUntil(lambda: len(review.evidence.model.listed) == 4)
    qtbot.mouseClick(review.evidence.process, LEFT)
    qtbot.waitUntil(lambda: review.foot.note.text() == "处理完成", timeout=2 * WAIT_MS)
    with Case.open(review.desk.folder) as case:
        read = [row for row in tables.rows(case, "messages") if row["app"] == "dingtalk"]
        [kept] = [row["mapping"] for row in tables.rows(case, "evidence") if row["number"] == 4]
    assert [row["text"] for row in read] == ["款项何时到账", "明天", "后天"]
    assert [row["direction"] for row in read] == ["in", "out", "out"]
    review.desk.select(("i4",))
    qtbot.waitUntil(lambda: kept["sha256"] in review.inspector.fields.values.toPlainText())


def test_personal_records_need_their_category_from_a_person(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "materials" / "people.xlsx"
    book = openpyxl.Workbook()
    for row in (["姓名", "身份证号", "手机号"], ["甲", "11010119900307761X", "13900001111"]):
        book.active.append(row)
    book.save(path)
    pane = mapper_of(review, qtbot, path)
    assert pane.form.records.currentData() == "personal"
    assert "信息类别" in pane.lacks.text(), "it is never supposed"
    choice = pane.form.choices["category"]
    choice.setCurrentIndex(choice.findText("均为：财产信息"))
    qtbot.waitUntil(lambda: pane.rows is not None and pane.rows.rowCount() == 1, timeout=WAIT_MS)
    assert shown(pane)[0][:4] == ["财产信息", "甲", "11010119900307761X", "13900001111"]
    assert pane.form.mapping.constants == {"category": "property"}


def test_a_mapping_is_saved_and_used_again(review: Review, qtbot: QtBot, chat: Path, tmp_path: Path) -> None:
    pane = mapper_of(review, qtbot, chat)
    qtbot.keyClicks(pane.form.app, "dingtalk")
    choose(pane, "text", "说了什么")
    choose(pane, "direction", "往来")
    pane.form.words["direction", "out"].setText("发送、寄出")
    pane.form.zone.setEditText("Asia/Urumqi")
    out = tmp_path / "mine.toml"
    pane.write_to(out)
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: "mine.toml" in review.foot.note.text())
    said = mapping.read(out.read_bytes())
    assert (said.app, said.columns["text"], said.time.zone) == ("dingtalk", "说了什么", "Asia/Urumqi")
    assert said.values["direction"]["out"] == ["发送", "寄出"]
    other = chat.with_name("另一份.csv")
    other.write_text(CHAT, encoding="utf-8")
    qtbot.mouseClick(pane.cancel, LEFT)
    pane = mapper_of(review, qtbot, other)
    pane.take_from(out)
    qtbot.waitUntil(lambda: pane.form.mapping == said)
    out.write_text("records = 1", encoding="utf-8")
    pane.take_from(out)
    qtbot.waitUntil(lambda: pane.fault.isVisible())
    assert pane.form.mapping == said, "what stands there stays"


def test_a_column_that_the_table_has_not_is_named_so(review: Review, qtbot: QtBot, chat: Path, tmp_path: Path) -> None:
    pane = mapper_of(review, qtbot, chat)
    old = tmp_path / "old.toml"
    old.write_text('version = 1\nrecords = "messages"\napp = "x"\n[columns]\ntext = "正文"\n', encoding="utf-8")
    pane.take_from(old)
    qtbot.waitUntil(lambda: pane.form.choices["text"].currentText() == "正文（表中没有）")


def test_other_records_have_other_fields_and_what_both_have_stays(review: Review, qtbot: QtBot, chat: Path) -> None:
    pane = mapper_of(review, qtbot, chat)
    choose(pane, "direction", "往来")
    pane.form.records.setFocus()
    qtbot.keyPress(pane.form.records, Qt.Key.Key_Down)
    assert set(pane.form.choices) == set(mapping.FIELDS["calls"])
    assert pane.form.mapping.columns == {"direction": "往来"}
    assert not pane.save.isEnabled()


def test_a_table_can_be_registered_without_a_mapping_or_not_at_all(review: Review, qtbot: QtBot, chat: Path) -> None:
    pane = mapper_of(review, qtbot, chat)
    qtbot.mouseClick(pane.cancel, LEFT)
    assert not pane.isVisible()
    assert len(review.evidence.model.listed) == 3
    pane = mapper_of(review, qtbot, chat)
    qtbot.mouseClick(pane.plain, LEFT)
    qtbot.waitUntil(lambda: len(review.evidence.model.listed) == 4)


def test_a_table_that_is_dropped_is_mapped_too(review: Review, qtbot: QtBot, chat: Path, drop: Callable[..., None]) -> None:
    review.visit(Place("evidence"))
    drop(review.evidence, [chat])
    qtbot.waitUntil(lambda: review.evidence.mapper.isVisible(), timeout=WAIT_MS)


def test_of_several_tables_that_are_dropped_none_is_lost(review: Review, qtbot: QtBot, chat: Path, drop: Callable[..., None]) -> None:
    other = chat.with_name("另一份.csv")
    other.write_text(CHAT, encoding="utf-8")
    review.visit(Place("evidence"))
    drop(review.evidence, [chat, other])
    pane = review.evidence.mapper
    qtbot.waitUntil(lambda: pane.isVisible() and len(review.evidence._tables) == 1, timeout=WAIT_MS)
    assert "群聊.csv" in pane.title.text()
    qtbot.mouseClick(pane.plain, LEFT)
    qtbot.waitUntil(lambda: "另一份.csv" in pane.title.text(), timeout=WAIT_MS)
    assert pane.isVisible()
    qtbot.mouseClick(pane.cancel, LEFT)
    assert not pane.isVisible()
    qtbot.waitUntil(lambda: len(review.evidence.model.listed) == 4, timeout=WAIT_MS)


@pytest.mark.parametrize(("name", "text"), [("bad.csv", b"\x00\xff\x00\xff" * 64), ("empty.csv", b""), ("one.json", b"{]")])
def test_what_is_no_table_is_registered_as_it_is(review: Review, qtbot: QtBot, tmp_path: Path, name: str, text: bytes) -> None:
    path = tmp_path / "materials" / name
    path.write_bytes(text)
    begin(review, qtbot, path)
    qtbot.waitUntil(lambda: len(review.evidence.model.listed) == 4, timeout=WAIT_MS)
    assert not review.evidence.mapper.isVisible()


def test_an_export_that_a_parser_knows_needs_no_mapping(review: Review, qtbot: QtBot) -> None:
    begin(review, qtbot, Path(__file__).parents[3] / "samples/evidence/04-telegram.json")
    qtbot.waitUntil(lambda: len(review.evidence.model.listed) == 4, timeout=WAIT_MS)
    assert not review.evidence.mapper.isVisible()


def test_the_columns_of_any_table_may_be_said_by_a_person(review: Review, qtbot: QtBot, chat: Path) -> None:
    review.visit(Place("evidence"))
    pane = review.evidence
    pane.adding.begin()
    pane.adding.path.setText(str(chat))
    pane.adding.mapped.setChecked(True)
    qtbot.mouseClick(pane.adding.save, LEFT)
    qtbot.waitUntil(lambda: pane.mapper.isVisible())
    pane.adding.begin()
    assert not pane.adding.mapped.isChecked()
