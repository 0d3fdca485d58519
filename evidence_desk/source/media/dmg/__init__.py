"""Apple disk images (UDIF): blocks that are each stored, left out, or packed, under CRC-32.

Apple has not published the format; the fields are those of Jonathan Levin, "Demystifying the DMG File Format" (2013),
and of libyal/libmodi, "Mac OS disk image types" by Joachim Metz.
"""

from evidence_desk.source.media.dmg.image import open_dmg

__all__ = ["open_dmg"]
