"""Conversations: bubbles that say what the source says, and a hundred thousand of them without stutter."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from evidence_desk.store import evidence, ids, schema
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from ui.desktop.balloon import Balloon
from ui.desktop.conversations import ConversationsPane
from ui.desktop.history import Place
from ui.desktop.review import Review
from ui.desktop.shown import LONGEST_TEXT

LEFT = Qt.MouseButton.LeftButton
COUNT = 100_000
MANY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO messages (id, conversation, app, sent, sent_text, zone_basis, sender, direction, kind, text, edited, deleted, parser)
SELECT :entry << 24 | (i + 1), :entry << 24 | 1, 'test', 1700000000000000 + i * 60000000, '2024-01-01T00:00:00Z', 'source', '何静',
       CASE i % 3 WHEN 0 THEN 'in' WHEN 1 THEN 'out' END, 'text', '第 ' || i || ' 条 ' || substr('一二三四五六七八九十一二三四五六七八九十', 1, i % 20) , 0, 0, 1 FROM n
"""


def opened(review: Review, qtbot: QtBot, title: str) -> ConversationsPane:
    review.visit(Place("conversations"))
    pane = review.conversations
    qtbot.waitUntil(lambda: len(pane.model.listed) > 0)
    names = lambda: [str(pane.model.data(pane.model.index(row, 0))) for row in range(len(pane.model.listed))]  # noqa: E731
    qtbot.waitUntil(lambda: title in names())
    at = pane.grid.visualRect(pane.model.index(names().index(title), 0)).center()
    qtbot.mouseClick(pane.grid.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: pane.talk.title.text() == title and len(pane.talk.messages.listed) > 0)
    qtbot.waitUntil(lambda: pane.talk.bubbles._balloon(0) is not None)
    return pane


def words(balloon: Balloon | None) -> list[str]:
    assert balloon is not None
    return [run.layout.text() for run in balloon.runs]


def test_a_conversation_opens_as_bubbles_with_what_the_source_says(review: Review, qtbot: QtBot) -> None:
    talk = opened(review, qtbot, "何静").talk
    third = talk.bubbles._balloon(2)
    assert "已转账 20000 元，尾号 0018，请查收。" in words(third)
    assert "转账凭证.jpg  ·  附件未在检材中找到" in words(third)
    assert "转账" in words(third), "its tag"
    assert "已删除" in words(talk.bubbles._balloon(3))
    assert "已编辑" in words(talk.bubbles._balloon(4))
    assert "按时间排列" in talk.about.text()


def test_sides_follow_the_source_and_nothing_else(review: Review, qtbot: QtBot) -> None:
    bubbles = opened(review, qtbot, "何静").talk.bubbles
    sides = [(one.side, one.frame) for one in map(bubbles._balloon, range(7)) if one is not None and one.frame is not None]
    assert [side for side, _ in sides] == ["in", "out", "in", "out", "in", "in", "notice"]
    middle = bubbles.viewport().width() / 2
    assert sides[0][1].left() < 40
    assert sides[1][1].right() > middle * 2 - 40
    assert abs(sides[6][1].center().x() - middle) < 2


def test_days_are_parted_where_they_change(review: Review, qtbot: QtBot) -> None:
    bubbles = opened(review, qtbot, "何静").talk.bubbles
    days = [one.day for one in map(bubbles._balloon, range(7)) if one is not None]
    assert days == ["2025-04-08", None, None, None, "2025-05-10", "2025-06-03", None]


def test_both_readings_of_an_open_date_are_shown_and_no_time_is_made_up(review: Review, qtbot: QtBot) -> None:
    talk = opened(review, qtbot, "Daniel Reed").talk
    said = words(talk.bubbles._balloon(0))
    assert "04/05/2025, 16:38" in said
    assert "日、月顺序未定：2025-05-04 16:38:00 或 2025-04-05 16:38:00" in said
    assert talk.zone.isVisible()
    assert "按来源顺序排列" in talk.about.text()
    balloon = talk.bubbles._balloon(0)
    assert balloon is not None
    assert balloon.side is None, "the source does not say who of the two owns the device"


def test_a_click_on_a_bubble_selects_its_message(review: Review, qtbot: QtBot) -> None:
    talk = opened(review, qtbot, "何静").talk
    second = talk.bubbles._balloon(1)
    assert second is not None
    assert second.frame is not None
    y = int((talk.bubbles._y(1) or 0) + second.frame.center().y())
    qtbot.mouseClick(talk.bubbles.viewport(), LEFT, pos=QPoint(int(second.frame.center().x()), y))
    qtbot.waitUntil(lambda: review.inspector.title.number.text() == "m2.1.5")
    assert review.desk.items == ("m2.1.5",)


