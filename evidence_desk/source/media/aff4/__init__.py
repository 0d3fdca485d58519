"""AFF4 images (Evimetry, MacQuisition, pyaff4, WinPmem): streams of packed chunks in a zip, and maps over them.

"AFF4 Standard Specification", version 1.0 (Schatz, Cohen; aff4.org). A volume is a zip; an image may be striped over
several of them, which are looked for in the same folder.
"""

from pathlib import Path

from evidence_desk.source.media.aff4.image import Image, open_aff4
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.files import Files

__all__ = ["is_logical", "open_aff4"]


def is_logical(path: Path, files: Files | None = None) -> bool:
    """Whether a volume holds files rather than a disk. Known where it cannot be read."""
    return Image(path, files or Descriptors()).logical
