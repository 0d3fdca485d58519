"""QCOW disks of QEMU, versions 1, 2 and 3.

QEMU, docs/interop/qcow2.txt; version 1, which has no such text, after block/qcow.c. Numbers are big-endian.
"""

from evidence_desk.source.media.qcow.disk import open_qcow

__all__ = ["open_qcow"]
