"""EWF-E01 and S01 images: segments -> sections -> tables -> chunks -> the medium. Every byte is under some check.

The format is described in "Expert Witness Compression Format specification" by Joachim Metz (libyal/libewf).
"""

from evidence_desk.source.media.ewf.medium import EwfMedium, open_ewf

__all__ = ["EwfMedium", "open_ewf"]
