"""Two sides that both changed."""
