"""parsers and formats: what this installation can read."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable

from evidence_desk.errors import Language
from evidence_desk.plugins import documentation
from evidence_desk.plugins import parsers as installed
from evidence_desk.source import source
from evidence_desk.store.tables import Shown
from evidence_desk.words import gap_text
from ui.terminal import output

PARSER_FIELDS = ("name", "version", "about", "distribution")
FORMAT_FIELDS = ("name", "kind", "recognised", "verified")


def parsers(options: Namespace, language: Language) -> int:
    rows: Iterable[Shown] = (
        {"name": one.name, "version": one.version, "about": one.about, "distribution": one.distribution} for one in documentation()
    )
    output.write(rows, PARSER_FIELDS, output.chosen(options.format), sys.stdout)
    for gap in installed()[1]:
        print(gap_text(gap.code, gap.params, language), file=sys.stderr)
    return 0


def formats(options: Namespace, language: Language) -> int:
    rows: Iterable[Shown] = ({field: getattr(one, field) for field in FORMAT_FIELDS} for one in source.formats(language))
    output.write(rows, FORMAT_FIELDS, output.chosen(options.format), sys.stdout)
    return 0
