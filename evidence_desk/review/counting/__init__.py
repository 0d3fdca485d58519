"""Counting by declared rules: what was taken in, what was left out and why, and what remains. A number, never what it means in law.

Rules differ in what they do with repetition: messages and calls of a fraud are cumulated, personal information counts once a person. Each row that
is left out is listed with its reason, so that raw = invalid + duplicate + unique always holds. What is set apart as a communication with
counsel is left out of every counting, and that is its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from evidence_desk.errors import BadUse, Language
from evidence_desk.review.counting import chats, files, money, people, tables
from evidence_desk.review.counting.row import REASONS as REASONS
from evidence_desk.review.counting.row import Row as Row
from evidence_desk.review.counting.row import Status as Status
from evidence_desk.review.counting.row import reason as reason
from evidence_desk.store.case import Case


@dataclass(frozen=True, slots=True)
class Rule:
    """`threshold`: numbers of the article that a reader compares with; `confirm`: to be confirmed by a lawyer before it is relied on.

    `each`: the number for each group, where a rule adds up what groups come to as parts of their numbers.
    """

    name: str
    zh: str
    en: str
    rows: Callable[[Case], Iterator[Row]]
    article: str = ""
    threshold: str = ""
    confirm: bool = False
    each: dict[str, int] = field(default_factory=dict)

    def article_in(self, language: Language) -> str:
        return self.article if language == "zh" else ENGLISH.get(self.article, self.article)

    def number_of(self, group: str) -> int | None:
        """That of a group, which is named by its category, behind a recipient where it has one."""
        return self.each.get(group.rpartition(" ")[2])


@dataclass(frozen=True, slots=True)
class Counted:
    """raw = invalid + duplicate + unique. `amount`: the sum of what was counted, where the rule has amounts. `share`: the number as a part of that
    of the article, where there is one for the group."""

    group: str
    raw: int
    invalid: int
    duplicate: int
    unique: int
    amount: Decimal | None = None
    share: Fraction | None = None

    @property
    def cumulated(self) -> int:
        """With what repeats, without what is invalid."""
        return self.raw - self.invalid


def count(case: Case, name: str) -> tuple[Rule, list[Counted], list[Row]]:
    """The rule, its numbers by group, and every row with what became of it; BadUse where there is no such rule."""
    rule = RULES.get(name)
    if rule is None:
        raise BadUse(detail=f"there is no rule '{name}'; there are {', '.join(RULES)}")
    rows = list(rule.rows(case))
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row.group, []).append(row)
    return rule, [_counted(rule, group, by_group[group]) for group in sorted(by_group)], rows


def together(counted: Iterable[Counted]) -> Fraction | None:
    """What the groups come to as parts of their numbers, added up; None where no group has a number."""
    shares = [one.share for one in counted if one.share is not None]
    return sum(shares, Fraction()) if shares else None


def decimal(share: Fraction) -> str:
    """Three decimals, cut and not rounded: what is not reached is not shown as reached."""
    thousandths = share.numerator * 1000 // share.denominator
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def _counted(rule: Rule, group: str, rows: list[Row]) -> Counted:
    def of(status: Status) -> int:
        return sum(row.status == status for row in rows)

    amounts = [row.amount for row in rows if row.status == "counted" and row.amount is not None]
    made = Counted(group, len(rows), of("invalid"), of("duplicate"), of("counted"), sum(amounts, Decimal()) if amounts else None)
    number = rule.number_of(group)
    return made if number is None else replace(made, share=Fraction(made.unique, number))


ENGLISH = {
    "法释〔2011〕7号 第五条": "Fa Shi (2011) No. 7, art. 5", "法释〔2017〕10号 第五条": "Fa Shi (2017) No. 10, art. 5",
    "法释〔2017〕10号 第五条、第十一条": "Fa Shi (2017) No. 10, arts. 5, 11", "法释〔2019〕15号": "Fa Shi (2019) No. 15",
    "法释〔2019〕15号 第十二条": "Fa Shi (2019) No. 15, art. 12", "法释〔2013〕21号 第二条": "Fa Shi (2013) No. 21, art. 2",
    "2025年帮信意见": "Opinions of 2025 on aiding information network crime",
    "法释〔2004〕11号 第一条、法释〔2010〕3号 第一条": "Fa Shi (2004) No. 11, art. 1; Fa Shi (2010) No. 3, art. 1",
}  # fmt: skip
"""References for a reader of the translation; the Chinese names are authentic."""
FRAUD, PEOPLE, NETWORK = "法释〔2011〕7号 第五条", "法释〔2017〕10号 第五条", "法释〔2019〕15号"
PROPORTION = "50 / 500 / 5000 (25 / 250 / 2500)"
"""In brackets for what was obtained while performing a duty or a service."""
RULES = {
    rule.name: rule
    for rule in (
        Rule(
            "messages", "发送的信息条数（累计，不去重；同一账号的副本不重复计）", "Messages sent (cumulated; a copy of the same account counts once)",
            chats.messages, FRAUD, "5000",
        ),
        Rule(
            "calls", "拨出电话次数（同一次通话不重复计；被拨号码接通的回拨另列）", "Calls made (the same call once; answered calls back apart)", chats.calls,
            FRAUD, "500",
        ),
        Rule(
            "personal-information", "公民个人信息条数（各类号码分别去重，同一处字符只计一类；一人可有几个号码，各类不相加）",
            "Personal information (each number once by kind, the same characters as one kind only; a person may have several, so kinds are not added up)", people.numbers, PEOPLE, "50 / 500 / 5000",
        ),
        Rule(
            "personal-records", "公民个人信息条数（按列映射所定类别，按人去重）", "Personal records (by category as mapped, each person once)",
            people.persons, PEOPLE, PROPORTION, each=people.NUMBERS,
        ),
        Rule(
            "personal-rows", "公民个人信息条数（按列映射所定类别，只去除完全相同的行）", "Personal records (by category as mapped, identical rows once)",
            people.rows, PEOPLE, PROPORTION, each=people.NUMBERS,
        ),
        Rule(
            "personal-recipients", "向不同接收人提供的公民个人信息条数（同一接收人内按人去重，不同接收人累计）",
            "Personal records given (each person once for a recipient, cumulated over recipients)", people.recipients,
            "法释〔2017〕10号 第五条、第十一条", PROPORTION, each=people.NUMBERS,
        ),
        Rule(
            "group-members", "群组成员人数（去重；累计数为原始数减无效数）", "Members of groups (once each; the sum is raw less invalid)", chats.members,
            NETWORK, "3000 / 30000",
        ),
        Rule(
            "payments", "聊天转账与红包金额（按币种和收付方向）", "Transfers and red packets in chats (by currency and direction)", money.payments,
        ),
        Rule(
            "accounts", "账户流入、流出金额（按账户、币种、方向；有合理解释的另列，本人账户之间的另列）",
            "Money into and out of accounts (by account, currency, way; what is explained, and between own accounts, apart)", money.accounts,
            f"{NETWORK} 第十二条", "200000",
        ),
        Rule(
            "counters", "点击、浏览、转发数（同一对象、同一网站取最后一次采集）", "Views and reposts (of one subject and site the last capture)", tables.counters,
            "法释〔2013〕21号 第二条", "5000 / 500",
        ),
        Rule("cards", "手机卡、物联网卡、银行卡张数（按卡号去重）", "SIM and bank cards (each number once)", people.cards, "2025年帮信意见", "20 / 3", confirm=True),
        Rule(
            "marked-files", "标记为淫秽的文件（按校验值去重，缩略图和缓存另列）", "Files marked as obscene (each digest once; thumbnails and caches apart)",
            files.marked, "法释〔2004〕11号 第一条、法释〔2010〕3号 第一条", "20 / 100 / 200 (10 / 50 / 100)",
        ),
    )
}  # fmt: skip
