"""The body file of The Sleuth Kit 3.x, which mactime and others read.

    MD5|name|inode|mode_as_string|UID|GID|size|atime|mtime|ctime|crtime

(https://wiki.sleuthkit.org/index.php?title=Body_file). Times are whole seconds since 1970; 0 says that there is none.
The name begins with the evidence and the volume, `/1/2/Users/a.txt`. Who owns a file and its permissions are not
kept in a case: the mode has its type alone, the ids are 0.
"""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from evidence_desk.store.tables import Shown, Value
from evidence_desk.visible import visible_line
from reports.exports.selection import Selection

TYPES = {"file": "r", "directory": "d", "link": "l"}


def write(selection: Selection, out: BinaryIO) -> int:
    count = 0
    for count, row in enumerate(selection.rows("entries"), 1):
        out.write(_line(row).encode("utf-8", "backslashreplace"))
    return count


def _line(row: Shown) -> str:
    name = f"/{row['evidence']}/{row['volume']}{row['path']}"
    if row["stream"]:
        name += f":{row['stream']}"
    if not row["allocated"]:
        name += " (deleted)"
    kind = TYPES.get(str(row["kind"]), "-")
    times = (_seconds(row[field]) for field in ("accessed", "modified", "changed", "created"))
    shown = visible_line(name).replace("|", "⟦U+007C⟧")  # the format has no way to write its own separator
    fields = (row["md5"] or 0, shown, row["address"], f"{kind}/{kind}---------", 0, 0, row["size"], *times)
    return "|".join(str(field) for field in fields) + "\n"


def _seconds(time: Value) -> int:
    return int(datetime.fromisoformat(str(time)[:19] + "+00:00").timestamp()) if time else 0
