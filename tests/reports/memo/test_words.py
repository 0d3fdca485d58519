from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import pytest

import reports.memo
from evidence_desk.model import Bearing, Severity, Verdict, ZoneBasis
from evidence_desk.review.marks import CITABLE
from evidence_desk.review.wording import forbidden
from evidence_desk.search.find import EVERYWHERE
from evidence_desk.store.keep import TYPES
from reports.memo.counts import Step
from reports.memo.parts.limits import STAGES
from reports.memo.words import WORDS, say

SOURCES = Path(reports.memo.__path__[0])


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_of_a_key_take_the_same_fields() -> None:
    assert {key for key, (zh, en) in WORDS.items() if fields(zh) != fields(en)} == set()
    assert {key for key, (zh, en) in WORDS.items() if not zh.strip() or not en.strip()} == {"memo.reference"}  # Chinese is no translation


def test_no_words_of_the_program_conclude_on_guilt() -> None:
    assert {key: found for key, (zh, en) in WORDS.items() if (found := [*forbidden(zh), *forbidden(en)])} == {}


def test_chinese_has_no_english_punctuation_and_english_no_full_width() -> None:
    for key, (zh, en) in WORDS.items():
        assert not set("，。；：（）、") & set(en), key
        assert not any(f"{han}{sign}" in zh for sign in ",;:!?" for han in "的是有无为时"), key


def test_a_sentence_is_filled_in_both_languages() -> None:
    assert say("page", "zh", page=3, pages=9) == "第 3 页 共 9 页"
    assert say("page", "en", page=3, pages=9) == "Page 3 of 9"
    with pytest.raises(KeyError):
        say("page", "zh", page=3)


def test_every_key_is_said_somewhere() -> None:
    source = "".join(path.read_text("utf-8") for path in sorted(SOURCES.rglob("*.py")) if not path.name.startswith("words"))
    families = set(re.findall(r'f"([a-z.-]+)\.\{', source))  # asked for by a stored value, as in f"verdict.{verdict}"
    assert [key for key in WORDS if not re.search(f"[\"']{re.escape(key)}[\"']", source) and key.rpartition(".")[0] not in families] == []


def test_every_stored_value_has_its_words() -> None:
    values: dict[str, tuple[str, ...]] = {
        "verdict": (*get_args(Verdict), "open"), "summary": (*get_args(Verdict), "open"), "bearing": get_args(Bearing), "severity": get_args(Severity),
        "basis": tuple(basis for basis in get_args(ZoneBasis) if basis != "unknown"), "type": tuple(TYPES.values()), "kind": CITABLE,
        "attachment": ("present", "missing", "omitted", "undecryptable"),
        "part": EVERYWHERE, "stage": STAGES, "figure.messages": get_args(Step),
    }  # fmt: skip
    assert [f"{family}.{value}" for family, given in values.items() for value in given if f"{family}.{value}" not in WORDS] == []
