"""Forms: what people write down of a case, as TOML or as a table of events in CSV, turned into typed values or refused.

    [request]
    department = "第一检察部"
    questions = ["聊天记录有无删除", "转账合计多少"]
    [[exhibit]]
    number = "SZ-001"
    evidence = [1]
    serial = "F2LXK0ABCD"
    digests = [{ algorithm = "md5", value = "…", object = "medium", source = "扣押清单 第2页" }]
    [[event]]
    exhibit = "SZ-001"
    kind = "扣押"
    start = "2026-03-01 10:05"
    zone = "Asia/Shanghai"
    people = ["张三", "李四"]

In CSV the first row names the fields, in either language. A field that nobody knows, a word that is none of those offered, and a day that the
calendar has not are refused with the place where they stand: what was typed wrong is found now and not in court.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

import msgspec

from evidence_desk.errors import BadZone, Known, Language, PathUnreadable
from evidence_desk.review import moments
from evidence_desk.review.form_words import CHOICES, EVENT, EXHIBIT, RECORDED, REQUEST, Words
from evidence_desk.store.case import zone_of
from evidence_desk.store.intake import Event, Exhibit, Recorded, Request

LARGEST = 8 << 20
MOST_EVENTS = 100_000
SEPARATORS = str.maketrans({"；": ";", "、": ";", "，": ";", "|": ";"})
ENCODINGS = ("utf-8-sig", "gb18030")


class FormUnreadable(Known):
    code = "form-unreadable"
    zh = "{path} 不能作为表单读取：{detail}"
    en = "{path} cannot be read as a form: {detail}"


class FormField(Known):
    code = "form-field"
    zh = "{place}：没有“{field}”这一项，可填：{fields}。"
    en = "{place}: there is no field '{field}'; there are: {fields}."


class FormValue(Known):
    code = "form-value"
    zh = "{place}：“{field}”不能填“{value}”，可填：{choices}。"
    en = "{place}: '{field}' cannot be '{value}'; it can be: {choices}."


class FormMissing(Known):
    code = "form-missing"
    zh = "{place}：缺少“{field}”，请补填。"
    en = "{place}: '{field}' is missing, fill it in."


class FormWrong(Known):
    """A failure of a single value, with where in the form it stands."""

    code = "form-wrong"

    def __init__(self, place: str, fault: Known) -> None:
        self.fault = fault
        super().__init__(place=place)

    def sentence(self, language: Language) -> str:
        return f"{self.params['place']}{'：' if language == 'zh' else ': '}{self.fault.sentence(language)}"


@dataclass(frozen=True, slots=True)
class Form:
    request: Request | None = None
    exhibits: tuple[Exhibit, ...] = ()
    events: tuple[Event, ...] = ()


Kind = TypeVar("Kind", Request, Exhibit, Event, Recorded)
FORMS: dict[type[msgspec.Struct], tuple[str, Words]] = {
    Request: ("request", REQUEST), Exhibit: ("exhibit", EXHIBIT), Event: ("event", EVENT), Recorded: ("digests", RECORDED),
}  # fmt: skip
NEEDED = {Exhibit: ("number",), Event: ("exhibit", "kind"), Recorded: ("algorithm", "value"), Request: ()}


def read(path: Path) -> Form:
    """The form in a file; FormUnreadable, FormField, FormValue, FormMissing, FormWrong."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise PathUnreadable(path=str(path), reason=error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise FormUnreadable(path=str(path), detail=f"> {LARGEST} bytes")
    text = decoded(data, path)
    form = _table(text, path) if path.suffix.lower() in (".csv", ".tsv", ".txt") else _document(text, path)
    if len(form.events) > MOST_EVENTS:
        raise FormUnreadable(path=str(path), detail=f"> {MOST_EVENTS} events")
    return form


def value(kind: type[Kind], given: Mapping[str, object], place: str, base: Kind | None = None) -> Kind:
    """A typed value from fields as people name them; `base`: what is changed by them."""
    form, words = FORMS[kind]
    named = {_field(name, words, place): one for name, one in given.items()}
    fields: dict[str, object] = {name: _checked(kind, form, name, one, f"{place} {name}") for name, one in named.items()}
    known = {} if base is None else {name: getattr(base, name) for name in kind.__struct_fields__}
    for name in NEEDED[kind]:
        if not (fields.get(name) or known.get(name)):
            raise FormMissing(place=place, field=name)
    return msgspec.convert({**known, **fields}, kind, from_attributes=True)


