"""Key terms of a text, their counterparts in the translation, and how certain those are."""
