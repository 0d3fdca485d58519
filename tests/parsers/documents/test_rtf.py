"""The words of RTF and of HTML."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.api import Found, Gap, OpenEntry, Parser, Text
from evidence_desk.source.html import plain
from parsers.documents.rtf import text

Entry = Callable[..., OpenEntry]
Parse = Callable[[Parser, OpenEntry], list[Found]]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (rb"{\rtf1\ansi Hello {\b bold}\par next\tab cell}", "Hello bold\nnext\tcell"),
        (rb"{\rtf1\ansi\ansicpg936 \'d7\'aa\'d5\'cb}", "转账"),
        (rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fnil\fcharset134 SimSun;}}\f1\'d7\'aa\'d5\'cb\f0 ok}", "转账ok"),
        (rb"{\rtf1\ansi\uc1 \u-28787?\u36134?}", "轍账".replace("轍", chr(0xFFFF - 28787 + 1))),
        (rb"{\rtf1 \{brace\} back\\slash{\*\generator Riched20;}{\pict 89504e47}{\stylesheet Normal;}}", "{brace} back\\slash"),
        (rb'{\rtf1{\field{\*\fldinst HYPERLINK "http://e.x"}{\fldrslt link}}}', 'HYPERLINK "http://e.x"link'),
        (rb"{\rtf1 cut {\b here", "cut here"),
        (b"{\\rtf1 " + b"{" * 200_000 + b"deep", "deep"),
    ],
)
def test_what_is_shown_is_the_text(entry: Entry, parse: Parse, document: bytes, words: str) -> None:
    [found] = parse(text, entry(document, "/a.rtf"))
    assert isinstance(found, Text)
    assert found.body == words


def test_embedded_objects_are_said_not_to_be_read(entry: Entry, parse: Parse) -> None:
    found = parse(text, entry(rb"{\rtf1 a{\object{\*\objdata 01050000}}}", "/a.rtf"))
    assert [one.code for one in found if isinstance(one, Gap)] == ["document-unread"]


def test_html_gives_its_words_and_addresses_and_no_scripts() -> None:
    page = "<html><head><title>标题</title><style>b{}</style><script>var x='no'</script></head><body><p>one&nbsp;&amp; <b>t</b>wo<br>three<a href='http://e.x/y'>link</a><img alt='图'><!-- note --></body>"
    assert plain(page) == "标题\none & two\nthreelink 图 note\nhttp://e.x/y".replace("one &", "one\xa0&")
    assert plain("no markup < at all") == "no markup < at all"
