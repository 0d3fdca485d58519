"""A memo as a DOCX that an office edits: headings, paragraphs, tables; no macro, no field, no link, nothing that is fetched.

ECMA-376 (Office Open XML), transitional: a ZIP of a few parts. The same memo gives the same bytes: members stored one after the other
with a fixed time.
"""

from __future__ import annotations

import io
import zipfile

from reports.memo.docx import parts
from reports.memo.docx.body import body
from reports.memo.memo import Memo

STAMP = (1980, 1, 1, 0, 0, 0)


def document(memo: Memo) -> bytes:
    members = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "docProps/core.xml": parts.core(memo),
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/document.xml": body(memo),
        "word/styles.xml": parts.STYLES,
        "word/header1.xml": parts.header(memo),
        "word/footer1.xml": parts.footer(memo),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.create_system = 3  # the same on every system
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, text.encode())
    return data.getvalue()
