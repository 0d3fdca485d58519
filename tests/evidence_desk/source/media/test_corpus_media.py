"""Real images: what several independent tools agree on, and hostile ones."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from evidence_desk.digest import compare, digests
from evidence_desk.source.media import Medium
from evidence_desk.source.media.detect import open_medium


@pytest.fixture(scope="module")
def images(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The E01 images, hostile ones too, unpacked side by side."""
    folder = tmp_path_factory.mktemp("e01")
    packed = [*corpus.glob("images/e01/*"), *corpus.glob("images/made/*.E01"), *corpus.glob("hostile/handmade/ewf_*")]
    for path in packed:
        if path.suffix == ".gz":
            with gzip.open(path) as source, (folder / path.stem).open("wb") as target:
                shutil.copyfileobj(source, target)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder / path.stem)
        else:
            shutil.copyfile(path, folder / path.name)
    return folder


def verified(path: Path) -> tuple[Medium, dict[str, str], str]:
    medium = open_medium(path)
    computed = digests(medium.blocks(), ("md5", "sha1", "sha256"), lambda _done: None)
    return medium, computed, compare({}, medium.stored, computed)[1]


def test_every_real_e01_has_the_size_and_digests_that_other_tools_found(corpus: Path, images: Path) -> None:
    with (corpus / "images/truth/media.tsv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["image"].startswith("e01/") and row["md5"]]
    assert len(rows) >= 7
    for row in rows:
        medium, computed, verdict = verified(images / row["image"].removeprefix("e01/"))
        assert medium.size == int(row["decoded_size"]), row["image"]
        assert computed == {name: row[name] for name in ("md5", "sha1", "sha256")}, row["image"]
        assert verdict == ("match" if row["stored_match"] == "MD5:OK" else "mismatch"), row["image"]
        assert medium.stored["md5"] == json.loads(row["stored_hashes"])["MD5"]
        expected = {"chunk-long"} if "dissect" in row["image"] else set()
        assert {gap.code for gap in medium.gaps} == expected, row["image"]


def test_an_image_with_chinese_particulars_has_them(images: Path) -> None:
    medium, _, verdict = verified(images / "o_encase6.E01")
    assert (medium.metadata["case_number"], medium.metadata["examiner"], verdict) == ("案件2026-002", "李四", "match")


def test_a_set_that_lacks_its_second_segment_says_which(images: Path) -> None:
    medium, _, verdict = verified(images / "rand.dd.E01")
    assert [(gap.code, gap.params) for gap in medium.gaps] == [
        ("segment-missing", {"segment": "rand.dd.E02 (2/?)", "offset": 1015808, "length": 4227072})
    ]
    assert verdict == "nothing-to-compare"


@pytest.mark.parametrize(
    ("name", "verdict", "codes"),
    [
        ("ewf_zero_md5.E01", "nothing-to-compare", set()),
        ("ewf_wrong_md5.E01", "mismatch", set()),
        ("ewf_table_count.E01", "match", {"section-damaged"}),
        ("ewf_truncated.E01", "nothing-to-compare", {"container-truncated", "table-rebuilt", "chunks-missing"}),
    ],
)
def test_a_hostile_image_is_what_it_is_and_never_verified(images: Path, name: str, verdict: str, codes: set[str]) -> None:
    medium, _, said = verified(images / name)
    assert said == verdict
    assert {gap.code for gap in medium.gaps} == codes


def test_a_set_without_its_middle_segment_keeps_the_others_in_place(images: Path) -> None:
    first = min((images / "ewf_missing_E02").rglob("*.[eE]01"))
    medium, _, verdict = verified(first)
    (gap,) = [gap for gap in medium.gaps if gap.code == "segment-missing"]
    assert "(2/3)" in str(gap.params["segment"])
    assert medium.bad_ranges == [(gap.params["offset"], gap.params["length"])]
    assert verdict == "mismatch"
