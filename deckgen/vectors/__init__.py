"""Sentences and words as vectors."""
