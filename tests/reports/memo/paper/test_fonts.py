from __future__ import annotations

import io

from fontTools.ttLib import TTFont

from reports.memo.paper.fonts import YEAR_2000, Letters


def opened(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data))


def test_rare_names_can_be_drawn_and_an_emoji_cannot(letters: Letters) -> None:
    assert all(letters.drawable(char) for char in "𠮷䶮㛃䲠䴙𬭊𬶐𡚸한글かな")
    assert not letters.drawable("😀")
    assert not letters.drawable("\u0e01")


def test_what_is_shown_marks_only_what_cannot_be_drawn(letters: Letters) -> None:
    assert letters.shown("𠮷😀\x00") == "𠮷⟦U+1F600⟧⟦NUL⟧"


def test_a_face_holds_the_characters_that_were_asked_for_and_no_more(letters: Letters) -> None:
    face = opened(letters.face("regular", "检材𠮷⟦✗"))
    assert set(map(chr, face.getBestCmap())) == set(" 检材𠮷⟦✗")


def test_every_character_of_a_face_has_an_outline_and_the_width_that_layout_used(letters: Letters) -> None:
    for cut in ("regular", "bold", "even"):
        face = opened(letters.face(cut, "证据gW8𠮷⟧✗✓"))
        for code, name in face.getBestCmap().items():
            assert face["hmtx"][name][0] == round(letters.width(chr(code), cut) * 1000)
            assert face["glyf"][name].numberOfContours > 0 or chr(code) == " "


def test_bold_is_heavier_than_regular(letters: Letters) -> None:
    def stem(face: TTFont) -> int:
        glyph = face["glyf"]["u006C"]
        return int(glyph.xMax - glyph.xMin)

    assert stem(opened(letters.face("bold", "l"))) > 1.3 * stem(opened(letters.face("regular", "l")))


def test_even_characters_are_equally_wide_and_stay_inside_their_width(letters: Letters) -> None:
    text = "0123456789abcdefABCDEFmWw@%.:-_/"
    assert {letters.width(char, "even") for char in text} == {0.58}
    face = opened(letters.face("even", text))
    for name in face.getBestCmap().values():
        glyph = face["glyf"][name]
        assert glyph.numberOfContours == 0 or (glyph.xMin >= 0 and glyph.xMax <= 580), name


def test_the_faces_have_names_of_their_own_and_tell_of_no_clock(letters: Letters) -> None:
    faces = [opened(letters.face(cut, "a")) for cut in ("regular", "bold", "even")]
    assert len({face["name"].getDebugName(6) for face in faces}) == 3
    assert all(face["head"].created == face["head"].modified == YEAR_2000 for face in faces)
    assert all(face["OS/2"].fsType == 0 for face in faces)


def test_the_same_characters_give_the_same_font_whatever_their_order(letters: Letters) -> None:
    assert letters.face("bold", "甲乙丙") == Letters().face("bold", ["丙", "甲", "乙", "甲"])
