"""An amount of money in a text: the number, and the currency that its sign or word says. Never a float."""

from __future__ import annotations

import re
import unicodedata

AMOUNT = re.compile(
    r"(?P<sign>[¥$€£₩₽₹]|[A-Z]{3,4}\b)?\s*(?<![\d.,])(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"(?![\d.,]*\d|\s*[万萬亿億千百十]|\s*[kKmM]\b)\s*(?P<word>元|块钱|人民币|美元|港元|港币|欧元|英镑|日元|[€£]|[A-Z]{3,4}\b)?"
)
"""A number that can be read in one way only: `1,50` and `2万` are none."""
CURRENCIES = {
    "€": "EUR", "£": "GBP", "₩": "KRW", "₽": "RUB", "₹": "INR", "人民币": "CNY", "RMB": "CNY", "美元": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR",
    "英镑": "GBP", "日元": "JPY",
}  # fmt: skip
SHARED = {"¥": ("CNY", "JPY"), "元": ("CNY", "TWD"), "块钱": ("CNY", "TWD"), "$": ("USD", "HKD", "TWD", "AUD", "CAD", "SGD", "NZD", "MXN")}
"""Signs that stand for several currencies."""


def money(written: str | None, home: str | None = None) -> tuple[str | None, str | None]:
    """The amount as decimal text and its currency by ISO 4217; None for what the text leaves open.

    `home`: the app's own currency: it decides a sign that several share, and a number without any sign.
    """
    found = AMOUNT.search(unicodedata.normalize("NFKC", written or ""))
    if found is None:
        return None, None
    sign = found["sign"] or found["word"]
    if sign is None:
        return found["number"].replace(",", ""), home
    if sign in SHARED:
        return found["number"].replace(",", ""), home if home in SHARED[sign] else None
    return found["number"].replace(",", ""), CURRENCIES.get(sign, sign)
