from __future__ import annotations

import io
import json
import shutil
import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence_desk.api import Extent, Gap, Photo
from parsers.media import exif
from parsers.media.exif import photo

TAGS = {271: "Xiaomi", 272: "X1", 305: "Camera 1.0"}
NO_GPS: dict[int, object] = {}
TAKEN = {0x9003: "2024:03:05 10:00:00"}
SHANGHAI = {1: "N", 2: (31.0, 13.0, 49.44), 3: "E", 4: (121.0, 28.0, 25.32), 5: b"\x01", 6: 12.5, 7: (2.0, 0.0, 0.25), 29: "2024:03:05"}


def made(kind: str = "jpeg", tags: dict[int, object] = TAGS, taken: dict[int, object] = TAKEN, gps: dict[int, object] = NO_GPS) -> bytes:
    """A small picture with these tags."""
    block = Image.Exif()
    block.update(tags)
    block.get_ifd(0x8769).update(taken)
    block.get_ifd(0x8825).update(gps)
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, kind, exif=block.tobytes())
    return out.getvalue()


def told(found) -> Photo:
    (one,) = (one for one in found if isinstance(one, Photo))
    return one


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
def test_every_kind_of_picture_tells_camera_time_and_place(entry, parse, kind):
    data = made(kind, gps=SHANGHAI)
    given_entry = entry(data)
    assert photo.claims(given_entry)
    one = told(parse(photo, given_entry))
    assert (one.make, one.camera, one.software) == ("Xiaomi", "X1", "Camera 1.0")
    assert (one.taken_local, str(one.time), one.zone_basis) == ("2024:03:05 10:00:00", "2024-03-05T02:00:00Z", "evidence")
    assert one.latitude == pytest.approx(31.2304)
    assert one.longitude == pytest.approx(121.4737)
    assert (one.altitude, str(one.gps_time)) == (-12.5, "2024-03-05T02:00:00.25Z")
    assert one.tags["EXIF DateTimeOriginal"] == "2024:03:05 10:00:00"
    assert isinstance(one.locus.place, Extent)
    assert data[one.locus.place.offset :][:4] in (b"II*\0", b"MM\0*")


def test_south_and_west_are_negative(entry, parse):
    one = told(parse(photo, entry(made(gps={**SHANGHAI, 1: "S", 3: "W"}))))
    assert (one.latitude, one.longitude) == (pytest.approx(-31.2304), pytest.approx(-121.4737))


def test_a_zone_that_the_picture_states_comes_before_one_that_was_stated_for_the_evidence(entry, parse):
    one = told(parse(photo, entry(made(taken={**TAKEN, 0x9011: "-05:30", 0x9291: "250"}))))
    assert (str(one.time), one.zone_basis) == ("2024-03-05T15:30:00.250Z", "source")


def test_without_any_zone_there_is_only_a_wall_time(entry, parse):
    one = told(parse(photo, entry(made(), zone=None)))
    assert (one.time, one.taken_local, one.zone_basis) == (None, "2024:03:05 10:00:00", "unknown")


@pytest.mark.parametrize("written", ["0000:00:00 00:00:00", "    :  :     :  :  "])
def test_a_camera_without_a_clock_states_no_time(entry, parse, written):
    found = parse(photo, entry(made(taken={0x9003: written})))
    assert told(found).time is None
    assert not [one for one in found if isinstance(one, Gap)]


@pytest.mark.parametrize(
    ("gps", "taken", "fields"),
    [
        ({**SHANGHAI, 2: (91.0, 0.0, 0.0)}, TAKEN, {"GPS GPSLatitude"}),
        ({**SHANGHAI, 4: (121.0, 61.0, 0.0)}, TAKEN, {"GPS GPSLongitude"}),
        ({**SHANGHAI, 1: "X"}, TAKEN, {"GPS GPSLatitude"}),
        ({**SHANGHAI, 3: "N"}, TAKEN, {"GPS GPSLongitude"}),
        ({**SHANGHAI, 7: (25.0, 61.0, 61.0)}, TAKEN, {"GPS GPSTimeStamp"}),
        ({**SHANGHAI, 29: "soon"}, TAKEN, {"GPS GPSTimeStamp"}),
        ({}, {0x9003: "2024:13:05 10:00:00"}, {"EXIF DateTimeOriginal"}),
        ({}, {0x9003: "0001:01:01 00:00:00", 0x9011: "+14:00"}, {"EXIF DateTimeOriginal"}),
        ({}, {0x9003: "yesterday"}, {"EXIF DateTimeOriginal"}),
    ],
)
def test_values_that_mean_nothing_are_kept_raw_and_said(entry, parse, gps, taken, fields):
    found = parse(photo, entry(made(gps=gps, taken=taken)))
    one = told(found)
    assert {gap.params["field"] for gap in found if isinstance(gap, Gap)} == fields
    assert fields <= one.tags.keys()
    if fields & {"GPS GPSLatitude", "GPS GPSLongitude"}:
        assert (one.latitude, one.longitude) == (None, None)


