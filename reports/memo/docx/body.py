"""The body of a DOCX: the cover and each block of the memo, drawings as the tables of their numbers."""

from __future__ import annotations

from typing import assert_never

from reports.memo.docx.text import SIGNS, paragraph, references, sentences, table
from reports.memo.meanings import other_meanings
from reports.memo.memo import (
    Block,
    Cell,
    Citations,
    Column,
    Digests,
    Facts,
    Finding,
    FindingList,
    Heading,
    Listing,
    Memo,
    Network,
    Notice,
    Opinion,
    Paragraph,
    Plot,
    Points,
    Quotation,
    Section,
    Signatures,
    Table,
    Tally,
    Timeline,
    Undrawable,
)  # fmt: skip
from reports.memo.places import citation_text
from reports.memo.words import say

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1680" w:right="1400" w:bottom="1520" w:left="1400" w:header="850" w:footer="850" w:gutter="0"/></w:sectPr>'
)


def body(memo: Memo) -> str:
    parts = [*_cover(memo), *(part for section in memo.sections for part in _section(section, memo))]
    return f"{HEAD}<w:document {NAMESPACES}><w:body>{''.join(parts)}{PAGE}</w:body></w:document>"


def _cover(memo: Memo) -> list[str]:
    def word(key: str) -> str:
        return say(key, memo.language)

    rows = [
        (word("number"), memo.case_number), (word("version"), say("version.draft", memo.language, seq=memo.entry)),
        (word("case.title"), memo.case_title), (word("examiners"), word("list.comma").join(memo.examiners) or word("none")),
        (word("date"), memo.date), *memo.facts, (word("program"), memo.program),
        *([(word("redaction"), memo.redaction)] if memo.redaction else []),
    ]  # fmt: skip
    reference = [paragraph(word("memo.reference"), "Note")] if word("memo.reference") else []
    return [
        paragraph(word("memo"), "Title"), paragraph(word("draft"), "Draft"), *reference, _facts(rows),
        paragraph(word("notice"), "Heading3"), paragraph(word("draft.note"), "Note"),
    ]  # fmt: skip


def _section(section: Section, memo: Memo) -> list[str]:
    return [paragraph(section.title, "Heading1"), *(_block(block, memo) for block in section.blocks)]


def _block(block: Block, memo: Memo) -> str:
    between = "" if memo.language == "zh" else " "
    match block:
        case Heading():
            return paragraph(block.text, f"Heading{block.level}")
        case Paragraph():
            return sentences(block.sentences, "Normal", between)
        case Points():
            numbered = [
                paragraph(f"{number}. {one.text}", "Normal", references(one.cites, one.tables))
                for number, one in enumerate(block.sentences, 1)
            ]
            return "".join(numbered)
        case Finding() | FindingList() | Opinion() | Quotation():
            return _said(block, memo, between)
        case Table():
            return _captioned(block.caption, block.tables) + table(block.columns, block.rows)
        case Tally() | Facts() | Digests():
            return _pairs(block)
        case Listing():
            return paragraph("\n".join(block.lines), "Quote")
        case Notice():
            return paragraph(block.text, "Heading3")
        case Plot() | Network() | Timeline():
            return _drawn(block, memo)
        case Citations():
            return "".join(
                paragraph(f"[{one.number}] {citation_text(one, lambda key, **given: say(key, memo.language, **given))}", "Note")
                for one in memo.citations
            )
        case Undrawable():
            return ""  # the reader's own fonts draw the text
        case Signatures():
            lines = [
                paragraph(f"{role}：{name} ____________________" if memo.language == "zh" else f"{role}: {name} ____________________")
                for role, name in block.people
            ]
            return "".join([*lines, paragraph(say("sign.date", memo.language, date=block.date))])
        case _:
            assert_never(block)


def _said(block: Finding | FindingList | Opinion | Quotation, memo: Memo, between: str) -> str:
    """What people said: a reviewer with a bar at the left, a record on grey."""
    match block:
        case Finding():
            strength = say("strength.said", memo.language, strength=say(f"strength.{block.strength}", memo.language))
            label = " · ".join((say("finding", memo.language), block.author, say(f"bearing.{block.bearing}", memo.language), strength))
            other = other_meanings(block.alternatives, memo.language)
            return paragraph(label, "PersonLabel") + sentences(block.sentences, "Person", between) + paragraph(other, "Person")
        case FindingList():
            lines = [paragraph(f"{number}. {one.text}", "Person", references(one.cites)) for number, one in enumerate(block.sentences, 1)]
            return paragraph(say("finding", memo.language), "PersonLabel") + "".join(lines)
        case Opinion():
            label = f"{say('opinion', memo.language)} · {block.author}"
            return paragraph(label, "PersonLabel") + paragraph(block.text, "Person", references(block.cites))
        case Quotation():
            return paragraph(f"{block.sender}  {block.when}", "Note", references((block.cite,))) + paragraph(block.text, "Quote")


def _pairs(block: Tally | Facts | Digests) -> str:
    match block:
        case Facts():
            return _facts(list(block.rows))
        case Tally():
            rows = [
                (Cell(f"{figure.label}{f' [{figure.table}]' if figure.table else ''}"), Cell(figure.value, figure.mark))
                for figure in block.figures
            ]
            return table((Column("", 5), Column("", 2)), rows)
        case Digests():
            lines = [
                (Cell((SIGNS[one.mark] if one.mark else "") + one.name), Cell(one.algorithm), Cell(one.value or "—")) for one in block.rows
            ]
            return table((Column("", 2), Column("", 1), Column("", 6)), lines)


def _facts(rows: list[tuple[str, str]]) -> str:
    return table((Column("", 2), Column("", 6)), [(Cell(name), Cell(value)) for name, value in rows])


def _drawn(block: Plot | Network | Timeline, memo: Memo) -> str:
    """A drawing's numbers; the drawing itself is in the PDF."""
    match block:
        case Plot():
            rows = [(Cell(label), Cell(f"{count:,}")) for label, count in block.points]
            return _captioned(block.caption, block.tables) + table((Column("", 4), Column(block.unit, 1.5)), rows)
        case Network():
            columns = (
                Column(say("network.one", memo.language), 4),
                Column(say("network.other", memo.language), 4),
                Column(block.unit, 1.5),
            )
            ties = [(Cell(block.nodes[tie.one]), Cell(block.nodes[tie.other]), Cell(f"{tie.count:,}")) for tie in block.ties]
            return _captioned(block.caption, block.tables) + table(columns, ties)
        case Timeline():
            heads = (Column(say("timeline.time", memo.language), 2.6), Column(say("timeline.event", memo.language), 6))
            events = [
                (Cell(event.printed), Cell(event.text, cites=event.cites)) for event in sorted(block.events, key=lambda one: one.when)
            ]
            return _captioned(block.caption, ()) + table(heads, events)


def _captioned(caption: str, tables: tuple[str, ...]) -> str:
    return paragraph(caption, "Caption", references((), tables)) if caption else ""
