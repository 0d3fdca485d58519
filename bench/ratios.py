"""Ours beside the tools it is compared with, in one run: pairs A B A B, medians, CPU and wall time, and their ratio.

    python -m bench.ratios FOLDER [--pairs 3] [--only verify|walk|ext4|digests|growth|reads|parse]

FOLDER: as bench.make_inputs fills it. Wall time depends on what else the machine does, so the load is printed; CPU time
(of a command and all it started) is the fairer figure. Inputs are read once before, so that the disk takes no part.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage

CHAT_MINER = os.environ.get("CHAT_MINER_PYTHON", "python-with-chat-miner")
"""A Python that has chat-miner, which is no dependency of ours."""
DESK = Path(sys.executable).with_name("evidence-desk")
DIGESTS_OF_OTHERS = 'tsk_loaddb -k -h -d "$0/tree.db" "$1" && sha256sum "$1"'
Command = list[str | Path]
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one run, and MiB of its largest process."""

    cpu: float
    wall: float
    memory: float
    read: int
    """Bytes that came from a disk, by the kernel's count (ru_inblock)."""
    output: str


@dataclass(frozen=True, slots=True)
class Side:
    """A command with what stands before it and is not measured."""

    name: str
    command: Callable[[Path], Command]
    prepare: Callable[[Path], None] = lambda scratch: None


def cost(command: Command) -> Cost:
    """Runs a command to its end. CPU is of it and of every process that it started, also of those that outlive it:
    workers are children of a server that the command does not wait for, and fall to us when it ends."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, own = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        output.seek(0)
        said = output.read()
    used = [own, *orphans()]
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}:\n{said[-2000:]}")
    return Cost(
        sum(one.ru_utime + one.ru_stime for one in used),
        wall,
        max(one.ru_maxrss for one in used) / 1024,
        sum(one.ru_inblock for one in used) * 512,
        said,
    )


def adopt_orphans() -> None:
    """From now on what a command leaves behind is this process's to wait for, prctl(2)."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise SystemExit("This system cannot count the CPU time of worker processes.")


def orphans() -> Iterator[struct_rusage]:
    """What each process that was left behind has used, as they end."""
    while True:
        try:
            yield os.wait4(-1, 0)[2]
        except ChildProcessError:
            return


def measured(side: Side) -> Cost:
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        side.prepare(Path(scratch))
        return cost(side.command(Path(scratch)))


def compare(title: str, ours: Side, theirs: Side, pairs: int) -> None:
    print(f"\n{title}")
    if shutil.which(str(theirs.command(Path())[0])) is None:
        print(f"  {theirs.name} is not installed")
        show(ours.name, [measured(ours) for _ in range(pairs)])
        return
    rows = [(measured(ours), measured(theirs)) for _ in range(pairs)]
    for side, costs in ((ours, [a for a, _ in rows]), (theirs, [b for _, b in rows])):
        show(side.name, costs)
    for what in ("cpu", "wall"):
        ratios = [getattr(b, what) / getattr(a, what) for a, b in rows]
        print(f"  {theirs.name} / ours, {what}: {statistics.median(ratios):.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")


def show(name: str, costs: list[Cost]) -> None:
    cpu, wall = (statistics.median(getattr(one, what) for one in costs) for what in ("cpu", "wall"))
    print(
        f"  {name:32} CPU {cpu:7.2f} s   wall {wall:7.2f} s   {max(one.memory for one in costs):6.0f} MiB   load {os.getloadavg()[0]:.1f}"
    )


def warm(path: Path) -> None:
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass


def verifying(folder: Path, pairs: int) -> None:
    image = folder / "tree.E01"
    warm(image)

    def new_case(scratch: Path) -> None:
        case = str(scratch / "case")
        for call in (["new", case, "--number", "1", "--timezone", "UTC"], ["add", case, str(image)]):
            subprocess.run([DESK, *call], check=True, stdout=subprocess.DEVNULL)

    compare(
        f"verify {image.name} ({image.stat().st_size >> 20} MiB): MD5, SHA-1, SHA-256, every checksum",
        Side("evidence-desk verify", lambda scratch: [DESK, "verify", scratch / "case", "--progress", "none"], new_case),
        Side("ewfverify", lambda _: ["ewfverify", "-q", "-d", "sha1,sha256", image]),
        pairs,
    )


def walk_beside(image: Path, theirs: Side, what: str, pairs: int) -> None:
    warm(image)
    compare(f"walk {image.name} and store its entries; {what}", Side("bench.walk", walked(image)), theirs, pairs)


