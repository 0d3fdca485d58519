"""new and add: a case, and what is handed in."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from evidence_desk.digest import stated
from evidence_desk.errors import BadUse, Language
from evidence_desk.source.media.ad1 import ENDING as AD1
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf.segments import Endings
from evidence_desk.source.media.ewf2.segments import Endings as Endings2
from evidence_desk.source.media.numbering import family, raw_family, siblings
from evidence_desk.source.media.vmdk.names import alike as vmdk_files
from evidence_desk.source.source import require_format
from evidence_desk.store import evidence as register
from evidence_desk.store.case import Case, Particulars, zone_of
from evidence_desk.store.evidence import Registration
from ui.terminal import mapping
from ui.terminal.secrets import STANDARD_INPUT, first_line
from ui.terminal.words import say


def new(options: Namespace, language: Language) -> int:
    particulars = Particulars(options.number, options.title, tuple(options.examiner), options.timezone)
    Case.create(options.case, particulars).close()
    print(say("case-made", language, path=options.case))
    if not options.timezone:
        print(say("case-no-zone", language))
    return 0


def add(options: Namespace, language: Language) -> int:
    """Registers each path; all are checked before the first is registered. Nothing of their content is read."""
    expected = dict(stated(text) for text in options.expect)
    if options.zone:
        zone_of(options.zone)
    if options.as_format:
        require_format(options.as_format)
    for path in options.path:
        register.require_readable(path)
    if options.secret_file == STANDARD_INPUT:
        raise BadUse(detail="add keeps where the file of secrets lies: '-' is no file")
    if options.secret_file:
        first_line(options.secret_file)  # one that cannot be read is said now
    mapped, zone = None, options.zone
    if options.mapping:
        mapped, said = mapping.given(options.mapping, options.zone)
        zone = options.zone or said.time.zone
    with Case.open(options.case) as case:
        taken: dict[Path, int] = {}
        for path in (one.absolute() for one in options.path):
            whole = taken.get(path)
            if whole is not None:
                print(say("segment-of", language, path=path, number=whole))
                continue
            before = [one.number for one in register.register(case) if one.path == path]
            if before:
                print(say("added-before", language, path=path, number=before[0]), file=sys.stderr)
            number = register.add(
                case,
                Registration(
                    path,
                    options.label,
                    options.as_format,
                    zone,
                    expected,
                    options.expect_source,
                    options.secret_file,
                    mapped,
                    options.mapping.name if options.mapping else None,
                ),
            )
            taken.update(dict.fromkeys(_segments(path), number))
            print(say("added", language, number=number, label=options.label or path.name))
    return 0


def _segments(path: Path) -> set[Path]:
    """The files that belong to the same image by their names: what a pattern like `disk.E*` names together."""
    if path.is_dir():
        return set()
    files = Descriptors()
    if disk := vmdk_files(path, files):
        return disk
    split = raw_family(path, files)
    stem, _, ending = path.name.rpartition(".")
    if stem and AD1.fullmatch(ending):
        return {file for one, file in siblings(path, stem, files).items() if AD1.fullmatch(one)}
    if stem and Endings2(ending[:2]).number(ending):
        numbered = family(path, stem, Endings2(ending[:2]), siblings(path, stem, files))
        return set(numbered.files.values()) if numbered else set()
    if not stem or ending[:1] not in ("E", "e", "S", "s") or not ending[1:].isdigit():
        return set(split.files.values()) if split else set()
    numbered = family(path, stem, Endings(ending[0]), siblings(path, stem, files))
    return set(numbered.files.values()) if numbered else set()
