"""Documents, read into sentences."""
