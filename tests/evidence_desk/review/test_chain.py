"""What does not fit in a record of custody: found where it is, and not where it is not."""

from __future__ import annotations

import msgspec
import pytest

from evidence_desk.review import chain, custody
from evidence_desk.review.chain_words import DISCREPANCIES, FAULTS
from evidence_desk.review.forms import Form
from evidence_desk.review.wording import forbidden
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit, Recorded

SOUND = {
    "document": "笔录",
    "page": "1",
    "tool": "T",
    "version": "1",
    "write_blocker": "W1",
    "people": ("张三", "李四"),
    "witness": "赵六",
    "place": "室内",
}


def event(kind: str, start: str, **said: object) -> Event:
    return Event(**{"exhibit": "SZ-001", "kind": kind, "start": start, **SOUND, **said})  # type: ignore[arg-type]


def exhibit(number: str = "SZ-001", **said: object) -> Exhibit:
    return Exhibit(**{"number": number, "original": "transferred", **said})  # type: ignore[arg-type]


WHOLE = (
    event("seizure", "2026-03-01 10:00", end="2026-03-01 11:00"),
    event("sealing", "2026-03-01 11:00", seal="A-1"),
    event("transfer", "2026-03-02 09:00", handed_by="张三", handed_to="王五"),
    event("receipt", "2026-03-02 10:00", handed_by="张三", handed_to="王五", seal="A-1"),
    event("unsealing", "2026-03-03 09:00", seal="A-1"),
    event("imaging", "2026-03-03 09:10", end="2026-03-03 12:00", approved="2026-03-01", approval="1号"),
    event("resealing", "2026-03-03 12:30", seal="A-2"),
    event("transfer", "2026-03-04 09:00", handed_by="王五", handed_to="周明", seal="A-2"),
)


def found(case: Case, *events: Event, exhibits: tuple[Exhibit, ...] = (exhibit(),)) -> dict[str, list[chain.Discrepancy]]:
    custody.take(case, Form(exhibits=exhibits, events=events))
    by_code: dict[str, list[chain.Discrepancy]] = {}
    for one in chain.discrepancies(case):
        by_code.setdefault(one.code, []).append(one)
    return by_code


def without(kind: str) -> list[Event]:
    return [one for one in WHOLE if one.kind != kind]


def changed(at: int, **said: object) -> list[Event]:
    return [msgspec.structs.replace(one, **said) if number == at else one for number, one in enumerate(WHOLE)]


def test_a_record_that_fits_is_not_found_fault_with(case: Case) -> None:
    assert found(case, *WHOLE) == {}


