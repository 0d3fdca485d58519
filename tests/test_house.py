"""The house itself: what no tool checks of its own accord."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from evidence_desk import words
from evidence_desk.errors import Known
from ui.terminal.words import WORDS

ROOT = Path(__file__).parent.parent
PACKAGES = ("evidence_desk", "parsers", "reports", "ui")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_tests_are_no_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_packaging_does_not_hide_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_our_names(package: str) -> None:
    assert set(packages_distributions().get(package, ["evidence-desk"])) == {"evidence-desk"}


@pytest.mark.parametrize("catalogue", [words.GAPS, WORDS], ids=["gaps", "terminal"])
def test_both_languages_say_the_same_of_the_same(catalogue: dict[str, tuple[str, str]]) -> None:
    for key, (zh, en) in catalogue.items():
        assert zh.strip(), key
        assert en.strip(), key
        assert fields(zh) == fields(en), key


def test_every_known_failure_has_a_code_of_its_own_and_says_it_in_both_languages() -> None:
    failures = [kind for kind in _all_subclasses(Known) if kind.__name__ != "RemoteFailure"]
    assert len({kind.code for kind in failures}) == len(failures)
    for kind in failures:
        assert fields(kind.zh) == fields(kind.en), kind.code
        assert re.search(r"[\u4e00-\u9fff]|^\{detail\}$", kind.zh), kind.code


def _all_subclasses(kind: type[Known]) -> list[type[Known]]:
    return [found for child in kind.__subclasses__() for found in (child, *_all_subclasses(child))]


def test_every_gap_that_is_given_is_in_the_catalogue() -> None:
    given = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Gap"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                given.add(node.args[0].value)
    assert given - set(words.GAPS) == set()


VERIFIER, ALONE = Path("reports/package/verify.py"), 720
"""It travels in the package as one file, so that whoever checks one needs nothing beside it."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_and_modules_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= (ALONE if path.relative_to(ROOT) == VERIFIER else 450)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, f"{path.name}: {node.name}"


def test_the_command_line_runs_without_qt_and_without_a_socket() -> None:
    program = "import sys, ui.terminal.main, ui.terminal.arguments; print([m for m in sys.modules if m.startswith('PySide6') or m in ('socket', 'ssl', 'reportlab')])"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() in ("[]", "['socket']"), "multiprocessing brings socket along; nothing else may"
