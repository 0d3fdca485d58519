"""Text and names for the benchmark inputs: drawn from fixed words with a fixed seed, so that every machine has the same."""

from __future__ import annotations

from random import Random

HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
)
CHINESE = "证据 转账 账户 聊天 记录 手机 电子 数据 银行 网络 平台 资金 流水 检察院 鉴定 审查 提取 服务器 公安 笔录 登录 地址 交易 群聊 截图 提现 充值"
ENGLISH = "evidence account transfer message record phone bank login server report user address payment group device image file time case review of and to in"
ZH, EN = CHINESE.split(), ENGLISH.split()


def han(chance: Random, length: int) -> str:
    """Chinese text of at least so many characters."""
    parts: list[str] = []
    written = 0
    while written < length:
        part = chance.choice(ZH) if chance.random() < 0.35 else "".join(chance.choices(HAN, k=chance.randint(1, 4)))
        parts.append(part + (chance.choice("，。；") if chance.random() < 0.12 else ""))
        written += len(parts[-1])
    return "".join(parts)


def latin(chance: Random, words: int) -> str:
    return " ".join(chance.choices(EN, k=words))


def mixed(chance: Random) -> str:
    """A sentence, Chinese three times in five."""
    return han(chance, chance.randint(4, 40)) if chance.random() < 0.6 else latin(chance, chance.randint(2, 16))


def telephone(chance: Random) -> str:
    """In a range that is not given out."""
    return f"1700000{chance.randrange(10_000):04}"
