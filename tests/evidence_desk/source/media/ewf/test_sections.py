"""The chain of sections: every descriptor under its checksum, and going on behind one that is damaged."""

from __future__ import annotations

import struct
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf import open_ewf
from evidence_desk.source.media.ewf.sections import Section, walk
from evidence_desk.source.media.file import EvidenceFile


def walked(path: Path, content: bytes) -> tuple[list[Section], list[Gap]]:
    path.write_bytes(content)
    gaps: list[Gap] = []
    return walk(EvidenceFile(path, Descriptors()), gaps), gaps


def test_a_good_file_has_its_sections_in_order(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    found, gaps = walked(tmp_path / "a.E01", content)
    assert gaps == []
    assert [section.kind for section in found] == [
        "header2", "header2", "header", "volume", "sectors", "table", "table2", "data", "digest", "hash", "done",
    ]  # fmt: skip
    assert {section.kind: (section.offset, section.size) for section in found}["sectors"] == ewf.sections(content)["sectors"]


@pytest.mark.parametrize("kind", ["header2", "header", "volume", "sectors", "table", "table2", "data", "digest", "hash", "done"])
@pytest.mark.parametrize(("place", "value"), [(0, 0xFF), (16, 0x01), (23, 0x80), (24, 0x01), (50, 0x01), (75, 0x01)])
def test_behind_any_damaged_descriptor_the_rest_is_found(
    tmp_path: Path, disk: bytes, ewf: ModuleType, kind: str, place: int, value: int
) -> None:
    (content,) = ewf.write(disk)
    at = ewf.sections(content)[kind][0]
    bad = bytearray(content)
    bad[at + place] ^= value
    (tmp_path / "a.E01").write_bytes(bad)
    medium = open_ewf(tmp_path / "a.E01")
    assert b"".join(medium.blocks()) == disk
    assert {(gap.code, gap.params["offset"]) for gap in medium.gaps if gap.code == "section-damaged"} == {("section-damaged", at)}


def test_a_descriptor_lost_in_a_bad_sector_of_the_container_is_passed_over(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at = ewf.sections(content)["table"][0]
    (tmp_path / "a.E01").write_bytes(content[: at - 10] + bytes(100) + content[at + 90 :])
    medium = open_ewf(tmp_path / "a.E01")
    data = b"".join(medium.blocks())
    assert data[:11264] == disk[:11264]
    assert medium.bad_ranges == [(11264, 512)]
    assert {gap.code for gap in medium.gaps} >= {"section-damaged", "chunk-damaged"}


def test_an_image_inside_the_image_is_not_mistaken_for_it(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (inner,) = ewf.write(disk, ewf.Layout(level=None))
    inner = inner.ljust(-(-len(inner) // 512) * 512, b"\0")
    (content,) = ewf.write(inner, ewf.Layout(level=None))
    at = ewf.sections(content)["sectors"][0]
    for damage in (content[:at] + bytes(76) + content[at + 76 :], content[: at + 20] + b"\xff" + content[at + 21 :]):
        (tmp_path / "a.E01").write_bytes(damage)
        medium = open_ewf(tmp_path / "a.E01")
        assert b"".join(medium.blocks()) == inner
        assert "section-damaged" in {gap.code for gap in medium.gaps}


@pytest.mark.parametrize("following", [0, 13, 200, 2**63, 2**64 - 1])
def test_a_chain_that_runs_back_or_away_ends(tmp_path: Path, disk: bytes, ewf: ModuleType, following: int) -> None:
    (content,) = ewf.write(disk)
    at, size = ewf.sections(content)["volume"]
    head = struct.pack("<16sQQ40x", b"volume", following, size)
    _, gaps = walked(tmp_path / "a.E01", content[:at] + head + ewf.adler(head) + content[at + 76 :])
    assert {gap.code for gap in gaps} <= {"section-damaged", "container-truncated", "section-size"}
    assert gaps


def test_two_images_in_one_file_by_size_and_by_offset_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at, size = ewf.sections(content)["header"]
    head = struct.pack("<16sQQ40x", b"header", at + size, size - 20)
    _, gaps = walked(tmp_path / "a.E01", content[:at] + head + ewf.adler(head) + content[at + 76 :])
    assert [(gap.code, gap.params["size"], gap.params["next"]) for gap in gaps] == [("section-size", size - 20, size)]


def test_bytes_behind_the_end_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    _, gaps = walked(tmp_path / "a.E01", content + b"behind")
    assert [(gap.code, gap.params) for gap in gaps] == [("container-extra", {"file": "a.E01", "offset": len(content), "length": 6})]


def test_an_unknown_section_is_named_and_passed_over(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at = ewf.sections(content)["done"][0]
    extended = content[:at] + ewf.section(b"incomplete", at, b"whatever")
    _, gaps = walked(tmp_path / "a.E01", extended + ewf.section(b"done", len(extended)))
    assert [(gap.code, gap.params["section"]) for gap in gaps] == [("section-unknown", "incomplete")]


def test_sections_without_a_size_as_by_expert_witness_are_right(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk, ewf.Layout(style="encase1"))
    for at, size in ewf.sections(content).values():
        head = content[at : at + 24] + bytes(48)
        content = content[:at] + head + ewf.adler(head) + content[at + 76 :]
        assert size
    (tmp_path / "a.E01").write_bytes(content)
    medium = open_ewf(tmp_path / "a.E01")
    assert (b"".join(medium.blocks()), medium.gaps) == (disk, [])


def test_more_sections_than_any_image_has_are_refused(tmp_path: Path, ewf: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence_desk.source.media.ewf.sections.MOST", 50)
    content = b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00\x00\x00"
    for _ in range(60):
        content += ewf.section(b"data", len(content))
    with pytest.raises(ContainerDamaged):
        walked(tmp_path / "a.E01", content)
