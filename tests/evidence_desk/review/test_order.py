"""When an image was made, against the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.review import custody, order
from evidence_desk.review.dossier import Dossier
from evidence_desk.review.forms import Form
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit

Image = Callable[..., int]
STEPS = (
    Event("1", "seizure", start="2026-03-01 10:00"), Event("1", "imaging", start="2026-03-02 09:00", end="2026-03-02 12:00"),
    Event("1", "examination", start="2026-03-05"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("acquired", "codes"),
    [
        ("2026-03-02T03:00:00Z", []),
        ("2026-03-02 11:00:00", []),
        ("2026-02-27T03:00:00Z", ["acquired_before_seizure", "acquired_outside_imaging"]),
        ("2026-03-03T03:00:00Z", ["acquired_outside_imaging"]),
        ("2026-03-07T03:00:00Z", ["acquired_after_examination", "acquired_outside_imaging"]),
        ("2099-01-01T00:00:00Z", ["acquired_after_examination", "acquired_outside_imaging", "acquired_after_registration"]),
    ],
)
def test_the_time_of_the_image_lies_where_the_record_has_it(case: Case, image: Image, acquired: str, codes: list[str]) -> None:
    number = image(metadata={"acquired": acquired})
    custody.take(case, Form(exhibits=(Exhibit("1", (number,)),), events=STEPS))
    found = order.found(Dossier(case))
    assert [name.split()[1] for name in found.detail if name.startswith("i1 acquired_")] == codes
    assert found.result == ("differs" if codes else "agrees")


def test_a_time_that_is_none_is_listed_as_it_stands(case: Case, image: Image) -> None:
    image(metadata={"acquired": "last Tuesday"})
    found = order.found(Dossier(case))
    assert (found.result, found.detail) == ("listed", {"i1 acquired": "last Tuesday"})
