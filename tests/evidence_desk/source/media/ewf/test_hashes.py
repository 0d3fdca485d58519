"""Digests that the container holds, sectors that the acquisition could not read, sessions of a disc."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.digest import compare, digests
from evidence_desk.source.media.ewf import EwfMedium, hashes, open_ewf


def made(tmp_path: Path, ewf: ModuleType, disk: bytes, **layout: object) -> EwfMedium:
    (tmp_path / "a.E01").write_bytes(ewf.write(disk, ewf.Layout(**layout))[0])
    return open_ewf(tmp_path / "a.E01")


def verdict(medium: EwfMedium) -> str:
    return compare({}, medium.stored, digests(medium.blocks(), ["md5", "sha1"], lambda _done: None))[1]


def test_a_good_image_matches_its_own_digests(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    medium = made(tmp_path, ewf, disk)
    assert medium.stored == {"md5": hashlib.md5(disk).hexdigest(), "sha1": hashlib.sha1(disk).hexdigest()}
    assert (verdict(medium), medium.gaps) == ("match", [])


def test_a_stored_digest_of_zeros_is_none(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    medium = made(tmp_path, ewf, disk, md5=bytes(16), sha1=bytes(20))
    assert medium.stored == {}
    assert verdict(medium) == "nothing-to-compare"


def test_a_wrong_stored_digest_is_a_mismatch_of_an_undamaged_container(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    medium = made(tmp_path, ewf, disk, md5=bytes(range(16)))
    assert (verdict(medium), medium.gaps) == ("mismatch", [])


def test_a_hash_and_a_digest_section_that_disagree_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at = ewf.sections(content)["hash"][0] + 76
    other = content[:at] + bytes(range(16)) + content[at + 16 :]
    (tmp_path / "a.E01").write_bytes(ewf.resealed(other, at, at + 32))
    medium = open_ewf(tmp_path / "a.E01")
    assert [(gap.code, gap.params["second"]) for gap in medium.gaps] == [("stored-digests-differ", bytes(range(16)).hex())]


def test_sectors_that_were_unreadable_at_acquisition_are_named_and_mapped(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    medium = made(tmp_path, ewf, disk, errors=[(3, 2), (20, 100), (2**31, 2**31)])
    assert [gap.params for gap in medium.gaps if gap.code == "acquisition-errors"] == [
        {"first": 3, "last": 4}, {"first": 20, "last": 119}, {"first": 2**31, "last": 2**32 - 1},
    ]  # fmt: skip
    assert medium.bad_ranges == [(3 * 512, 1024), (20 * 512, 3 * 512)]
    assert verdict(medium) == "match"


def test_sessions_of_an_optical_disc_are_listed(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    medium = made(tmp_path, ewf, disk, sessions=[(0, 16), (1, 20)])
    assert (medium.metadata["sessions"], medium.gaps) == ("data 16, audio 20", [])


@pytest.mark.parametrize("kind", ["error2", "session", "digest", "hash"])
def test_a_damaged_section_is_named_and_says_nothing(tmp_path: Path, disk: bytes, ewf: ModuleType, kind: str) -> None:
    (content,) = ewf.write(disk, ewf.Layout(errors=[(3, 2)], sessions=[(0, 16)]))
    at, size = ewf.sections(content)[kind]
    for place in range(76, size, 7):
        (tmp_path / "a.E01").write_bytes(content[: at + place] + bytes([content[at + place] ^ 4]) + content[at + place + 1 :])
        gaps = open_ewf(tmp_path / "a.E01").gaps
        assert [(gap.code, gap.params["section"]) for gap in gaps if gap.code == "section-damaged"] == [("section-damaged", kind)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    for kind in ("hash", "digest", "xhash"):
        hashes.digests(kind, payload)
    hashes.errors(payload)
    hashes.sessions(payload)


def test_a_count_of_entries_beyond_the_section_is_refused(ewf: ModuleType) -> None:
    head = (2**32 - 1).to_bytes(4, "little") + bytes(512)
    assert hashes.errors(head + ewf.adler(head) + bytes(8)) is None