def decoded(data: bytes, path: Path) -> str:
    """What an office's spreadsheet program writes: UTF-8 or GB 18030."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormUnreadable(path=str(path), detail="UTF-8, GB18030?")


def _document(text: str, path: Path) -> Form:
    try:
        read: dict[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormUnreadable(path=str(path), detail=str(error)) from error
    for name in read:
        if name not in ("request", "exhibit", "event"):
            raise FormField(place=path.name, field=name, fields="request, exhibit, event")
    requests = _rows(read.get("request", []), path.name, "request")
    if len(requests) > 1:
        raise FormUnreadable(path=str(path), detail="request × 2")
    exhibits, events = [], []
    for number, row in enumerate(_rows(read.get("exhibit", []), path.name, "exhibit"), 1):
        place = f"{path.name} exhibit {number}"
        inner = _rows(row.pop("event", []), path.name, "event")
        exhibits.append(value(Exhibit, row, place))
        events += [value(Event, {"exhibit": exhibits[-1].number, **one}, f"{place} event {n}") for n, one in enumerate(inner, 1)]
    for number, row in enumerate(_rows(read.get("event", []), path.name, "event"), 1):
        events.append(value(Event, row, f"{path.name} event {number}"))
    request = value(Request, requests[0], f"{path.name} request") if requests else None
    return Form(request, tuple(exhibits), tuple(events))


def _rows(found: object, name: str, field: str) -> list[dict[str, object]]:
    rows = [found] if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FormValue(place=name, field=field, value=str(found)[:40], choices=f"[{field}], [[{field}]]")
    return [dict(row) for row in rows if isinstance(row, dict)]


def _table(text: str, path: Path) -> Form:
    """A table of events, one a row; the delimiter is the one that its first line has most of."""
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FormUnreadable(path=str(path), detail=str(error)) from error
    if not rows:
        raise FormUnreadable(path=str(path), detail="0 rows")
    names = [_field(name.strip(), EVENT, f"{path.name} 1") for name in rows[0]]
    if twice := {name for name in names if names.count(name) > 1}:
        raise FormUnreadable(path=str(path), detail=f"{', '.join(sorted(twice))} × 2")
    return Form(events=tuple(_events(rows, names, path)))


def _events(rows: list[list[str]], names: list[str], path: Path) -> Iterator[Event]:
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(names):
            raise FormUnreadable(path=str(path), detail=f"{number}: {len(row)} > {len(names)}")
        yield value(Event, {name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}, f"{path.name} {number}")


def _field(name: str, words: Words, place: str) -> str:
    """The key of a field by its name in either language."""
    plain = "".join(name.split()).casefold()
    for key, (zh, en) in words.items():
        if plain in (key.casefold(), "".join(zh.split()).casefold(), "".join(en.split()).casefold()):
            return key
    raise FormField(place=place, field=name, fields=", ".join(words))


def _checked(kind: type[msgspec.Struct], form: str, name: str, given: object, place: str) -> object:
    """The value of a field in its normal form."""
    wanted = {field.name: field for field in msgspec.structs.fields(kind)}[name]
    if name == "digests":
        return [value(Recorded, row, place) for row in _rows(given, place, name)]
    if name == "evidence":
        return _numbers(given, place)
    if isinstance(wanted.default, tuple):
        return _several(given, place, str.maketrans({"；": ";"}) if name == "questions" else SEPARATORS)
    text = _text(given, place, name)
    if not text:
        return wanted.default if wanted.default is None else ""
    if (form, name) in CHOICES:
        return _choice(text, CHOICES[form, name], place, name)
    try:
        return _normal(name, text)
    except (moments.BadTime, moments.BadOffset, BadZone) as error:
        raise FormWrong(place, error) from error


def _normal(name: str, text: str) -> str | int:
    match name:
        case "clock_offset":
            return moments.offset(text)
        case "zone":
            zone_of(text)
        case "requested" | "accepted" | "deadline":
            return moments.day(text)
        case "start" | "end" | "approved":
            moments.moment(text, "UTC", None)
    return text


def _text(given: object, place: str, name: str) -> str:
    match given:
        case bool():
            raise FormValue(place=place, field=name, value=str(given).lower(), choices="text")
        case str() | int():
            return " ".join(str(given).split())
        case datetime() | date() | time():
            return given.isoformat(" ") if isinstance(given, datetime) else given.isoformat()
    raise FormValue(place=place, field=name, value=str(given)[:40], choices="text")


def _several(given: object, place: str, separators: dict[int, str]) -> list[str]:
    parts = given if isinstance(given, list) else _text(given, place, "").translate(separators).split(";")
    return [text for text in (_text(part, place, "") for part in parts) if text]


def _numbers(given: object, place: str) -> list[int]:
    found = given if isinstance(given, list) else str(given).translate(SEPARATORS).replace(",", ";").split(";")
    try:
        return [int(str(one)) for one in found if str(one).strip()]
    except ValueError as error:
        raise FormValue(place=place, field="evidence", value=str(given)[:40], choices="1, 2, …") from error


def _choice(text: str, words: Words, place: str, name: str) -> str:
    for key, both in words.items():
        if text.casefold() in (key, *(one.casefold() for one in both)):
            return key
    raise FormValue(place=place, field=name, value=text, choices=", ".join(f"{key} {zh}" for key, (zh, _) in words.items()))
