"""By which bytes a format is known. Nothing here goes by a file's name.

Offsets and values are those of each format's own description; libmagic and util-linux's libblkid list most of them.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib

HEAD = 0x10560
"""Bytes from the start that are looked at: the super block of UFS2 lies furthest back."""
TAIL = 65536
"""Bytes from the end: a zip's directory of names, the footers of VHD and DMG."""
SECTOR = 512

EWF = b"EVF\x09\x0d\x0a\xff\x00"
ENCRYPTED = (b"ADCRYPT\0", b"encrcdsa")
ENCRYPTED_END = b"cdsaencr"
"""The mark of the oldest encrypted disk images of Apple, at their end."""

FOREIGN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"LEF2\r\n\x81\x00", "EnCase Lx01 (EWF2)"),
    (0, b"LVF\x09\x0d\x0a\xff\x00", "EnCase L01"),
    (0, b"sprs\0\0\0\3", "Apple sparse image"),
    (0, b"WithoutFreeSpace", "Parallels HDD"),
    (0, b"WithouFreSpacExt", "Parallels HDD"),
)  # fmt: skip
"""Containers of media that are refused: their bytes are not those of the medium."""

CONTAINERS: tuple[tuple[int, bytes, str], ...] = (
    (0, EWF, "ewf"),
    (0, b"EVF2\r\n\x81\x00", "ewf2"),
    (0, b"conectix", "vhd"),
    (0, b"AFF10\r\n", "aff"),
    (0, b"vhdxfile", "vhdx"),
    (0, b"QFI\xfb", "qcow2"),
    (0x40, b"\x7f\x10\xda\xbe", "vdi"),
    (0, b"KDMV", "vmdk"),
    (0, b"COWD", "vmdk"),
    (0, b"\xbe\xba\xfe\xca\0\0\0\0", "vmdk"),
    (0, b"# Disk DescriptorFile", "vmdk"),
)
"""Containers that are read, by the names of their readers."""

DISKS: tuple[tuple[int, bytes], ...] = (
    (0x03, b"NTFS    "), (0x03, b"EXFAT   "), (0x03, b"-FVE-FS-"), (0x03, b"MSDOS5.0"), (0x03, b"MSWIN4"),
    (0x36, b"FAT12"), (0x36, b"FAT16"), (0x52, b"FAT32"),
    (0x200, b"EFI PART"), (0x1000, b"EFI PART"), (0x200, b"PM\0\0"), (0x800, b"PM\0\0"),
    (0x400, b"H+\0\x04"), (0x400, b"HX\0\x05"), (0x20, b"NXSB"),
    (0x0, b"XFSB"), (0x10040, b"_BHRfS_M"), (0x8001, b"CD001"), (0x8001, b"BEA01"),
    (0x400, b"\x10\x20\xf5\xf2"), (0x400, b"\xe2\xe1\xf5\xe0"), (0x0, b"hsqs"),
    (0x255C, b"\x54\x19\x01\x00"), (0x255C, b"\x00\x01\x19\x54"), (0x1055C, b"\x19\x01\x54\x19"), (0x1055C, b"\x19\x54\x01\x19"),
    (0x200, b"\x57\x45\x56\x82"), (0x40, b"\x57\x45\x56\x82"), (0x0, b"\x57\x45\x56\x82"),
    (0x0, b"LUKS\xba\xbe"), (0x200, b"LABELONE"), (0x0, b"LABELONE"), (0x1000, b"\xfc\x4e\x2b\xa9"), (0xFF6, b"SWAPSPACE2"),
)  # fmt: skip
"""Partition tables, file systems and encrypted volumes at the start of a disk or a volume."""
SHORT: tuple[tuple[int, bytes], ...] = ((0x438, b"\x53\xef"), (0x400, b"BD"))
"""ext and HFS: two bytes that text may have there too ("S，" in UTF-8 is one of them), so zeros around them must show that it is none."""
SUPER_BLOCK = slice(0x400, 0x500)

FIXED = b"\0\0\0\x02\0\1\0\0" + b"\xff" * 8
"""Features, version and the place of a header, of a fixed VHD."""
MBR_ENTRY = struct.Struct("<B3xB3xII")


