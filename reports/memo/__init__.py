"""The review memo: the case -> a Memo, a pure value -> a PDF."""

from __future__ import annotations

import msgspec

from evidence_desk.errors import Language
from evidence_desk.review.wording import forbidden
from evidence_desk.store.case import Case
from reports.memo.compose import compose
from reports.memo.memo import typed
from reports.memo.paper.pdf import render


def write(case: Case, language: Language) -> bytes:
    """The memo of a case as a PDF; the same case gives the same bytes."""
    return render(compose(case, language))


def final(case: Case, language: Language) -> bytes:
    """The same without the mark of a draft: what is to be signed."""
    return render(msgspec.structs.replace(compose(case, language), draft=False))


def wording(case: Case, language: Language) -> list[str]:
    """What people typed into the case that a memo should not say, to be told to them; the memo prints it as typed."""
    return [found for text in typed(compose(case, language)) for found in forbidden(text)]
