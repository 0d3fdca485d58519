"""What screen and memo say of where a recovered row's bytes lie, and of looking for such rows, in Chinese and English."""

from __future__ import annotations

REMNANTS: dict[str, tuple[str, str]] = {
    "place.remnant": (
        "数据表 {table} 中已无此行（{state}），自{origin}恢复，第 {page} 页，偏移 {offset}，长度 {length} 字节",
        "no row of table {table} any more ({state}), recovered from {origin}: page {page}, offset {offset}, length {length} bytes",
    ),
    "place.remnant.log": (
        "数据表 {table} 中已无此行（{state}），自{origin}恢复，第 {page} 页，在 {log} 中偏移 {offset}，长度 {length} 字节",
        "no row of table {table} any more ({state}), recovered from {origin}: page {page}, in {log} at offset {offset}, length {length} bytes",
    ),
    "recovered.deleted": ("原行号 {rowid} 现无记录", "no row has its number {rowid}"),
    "recovered.earlier": ("行号 {rowid} 现为其他内容", "row {rowid} says something else now"),
    "recovered.undetermined": ("行号已被覆盖：已删除或为较早内容", "its number is overwritten: deleted, or an earlier version"),
    "origin.unallocated": ("页内未分配空间", "unallocated space of a page"),
    "origin.freeblock": ("页内空闲块", "a freeblock of a page"),
    "origin.freelist": ("空闲页", "a free page"),
    "origin.superseded": ("数据库文件中已被日志取代的页", "a page of the file that the log has anew"),
    "origin.wal-frame": ("预写日志中较早的页", "an earlier page in the write-ahead log"),
    "origin.journal": ("回滚日志所保存的事务前的页", "a page as the rollback journal keeps it from before a transaction"),
    "origin.wal-leftover": ("预写日志中上一轮遗留的页", "a page left over in the write-ahead log from before it was begun anew"),
}

GAPS: dict[str, tuple[str, str]] = {
    "recovery-cut": (
        "数据库 {path} 中可供恢复的内容过多，恢复在到达上限时停止：可能还有已删除的行未列出",
        "database {path} has more to recover from than is searched: there may be deleted rows that are not listed",
    ),
    "journal-unapplied": (
        "数据库 {path} 的回滚日志未采用：其事务属于多个数据库而共用的日志已不在，即已完成；或所载页数不能成立",
        "the rollback journal of database {path} was not applied: it was of several databases whose common journal is gone, so that it was finished; "
        "or the number of pages that it states cannot be",
    ),
    "journal-applied": (
        "数据库 {path} 中有一项事务未完成，已按回滚日志取其开始之前的内容；该事务写入的内容未采用",
        "a transaction in database {path} was not finished: it was read as its rollback journal keeps it from before; what that transaction wrote was left aside",
    ),
    "recovery-journal": (
        "数据库 {path} 的回滚日志与其内容不能对应，未在其中查找已删除的行",
        "the rollback journal of database {path} does not fit what it holds: deleted rows were not looked for in it",
    ),
    "recovery-partial": (
        "在数据库 {path} 中查找已删除的行：不成立的页指针 {damaged} 处；无法确定所属数据表的页 {untold} 页，日志中未提交或无法核对的帧或页 {frames} 个，均未采用",
        "looking for deleted rows in database {path}: {damaged} pointers to pages do not hold; {untold} pages whose table cannot be told and {frames} frames "
        "and pages of its log or journal that were never committed or cannot be tested were left out",
    ),
}
"""A part of words.GAPS."""