def container(head: bytes, tail: bytes, size: int) -> str | None:
    """Which reader a container is for; None where none of ours."""
    for offset, magic, name in CONTAINERS:
        if head.startswith(magic, offset):
            return name
    if head.startswith(b"PK") and any(
        name in part for part in (head[:4096], tail) for name in (b"container.description", b"information.turtle")
    ):
        return "aff4"
    if tail[-SECTOR:].startswith(b"koly"):
        return "dmg"
    if head[0x10000:0x10004] == b"head" and head[0x10042:0x10044] == b"\1\0":  # a VHDX whose first mark is damaged
        return "vhdx"
    # a fixed VHD is the raw disk with a footer, which the oldest tools made a byte shorter
    return "vhd" if any(_vhd_footer(tail[-length:], size - length) for length in (SECTOR, SECTOR - 1)) else None


def foreign(head: bytes) -> str | None:
    """The name of a container that this program does not read; None where it is none of them."""
    for offset, magic, name in FOREIGN:
        if head.startswith(magic, offset):
            return name
    return None


def ewf_inside(head: bytes) -> bool:
    """Whether a whole EWF section descriptor follows a file header that is damaged."""
    return len(head) >= 89 and zlib.adler32(head[13:85]) == int.from_bytes(head[85:89], "little")


def archive(head: bytes) -> str | None:
    """`ad1`, `ab`, `zip`, `tar`, `tar.gz`, `tar.bz2`, `tar.xz`, `gz`, `bz2` or `xz`; None for anything else."""
    if head.startswith(b"ADSEGMENTEDFILE\0"):
        return "ad1"
    if head.startswith(b"ANDROID BACKUP\n"):
        return "ab"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if _tar(head):
        return "tar"
    for name, magic in (("gz", b"\x1f\x8b\x08"), ("bz2", b"BZh"), ("xz", b"\xfd7zXZ\0")):
        if head.startswith(magic):
            return f"tar.{name}" if _tar(_beginning(name, head)) else name
    return None


def disk(head: bytes) -> bool:
    """Whether the bytes are those of a disk or a volume."""
    if any(head.startswith(magic, offset) for offset, magic in DISKS):
        return True
    if any(head.startswith(magic, offset) for offset, magic in SHORT) and head[SUPER_BLOCK].count(0) > 16:
        return True
    return _mbr(head) or _fat(head)


def _mbr(head: bytes) -> bool:
    """A boot sector's mark alone is on many things: the four entries must make sense too."""
    if head[510:512] != b"\x55\xaa":
        return False
    entries = [MBR_ENTRY.unpack_from(head, 446 + 16 * index) for index in range(4)]
    used = [entry for entry in entries if entry[1]]
    return bool(used) and all(status in (0, 0x80) and first and count for status, _kind, first, count in used)


def _fat(head: bytes) -> bool:
    """A BIOS parameter block without a name: jump, bytes a sector, sectors a cluster, reserved sectors, copies of the FAT."""
    if len(head) < SECTOR or head[0] not in (0xEB, 0xE9):
        return False
    sector, cluster, reserved, copies = struct.unpack_from("<HBHB", head, 11)
    sane = sector in (512, 1024, 2048, 4096) and cluster.bit_count() == 1 and reserved > 0 and copies in (1, 2)
    return sane and (head[21] == 0xF0 or head[21] >= 0xF8)


def _vhd_footer(footer: bytes, disk_size: int) -> bool:
    """By its mark, or the fields that never vary, and the size of the disk that it states: a volume cut out of a VHD may
    end in a footer that is not its own.

    (Microsoft, Virtual Hard Disk Image Format Specification, "Current Size".)
    """
    marked = footer.startswith(b"conectix") or footer[8:24] == FIXED
    return marked and int.from_bytes(footer[48:56], "big") == disk_size


def _tar(head: bytes) -> bool:
    """POSIX and GNU tar by their mark, older ones by the sum of the first header."""
    if head[257:262] == b"ustar":
        return True
    stored = head[148:156].strip(b" \0")
    if len(head) < SECTOR or not stored or not set(stored) <= set(b"01234567") or not head[0]:
        return False
    return int(stored, 8) == sum(head[:148]) + 8 * ord(" ") + sum(head[156:512])


def _beginning(kind: str, head: bytes) -> bytes:
    """The first sector of what a compressed file holds; nothing where it does not begin well."""
    try:
        match kind:
            case "gz":
                return zlib.decompressobj(31).decompress(head, SECTOR)
            case "bz2":
                return bz2.BZ2Decompressor().decompress(head, SECTOR)
            case _:
                return lzma.LZMADecompressor(memlimit=1 << 28).decompress(head, SECTOR)
    except (zlib.error, OSError, lzma.LZMAError, EOFError):
        return b""
