"""Voice notes are decoded to the samples that were spoken, and what cannot be decoded says so."""

from __future__ import annotations

import io
import itertools
import math
import random
import struct

import pysilk
import pytest
import soundfile

from evidence_desk.errors import NoDecoder, NoSound
from evidence_desk.ingest import sound
from evidence_desk.ingest.sound import hear

RATE, SECONDS, PITCH = 24_000, 2, 440


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


def tone(rate: int = RATE) -> bytes:
    return b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * PITCH * at / rate))) for at in range(rate * SECONDS))


def silk() -> bytes:
    out = io.BytesIO()
    pysilk.encode(io.BytesIO(tone()), out, RATE, RATE)
    return out.getvalue()


def framed(form: str, subtype: str, rate: int = 48_000) -> bytes:
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", rate, 1, subtype=subtype, format=form) as file:
        file.buffer_write(tone(rate), dtype="int16")
    return out.getvalue()


def pitch(heard) -> float:
    """Crossings of zero, upwards, a second."""
    samples = struct.unpack(f"<{len(heard.samples) // 2}h", heard.samples)[:: heard.channels]
    crossings = sum(before < 0 <= after for before, after in itertools.pairwise(samples))
    return crossings * heard.rate / len(samples)


@pytest.mark.parametrize("cut", [0, 1], ids=["Tencent's", "plain"])
def test_silk_of_wechat_gives_the_tone_that_was_spoken(cut: int) -> None:
    heard = hear(Bytes(silk()[cut:]))
    assert (heard.rate, heard.channels, heard.whole) == (RATE, 1, True)
    assert abs(len(heard.samples) - 2 * RATE * SECONDS) < RATE // 10
    assert pitch(heard) == pytest.approx(PITCH, rel=0.03)


@pytest.mark.parametrize(
    ("form", "subtype"), [("OGG", "OPUS"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III"), ("WAV", "PCM_16"), ("FLAC", "PCM_16")]
)
def test_other_voice_notes_give_the_tone_that_was_spoken(form: str, subtype: str) -> None:
    heard = hear(Bytes(framed(form, subtype)))
    assert (heard.rate, heard.channels) == (48_000, 1)
    assert len(heard.samples) == pytest.approx(2 * 48_000 * SECONDS, rel=0.05)
    assert pitch(heard) == pytest.approx(PITCH, rel=0.03)


def test_damaged_silk_gives_what_comes_before_the_damage_and_says_so() -> None:
    whole = silk()
    heard = hear(Bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 2)))
    assert not heard.whole
    assert 0 < len(heard.samples) < 2 * RATE * SECONDS


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"#!AMR\n", "AMR"), (b"#!AMR-WB\n", "AMR-WB"), (b"#!AMR-WB_MC1.0\n", "AMR-WB"), (b"\0\0\0\x18ftypM4A ", "M4A"), (b"\xff\xf1\x50\x80", "AAC"),
        (b"\xff\xf9\x50\x80", "AAC"),
    ],
)  # fmt: skip
def test_a_form_that_nothing_decodes_is_named_with_what_to_do(head: bytes, name: str) -> None:
    with pytest.raises(NoDecoder) as raised:
        hear(Bytes(head + bytes(100)))
    assert f"for {name} in" in raised.value.sentence("en") and f"没有 {name} 的" in raised.value.sentence("zh")


def test_mp3_is_not_taken_for_aac() -> None:
    assert sound.unread(framed("MP3", "MPEG_LAYER_III")) is None


def test_a_sound_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "MOST_SAMPLES", 10_000)
    for data in (silk(), framed("OGG", "OPUS")):
        with pytest.raises(NoSound):
            hear(Bytes(data))


def test_arbitrary_bytes_give_a_sound_or_a_sentence() -> None:
    draw = random.Random(11)
    for whole in (silk(), framed("OGG", "OPUS"), framed("MP3", "MPEG_LAYER_III"), framed("WAV", "PCM_16")):
        for _ in range(60):
            data = bytearray(whole[: draw.randrange(1, len(whole))])
            for _ in range(4):
                data[draw.randrange(len(data))] = draw.randrange(256)
            try:
                heard = hear(Bytes(bytes(data)))
            except (NoSound, NoDecoder):
                continue
            assert len(heard.samples) % 2 == 0
