"""The formats of evidence that this program opens: how each is recognised, and what of it is verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence_desk.errors import Language, NoSuchFormat

Kind = Literal["image", "archive", "folder", "file"]


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    """As in the `format` field of evidence, and for `--as`."""
    kind: Kind
    recognised: str
    verified: str


KINDS: dict[str, Kind] = {
    "raw": "image",
    "split-raw": "image",
    "ewf": "image",
    "ewf2": "image",
    "vmdk": "image",
    "vhd": "image",
    "vhdx": "image",
    "qcow2": "image",
    "vdi": "image",
    "dmg": "image",
    "aff4": "image",
    "aff": "image",
    "ad1": "archive",
    "aff4-l": "archive",
    "folder": "folder",
    "ab": "archive",
    "zip": "archive",
    "tar": "archive",
    "file": "file",
}

RECOGNISED: dict[str, tuple[str, str]] = {
    "raw": ("分区表或文件系统标志", "a partition table or the mark of a file system"),
    "split-raw": ("首段为原始镜像，其余各段按编号同处一个文件夹", "a raw image in its first segment, the others numbered beside it"),
    "ewf": ("EVF 文件头（E01、s01）", "the EVF header (E01, s01)"),
    "ewf2": ("EVF2 文件头（Ex01）", "the EVF2 header (Ex01)"),
    "vmdk": (
        "KDMV、COWD、seSparse 文件头或磁盘描述文本；各分段与父盘须在同一文件夹",
        "the header KDMV, COWD or of seSparse, or a disk descriptor; extents and parents in the same folder",
    ),
    "vhd": (
        "conectix 文件尾（固定、动态、差分）；父盘须在同一文件夹",
        "the conectix footer (fixed, dynamic, differencing); parents in the same folder",
    ),
    "vhdx": (
        "vhdxfile 文件头（固定、动态、差分）；父盘须在同一文件夹",
        "the header vhdxfile (fixed, dynamic, differencing); parents in the same folder",
    ),
    "qcow2": (
        "QFI 文件头（第 1 至 3 版，zlib 与 zstd 压缩）；后备文件须在同一文件夹",
        "the header QFI (versions 1 to 3, zlib and zstd); backing files in the same folder",
    ),
    "vdi": (
        "VirtualBox 磁盘标志；父盘须在同一文件夹",
        "the mark of VirtualBox disks; parents in the same folder",
    ),
    "dmg": (
        "koly 文件尾（UDIF；ADC、zlib、bzip2、LZMA 压缩）",
        "the koly trailer (UDIF; ADC, zlib, bzip2, LZMA)",
    ),
    "aff4": (
        "含 AFF4 说明的 zip（1.0 标准及之前的 Evimetry 格式；snappy、LZ4、zlib、deflate）；其他卷须在同一文件夹",
        "a zip with AFF4's description (standard 1.0, and Evimetry's from before it; snappy, LZ4, zlib, deflate); other volumes in the same folder",
    ),
    "aff": ("AFF10 文件头（AFFLIB，单个文件）", "the AFF10 header (AFFLIB, one file)"),
    "ad1": ("ADSEGMENTEDFILE 文件头；其他分段须在同一文件夹", "the header ADSEGMENTEDFILE; other segments in the same folder"),
    "aff4-l": ("含 AFF4 说明且存放文件（而非磁盘）的 zip", "a zip with AFF4's description that holds files, no disk"),
    "folder": (
        "文件夹；其中的 iOS 备份（Manifest.db 或 Manifest.mbdb）按设备上的路径列出",
        "a folder; iOS backups in it (Manifest.db or Manifest.mbdb) are listed by the paths of their device",
    ),
    "ab": ("ANDROID BACKUP 文件头（adb backup，可经 zlib 压缩、以口令加密）", "the header ANDROID BACKUP (adb backup; zlib, a password)"),
    "zip": ("PK 文件头；其中的 iOS 备份同上", "the PK header; iOS backups in it as in a folder"),
    "tar": (
        "ustar 标志或文件头校验和，可经 gzip、bzip2、xz 压缩",
        "the ustar mark or the sum of a header, also packed with gzip, bzip2 or xz",
    ),
    "file": ("其他任何文件", "any other file"),
}
"""Chinese and English."""

VERIFIED: dict[str, tuple[str, str]] = {
    "raw": ("与所记校验值比对", "against a stated digest"),
    "split-raw": ("与所记校验值比对；缺少的分段逐一指明", "against a stated digest; missing segments are named"),
    "ewf": (
        "每个段和数据块的校验，容器存储的校验值，以及所记校验值",
        "each section and chunk, the digests that the container stores, and a stated digest",
    ),
    "ewf2": (
        "每个段的描述、表和数据块的校验，容器存储的校验值，以及所记校验值",
        "each section's descriptor, each table and chunk, the digests that the container stores, and a stated digest",
    ),
    "vmdk": (
        "两份块表互相比对，压缩块逐一核对；数据本身只能与所记校验值比对",
        "both copies of the grain tables, each packed grain; the data only against a stated digest",
    ),
    "vhd": (
        "文件尾、文件头及其副本的校验和；数据本身只能与所记校验值比对",
        "the checksums of footer, header and copy; the data only against a stated digest",
    ),
    "vhdx": (
        "两份文件头、两份区域表和日志的 CRC-32C；未完成的日志在内存中回放并注明；数据本身只能与所记校验值比对",
        "CRC-32C of both headers, both region tables and the log, which is applied in memory and said; the data only against a stated digest",
    ),
    "qcow2": (
        "每个压缩簇能否解码；数据本身只能与所记校验值比对；快照不读取，但注明",
        "whether each packed cluster decodes; the data only against a stated digest; snapshots are not read, which is said",
    ),
    "vdi": ("容器没有校验和，只能与所记校验值比对", "the container has no checksums; against a stated digest"),
    "dmg": (
        "各分区块表、编码数据和校验值总表的 CRC-32，每个压缩块",
        "CRC-32 of each table of blocks, of the coded bytes and of all checksums, each packed block",
    ),
    "aff4": (
        "每个数据块的校验值，块校验值、映射与数据流的校验值，以及所记校验值",
        "the digest of each chunk, those of the digests, of maps and of streams, and a stated digest",
    ),
    "aff": (
        "每页能否解码及其存储的校验值，容器存储的校验值，以及所记校验值",
        "whether each page decodes, its digest where one is stored, the digests that the container stores, and a stated digest",
    ),
    "ad1": (
        "分段文件与所记校验值比对；每个数据块，每个文件与容器内存储的 MD5、SHA-1 比对",
        "the segment files against a stated digest; each packed block, each file against the MD5 and SHA-1 that are stored with it",
    ),
    "aff4-l": (
        "压缩包文件与所记校验值比对；每个文件与容器内存储的校验值比对",
        "the archive file against a stated digest, each file against the digests that are stored with it",
    ),
    "folder": ("没有整体校验值，逐个文件计算", "there is no digest of the whole; each file has its own"),
    "ab": (
        "备份文件与所记校验值比对；口令以其存储的校验值核对",
        "the backup file against a stated digest; a password against the stored check of its key",
    ),
    "zip": ("压缩包文件与所记校验值比对，每个成员核对 CRC-32", "the archive file against a stated digest, each member against its CRC-32"),
    "tar": ("压缩包文件与所记校验值比对，每个文件头核对校验和", "the archive file against a stated digest, each header against its sum"),
    "file": ("与所记校验值比对", "against a stated digest"),
}


def formats(language: Language = "en") -> tuple[Format, ...]:
    place = 0 if language == "zh" else 1
    return tuple(Format(name, kind, RECOGNISED[name][place], VERIFIED[name][place]) for name, kind in KINDS.items())


def require_format(name: str) -> None:
    """NoSuchFormat for a name that `--as` does not know."""
    if name not in KINDS:
        raise NoSuchFormat(format=name, formats=", ".join(KINDS))


def markdown() -> str:
    """The table of docs/formats.md."""
    rows = [f"| `{one.name}` | {one.kind} | {one.recognised} | {one.verified} |" for one in formats()]
    return "\n".join(["| format | kind | recognised by | verified |", "|---|---|---|---|", *rows])


if __name__ == "__main__":
    print(markdown())
