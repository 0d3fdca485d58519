"""Wording that would conclude is found; neutral wording passes."""

from __future__ import annotations

import pytest

from evidence_desk.review.wording import forbidden


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("足以认定李某系该账户使用人", ["足以认定"]),
        ("上述聊天记录证实其构成诈骗罪", ["证实", "构成诈骗罪"]),
        ("该消息系李某本人所为", ["系李某本人所为"]),
        ("镜像未被篡改", ["未被篡改"]),
        ("The chat proves that the offender is guilty", ["proves", "offender", "guilty"]),
        ("he committed the fraud beyond reasonable doubt", ["committed the fraud", "beyond reasonable doubt"]),
        ("the image is intact", ["intact"]),
    ],
)
def test_wording_that_concludes_is_found(text: str, found: list[str]) -> None:
    assert forbidden(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "记录显示该账号发送了消息，不能据此判断何人操作。",
        "有利于犯罪嫌疑人的材料：未检出",
        "The record shows a message; who sent it cannot be told.",
        "criminal procedure law; approved; improve; the criminal suspect",
        "所有罪名均以起诉意见书为准",
    ],
)
def test_neutral_wording_passes(text: str) -> None:
    assert forbidden(text) == []
