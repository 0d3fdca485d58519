"""What lies within the volumes of a medium: encrypted volumes are unlocked, volume groups and APFS containers opened,
shadow copies listed. What is found joins the list of volumes behind those of the partition table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from evidence_desk.model import Gap, Volume
from evidence_desk.source import volumes
from evidence_desk.source.encryption import Opened, unlock, veracrypt
from evidence_desk.source.filesystems import FileSystem
from evidence_desk.source.filesystems.libyal import ApfsVolume, apfs
from evidence_desk.source.inner import Inner
from evidence_desk.source.media import Medium
from evidence_desk.source.snapshots import shadows
from evidence_desk.source.volumes import lvm

DEEPEST = 4
"""Layers one within the other: an encrypted volume with a volume group with an encrypted volume is two more than usual."""


@dataclass
class Layers:
    """`parts` and `gaps` are those of the partition table; both grow."""

    medium: Medium
    parts: list[Volume]
    gaps: list[Gap]
    secrets: Sequence[bytes]
    inner: dict[int, Inner] = field(default_factory=dict)
    live: dict[int, int] = field(default_factory=dict)
    systems: dict[int, FileSystem] = field(default_factory=dict)
    contained: set[int] = field(default_factory=set)
    """Volumes that came out of an APFS container, locked ones too: they are no containers."""
    tried: int = 0
    """Secrets that were tried as for VeraCrypt, on all volumes together: a worker has a minute to open evidence."""

    def open(self) -> None:
        done = 0
        for _ in range(DEEPEST):
            fresh, done = self.parts[done:], len(self.parts)
            for volume in fresh:
                self._unlock(volume)
            self._groups([self._at(volume.index) for volume in fresh])
            for volume in fresh:
                self._containers(self._at(volume.index))
        for volume in list(self.parts):
            if volume.filesystem == "ntfs" and (volume.encryption is None or volume.unlocked):
                self._shadows(volume)

    def _at(self, index: int) -> Volume:
        return self.parts[index - 1]

    def _span(self, volume: Volume) -> tuple[Medium, int, int]:
        """The medium that a volume is read from, and where on it."""
        inner = self.inner.get(volume.index)
        return (inner, inner.base, inner.size - inner.base) if inner else (self.medium, volume.offset, volume.size)

    def _unlock(self, volume: Volume) -> None:
        """What an encrypted volume holds takes the place of the gap that it is locked."""
        if volume.encryption is None or (not self.secrets and volume.encryption != "bitlocker"):
            if volume.encryption is None and volume.filesystem is None and self.secrets:
                self._unmarked(volume)
            return
        medium, offset, size = self._span(volume)
        names: dict[str, str | int] = {"index": volume.index, "encryption": volume.encryption}
        try:
            opened = unlock(medium, replace(volume, offset=offset, size=size), self.secrets)
        except ValueError as error:
            self.gaps.append(Gap("volume-not-unlocked", {**names, "detail": str(error)[:200]}))
            return
        if opened is None:
            if self.secrets:
                self.gaps.append(Gap("secret-does-not-fit", {**names, "count": len(self.secrets)}))
            return
        self._unsay("volume-encrypted", volume.index)
        self._opened(volume, medium, opened)

    def _unmarked(self, volume: Volume) -> None:
        """A volume that nothing is recognised on may be one of VeraCrypt or TrueCrypt, which have no mark."""
        medium, offset, size = self._span(volume)
        described = replace(volume, offset=offset, size=size)
        if not veracrypt.may_be(medium, described):
            return
        given = self.secrets[: veracrypt.MOST_SECRETS - self.tried]
        self.tried += len(given)
        try:
            found = veracrypt.unlock(medium, described, given)
        except ValueError as error:
            self.gaps.append(Gap("volume-not-unlocked", {"index": volume.index, "encryption": "veracrypt", "detail": str(error)[:200]}))
            return
        untried = len(self.secrets) - len(given)
        if found is None and untried:
            self.gaps.append(Gap("secrets-untried", {"index": volume.index, "tried": len(given), "count": untried}))
        if found is not None:
            self._unsay("filesystem-unknown", volume.index)
            self._opened(replace(volume, encryption=found.program), medium, found.opened)

    def _opened(self, volume: Volume, medium: Medium, opened: Opened) -> None:
        places = self.inner[volume.index].runs if volume.index in self.inner else None
        plain = Inner(medium, opened.base, opened.size, opened.read, opened.lost, places and (lambda at, count: places([(at, count)])))
        contents = volumes.contents_at(plain, opened.base, opened.size)
        self.inner[volume.index] = plain
        self.parts[volume.index - 1] = replace(volume, filesystem=contents.filesystem, unlocked=True, label=contents.label or volume.label)
        self.gaps.append(Gap("volume-unlocked", {"index": volume.index, "encryption": volume.encryption or "", "how": opened.how}, "info"))
        if contents.filesystem is None:
            self.gaps.append(Gap("filesystem-unknown", {"index": volume.index}))

    def _groups(self, fresh: list[Volume]) -> None:
        """The logical volumes of volume groups. Physical volumes of one medium are put together, never those of two."""
        for medium, found in self._physical(fresh):
            logical, gaps = lvm.logical(medium, found)
            self.gaps += gaps
            for one in logical:
                inner = one.inner if medium is self.medium else _behind(one.inner, medium)
                self._add(Volume(0, 0, inner.size, "lvm", None, label=one.name), inner)

    def _physical(self, fresh: list[Volume]) -> list[tuple[Medium, list[lvm.Physical]]]:
        found: list[tuple[Medium, list[lvm.Physical]]] = []
        for volume in fresh:
            if volume.filesystem != "lvm2":
                continue
            medium, offset, _ = self._span(volume)
            try:
                one = lvm.physical(medium, volume.index, offset)
            except lvm.FAILURES as failure:
                self.gaps.append(Gap("lvm-damaged", {"index": volume.index, "detail": str(failure)[:200]}, "error"))
                continue
            together = next((physical for at, physical in found if at is medium), None)
            if together is None:
                found.append((medium, [one]))
            else:
                together.append(one)
        return found

    def _containers(self, volume: Volume) -> None:
        """The first volume of an APFS container takes the place of its partition, the others come behind."""
        if volume.filesystem != "apfs" or volume.index in self.contained:
            return
        medium, offset, size = self._span(volume)
        try:
            behind = len(self.parts)  # the second volume comes behind all that are listed by now
            found = apfs(medium, lambda place: behind + place if place else volume.index, offset, size, self.secrets)
        except OSError as failure:
            self.gaps.append(Gap("filesystem-unreadable", {"index": volume.index, "detail": str(failure)[:200]}, "error"))
            self.parts[volume.index - 1] = replace(volume, filesystem=None)
            return
        for place, one in enumerate(found):
            described = replace(volume, index=volume.index if not place else len(self.parts) + 1, label=one.label or volume.label)
            self._apfs(described, one, place)

    def _apfs(self, volume: Volume, one: ApfsVolume, place: int) -> None:
        self.contained.add(volume.index)
        if one.locked:  # else it is as open as the volume that it lies in
            volume = replace(volume, encryption="apfs", unlocked=one.system is not None)
        if place:
            self.parts.append(volume)
        else:
            self.parts[volume.index - 1] = volume
        if one.system is None:
            names: dict[str, str | int] = {"index": volume.index, "encryption": "apfs"}
            given = len(self.secrets)
            self.gaps.append(Gap("secret-does-not-fit", {**names, "count": given}) if given else Gap("volume-encrypted", names))
        else:
            self.systems[volume.index] = one.system

    def _shadows(self, volume: Volume) -> None:
        medium, offset, size = self._span(volume)
        try:
            found = shadows(medium, offset, size)
        except OSError as failure:
            self.gaps.append(Gap("snapshots-unreadable", {"index": volume.index, "detail": str(failure)[:200]}))
            return
        for one in found:
            snapshot = replace(volume, snapshot=one.name)
            if one.inner is None:
                self.parts.append(replace(snapshot, index=len(self.parts) + 1, filesystem=None))
                self.gaps.append(Gap("snapshot-elsewhere", {"index": len(self.parts)}))
                continue
            self._add(snapshot, one.inner if medium is self.medium else _behind(one.inner, medium))
            self.live[len(self.parts)] = volume.index

    def _add(self, volume: Volume, inner: Inner) -> None:
        """A volume behind the others, with what is found in it."""
        contents = volumes.contents_at(inner, inner.base, inner.size - inner.base)
        index = len(self.parts) + 1
        self.inner[index] = inner
        volume = replace(volume, index=index, filesystem=contents.filesystem, label=contents.label or volume.label)
        self.parts.append(replace(volume, encryption=contents.encryption, unlocked=False))
        self.gaps += volumes.remarks(index, contents)

    def _unsay(self, code: str, index: int) -> None:
        self.gaps[:] = [gap for gap in self.gaps if not (gap.code == code and gap.params["index"] == index)]


def _behind(inner: Inner, medium: Medium) -> Inner:
    """The inner medium of one that is inner itself: its places are those of the outermost."""
    if not isinstance(medium, Inner):
        return inner
    return Inner(
        medium, inner.base, inner.size - inner.base, inner.read_plain, inner.lost, lambda at, count: medium.runs(inner.runs([(at, count)]))
    )
