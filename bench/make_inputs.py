"""Makes what bench.ratios measures, into a folder; what is there already stays.

    python -m bench.make_inputs FOLDER [--files 150000] [--size-mib 1024] [--messages 1000000]

Needs root, /dev/fuse and Debian's ntfs-3g and ewf-tools; 3 GiB of disk and some minutes at full size.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bench import chats, tree


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=150_000)
    parser.add_argument("--size-mib", type=int, default=1024)
    parser.add_argument("--messages", type=int, default=1_000_000)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    image, size = asked.folder / "tree.raw", asked.size_mib << 20
    made("an NTFS volume", image, lambda path: tree.make(path, asked.size_mib << 20, asked.files))
    made("an ext4 volume", asked.folder / "tree.ext4", lambda path: tree.make_ext4(path, asked.size_mib << 20, asked.files))
    for share in (4, 16):
        part = asked.folder / f"tree-{share}.raw"
        made(f"an NTFS volume with 1/{share} of the files", part, lambda path: tree.make(path, size // share, asked.files // share))  # noqa: B023 called at once
    made("its E01", image.with_suffix(".E01"), lambda path: tree.acquire(image, path.with_suffix("")))
    made("a WhatsApp export", asked.folder / "whatsapp.txt", lambda path: chats.whatsapp(path, asked.messages))
    made("a Telegram export", asked.folder / "telegram.json", lambda path: chats.telegram(path, asked.messages))


def made(what: str, path: Path, make: Callable[[Path], None]) -> None:
    """Made beside its place and then moved there: half an input is none."""
    if not path.exists():
        print(f"making {what}: {path}", flush=True)
        part = path.with_stem(f"{path.stem}-part")
        make(part)
        part.replace(path)
    print(f"{path}  {path.stat().st_size >> 20} MiB, {path.stat().st_blocks >> 11} MiB on disk")


if __name__ == "__main__":
    main()
