"""Any public table is asked from the window: the same rows as of the command line, on the screen and in a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.review import inquiry
from ui.desktop.history import Place
from ui.desktop.querying import Querying
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 30_000


def come(review: Review, table: str) -> Querying:
    review.visit(Place("search"))
    review.search.tabs.setCurrentWidget(review.search.querying)
    form = review.search.querying
    form.tables.setCurrentIndex(form.tables.findData(table))
    return form


def texts(form: Querying, field: str) -> list[str]:
    heads = [form.rows.horizontalHeaderItem(column).text() for column in range(form.rows.columnCount())]
    cells = (form.rows.item(row, heads.index(field)) for row in range(form.rows.rowCount()))
    return [cell.text() for cell in cells if cell is not None]


def test_rows_are_chosen_by_conditions_and_columns(review: Review, qtbot: QtBot) -> None:
    form = come(review, "messages")
    form.where.setText("sender=何静；direction=in")
    for place in range(form.fields.count()):
        if form.fields.item(place).text() in ("sender", "text"):
            form.fields.item(place).setCheckState(Qt.CheckState.Checked)
    qtbot.keyClick(form.where, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.rows.rowCount() == 4)
    assert form.rows.columnCount() == 2
    assert set(texts(form, "sender")) == {"何静"}
    form.limit.setValue(1)
    qtbot.mouseClick(form.ask, LEFT)
    qtbot.waitUntil(lambda: form.rows.rowCount() == 1)
    assert "只显示前 1 行" in form.count.text()
    form.rows.selectRow(0)
    qtbot.waitUntil(lambda: review.desk.items == ("m2.1.4",), timeout=2000)


@pytest.mark.parametrize(
    ("where", "said"), [("nonsense", "FIELD=VALUE"), ("colour=red", "colour"), ("=", "messages"), ("time=yesterday;x=1", "time")]
)
def test_a_condition_that_is_none_is_one_sentence(review: Review, qtbot: QtBot, where: str, said: str) -> None:
    form = come(review, "messages")
    form.where.setText(where)
    qtbot.mouseClick(form.ask, LEFT)
    assert form.fault.isVisible()
    assert said in form.fault.text()
    assert form.ask.isEnabled()


@pytest.mark.parametrize("table", list(inquiry.FIELDS))
def test_every_table_is_asked(review: Review, qtbot: QtBot, table: str) -> None:
    form = come(review, table)
    qtbot.mouseClick(form.ask, LEFT)
    qtbot.waitUntil(lambda: form._found is not None, timeout=WAIT_MS)
    assert form.rows.columnCount() == len(inquiry.FIELDS[table])
    assert not form.fault.isVisible()


def test_rows_are_written_and_the_log_has_the_digest(
    review: Review, qtbot: QtBot, tmp_path: Path, logged: Callable[[Path], list[dict[str, object]]]
) -> None:
    form, out = come(review, "messages"), tmp_path / "messages.csv"
    form.where.setText("sender=周明")
    form.write_to(out)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["sender"] for row in rows} == {"周明"}
    assert any(one.get("path") == str(out) and one.get("sha256") for one in logged(review.desk.folder) if one["act"] == "query")
    log = tmp_path / "log.jsonl"
    review.visit(Place("log"))
    review.log.write_to(log)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    assert log.read_text("utf-8").count('"previous"') > 3


def test_hits_are_written_also_where_a_word_is_left_out(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "hits.csv"
    review.visit(Place("search", text="-退款 20000"))
    qtbot.waitUntil(lambda: bool(review.search.hits.hits))
    review.search.write_to(out)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(review.search.hits.hits)
    assert all("20000" in row["text"] for row in rows)
