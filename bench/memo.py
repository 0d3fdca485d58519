"""How long a memo of three hundred pages takes, and whether it is the same bytes under another time zone and locale.

python bench/memo.py [MESSAGES]
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.text import mixed, telephone
from evidence_desk.model import Conversation, Entry, Instant, Locus, Message, Row
from evidence_desk.review import marks
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

MESSAGES = 1270
PLACES = ({"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}, {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "7"})
START = datetime(2025, 1, 1, tzinfo=UTC)


def build(folder: Path, count: int) -> Path:
    """A case in which every message is cited by a finding of two."""
    chance = Random(1)
    made = folder / "bench.edcase"
    (folder / "phone.tar").write_bytes(b"x")
    with Case.create(made, Particulars("基准-1", "基准", ("甲",), "Asia/Shanghai")) as case:
        number = evidence.add(case, Registration(folder / "phone.tar", "手机"))
        entry = ids.entry_id(number, 1)
        locus = Locus(number, 1, "/data/message.db", "a" * 64, Row("message", 1))
        said: list[Conversation | Message] = [Conversation(key="k", app="wechat", locus=locus, title="客服一组")]
        said += [
            Message(
                conversation="k", app="wechat", locus=Locus(number, 1, "/data/message.db", "a" * 64, Row("message", at)), text=mixed(chance),
                sent=Instant.of(START + timedelta(minutes=47 * at)), zone_basis="source", sender=f"成员{at % 17}", sender_id=telephone(chance),
            )
            for at in range(1, count + 1)
        ]  # fmt: skip
        with case.transaction():
            keep.entries(case, number, [Entry(1, None, 1, "/data/message.db", "file", None, 4, True, 1, None, None, None, None, None, 0)])
            keep.EntryRecords(case, entry).keep(keep.parser_number(case, "wechat.android.message", 1), said)
        fact = marks.add_fact(case, "往来内容")
        for at in range(2, count + 2, 2):
            marks.add_finding(case, mixed(chance), [f"m{number}.1.{at}", f"m{number}.1.{min(at + 1, count + 1)}"], fact)
    return made


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    digests = set()
    with tempfile.TemporaryDirectory() as folder:
        case = build(Path(folder), count)
        for at, place in enumerate(PLACES):
            out = Path(folder, f"{at}.pdf")
            begun = time.monotonic()
            subprocess.run(
                [sys.executable, "-m", "ui.terminal.main", "memo", str(case), "-o", str(out)],
                check=True,
                env={**os.environ, **place},
                stdout=subprocess.DEVNULL,
            )
            seconds = time.monotonic() - begun
            digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
            print(f"{place['TZ']}: {_pages(out)} pages, {out.stat().st_size:,} bytes, {seconds:.1f} s")
    print("the same bytes" if len(digests) == 1 else "the bytes differ")
    return 0 if len(digests) == 1 else 1


def _pages(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


if __name__ == "__main__":
    sys.exit(main())
