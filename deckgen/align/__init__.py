"""Pairs the sentences of a text with those of its translation.

Programs that measure alignment call `align`: `from deckgen.align import align`.
"""

from deckgen.align.beads import Bead, align

__all__ = ["Bead", "align"]
