"""Looking at single entries, for the desktop and for exhibits: one worker a piece of evidence, kept until it is closed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from evidence_desk.errors import Known, NoSuchItem
from evidence_desk.ingest import wire
from evidence_desk.ingest.examination import opening
from evidence_desk.ingest.items import Items
from evidence_desk.ingest.pool import Lost, Worker
from evidence_desk.review import protected
from evidence_desk.store import evidence as register
from evidence_desk.store import ids
from evidence_desk.store.case import Case

WANTED = "SELECT id, volume, path, address, attribute, size, apart FROM entries WHERE id=?"


BLUR = 8
"""Pixels of each side of a picture that is covered."""
_Ask = Callable[[wire.Wanted], wire.Request]


class ViewFailed(Known):
    code = "view-failed"
    zh = "读取该条目的进程没有完成（{detail}），内容未显示。"
    en = "The process that read this entry did not finish ({detail}); its content is not shown."


class Covered(Known):
    code = "covered"
    zh = "该文件按标记不直接展示，须由审查人员选择显示，显示会记入审计日志。"
    en = "This file is marked as one that is not shown before somebody asks for it, which is logged."


class SetApart(Known):
    code = "set-apart"
    zh = "{path} 含有已隔离的与律师的通信，未经放行不予显示。"
    en = "{path} holds communications with counsel that are set apart: it is not shown until they are released."


class Viewer:
    """Answers one question at a time; call it from one thread, close it when done.

    `clear` is what a person asked for, and what leaves the case by a rule of its own: without it nothing is told of a file that is covered.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._workers: dict[int, Worker] = {}
        beside = case.folder if case.writable else None  # scratch itself is cleared when a processing begins
        self._scratch = tempfile.TemporaryDirectory(prefix="view-", dir=beside)

    def read(self, entry: str, offset: int, length: int, clear: bool = False) -> bytes:
        """Bytes of an entry (`e1.42`), at most 16 MiB at once. Known where they cannot be had; Covered."""
        self._permit(entry, clear)
        reply = self._ask(entry, lambda item: wire.Peek(item, offset, length))
        return reply.data if isinstance(reply, wire.Bytes) else b""

    def covered(self, entry: str) -> bool:
        """Whether it is shown only when a person asks for it."""
        return protected.is_covered(self._case, ids.read(entry)[1])

    def picture(self, entry: str, width: int, height: int, clear: bool = False) -> wire.Picture:
        """The entry as a picture no larger than this; Known where it is none that can be shown. What is covered is no more than a blur until it is asked for."""
        if not clear and self.covered(entry):
            width, height = min(width, BLUR), min(height, BLUR)
        reply = self._ask(entry, lambda item: wire.Draw(item, width, height))
        if not isinstance(reply, wire.Picture):
            raise ViewFailed(detail="no picture")
        return reply

    def sound(self, entry: str, clear: bool = False) -> wire.Sound:
        """The entry as samples; Known where it is no sound that can be decoded; Covered."""
        self._permit(entry, clear)
        reply = self._ask(entry, lambda item: wire.Hear(item))
        if not isinstance(reply, wire.Sound):
            raise ViewFailed(detail="no sound")
        return reply

    def close(self) -> None:
        for worker in self._workers.values():
            worker.kill()
        self._workers.clear()
        self._scratch.cleanup()

    def _permit(self, entry: str, clear: bool) -> None:
        if not clear and self.covered(entry):
            raise Covered()

    def _ask(self, entry: str, request: _Ask) -> wire.Reply | None:
        table, row_id = ids.read(entry)
        row = self._case.db.execute(WANTED, (row_id,)).fetchone()
        if table != "entries" or row is None:
            raise NoSuchItem(id=entry)
        if row["apart"] is not None:
            raise SetApart(path=row["path"])
        item = Items(self._case).wanted(row)
        evidence = ids.evidence_of_entry(row_id)
        try:
            worker = self._worker(evidence)
            worker.send(request(item))
            replies = list(worker.replies())
        except Lost as lost:
            self._workers.pop(evidence, None)
            raise ViewFailed(detail=str(lost)) from lost
        return replies[0] if replies else None

    def _worker(self, evidence: int) -> Worker:
        if evidence not in self._workers:
            worker = Worker(Path(self._scratch.name), opening(self._case, register.find(self._case, str(evidence))))
            try:
                list(worker.replies())
            except BaseException:
                worker.kill()
                raise
            self._workers[evidence] = worker
        return self._workers[evidence]
