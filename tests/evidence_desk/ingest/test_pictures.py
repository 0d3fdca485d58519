"""The full profile reads the writing on pictures; it can be asked for later, interrupted, and goes on."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import process
from evidence_desk.search import find
from evidence_desk.store import evidence as register
from evidence_desk.store import tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration


def quiet(_: Progress) -> None:
    pass


def picture(text: str) -> bytes:
    pytest.importorskip("rapidocr")
    face = files("justmytype_intl_cjk") / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
    made = Image.new("RGB", (600, 120), "white")
    ImageDraw.Draw(made).text((30, 40), text, font=ImageFont.truetype(str(face), 32), fill="black")
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def shots(tmp_path: Path) -> Callable[[str], Case]:
    root = tmp_path / "shots"
    root.mkdir()
    (root / "a.png").write_bytes(picture("请把八千元转到这个账户"))
    (root / "b.png").write_bytes(picture("收到货款23500元"))
    (root / "cut.png").write_bytes(picture("截断的图片")[:200])
    (root / "note.txt").write_text("plain", encoding="utf-8")

    def make(name: str) -> Case:
        case = Case.create(tmp_path / f"{name}.edcase", Particulars("1"))
        register.add(case, Registration(root))
        return case

    return make


def test_writing_on_pictures_is_found_and_marked_as_a_reading(shots: Callable[[str], Case]) -> None:
    with shots("a") as case:
        process(case, Plan("full", jobs=2), quiet)
        [hit] = find.search(case, "八千元")
        assert (hit.table, hit.part, hit.path) == ("entries", "pictures", "/a.png")
        assert [(row["path"], row["text"], row["read_by"]) for row in tables.rows(case, "pictures")] == [
            ("/a.png", "请把八千元转到这个账户", "OCR"),
            ("/b.png", "收到货款23500元", "OCR"),
        ]
        [problem] = [row for row in tables.rows(case, "problems") if row["stage"] == "pictures"]
        assert (problem["path"], problem["code"]) == ("/cut.png", "picture-undecodable")


def test_the_standard_profile_reads_no_writing_and_the_full_one_can_follow(shots: Callable[[str], Case]) -> None:
    with shots("a") as case, shots("b") as other:
        process(case, Plan(jobs=2), quiet)
        assert not list(find.search(case, "八千元"))
        process(case, Plan("full", jobs=2), quiet)
        process(other, Plan("full", jobs=2), quiet)
        for table in ("entries", "pictures", "problems", "coverage"):
            assert list(tables.rows(case, table)) == list(tables.rows(other, table)), table
        assert [hit.id for hit in find.search(case, "元")] == [hit.id for hit in find.search(other, "元")]


def test_an_interrupted_reading_goes_on_and_reads_none_twice(shots: Callable[[str], Case]) -> None:
    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.stage == "pictures" and progress.done == 1:
            raise Stop

    with shots("a") as case, shots("b") as other:
        with pytest.raises(Stop):
            process(case, Plan("full", jobs=1), stop)
        assert len(list(tables.rows(case, "pictures"))) == 1
        process(case, Plan("full", jobs=1), quiet)
        process(other, Plan("full", jobs=1), quiet)
        assert list(tables.rows(case, "pictures")) == list(tables.rows(other, "pictures"))
