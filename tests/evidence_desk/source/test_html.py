"""The words of an HTML document, whatever was done to it."""

from __future__ import annotations

import time

import pytest

from evidence_desk.source.html import plain


def test_words_addresses_and_comments_are_kept_and_markup_is_not() -> None:
    document = (
        "<!DOCTYPE html><title>A</title>\r\n<p>1 &lt; 2 &#x4f60;<br>x<td>y<a href='u?a&amp;b' TITLE=t>z</a>"
        "<!-- c --><script>if (a<b) no</script><style>no"
    )
    assert plain(document) == "A\n1 < 2 你\nx y t z c\nu?a&b"


@pytest.mark.parametrize("document", ["a <b and c", "1<2", "5 </ 3", "a <b x='1", "a <! b"])
def test_what_is_no_tag_to_its_end_is_words(document: str) -> None:
    assert plain(document) == document


def test_what_looks_like_a_declaration_and_is_none_costs_nothing_behind_it() -> None:
    assert plain("a<![ b ]>c<![CDATA[d<e]]>f<?x y?>g") == "a c d<e f g"


def test_a_number_of_a_character_that_no_number_holds_is_a_replacement_mark() -> None:
    assert plain(f"a&#{'9' * 5000};b&#x{'f' * 5000};") == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    "unit", ["<a ", "<!--", "<![", "</", "<!D", "<?", "<", "&#", " ", "<a x=", "\"'", "<a b='", "<script>", "</scrip", "=", " \t"]
)
def test_much_of_what_never_ends_is_gone_through_once(unit: str) -> None:
    begun = time.process_time()
    for before in ("<html>", "<a ", "<script>"):
        plain(before + unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 5
