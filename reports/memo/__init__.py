"""The review memo: the case -> a Memo, a pure value -> a PDF, a DOCX or its data as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec

from evidence_desk.errors import Language
from evidence_desk.review.wording import forbidden
from evidence_desk.store.case import Case
from reports.memo.compose import compose
from reports.memo.docx import document
from reports.memo.memo import Memo, typed
from reports.memo.paper.pdf import render


def data(memo: Memo) -> bytes:
    """The memo's data; docs/formats.md has its fields."""
    text = json.dumps(msgspec.to_builtins(memo), ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")  # half of a pair, as names hold them, becomes JSON's own escape of it


FORMATS: dict[str, Callable[[Memo], bytes]] = {"pdf": render, "docx": document, "json": data}


def write(case: Case, language: Language) -> bytes:
    """The memo of a case as a PDF; the same case gives the same bytes."""
    return render(compose(case, language))


def signable(memo: Memo) -> Memo:
    """The same without the mark of a draft: what is to be signed."""
    return msgspec.structs.replace(memo, draft=False)


def wording(memo: Memo) -> list[str]:
    """What people typed into the case that a memo should not say, to be told to them; the memo prints it as typed."""
    return [found for text in typed(memo) for found in forbidden(text)]
