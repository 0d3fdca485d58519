"""The tree of an AD1 image: files and folders as FTK Imager gathered them, with the digests that it computed then."""

from evidence_desk.source.filesystems.ad1.tree import Ad1FileSystem

__all__ = ["Ad1FileSystem"]
