"""The parsers of this installation: ours, and those of any other distribution that names them as entry points.

    [project.entry-points."evidence_desk.parsers"]
    "example.notes" = "example_notes:notes"

Nothing is registered and nothing is configured. A plugin that cannot be loaded costs only itself, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from evidence_desk.api import Parser
from evidence_desk.model import Gap

GROUP = "evidence_desk.parsers"
OURS = "evidence-desk"


@dataclass(frozen=True, slots=True)
class Provided:
    """A parser, and the distribution that it comes from, as `name release`."""

    parser: Parser
    distribution: str

    @property
    def name(self) -> str:
        return self.parser.name

    @property
    def version(self) -> int:
        return self.parser.version

    @property
    def about(self) -> str:
        """The first line of what the parser says of itself."""
        return self.parser.about


def parsers() -> tuple[list[Parser], list[Gap]]:
    """All parsers by name, and a gap for each plugin that cannot be used."""
    found, gaps = _found()
    return [one.parser for one in found], gaps


def documentation() -> list[Provided]:
    """All parsers by name, with what the command `parsers` shows of them."""
    return _found()[0]


def _found() -> tuple[list[Provided], list[Gap]]:
    found: dict[str, Provided] = {}
    gaps: list[Gap] = []
    for point in _points():
        one = _load(point)
        if isinstance(one, Provided) and one.name in found:
            one = _gap(point, f"{found[one.name].distribution} has a parser named {one.name}")
        if isinstance(one, Gap):
            gaps.append(one)
        else:
            found[one.name] = one
    return sorted(found.values(), key=lambda one: one.name), gaps


def _points() -> Iterator[EntryPoint]:
    """Ours first, so that no other distribution takes the name of one; the rest in an order that never varies."""
    yield from sorted(entry_points(group=GROUP), key=lambda point: (not _ours(point), _origin(point), point.name, point.value))


def _load(point: EntryPoint) -> Provided | Gap:
    try:
        loaded: object = point.load()
    except Exception as error:  # noqa: BLE001 the import runs code that is not ours, which may fail in any way
        return _gap(point, f"{type(error).__name__}: {error}"[:500])
    if not isinstance(loaded, Parser):
        return _gap(point, f"{point.value} is no Parser")
    return Provided(loaded, _origin(point))


def _gap(point: EntryPoint, detail: str) -> Gap:
    return Gap("plugin-unusable", {"name": point.name, "distribution": _origin(point), "detail": detail}, "error")


def _ours(point: EntryPoint) -> bool:
    return point.dist is not None and point.dist.name == OURS


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "?"
