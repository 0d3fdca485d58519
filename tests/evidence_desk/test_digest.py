"""Digests of a stream, digests that people state, and comparing them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.digest import USUAL, Digests, compare, digests, stated
from evidence_desk.errors import BadDigest, Sm3Missing

MD5, SHA1 = "0cc175b9c0f1b6a831c399e269772661", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"


def ignore(_done: int) -> None:
    pass


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=30))
def test_one_pass_gives_what_hashlib_gives_of_the_whole(blocks: list[bytes]) -> None:
    expected = {name: hashlib.new(name, b"".join(blocks)).hexdigest() for name in USUAL}
    assert digests(blocks, USUAL, ignore) == expected
    small = Digests()
    for block in blocks:
        small.update(block)
    assert small.hexdigests() == expected


def test_progress_counts_the_bytes_in_the_calling_thread() -> None:
    told: list[tuple[int, str]] = []
    digests([b"a" * 10, b"", b"b" * 5], ["md5"], lambda done: told.append((done, threading.current_thread().name)))
    assert told == [(10, "MainThread"), (10, "MainThread"), (15, "MainThread")]


def test_what_the_stream_raises_comes_through_and_leaves_no_thread() -> None:
    before = threading.active_count()

    def broken() -> Iterator[bytes]:
        yield b"x" * 1000
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        digests(broken(), USUAL, ignore)
    assert threading.active_count() == before


def test_a_cancelled_progress_ends_the_pass() -> None:
    def cancelled(_done: int) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        digests([b"x"] * 100, USUAL, cancelled)
    assert threading.active_count() == before


def test_sm3_gives_the_standards_own_example() -> None:
    try:
        found = digests([b"a", b"bc"], ["sm3"], ignore)
    except Sm3Missing:
        pytest.skip("OpenSSL here has no SM3")
    assert found == {"sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"}  # GB/T 32905, example 1


def test_a_system_without_sm3_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str, **_options: object) -> object:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", without)
    with pytest.raises(Sm3Missing):
        Digests(["sm3"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"md5:{MD5}", ("md5", MD5)),
        (f"MD5:{MD5.upper()}", ("md5", MD5)),
        (f" SHA-1 : {SHA1[:20]} {SHA1[20:]}\n", ("sha1", SHA1)),
        ("sha256:" + "AB" * 32, ("sha256", "ab" * 32)),
        ("SHA-256:" + "ab" * 32, ("sha256", "ab" * 32)),
        ("sha_256:" + "ab" * 32, ("sha256", "ab" * 32)),
        ("SM3:" + "01" * 32, ("sm3", "01" * 32)),
    ],
)
def test_a_stated_digest_is_read_as_people_write_it(text: str, expected: tuple[str, str]) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    "text", ["", "md5", "md5:", MD5, f"md5:{MD5[:-1]}", f"md5:{MD5}0", f"md5:{MD5[:-1]}g", "sha512:" + "0" * 128, f"crc32:{MD5}"]
)
def test_what_is_no_digest_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(BadDigest) as refused:
        stated(text)
    assert refused.value.params == {"text": text}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_digest_or_refused(text: str) -> None:
    try:
        algorithm, value = stated(text)
    except BadDigest:
        return
    assert len(value) == {"md5": 32, "sha1": 40, "sha256": 64, "sm3": 64}[algorithm]


def test_every_comparable_digest_that_agrees_is_a_match() -> None:
    each, whole = compare({"md5": MD5.upper()}, {"md5": MD5, "sha1": SHA1}, {"md5": MD5, "sha1": SHA1, "sha256": "0" * 64})
    assert each == {("stated", "md5"): "match", ("stored", "md5"): "match", ("stored", "sha1"): "match"}
    assert whole == "match"


def test_one_digest_that_differs_is_a_mismatch_whatever_the_others_say() -> None:
    each, whole = compare({"md5": MD5}, {"sha1": SHA1[::-1]}, {"md5": MD5, "sha1": SHA1})
    assert each[("stated", "md5")] == "match"
    assert each[("stored", "sha1")] == "mismatch"
    assert whole == "mismatch"


def test_nothing_given_is_nothing_to_compare_and_no_match() -> None:
    assert compare({}, {}, {"md5": MD5}) == ({}, "nothing-to-compare")


def test_a_digest_that_was_not_computed_is_no_match() -> None:
    assert compare({"sha256": "0" * 64}, {}, {"md5": MD5}) == ({("stated", "sha256"): "nothing-to-compare"}, "nothing-to-compare")
    assert compare({"sha256": "0" * 64}, {"md5": MD5}, {"md5": MD5})[1] == "match"
