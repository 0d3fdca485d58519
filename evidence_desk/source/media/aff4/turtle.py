"""The statements of `information.turtle`, as far as AFF4 uses the language.

(W3C, "RDF 1.1 Turtle".) Prefixes, IRIs, prefixed names, `a`, literals with a type or a language, numbers, lists of
predicates and of objects; no blank nodes and no collections, which no AFF4 program writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |<(?P<iri>[^<>\n]*)>
    |(?P<long>\"\"\".*?\"\"\"|'''.*?''')
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<type>\^\^)
    |(?P<directive>@prefix|@base|PREFIX\b|BASE\b)
    |(?P<language>@[A-Za-z][A-Za-z0-9-]*)
    |(?P<name>[A-Za-z_][\w.-]*?:[\w.%/-]*[\w%/-]|[A-Za-z_]?[\w-]*:)
    |(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b)
    |(?P<a>a)\b
    |(?P<end>[.;,])""",
    re.VERBOSE | re.DOTALL,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "b": "\b", "f": "\f"}
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


class NotTurtle(Exception):
    """It is written in another way, or cut off."""


@dataclass(frozen=True, slots=True)
class Literal:
    text: str
    kind: str = ""


Value = str | Literal
"""An IRI, or a literal."""
Graph = dict[str, dict[str, list[Value]]]
"""By subject and predicate."""


def parse(text: str) -> Graph:
    """NotTurtle for what does not hold to the end."""
    tokens = _tokens(text)
    graph: Graph = {}
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        if tokens[at][0] == "directive":
            at = _directive(tokens, at, prefixes)
            continue
        at = _statement(tokens, at, prefixes, graph)
    return graph


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = list[tuple[str, str]](), 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotTurtle(text[at : at + 20])
        if match.lastgroup != "space":
            found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _directive(tokens: list[tuple[str, str]], at: int, prefixes: dict[str, str]) -> int:
    word = tokens[at][1].upper().removeprefix("@")
    if word == "BASE":
        at += 2
    else:
        (kind, name), (second, iri) = _peek(tokens, at + 1), _peek(tokens, at + 2)
        if (kind, second) != ("name", "iri"):
            raise NotTurtle(name)
        prefixes[name.removesuffix(":")] = iri
        at += 3
    return at + 1 if _peek(tokens, at) == ("end", ".") else at


def _statement(tokens: list[tuple[str, str]], at: int, prefixes: dict[str, str], graph: Graph) -> int:
    subject = _iri(tokens, at, prefixes)
    at += 1
    while True:
        predicate = RDF_TYPE if _peek(tokens, at)[0] == "a" else _iri(tokens, at, prefixes)
        at += 1
        while True:
            value, at = _object(tokens, at, prefixes)
            graph.setdefault(subject, {}).setdefault(predicate, []).append(value)
            kind, mark = _peek(tokens, at)
            at += 1
            if (kind, mark) != ("end", ","):
                break
        while mark == ";" and _peek(tokens, at) == ("end", ";"):
            at += 1
        if mark == ";" and _peek(tokens, at) == ("end", "."):
            mark, at = ".", at + 1
        if mark == ".":
            return at
        if (kind, mark) != ("end", ";"):
            raise NotTurtle(mark)


def _object(tokens: list[tuple[str, str]], at: int, prefixes: dict[str, str]) -> tuple[Value, int]:
    kind, text = _peek(tokens, at)
    if kind == "number":
        return Literal(text), at + 1
    if kind not in ("text", "long"):
        return _iri(tokens, at, prefixes), at + 1
    plain = _unescaped(text[3:-3] if kind == "long" else text[1:-1])
    match _peek(tokens, at + 1)[0]:
        case "type":
            return Literal(plain, _iri(tokens, at + 2, prefixes)), at + 3
        case "language":
            return Literal(plain), at + 2
    return Literal(plain), at + 1


def _iri(tokens: list[tuple[str, str]], at: int, prefixes: dict[str, str]) -> str:
    kind, text = _peek(tokens, at)
    if kind == "iri":
        return text
    prefix, colon, local = text.partition(":")
    if kind != "name" or not colon or prefix not in prefixes:
        raise NotTurtle(text)
    return prefixes[prefix] + local


def _peek(tokens: list[tuple[str, str]], at: int) -> tuple[str, str]:
    if at >= len(tokens):
        raise NotTurtle("EOF")
    return tokens[at]


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if not code:
            return ESCAPES.get(match[3], match[3])
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"

    return ESCAPE.sub(one, text)
