"""What may be typed after `evidence-desk`: the commands, their arguments, and which function runs each."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from evidence_desk import __version__
from evidence_desk.errors import Language
from reports.exports import FORMATS as EXPORTS
from ui.terminal.words import say

Command = Callable[[str], argparse.ArgumentParser]
FORMATS = ("jsonl", "csv", "table")


class Later:
    """The functions of a module of ours that is imported when one of them is run: no command waits for what others need."""

    def __init__(self, module: str) -> None:
        self._module = f"ui.terminal.{module}"

    def __getattr__(self, name: str) -> Callable[[Namespace, Language], int]:
        def run(options: Namespace, language: Language) -> int:
            return int(getattr(import_module(self._module), name)(options, language))

        return run


about, cases, counting, custody, giving, marking = map(Later, ("about", "cases", "counting", "custody", "giving", "marking"))
mapping, packaging, reading, safeguards, sampling = map(Later, ("mapping", "packaging", "reading", "safeguards", "sampling"))
working = Later("working")


class Parser(argparse.ArgumentParser):
    """Argparse, with a fault of the call as one sentence and nothing else."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message} (see {self.prog} --help)\n")


def _from(least: int) -> Callable[[str], int]:
    """A whole number that is not less: a limit below nothing would show nothing, and look as if there were nothing."""

    def whole(text: str) -> int:
        if not text.isdecimal() or len(text) > 18 or int(text) < least:
            raise argparse.ArgumentTypeError(f"a whole number from {least} on is needed, not '{text}'")
        return int(text)

    return whole


