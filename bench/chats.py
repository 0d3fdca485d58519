"""Chat exports of any length: a WhatsApp text of Android in English, and Telegram Desktop's JSON of one group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.text import han, mixed, telephone

PEOPLE = ("周明", "林悦", "Alice", "Bob Smith", "+86 170 0000 0001", "何静")
BEGIN = datetime(2022, 1, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    when: datetime
    person: int
    text: str
    photo: bool


def talk(count: int, seed: int = 11) -> Iterator[Said]:
    """One message in ten names a number, one in sixteen has two lines, one in fourteen is a picture."""
    chance = Random(seed)
    when = BEGIN
    for _ in range(count):
        when += timedelta(seconds=chance.randrange(1, 90))
        text = mixed(chance)
        if chance.random() < 0.1:
            text += f" {telephone(chance)}"
        if chance.random() < 0.06:
            text += "\n" + han(chance, 12)
        yield Said(when, chance.randrange(len(PEOPLE)), text, chance.random() < 0.07)


def whatsapp(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for said in talk(count):
            stamp = f"{said.when.month}/{said.when.day}/{said.when:%y}, {said.when:%H:%M}"
            out.write(f"{stamp} - {PEOPLE[said.person]}: {'<Media omitted>' if said.photo else said.text}\n")


def telegram(path: Path, count: int) -> None:
    """Indented as the exporter does, written message by message."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{\n "name": "项目群",\n "type": "private_supergroup",\n "id": 1234567890,\n "messages": [\n')
        for number, said in enumerate(talk(count), 1):
            message = json.dumps(_telegram(number, said), ensure_ascii=False, indent=1).replace("\n", "\n  ")
            out.write(f"  {message}{',' if number < count else ''}\n")
        out.write(" ]\n}\n")


def _telegram(number: int, said: Said) -> dict[str, object]:
    base: dict[str, object] = {
        "id": number,
        "type": "message",
        "date": said.when.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(int(said.when.timestamp())),
        "from": PEOPLE[said.person],
        "from_id": f"user{said.person + 1}",
    }
    if said.photo:
        base |= {"photo": f"photos/photo_{number}.jpg", "width": 1280, "height": 960}
    return base | {"text": said.text, "text_entities": [{"type": "plain", "text": said.text}]}