def test_messages_are_walked_and_gathered_by_keyboard(review: Review, qtbot: QtBot) -> None:
    bubbles = opened(review, qtbot, "何静").talk.bubbles
    bubbles.setFocus()
    qtbot.keyPress(bubbles, Qt.Key.Key_Home)
    qtbot.keyPress(bubbles, Qt.Key.Key_Down)
    qtbot.keyPress(bubbles, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert review.desk.items == ("m2.1.5", "m2.1.6")
    qtbot.keyPress(bubbles, Qt.Key.Key_End)
    assert review.desk.items == ("m2.1.10",)


def test_the_table_shows_the_same_messages(review: Review, qtbot: QtBot) -> None:
    talk = opened(review, qtbot, "何静").talk
    talk.bubbles.go_to("m2.1.6")
    qtbot.mouseClick(talk.as_table, LEFT)
    assert talk.grid.isVisible()
    assert talk.grid.items == ("m2.1.6",)
    qtbot.mouseClick(talk.as_bubbles, LEFT)
    assert talk.bubbles.items == ("m2.1.6",)


def test_a_hit_leads_to_its_message_in_its_conversation(review: Review, qtbot: QtBot) -> None:
    review.desk.go("m2.1.9")
    talk = review.conversations.talk
    qtbot.waitUntil(lambda: talk.bubbles.items == ("m2.1.9",))
    assert talk.title.text() == "何静"


@pytest.fixture
def long_talk(tmp_path: Path) -> Path:
    entry = ids.entry_id(1, 1)
    with Case.create(tmp_path / "long.edcase", Particulars("1")) as case:
        evidence.add(case, Registration(tmp_path / "phone.tar"))
        with case.transaction():
            case.db.execute("INSERT INTO parsers (id, name, version) VALUES (1, 'test', 1)")
            case.db.execute(
                "INSERT INTO entries (id, volume, path, kind, size, allocated, address, fine) VALUES (?, 1, '/a', 'file', 1, 1, 1, 0)",
                (entry,),
            )
            case.db.execute(
                "INSERT INTO conversations (id, key, app, kind, title, parser) VALUES (?, 'k', 'test', 'direct', '长谈', 1)",
                (entry << 24 | 1,),
            )
            case.db.execute(MANY, {"count": COUNT, "entry": entry})
            for statement in schema.INDEXES.split(";"):
                case.db.execute(statement)
    return tmp_path / "long.edcase"


def test_a_hundred_thousand_messages_scroll_without_stutter(
    long_talk: Path, open_case: Callable[[Path], Review], qtbot: QtBot, gaps: object
) -> None:
    review = open_case(long_talk)
    bubbles = opened(review, qtbot, "长谈").talk.bubbles
    bar = bubbles.verticalScrollBar()
    with gaps as met:  # type: ignore[attr-defined]
        for _ in range(60):
            wheel(bubbles, -240)
            qtbot.wait(8)
        assert bubbles._top > 60
        for place in random.Random(2).sample(range(bar.maximum()), 40):
            bar.setValue(place)
            qtbot.wait(15)
        qtbot.keyPress(bubbles, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: bubbles._balloon(COUNT - 1) is not None)
        qtbot.keyPress(bubbles, Qt.Key.Key_End)
    assert met.longest < 1.5, f"the event loop stood still for {met.longest * 1000:.0f} ms"
    y = bubbles._y(COUNT - 1)
    assert y is not None
    assert y + bubbles._height(COUNT - 1) == pytest.approx(bubbles.viewport().height(), abs=2), "the last message stands at the bottom"


def wheel(bubbles: object, by: int) -> None:
    view = bubbles.viewport()  # type: ignore[attr-defined]
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        QPointF(50, 50), view.mapToGlobal(QPointF(50, 50)), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, keys, phase, False
    )
    QApplication.sendEvent(view, event)


def test_a_message_as_long_as_a_book_does_not_stop_the_window(review: Review, qtbot: QtBot, gaps: object) -> None:
    with Case.open(review.desk.folder) as case, case.transaction():
        case.db.execute("UPDATE messages SET text=? WHERE id=?", ("长" * 2_000_000, ids.read("m2.1.6")[1]))
    with gaps as met:  # type: ignore[attr-defined]
        talk = opened(review, qtbot, "何静").talk
        talk.bubbles.go_to("m2.1.6")
        qtbot.waitUntil(lambda: review.inspector.title.number.text() == "m2.1.6")
    assert met.longest < 1.5, f"the event loop stood still for {met.longest * 1000:.0f} ms"
    assert max(map(len, words(talk.bubbles._balloon(2)))) < LONGEST_TEXT


def test_copies_missing_numbers_and_silence_stand_above_the_messages(review: Review, qtbot: QtBot) -> None:
    with Case.open(review.desk.folder) as writing, writing.transaction():
        entry = ids.entry_id(2, 1)
        talk = ids.record_id(entry, 1)
        other = ids.record_id(entry, 11)
        writing.db.execute("INSERT INTO copies VALUES (1, ?, ?, 'second', 5, 0, 0, 0, 2, 1, 1)", (talk, other))
        writing.db.execute("INSERT INTO copies VALUES (2, ?, ?, 'second', 5, 0, 0, 0, 0, 0, 1)", (other, talk))
        writing.db.execute("INSERT INTO holes VALUES (?, ?, 'message', '_id', 4, 6, 1)", (ids.record_id(entry, 500), talk))
    text = opened(review, qtbot, "何静").talk.beside.text().split("\n")
    assert "两份均有 5 条（按应用编号比对）；本份缺 2 条（其中 1 条在本份起止时间之内），该份缺 0 条；内容不同 1 条" in text[2]
    assert text[0] == "编号不连续 1 处，缺 3 个编号；原因未载明。"
    assert text[1].startswith("满 24 小时无消息的间隔 2 处，最长 ")
