"""The models of a Cellebrite report (report.xml, in a .ufdr or alone), one by one as they end, each with the bytes that it stands in.

As IPED's reader and published reports show it: <model type id deleted_state> with <field name><value>, <modelField name> and
<multiModelField name> that hold models. A chat may hold any number of messages: a model in a field that is `listed` is given
out on its own, with the models around it, and is not kept. A document type is refused: what it may define swells or reaches out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from evidence_desk.api import OpenEntry, clean

BLOCK = 1 << 20
MOST_DEPTH = 64
LONGEST = 1 << 20
END = len("</model>")


@dataclass(slots=True)
class Model:
    type: str
    id: str
    deleted: str
    start: int
    into: str
    """The name of the field that it stands in; empty at the top."""
    above: Model | None
    end: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    models: dict[str, list[Model]] = field(default_factory=dict)
    entered: bool = False
    """For whoever reads: whether something was made of it already."""

    def first(self, *names: str) -> Model | None:
        return next((self.models[name][0] for name in names if self.models.get(name)), None)

    def all(self, *names: str) -> list[Model]:
        return [one for name in names for one in self.models.get(name, ())]

    def get(self, *names: str) -> str | None:
        return next((self.fields[name] for name in names if self.fields.get(name)), None)


class Refused(ValueError):
    """The document cannot be followed any further. `rows`: models that it breaks in the middle of."""

    def __init__(self, detail: str, offset: int, rows: int) -> None:
        super().__init__(detail)
        self.offset, self.rows = offset, rows


class Report:
    """`listed`: (type of the model above, field) whose models are given out one by one."""

    def __init__(self, entry: OpenEntry, listed: Container[tuple[str, str]]) -> None:
        self._entry, self._listed = entry, listed
        self._open: list[Model] = []
        self._names: list[str] = []
        """Of the fields that are open."""
        self._text: list[str] | None = None
        self._length = self._depth = 0
        self._done: list[Model] = []
        self.facts: dict[str, str] = {}
        """What the report says of device and extraction."""
        self._fact: str | None = None
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._finish
        self._parser.CharacterDataHandler, self._parser.StartDoctypeDeclHandler = self._said, self._doctype

    def __iter__(self) -> Iterator[Model]:
        """Models at the top and those that are listed, the inner ones first. Refused where the document is damaged."""
        try:
            with self._entry.open() as file:
                while block := file.read(BLOCK):
                    self._parser.Parse(block, False)
                    yield from self._done
                    self._done.clear()
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            yield from self._done
            raise Refused(str(error), self._parser.CurrentByteIndex, self._cut()) from error

    def _cut(self) -> int:
        """Records that the document breaks in the middle of: a chat is none, nor is what a record holds."""
        return sum((one.above is None and one.type != "Chat") or self._is_listed(one) for one in self._open)

    def _is_listed(self, model: Model) -> bool:
        return model.above is not None and (model.above.type, model.into) in self._listed

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ValueError(f"elements in each other deeper than {MOST_DEPTH}")
        match tag:
            case "model":
                above = self._open[-1] if self._open else None
                into = self._names[-1] if self._names else ""
                state = attributes.get("deleted_state", "")
                self._open.append(
                    Model(attributes.get("type", ""), attributes.get("id", ""), state, self._parser.CurrentByteIndex, into, above)
                )
                self._names.append("")
            case "field" | "modelField" | "multiModelField" | "multiField":
                self._names.append(attributes.get("name", ""))
            case "value":
                self._text, self._length = [], 0
            case "item" if not self._open:
                self._fact = attributes.get("name")
                self._text, self._length = [], 0

    def _finish(self, tag: str) -> None:
        self._depth -= 1
        match tag:
            case "model" if self._open:
                self._names.pop()
                self._close(self._open.pop())
            case "field" | "modelField" | "multiModelField" | "multiField" if self._names:
                self._names.pop()
            case "value" if self._text is not None:
                if self._open and self._names and self._names[-1]:
                    self._open[-1].fields.setdefault(self._names[-1], clean("".join(self._text)).strip())
                self._text = None
            case "item" if self._fact is not None and self._text is not None:
                self.facts.setdefault(self._fact, clean("".join(self._text)).strip()[:400])
                self._fact = self._text = None

    def _close(self, model: Model) -> None:
        model.end = self._parser.CurrentByteIndex + END
        if model.above is None or self._is_listed(model):
            self._done.append(model)
        else:
            model.above.models.setdefault(model.into, []).append(model)

    def _said(self, text: str) -> None:
        if self._text is not None and self._length < LONGEST:
            self._text.append(text)
            self._length += len(text)

    def _doctype(self, *_: object) -> None:
        raise ValueError("it has a document type, which is not read")
