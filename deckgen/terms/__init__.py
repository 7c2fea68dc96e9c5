"""Key terms of a text: which they are, what answers them, how sure that is."""
