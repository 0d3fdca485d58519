"""The rollback journal of a database, as far as it says whether it is to be applied (https://www.sqlite.org/fileformat2.html#rollbackjournal).

Where one transaction wrote several databases, the journal of each ends with the path of a file that they have in common. SQLite goes to that
path, reads what it finds there and may delete it (pager.c, pager_delsuper): on this machine the path of an evidence would lead to a file of the
examiner's. So zeros are put behind the end of the copy that SQLite sees, which names nothing then, and the file is looked for in the evidence
alone, beside the database.
"""

from __future__ import annotations

from evidence_desk.source.filesystems import Content

MAGIC = bytes.fromhex("d9d505f920a163d7")
"""How a journal begins that was not finished, and how one ends that names a common file."""
TAIL = 16
"""Bytes of the name's length and sum, and of the magic."""
LONGEST_NAME = 4096


def hot(journal: Content | None) -> bool:
    """Whether a transaction is in it that was not finished."""
    return journal is not None and journal.read_at(0, len(MAGIC)) == MAGIC


def plausible(journal: Content, size: int) -> bool:
    """Whether a database of `size` bytes can have been as large before as the journal's header says: SQLite makes the copy that large unasked."""
    header = journal.read_at(0, 28)
    pages, page = int.from_bytes(header[16:20], "big"), int.from_bytes(header[24:28], "big")
    return pages * page <= size + journal.size


def common(journal: Content) -> str | None:
    """The file that the end of a journal names, without its folders; None where it names nothing."""
    tail = journal.read_at(max(0, journal.size - TAIL), TAIL)
    if len(tail) < TAIL or not tail.endswith(MAGIC):
        return None
    length = min(int.from_bytes(tail[:4], "big"), LONGEST_NAME)
    at = max(0, journal.size - TAIL - length)
    name = journal.read_at(at, journal.size - TAIL - at).decode("utf-8", "replace")
    return name.replace("\\", "/").rpartition("/")[2]
