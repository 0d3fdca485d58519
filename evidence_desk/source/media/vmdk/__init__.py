"""VMDK disks of VMware: a descriptor in the file or beside it, and extents that lie in the same folder.

VMware, "Virtual Disk Format 5.0" (2011); the extents of ESX and seSparse, which it leaves out, after QEMU's block/vmdk.c.
"""

from evidence_desk.source.media.vmdk.disk import open_vmdk

__all__ = ["open_vmdk"]
