"""The times of exFAT with their offsets from UTC."""

from __future__ import annotations

import struct

from evidence_desk.model import Instant, unpack_time
from evidence_desk.source.filesystems.exfat import Entries

RAW = (39 << 9 | 4 << 5 | 17) << 16 | 10 << 11 | 30 << 5 | 26  # 2019-04-17 10:30:52
LOCAL = 1_555_497_052


def times(offset: int, stamp: int = RAW, hundredths: int = 0, kind: int = 0x85):
    boot = bytearray(512)
    struct.pack_into("<I", boot, 88, 4)
    boot[108] = 9
    entry = bytes([kind]) + bytes(7) + struct.pack("<III", stamp, stamp, stamp) + bytes([hundredths, 0, offset, offset, offset]) + bytes(7)
    data = bytes(boot) + bytes(1536) + bytes(64) + entry
    return Entries(lambda place, length: data[place : place + length])


def test_a_known_offset_is_applied() -> None:
    assert times(0x88).times(5).modified == Instant(LOCAL - 2 * 3600, 0, 2), "eight quarters east"
    assert times(0xF0).times(5).modified == Instant(LOCAL + 4 * 3600, 0, 2), "sixteen quarters west"
    assert times(0x80).times(5).accessed == Instant(LOCAL)


def test_an_unknown_offset_is_counted_and_not_applied() -> None:
    entries = times(0x08)
    assert entries.times(5).modified == Instant(LOCAL, 0, 2)
    assert entries.unzoned == 3


def test_hundredths_reach_into_the_next_second() -> None:
    assert times(0x80, hundredths=199).times(5).created == Instant(LOCAL + 1, 990_000_000, 2)


def test_what_is_no_date_is_named_and_what_is_no_file_has_none() -> None:
    assert times(0x80, stamp=0xFFFFFFFF).times(5).impossible == (
        ("created", 0xFFFFFFFF),
        ("modified", 0xFFFFFFFF),
        ("accessed", 0xFFFFFFFF),
    )
    assert times(0x80, kind=0x83).times(5).created is None
    assert times(0x80).times(400).created is None


def test_a_windows_volume_is_three_hours_ahead_of_utc(image, opened, walked) -> None:
    ((_, system),) = opened(image("images/exfat/exfat_win.raw"))
    entries, gaps = walked(system)
    entry = next(one for one in entries if one.path == "/1.bin")
    assert str(unpack_time(entry.created, entry.fine, 0)) == "2022-01-23T17:35:23.40Z"
    assert "times-local" not in [gap.code for gap in gaps]


def test_a_volume_that_states_no_offsets_is_said_to_have_local_times(image, opened, walked) -> None:
    ((_, system),) = opened(image("images/exfat/test.exfat"))
    assert [(gap.code, gap.severity) for gap in walked(system)[1]] == [("times-local", "info")]
