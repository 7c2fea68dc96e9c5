"""Parallel texts in, a living Anki deck out."""

__version__ = "0.2.0"
