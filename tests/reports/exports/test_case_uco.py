"""JSON-LD that the ontology's own validator accepts, without a network."""

from __future__ import annotations

import json
import socket

import pytest
from case_utils.case_validate import validate

from .conftest import Written


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_the_graph_conforms_to_case(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    result = validate(str(written("case")), case_version="case-1.5.0", abort_on_first=False)
    assert result.conforms, result.text


def test_what_a_tagged_record_refers_to_is_in_the_export_too(written: Written) -> None:
    graph = json.loads(written("case", "重要").read_text(encoding="utf-8"))["@graph"]
    kinds = sorted(thing["@type"].rpartition(":")[2] for thing in graph)
    assert kinds.count("Message") == 1
    assert kinds.count("MessageThread") == 1
    assert kinds.count("File") == 1
    known = {thing["@id"] for thing in graph}
    assert all(thing[end]["@id"] in known for thing in graph if "core:source" in thing for end in ("core:source", "core:target"))
    assert len(known) == len(graph)
