"""Content that a person marked as sexual, or that is set apart, is in no view of the window: not before it is asked for, and that is logged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.ingest.viewer import BLUR
from evidence_desk.review import counsel, marks
from evidence_desk.store import database, evidence, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from ui.desktop import foot
from ui.desktop.history import Place
from ui.desktop.preview import BYTES, PICTURE, TEXT
from ui.desktop.review import Review

Logged = Callable[[Path], list[dict[str, object]]]
LEFT = Qt.MouseButton.LeftButton
SECRET = "青花瓷一号的去向只有两个人知道"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Three pictures, of which two are the same, a text and the same text elsewhere."""
    folder = tmp_path / "pictures"
    (folder / "copies").mkdir(parents=True)
    Image.effect_noise((120, 90), 80).save(folder / "a.png")
    (folder / "copies" / "b.png").write_bytes((folder / "a.png").read_bytes())
    Image.new("RGB", (64, 48), "green").save(folder / "c.png")
    for name in ("d.txt", "copies/e.txt"):
        (folder / name).write_text(f"{SECRET}\n" * 20, encoding="utf-8")
    made = tmp_path / "p.edcase"
    with Case.create(made, Particulars("1")) as opened:
        evidence.add(opened, Registration(folder))
        process(opened, Plan(), lambda progress: None)
    return made


def found(case: Path, name: str) -> str:
    with Case.open(case) as opened:
        return next(str(row["id"]) for row in tables.rows(opened, "entries") if str(row["path"]).endswith(name))


def mark(review: Review, item: str, tag: str, qtbot: QtBot) -> None:
    """As by the form of the window: it hears of it when it is kept."""
    with qtbot.waitSignal(review.desk.changed):
        review.desk.change(lambda opened: marks.tag(opened, [item], tag), lambda: None, review.desk.complain)


def unveiled(review: Review, logged: Logged) -> list[object]:
    return [one["items"] for one in logged(review.desk.folder) if one["act"] == "view.unveil"]


def at_files(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("files"))
    qtbot.waitUntil(lambda: len(review.files.model.listed) == 6)


def test_a_marked_picture_is_a_blur_until_it_is_asked_for(
    case: Path, open_case: Callable[[Path], Review], qtbot: QtBot, logged: Logged
) -> None:
    marked, plain = found(case, "/a.png"), found(case, "/c.png")
    with Case.open(case) as opened:
        marks.tag(opened, [marked], "淫秽")
    review = open_case(case)
    at_files(review, qtbot)
    picture = review.files.preview.picture
    review.files.grid.go_to(plain)
    qtbot.waitUntil(lambda: picture._image is not None and picture._image.width() == 64)
    assert picture.unveil.isHidden()
    review.files.grid.go_to(marked)
    qtbot.waitUntil(lambda: picture._image is not None and picture._shown == marked)
    assert picture._image is not None and max(picture._image.width(), picture._image.height()) <= BLUR
    assert not picture.unveil.isHidden()
    qtbot.mouseClick(picture.unveil, LEFT)
    qtbot.waitUntil(lambda: picture._image is not None and picture._image.width() == 120)
    assert picture.unveil.isHidden()
    qtbot.waitUntil(lambda: unveiled(review, logged) == [[marked]])


def test_a_mark_covers_text_bytes_and_picture_of_what_is_in_view_and_one_act_clears_them_all(
    case: Path, open_case: Callable[[Path], Review], qtbot: QtBot, logged: Logged
) -> None:
    item, same = found(case, "/d.txt"), found(case, "/e.txt")
    review = open_case(case)
    at_files(review, qtbot)
    preview = review.files.preview
    review.files.grid.go_to(item)
    qtbot.waitUntil(lambda: SECRET in preview.text._text.toPlainText())
    preview.setCurrentIndex(BYTES)
    qtbot.waitUntil(lambda: bool(preview.bytes._pieces))
    mark(review, same, "淫秽（未成年人）", qtbot)
    qtbot.waitUntil(lambda: all(cover.covers for cover in preview.covers))
    assert (preview.text._text.toPlainText(), dict(preview.bytes._pieces)) == ("", {}), "what was there before the mark is there no more"
    assert preview.currentIndex() == BYTES
    qtbot.mouseClick(preview.covers[BYTES].clear, LEFT)
    qtbot.waitUntil(lambda: bool(preview.bytes._pieces) and SECRET in preview.text._text.toPlainText())
    assert preview.currentIndex() == BYTES
    preview.setCurrentIndex(PICTURE)
    preview.setCurrentIndex(TEXT)
    qtbot.waitUntil(lambda: unveiled(review, logged) == [[item]])
    review.files.grid.go_to(found(case, "/c.png"))
    qtbot.waitUntil(lambda: not any(cover.covers for cover in preview.covers))
    review.files.grid.go_to(item)
    qtbot.waitUntil(lambda: all(cover.covers for cover in preview.covers))
    assert preview.text._text.toPlainText() == "", "whoever comes back asks again"


