"""Wording that a review may not use: it would conclude on guilt or law, or claim more than was seen.

The program's own words are tested against it; what people type is warned of.
"""

from __future__ import annotations

import re

FORBIDDEN = (
    "罪犯", "犯罪分子", "作案人", "作案者", "凶手", "证实", "坐实", "铁证", "足以认定", "足以证明", "证明其", "构成犯罪", "构成.{0,10}罪",
    "犯有.{0,10}罪", "系.{0,12}所为", "有罪(?!名)", "确系", "毫无疑问", "无可置疑", "必然是", "完好无损", "未被篡改", "没有篡改", "已达到.{0,8}标准",
    r"\bguilt(?:y)?\b", r"\bperpetrators?\b", r"\bculprits?\b", r"\boffenders?\b", r"\bcriminals?\b(?! (?:suspect|procedure|case))",
    r"\bprov(?:es?|ed|en)\b", r"\bproof\b", r"\bconclusive(?:ly)?\b", r"\bundeniabl[ey]\b", r"\bbeyond (?:any )?(?:reasonable )?doubt\b",
    r"\bcommitted (?:the|a|an) \w+", r"\bcertainly\b", r"\bwithout (?:any )?doubt\b", r"\buntampered\b", r"\bintact\b",
)  # fmt: skip
"""Patterns of wording that concludes on guilt or law, or claims more than was seen."""

_FORBIDDEN = re.compile("|".join(f"(?:{pattern})" for pattern in FORBIDDEN), re.IGNORECASE)


def forbidden(text: str) -> list[str]:
    """The passages of the text that a review memo must not say, in their order; quotations are not its own words."""
    return [found.group() for found in _FORBIDDEN.finditer(text)]
