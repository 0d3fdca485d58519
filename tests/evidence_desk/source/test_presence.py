"""Evidence that goes away while it is open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evidence_desk.errors import EvidenceVanished
from evidence_desk.source import presence
from evidence_desk.source.presence import Presence


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "disk.raw"
    path.write_bytes(bytes(4096))
    return path


def test_a_file_that_is_there_may_be_looked_for_at_any_time(disk: Path) -> None:
    found = Presence([disk])
    os.utime(disk)
    found.look(at_once=True)
    found.look(at_once=False)


def test_a_file_that_is_gone_or_another_one_has_vanished(disk: Path) -> None:
    found = Presence([disk])
    kept = disk.rename(disk.with_suffix(".kept"))
    with pytest.raises(EvidenceVanished, match="disk"):
        found.look(at_once=True)
    disk.write_bytes(bytes(4096))
    with pytest.raises(EvidenceVanished):
        found.look(at_once=True)
    kept.rename(disk)
    found.look(at_once=True)
    os.truncate(disk, 512)
    with pytest.raises(EvidenceVanished):
        found.look(at_once=True)


def test_a_file_of_which_the_device_is_gone_has_vanished(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system lists devices in a folder; here in one of ours."""
    monkeypatch.setattr(presence, "DEVICES", tmp_path)
    monkeypatch.setattr(presence.sys, "platform", "linux")
    device = disk.stat().st_dev
    entry = tmp_path / f"{os.major(device)}:{os.minor(device)}"
    entry.touch()
    found = Presence([disk])
    found.look(at_once=True)
    entry.unlink()
    with pytest.raises(EvidenceVanished):
        found.look(at_once=True)


def test_between_looks_there_is_a_pause(disk: Path) -> None:
    found = Presence([disk])
    disk.unlink()
    found.look(at_once=False)
    found._looked -= presence.PAUSE
    with pytest.raises(EvidenceVanished):
        found.look(at_once=False)
