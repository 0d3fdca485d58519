"""Progress: a bar on a terminal, a line a finished step elsewhere, or one JSON object a line for another program."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import Literal

from evidence_desk.errors import Language
from evidence_desk.ingest.examination import Progress
from evidence_desk.visible import visible_line
from ui.terminal.words import say

Style = Literal["auto", "bar", "lines", "jsonl", "none"]
BAR = 24
SECONDS = 0.1


class Reporter:
    """Tells how far the work is: what, how much of how much, how fast, how long still."""

    def __init__(self, style: Style, language: Language) -> None:
        self._style = ("bar" if sys.stderr.isatty() else "lines") if style == "auto" else style
        self._language = language
        self._last = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if not progress.finished and now - self._last < SECONDS:
            return
        self._last = now
        match self._style:
            case "jsonl":
                print(json.dumps(asdict(progress), ensure_ascii=False), flush=True)
            case "bar":
                self._bar(progress)
            case "lines" if progress.finished:
                print(self._line(progress), flush=True)

    def _bar(self, progress: Progress) -> None:
        if progress.finished:
            print(f"\r\x1b[K{self._line(progress)}", file=sys.stderr, flush=True)
            return
        filled = BAR * progress.done // progress.total if progress.total else 0
        rate = progress.done / progress.seconds if progress.seconds > 0 else 0.0
        left = f"{(progress.total - progress.done) / rate:.0f} s" if progress.total and rate else "…"
        name = say(f"stage-{progress.stage}", self._language)
        text = (
            f"[{progress.evidence}] {name} [{'#' * filled}{'.' * (BAR - filled)}] {_amount(progress.done, progress.unit, self._language)}"
        )
        print(f"\r\x1b[K{text}  {_amount(int(rate), progress.unit, self._language)}/s  {left}", end="", file=sys.stderr, flush=True)

    def _line(self, progress: Progress) -> str:
        if progress.stage == "failed":
            return say("step-failed", self._language, evidence=progress.evidence, label=visible_line(progress.label))
        values = {
            "evidence": progress.evidence, "stage": say(f"stage-{progress.stage}", self._language), "done": f"{progress.done:,}",
            "unit": say(f"unit-{progress.unit}", self._language), "seconds": f"{progress.seconds:.1f}",
        }  # fmt: skip
        return say("step", self._language, **values)


def _amount(count: int, unit: str, language: Language) -> str:
    if unit == "bytes":
        return f"{count / (1 << 20):,.0f} MiB"
    return f"{count:,} {say(f'unit-{unit}', language)}"
