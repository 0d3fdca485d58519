"""Volumes within volumes have the numbers of the list that they stand in, whatever follows their partition."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.model import Volume
from evidence_desk.source import layers
from evidence_desk.source.filesystems.libyal import ApfsVolume
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
