"""Searching, marking, writing a finding, the log and the timeline: the reviewer's own work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from evidence_desk.errors import CaseBusy, NoSuchItem
from evidence_desk.review import marks
from evidence_desk.store import draft, ids, tables
from evidence_desk.store.case import Case
from ui.desktop.history import Place
from ui.desktop.review import Review
from ui.desktop.window import Window

LEFT = Qt.MouseButton.LeftButton
MESSAGE = "m2.1.6"
Logged = Callable[[Path], list[dict[str, object]]]


def search(window: Window, review: Review, qtbot: QtBot, text: str) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert review.search.isVisible()
    review.search.field.setText(text)  # QTest has no keys for Chinese
    qtbot.keyPress(review.search.field, Qt.Key.Key_Return)


def test_a_search_shows_hits_with_their_words_and_is_logged(window: Window, review: Review, qtbot: QtBot, logged: Logged) -> None:
    search(window, review, qtbot, "转账")
    qtbot.waitUntil(lambda: len(review.search.hits.hits) == 1)
    assert "已转账 20000 元" in review.search.hits.hits[0].text
    assert review.search.hits.terms == ["转账"]
    qtbot.waitUntil(lambda: any(entry["act"] == "search" for entry in logged(review.desk.folder)))
    entry = next(entry for entry in logged(review.desk.folder) if entry["act"] == "search")
    assert (entry["text"], entry["hits"]) == ("转账", 1)


def test_nothing_found_is_said_of_what_was_indexed(window: Window, review: Review, qtbot: QtBot) -> None:
    search(window, review, qtbot, "量子")
    qtbot.waitUntil(lambda: "未检出" in review.search._blank._words.text())


def test_a_search_for_nothing_is_refused_in_a_sentence(window: Window, review: Review, qtbot: QtBot) -> None:
    search(window, review, qtbot, "…！")
    qtbot.waitUntil(lambda: review.search.fault.isVisible())
    assert "检索词" in review.search.fault.text()


def test_a_hit_leads_to_its_item_and_the_way_back_to_the_hits(window: Window, review: Review, qtbot: QtBot) -> None:
    search(window, review, qtbot, "20000")
    qtbot.waitUntil(lambda: len(review.search.hits.hits) == 1)
    at = review.search.list.visualRect(review.search.hits.index(0)).center()
    qtbot.mouseClick(review.search.list.viewport(), LEFT, pos=at)
    assert review.desk.items == (MESSAGE,)
    qtbot.keyPress(review.search.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: review.conversations.isVisible())
    qtbot.waitUntil(lambda: review.conversations.talk.bubbles.items == (MESSAGE,))
    qtbot.mouseClick(window.bar.back, LEFT)
    assert review.search.isVisible()
    assert len(review.search.hits.hits) == 1, "the hits are still there"
    qtbot.mouseClick(window.bar.forward, LEFT)
    assert review.conversations.isVisible()


def test_hits_are_narrowed_to_one_kind(window: Window, review: Review, qtbot: QtBot) -> None:
    search(window, review, qtbot, "何静")
    qtbot.waitUntil(lambda: review.search.sections.count() > 3)
    everything = len(review.search.hits.hits)
    texts = [item.text() for item in map(review.search.sections.item, range(review.search.sections.count())) if item is not None]
    row = next(number for number, text in enumerate(texts) if text.startswith("参与者"))
    line = review.search.sections.item(row)
    assert line is not None
    qtbot.mouseClick(review.search.sections.viewport(), LEFT, pos=review.search.sections.visualItemRect(line).center())
    qtbot.waitUntil(lambda: 0 < len(review.search.hits.hits) < everything)
    assert {hit.table for hit in review.search.hits.hits} == {"participants"}


def test_what_is_selected_is_tagged_with_a_note_by_keyboard(window: Window, review: Review, qtbot: QtBot) -> None:
    review.desk.go("e1.4")
    qtbot.waitUntil(lambda: review.desk.items == ("e1.4",))
    qtbot.keyClick(review.files.grid, Qt.Key.Key_T)
    form = review.inspector.tagging
    assert form.isVisible()
    assert not form.save.isEnabled(), "a tag without a name"
    qtbot.keyClicks(form.name, "key picture")
    qtbot.keyClicks(form.note, "who is on it?")
    form.facts.setCurrentIndex(1)
    form.bearings.setCurrentIndex(1)
    qtbot.keyPress(form.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.isVisible())
    with Case.open(review.desk.folder) as case:
        tag = next(tables.rows(case, "tags", {"item": "e1.4"}))
    assert (tag["tag"], tag["note"], tag["fact"], tag["bearing"]) == ("key picture", "who is on it?", "f1", "contradicts")
    row = review.files.model.listed.find("e1.4")
    assert row is not None
    last = review.files.model.columnCount() - 1
    qtbot.waitUntil(lambda: review.files.model.data(review.files.model.index(row, last)) == "key picture")


def test_typing_a_t_into_a_field_marks_nothing(window: Window, review: Review, qtbot: QtBot) -> None:
    review.desk.go("e1.4")
    qtbot.waitUntil(lambda: review.desk.items == ("e1.4",))
    review.files.filter.setFocus()
    qtbot.keyClicks(review.files.filter, "tc")
    assert review.files.filter.text() == "tc"
    assert not review.inspector.tagging.isVisible()
    assert review.desk.draft.citations == ()


def test_a_finding_without_a_citation_is_refused_and_with_one_is_saved(window: Window, review: Review, qtbot: QtBot) -> None:
    review.visit(Place("findings"))
    writing = review.findings.writing
    assert not writing.save.isEnabled(), "a finding without words"
    qtbot.keyClicks(writing.text, "He Jing says that she sent 20000.")
    qtbot.mouseClick(writing.save, LEFT)
    qtbot.waitUntil(lambda: writing.fault.isVisible())
    assert writing.fault.text() == "每条发现至少要引用一条记录，请补充引用。"
    assert len(review.findings.model.listed) == 1

    review.desk.go(MESSAGE)
    qtbot.waitUntil(lambda: review.desk.items == (MESSAGE,))
    qtbot.keyClick(review.conversations.talk.bubbles, Qt.Key.Key_C)
    assert review.desk.draft.citations == (MESSAGE,)
    review.visit(Place("findings"))
    assert writing.text.toPlainText() == "He Jing says that she sent 20000."
    qtbot.mouseClick(writing.save, LEFT)
    qtbot.waitUntil(lambda: len(review.findings.model.listed) == 2)
    assert writing.text.toPlainText() == ""
    with Case.open(review.desk.folder) as case:
        saved = list(tables.rows(case, "findings"))[-1]
    assert saved["citations"] == [MESSAGE]


def test_rows_are_cited_by_dragging_them_and_taken_out_again(review: Review, qtbot: QtBot, drop: Callable[..., None]) -> None:
    review.visit(Place("findings"))
    citations = review.findings.writing.citations
    drop(citations.viewport(), [], items="e1.3\nf1\ne1.4")
    assert review.desk.draft.citations == ("e1.3", "e1.4"), "a finding rests on records, not on facts"
    qtbot.waitUntil(lambda: ["账目.xlsx" in line.text() for line in citations.findItems("", Qt.MatchFlag.MatchContains)] == [True, False])
    citations.setCurrentRow(0)
    qtbot.keyPress(citations, Qt.Key.Key_Delete)
    assert review.desk.draft.citations == ("e1.4",)


def test_a_draft_is_there_again_after_the_window_was_closed(window: Window, review: Review, qtbot: QtBot) -> None:
    review.visit(Place("findings"))
    qtbot.keyClicks(review.findings.writing.text, "half a sentence")
    qtbot.mouseClick(window.bar.leave, LEFT)
    with Case.open(review.desk.folder) as case:
        assert draft.kept(case).text == "half a sentence"
    window.open_case(review.desk.folder)
    qtbot.waitUntil(lambda: window.review is not None)
    again = window.review
    assert again is not None
    qtbot.waitUntil(lambda: again.findings.writing.text.toPlainText() == "half a sentence")


def test_words_that_judge_are_advised_against_while_they_are_written(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("findings"))
    writing = review.findings.writing
    qtbot.keyClicks(writing.text, "This proves it")
    assert writing.advice.isVisible()
    assert "proves" in writing.advice.text()
    writing.text.clear()
    assert not writing.advice.isVisible()


def test_a_fact_is_added_and_offered(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("findings"))
    facts = review.findings.facts
    qtbot.keyClicks(facts.field, "a second fact")
    qtbot.mouseClick(facts.add, LEFT)
    qtbot.waitUntil(lambda: facts.list.count() == 2)
    qtbot.waitUntil(lambda: review.findings.writing.facts.count() == 3)


def test_the_timeline_shows_records_and_counts_those_without_a_time(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("timeline"))
    pane = review.timeline
    qtbot.waitUntil(lambda: len(pane.model.listed) == 9)
    assert "1 条消息没有可换算的时间" in pane.head.about.text()
    assert pane.kinds.itemText(2) == "通话"
    pane.kinds.setCurrentIndex(2)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 1)
    pane.kinds.setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 7)


def test_days_bound_the_timeline_in_the_zone_of_the_case(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("timeline"))
    pane = review.timeline
    qtbot.waitUntil(lambda: len(pane.model.listed) == 9)
    with Case.open(review.desk.folder) as case, case.transaction():
        half_past_midnight = 1_746_808_200_000_000  # 2025-05-10T00:30 in Shanghai, still the day before in UTC
        case.db.execute("UPDATE messages SET sent=? WHERE id=?", (half_past_midnight, ids.read("m2.1.8")[1]))
    pane.bounded.setChecked(True)
    pane.since.setDate(QDate(2025, 5, 10))
    pane.until.setDate(QDate(2025, 5, 10))
    qtbot.waitUntil(lambda: len(pane.model.listed) == 1)


def test_the_log_shows_acts_and_its_chain_is_checked(review: Review, qtbot: QtBot, logged: Logged) -> None:
    review.visit(Place("log"))
    pane = review.log
    qtbot.waitUntil(lambda: len(pane.model.listed) > 0)
    qtbot.mouseClick(pane.check, LEFT)
    qtbot.waitUntil(lambda: pane.verdict.isVisible())
    assert "链未断" in pane.verdict.text()
    qtbot.waitUntil(lambda: logged(review.desk.folder)[-1]["act"] == "audit.verify")


def test_a_log_that_was_changed_is_named_as_such(review: Review, qtbot: QtBot) -> None:
    with Case.open(review.desk.folder) as case:
        case.db.execute("UPDATE audit SET body=CAST(replace(CAST(body AS TEXT), '转账', '还款') AS BLOB) WHERE seq=6")
    review.visit(Place("log"))
    qtbot.mouseClick(review.log.check, LEFT)
    qtbot.waitUntil(lambda: review.log.verdict.isVisible())
    assert "第 6 条" in review.log.verdict.text()


def test_a_table_that_is_filled_afresh_in_the_background_takes_nothing_from_where_the_reviewer_is(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("evidence"))
    qtbot.waitUntil(lambda: len(review.evidence.model.listed) == 3)
    review.evidence.grid.go_to("i2")
    review.desk.go("e1.4")
    qtbot.waitUntil(lambda: review.desk.items == ("e1.4",))
    before = review.evidence.model.listed
    review.desk.changed.emit("evidence")
    qtbot.waitUntil(lambda: review.evidence.model.listed is not before)
    assert review.evidence.grid.items == ("i2",)
    qtbot.wait(50)
    assert review.desk.items == ("e1.4",)


def test_number_keys_lead_to_the_workspaces(window: Window, review: Review, qtbot: QtBot) -> None:
    for key, pane in (
        (Qt.Key.Key_2, review.intake), (Qt.Key.Key_4, review.files), (Qt.Key.Key_0, review.checks), (Qt.Key.Key_Minus, review.memo),
        (Qt.Key.Key_1, review.overview),
    ):  # fmt: skip
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert pane.isVisible()
    qtbot.mouseClick(review.rail.stops["findings"], LEFT)
    assert review.findings.isVisible()


def test_the_overview_counts_and_says_what_comes_next(review: Review, qtbot: QtBot) -> None:
    pane = review.overview
    qtbot.waitUntil(lambda: pane.figures["messages"].count.text() == "8")
    assert "2 件检材尚未处理完" in pane.next.words.text()
    qtbot.mouseClick(pane.next.go, LEFT)
    assert review.evidence.isVisible()


def test_the_language_changes_at_once_and_is_kept(window: Window, review: Review, qtbot: QtBot) -> None:
    review.visit(Place("evidence"))
    qtbot.waitUntil(lambda: review.evidence.model.data(review.evidence.model.index(1, 4)) == "不一致")
    qtbot.mouseClick(window.bar.speak, LEFT)
    assert review.rail.stops["evidence"].text() == "Evidence"
    qtbot.waitUntil(lambda: review.evidence.model.data(review.evidence.model.index(1, 4)) == "mismatch")
    assert window.settings.language == "en"
    assert review.foot.zone.text() == "Time zone Asia/Shanghai"
    qtbot.mouseClick(window.bar.speak, LEFT)
    assert review.rail.stops["evidence"].text() == "检材"


def test_what_cannot_be_logged_while_another_process_writes_is_logged_later(
    open_case: Callable[[Path], Review], case_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, acts: Callable[[Path], list[str]]
) -> None:
    monkeypatch.setattr("evidence_desk.store.database.BUSY_SECONDS", 0.1)
    with Case.open(case_folder) as other, other.transaction():
        review = open_case(case_folder)
        review.desk.log("search", text="转账", hits=1)
        review.desk.select(("e1.4",))
        qtbot.wait(1600)
        assert review.desk._unlogged or review.desk._viewed
    qtbot.waitUntil(lambda: {"case.open", "search", "view"} <= set(acts(case_folder)), timeout=10_000)
    assert acts(case_folder).count("search") == 1


def test_a_mark_that_cannot_be_kept_now_stays_in_its_form(review: Review, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise CaseBusy(path="x")

    monkeypatch.setattr("evidence_desk.review.marks.tag", busy)
    review.desk.go("e1.4")
    qtbot.waitUntil(lambda: review.desk.items == ("e1.4",))
    qtbot.keyClick(review.files.grid, Qt.Key.Key_T)
    form = review.inspector.tagging
    qtbot.keyClicks(form.name, "later")
    qtbot.mouseClick(form.save, LEFT)
    qtbot.waitUntil(lambda: form.fault.isVisible())
    assert "正被另一个进程写入" in form.fault.text()
    assert form.name.currentText() == "later"
    assert form.save.isEnabled()


def test_a_finding_says_what_it_rests_on_and_what_else_it_may_mean(review: Review, qtbot: QtBot) -> None:
    review.desk.go(MESSAGE)
    qtbot.waitUntil(lambda: review.desk.items == (MESSAGE,))
    review.desk.cite()
    review.visit(Place("findings"))
    writing = review.findings.writing
    qtbot.keyClicks(writing.text, "A transfer is told of.")
    writing.strengths.setCurrentIndex(writing.strengths.findData("source"))
    writing.bearings.setCurrentIndex(writing.bearings.findData("contradicts"))
    qtbot.keyClicks(writing.alternatives, "another person wrote it")
    qtbot.keyPress(writing.alternatives, Qt.Key.Key_Return)
    qtbot.keyClicks(writing.alternatives, "the clock was wrong")
    assert not writing.advice.isVisible()
    qtbot.mouseClick(writing.save, LEFT)
    qtbot.waitUntil(lambda: len(review.findings.model.listed) == 2)
    with Case.open(review.desk.folder) as case:
        saved = list(tables.rows(case, "findings"))[-1]
    assert (saved["strength"], saved["bearing"]) == ("source", "contradicts")
    assert saved["alternatives"] == ["another person wrote it", "the clock was wrong"]
    assert writing.alternatives.toPlainText() == ""
    assert writing.strengths.strength is None


def test_what_is_left_out_of_the_memo_needs_its_reason_and_can_be_put_back(review: Review, qtbot: QtBot, logged: Logged) -> None:
    with Case.open(review.desk.folder) as case:
        made = marks.add_finding(case, "The money went back the next day.", [MESSAGE], bearing="contradicts")
    review.visit(Place("findings"))
    pane = review.findings
    qtbot.waitUntil(lambda: len(pane.model.listed) == 2)
    assert not pane.omit.isEnabled(), "nothing is chosen"
    pane.grid.go_to(made)
    qtbot.mouseClick(pane.omit, LEFT)
    assert "相反或减轻" in pane.asking.words.text(), "what is in favour of a person is named as such"
    assert not pane.asking.confirm.isEnabled()
    qtbot.keyClicks(pane.asking.fields[0], "told in the bank's letter")
    qtbot.mouseClick(pane.asking.confirm, LEFT)
    qtbot.waitUntil(lambda: not pane.asking.isVisible())
    qtbot.waitUntil(lambda: pane.omit.text() == "恢复写入意见书")
    assert logged(review.desk.folder)[-1]["reason"] == "told in the bank's letter"
    qtbot.mouseClick(pane.omit, LEFT)
    qtbot.waitUntil(lambda: pane.omit.text().startswith("不写入"))
    with Case.open(review.desk.folder) as case:
        assert [row["left_out"] for row in tables.rows(case, "findings")] == [None, None]


def test_a_tag_can_be_left_out_too(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("findings"))
    pane = review.findings
    qtbot.waitUntil(lambda: pane.tags.list.count() == 1)
    pane.tags.list.setCurrentRow(0)
    qtbot.mouseClick(pane.omit, LEFT)
    qtbot.keyClicks(pane.asking.fields[0], "told twice")
    qtbot.keyPress(pane.asking.fields[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not pane.asking.isVisible())
    with Case.open(review.desk.folder) as case:
        assert [row["left_out"] for row in tables.rows(case, "tags")] == ["told twice"]


@pytest.mark.parametrize("letter", sorted(ids.LETTERS.values()))
def test_an_id_of_any_kind_leads_somewhere_and_breaks_nothing(review: Review, qtbot: QtBot, letter: str) -> None:
    """Also where nothing of that id is in the case."""
    item = next(f"{letter}{rest}" for rest in ("1", "1.1", "1.7.1") if is_written(f"{letter}{rest}"))
    review.desk.go(item)
    qtbot.wait(150)
    review.desk.select((item,))
    qtbot.wait(100)


def is_written(item: str) -> bool:
    try:
        ids.read(item)
    except NoSuchItem:
        return False
    return True