def test_the_sound_of_what_is_marked_is_not_even_decoded(case: Path, open_case: Callable[[Path], Review], qtbot: QtBot) -> None:
    item = found(case, "/d.txt")
    with Case.open(case) as opened:
        marks.tag(opened, [item], "未成年人")
    review = open_case(case)
    at_files(review, qtbot)
    preview = review.files.preview
    review.files.grid.go_to(item)
    qtbot.waitUntil(lambda: preview.covers[-1].covers)
    preview.setCurrentIndex(preview.count() - 1)
    assert preview.sound._file is None
    qtbot.mouseClick(preview.covers[-1].clear, LEFT)
    qtbot.waitUntil(lambda: preview.sound._file is not None)


def test_the_words_around_a_hit_are_withheld_where_the_file_is_marked(
    case: Path, open_case: Callable[[Path], Review], qtbot: QtBot
) -> None:
    item = found(case, "/d.txt")
    review = open_case(case)
    review.visit(Place("search", text="青花瓷"))
    hits = review.search.hits
    qtbot.waitUntil(lambda: len(hits.hits) == 2)

    def words() -> list[str]:
        return [str(hits.data(hits.index(row))) for row in range(hits.rowCount(QModelIndex()))]

    assert all("只有两个人" in text for text in words())
    mark(review, item, "obscene", qtbot)
    qtbot.waitUntil(lambda: not any("青花瓷" in text for text in words()))
    assert all("不直接展示" in text for text in words())


def test_what_counsel_is_named_for_leaves_every_view_of_it(case: Path, open_case: Callable[[Path], Review], qtbot: QtBot) -> None:
    item = found(case, "/d.txt")
    review = open_case(case)
    review.visit(Place("search", text="青花瓷"))
    hits = review.search.hits
    qtbot.waitUntil(lambda: len(hits.hits) == 2)
    at_files(review, qtbot)
    preview = review.files.preview
    review.files.grid.go_to(item)
    qtbot.waitUntil(lambda: SECRET in preview.text._text.toPlainText())
    with Case.open(case) as opened:
        counsel.add(opened, "word", "青花瓷", "何律")
    review.desk.changed.emit("contents")
    qtbot.waitUntil(lambda: SECRET not in preview.text._text.toPlainText() and preview.text.currentIndex() == 0)
    qtbot.waitUntil(lambda: "隔离" in preview.text._blank._words.text())
    qtbot.waitUntil(lambda: "青花瓷" not in str(hits.data(hits.index(0))))


def test_where_nothing_can_be_logged_nothing_that_is_covered_is_shown(
    case: Path, open_case: Callable[[Path], Review], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = found(case, "/d.txt")
    with Case.open(case) as opened:
        marks.tag(opened, [item], "淫秽")
        opened.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    monkeypatch.setattr(database, "is_writable", lambda folder: False)
    monkeypatch.setattr(foot, "is_writable", lambda folder: False)
    review = open_case(case)
    assert not review.foot.locked.isHidden()
    at_files(review, qtbot)
    preview = review.files.preview
    review.files.grid.go_to(item)
    qtbot.waitUntil(lambda: preview.covers[TEXT].covers)
    preview.setCurrentIndex(TEXT)
    qtbot.mouseClick(preview.covers[TEXT].clear, LEFT)
    qtbot.waitUntil(lambda: "只能读取" in review.foot.note.text())
    assert preview.covers[TEXT].covers
