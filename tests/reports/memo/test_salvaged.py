"""How the memo says where a carved file lies: never by the number of a file record, which it has not."""

from __future__ import annotations

from evidence_desk.errors import Language
from reports.memo import places
from reports.memo.memo import Salvaged
from reports.memo.words import say


def told(place: Salvaged, language: Language) -> str:
    return places.filed_text(place, lambda key, **values: say(key, language, **values))


def test_a_carved_file_is_cited_by_its_bytes_and_by_what_ended_it() -> None:
    place = Salvaged(83968, 140, "medium", 1, "structure")
    assert told(place, "zh") == "自未分配空间恢复：介质字节 83968 起共 140 字节，结尾由文件结构确定"
    assert told(place, "en") == "carved from unallocated space: 140 bytes from byte 83968 of the medium, ended by the structure of the file"


def test_one_in_a_volume_within_another_counts_from_that_volume() -> None:
    assert told(Salvaged(512, 9, "volume", 3, "broken"), "zh") == "自未分配空间恢复：卷 3 字节 512 起共 9 字节，文件结构在此中断"
