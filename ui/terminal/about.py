"""parsers and formats: what this installation can read."""

from __future__ import annotations

import sys
from argparse import Namespace

from evidence_desk.errors import Language
from evidence_desk.ingest import abilities
from ui.terminal import output


def parsers(options: Namespace, language: Language) -> int:
    output.write(abilities.parsers(), abilities.PARSER_FIELDS, output.chosen(options.format), sys.stdout)
    for sentence in abilities.unusable(language):
        print(sentence, file=sys.stderr)
    return 0


def formats(options: Namespace, language: Language) -> int:
    output.write(abilities.formats(language), abilities.FORMAT_FIELDS, output.chosen(options.format), sys.stdout)
    return 0
