"""AFF4 images (Evimetry, MacQuisition, pyaff4, WinPmem): streams of packed chunks in a zip, and maps over them.

"AFF4 Standard Specification", version 1.0 (Schatz, Cohen; aff4.org). A volume is a zip; an image may be striped over
several of them, which are looked for in the same folder.
"""

from evidence_desk.source.media.aff4.image import open_aff4

__all__ = ["open_aff4"]
