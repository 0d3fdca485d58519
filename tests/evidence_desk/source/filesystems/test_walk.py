"""The pass over the folders of any file system."""

from __future__ import annotations

from evidence_desk.model import Gap, Instant, unpack_time
from evidence_desk.source.filesystems.walk import MOST_ENTRANCES, NO_TIMES, Below, Found, packed, walk


def found(path: str = "/f") -> Found:
    return Found(Below(5, path, 3), 1, 10)


def test_names_become_paths_and_what_is_no_utf_8_is_shown_and_said() -> None:
    one = found()
    assert one.path("聊天".encode(), 7) == "/f/聊天"
    assert one.gaps == []
    assert one.path(b"a\xff\xfe", 7) == "/f/a\\xff\\xfe"
    assert one.path(b"a/b", 7) == "/f/a\\x2fb"
    assert one.path(b"", 7) == "/f/$Unnamed-7"
    assert [(gap.code, gap.params["path"]) for gap in one.gaps] == [
        ("name-undecodable", "/f/a\\xff\\xfe"),
        ("name-odd", "/f/a\\x2fb"),
        ("name-odd", "/f/$Unnamed-7"),
    ]


def test_streams_are_numbered_after_their_file_and_those_of_a_folder_are_files() -> None:
    one = found()
    assert one.add("/f/d", "directory", [(None, 1, 0), ("ads", 2, 9)], True, 7, NO_TIMES) == 10
    assert one.add("/f/e", "other", [(None, None, 4)], False, 8, NO_TIMES) == 12
    assert [(entry.number, entry.parent, entry.kind, entry.stream, entry.attribute) for entry in one.entries] == [
        (10, 3, "directory", None, 1),
        (11, 3, "file", "ads", 2),
        (12, 3, "other", None, None),
    ]


def test_packed_times_come_out_as_they_went_in() -> None:
    times = (Instant(-5, 123_456_700, 7), None, Instant(2**33, 987_654_321, 9), Instant(0, 0, 0))
    *micros, fine = packed(*times)
    assert tuple(unpack_time(one, fine, place) for place, one in enumerate(micros)) == times  # type: ignore[arg-type]


def chained(entrances: dict[str, int], folder: Below, first: int) -> Found:
    """Each folder down to the tenth names the next one twice."""
    one = Found(folder, 1, first)
    entrances[str(folder.address)] = entrances.get(str(folder.address), 0) + 1
    if folder.address < 10:
        for name in "ab":
            path, address = f"{folder.path}/{name}", folder.address + 1
            one.folders.append(Below(address, path, one.add(path, "directory", [(None, None, 0)], True, address, NO_TIMES)))
    return one


def test_a_folder_is_entered_under_eight_names_and_no_more() -> None:
    entrances: dict[str, int] = {}
    given = list(walk(lambda folder, first: chained(entrances, folder, first), 0, 1))
    assert entrances == {"0": 1, "1": 2, "2": 4, "3": 8} | {str(place): MOST_ENTRANCES for place in range(4, 11)}
    assert {gap.code for gap in given if isinstance(gap, Gap)} == {"directory-repeated"}


def test_a_folder_below_itself_is_not_entered_but_one_beside_it_is() -> None:
    def listed(folder: Below, first: int) -> Found:
        one = Found(folder, 1, first)
        below = {0: (("a", 1), ("b", 1)), 1: (("up", 0), ("self", 1))}[folder.address]
        for name, address in below:
            path = f"{folder.path}/{name}"
            one.folders.append(Below(address, path, one.add(path, "directory", [(None, None, 0)], True, address, NO_TIMES)))
        return one

    given = list(walk(listed, 0, 1))
    assert [gap.params["path"] for gap in given if isinstance(gap, Gap)] == ["/a/up", "/a/self", "/b/up", "/b/self"]
    assert [one.folder.path for one in given if isinstance(one, Found)] == ["", "/a", "/b"]
    numbers = [entry.number for one in given if isinstance(one, Found) for entry in one.entries]
    assert numbers == list(range(1, len(numbers) + 1))
