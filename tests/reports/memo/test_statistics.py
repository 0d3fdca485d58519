"""Part 9: conversations have names that a reader knows, and deleted entries without a name are told as such."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.model import Entry
from evidence_desk.store import ids, keep
from evidence_desk.store.case import Case
from reports.memo.compose import compose
from reports.memo.memo import Memo, Network, blocks, texts

Chat = Callable[..., list[str]]


def all_text(memo: Memo) -> str:
    return "\n".join(texts(memo))


def nodes(memo: Memo) -> tuple[str, ...]:
    [drawn] = [one for one in blocks(memo) if isinstance(one, Network)]
    return drawn.nodes


def untitled(case: Case, *people: tuple[str | None, str | None], account: str | None = None) -> None:
    [row] = case.db.execute("SELECT id FROM conversations").fetchall()
    case.db.execute("UPDATE conversations SET title = NULL, account = ?", (account,))
    for number, (identifier, name) in enumerate(people, 100):
        case.db.execute(
            "INSERT INTO participants (id, conversation, app, identifier, name, parser) VALUES (?, ?, 'test', ?, ?, 1)",
            (row["id"] + number, row["id"], identifier, name),
        )


@pytest.mark.parametrize(
    ("people", "account", "named"),
    [
        ((("1700", "林悦"), ("1701", None)), None, "林悦、1701"),
        ((("1", "甲"), ("2", "乙"), ("3", "丙"), ("4", "丁")), None, "甲、乙、丙 等"),
        ((), "1700", "无名称（账号 1700，c1.1.1）"),
        ((), None, "无名称（c1.1.1）"),
    ],
)
def test_a_conversation_without_a_title_is_named_by_who_takes_part(
    case: Case, chat: Chat, people: tuple[tuple[str | None, str | None], ...], account: str | None, named: str
) -> None:
    chat("一")
    assert "test：群聊" in nodes(compose(case, "zh"))
    with case.transaction():
        untitled(case, *people, account=account)
    assert f"test：{named}" in nodes(compose(case, "zh"))


def test_deleted_entries_without_a_name_are_counted_apart(case: Case, chat: Chat) -> None:
    chat("一")
    assert "没有名称" not in all_text(compose(case, "zh"))
    with case.transaction():
        for number, path, size in ((2, "/$OrphanFiles/OrphanFile-16", 0), (3, "/$OrphanFiles/OrphanFile-17", 9), (4, "/a.txt", 0)):
            keep.entries(case, 1, [Entry(number, None, 1, path, "file", None, size, False, number, None, None, None, None, None, 0)])
    assert ids.entry_id(1, 4)
    assert "已删除条目中有 2 个没有名称" in all_text(compose(case, "zh"))
    assert "其中大小为零的 1 个" in all_text(compose(case, "zh"))
