"""Failures that a worker met and that stay in the case as problems."""

from __future__ import annotations

import subprocess
import sys

import pytest

SHOWN = """
from evidence_desk.words import gap_text
print(gap_text({code!r}, {{"path": "/a.7z", "detail": "because", "seconds": 600}}, "en"))
"""


@pytest.mark.parametrize("code", ["inside-unreadable", "inside-time", "picture-undecodable", "ocr-absent"])
def test_they_are_sentences_also_for_who_only_reads_the_case(code: str) -> None:
    """No module that works on evidence is loaded there."""
    shown = subprocess.run([sys.executable, "-c", SHOWN.format(code=code)], capture_output=True, text=True, check=True).stdout
    assert "/a.7z" in shown
    assert len(shown.split()) >= 5
