"""Text of office documents that are zips of XML: OOXML (docx, xlsx, pptx) and OpenDocument (odt, ods, odp).

Only parts that hold writing are read, as a stream. A document type is refused: what it may define swells in the document.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from evidence_desk.api import Gap, OpenEntry, Records, Text, clean, parser

MOST_UNPACKED = 64 << 20
"""Bytes of XML that are unpacked of one document."""
MOST_TEXT = 16 << 20
BLOCK = 1 << 16
MEMBER = re.compile(
    rb"PK\x03\x04.{26}(?:mimetypeapplication/vnd\.oasis\.opendocument\.|\[Content_Types\]\.xml|_rels/\.rels|docProps/|word/|xl/|ppt/)",
    re.DOTALL,
)
SHARED = "xl/sharedStrings.xml"
PARTS = re.compile(
    r"word/(?:document|header|footer|footnotes|endnotes|comments)\d*\.xml|xl/(?:worksheets/sheet|comments|drawings/drawing)\d*\.xml"
    r"|ppt/(?:slides/slide|notesSlides/notesSlide|comments/comment)\d+\.xml|content\.xml|styles\.xml"
)
WRITTEN = {"t", "v", "delText"}
"""Elements of OOXML whose characters are writing; in OpenDocument these are paragraphs and headings."""
PARAGRAPHS = {"p", "h"}
APART = {"p": "\n", "h": "\n", "row": "\n", "table-row": "\n", "br": "\n", "line-break": "\n", "si": "\n", "comment": "\n", "c": "\t", "table-cell": "\t",
         "tab": "\t", "s": " "}  # fmt: skip
"""What stands behind an element where it ends."""
FAILURES = (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, EOFError, OSError, NotImplementedError, RuntimeError)
"""What a damaged, encrypted or hostile document raises."""


class Full(Exception):
    """More is unpacked or written than is read."""


def looks_like_office(head: bytes) -> bool:
    """A zip with a member that such documents have; the list of types may stand at its end, where this does not reach."""
    return head.startswith(b"PK\x03\x04") and MEMBER.search(head) is not None


@parser("document.office", version=1, sniff=looks_like_office)
def text(entry: OpenEntry) -> Records:
    """What is written in text documents, spreadsheets and presentations; pictures and objects in them are not looked at."""
    writing = Writing()
    gaps = list[Gap]()
    try:
        with entry.open() as file, zipfile.ZipFile(file) as packed:
            gaps += read(packed, entry.path, writing)
    except FAILURES as error:
        gaps.append(unread(entry.path, error))
    body = clean("".join(writing.pieces))
    if body.strip():
        yield Text(body, "XML")
    yield from gaps


def read(packed: zipfile.ZipFile, path: str, writing: Writing) -> Iterator[Gap]:
    """Reads the parts of a document; a gap for each that cannot be."""
    names = [one.filename for one in packed.infolist()]
    if "[Content_Types].xml" not in names and "mimetype" not in names:
        return  # an archive with a folder of such a name
    if "META-INF/manifest.xml" in names and encrypted(packed):
        yield Gap("document-unread", {"path": path, "detail": "encrypted"})
        return
    wanted = [SHARED] * (SHARED in names) + sorted({one for one in names if PARTS.fullmatch(one)}, key=lambda one: (len(one), one))
    for name in wanted:
        try:
            Part(writing, name).read(packed)
        except Full:
            yield Gap("text-cut", {"path": path, "kept": writing.length})
            return
        except FAILURES as error:
            yield unread(f"{path}!/{name}", error)


def encrypted(packed: zipfile.ZipFile) -> bool:
    with packed.open("META-INF/manifest.xml") as file:
        return b"encryption-data" in file.read(1 << 20)


def unread(path: str, error: Exception) -> Gap:
    return Gap("document-unread", {"path": clean(path), "detail": clean(" ".join(str(error).split()))[:200] or type(error).__name__})


class Writing:
    """What is written in a document, and how much of it was unpacked."""

    def __init__(self) -> None:
        self.pieces, self.shared = list[str](), list[str]()
        self.length = self.unpacked = 0

    def add(self, piece: str) -> None:
        if self.length + len(piece) > MOST_TEXT:
            raise Full
        self.pieces.append(piece)
        self.length += len(piece)


class Part:
    """One XML part of a document."""

    def __init__(self, writing: Writing, name: str) -> None:
        self._writing, self._name = writing, name
        self._open_document = "/" not in name
        self._inside = self._skipped = 0
        self._refers = False
        self._run = list[str]()
        self._shared = list[str]()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, packed: zipfile.ZipFile) -> None:
        with packed.open(self._name) as file:
            while block := file.read(BLOCK):
                self._writing.unpacked += len(block)
                if self._writing.unpacked > MOST_UNPACKED:
                    raise Full
                self._parser.Parse(block, False)
        self._parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise ValueError("it has a document type")

    def _written(self, name: str) -> bool:
        return name in (PARAGRAPHS if self._open_document else WRITTEN)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._refers = attributes.get("t") == "s"
        self._skipped += local == "rPh"  # how a word is pronounced
        self._inside += self._written(local)

    def _characters(self, data: str) -> None:
        if self._inside and not self._skipped:
            self._run.append(data)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._written(local) or local in APART:
            run = "".join(self._run)
            self._run.clear()
            self._give(self._referred(run) if local == "v" and self._refers else run)
        self._inside -= self._written(local)
        self._skipped -= local == "rPh"
        if self._name == SHARED and local == "si":
            self._writing.shared.append("".join(self._shared))
            self._shared.clear()
        elif local in APART:
            self._give(APART[local])

    def _give(self, piece: str) -> None:
        if self._name == SHARED:
            self._shared.append(piece)  # written where a cell refers to it
        elif piece:
            self._writing.add(piece)

    def _referred(self, run: str) -> str:
        if not run.isascii() or not run.isdigit() or len(run) > 9 or int(run) >= len(self._writing.shared):
            raise ValueError(f"no shared string {run[:20]!r}")
        return self._writing.shared[int(run)]
