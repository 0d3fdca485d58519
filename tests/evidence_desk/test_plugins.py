from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from evidence_desk import plugins
from evidence_desk.api import Parser

ROOT = Path(__file__).parents[2]
NOTES = '''
"""A parser that somebody else wrote."""
from evidence_desk.api import Line, Message, parser

@parser("example.notes", version=3, sniff=lambda head: head.startswith(b"NOTE"))
def notes(entry):
    """Notes of an app that nobody knows."""
    for number, line in enumerate(entry.open(), 1):
        yield Message(conversation="notes", app="example", locus=entry.at(Line(number)), text=line.decode().strip())
'''
BROKEN = "import a_library_that_is_not_there\n"
FAILING = "raise RuntimeError('no')\n"
TAKEN = """
from evidence_desk.api import parser

@parser("whatsapp.text", version=9)
def messages(entry):
    yield from ()
"""


def wheel(folder: Path, name: str, modules: dict[str, str], points: dict[str, str]) -> Path:
    """A wheel made by hand, as any author of a parser would publish one."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    lines = "\n".join(f"{point} = {value}" for point, value in points.items())
    with zipfile.ZipFile(path, "w") as archive:
        for module, text in modules.items():
            archive.writestr(f"{module}.py", text)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", f"[{plugins.GROUP}]\n{lines}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def shown(program: str, *folders: Path) -> list[str]:
    """What a fresh interpreter prints that has these folders on its path."""
    path = f"import sys; sys.path[:0] = {[str(ROOT), *map(str, folders)]!r}\n"
    return subprocess.run(
        [sys.executable, "-c", path + program], capture_output=True, text=True, check=True, cwd=folders[0]
    ).stdout.splitlines()


@pytest.fixture
def installed(tmp_path: Path):
    """Unpacks a wheel into a folder of its own, which is all that installing a pure one does."""

    def install(name: str, modules: dict[str, str], points: dict[str, str]) -> Path:
        folder = tmp_path / name
        with zipfile.ZipFile(wheel(tmp_path, name, modules, points)) as archive:
            archive.extractall(folder)
        return folder

    return install


LIST = """
from evidence_desk import plugins
for one in plugins.documentation():
    print(one.name, one.version, one.distribution, one.about, sep="|")
for gap in plugins.parsers()[1]:
    print("gap", gap.code, gap.params["name"], gap.params["distribution"], gap.params["detail"], sep="|")
"""


def test_a_parser_from_another_wheel_is_found_and_reads_a_file(installed):
    folder = installed("example_notes", {"example_notes": NOTES}, {"example.notes": "example_notes:notes"})
    assert "example.notes|3|example_notes 1.0|Notes of an app that nobody knows." in shown(LIST, folder)
    program = """
from evidence_desk import plugins
(parser,) = [one for one in plugins.parsers()[0] if one.name == "example.notes"]
class Content:
    size = 9
    def read_at(self, offset, length): return b"NOTE a\\nb\\n"[offset:offset + length]
class Around:
    evidence, zone, zone_basis = 1, None, "unknown"
    def sibling(self, path, name): return None
from evidence_desk.api import OpenEntry
entry = OpenEntry(1, "/x", Content(), Around())
print(parser.claims(entry), [(one.text, one.locus.place.line) for one in parser.parse(entry)])
"""
    assert shown(program, folder) == ["True [('NOTE a', 1), ('b', 2)]"]


def test_a_plugin_that_cannot_be_used_is_named_and_costs_no_other(installed):
    folders = [
        installed("broken", {"broken_notes": BROKEN}, {"broken": "broken_notes:notes", "gone": "nowhere:notes"}),
        installed("failing", {"failing_notes": FAILING}, {"failing": "failing_notes:notes"}),
        installed("strange", {"strange_notes": "notes = 5\n"}, {"strange": "strange_notes:notes", "absent": "strange_notes:other"}),
        installed("aaa_taken", {"taken_notes": TAKEN}, {"mine": "taken_notes:messages"}),
        installed("twins", {"twins": NOTES}, {"one": "twins:notes", "two": "twins:notes"}),
    ]
    lines = shown(LIST, *folders)
    gaps = {line.split("|")[2]: line.split("|")[3:] for line in lines if line.startswith("gap|")}
    assert gaps.keys() == {"broken", "gone", "failing", "strange", "absent", "mine", "two"}
    assert gaps["broken"] == ["broken 1.0", "ModuleNotFoundError: No module named 'a_library_that_is_not_there'"]
    assert gaps["failing"] == ["failing 1.0", "RuntimeError: no"]
    assert gaps["strange"][1] == "strange_notes:notes is no Parser"
    assert gaps["mine"][1].startswith("evidence-desk ")
    assert any(line.startswith("whatsapp.text|1|evidence-desk ") for line in lines)
    assert any(line.startswith("example.notes|3|twins 1.0") for line in lines)


def test_our_parsers_are_all_there_in_the_order_of_their_names():
    found, gaps = plugins.parsers()
    names = [one.name for one in found]
    assert gaps == []
    assert names == sorted(names)
    assert {"android.sms", "chromium.visit", "exif", "firefox.visit", "sms-backup.xml", "telegram.json", "whatsapp.text"} <= set(names)
    assert all(isinstance(one, Parser) and one.about.endswith(".") for one in found)


def test_every_entry_point_is_named_as_its_parser():
    ours = [point for point in plugins._points() if plugins._ours(point)]
    assert [point.name for point in ours] == [point.load().name for point in ours]
