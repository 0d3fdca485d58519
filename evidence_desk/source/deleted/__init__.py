"""Rows of SQLite databases that no table has any more, as far as they can be told for sure (docs/decisions/0019-deleted-rows.md)."""
