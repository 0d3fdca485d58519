"""What the inspector says: every kind of item, in either language, with its bytes and nothing left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_desk.errors import Language
from evidence_desk.store import browse, ids
from evidence_desk.store.case import Case
from ui.desktop.brief import briefs
from ui.desktop.describe import Described, Describer
from ui.desktop.desk import HOMES
from ui.desktop.history import WORKSPACES
from ui.desktop.shown import Clock

ITEMS = (
    "e1.3",
    "e1.4",
    "e2.1",
    "i1",
    "i2",
    "v1.1",
    "v1.2",
    "m2.1.6",
    "m2.1.12",
    "c2.1.1",
    "p2.1.2",
    "a1.7.1",
    "a1.7.2",
    "a1.7.3",
    "x1.7.4",
    "n1",
    "l1",
    "t1",
    "f1",
)


def described(folder: Path, item: str, language: Language = "zh", zone: str | None = "Asia/Shanghai") -> Described:
    with Case.open(folder) as case:
        row = browse.one(case, item, language)
    assert row is not None, item
    return Describer(language, Clock(zone)).describe(ids.read(item)[0], row)


def values(one: Described) -> dict[str, str]:
    return {name: value for name, value, _ in (*one.fields, *one.locus)}


@pytest.mark.parametrize("item", ITEMS)
def test_every_kind_of_item_is_described_in_both_languages(built: Path, item: str) -> None:
    for language in ("zh", "en"):
        one = described(built, item, language)
        assert one.kind
        assert one.title
        assert one.fields


def test_a_message_is_told_with_both_clocks_and_its_bytes(built: Path) -> None:
    said = values(described(built, "m2.1.6"))
    assert said["时间"] == "2025-04-08 10:30:00 (Asia/Shanghai)\n2025-04-08T02:30:00Z"
    assert said["时区依据"] == "来源写明"
    assert said["位置"] == "偏移 200，长度 90 字节"
    assert said["附件"] == "转账凭证.jpg\n附件未在检材中找到"
    assert described(built, "m2.1.6").source == "e2.1"


def test_without_a_zone_only_utc_is_told(built: Path) -> None:
    assert values(described(built, "m2.1.6", zone=None))["时间"] == "2025-04-08T02:30:00Z"


def test_a_time_without_a_zone_is_not_converted(built: Path) -> None:
    said = values(described(built, "m2.1.12"))
    assert "时间" not in said
    assert said["来源原文时间"] == "04/05/2025, 16:38"
    assert said["时区依据"] == "时区未知，未换算"
    assert said["可能的读法"] == "2025-05-04T16:38:00\n2025-04-05T16:38:00"


def test_digests_stand_in_even_characters(built: Path) -> None:
    even = {name for name, _, is_even in described(built, "e1.3").fields if is_even}
    assert even == {"MD5", "SHA-256"}


def test_what_was_not_computed_is_said(built: Path) -> None:
    assert values(described(built, "e1.7"))["校验值"] == "尚未计算"


def test_a_record_is_told_in_the_words_of_the_window(built: Path) -> None:
    said = values(described(built, "a1.7.2"))
    assert said["时长（秒）"] == "95"
    assert said["号码"] == "+8617000000201"
    assert "已删除" not in said, "a no is no field"


def test_a_zero_is_told(built: Path) -> None:
    with Case.open(built) as case:
        row = browse.one(case, "a1.7.2", "zh")
    assert row is not None
    row["data"] = {"duration": 0, "deleted": True, "name": None}
    said = values(Describer("zh", Clock(None)).describe("artifacts", row))
    assert (said["时长（秒）"], said["已删除"]) == ("0", "是")


def test_items_are_told_in_a_few_words(built: Path) -> None:
    with Case.open(built) as case:
        said = briefs(case, [*ITEMS, "e1.999"])
    assert said["m2.1.6"] == "何静: 已转账 20000 元，尾号 0018，请查收。"
    assert said["e1.3"] == "Users/zhou/账目.xlsx"
    assert "e1.999" not in said


def test_every_home_is_one_of_a_table_in_a_workspace() -> None:
    assert set(HOMES) <= set(ids.LETTERS)
    assert set(HOMES.values()) <= set(WORKSPACES)
