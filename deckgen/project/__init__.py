"""The files that people edit, and the lock."""
