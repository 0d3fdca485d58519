"""A voice note as plain samples, decoded in a worker: SILK (WeChat, QQ), Opus and Vorbis (Ogg), MP3, FLAC, WAV, AIFF.

AMR and AAC are named and not decoded: no library that may be shipped reads them.
"""

from __future__ import annotations

import io

from evidence_desk.errors import NoDecoder, NoSound, NotASound
from evidence_desk.ingest import wire
from evidence_desk.source.filesystems import Content

LARGEST_FILE = 64 << 20
MOST_SAMPLES = 96 << 20
"""Bytes of decoded sound: half an hour of mono at 24 kHz takes 86 million."""
FRAMES_A_READ = 1 << 16
SILK_RATE = 24_000
SILK = (b"#!SILK_V3", b"\x02#!SILK_V3")  # Tencent puts a byte before the magic
UNKNOWN = 1
"""What libsndfile says of content that is of no format it knows (SF_ERR_UNRECOGNISED_FORMAT)."""
UNREAD = {b"#!AMR-WB": "AMR-WB", b"#!AMR": "AMR"}
"""3GPP TS 26.101 and 26.201; of several channels `_MC` follows."""


def hear(content: Content) -> wire.Sound:
    """The whole sound; NoSound where it is none, NoDecoder where it is one of a known form. OSError where the content cannot be read."""
    if content.size > LARGEST_FILE:
        raise NoSound(detail=f"{content.size} bytes")
    data = content.read_at(0, content.size)
    if name := unread(data):
        raise NoDecoder(format=name)
    return _silk(data) if data.startswith(SILK) else _framed(data)


def unread(data: bytes) -> str | None:
    """The form of a sound that nothing here decodes."""
    if data[4:8] == b"ftyp":
        return "M4A"
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0:  # ADTS: twelve bits of sync, layer 0, which MP3 has not
        return "AAC"
    return next((name for magic, name in UNREAD.items() if data.startswith(magic)), None)


class _Samples(io.BytesIO):
    """What a decoder writes, up to a limit."""

    def write(self, block: bytes | bytearray) -> int:  # type: ignore[override]
        if self.tell() + len(block) > MOST_SAMPLES:
            raise NoSound(detail=f"> {MOST_SAMPLES} bytes")
        return super().write(block)


def _silk(data: bytes) -> wire.Sound:
    """Where the coding breaks off, what came before is given and `whole` is false."""
    import pysilk

    samples, whole = _Samples(), True
    try:
        pysilk.decode(io.BytesIO(data), samples, SILK_RATE)
    except pysilk.SilkError as error:
        whole = False
        if not samples.tell():
            raise NoSound(detail=str(error)) from error
    return wire.Sound(SILK_RATE, 1, samples.getvalue(), whole)


def _framed(data: bytes) -> wire.Sound:
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            frame = 2 * file.channels
            samples, block = _Samples(), bytearray(FRAMES_A_READ * frame)
            while got := file.buffer_read_into(block, dtype="int16"):
                samples.write(block[: got * frame])
            return wire.Sound(file.samplerate, file.channels, samples.getvalue(), samples.tell() >= file.frames * frame)
    except soundfile.LibsndfileError as error:
        if error.code == UNKNOWN:
            raise NotASound() from error
        raise NoSound(detail=error.error_string) from error
    except (RuntimeError, ValueError) as error:
        raise NoSound(detail=str(error)) from error
