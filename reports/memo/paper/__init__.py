"""A Memo on paper: measured, broken into lines and pages, drawn as PDF. Nothing here reads a case."""