@pytest.mark.parametrize(
    ("events", "code", "kinds"),
    [
        (changed(5, end="2026-03-03 08:00"), "end-before-start", ["imaging"]),
        (changed(5, start=""), "time-missing", ["imaging"]),
        (changed(5, document="", page=""), "source-missing", ["imaging"]),
        (changed(5, start="2026-02-01", end="", approved=""), "before-seizure", ["imaging", "seizure"]),
        (changed(7, handed_by="钱七"), "handover-differs", ["receipt", "transfer"]),
        (changed(2, handed_by="钱七") , "first-handover-differs", ["seizure", "transfer"]),
        (changed(7, handed_to=""), "handover-unnamed", ["transfer"]),
        (changed(7, handed_to=""), "receipt-missing", ["transfer"]),
        (changed(3, start="2026-03-02 08:00"), "receipt-before-transfer", ["transfer", "receipt"]),
        (without("sealing"), "unsealing-unsealed", ["unsealing"]),
        (without("unsealing"), "worked-while-sealed", ["imaging", "sealing"]),
        (without("resealing"), "reseal-before-handover", ["unsealing", "transfer"]),
        ([one for one in without("resealing") if one.start < "2026-03-04"], "reseal-missing", ["unsealing"]),
        (changed(4, seal="A-7"), "seal-differs", ["sealing", "unsealing"]),
        (changed(6, seal=""), "seal-unnumbered", ["resealing"]),
        (changed(5, approved="2026-03-04"), "approval-late", ["imaging"]),
        (changed(5, people=()), "people-missing", ["imaging"]),
        (changed(5, people=("张三", " 张三")), "people-few", ["imaging"]),
        (changed(0, witness="李四"), "witness-is-investigator", ["seizure"]),
        (changed(0, witness=""), "witness-missing", ["seizure"]),
        (changed(5, write_blocker=""), "write-blocker-missing", ["imaging"]),
        (changed(5, version=""), "tool-missing", ["imaging"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found_with_both_of_its_sides(case: Case, events: list[Event], code: str, kinds: list[str]) -> None:
    by_code = found(case, *events)
    assert [step.event.kind for step in by_code[code][0].steps] == kinds
    assert len(by_code[code]) == 1


def test_a_gap_between_two_hands_is_told_with_its_length(case: Case) -> None:
    one = found(case, *changed(7, handed_by="钱七"))["handover-differs"][0]
    assert "1 天 22 小时 59 分" in one.sentence("zh")
    assert "1 d 22 h 59 min" in one.sentence("en")
    row = next(row for row in chain.rows(case, "zh") if row["code"] == "handover-differs")
    assert (row["sources"], row["point"], len(row["steps"])) == (["笔录 1", "笔录 1"], "I-7", 2)  # type: ignore[arg-type]


def test_of_two_days_nothing_is_before_the_other_unless_every_moment_is(case: Case) -> None:
    assert "approval-late" not in found(case, *changed(5, approved="2026-03-03")), "on the same day it may have been first"


def test_a_time_without_a_zone_is_left_out_and_said(case: Case) -> None:
    case.db.execute("UPDATE meta SET value = '' WHERE key = 'timezone'")
    by_code = found(case, event("seizure", "2026-03-02"), event("imaging", "2026-03-01"))
    assert len(by_code["zone-missing"]) == 2
    assert "before-seizure" not in by_code


def test_nobody_is_in_two_places_at_once(case: Case) -> None:
    other = event("seizure", "2026-03-01 10:30", end="2026-03-01 10:40", exhibit="SZ-002", place="某公司", people=("孙八", "张三"))
    one = found(case, *WHOLE, other, exhibits=(exhibit(), exhibit("SZ-002")))["two-places"]
    assert [(step.event.exhibit, step.event.place) for step in one[0].steps] == [("SZ-001", "室内"), ("SZ-002", "某公司")]
    assert "张三" in one[0].sentence("zh")


@pytest.mark.parametrize(
    "said",
    [
        {"place": "室内"}, {"people": ("孙八", "钱七")}, {"start": "2026-03-01 11:01", "end": "2026-03-01 12:00"}, {"start": "2026-03-01", "end": ""},
    ],
)  # fmt: skip
def test_what_only_may_overlap_is_not_called_two_places(case: Case, said: dict[str, object]) -> None:
    values = {"exhibit": "SZ-002", "place": "某公司", "end": "2026-03-01 10:40"} | said
    other = event("seizure", str(values.pop("start", "2026-03-01 10:30")), **values)
    assert "two-places" not in found(case, *WHOLE, other, exhibits=(exhibit(), exhibit("SZ-002")))


def test_one_act_on_several_exhibits_is_one_act(case: Case) -> None:
    twin = event("seizure", "2026-03-01 10:00", end="2026-03-01 11:00", exhibit="SZ-002")
    away = event("seizure", "2026-03-01 10:30", end="2026-03-01 10:40", exhibit="SZ-003", place="某公司")
    by_code = found(case, *WHOLE, twin, away, exhibits=tuple(map(exhibit, ("SZ-001", "SZ-002", "SZ-003"))))
    assert len(by_code["two-places"]) == 2, "two people, not two exhibits times two people"


def test_an_original_that_stayed_behind_needs_a_reason_and_a_place(case: Case) -> None:
    exhibits = (exhibit("1", original=""), exhibit("2", original="not-transferred", original_reason="体积过大"))
    by_code = found(case, exhibits=exhibits)
    assert [one.exhibit for one in by_code["original-unsaid"]] == ["1"]
    assert [(one.exhibit, one.params["missing"]) for one in by_code["original-unexplained"]] == [("2", ("存放地点", "where it is kept"))]
    assert len(by_code["custody-missing"]) == 2


def test_digests_of_the_record_are_held_against_their_form_and_each_other(case: Case) -> None:
    md5 = "d41d8cd98f00b204e9800998ecf8427e"
    exhibits = (
        exhibit("1", digests=(Recorded("MD5", md5.upper(), "medium", "清单 1"), Recorded("SHA-1", md5, "medium"))),
        exhibit(
            "2",
            digests=(
                Recorded("md5", md5, "medium", "清单 2"),
                Recorded("md5", "d41d8cd98f00b2O4e9800998ecf8427e", "file"),
                Recorded("crc", "1"),
            ),
        ),
    )
    events = [event("imaging", "2026-03-03", exhibit="1", digest=f"MD5：{md5[:-1]}0；sha1：{'0' * 40}", digest_of="medium")]
    by_code = found(case, *events, exhibits=exhibits)
    assert [(one.exhibit, one.params["algorithm"], one.sources) for one in by_code["digest-shared"]] == [("1", "md5", ("清单 1", "清单 2"))]
    said = {str(one.params["value"]): one.sentence("en") for one in by_code["digest-malformed"]}
    assert "40 digits and has 32" in said[md5]
    assert "O is like 0" in said["d41d8cd98f00b2o4e9800998ecf8427e"]
    assert "not known" in said["1"]
    assert {(one.exhibit, one.params["algorithm"]) for one in by_code["digest-differs"]} == {("1", "md5"), ("1", "sha1")}


def test_sentences_conclude_nothing() -> None:
    for zh, en in (*DISCREPANCIES.values(), *FAULTS.values()):
        assert forbidden(zh) == forbidden(en) == []
