"""What a volume holds, told from its own bytes: a file system, an encryption, or nothing that is known here.

Magic numbers: Brian Carrier, File System Forensic Analysis (2005); Microsoft's FAT, exFAT and NTFS documentation;
the kernel's include/uapi/linux/magic.h; libyal's format papers for BitLocker, APFS and Core Storage; the LUKS
on-disk format 1.2.3 and 2.0.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

Probe = Callable[[int, int], bytes]
"""Bytes of a volume, (offset, length); fewer past its end."""

READABLE = frozenset(
    {"ntfs", "fat12", "fat16", "fat32", "exfat", "ext2", "ext3", "ext4", "hfs+", "iso9660", "ufs1", "ufs2", "yaffs2", "xfs", "apfs", "lvm2"}
)  # fmt: skip
"""Those that evidence_desk.source.filesystems has a reader for."""

IN_FIRST_SECTOR = frozenset({"ntfs", "exfat", "refs", "fat12", "fat16", "fat32"})
"""File systems whose boot sector stands where a partition table would: on sector 0 they leave no room for one."""


@dataclass(frozen=True, slots=True)
class Contents:
    filesystem: str | None = None
    encryption: str | None = None
    label: str | None = None


NOTHING = Contents()

# (name, offset, bytes); the first that fits counts.
ENCRYPTIONS = (
    ("bitlocker", 3, b"-FVE-FS-"),
    ("bitlocker", 0x1A8, bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")),  # BitLocker To Go dresses as FAT
    ("luks", 0, b"LUKS\xba\xbe\x00\x01"),
    ("luks", 0, b"LUKS\xba\xbe\x00\x02"),
    ("luks", 0x4000, b"SKUL\xba\xbe\x00\x02"),  # the second header, where the first was wiped
    ("symantec", 3, b"PGPGUARD"),
    ("mcafee", 3, b"Safeboot"),
    ("check-point", 90, b"Protect"),
    ("sophos", 119, b"SGM400:"),
)

FIXED = (
    ("ntfs", 3, b"NTFS    "),
    ("exfat", 3, b"EXFAT   "),
    ("refs", 3, b"ReFS\0\0\0\0"),
    ("xfs", 0, b"XFSB"),
    ("squashfs", 0, b"hsqs"),
    ("cramfs", 0, b"\x45\x3d\xcd\x28"),
    ("romfs", 0, b"-rom1fs-"),
    ("ubi", 0, b"UBI#"),
    ("ubifs", 0, b"\x31\x18\x10\x06"),
    ("apfs", 32, b"NXSB"),
    ("lvm2", 512 + 24, b"LVM2 001"),
    ("hfs+", 1024, b"H+\x00\x04"),
    ("hfs+", 1024, b"HX\x00\x05"),
    ("f2fs", 1024, b"\x10\x20\xf5\xf2"),
    ("erofs", 1024, b"\xe2\xe1\xf5\xe0"),
    ("swap", 4086, b"SWAPSPACE2"),
    ("swap", 4086, b"SWAP-SPACE"),
    ("linux-raid", 4096, b"\xfc\x4e\x2b\xa9\x01\0\0\0"),
    ("linux-raid", 0, b"\xfc\x4e\x2b\xa9\x01\0\0\0"),
    ("bcache", 4096 + 24, bytes.fromhex("c68573f64e1a45ca8265f57f48ba6d81")),
    ("hpfs", 8192, b"\x49\xe8\x95\xf9"),
    ("ufs1", 8192 + 1372, b"\x54\x19\x01\x00"),
    ("ufs1", 8192 + 1372, b"\x00\x01\x19\x54"),
    ("reiserfs", 8192 + 52, b"ReIsErFs"),
    ("jfs", 32768, b"JFS1"),
    ("ufs2", 65536 + 1372, b"\x19\x01\x54\x19"),
    ("ufs2", 65536 + 1372, b"\x19\x54\x01\x19"),
    ("ufs2", 262144 + 1372, b"\x19\x01\x54\x19"),
    ("reiserfs", 65536 + 52, b"ReIsEr"),
    ("gfs2", 65536, b"\x01\x16\x19\x70\0\0\0\x01"),
    ("btrfs", 0x10040, b"_BHRfS_M"),
    ("zfs", 0x20000, b"\x0c\xb1\xba\x00\0\0\0\0"),
    ("vmfs", 0x100000, b"\x0d\xd0\x01\xc0"),
)

HEAD = 0x4400
"""Bytes that hold most signatures; what lies further out is read on its own."""


def recognise(at: Probe, size: int) -> Contents:
    """What lies in a volume of `size` bytes. Encryption first: it may be dressed as a file system."""
    head = at(0, HEAD)
    for name, offset, magic in ENCRYPTIONS:
        if head.startswith(magic, offset):
            return Contents(encryption=name)
    if _core_storage(head):
        return Contents("corestorage", "filevault")
    for name, offset, magic in FIXED:
        if _there(head, at, offset, magic):
            return Contents(name)
    return _fat(head) or _ext(head) or _hfs(head) or _optical(at) or _yaffs2(head, size) or NOTHING


def _there(head: bytes, at: Probe, offset: int, magic: bytes) -> bool:
    if offset + len(magic) <= len(head):
        return head.startswith(magic, offset)
    return offset >= HEAD and at(offset, len(magic)) == magic


def _fat(head: bytes) -> Contents | None:
    """FAT by its BIOS parameter block; 12 or 16 by the count of clusters (Microsoft, FAT 1.03, page 14).

    FAT32 is one whose 16-bit table size is zero, as Linux and Windows mount it, however few clusters it has.
    """
    if len(head) < 512 or not (head[0] in (0xEB, 0xE9) or head[510:512] == b"\x55\xaa"):
        return None
    sector, cluster, reserved, tables, roots, small, media, table = struct.unpack_from("<HBHBHHBH", head, 11)
    large, table32 = struct.unpack_from("<I", head, 32)[0], struct.unpack_from("<I", head, 36)[0]
    sectors, each = small or large, table or table32
    if sector not in (512, 1024, 2048, 4096) or cluster == 0 or cluster & (cluster - 1) or not reserved:
        return None
    if tables not in (1, 2) or media < 0xF0 or not sectors or not each:
        return None
    if not table:
        return Contents("fat32", label=_label(head[71:82]))
    data = sectors - reserved - tables * each - -(-roots * 32 // sector)
    name = "fat12" if data // cluster < 4085 else "fat16"
    return Contents(name, label=_label(head[43:54]) if head[38] == 0x29 else None)


def _ext(head: bytes) -> Contents | None:
    """ext2, 3 or 4 by their feature flags, the rule of libblkid: what ext3 would not mount is ext4."""
    if len(head) < 2048 or head[1080:1082] != b"\x53\xef":
        return None
    inodes, blocks = struct.unpack_from("<II", head, 1024)
    if not inodes or not blocks or struct.unpack_from("<I", head, 1048)[0] > 6:
        return None
    compatible, incompatible, read_only = struct.unpack_from("<III", head, 1024 + 92)
    beyond_ext3 = read_only & ~0x07 or incompatible & ~0x16  # sparse_super|large_file|btree_dir, filetype|recover|meta_bg
    name = "ext4" if beyond_ext3 else "ext3" if compatible & 0x04 else "ext2"
    return Contents(name, label=_label(head[1144:1160]))


def _hfs(head: bytes) -> Contents | None:
    """HFS of the old Mac OS; where it only wraps an HFS+ volume, that one counts."""
    if head[1024:1026] != b"BD" or len(head) < 1200:
        return None
    return Contents("hfs+" if head[1148:1150] in (b"H+", b"HX") else "hfs")


def _optical(at: Probe) -> Contents | None:
    """ISO 9660, on 2,048-byte or raw 2,352-byte sectors, or a disc that has UDF alone."""
    descriptors = at(32768, 8 * 2048)
    if descriptors[1:6] == b"CD001":
        return Contents("iso9660", label=_label(descriptors[40:72]))
    if any(at(16 * 2352 + header + 1, 5) == b"CD001" for header in (16, 24)):
        return Contents("iso9660")
    if any(descriptors[place + 1 : place + 5] == b"NSR0" for place in range(0, len(descriptors), 2048)):
        return Contents("udf")
    return None


def _core_storage(head: bytes) -> bool:
    """Apple's Core Storage with its metadata under AES-XTS, which FileVault 2 uses (libfvde's format paper)."""
    return head[88:90] == b"CS" and head[8:12] == b"\x01\0\x10\0" and head[172:176] == b"\x02\0\0\0"


def _yaffs2(head: bytes, size: int) -> Contents | None:
    """A YAFFS2 dump of NAND pages with their spare areas: no magic, but an object header in the first page.

    yaffs_obj_hdr: type 1 to 5, parent, then the two bytes of a checksum no longer used, always 0xFFFF.
    """
    pages = any(size % (page + spare) == 0 for page, spare in ((2048, 64), (4096, 128), (8192, 256)))
    kind = int.from_bytes(head[:4], "little")
    if pages and size and 1 <= kind <= 5 and head[8:10] == b"\xff\xff" and head[4:8] != b"\xff\xff\xff\xff":
        return Contents("yaffs2")
    return None


def _label(raw: bytes) -> str | None:
    text = raw.split(b"\0")[0].rstrip().decode("utf-8", "backslashreplace")
    return text if text and text != "NO NAME" else None
