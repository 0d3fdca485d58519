"""The parts of a DOCX around its body: what it holds, its styles, its head and foot, its properties."""

from __future__ import annotations

from reports.memo.docx.text import escaped, paragraph
from reports.memo.memo import Memo
from reports.memo.words import say

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = f"""{HEAD}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/>
<Override PartName="/word/header1.xml" ContentType="{TYPE}.header+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{TYPE}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""
RELATIONS = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""
DOCUMENT_RELATIONS = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/header" Target="header1.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/footer" Target="footer1.xml"/>
</Relationships>"""


def _style(name: str, size: float, *, bold: bool = False, colour: str = "1C2024", before: int = 0, after: int = 120, more: str = "") -> str:
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr>{more}<w:spacing w:before="{before}" w:after="{after}"/></w:pPr>'
        f'<w:rPr>{weight}<w:color w:val="{colour}"/><w:sz w:val="{round(size * 2)}"/></w:rPr></w:style>'
    )


STYLES = f"""{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋" w:cs="Times New Roman"/><w:sz w:val="21"/><w:lang w:val="en-GB" w:eastAsia="zh-CN"/>
</w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
{_style("Title", 22, bold=True, before=600, more='<w:jc w:val="center"/>')}
{_style("Heading1", 16, bold=True, before=360, more='<w:keepNext/><w:outlineLvl w:val="0"/>')}
{_style("Heading2", 12, bold=True, before=240, more='<w:keepNext/><w:outlineLvl w:val="1"/>')}
{_style("Heading3", 11, bold=True, colour="5F6872", before=160, more='<w:keepNext/><w:outlineLvl w:val="2"/>')}
{_style("Caption", 9, bold=True, colour="5F6872", before=120, after=60, more="<w:keepNext/>")}
{_style("Person", 10.5, more='<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="1F4E79"/></w:pBdr><w:ind w:left="240"/>')}
{_style("PersonLabel", 9, bold=True, colour="1F4E79", after=0, more='<w:keepNext/><w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="1F4E79"/></w:pBdr><w:ind w:left="240"/>')}
{_style("Quote", 9, more='<w:shd w:val="clear" w:color="auto" w:fill="F2F4F6"/><w:ind w:left="240" w:right="240"/>')}
{_style("Cell", 9, after=20)}
{_style("CellHead", 9, bold=True, after=20)}
{_style("Note", 8, colour="5F6872", after=40)}
{_style("Draft", 14, bold=True, colour="9C2F2A", more='<w:jc w:val="center"/>')}
</w:styles>"""


def header(memo: Memo) -> str:
    """Says on each page that it is a draft: an edited copy is one, whatever it was made from."""
    text = f"{memo.case_number} · {say('memo', memo.language)} · {say('draft', memo.language)}"
    return f'{HEAD}<w:hdr xmlns:w="{WORD}">{paragraph(text, "Note")}</w:hdr>'


def footer(memo: Memo) -> str:
    return f'{HEAD}<w:ftr xmlns:w="{WORD}">{paragraph(say("notice", memo.language), "Note")}</w:ftr>'


def core(memo: Memo) -> str:
    made = str(memo.made)[:19] + "Z"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(say('memo', memo.language))} {escaped(memo.case_number)}</dc:title><dc:subject>{escaped(memo.case_title)}</dc:subject>"
        f"<dc:creator>{escaped(say('list.comma', memo.language).join(memo.examiners))}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified>'
        "</cp:coreProperties>"
    )
