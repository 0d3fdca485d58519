"""What a file is, by its content, and opening it as a medium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast, get_args

from evidence_desk.errors import ContainerEncrypted, EvidenceEmpty, FormatUnknown, NoSuchFormat, NotReadable
from evidence_desk.source.media import Medium, signatures
from evidence_desk.source.media.aff import open_aff
from evidence_desk.source.media.aff4 import open_aff4
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.dmg import open_dmg
from evidence_desk.source.media.ewf import open_ewf
from evidence_desk.source.media.ewf2 import open_ewf2
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.numbering import raw_family
from evidence_desk.source.media.qcow import open_qcow
from evidence_desk.source.media.raw import open_raw, open_split
from evidence_desk.source.media.vdi import open_vdi
from evidence_desk.source.media.vhd import open_vhd
from evidence_desk.source.media.vhdx import open_vhdx
from evidence_desk.source.media.vmdk import open_vmdk
from evidence_desk.source.media.vmdk.disk import belongs

Image = Literal["raw", "split-raw", "ewf", "vmdk", "vhd", "vhdx", "qcow2", "vdi", "dmg", "aff4", "aff", "ewf2"]
Kind = Literal[
    "raw",
    "split-raw",
    "ewf",
    "vmdk",
    "vhd",
    "vhdx",
    "vdi",
    "ad1",
    "ab",
    "zip",
    "tar",
    "tar.gz",
    "tar.bz2",
    "tar.xz",
    "gz",
    "bz2",
    "xz",
    "sqlite",
    "file",
]
"""`file`: nothing that is looked into as a whole; parsers may still know it."""

OPENERS: dict[str, Callable[[Path, Files], Medium]] = {
    "ewf": open_ewf,
    "raw": open_raw,
    "vmdk": open_vmdk,
    "vhd": open_vhd,
    "vhdx": open_vhdx,
    "qcow2": open_qcow,
    "vdi": open_vdi,
    "dmg": open_dmg,
    "aff4": open_aff4,
    "aff": open_aff,
    "ewf2": open_ewf2,
}


def kind_of(path: Path, files: Files | None = None) -> Kind:
    """What a file is, or the set of segments that it belongs to.

    Known: PathMissing, PathUnreadable, NotAFile, EvidenceEmpty; NotReadable and ContainerEncrypted for containers of
    media whose own bytes must never be taken for those of the medium.
    """
    files = files or Descriptors()
    path = files.real(path)
    head, tail, size = _ends(path, files)
    family = raw_family(path, files)
    if found := signatures.container(head, tail, size):
        return cast("Kind", found)
    if head.startswith(signatures.ENCRYPTED) or tail.endswith(signatures.ENCRYPTED_END):
        raise ContainerEncrypted(path=str(path))
    if name := signatures.foreign(head):
        raise NotReadable(path=str(path), format=name)
    if signatures.ewf_inside(head):
        return "ewf"
    if belongs(path, files):
        return "vmdk"
    if family and signatures.disk(_ends(family.files[min(family.files)], files)[0]):
        return "split-raw"  # what a later segment begins with says nothing
    if signatures.disk(head):
        return "raw"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    return cast("Kind", signatures.archive(head) or "file")


def open_medium(path: Path, as_format: str | None = None, files: Files | None = None) -> Medium:
    """A disk image from any of its segments. `as_format` is what a person says that it is: nothing is guessed then.

    Known as in `kind_of`; FormatUnknown where it is no image of a disk that is known here, ContainerDamaged where it
    was one.
    """
    if as_format is not None and as_format not in get_args(Image):
        raise NoSuchFormat(format=as_format, formats=", ".join(get_args(Image)))
    files = files or Descriptors()
    path = files.real(path)
    _ends(path, files)
    match as_format or kind_of(path, files):
        case "split-raw" if family := raw_family(path, files):
            return open_split(family, files)
        case kind if kind in OPENERS:
            return OPENERS[kind](path, files)
        case _:
            raise FormatUnknown(path=str(path))


def _ends(path: Path, files: Files) -> tuple[bytes, bytes, int]:
    """The first and last bytes of a file and its size."""
    file = EvidenceFile(path, files)
    if not file.size:
        raise EvidenceEmpty(path=str(path))
    return file.read(0, signatures.HEAD), file.read(max(0, file.size - signatures.TAIL), signatures.TAIL), file.size