def test_a_picture_that_says_nothing_of_its_making_is_no_record(entry, parse):
    assert parse(photo, entry(made(tags={274: 1}, taken={}))) == []
    assert parse(photo, entry(b"\xff\xd8\xff\xd9")) == []


def test_a_file_that_ends_inside_its_block_is_said_to(entry, parse):
    data = made(gps=SHANGHAI)
    found = parse(photo, entry(data[:200]))
    assert next(one.code for one in found if isinstance(one, Gap)) in ("document-damaged", "row-undecodable")


def test_exif_behind_the_pixels_of_a_jpeg_is_not_its_own(entry, parse):
    assert parse(photo, entry(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda" + made())) == []


def test_other_files_are_not_claimed(entry):
    for data in (b"", b"GIF89a", b"%PDF", b"II\x2b\0", b"RIFF....WAVE", b"....ftypisom", b"\xff\xd8"):
        assert not photo.claims(entry(data))


@pytest.mark.parametrize(
    "name", ["exif_count_4g.jpg", "exif_count_rational.jpg", "exif_many_huge.jpg", "gps_out_of_range.jpg", "png_bomb_50000x50000.png"]
)
def test_hostile_counts_are_bounded(entry, parse, corpus, name):
    began = time.monotonic()
    found = parse(photo, entry((corpus / "hostile/handmade" / name).read_bytes()))
    assert time.monotonic() - began < 5
    assert all(one.latitude is None for one in found if isinstance(one, Photo))


def test_reading_gives_up_where_more_is_stated_than_any_camera_writes(entry, parse, monkeypatch):
    monkeypatch.setattr(exif, "MOST_READS", 20)
    (gap,) = parse(photo, entry(made(gps=SHANGHAI)))
    assert (gap.code, gap.rows) == ("row-undecodable", 1)


def coordinates(value: object) -> object:
    return pytest.approx(value, abs=1e-9) if isinstance(value, float) else value


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="no exiftool here")
def test_real_pictures_agree_with_exiftool(entry, parse, corpus):
    paths = sorted(path for path in (corpus / "images/artifacts/exif").rglob("*") if path.is_file())
    asked = [
        "-EXIF:DateTimeOriginal",
        "-EXIF:CreateDate",
        "-EXIF:Make",
        "-EXIF:Model",
        "-IFD0:Software",
        "-Composite:GPSLatitude",
        "-Composite:GPSLongitude",
    ]
    run = subprocess.run(["exiftool", "-j", "-n", "-fast2", *asked, *map(str, paths)], capture_output=True, check=False)
    told_by = {one["SourceFile"]: one for one in json.loads(run.stdout)}
    compared = 0
    for path in paths:
        found = [one for one in parse(photo, entry(path.read_bytes())) if isinstance(one, Photo)]
        other = {
            name: str(value).strip() if isinstance(value, str) else value
            for name, value in told_by[str(path)].items()
            if name != "SourceFile"
        }
        if not found:
            assert not other, path.name
            continue
        (one,) = found
        assert (one.taken_local, one.make, one.camera) == (
            other.get("DateTimeOriginal", other.get("CreateDate")),
            other.get("Make"),
            other.get("Model"),
        ), path.name
        assert (one.latitude, one.longitude) == (coordinates(other.get("GPSLatitude")), coordinates(other.get("GPSLongitude"))), path.name
        assert one.software == other.get("Software") or float(one.software) == other["Software"], path.name
        compared += 1
    assert compared >= 25


PICTURES = [made(kind, gps=SHANGHAI) for kind in ("jpeg", "png", "webp", "avif", "tiff")]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PICTURES), st.lists(st.tuples(st.integers(0, 700), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4))
def test_any_damage_gives_records_and_gaps(entry, parse, data, damages):
    for at, damage in damages:
        data = data[:at] + damage + data[at + len(damage) :]
    parse(photo, entry(data))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b"\0\0\0\x14ftypheic", b"II*\0", b"MM\0*"]),
    st.binary(max_size=80),
)
def test_any_bytes_give_gaps(entry, parse, magic, data):
    parse(photo, entry(magic + data))
