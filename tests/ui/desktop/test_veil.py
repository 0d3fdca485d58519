"""A picture that a person marked as sexual content is a blur until it is asked for, and that is logged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.ingest.viewer import BLUR
from evidence_desk.review import marks
from evidence_desk.store import evidence, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from ui.desktop.history import Place
from ui.desktop.review import Review


def test_a_marked_picture_is_a_blur_until_it_is_asked_for(
    tmp_path: Path, open_case: Callable[[Path], Review], qtbot: QtBot, logged: Callable[[Path], list[dict[str, object]]]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        Image.effect_noise((120, 90), 80).save(folder / name)
    Image.new("RGB", (64, 48), "green").save(folder / "c.png")
    with Case.create(tmp_path / "p.edcase", Particulars("1")) as case:
        evidence.add(case, Registration(folder))
        process(case, Plan(), lambda progress: None)
        marked = next(str(row["id"]) for row in tables.rows(case, "entries") if str(row["path"]).endswith("a.png"))
        plain = next(str(row["id"]) for row in tables.rows(case, "entries") if str(row["path"]).endswith("c.png"))
        marks.tag(case, [marked], "淫秽")
    review = open_case(tmp_path / "p.edcase")
    review.visit(Place("files"))
    qtbot.waitUntil(lambda: len(review.files.model.listed) == 3)
    picture = review.files.preview.picture
    review.files.grid.go_to(plain)
    qtbot.waitUntil(lambda: picture._image is not None and picture._image.width() == 64)
    assert picture.unveil.isHidden()
    review.files.grid.go_to(marked)
    qtbot.waitUntil(lambda: picture._image is not None and picture._shown == marked)
    assert picture._image is not None and max(picture._image.width(), picture._image.height()) <= BLUR
    assert not picture.unveil.isHidden()
    qtbot.mouseClick(picture.unveil, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: picture._image is not None and picture._image.width() == 120)
    assert picture.unveil.isHidden()
    qtbot.waitUntil(lambda: [one["items"] for one in logged(review.desk.folder) if one["act"] == "view.unveil"] == [[marked]])
