from __future__ import annotations

from pathlib import Path

import pytest

from evidence_desk.store import evidence
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.memo.compose import compose
from reports.memo.memo import Paragraph, Timeline


class Opening:
    format, size, stored, segments, volumes = "ewf", 4096, {}, [], ()  # type: ignore[var-annotated]

    def __init__(self, acquired: str) -> None:
        self.metadata = {"acquired": acquired}


def annex(case: Case) -> tuple[object, ...]:
    return next(one for one in compose(case, "zh").sections if one.title.startswith("附件B")).blocks


@pytest.mark.parametrize(
    ("acquired", "first"),
    [
        ("2025-06-20T02:05:00Z", "检材 1：容器所载的获取时间"), ("2025-06-20 02:05", "检材 1：在本案登记"), ("\u202eyesterday", "检材 1：在本案登记"),
        ("0001-01-01T00:00:00+23:59", "检材 1：在本案登记"),
    ],
)  # fmt: skip
def test_a_time_that_a_container_states_is_on_the_axis_where_it_has_a_zone(case: Case, tmp_path: Path, acquired: str, first: str) -> None:
    (tmp_path / "a.E01").write_bytes(b"x")
    evidence.add(case, Registration(tmp_path / "a.E01"))
    with case.transaction():
        evidence.opened(case, 1, Opening(acquired))
    said, *_, timeline = annex(case)
    assert isinstance(said, Paragraph) and isinstance(timeline, Timeline)
    assert "封存状态" in said.sentences[0].text
    assert timeline.events[0].text == first


def test_a_case_without_evidence_says_that_nothing_is_recorded(case: Case) -> None:
    (said,) = annex(case)
    assert isinstance(said, Paragraph)
    assert said.sentences[0].text.endswith("未记录。")
