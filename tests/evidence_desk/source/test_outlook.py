"""Mails that Outlook saved, against what stands in a real one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from evidence_desk.source import outlook


@pytest.fixture
def sample(corpus: Path) -> bytes:
    return (corpus / "images/artifacts/mail/msgSample.msg").read_bytes()


def test_headers_people_text_and_time_are_read(sample: bytes) -> None:
    mail = outlook.read(sample).mail
    assert mail.get("date") == "Wed, 08 Sep 2021 08:01:53 -0500"
    assert [(header, name) for header, name, _ in mail.people if header == "from"] == [("from", "Erick Wendel")]
    assert mail.sent is not None
    assert "Então, se você já está preparado" in mail.texts[0][1]


def test_damage_costs_parts_or_all_and_nothing_else(sample: bytes) -> None:
    draw = random.Random(6)
    for _ in range(80):
        data = bytearray(sample)
        for _ in range(draw.randrange(1, 12)):
            data[draw.randrange(len(data) if draw.random() < 0.5 else 4096)] = draw.randrange(256)
        try:
            found = outlook.read(bytes(data[: draw.randrange(len(data) // 2, len(data))]))
        except OSError:
            continue
        for place in range(len(found.mail.attached)):
            try:
                found.content(place)
            except OSError:
                continue
