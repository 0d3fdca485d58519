"""Volumes within volumes have the numbers of the list that they stand in, whatever follows their partition."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.model import Gap, Volume
from evidence_desk.source import layers
from evidence_desk.source.filesystems.libyal import ApfsVolume
from evidence_desk.source.filesystems.unread import UnreadFileSystem
from evidence_desk.source.layers import Layers


def test_volumes_of_an_apfs_container_are_numbered_as_they_are_listed(medium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a second one's files would be opened by their addresses in the partition that follows."""
    asked: list[int] = []

    def three(_medium: object, numbers: Callable[[int], int], *_: object) -> list[ApfsVolume]:
        asked.extend(numbers(place) for place in range(3))
        return [ApfsVolume(f"v{place}", True, None) for place in range(3)]

    monkeypatch.setattr(layers, "apfs", three)
    parts = [Volume(1, 0, 4096, "gpt", "apfs"), Volume(2, 4096, 4096, "gpt", None)]
    opened = Layers(medium(bytes(8192)), parts, [], ())
    opened.open()
    listed = [one.index for one in opened.parts if one.filesystem == "apfs"]
    assert asked == listed == [1, 3, 4]
    assert [one.index for one in opened.parts] == [1, 2, 3, 4]


def test_what_lies_in_an_unlocked_volume_is_as_open_as_that(medium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the walk would pass it over without a word."""
    system = UnreadFileSystem("apfs", Gap("filesystem-unknown", {"index": 1}), said=True)
    monkeypatch.setattr(layers, "apfs", lambda *_: [ApfsVolume("plain", False, system), ApfsVolume("shut", True, None)])
    opened = Layers(medium(bytes(8192)), [Volume(1, 0, 4096, "gpt", "apfs", "luks", unlocked=True)], [], (b"wrong",))
    monkeypatch.setattr(layers, "unlock", lambda *_: None)
    opened._containers(opened.parts[0])
    assert [(one.encryption, one.unlocked) for one in opened.parts] == [("luks", True), ("apfs", False)]
    assert [(gap.code, gap.params["index"]) for gap in opened.gaps] == [("secret-does-not-fit", 2)]
