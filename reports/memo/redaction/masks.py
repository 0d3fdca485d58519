"""Masks for what identifies people: numbers, accounts, names, addresses, coordinates. More is masked rather than less."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

import msgspec

from evidence_desk.errors import Language
from reports.memo.redaction.known import Known

BETWEEN = r"[\s\-.·\u00ad\u200b-\u200f\u2060\ufeff]{0,3}"
"""What people, and those who hide numbers, put between digits."""
DIGIT = "[0-9０-９]"
EDGE, END = r"(?<![0-9A-Za-z０-９])", r"(?![0-9A-Za-z０-９])"
RESIDENT = re.compile(f"{EDGE}(?:{DIGIT}{BETWEEN}){{17}}[0-9０-９Xx]{END}")
CARD = re.compile(f"{EDGE}(?:{DIGIT}{BETWEEN}){{12,18}}{DIGIT}{END}")
PHONE = re.compile(f"(?<![0-9０-９])(?:(?:[+＋]|00)?86{BETWEEN})?[1１]{BETWEEN}[3-9３-９](?:{BETWEEN}{DIGIT}){{9}}(?![0-9０-９])")
ABROAD = re.compile(rf"[+＋]{DIGIT}(?:{BETWEEN}[()（）]?{DIGIT}[()（）]?){{6,14}}(?![0-9０-９])")
LANDLINE = re.compile(f"{EDGE}[0０]{DIGIT}{{2,3}}{BETWEEN}{DIGIT}{{7,8}}{END}")
EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@(?=[A-Za-z0-9\-]+\.[A-Za-z]{2,})")
WECHAT = re.compile(r"(?<![0-9A-Za-z_])wxid_[0-9A-Za-z]+")
HAN = "\u4e00-\u9fff"
ADDRESS = re.compile(
    f"([{HAN}]{{2,18}}(?:自治县|区|县|旗)|[{HAN}]{{2,12}}市)(?![{HAN}]{{0,2}}(?:公安|人民|检察|法院))"
    f"((?:[{HAN}0-9０-９A-Za-z]{{1,16}}?(?:路|街|大道|巷|弄|胡同|镇|乡|村|小区|社区|公寓|大厦|广场|园)[{HAN}0-9０-９A-Za-z\\-]{{0,12}}?)"
    f"[0-9０-９A-Za-z\\-]+(?:号楼|号院|号|栋|幢|座|室|单元|楼|层)(?:[0-9０-９A-Za-z\\-]*(?:号楼|号|栋|幢|座|室|单元|楼|层|门))*)"
)
COORDINATE = re.compile(r"(?<![0-9.])(-?\d{1,3}\.\d)\d{2,}(?![0-9.])")
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "长孙", "宇文", "端木")
HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32,128}(?![0-9A-Za-z])")
CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


SHORT = 3
"""Characters of an account that is too short to be told from a word."""
Length = Annotated[int, msgspec.Meta(ge=0, le=12)]


class Keep(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """First and last characters of each kind of number that stay readable."""

    resident_id: tuple[Length, Length] = (3, 4)
    phone: tuple[Length, Length] = (3, 4)
    card: tuple[Length, Length] = (6, 4)
    account: tuple[Length, Length] = (2, 2)
    email: tuple[Length, Length] = (1, 0)


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mask: bool = True
    also: list[str] = []
    keep: list[str] = []


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    addresses: bool = True
    coordinates: bool = True


class Suppress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: list[str] = []


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A profile as its file spells it."""

    name: str
    zh: str
    en: str
    keep: Keep = Keep()
    names: Named = Named()
    places: Places = Places()
    suppress: Suppress = Suppress()

    def told(self, language: Language) -> str:
        """What it masks in the words of its file, and of which names that is true."""
        which = NAMES[self.names.mask][language]
        return f"{self.name}：{self.zh}；{which}" if language == "zh" else f"{self.name}: {self.en}; {which}"