def arguments(language: Language) -> argparse.ArgumentParser:
    parser = Parser(prog="evidence-desk", description=say("program", language))
    parser.add_argument("--version", action="version", version=f"evidence-desk {__version__}")
    parser.add_argument("--debug", action="store_true")
    parser.add_argument("--ui-lang", choices=("zh", "en"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=say(f"help-{name}", language), description=say(f"help-{name}", language))
        added.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        added.add_argument("--ui-lang", choices=("zh", "en"), default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        return added

    _case_commands(command)
    _record_commands(command)
    _reading_commands(command)
    _marking_commands(command)
    _review_commands(command)
    _giving_commands(command)
    return parser


def _case_commands(command: Command) -> None:
    new = command("new")
    new.add_argument("case", type=Path)
    new.add_argument("--number", required=True)
    new.add_argument("--title", default="")
    new.add_argument("--examiner", action="append", default=[])
    new.add_argument("--timezone", help="e.g. Asia/Shanghai")
    new.set_defaults(run=cases.new)
    add = command("add")
    add.add_argument("case", type=Path)
    add.add_argument("path", type=Path, nargs="+")
    add.add_argument("--label")
    add.add_argument("--expect", action="append", default=[], metavar="ALG:HEX")
    add.add_argument("--expect-source", metavar="TEXT")
    add.add_argument("--zone", metavar="TZ")
    add.add_argument("--as", dest="as_format", metavar="FORMAT")
    add.add_argument("--secret-file", type=Path, metavar="F")
    add.add_argument("--mapping", type=Path, metavar="MAP.toml")
    add.set_defaults(run=cases.add)
    mapped = command("mapping")
    mapped.add_argument("file", type=Path)
    mapped.add_argument("-o", dest="out", type=Path, metavar="MAP.toml")
    mapped.set_defaults(run=mapping.propose)
    process = command("process")
    process.add_argument("case", type=Path)
    process.add_argument("--profile", choices=("triage", "standard", "full"), default="standard")
    process.add_argument("--jobs", type=_from(1))
    _working_options(process)
    process.set_defaults(run=working.process)
    verify = command("verify")
    verify.add_argument("case", type=Path)
    _working_options(verify)
    verify.set_defaults(run=working.verify)


def _record_commands(command: Command) -> None:
    intake = command("intake")
    intake.add_argument("case", type=Path)
    intake.add_argument("--exhibit", metavar="NUMBER")
    intake.set_defaults(run=custody.take_in)
    steps = command("custody")
    steps.add_argument("case", type=Path)
    steps.add_argument("act", nargs="?", choices=("add", "withdraw"))
    steps.add_argument("id", nargs="?")
    steps.add_argument("--reason", default="", metavar="TEXT")
    steps.set_defaults(run=custody.custody)
    for one in (intake, steps):
        one.add_argument("--from", dest="source", type=Path, metavar="FILE")
        one.add_argument("--set", dest="fields", action="append", default=[], metavar="FIELD=VALUE")
        one.add_argument("--format", choices=FORMATS)


def _working_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", action="append", default=[], metavar="EVIDENCE")
    parser.add_argument("--sm3", action="store_true")
    parser.add_argument("--progress", choices=("auto", "bar", "lines", "jsonl", "none"), default="auto")


def _reading_commands(command: Command) -> None:
    query = command("query")
    query.add_argument("case", type=Path)
    query.add_argument("table", metavar="TABLE")
    query.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    query.add_argument("--fields")
    query.add_argument("--limit", type=_from(0))
    query.add_argument("--format", choices=FORMATS)
    _out_option(query)
    query.set_defaults(run=reading.query)
    search = command("search")
    search.add_argument("case", type=Path)
    search.add_argument("text")
    search.add_argument("--in", dest="parts")
    search.add_argument("--limit", type=_from(0))
    search.add_argument("--format", choices=FORMATS)
    _out_option(search)
    search.set_defaults(run=reading.search)
    audit = command("audit")
    audit.add_argument("case", type=Path)
    audit.add_argument("--verify", action="store_true")
    audit.add_argument("--format", choices=FORMATS)
    _out_option(audit)
    audit.set_defaults(run=reading.audit)
    for name, run in (("parsers", about.parsers), ("formats", about.formats)):
        listing = command(name)
        listing.add_argument("--format", choices=FORMATS)
        listing.set_defaults(run=run)


def _out_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", dest="out", type=Path, metavar="OUT")


def _marking_commands(command: Command) -> None:
    tag = command("tag")
    tag.add_argument("case", type=Path)
    tag.add_argument("id", nargs="+")
    tag.add_argument("--tag", required=True, metavar="NAME")
    tag.add_argument("--note")
    fact = command("fact")
    fact.add_argument("case", type=Path)
    fact.add_argument("text")
    fact.set_defaults(run=marking.fact)
    finding = command("finding")
    finding.add_argument("case", type=Path)
    finding.add_argument("text")
    finding.add_argument("--cite", action="append", default=[], metavar="ID")
    finding.add_argument("--strength", choices=("data", "source", "untested"))
    finding.add_argument("--alternative", action="append", default=[], metavar="TEXT")
    out = command("leave-out")
    out.add_argument("case", type=Path)
    out.add_argument("id", nargs="+")
    out.add_argument("--reason", default="", metavar="TEXT")
    out.add_argument("--undo", action="store_true")
    out.set_defaults(run=marking.leave_out)
    conclude = command("conclude")
    conclude.add_argument("case", type=Path)
    conclude.add_argument("question", metavar="Q1")
    conclude.add_argument("kind", choices=("confirmed", "not-confirmed", "partly", "insufficient", "out-of-scope"))
    conclude.add_argument("text")
    conclude.add_argument("--cite", action="append", default=[], metavar="ID")
    conclude.set_defaults(run=marking.conclude)
    for one, run in ((tag, marking.tag), (finding, marking.finding)):
        one.add_argument("--fact", metavar="ID")
        one.add_argument("--bearing", choices=("supports", "contradicts", "neutral"))
        one.set_defaults(run=run)


def _review_commands(command: Command) -> None:
    checklist = command("checklist")
    checklist.add_argument("case", type=Path)
    checklist.add_argument("act", nargs="?", choices=("answer",))
    checklist.add_argument("point", nargs="?")
    checklist.add_argument("value", nargs="?")
    checklist.add_argument("--basis", default="", metavar="TEXT")
    checklist.add_argument("--consequence", choices=("none", "defect", "authenticity", "exclusion"))
    checklist.add_argument("--restorable", default="", metavar="TEXT")
    checklist.add_argument("--pack", metavar="NAME")
    checklist.add_argument("--format", choices=FORMATS)
    checklist.set_defaults(run=marking.checklist)
    count = command("count")
    count.add_argument("case", type=Path)
    count.add_argument("rule", nargs="?")
    count.add_argument("--no-threshold", dest="threshold", action="store_false")
    count.add_argument("--list", dest="out", type=Path, metavar="OUT.csv")
    count.add_argument("--format", choices=FORMATS)
    count.set_defaults(run=counting.count)
    counsel = command("counsel")
    counsel.add_argument("case", type=Path)
    counsel.add_argument("act", nargs="?", choices=("add", "release"))
    counsel.add_argument("id", nargs="*")
    for kind in ("contact", "domain", "word"):
        counsel.add_argument(f"--{kind}", action="append", default=[])
    counsel.add_argument("--by", default="", metavar="NAME")
    counsel.add_argument("--reason", default="", metavar="TEXT")
    counsel.add_argument("--format", choices=FORMATS)
    counsel.set_defaults(run=safeguards.counsel)
    merge = command("merge")
    merge.add_argument("case", type=Path)
    merge.add_argument("other", type=Path)
    merge.set_defaults(run=safeguards.merge)
    sample = command("sample")
    sample.add_argument("case", type=Path)
    sample.add_argument("act", nargs="?", choices=("draw", "sheet", "result"))
    sample.add_argument("id", nargs="?")
    sample.add_argument("item", nargs="?")
    sample.add_argument("result", nargs="?", choices=("right", "wrong", "undecided", "refused"))
    sample.add_argument("--rule")
    sample.add_argument("--table")
    sample.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    sample.add_argument("--size", type=int)
    sample.add_argument("--stratified", action="store_true")
    sample.add_argument("--reason", default="", metavar="TEXT")
    sample.add_argument("--note", default="", metavar="TEXT")
    sample.add_argument("--confidence", type=float, default=0.95)
    sample.add_argument("--from", dest="source", type=Path, metavar="SHEET.csv")
    sample.add_argument("-o", dest="out", type=Path, metavar="SHEET.csv")
    sample.add_argument("--format", choices=FORMATS)
    sample.set_defaults(run=sampling.sample)


def _giving_commands(command: Command) -> None:
    memo = command("memo")
    memo.add_argument("case", type=Path)
    memo.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.pdf")
    memo.add_argument("--lang", choices=("zh", "en"), default="zh")
    memo.add_argument("--format", choices=("pdf", "docx", "json"))
    memo.add_argument("--redact", metavar="PROFILE")
    memo.add_argument("--preview", action="store_true")
    memo.add_argument("--sign", type=Path, metavar="KEY.p12")
    memo.add_argument("--secret-file", type=Path, metavar="F")
    memo.set_defaults(run=giving.memo)
    export = command("export")
    export.add_argument("case", type=Path)
    export.add_argument("--format", choices=tuple(EXPORTS), required=True)
    export.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT")
    export.add_argument("--tag", action="append", default=[], metavar="NAME")
    export.set_defaults(run=giving.export)
    package = command("package")
    package.add_argument("case", type=Path)
    package.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.zip")
    package.add_argument("--tag", action="append", default=[], metavar="NAME")
    package.add_argument("--sign", type=Path, metavar="KEY")
    package.add_argument("--secret-file", type=Path, metavar="F")
    package.set_defaults(run=packaging.package)
    check = command("verify-package")
    check.add_argument("package", type=Path)
    check.add_argument("--root", metavar="HASH")
    check.set_defaults(run=packaging.verify_package)
    sound = command("sound")
    sound.add_argument("case", type=Path)
    sound.add_argument("id")
    sound.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.wav")
    sound.set_defaults(run=giving.sound)
    ui = command("ui")
    ui.add_argument("case", type=Path, nargs="?")
    ui.set_defaults(run=giving.ui)
    demo = command("demo")
    demo.add_argument("folder", type=Path, nargs="?", default=Path("evidence-desk-demo"))
    demo.set_defaults(run=giving.demo)
