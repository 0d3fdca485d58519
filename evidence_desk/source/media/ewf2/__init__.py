"""Ex01 images of EnCase 7 and later (EWF version 2).

The format is described in "EWF 2 specification" by Joachim Metz (libyal/libewf). No image of another's making was at
hand when this was written: it was tried on images that the tests write from that description.
"""

from evidence_desk.source.media.ewf2.image import open_ewf2

__all__ = ["open_ewf2"]