NAMES: dict[bool, dict[Language, str]] = {
    True: {
        "zh": "姓名指检材记录中的姓名、登记的持有人、使用人和见证人及方案所列姓名（几个词的外文姓名不分大小写）；仅见于键入文字的其他姓名和姓名的一部分未遮盖，须人工复核",
        "en": "names are those in the records of the evidence, of recorded holders, users and witnesses, and those that the profile lists (names of several words in capitals or not); other names that "
        "stand in typed text alone, and parts of names, are not masked and have to be looked for by a person",
    },
    False: {"zh": "姓名未遮盖", "en": "names are not masked"},
}


class Masks:
    """`given`: what was masked so far, the originals by the mask that stands for them."""

    def __init__(
        self, profile: Profile, names: Iterable[str], accounts: Iterable[str], language: Language, minors: Mapping[str, str] | None = None
    ) -> None:
        """`minors`: what stands for the name or the account of a minor, which keeps nothing of either, whatever the profile says."""
        self.profile = profile
        self.given: dict[str, set[str]] = {}
        self.left_out = "（依法不予记载）" if language == "zh" else "(left out as the law requires)"
        wanted = {*names, *profile.names.also} if profile.names.mask else set()
        self._minors = dict(minors or {})
        self._children = Known(self._minors)
        self._names = Known(name for name in wanted if name not in profile.names.keep)
        self._accounts = Known(account for account in accounts if len(account) > SHORT)
        keep = profile.keep
        self._numbers: tuple[tuple[re.Pattern[str], tuple[int, int]], ...] = (
            (RESIDENT, keep.resident_id), (ABROAD, keep.phone), (PHONE, keep.phone), (CARD, keep.card), (LANDLINE, keep.phone), (WECHAT, keep.account),
        )  # fmt: skip

    def suppressed(self, text: str) -> bool:
        return any(word in text for word in self.profile.suppress.words)

    def text(self, text: str) -> str:
        """Digests stay as they are: they say nothing of anybody, and have to be compared."""
        parts, at = [], 0
        for digest in HEX.finditer(text):
            parts += [self._masked(text[at : digest.start()]), digest.group()]
            at = digest.end()
        return "".join([*parts, self._masked(text[at:])])

    def _masked(self, text: str) -> str:
        text = self._children.replaced(text, self._kept(lambda name: self._minors[self._children.known(name)]))
        for pattern, keep in self._numbers:
            text = pattern.sub(self._noted(_cutting(keep)), text)
        text = EMAIL.sub(self._noted(lambda found: _cut(found.group()[:-1], *self.profile.keep.email) + "@"), text)
        if self.profile.places.addresses:
            text = ADDRESS.sub(self._noted(lambda found: f"{found[1]}****"), text)
        if self.profile.places.coordinates and not CLOCK.search(text):
            text = COORDINATE.sub(self._noted(lambda found: f"{found[1]}*"), text)
        text = self._names.replaced(text, self._kept(_surname))
        return self._accounts.replaced(text, self._kept(lambda account: _cut(account, *self.profile.keep.account)))

    def _kept(self, mask: Callable[[str], str]) -> Callable[[str], str]:
        def masked(found: str) -> str:
            made = mask(found)
            self.given.setdefault(made, set()).add(found)
            return made

        return masked

    def _noted(self, mask: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        return lambda found: self._kept(lambda _: mask(found))(found.group())


def _cut(text: str, first: int, last: int) -> str:
    """A star for each character between; where too little would be masked, all but the first are."""
    bare = re.sub(BETWEEN.removesuffix("{0,3}"), "", text)
    if len(bare) < first + last + 2:
        first, last = min(first, 1), 0
    return bare[:first] + "*" * (len(bare) - first - last) + bare[len(bare) - last :]


def _cutting(keep: tuple[int, int]) -> Callable[[re.Match[str]], str]:
    return lambda found: _cut(found.group(), *keep)


def _surname(name: str) -> str:
    """The surname of a Chinese name, the first letter of any other; stars do not tell how long the rest is."""
    kept = name[:2] if name.startswith(COMPOUND) and len(name) > 2 else name[:1]
    return f"{kept}**"
