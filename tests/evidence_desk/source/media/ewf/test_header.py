"""What the header sections say, in all the ways that tools have written them."""

from __future__ import annotations

import zlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.media.ewf import open_ewf
from evidence_desk.source.media.ewf.header import LONGEST, inflate, values, xml_texts, xml_values

NAMES = "c\tn\ta\te\tt\tav\tov\tm\tu\tp\tr"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
def test_chinese_in_a_header_is_read_from_utf8_and_from_a_chinese_code_page(encoding: str) -> None:
    text = f"1\r\nmain\r\n{NAMES}\r\n案件一号\tE-1\t嫌疑人手机\t周明\t备注\t4.22\tWindows XP\t2014 5 21 14 26 9\t0\t0\tb\r\n\r\n"
    assert values(text.encode(encoding)) == {
        "case_number": "案件一号", "evidence_number": "E-1", "description": "嫌疑人手机", "examiner": "周明", "notes": "备注",
        "software_version": "4.22", "operating_system": "Windows XP", "acquired": "2014-05-21 14:26:09",
        "system_date": "1970-01-01T00:00:00Z", "compression": "best",
    }  # fmt: skip


def test_seconds_since_1970_are_utc_and_six_numbers_stay_without_a_zone() -> None:
    said = values("3\nmain\nm\tu\n1400707569\t2014 5 21 14 26 9\n\n".encode("utf-16"))
    assert said == {"acquired": "2014-05-21T21:26:09Z", "system_date": "2014-05-21 14:26:09"}


@pytest.mark.parametrize("text", ["99999999999999", "-1", "yesterday", "2014 5 21"])
def test_a_date_that_cannot_be_read_stays_as_it_is_written(text: str) -> None:
    assert values(f"1\nmain\nm\n{text}\n".encode()) == {"acquired": text}


def test_a_password_is_said_to_be_set_but_not_which() -> None:
    assert values(b"1\nmain\nc\tp\nx\t0\n") == {"case_number": "x"}
    assert values(b"1\nmain\nc\tp\nx\tA1B2\n") == {"case_number": "x", "password": "set"}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_some_values_or_none(raw: bytes) -> None:
    for text in (raw, b"main\n" + raw, b"\xff\xfe" + raw):
        assert all(values(text).values())
    xml_values(raw)
    inflate(raw)


def test_a_header_that_unpacks_without_end_is_damaged(tmp_path: Path) -> None:
    assert inflate(zlib.compress(bytes(LONGEST + 1))) is None
    assert inflate(zlib.compress(b"main") + b"behind") is None


def test_xml_that_tries_to_be_more_than_text_is_nothing() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/hostname">]><a><case_number>&b;&c;</case_number></a>'
    assert xml_texts(bomb) == {}
    assert xml_values(b"<xheader><case_number>1</case_number><other>2</other></xheader>") == {"case_number": "1"}


def test_header2_goes_before_the_header_in_a_code_page(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (tmp_path / "a.E01").write_bytes(ewf.write(disk, ewf.Layout(header_old=ewf.HEADER_OLD.encode("gbk")))[0])
    metadata = open_ewf(tmp_path / "a.E01").metadata
    assert (metadata["description"], metadata["acquired"], metadata["compression"]) == ("手机镜像", "2014-05-21T21:26:09Z", "fast")
    assert metadata["set_identifier"] == "03020100-0504-0706-0809-0a0b0c0d0e0f"


def test_two_copies_of_a_header_that_differ_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at, size = ewf.sections(content)["header2"]
    other = zlib.compress(("\ufeff" + ewf.HEADER.replace("2026", "2027")).encode("utf-16-le"))
    assert len(other) == size - 76
    (tmp_path / "a.E01").write_bytes(content[: at + 76] + other + content[at + size :])
    assert [gap.code for gap in open_ewf(tmp_path / "a.E01").gaps] == ["header-copies-differ"]
