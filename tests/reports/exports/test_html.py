"""A page on which nothing runs and from which nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from .conftest import Written

INERT = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "section", "ol", "li", "span", "time", "br", "code"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_evidence_brings_no_markup_into_the_page(written: Written) -> None:
    text = written("html").read_text(encoding="utf-8")
    page = Tags()
    page.feed(text)
    assert page.tags <= INERT
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "name", "id", "class"}
    assert any("<script>alert('1')</script>" in one for one in page.texts), "what the message says is there, as text"
    assert "\u202e" not in text


def test_the_page_allows_its_own_style_and_nothing_else(written: Written) -> None:
    text = written("html").read_text(encoding="utf-8")
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{allowed}'" in text


def test_a_tagged_message_stands_alone_and_a_tagged_conversation_whole(written: Written) -> None:
    assert re.findall(r'<li id="(\S+)"', written("html", "重要").read_text(encoding="utf-8")) == ["m1.2.3"]
    assert re.findall(r'<li id="(\S+)"', written("html", "whole").read_text(encoding="utf-8")) == ["m1.2.3", "m1.2.4", "m1.2.5"]
    assert "1 / 3" in written("html", "重要").read_text(encoding="utf-8")
