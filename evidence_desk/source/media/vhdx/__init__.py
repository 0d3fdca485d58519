"""VHDX disks of Hyper-V: fixed, dynamic and differencing, with changes that are still in their log.

Microsoft, [MS-VHDX]: Virtual Hard Disk v2 (VHDX) File Format.
"""

from evidence_desk.source.media.vhdx.disk import open_vhdx

__all__ = ["open_vhdx"]
