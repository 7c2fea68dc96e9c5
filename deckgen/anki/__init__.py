"""Anki’s file formats and programs."""
