"""The sections of a memo, each read from the case."""
