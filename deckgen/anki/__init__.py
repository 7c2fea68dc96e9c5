"""Anki’s own formats and programs."""
