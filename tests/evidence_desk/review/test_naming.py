"""What a rule on counsel finds in a text: every way to write a number, addresses in a domain, words as they stand and as they are read off pictures."""

from __future__ import annotations

import pytest

from evidence_desk.review.naming import Rule, domain, plain

NUMBERS = ("13912345678", "+86 139-1234-5678", "8613912345678", "0086 13912345678", "8613912345678@s.whatsapp.net")


@pytest.mark.parametrize("value", NUMBERS)
@pytest.mark.parametrize(
    "line",
    [
        *NUMBERS, "86 139 1234 5678", "8613912345678:12@s.whatsapp.net", "8613912345678@c.us", "tel:+86 13912345678", "(+86) 139.1234.5678", "１３９１２３４５６７８",
        "王律师 139 1234 5678", "王律师(13912345678)",
    ],
)  # fmt: skip
def test_a_telephone_number_is_the_same_however_it_is_written(value: str, line: str) -> None:
    assert Rule(1, "contact", value).names(f"somebody\n{line}")


@pytest.mark.parametrize(
    "line", ["139123456789", "113912345678", "x13912345678", "13912345679", "8613912345678901@s.whatsapp.net", "律师", ""]
)
def test_a_number_that_only_begins_or_ends_alike_is_another(line: str) -> None:
    assert not Rule(1, "contact", "13912345678").names(line)


def test_numbers_abroad_and_fixed_lines_have_one_form() -> None:
    assert plain("+44 7700 900123") == plain("447700900123@s.whatsapp.net") == plain("0044-7700-900123")
    assert plain("0755-82345678") == plain("+86 755 8234 5678")
    assert plain(" Wang  Fang ") == plain("wangfang")


def test_a_contact_is_an_address_of_mail_beside_a_name_and_is_not_looked_for_in_what_is_said() -> None:
    rule = Rule(1, "contact", "chen@law.example")
    assert rule.names("陈律师 <Chen@LAW.example>")
    assert not rule.names("xchen@law.example")
    assert not rule.says("chen@law.example")


@pytest.mark.parametrize("given", ["law.example", "@law.example", "https://www.law.example/about?x=1", "LAW.EXAMPLE:443", "law.example."])
@pytest.mark.parametrize(
    "text",
    [
        "https://law.example/a", "a@law.example", "见law.example。", "mail.law.example", "https%3A%2F%2Flaw.example%2F", "x <A@LAW.example>", "at law.example.",
        "l\u200baw.example",
    ],
)  # fmt: skip
def test_a_domain_is_found_in_addresses_of_mail_and_pages_and_below_it(given: str, text: str) -> None:
    assert Rule(1, "domain", domain(given)).says(text)


@pytest.mark.parametrize(
    "text", ["outlaw.example", "law.example.com", "law.examples", "law-law.example", "law.example-x.org", "law example"]
)
def test_another_domain_is_not(text: str) -> None:
    assert not Rule(1, "domain", "law.example").says(text)


def test_a_domain_in_chinese_is_found_as_the_dns_has_it() -> None:
    assert Rule(1, "domain", "律所.cn").says("http://" + "律所.cn".encode("idna").decode() + "/")
    assert Rule(1, "domain", "律所.cn".encode("idna").decode()).says("a@律所.cn")


def test_a_word_is_found_across_blanks_of_a_script_that_has_none() -> None:
    assert Rule(1, "word", "辩护意见").says("辩 护\n意 见")
    assert Rule(1, "word", "Law Firm").says("law\n  firm")
    assert not Rule(1, "word", "law").says("l a w")


@pytest.mark.parametrize("value", [*NUMBERS, "+44 7700 900123", "0755-82345678", "Wang-Fang", "wxid_1", "chen@law.example", "陈 大律师"])
def test_what_names_a_contact_passes_the_quick_look_before(value: str) -> None:
    rule = Rule(1, "contact", value)
    assert rule.names(value) and rule.names(f"x\n {value.upper()}")
    assert rule.may_name(f'{{"a": "{value}"}}')
    assert not rule.may_name("13900000000 somebody else")
