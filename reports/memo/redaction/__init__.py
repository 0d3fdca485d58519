"""A redacted memo: the same value with what identifies people masked, made before anything is laid out.

So nothing that is masked can be in the text layer, the metadata, the bookmarks or the data of the document: none of these ever had it.
What each mask stands for is kept in the case alone.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec

from evidence_desk.errors import Known, Language
from evidence_desk.review import protected
from evidence_desk.store import apart
from evidence_desk.store.case import Case
from reports.memo.compose import compose
from reports.memo.memo import Cell, Citation, Digest, Listing, Memo, Sentence, Table
from reports.memo.redaction.masks import Masks, Profile

NAMES = """
SELECT DISTINCT name FROM (SELECT name FROM participants UNION ALL SELECT sender FROM messages
  UNION ALL SELECT json_extract(data, '$.name') FROM artifacts WHERE type IN ('contact', 'call', 'personal-record')
  UNION ALL SELECT json_extract(data, '$.recipient') FROM artifacts WHERE type = 'personal-record') WHERE name IS NOT NULL ORDER BY name
"""
ACCOUNTS = """
SELECT DISTINCT account FROM (SELECT identifier AS account FROM participants UNION ALL SELECT sender_id FROM messages
  UNION ALL SELECT account FROM conversations UNION ALL SELECT json_extract(data, '$.account') FROM artifacts WHERE type = 'personal-record') WHERE account IS NOT NULL ORDER BY account
"""
SEVERAL = re.compile(r"\s*[、，,；;]\s*")
RECORDED = """
SELECT DISTINCT value AS name FROM (
  SELECT json_extract(said, '$.holder') AS value FROM exhibits UNION ALL SELECT json_extract(said, '$.user') FROM exhibits
  UNION ALL SELECT json_extract(said, '$.witness') FROM custody) WHERE value IS NOT NULL ORDER BY value
"""
"""Of the record of the case; those who act in office keep their names."""
FIXED = frozenset(
    {"mark", "align", "tone", "bearing", "strength", "form", "level", "tables", "table", "language", "date", "program", "columns"}
)
"""Fields whose text is never from evidence: a choice among few, a name of a table, the program's own heads of columns."""
Part = TypeVar("Part")


class BadProfile(Known):
    code = "bad-redaction"
    zh = "遮盖方案 {profile} 不可用（{detail}）：请给出 standard 或一个 TOML 文件。"
    en = "redaction profile {profile} cannot be used ({detail}): give 'standard' or a TOML file."


@dataclass(slots=True)
class Redacted:
    """The masked memo; `masked`: what each mask stands for, original texts by mask. It stays in the case."""

    memo: Memo
    masked: dict[str, list[str]] = field(default_factory=dict)


def profile(name: str) -> Profile:
    """The profile of this name that comes with the program, or the one in the file; BadProfile."""
    own = files("reports.memo.redaction").joinpath(f"{name}.toml")
    try:
        data = own.read_bytes() if name.isidentifier() and own.is_file() else Path(name).read_bytes()
        return msgspec.convert(tomllib.loads(data.decode()), Profile)
    except OSError as error:
        raise BadProfile(profile=name, detail=error.strerror or str(error)) from error
    except (ValueError, msgspec.ValidationError) as error:
        raise BadProfile(profile=name, detail=str(error)) from error


def redacted(case: Case, language: Language, given: Profile) -> Redacted:
    """The memo of the case with every text masked but the names of those who sign it, digests and the ids of rows."""
    names = [str(row[0]) for row in case.db.execute(NAMES)]
    names += [name for row in case.db.execute(RECORDED) for name in SEVERAL.split(str(row[0])) if name]
    accounts = [str(row[0]) for row in case.db.execute(ACCOUNTS)]
    for name, account in apart.people(case):
        names += [name] if name else []
        accounts += [account] if account else []
    masks = Masks(given, names, accounts, language, protected.labels(case, language))
    memo = compose(case, language, masks.text)
    masked = msgspec.structs.replace(_masked(memo, masks), examiners=memo.examiners, redaction=given.told(language))
    return Redacted(masked, {mask: sorted(texts) for mask, texts in sorted(masks.given.items())})


def _masked(value: Part, masks: Masks) -> Part:
    match value:
        case str():
            return masks.text(value)  # type: ignore[return-value]
        case tuple():
            return tuple(_masked(part, masks) for part in value)  # type: ignore[return-value]
        case Digest() | Listing():
            return value
        case Citation():
            return msgspec.structs.replace(
                value, label=masks.text(value.label), locus=msgspec.structs.replace(value.locus, path=masks.text(value.locus.path))
            )
        case Sentence() | Cell() if masks.suppressed(value.text):
            return msgspec.structs.replace(value, text=masks.left_out)
        case Table():
            rows = tuple(_row(row, masks) for row in value.rows)
            return msgspec.structs.replace(value, caption=masks.text(value.caption), rows=rows)
        case msgspec.Struct():
            fields = {name: _masked(getattr(value, name), masks) for name in value.__struct_fields__ if name not in FIXED}
            return msgspec.structs.replace(value, **fields)
        case _:
            return value


def _row(row: tuple[Cell, ...], masks: Masks) -> tuple[Cell, ...]:
    """A row that names a suppressed measure keeps its number alone."""
    if any(masks.suppressed(cell.text) for cell in row[1:]):
        return (_masked(row[0], masks), *(msgspec.structs.replace(cell, text=masks.left_out, cites=()) for cell in row[1:]))
    return tuple(_masked(cell, masks) for cell in row)
