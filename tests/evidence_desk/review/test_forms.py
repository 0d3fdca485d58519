"""Forms: typed values, or a sentence that says what is wrong and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_desk.errors import Known, PathUnreadable
from evidence_desk.review import forms
from evidence_desk.review.form_words import CHOICES, EVENT, EXHIBIT, RECORDED, REQUEST
from evidence_desk.store.intake import Event, Exhibit, Recorded, Request

FORM = """
[request]
"委托部门" = "第一检察部"
requested = 2026-11-20
stage = "审查起诉"
questions = ["有无删除、修改", "转账合计多少"]
[[exhibit]]
number = "SZ-001"
evidence = [1, 2]
imei = "356789012345678；356789012345686"
original = "未移送"
digests = [{ algorithm = "MD5", value = "d41d8cd98f00b204e9800998ecf8427e", object = "medium" }]
[[exhibit.event]]
kind = "扣押"
start = 2026-03-01T10:05:00+08:00
people = "张三、李四"
clock_offset = "-00:01:00"
[[event]]
exhibit = "SZ-002"
kind = "transfer"
"""


def test_every_field_has_its_name_in_both_languages() -> None:
    for kind, words in ((Request, REQUEST), (Exhibit, EXHIBIT), (Event, EVENT), (Recorded, RECORDED)):
        assert set(words) == set(kind.__struct_fields__)
        assert all(zh and en for zh, en in words.values())
        assert len({zh for zh, _ in words.values()}) == len(words), "a name is of one field"
    assert all(zh and en for words in CHOICES.values() for zh, en in words.values())


def test_a_document_is_read_in_either_language(tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_text(FORM, encoding="utf-8")
    form = forms.read(path)
    assert form.request == Request(
        department="第一检察部", requested="2026-11-20", stage="prosecution-review", questions=("有无删除、修改", "转账合计多少")
    )
    assert form.exhibits == (
        Exhibit(
            "SZ-001", (1, 2), imei=("356789012345678", "356789012345686"), original="not-transferred",
            digests=(Recorded("MD5", "d41d8cd98f00b204e9800998ecf8427e", "medium"),),
        ),
    )  # fmt: skip
    assert form.events == (
        Event("SZ-001", "seizure", start="2026-03-01 10:05:00+08:00", people=("张三", "李四"), clock_offset=-60),
        Event("SZ-002", "transfer"),
    )


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", "\t"), ("utf-8", ";")])
def test_a_table_of_events_is_read_as_an_office_writes_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "events.csv"
    lines = [["检材编号", "环节", "开始时间", "侦查人员"], ["SZ-001", "重新封存", "2026年3月1日 10时05分", "张三、李四"], ["", "", "", ""]]
    path.write_text("\r\n".join(delimiter.join(line) for line in lines), encoding=encoding, newline="")
    assert forms.read(path).events == (Event("SZ-001", "resealing", start="2026年3月1日 10时05分", people=("张三", "李四")),)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("[requests]", "form-field", "f.toml"),
        ("[request]\ncolour = 1", "form-field", "f.toml request"),
        ('[request]\nstage = "soon"', "form-value", "f.toml request stage"),
        ('[request]\nrequested = "2026-02-30"', "form-wrong", "f.toml request requested"),
        ("[[request]]\n[[request]]", "form-unreadable", None),
        ('[[exhibit]]\nname = "x"', "form-missing", "f.toml exhibit 1"),
        ('[[exhibit]]\nnumber = "1"\nevidence = ["x"]', "form-value", "f.toml exhibit 1 evidence"),
        ('[[event]]\nexhibit = "1"\nkind = "封存"\nzone = "Mars/Base"', "form-wrong", "f.toml event 1 zone"),
        ('[[event]]\nexhibit = "1"\nkind = "封存"\nclock_offset = "fast"', "form-wrong", "f.toml event 1 clock_offset"),
        ('[[event]]\nexhibit = "1"\nkind = "封存"\npeople = [[1]]', "form-value", None),
        ("event = 3", "form-value", None),
        ("= =", "form-unreadable", None),
        ("a = " + "[" * 5000, "form-unreadable", None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, code: str, place: str | None) -> None:
    path = tmp_path / "f.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Known) as caught:
        forms.read(path)
    assert caught.value.code == code
    assert place is None or caught.value.params["place"] == place


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00\x80" * 9, b"exhibit,kind,kind\n", b"exhibit,kind\nA,\xb7\xe2\xb4\xe6,9\n", b'exhibit,kind\n"A,x\n']
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(data)
    with pytest.raises(Known):
        forms.read(path)


def test_a_form_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PathUnreadable):
        forms.read(tmp_path)
