"""What tests share: a case in a fresh folder, and where the real samples are, if they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence_desk.model import Conversation, Entry, Found, Locus, Message
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real samples; tests that need it are skipped where it is not."""
    folder = Path(os.environ.get("EVIDENCE_DESK_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip("no corpus of real samples here")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "test.edcase", Particulars("2026-001", "A test", ("周明",), "Asia/Shanghai")) as made:
        yield made


@pytest.fixture
def chat(case: Case, tmp_path: Path) -> Callable[..., list[str]]:
    """Keeps a conversation of the given texts as if a parser had read it; the ids of the messages."""

    def make(*texts: str, **said: object) -> list[str]:
        path = tmp_path / "chat.txt"
        path.write_text("chat", encoding="utf-8")
        number = evidence.add(case, Registration(path))
        entry = ids.entry_id(number, 1)
        locus = Locus(number, entry, "/chat.txt", None)
        found: list[Found] = [Conversation(key="k", app="test", locus=locus, title="群聊")]
        found += [Message(**{"conversation": "k", "app": "test", "locus": locus, "sender": "林悦", "text": text} | said) for text in texts]
        with case.transaction():
            keep.entries(case, number, [Entry(1, None, 1, "/chat.txt", "file", None, 4, True, 1, None, None, None, None, None, 0)])
            keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), found)
        return [ids.written("messages", ids.record_id(entry, index)) for index in range(2, 2 + len(texts))]

    return make
