"""What this installation reads: the formats of evidence that it opens, and the parsers that it has."""

from __future__ import annotations

from evidence_desk.errors import Language
from evidence_desk.plugins import documentation
from evidence_desk.plugins import parsers as installed
from evidence_desk.source import source
from evidence_desk.store.tables import Shown
from evidence_desk.words import gap_text

PARSER_FIELDS = ("name", "version", "about", "distribution")
FORMAT_FIELDS = ("name", "kind", "recognised", "verified")


def formats(language: Language) -> list[Shown]:
    return [{field: getattr(one, field) for field in FORMAT_FIELDS} for one in source.formats(language)]


def parsers() -> list[Shown]:
    return [{"name": one.name, "version": one.version, "about": one.about, "distribution": one.distribution} for one in documentation()]


def unusable(language: Language) -> list[str]:
    """A sentence for each plugin that could not be loaded."""
    return [gap_text(gap.code, gap.params, language) for gap in installed()[1]]
