"""KML 2.2 (OGC 07-147r2): a placemark for each item that has a latitude and a longitude.

What a picture or a message says of a place is what is drawn; that a person was there is not said by it.
Nothing in the file leads to another address: no styles, icons or maps from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from evidence_desk.store.tables import Shown, Value
from reports.exports.selection import Selection
from reports.exports.xml import element, escaped

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
SHOWN = ("id", "evidence", "time", "summary", "parser")


def write(selection: Selection, out: BinaryIO) -> int:
    out.write((HEAD + element("name", selection.case.particulars.number) + "\n").encode())
    count = 0
    for count, mark in enumerate(_marks(selection), 1):
        out.write(mark.encode())
    out.write(b"</Document></kml>\n")
    return count


def _marks(selection: Selection) -> Iterator[str]:
    for row in selection.rows("artifacts"):
        if (place := _place(row["data"])) is not None:
            yield _placemark(row, str(row["summary"] or row["type"]), row["time"], place)
    for row in selection.rows("messages"):
        if (place := _place(row["location"]) or _place(row["extra"])) is not None:
            yield _placemark(row, str(row["text"] or row["kind"]), row["sent"], place)


def _placemark(row: Shown, name: str, time: Value, place: str) -> str:
    parts = [element("name", name[:200])]
    if time:
        parts.append(f"<TimeStamp>{element('when', str(time))}</TimeStamp>")
    source = row["source"]
    known = {**{field: row[field] for field in SHOWN if row.get(field) is not None}, **(source if isinstance(source, dict) else {})}
    data = "".join(f'<Data name="{escaped(key)}">{element("value", str(value))}</Data>' for key, value in known.items())
    parts.append(f"<ExtendedData>{data}</ExtendedData><Point>{element('coordinates', place)}</Point>")
    return f'<Placemark id="{row["id"]}">{"".join(parts)}</Placemark>\n'


def _place(data: Value) -> str | None:
    """longitude,latitude[,altitude]; None where there is none on earth."""
    if not isinstance(data, dict):
        return None
    latitude, longitude = _degrees(data.get("latitude"), 90), _degrees(data.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None
    altitude = _degrees(data.get("altitude"), 1e7)
    return f"{longitude},{latitude}" + ("" if altitude is None else f",{altitude}")


def _degrees(value: Value, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if -most <= number <= most else None
