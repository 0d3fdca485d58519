from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.api import Gap
from parsers.chat._json import Document, Value

ENTERED = {"", "/a", "/a/*", "/a/*/m"}


def walk(entry, text: str | bytes) -> list[Value | Gap]:
    return list(Document(entry(text.encode() if isinstance(text, str) else text), ENTERED))


def values(found) -> dict[str, object]:
    return {one.pointer: json.loads(one.raw) for one in found if isinstance(one, Value) and one.raw not in (b"{", b"[")}


@pytest.mark.parametrize("indent", [None, 0, 1, 4, "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_values_are_given_whole_with_their_pointers_however_the_document_is_laid_out(entry, indent, newline):
    document = {"x/~": 1, "a": [{"id": 7, "m": [{"t": 'a "}]{[" \\'}, {"t": {"u": [1, {"v": None}]}}, [], {}], "n": True}], "z": "end"}
    found = walk(entry, json.dumps(document, indent=indent).replace("\n", newline))
    inner = document["a"][0]
    assert values(found) == {
        "/x~1~0": 1, "/a/0/id": 7, **{f"/a/0/m/{n}": one for n, one in enumerate(inner["m"])}, "/a/0/n": True, "/z": "end",
    }  # fmt: skip
    assert [one.shape for one in found if one.pointer.startswith("/a/0/m/")] == ["/a/*/m/*"] * 4


def test_values_across_the_borders_of_blocks_are_whole(entry, monkeypatch):
    monkeypatch.setattr("parsers.chat._json.BLOCK", 3)
    document = {"a": [{"m": [{"text": "张三 " * 50, "n": [1, 2, {"x": "\\"}]}] * 3}], "b": 12345, "c": "end"}
    for indent in (None, 2):
        found = walk(entry, json.dumps(document, indent=indent, ensure_ascii=False))
        assert not [one for one in found if isinstance(one, Gap)]
        assert values(found)["/a/0/m/2"] == document["a"][0]["m"][2]
        assert values(found)["/b"] == 12345


def test_an_inner_bracket_at_the_depth_of_the_outer_one_does_not_end_it(entry):
    found = walk(entry, '{"a": [{"m": [\n{\n"x": {\n"y": 1\n},\n"z": 2\n}\n]}]}')
    assert values(found) == {"/a/0/m/0": {"x": {"y": 1}, "z": 2}}


@pytest.mark.parametrize("block", [1 << 20, 31])
def test_a_value_that_is_damaged_inside_costs_no_other(entry, monkeypatch, block):
    monkeypatch.setattr("parsers.chat._json.BLOCK", block)
    document = '{"a": [{"m": [\n  {\n   "x": [[[ "\n  },\n  {\n   "x": 1\n  },\n  {"y": NaN}, {"z": "\\ud800"}\n]}]}'
    found = walk(entry, document)
    raws = {one.pointer: one.raw for one in found if isinstance(one, Value)}
    assert b"[[[" in raws["/a/0/m/0"]
    assert json.loads(raws["/a/0/m/1"]) == {"x": 1}
    assert raws["/a/0/m/2"] == b'{"y": NaN}'
    assert raws["/a/0/m/3"] == b'{"z": "\\ud800"}'


@pytest.mark.parametrize(
    ("text", "offset", "rows", "kept"),
    [
        ('{"a": [{"m": [{"x": 1}, {"x"', 24, 1, {"/a/0/m/0": {"x": 1}}),
        ('{"a": [{"m": [{"x": 1}, ', 24, 0, {"/a/0/m/0": {"x": 1}}),
        ('{"a": [{"m": [{"x": 1}]', 23, 0, {"/a/0/m/0": {"x": 1}}),
        ('{"b": "no end', 6, 0, {}),
        ('{"b" 1}', 5, 0, {}),
        ('{"b": }', 6, 0, {}),
        ('{"b": 1} x', 9, 0, {"/b": 1}),
        ("", 0, 0, {}),
    ],
)
def test_where_a_document_breaks_off_what_came_before_is_kept(entry, text, offset, rows, kept):
    found = walk(entry, text)
    assert values(found) == kept
    (gap,) = [one for one in found if isinstance(one, Gap)]
    assert (gap.code, gap.params["offset"], gap.rows) == ("document-damaged", offset, rows)


def test_a_missing_comma_is_said_and_read_over(entry):
    found = walk(entry, '{"b": 1 "a": [{"m": [{"x": 1} {"x": 2},, {"x": 3}]}]}')
    assert values(found) == {"/b": 1, "/a/0/m/0": {"x": 1}, "/a/0/m/1": {"x": 2}, "/a/0/m/2": {"x": 3}}
    assert len([one for one in found if isinstance(one, Gap)]) == 3


def test_depth_without_end_is_walked_over(entry, corpus):
    deep = "[" * 100_000 + "]" * 100_000
    found = walk(entry, f'{{"a": [{{"m": [{deep}, {{"x": 1}}]}}]}}')
    assert [len(one.raw) for one in found if isinstance(one, Value) and one.pointer == "/a/0/m/0"] == [200_000]
    assert walk(entry, (corpus / "hostile/handmade/json_deep_100k.json").read_bytes())


def test_a_value_longer_than_the_limit_ends_the_reading(entry, monkeypatch):
    monkeypatch.setattr("parsers.chat._json.LARGEST", 5000)
    monkeypatch.setattr("parsers.chat._json.BLOCK", 1000)
    found = walk(entry, '{"b": 1, "c": "' + "x" * 20_000 + '"}')
    assert values(found) == {"/b": 1}
    assert found[-1].code == "document-damaged"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(JSON, max_size=5), st.sampled_from([None, 1, 3]))
def test_any_json_comes_out_as_it_went_in(entry, elements, indent):
    found = walk(entry, json.dumps({"a": elements}, indent=indent))
    entered = [n for n, one in enumerate(elements) if isinstance(one, dict | list)]
    assert {f"/a/{n}": one for n, one in enumerate(elements) if n not in entered}.items() <= values(found).items()
    assert not [one for one in found if isinstance(one, Gap)]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_end_with_values_and_gaps(entry, before, after):
    walk(entry, before)
    walk(entry, b'{"a": [{"m": [' + before + b'{"x": "' + after)
