"""Who is who and what was paid: the thread that every piece of the sample evidence is spun from.

All of it is invented. Mobile numbers lie in ranges that are not given out (+44 7700 900xxx is the British
regulator's range for fiction), cards fail their check digit, hosts end in .example (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment of the story, written as a clock in Shanghai shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    number: str
    card: str = ""

    @property
    def tail(self) -> str:
        return self.card[-4:]


ZHOU = Person("周明", "+8617000000101", "6222020000000018")  # runs the platform
LIN = Person("林悦", "+8617000000102")  # answers customers for a fixed wage
HE = Person("何静", "+8617000000201")
ZHAO = Person("赵宁", "+8617000000203", "6222020000000421")
REED = Person("Daniel Reed", "+447700900123")
BANK = Person("示范银行", "1069000000")
LANDLORD = Person("房东老吴", "+8617000000301")
PRIVATE_CARD = "6217000000000327"  # where the deleted ledger sends the money on

PLATFORM = "星屿稳盈"
SITE = "https://invest.starisle.example"
BACK_OFFICE = "https://admin.starisle.example"


@dataclass(frozen=True, slots=True)
class Payment:
    """Amounts in whole units; `onward` went to the private card, as the deleted ledger has it."""

    when: datetime
    person: Person
    amount: int
    currency: str = "CNY"
    onward: int = 0


DEPOSITS = (
    Payment(at("2025-04-08T10:30:00"), HE, 20_000, onward=18_000),
    Payment(at("2025-04-15T14:24:00"), ZHAO, 30_000, onward=27_000),
    Payment(at("2025-04-18T16:38:00"), REED, 5_000, "USD"),
    Payment(at("2025-04-21T19:01:00"), HE, 50_000, onward=46_000),
    Payment(at("2025-05-06T11:07:00"), ZHAO, 60_000, onward=55_000),
    Payment(at("2025-05-10T21:12:00"), HE, 80_000, onward=76_000),
    Payment(at("2025-05-12T15:20:00"), REED, 12_000, "USD"),
)
REFUNDS = (
    Payment(at("2025-05-28T09:40:00"), ZHAO, 10_000),
    Payment(at("2025-05-30T20:00:00"), REED, 500, "USD"),
    Payment(at("2025-06-03T10:15:00"), ZHAO, 10_000),
)
WAGE = 6_500
PAYDAYS = (at("2025-04-30T18:00:00"), at("2025-05-31T18:00:00"))


def money(payment: Payment) -> str:
    return f"{payment.amount:,.2f}"
