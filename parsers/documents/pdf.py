"""The text layer of a PDF, page by page; what a page shows as a picture is no text."""

from __future__ import annotations

import pypdfium2

from evidence_desk.api import Gap, OpenEntry, Records, Text, clean, parser

LARGEST = 256 << 20
MOST_PAGES = 5000
MOST_TEXT = 16 << 20


@parser("document.pdf", version=1, sniff=lambda head: b"%PDF-" in head[:1024])
def text(entry: OpenEntry) -> Records:
    """What is written in the text layer of a PDF; scanned pages have none."""
    if entry.size > LARGEST:
        yield Gap("document-unread", {"path": entry.path, "detail": f"larger than {LARGEST} bytes"})
        return
    try:
        document = pypdfium2.PdfDocument(entry.content.read_at(0, entry.size))
    except (pypdfium2.PdfiumError, OSError) as error:  # a password is asked for here too
        yield Gap("document-unread", {"path": entry.path, "detail": clean(str(error))[:200]})
        return
    try:
        yield from pages(entry, document)
    finally:
        document.close()


def pages(entry: OpenEntry, document: pypdfium2.PdfDocument) -> Records:
    written, length, empty, damaged = list[str](), 0, 0, 0
    count = min(len(document), MOST_PAGES)
    for number in range(count):
        try:
            page = document[number]
            body = page.get_textpage().get_text_bounded()
            page.close()
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        empty += not body.strip()
        written.append(body[: MOST_TEXT - length])
        length += len(written[-1])
        if length >= MOST_TEXT:
            yield Gap("text-cut", {"path": entry.path, "kept": length})
            break
    whole = clean("\n".join(written))
    if whole.strip():
        yield Text(whole, "PDF")
    for pages_left, why in ((empty, "no text layer"), (damaged, "damaged"), (len(document) - count, "beyond the first 5000")):
        if pages_left:
            yield Gap("document-unread", {"path": entry.path, "detail": f"{pages_left} pages: {why}"})
