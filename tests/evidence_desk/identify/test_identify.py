"""Identifiers are found with their normal form and their own check; near misses are not."""

from __future__ import annotations

import random

import pytest

from evidence_desk.identify import Hit, checks, scan

TRUE = {
    "cn-resident-id": [("440524188001010014", "440524188001010014"), ("11010519491231002x", "11010519491231002X"), ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X")],
    "mobile": [("13812345678", "+8613812345678"), ("+86 138-1234-5678", "+8613812345678"), ("0086 19912345678", "+8619912345678")],
    "bank-card": [("6222021234567890128", "6222021234567890128"), ("4111 1111 1111 1111", "4111111111111111")],
    "uscc": [("91110000600037341L", "91110000600037341L"), ("91350100M000100Y43", "91350100M000100Y43")],
    "imei": [("IMEI: 490154203237518", "490154203237518")],
    "email": [("zhang.san+x@Mail.Example.COM", "zhang.san+x@mail.example.com"), ("张三@example.com", "张三@example.com")],
    "url": [("https://example.com/a?b=1&c=2", "https://example.com/a?b=1&c=2")],
    "ip": [("192.168.1.10", "192.168.1.10"), ("2001:db8::1", "2001:db8::1")],
    "mac": [("00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e")],
    "crypto-btc": [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), ("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG"),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
    ],
    "crypto-eth": [("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")],
    "crypto-trx": [("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")],
    "wechat-id": [("wxid_abcdefghij123", "wxid_abcdefghij123"), ("20240001@chatroom", "20240001@chatroom")],
    "plate": [("京A·12345", "京A·12345"), ("粤BD12345", "粤BD12345")],
}  # fmt: skip
NEAR = [
    "440524188001010015", "110105194913310021", "990524188001010014", "12812345678", "138123456789", "6222021234567890129", "4111 1111 1111 1112",
    "91110000600037341A", "IMEI: 490154203237517", "490154203237518", "a@b", "@example.com", "256.1.1.1", "1.2.3.4.5", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx0",
    "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "12:34:56", "version 10.0.19045.3086", "京1A2345",
]  # fmt: skip


def found(text: str) -> list[Hit]:
    return list(scan(text))


@pytest.mark.parametrize(("kind", "raw", "value"), [(kind, raw, value) for kind, pairs in TRUE.items() for raw, value in pairs])
def test_an_identifier_is_found_wherever_it_stands(kind: str, raw: str, value: str) -> None:
    for before, after in (("", ""), ("他的号码是 ", "，请记下"), ("转到", "。"), ("(", ")")):
        text = f"{before}{raw}{after}"
        hits = [hit for hit in found(text) if hit.kind == kind]
        if before == "转到" and kind in ("email", "wechat-id", "imei"):
            continue  # a local part, or an id, may begin with the Han characters before it
        assert [hit.value for hit in hits] == [value], text
        assert text[hits[0].offset : hits[0].offset + len(hits[0].raw)] == hits[0].raw


@pytest.mark.parametrize("text", NEAR)
def test_a_near_miss_is_none(text: str) -> None:
    assert found(text) == []


def test_words_before_a_number_make_it_a_weak_hit() -> None:
    assert [(hit.kind, hit.value, hit.validity) for hit in found("加我QQ：123456789，微信号 abc_12345")] == [
        ("wechat-id", "abc_12345", "context"),
        ("qq", "123456789", "context"),
    ]
    assert found("一共123456789元") == []


def test_the_checks_refuse_nearly_every_random_number() -> None:
    draw = random.Random(1)
    numbers = ["".join(draw.choices("0123456789", k=18)) for _ in range(20_000)]
    assert sum(checks.resident_id(number) for number in numbers) < 40
    assert 0.05 < sum(checks.luhn(number) for number in numbers) / len(numbers) < 0.15
    letters = checks.BASE58
    assert sum(checks.base58check("1" + "".join(draw.choices(letters, k=33))) is not None for _ in range(5000)) == 0


def test_precision_and_recall_on_a_made_corpus() -> None:
    """Every true identifier among noise and near misses is found, and nothing else."""
    draw = random.Random(12)
    truth, lines = set[tuple[str, str]](), []
    for number in range(2000):
        kind = draw.choice(sorted(TRUE))
        raw, value = draw.choice(TRUE[kind])
        truth.add((kind, value))
        noise = draw.choice([*NEAR, "明天 10:00 在老地方见", "价格：3,500 元/吨", "收到"])
        lines.append(f"第 {number} 行 {noise} 和 {raw} 。")
    hits = {(hit.kind, hit.value) for line in lines for hit in scan(line)}
    assert truth - hits == set()
    assert hits - truth == set()
