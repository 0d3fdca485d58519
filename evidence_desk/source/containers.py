"""The types of files that hold other files: which of them are opened, and which are only counted."""

from __future__ import annotations

from typing import Literal

from evidence_desk.errors import (
    ContainerDamaged,
    ContainerEncrypted,
    EvidenceEmpty,
    FormatUnknown,
    Known,
    MediumTooLarge,
    NotReadable,
    PartMissing,
    PathMissing,
)

Reader = Literal["zip", "tar", "gz", "bz2", "xz", "zst", "mail", "mbox", "msg", "pst", "7z", "rar", "image"]
Shut = Literal["no-reader", "package"]

READ: dict[str, Reader] = {
    "application/zip": "zip",
    "application/x-tar": "tar",
    "application/gzip": "gz",
    "application/x-bzip2": "bz2",
    "application/x-xz": "xz",
    "application/zstd": "zst",
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "rar",
    "application/x-rar": "rar",
    "application/x-rar-compressed": "rar",
    "message/rfc822": "mail",
    "message/x-emlx": "mail",
    "application/mbox": "mbox",
    "application/vnd.ms-outlook": "msg",
    "application/vnd.ms-outlook-pst": "pst",
    "application/x-ad1": "image",
    "application/x-aff": "image",
    "application/x-aff4": "image",
    "application/x-apple-diskimage": "image",
    "application/x-ewf": "image",
    "application/x-iso9660-image": "image",
    "application/x-luks": "image",
    "application/x-qcow2": "image",
    "application/x-raw-disk-image": "image",
    "application/x-vhd": "image",
    "application/x-vhdx": "image",
    "application/x-virtualbox-vdi": "image",
    "application/x-vmdk": "image",
}
"""Types whose members are listed, and by which reader."""

SHUT: dict[str, Shut] = {
    "application/x-lz4": "no-reader",
    "application/vnd.ms-cab-compressed": "no-reader",
    "application/vnd.debian.binary-package": "no-reader",
    "application/x-archive": "no-reader",
    "application/x-rpm": "no-reader",
    "application/x-ms-dbx": "no-reader",
    "application/x-android-backup": "no-reader",
    "application/vnd.android.package-archive": "package",
    "application/java-archive": "package",
    "application/x-ios-app": "package",
    "application/epub+zip": "package",
}
"""Types that hold files and are not opened: there is no reader, or it is a program's own package."""

SUFFIXES = (
    ".zip",
    ".tar",
    ".tgz",
    ".tbz2",
    ".txz",
    ".gz",
    ".bz2",
    ".xz",
    ".zst",
    ".7z",
    ".rar",
    ".cab",
    ".eml",
    ".mbox",
    ".msg",
    ".pst",
    ".ost",
    ".e01",
    ".ex01",
    ".ad1",
    ".aff4",
    ".vmdk",
    ".vhd",
    ".vhdx",
    ".qcow2",
    ".vdi",
    ".dmg",
    ".iso",
)

REFUSALS: tuple[type[Known], ...] = (
    ContainerDamaged,
    ContainerEncrypted,
    EvidenceEmpty,
    FormatUnknown,
    MediumTooLarge,
    NotReadable,
    PartMissing,
    PathMissing,
)
"""What the readers of images raise for one that cannot be opened: of an image within evidence it is that image's own failure."""
"""How names of such files end: all that can be told of them before any content is read."""
