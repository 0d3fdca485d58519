"""How fast identifiers are found, and how many rightly: messages with true identifiers and near misses of each kind, drawn with a fixed seed.

    python bench/identify.py [MEGABYTES]      MEGABYTES: 20 of each of the shapes that a text comes in

Precision: of what was found, what was put there. Recall: of what was put there, what was found. Kinds that rest on the words before them count too.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.chats import PEOPLE, talk
from evidence_desk.identify import scan_each
from tests.evidence_desk.identify.test_identify import NEAR, TRUE

Truth = Counter[tuple[str, str]]
EVERY = 25
"""One message in so many has an identifier, and one a near miss."""


def messages(size: int) -> Iterator[tuple[str, str, Truth]]:
    """(when, text, what it holds) of messages of some bytes together."""
    chance, written = Random(7), 0
    kinds = list(TRUE)
    for said in talk(size):
        text, truth = said.text.replace("\n", " "), Truth()
        for number in [part for part in text.split() if part.startswith("1700000")]:
            truth["mobile", f"+86{number}"] += 1
        if chance.randrange(EVERY) == 0:
            kind = chance.choice(kinds)
            raw, value = chance.choice(TRUE[kind])
            text, truth[kind, value] = f"{text} {raw} 完", truth[kind, value] + 1
        elif chance.randrange(EVERY) == 0:
            text = f"{text} {chance.choice(NEAR)} 完"
        written += len(text.encode())
        yield f"{said.when:%Y/%m/%d %H:%M:%S}", text, truth
        if written > size:
            return


def lines(said: list[tuple[str, str, Truth]]) -> str:
    """As a chat is exported as text."""
    return "".join(f"[{when}] {PEOPLE[0]}: {text}\n" for when, text, _ in said)


def one_line(said: list[tuple[str, str, Truth]]) -> str:
    """As a program writes JSON."""
    return json.dumps([{"date": when, "from": PEOPLE[0], "text": text} for when, text, _ in said], ensure_ascii=False)


def bodies(said: list[tuple[str, str, Truth]]) -> list[str]:
    """As the case keeps messages: each by itself."""
    return [text for _, text, _ in said]


SHAPES: dict[str, Callable[[list[tuple[str, str, Truth]]], str | list[str]]] = {"lines": lines, "one line": one_line, "messages": bodies}


def main() -> None:
    size = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 20_000_000
    said = list(messages(size))
    truth = Truth()
    for _, _, held in said:
        truth.update(held)
    for shape, form in SHAPES.items():
        texts = form(said)
        texts = [texts] if isinstance(texts, str) else texts
        begun = process_time()
        hits = [hit for some in scan_each(texts) for hit in some]
        seconds = process_time() - begun
        found = Truth((hit.kind, hit.value) for hit in hits)
        right = (found & truth).total()
        megabytes = sum(len(text.encode()) for text in texts) / 1e6
        print(
            f"{shape:<9} {megabytes:6.1f} MB in {seconds:5.2f} s of one core = {megabytes / seconds:5.1f} MB/s; {len(hits)} hits, "
            f"precision {right / found.total():.4f}, recall {right / truth.total():.4f}"
        )
        for kind, value in [*(found - truth), *(truth - found)][:10]:
            print("   differs:", kind, value, found[kind, value], "found", truth[kind, value], "put there")


if __name__ == "__main__":
    main()
