"""Digests of the record beside those that were computed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from evidence_desk.review import custody, recomputed
from evidence_desk.review.dossier import Dossier
from evidence_desk.review.forms import Form
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Exhibit, Recorded

Image = Callable[..., int]
MEDIUM, OTHER, FILE = (hashlib.md5(text).hexdigest() for text in (b"medium", b"other", b"file"))


@pytest.mark.parametrize(
    ("value", "object", "format", "verdict"),
    [
        (MEDIUM.upper(), "medium", "ewf", "match"),
        (MEDIUM, "", "ewf", "match"),
        (OTHER, "介质", "ewf", "mismatch"),
        (OTHER, "", "ewf", "mismatch"),
        (OTHER, "镜像文件", "ewf", "nothing-to-compare"),
        (OTHER, "镜像文件", "raw", "mismatch"),
        (FILE, "文件 合同.docx", "ewf", "match"),
        (OTHER, "文件 合同.docx", "ewf", "nothing-to-compare"),
        (OTHER[:-1], "medium", "ewf", "nothing-to-compare"),
        (OTHER[:-1] + "o", "medium", "ewf", "nothing-to-compare"),
    ],
)
def test_a_digest_of_the_record_is_held_against_what_it_is_of(
    case: Case, image: Image, value: str, object: str, format: str, verdict: str
) -> None:
    number = image(("/合同.docx", None, None, None, None), format=format)
    evidence.verified(case, number, {"md5": MEDIUM}, "nothing-to-compare", [], [])
    keep.digests(case, ids.entry_id(number, 1), None, None, {"md5": bytes.fromhex(FILE)}, False)
    custody.take(case, Form(exhibits=(Exhibit("1", (number,), digests=(Recorded("MD5", value, object, "清单 1"),)),)))
    row = recomputed.rows(case, "en")[0]
    assert (row["verdict"], row["source"]) == (verdict, "清单 1")
    assert recomputed.digests(Dossier(case)).result == {"match": "agrees", "mismatch": "differs"}.get(verdict, verdict)


def test_of_two_items_a_digest_that_is_of_neither_is_no_mismatch_of_one(case: Case, image: Image) -> None:
    numbers = (image(), image())
    for number in numbers:
        evidence.verified(case, number, {"md5": MEDIUM}, "nothing-to-compare", [], [])
    custody.take(case, Form(exhibits=(Exhibit("1", numbers, digests=(Recorded("MD5", OTHER),)),)))
    assert recomputed.rows(case, "en")[0]["verdict"] == "nothing-to-compare"


def test_a_digest_that_was_computed_in_no_such_algorithm_is_no_match(case: Case, image: Image) -> None:
    number = image()
    evidence.verified(case, number, {"md5": MEDIUM}, "nothing-to-compare", [], [])
    custody.take(case, Form(exhibits=(Exhibit("1", (number,), digests=(Recorded("sm3", "0" * 64), Recorded("crc32", "12345678"))),)))
    assert [row["verdict"] for row in recomputed.rows(case, "en")] == ["nothing-to-compare"] * 2
