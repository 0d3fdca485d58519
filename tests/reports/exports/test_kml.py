"""Placemarks of what has a place on earth, and nothing that leads elsewhere."""

from __future__ import annotations

from lxml import etree

from .conftest import Written

KML = "{http://www.opengis.net/kml/2.2}"


def test_items_with_a_place_are_placemarks_longitude_first(written: Written) -> None:
    root = etree.fromstring(written("kml").read_bytes())
    marks = {mark.get("id"): mark.findtext(f"{KML}Point/{KML}coordinates") for mark in root.iter(f"{KML}Placemark")}
    assert marks == {"a1.2.6": "-120.1502,30.2501", "m1.2.5": "120.15,30.25"}
    assert root.findtext(f".//{KML}when") == "2024-03-05T07:04:05.1234567Z"
    assert {element.tag for element in root.iter()} & {f"{KML}href", f"{KML}NetworkLink", f"{KML}Icon"} == set()
