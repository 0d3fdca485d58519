"""Single entries as a person looks at them: what a worker could not show costs nothing that is asked for next."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import evidence_desk
from evidence_desk.errors import Known
from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.ingest.viewer import Covered, Viewer
from evidence_desk.review import marks
from evidence_desk.store import evidence, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

WORKERS = Path(evidence_desk.__file__).parent


@pytest.fixture
def case(tmp_path: Path) -> Case:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"text {number}")
    Image.new("RGB", (40, 30), "green").save(folder / "p.png")
    made = Case.create(tmp_path / "v.edcase", Particulars("1"))
    evidence.add(made, Registration(folder))
    process(made, Plan(jobs=1), lambda progress: None)
    return made


def entries(case: Case) -> dict[str, str]:
    return {str(row["path"]): str(row["id"]) for row in tables.rows(case, "entries")}


def test_an_answer_is_to_what_was_asked_also_after_a_failure(case: Case) -> None:
    items, viewer = entries(case), Viewer(case)
    try:
        for number in range(3):
            item = items[f"/{number}.txt"]
            with pytest.raises(Known):
                viewer.picture(item, 10, 10)
            with pytest.raises(Known):
                viewer.sound(item)
            assert viewer.read(item, 0, 20) == f"text {number}".encode(), "the bytes of this file and of no other"
        assert viewer.picture(items["/p.png"], 100, 100).width == 40
    finally:
        viewer.close()


def test_what_cannot_be_shown_says_so_in_words_of_a_person(case: Case) -> None:
    item, viewer = entries(case)["/0.txt"], Viewer(case)
    try:
        for ask in (lambda: viewer.picture(item, 10, 10), lambda: viewer.sound(item)):
            with pytest.raises(Known) as caught:
                ask()
            assert "BytesIO" not in caught.value.sentence("en")
            assert re.search("[\u4e00-\u9fff]", caught.value.sentence("zh"))
    finally:
        viewer.close()


def test_what_is_covered_is_given_only_where_it_is_asked_for(case: Case) -> None:
    item, viewer = entries(case)["/0.txt"], Viewer(case)
    marks.tag(case, [item], "淫秽")
    try:
        for ask in (lambda: viewer.read(item, 0, 9), lambda: viewer.sound(item)):
            with pytest.raises(Covered):
                ask()
        assert viewer.read(item, 0, 9, clear=True) == b"text 0"
    finally:
        viewer.close()


def test_every_failure_that_a_worker_may_tell_has_its_sentence_where_it_is_told() -> None:
    """Although nothing that reads evidence is loaded there."""
    codes = {
        code
        for folder in ("ingest", "source")
        for path in (WORKERS / folder).rglob("*.py")
        for code in re.findall(r'^class \w+\((?:Known|No\w+)\):\n    code = "([a-z0-9-]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    told = "import evidence_desk.ingest.viewer, evidence_desk.ingest.process; from evidence_desk.errors import kinds; print(*kinds())"
    known = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert {"no-picture", "no-sound", "inside-unreadable", *codes} <= set(known)