def walked(image: Path, *options: str) -> Callable[[Path], Command]:
    return lambda scratch: [sys.executable, "-m", "bench.walk", image, scratch / "case", *options]


def loaded(image: Path) -> Callable[[Path], Command]:
    return lambda scratch: ["tsk_loaddb", "-k", "-d", scratch / "tree.db", image]


def loaded_with_digests(image: Path) -> Callable[[Path], Command]:
    return lambda scratch: ["sh", "-c", DIGESTS_OF_OTHERS, scratch, image]


def walking(folder: Path, pairs: int) -> None:
    image = folder / "tree.raw"
    walk_beside(image, Side("tsk_loaddb", loaded(image)), "tsk_loaddb without its block table", pairs)


def walking_ext4(folder: Path, pairs: int) -> None:
    image = folder / "tree.ext4"
    walk_beside(image, Side("tsk_loaddb", loaded(image)), "tsk_loaddb without its block table", pairs)
    walk_beside(image, Side("fls", always(["fls", "-r", "-p", "-m", "/", image])), "fls, which stores nothing", pairs)


def digesting(folder: Path, pairs: int) -> None:
    """Three digests of the image and of each file, beside an MD5 of each file and one SHA-256 of the image."""
    for image in (folder / "tree.raw", folder / "tree.ext4"):
        warm(image)
        theirs = Side("tsk_loaddb -h; sha256sum", loaded_with_digests(image))
        compare(f"digests of {image.name} and of every file in it", Side("bench.walk --files", walked(image, "--files")), theirs, pairs)


def growing(folder: Path, pairs: int) -> None:
    """Walks of volumes with 1, 4 and 16 times as many names: what a name costs should stay the same."""
    print("\ngrowth of the walk (a start without any names takes half a second of it)")
    for image in (folder / "tree-16.raw", folder / "tree-4.raw", folder / "tree.raw"):
        warm(image)
        costs = [measured(Side("", walked(image))) for _ in range(pairs)]
        cpu, names = statistics.median(one.cpu for one in costs), int(costs[0].output.split()[-1])
        memory = max(one.memory for one in costs)
        print(f"  {names:8} names   CPU {cpu:6.2f} s   {1e6 * cpu / names:6.1f} us a name   {memory:5.0f} MiB in the largest process")


def reading(folder: Path, pairs: int) -> None:
    """How much of the medium the profile standard reads where nothing of it is in memory; one run each."""
    del pairs
    print(
        "\nbytes read from the disk by the profile standard, as a share of the evidence (what was read stays in memory as long as there is room)"
    )
    for image in (folder / "tree.raw", folder / "tree.E01"):
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            case = Path(scratch) / "case"
            calls: list[Command] = [["new", case, "--number", "1", "--timezone", "UTC"], ["add", case, image]]
            for call in calls:
                subprocess.run([DESK, *call], check=True, stdout=subprocess.DEVNULL)
            forget(image)
            found = cost([DESK, "process", case, "--progress", "none"])
        size = image.stat().st_blocks * 512
        print(
            f"  {image.name:12} {found.read >> 20:6} MiB of {size >> 20} MiB: {found.read / size:.2f}   CPU {found.cpu:.1f} s   {found.memory:.0f} MiB"
        )


def forget(path: Path) -> None:
    """Takes a file out of the page cache."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def parsing(folder: Path, pairs: int) -> None:
    for path in (folder / "whatsapp.txt", folder / "telegram.json"):
        warm(path)
        compare(
            f"parse {path.name} ({path.stat().st_size >> 20} MiB), the parser alone",
            Side("bench.parse", always([sys.executable, "-m", "bench.parse", path])),
            Side("chat-miner", always([CHAT_MINER, Path(__file__).with_name("chat_miner.py"), path])),
            pairs,
        )


def always(command: Command) -> Callable[[Path], Command]:
    """A command that has no use for a scratch folder."""
    return lambda scratch: command


PARTS = {
    "verify": verifying,
    "walk": walking,
    "ext4": walking_ext4,
    "digests": digesting,
    "growth": growing,
    "reads": reading,
    "parse": parsing,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--only", choices=tuple(PARTS))
    asked = parser.parse_args()
    adopt_orphans()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}, {asked.pairs} pairs")
    for name, part in PARTS.items():
        if asked.only in (None, name):
            part(asked.folder, asked.pairs)


if __name__ == "__main__":
    main()
