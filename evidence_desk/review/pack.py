"""A rule pack: review points, what each is about, and the rules that they come from, with the days on which these are in force.

It is a data file (`packs/*.toml`), so that a lawyer can read and correct it, and a memo names the edition by its digest.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from evidence_desk.errors import Known, Language

Status = Literal["V", "V~", "M"]
"""V: the text was read; V~: number or content was seen elsewhere; M: from memory, to be confirmed by a lawyer."""
Group = Literal["integrity", "authenticity", "legality", "relevance"]
Mode = Literal["decides", "assists", "records"]
Consequence = Literal["none", "defect", "authenticity", "exclusion"]
NUMERALS = "一二三四五六七八九"
CHAPTER = re.compile(f"第([{NUMERALS}])章")
NAMES = ("cn-penal", "cn-civil", "international")


class NoSuchPack(Known):
    code = "no-such-pack"
    zh = "没有名为“{name}”的规则包，可用：{names}。"
    en = "There is no rule pack '{name}'; there are: {names}."


class Source(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """A text of rules; its English names are references for a reader, the Chinese ones are authentic. `since` and `until`: the first and the last day on which it is in force; none where that is not known."""

    short: str
    short_en: str = ""
    zh: str = ""
    en: str = ""
    since: date | None = None
    until: date | None = None

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    article: str
    status: Status


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`acts`: the steps of custody whose day chooses among the rules. `consequence`: what an answer of doubt begins with."""

    id: str
    group: Group
    mode: Mode
    zh: str
    en: str
    rules: tuple[Rule, ...]
    inputs: tuple[str, ...]
    consequence: Consequence = "none"
    find: str | None = None
    acts: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pack: str
    version: int
    zh: str
    en: str
    sources: dict[str, Source]
    point: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """`digest`: of the data file, so that a reader can tell which edition was used."""

    name: str
    version: int
    zh: str
    en: str
    digest: str
    sources: dict[str, Source]
    points: tuple[Point, ...]

    def rules(self, point: Point, days: Iterable[date]) -> tuple[Rule, ...]:
        """Those in force on one of the days; without a day, those of which no end is known."""
        known = list(days)
        if not known:
            return tuple(rule for rule in point.rules if self.sources[rule.source].until is None)
        return tuple(rule for rule in point.rules if any(self.sources[rule.source].in_force(day) for day in known))

    def article(self, rules: Iterable[Rule], language: Language = "zh") -> str:
        """As it is printed: what was read or seen; what is from memory only where there is nothing else."""
        given = list(rules)
        known = [rule for rule in given if rule.status != "M"] or given
        if language == "zh":
            return "；".join(f"{self.sources[rule.source].short} {rule.article}" for rule in known)
        return "; ".join(_reference(self.sources[rule.source], rule.article) for rule in known)


def _reference(source: Source, article: str) -> str:
    """In English: articles that are numbers by `art.`, a chapter by its number, what is named otherwise as it is."""
    if chapter := CHAPTER.fullmatch(article):
        return f"{source.short_en}, chapter {NUMERALS.index(chapter[1]) + 1}"
    named = f"art. {article.replace('、', ', ')}" if source.short_en and article[:1].isdigit() else article
    return f"{source.short_en or source.short}, {named}"


def confirm(rules: Iterable[Rule]) -> bool:
    """That all of the rules are from memory."""
    return all(rule.status == "M" for rule in rules)


@cache
def pack(name: str = NAMES[0]) -> Pack:
    if name not in NAMES:
        raise NoSuchPack(name=name, names=", ".join(NAMES))
    data = files("evidence_desk.review.packs").joinpath(f"{name}.toml").read_bytes()
    read = msgspec.convert(tomllib.loads(data.decode()), Document)
    return Pack(read.pack, read.version, read.zh, read.en, hashlib.sha256(data).hexdigest(), read.sources, read.point)
