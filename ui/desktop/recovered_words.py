"""What the windows say of rows that were recovered from databases, in Chinese and English."""

from __future__ import annotations

from evidence_desk.remnant_words import REMNANTS

RECOVERED: dict[str, tuple[str, str]] = {
    "origin.stated": ("记录载明", "stated"),
    "origin.stored": ("容器内存储", "stored"),
    "origin.computed": ("重新计算", "computed"),
    "state.recovered.deleted": ("已删除，自数据库空闲处恢复", "deleted; recovered from the database"),
    "state.recovered.earlier": ("此行较早的内容，自数据库恢复", "an earlier version of the row; recovered from the database"),
    "state.recovered.undetermined": ("已删除或为较早内容，自数据库恢复", "deleted, or an earlier version; recovered from the database"),
    **REMNANTS,
}
