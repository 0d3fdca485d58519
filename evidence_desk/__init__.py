"""The examination: evidence, its integrity, what it holds, and the case it is kept in."""

__version__ = "0.1.0"
