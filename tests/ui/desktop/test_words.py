"""The words of the windows: both languages, every key, nothing left over, and the memo's words for verdicts."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from evidence_desk.model import ARTIFACTS
from evidence_desk.review import inquiry
from evidence_desk.review.wording import forbidden
from reports.memo import words as memo
from ui.desktop import log_words, recovered_words, review_words, table_words, terms, words
from ui.desktop.history import WORKSPACES

SOURCES = sorted(Path(words.__file__).parent.glob("*.py"))
OPEN = (
    "identifier",
    "answer",
    "consequence",
    "column",
    "event",
    "stage",
    "act",
    "adding",
    "case",
    "part",
    "data",
    "metadata",
    "table",
    "detail",
    "abilities",
)
"""Beginnings of keys that are put together from a name, or that plugins may add to."""
CATALOGUES = ("words.py", "terms.py", "review_words.py", "recovered_words.py", "table_words.py", "log_words.py")


def constants() -> set[str]:
    """Every text in the sources, and the fixed beginning of every composed one."""
    found: set[str] = set()
    for path in SOURCES:
        if path.name not in CATALOGUES:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return found


def test_no_key_is_in_two_parts_of_the_catalogue() -> None:
    catalogues = (words.SENTENCES, terms.TERMS, review_words.REVIEW, recovered_words.RECOVERED, table_words.TABLES, log_words.LOG)
    assert len(words.WORDS) == sum(map(len, catalogues))


def test_both_languages_say_the_same_of_the_same() -> None:
    for key, (zh, en) in words.WORDS.items():
        assert zh.strip(), key
        assert en.strip(), key
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
        assert fields[0] == fields[1], key


def test_chinese_is_chinese() -> None:
    """But for names that are the same in both, and the button that names the other language."""
    same = {key for key, (zh, en) in words.WORDS.items() if zh == en}
    assert same <= {"field.md5", "field.sha1", "field.sha256", "field.sm3"}
    plain = {key for key, (zh, _) in words.WORDS.items() if not re.search(r"[\u3000-\u9fff\uff00-\uffef]", zh)}
    assert plain <= same | {"bar.language", "list.or"}


def test_no_key_is_without_a_use() -> None:
    used = constants()
    beginnings = {text for text in used if text.endswith(".")} | {f"{kind}." for kind in OPEN}
    dead = {key for key in words.WORDS if key not in used and not any(key.startswith(begin) for begin in beginnings)}
    dead = {key for key in dead if not any(key.endswith(f".{tail}") for tail in ("count", "about", "done", "differs"))}
    assert dead == set()


def test_every_workspace_has_a_name() -> None:
    assert {f"workspace.{name}" for name in WORKSPACES} <= set(words.WORDS)


@pytest.mark.parametrize("kind", ["verdict", "bearing", "place", "severity"])
def test_the_screen_and_the_memo_use_the_same_words(kind: str) -> None:
    ours = {key: said for key, said in words.WORDS.items() if re.fullmatch(rf"{kind}\.[a-z-]+", key)}
    theirs = {key: said for key, said in memo.WORDS.items() if key in ours}
    assert theirs
    assert {key: ours[key] for key in theirs} == theirs


def test_nothing_on_the_screen_concludes_on_guilt() -> None:
    allowed = {"findings.advice"}
    assert {key for key, said in words.WORDS.items() if key not in allowed and any(forbidden(text) for text in said)} == set()


def test_every_field_of_every_kind_of_record_has_words() -> None:
    fields = {field for kind in ARTIFACTS for field in kind.__struct_fields__} - {"locus", "time"}
    assert {f"data.{field}" for field in fields} == {key for key in words.WORDS if key.startswith("data.")}
    assert {f"event.{kind.__struct_config__.tag}" for kind in ARTIFACTS} <= set(words.WORDS)


def test_a_kind_that_a_plugin_brings_stands_as_it_is() -> None:
    assert words.name("event", "call", "zh") == "通话"
    assert words.name("event", "smart\u202efridge", "zh") == "smart⟦RLO⟧fridge"


def test_every_public_table_has_a_name() -> None:
    assert {f"table.{name}" for name in inquiry.FIELDS} <= set(words.WORDS)


def test_every_act_that_is_logged_by_a_name_has_words() -> None:
    """And so has what it tells by a name of its own."""
    acts: dict[str, set[str]] = {}
    for root in ("evidence_desk", "reports", "ui"):
        for path in Path(root).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(func=ast.Attribute(attr="log"), args=[ast.Constant(value=str(act))], keywords=told):
                        acts.setdefault(act, set()).update(one.arg for one in told if one.arg)
    assert len(acts) > 30
    assert {act for act in acts if f"act.{act}" not in words.WORDS} == set()
    assert {name for told in acts.values() for name in told if f"detail.{name}" not in words.WORDS} == set()
