"""Sentences of a text and of its translation, paired.

`align` is what programs that measure alignment call: `from deckgen.align import align`.
"""

from deckgen.align.beads import Bead, align

__all__ = ["Bead", "align"]
