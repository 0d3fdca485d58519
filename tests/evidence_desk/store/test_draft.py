"""The finding that is being written outlives the window, and is no part of the review."""

from __future__ import annotations

import pytest

from evidence_desk.store import draft
from evidence_desk.store.case import Case
from evidence_desk.store.draft import Written


def test_it_is_there_again_when_the_case_is_opened_again(case: Case) -> None:
    written = Written("转账 20000 元", ("m1.1.2", "e1.1"), "f1", "supports")
    draft.keep(case, written)
    with Case.open(case.folder) as again:
        assert draft.kept(again) == written


def test_an_empty_one_is_not_kept(case: Case) -> None:
    draft.keep(case, Written("a"))
    draft.keep(case, Written())
    assert draft.kept(case) == Written()
    assert case.db.execute("SELECT count(*) FROM meta WHERE key LIKE 'draft%'").fetchone()[0] == 0


def test_each_person_has_their_own(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    draft.keep(case, Written("mine"))
    monkeypatch.setattr("evidence_desk.store.draft.actor", lambda: "somebody else")
    assert draft.kept(case) == Written()


def test_it_leaves_the_log_and_what_the_case_is_called_alone(case: Case) -> None:
    before, entries = case.particulars, case.db.execute("SELECT count(*) FROM audit").fetchone()[0]
    draft.keep(case, Written("a"))
    assert case.particulars == before
    assert case.db.execute("SELECT count(*) FROM audit").fetchone()[0] == entries
