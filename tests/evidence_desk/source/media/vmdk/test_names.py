"""The files of a VMDK disk by their names."""

from __future__ import annotations

from pathlib import Path

from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.vmdk.names import alike


def test_a_descriptor_and_its_extents_are_one_and_other_disks_are_not(tmp_path: Path) -> None:
    for name in ("盘.vmdk", "盘-s001.vmdk", "盘-s002.vmdk", "盘-000001.vmdk", "b.vmdk", "b-flat.vmdk", "盘.dd"):
        (tmp_path / name).write_bytes(b"x")
    for name in ("盘.vmdk", "盘-s002.vmdk"):
        assert {path.name for path in alike(tmp_path / name, Descriptors())} == {"盘.vmdk", "盘-s001.vmdk", "盘-s002.vmdk"}
    assert {path.name for path in alike(tmp_path / "b-flat.vmdk", Descriptors())} == {"b.vmdk", "b-flat.vmdk"}
    assert {path.name for path in alike(tmp_path / "盘-000001.vmdk", Descriptors())} == {"盘-000001.vmdk"}
    assert alike(tmp_path / "盘.dd", Descriptors()) == set()
