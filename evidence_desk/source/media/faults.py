"""What is said of a container's faults."""

from __future__ import annotations

from evidence_desk.model import Gap
from evidence_desk.source.media.file import EvidenceFile


def damaged(file: EvidenceFile, offset: int, section: str, detail: str) -> Gap:
    """`detail`: which check does not hold, in terms of the format."""
    return Gap("section-damaged", {"file": file.path.name, "offset": offset, "section": section, "detail": detail}, "error")


def extra(file: EvidenceFile, offset: int, length: int) -> Gap:
    """Bytes that belong to nothing."""
    return Gap("container-extra", {"file": file.path.name, "offset": offset, "length": length})


def truncated(file: EvidenceFile, section: str) -> Gap:
    """`section`: what should be where the file ends."""
    return Gap("container-truncated", {"file": file.path.name, "offset": file.size, "detail": section}, "error")
