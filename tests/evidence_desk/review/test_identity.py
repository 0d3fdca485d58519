"""Whether the device of the record is that of the data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.model import Device, Locus
from evidence_desk.review import custody, identity
from evidence_desk.review.dossier import Dossier
from evidence_desk.review.forms import Form
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Exhibit

Image = Callable[..., int]
AT = Locus(1, 1, "/Info.plist", None)
PHONE = Device(locus=AT, maker="Apple", model="iPhone13,2", serial="F2LXK0ABCD", imei=("356789012345678", "356789012345686"))


def compared(case: Case) -> dict[str, str]:
    return {str(row["field"]): str(row["verdict"]) for row in identity.rows(case, "en")}


def test_numbers_of_the_record_are_held_against_those_of_the_device(case: Case, image: Image) -> None:
    number = image(("/Info.plist", None, None, None, None), found=(PHONE,), format="zip")
    said = Exhibit("1", (number,), make="苹果 Apple", model="A2403", serial="f2lx k0abcd", imei=("35-678901-234568-6",), iccid=("89860",))
    custody.take(case, Form(exhibits=(said,)))
    assert compared(case) == {"serial": "match", "imei": "match", "iccid": "only-in-record", "make": "match", "model": "mismatch"}
    found = identity.found(Dossier(case))
    assert (found.result, found.rows) == ("agrees", ("a1.1.1",)), "a model goes by several names and decides nothing"


def test_another_number_is_told_with_both_values(case: Case, image: Image) -> None:
    number = image(("/Info.plist", None, None, None, None), found=(PHONE,), format="zip")
    custody.take(case, Form(exhibits=(Exhibit("1", (number,), serial="F2LXK0ABCE"),)))
    found = identity.found(Dossier(case))
    assert (found.result, found.detail["1 serial"]) == ("differs", "F2LXK0ABCE / F2LXK0ABCD")


def test_a_backup_on_a_computer_says_nothing_of_the_computer(case: Case, image: Image) -> None:
    number = image(("/backup/Info.plist", None, None, None, None), found=(PHONE,), metadata={"serial_number": "WD-1"}, size=1000)
    custody.take(case, Form(exhibits=(Exhibit("1", (number,), kind="笔记本电脑", serial="wd1"),)))
    assert compared(case) == {"serial": "match", "capacity": "only-in-data"}


@pytest.mark.parametrize(
    ("written", "verdict"),
    [("500,107,862,016 字节", "match"), ("500107862016", "match"), ("500107862015 bytes", "mismatch"), ("500 GB", "only-in-record")],
)
def test_a_capacity_in_bytes_is_exact_and_a_makers_word_is_not_compared(case: Case, image: Image, written: str, verdict: str) -> None:
    number = image(size=500107862016)
    custody.take(case, Form(exhibits=(Exhibit("1", (number,), capacity=written),)))
    assert compared(case) == {"capacity": verdict}


def test_without_numbers_nothing_is_said(case: Case, image: Image) -> None:
    custody.take(case, Form(exhibits=(Exhibit("1", (image(size=None),)),)))
    assert identity.found(Dossier(case)).result == "nothing-to-compare"
