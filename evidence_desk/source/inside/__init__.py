"""What lies inside a file of the evidence: its members, read by the same readers that open such a file given as evidence.

Nothing is unpacked to a place that a container names, and nothing is decided by a file's name.
"""

from __future__ import annotations

from evidence_desk.source.containers import READ
from evidence_desk.source.filesystems import Content, FileSystem, Tick
from evidence_desk.source.filesystems.tar import TarFileSystem
from evidence_desk.source.filesystems.zip import ZipFileSystem
from evidence_desk.source.inside.folder import Beside, alone
from evidence_desk.source.inside.mailbox import MailFileFileSystem, MailFileSystem, MboxFileSystem, OutlookFileSystem
from evidence_desk.source.inside.packed import PackedFileSystem
from evidence_desk.source.inside.rar import RarFileSystem
from evidence_desk.source.inside.sevenzip import SevenZipFileSystem
from evidence_desk.source.inside.within import Within


def open_container(content: Content, path: str, mime: str, index: int, tick: Tick, beside: Beside = alone) -> FileSystem:
    """The members of a container of this type, as a file system of volume `index`; `path` is the container's own.

    `beside` gives the files of its folder, for images in parts; `tick` is called whenever bytes of it are read. OSError
    where it cannot be opened, one of containers.REFUSALS where an image cannot.
    """
    medium = Within(content, path, tick)
    match READ.get(mime):
        case "zip":
            return ZipFileSystem(medium, index)
        case "tar":
            return TarFileSystem(medium, index)
        case "gz" | "bz2" | "xz" | "zst" as packing:
            return PackedFileSystem(medium, index, packing)
        case "7z":
            return SevenZipFileSystem(medium, index)
        case "rar":
            return RarFileSystem(medium, index, beside, tick)
        case "mail":
            return MailFileSystem(medium, index)
        case "msg":
            return OutlookFileSystem(medium, index)
        case "pst":
            return MailFileFileSystem(medium, index)
        case "mbox":
            return MboxFileSystem(medium, index)
        case "image":
            from evidence_desk.source.inside.image import ImageFileSystem  # with all readers of media, which few containers need

            return ImageFileSystem(content, path, index, beside, tick)
        case _:
            raise OSError(f"no reader of {mime}")
