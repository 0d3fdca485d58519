"""A decoded voice note as a WAV file, which every program plays."""

from __future__ import annotations

import io
import wave

from evidence_desk.ingest.wire import Sound


def wave_file(sound: Sound) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setparams((sound.channels, 2, sound.rate, 0, "NONE", "NONE"))
        out.writeframes(sound.samples)
    return made.getvalue()
