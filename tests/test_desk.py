"""desk.py sets a machine up: tried on a project of four small files with a real .venv and a real pip."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import string
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

DESK = Path(__file__).parents[1] / "desk.py"

BUILD = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "evidence-desk"
version = "1"
"""
BACKEND = """
import pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "evidence_desk-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("project.pth", str(pathlib.Path.cwd()))
        wheel.writestr("evidence_desk-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: evidence-desk\\nVersion: 1\\n")
        wheel.writestr("evidence_desk-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("evidence_desk-1.dist-info/entry_points.txt", "[console_scripts]\\nevidence-desk = program:main\\n")
        wheel.writestr("evidence_desk-1.dist-info/RECORD", "")
    return name
"""
PROGRAM = """
import pathlib, sys
def main():
    print("program", pathlib.Path.cwd().name, *sys.argv[1:])
    return 7 if sys.argv[1:2] == ["seven"] else 0
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(DESK, root)
    (root / "pyproject.toml").write_text(BUILD)
    (root / "backend.py").write_text(BACKEND)
    (root / "program.py").write_text(PROGRAM)
    (root / "requirements.lock").write_text("# nothing\n")
    (root / "wheelhouse").mkdir()
    return root


def desk(root: Path, *arguments: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "desk.py", *arguments],
        cwd=folder or root,
        env={"PATH": "", "LC_ALL": "C.UTF-8", **environment},  # no apt-get: a test installs nothing on the machine
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(project: Path) -> Path:
    begun = desk(project, "run", "seven")
    assert begun.returncode == 7, begun.stderr
    assert "once" in begun.stderr
    assert begun.stdout.startswith("program "), "what is said while installing must not mix with the program's output"
    return project


@pytest.fixture
def module(installed: Path) -> ModuleType:
    """desk.py as a module, seated in the project."""
    spec = importlib.util.spec_from_file_location("desk", installed / "desk.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_a_second_start_installs_nothing_and_passes_arguments_folder_and_status_through(installed, tmp_path):
    again = desk(installed, "run", "seven", "a b", folder=tmp_path)
    assert (again.returncode, again.stdout) == (7, f"program {tmp_path.name} seven a b\n")
    demo = desk(installed, "demo", "here", folder=tmp_path)
    assert (demo.returncode, demo.stdout) == (0, f"program {tmp_path.name} demo here\n")


def test_an_installation_that_was_cut_short_or_has_another_lock_counts_as_none(installed, module):
    assert module.is_installed()
    lock = installed / "requirements.lock"
    lock.write_text("# something\n")
    assert not module.is_installed()
    lock.write_text("# nothing\n")
    stamp = (installed / ".venv" / "installed").read_bytes()
    (installed / ".venv" / "installed").unlink()
    assert not module.is_installed()
    (installed / ".venv" / "installed").write_bytes(stamp)
    assert module.is_installed()


def test_a_checkout_that_was_moved_counts_as_not_installed(installed, module):
    module.ROOT = installed.parent
    assert not module.is_installed()


def test_a_package_that_is_not_the_one_in_the_lock_is_refused_and_leaves_no_stamp(installed, module, monkeypatch, capfd):
    with zipfile.ZipFile(installed / "wheelhouse" / "thing-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("thing-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1\n")
    lock = installed / "requirements.lock"
    lock.write_text("thing==1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(subprocess, "run", keeping_the_environment(subprocess.run))
    assert module.main(["run"]) == 2
    said = capfd.readouterr().err
    assert "DO NOT MATCH THE HASHES" in said
    assert "could not be installed" in said
    assert "Traceback" not in said
    assert not module.is_installed()
    lock.write_text("# nothing\n")


def keeping_the_environment(run):
    """subprocess.run, but for the making of a new .venv, which takes seconds."""

    def instead(call, **options):
        return subprocess.CompletedProcess(call, 0) if "--clear" in call else run(call, **options)

    return instead


def test_a_call_without_a_known_verb_says_what_there_is():
    for arguments, status in (((), 2), (("dance",), 2), (("check", "x"), 2), (("--help",), 0)):
        said = desk(DESK.parent, *arguments)
        assert said.returncode == status
        assert "desk.py demo" in said.stdout + said.stderr
    assert desk(DESK.parent, "--help", LC_ALL="zh_CN.UTF-8").stdout.startswith("用法")


def test_a_python_that_is_too_old_gets_a_sentence(module, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert module.main(["demo"]) == 2
    assert "3.11 to 3.13" in capsys.readouterr().err


def test_a_python_without_ensurepip_gets_the_line_to_type(module, monkeypatch, capsys):
    (module.STAMP).rename(module.STAMP.with_name("kept"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(module, "LIBRARIES", {})
    monkeypatch.setattr(module, "WINDOW_LIBRARIES", {})
    try:
        assert module.main(["demo"]) == 2
    finally:
        module.STAMP.with_name("kept").rename(module.STAMP)
    assert "apt-get install -y python3-venv" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="system libraries of Linux")
def test_missing_libraries_stop_what_needs_a_window_and_nothing_else(module, monkeypatch, capsys):
    monkeypatch.setattr(module, "LIBRARIES", {"libc.so.6": "libc6", "libnosuch.so.1": "libnosuch1"})
    monkeypatch.setattr(module, "WINDOW_LIBRARIES", {})
    monkeypatch.setattr(module, "is_root", lambda: False)
    for needing in (["test"], ["run", "ui"]):
        assert module.main(needing) == 2
        said = capsys.readouterr().err
        assert "libnosuch.so.1" in said
        assert "run sudo apt-get install -y --no-install-recommends libnosuch1," in said
    monkeypatch.setattr(module, "run", lambda *_, **__: 5)
    assert module.main(["demo"]) == 5
    assert capsys.readouterr() == ("", "")


def test_tests_draw_into_memory_only_where_there_is_no_display(module, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "environ", {"PATH": "x"})
    assert module.without_screen() == {"PATH": "x", "QT_QPA_PLATFORM": "offscreen"}
    monkeypatch.setattr(os, "environ", {"DISPLAY": ":0"})
    assert module.without_screen() == {"DISPLAY": ":0"}


def test_every_check_is_run_and_the_worst_status_is_the_result(module, monkeypatch):
    ran = []
    monkeypatch.setattr(module, "run", lambda program, *_, **__: ran.append(program) or (3 if program == "mypy" else 0))
    assert module.main(["check"]) == 3
    assert ran == ["ruff", "ruff", "mypy", "mypy", "lint-imports"]


def test_sentences_are_in_both_languages_with_the_same_values(module):
    for zh, en in module.TEXTS.values():
        assert {name for _, name, _, _ in string.Formatter().parse(zh)} == {name for _, name, _, _ in string.Formatter().parse(en)}
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
        assert en.isascii()


def test_the_lock_names_every_dependency_with_its_digests_and_no_place_of_any_machine():
    project = tomllib.loads((DESK.parent / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *project["build-system"]["requires"]]
    lock = (DESK.parent / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    assert {re.split(r"[<>=~;\[ ]", one)[0].lower() for one in wanted} <= locked
    assert not re.search(r"://|index-url|find-links|(?<!\w)/\w", lock)
    entries = re.split(r"\n(?=[a-z0-9])", lock.partition("\n#    ")[2].partition("\n")[2])
    assert all("--hash=sha256:" in entry for entry in entries)
