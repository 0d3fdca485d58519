"""Long work, done by a child process: the command line itself, which tells its progress in lines of JSON.

A killed child loses nothing that was committed, and the same work goes on from there: so it may be ended at any time.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

import ui
from evidence_desk.errors import Language
from evidence_desk.ingest.examination import Profile, Progress

PATIENCE_MS = 4000
"""How long a child that was asked to end may take before it is killed."""
PACKAGES = str(Path(next(iter(ui.__path__))).parent)
LONGEST_ERROR = 64 << 10

MOST_TOLD = 500
"""Lines of what a child said that are kept, the last ones."""

Kind = Literal[
    "process", "verify", "preview", "memo", "export", "package", "verify-package", "counsel", "release", "merge", "sample", "sheet", "count", "query", "audit",
    "search", "demo", "formats", "parsers",
]  # fmt: skip
CHANGING = ("process", "verify", "counsel", "release", "merge")
"""Work after which what was read from evidence, or what of it may be seen, is another."""


@dataclass(frozen=True, slots=True)
class Job:
    """`output` is the memo that the work writes, where it writes one."""

    kind: Kind
    arguments: tuple[str, ...]
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """`code`: 0 done, 1 done and a check did not hold, otherwise not done, and `sentence` says why. `told`: all that the child said, but for its progress."""

    job: Job
    code: int
    sentence: str
    stopped: bool
    told: tuple[str, ...] = ()


def process(case: Path, profile: Profile = "standard", only: tuple[str, ...] = (), sm3: bool = False, jobs: int = 0) -> Job:
    """`jobs`: how many workers, 0 for as many as the machine has processors."""
    how = (*_named(only), *(["--sm3"] if sm3 else []), *(["--jobs", str(jobs)] if jobs else []))
    return Job("process", ("process", str(case), "--profile", profile, "--progress", "jsonl", *how))


def verify(case: Path, only: tuple[str, ...] = (), sm3: bool = False) -> Job:
    return Job("verify", ("verify", str(case), "--progress", "jsonl", *_named(only), *(["--sm3"] if sm3 else [])))


def preview(case: Path, out: Path, language: Language, redaction: str | None) -> Job:
    """`redaction`: the profile by which it is masked."""
    return Job("preview", ("memo", str(case), "-o", str(out), "--preview", "--lang", language, *_masked(redaction)), out)


def memo(case: Path, out: Path, language: Language, form: str, redaction: str | None, key: Path | None, asked: bool) -> Job:
    """`asked`: the passphrase of the key comes by standard input."""
    return Job(
        "memo", ("memo", str(case), "-o", str(out), "--lang", language, "--format", form, *_masked(redaction), *_signing(key, asked)), out
    )


def export(case: Path, style: str, out: Path, tags: tuple[str, ...] = ()) -> Job:
    return Job("export", ("export", str(case), "--format", style, "-o", str(out), *_tagged(tags)))


def package(case: Path, out: Path, tags: tuple[str, ...] = (), key: Path | None = None, asked: bool = False) -> Job:
    return Job("package", ("package", str(case), "-o", str(out), *_tagged(tags), *_signing(key, asked)))


def verify_package(path: Path, root: str) -> Job:
    return Job("verify-package", ("verify-package", str(path), *([f"--root={root}"] if root else [])))


def query(case: Path, table: str, where: tuple[str, ...], fields: tuple[str, ...], out: Path) -> Job:
    """`fields`: none for all."""
    narrowed = [f"--where={one}" for one in where]
    narrowed += [f"--fields={','.join(fields)}"] if fields else []
    return Job("query", ("query", str(case), table, *narrowed, "-o", str(out)), out)


def search(case: Path, text: str, part: str | None, out: Path) -> Job:
    """`part`: in which alone, none for all. The text may begin with a dash, so it comes behind two."""
    return Job("search", ("search", str(case), "-o", str(out), *(["--in", part] if part else []), "--", text), out)


def audit(case: Path, out: Path) -> Job:
    return Job("audit", ("audit", str(case), "-o", str(out)), out)


def formats() -> Job:
    return Job("formats", ("formats", "--format", "csv"))


def parsers() -> Job:
    return Job("parsers", ("parsers", "--format", "csv"))


def demo(folder: Path) -> Job:
    return Job("demo", ("demo", str(folder)), folder / "demo.edcase")


def counsel(case: Path, kind: str, value: str, by: str) -> Job:
    """What a person typed is one word with its option, so that it is never taken for an option itself."""
    return Job("counsel", ("counsel", str(case), "add", f"--{kind}={value}", f"--by={by}"))


def release(case: Path, items: tuple[str, ...], by: str, reason: str) -> Job:
    return Job("release", ("counsel", str(case), "release", *items, f"--by={by}", f"--reason={reason}"))


def merge(case: Path, other: Path) -> Job:
    return Job("merge", ("merge", str(case), str(other)))


def sample(case: Path, population: tuple[str, ...], size: int, reason: str, stratified: bool) -> Job:
    """`population`: the options that name it."""
    return Job(
        "sample",
        ("sample", str(case), "draw", *population, f"--size={size}", f"--reason={reason}", *(["--stratified"] if stratified else [])),
    )


def sheet(case: Path, number: str, out: Path) -> Job:
    return Job("sheet", ("sample", str(case), "sheet", number, "-o", str(out)), out)


def count(case: Path, rule: str, out: Path) -> Job:
    return Job("count", ("count", str(case), rule, "--format", "csv", "--list", str(out)), out)


class Work(QObject):
    """At most one job at a time: a case has one writer of evidence."""

    began = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.job: Job | None = None
        self._child: QProcess | None = None
        self._stopped = False
        self._errors = b""
        self._told: list[str] = []
        self._decode = msgspec.json.Decoder(Progress).decode

    @property
    def running(self) -> bool:
        return self.job is not None

    def begin(self, job: Job, language: Language, secret: bytes | None = None) -> bool:
        """False, and nothing done, where other work is running. `secret` is written to the child's standard input and kept nowhere."""
        if self.running:
            return False
        child = self._child = QProcess(self)
        child.setProcessEnvironment(_environment())
        child.readyReadStandardOutput.connect(self._read)
        child.readyReadStandardError.connect(self._read_errors)
        child.finished.connect(self._finish)
        child.errorOccurred.connect(self._fail)
        self.job, self._stopped, self._errors, self._told = job, False, b"", []
        # -P: no module is ever taken from the folder that the program happens to be started in
        child.start(sys.executable, ["-P", "-m", "ui.terminal.main", "--ui-lang", language, *job.arguments])
        if secret is not None:
            child.write(secret + b"\n")
        child.closeWriteChannel()
        self.began.emit(job)
        return True

    def stop(self) -> None:
        """Asks the child to end, and kills it if it does not; `ended` comes either way."""
        if self._child is not None:
            self._stopped = True
            self._child.terminate()
            QTimer.singleShot(PATIENCE_MS, self._child, self._child.kill)

    def kill(self) -> None:
        """Ends the child at once, and tells nobody."""
        child, self._child, self.job = self._child, None, None
        if child is not None:
            child.blockSignals(True)
            child.kill()
            child.waitForFinished(PATIENCE_MS)

    @Slot()
    def _read(self) -> None:
        child = self._child
        while child is not None and child.canReadLine():
            text = bytes(child.readLine().data())
            if text.startswith(b"{"):
                self.progressed.emit(self._decode(text))
            else:
                self._told = [*self._told, text.decode("utf-8", "replace").rstrip()][-MOST_TOLD:]

    @Slot()
    def _read_errors(self) -> None:
        if self._child is not None:
            self._errors = (self._errors + bytes(self._child.readAllStandardError().data()))[-LONGEST_ERROR:]

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._end(code if status is QProcess.ExitStatus.NormalExit else 2)

    @Slot(QProcess.ProcessError)
    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._child is not None:
            self._errors = self._child.errorString().encode()
            self._end(2)

    def _end(self, code: int) -> None:
        job, child = self.job, self._child
        if job is None or child is None:
            return
        self.job = self._child = None
        child.deleteLater()
        lines = self._errors.decode("utf-8", "replace").strip().splitlines()
        told = tuple([*self._told, *lines][-MOST_TOLD:])
        self.ended.emit(Ended(job, code, lines[-1] if lines else "", self._stopped, told))


def _named(only: tuple[str, ...]) -> list[str]:
    return [word for name in only for word in ("--only", name)]


def _tagged(tags: tuple[str, ...]) -> list[str]:
    return [word for tag in tags for word in ("--tag", tag)]


def _masked(redaction: str | None) -> tuple[str, ...]:
    return ("--redact", redaction) if redaction else ()


def _signing(key: Path | None, asked: bool) -> tuple[str, ...]:
    if key is None:
        return ()
    return ("--sign", str(key), *(("--secret-file", "-") if asked else ()))


def _environment() -> QProcessEnvironment:
    """Ours, with the packages of this program findable and nothing of a window in it."""
    made = QProcessEnvironment.systemEnvironment()
    others = made.value("PYTHONPATH", "")
    made.insert("PYTHONPATH", os.pathsep.join(filter(None, (PACKAGES, others))))
    made.insert("PYTHONUNBUFFERED", "1")
    return made
