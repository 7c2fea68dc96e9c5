"""The pairs of a deck for other programs, and its notes as Anki's plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from deckgen import __version__
from deckgen.files.characters import folded
from deckgen.files.disk import write
from deckgen.project.deck import Deck
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part
from deckgen.text.formats.rows_writer import Outgoing, tmx, tsv, xlsx

Writer = Callable[[Sequence[Outgoing], tuple[str, str]], bytes]

WRITERS: dict[str, Writer] = {
    ".tmx": lambda pairs, languages: tmx(pairs, languages, __version__),
    ".tsv": tsv,
    ".xlsx": xlsx,
}


def export(deck: Deck, parts: Sequence[Part], path: Path) -> tuple[int, int]:
    """Write the pairs of `parts` to `path`, in the format of its suffix, one of WRITERS.

    Returns how many were written, and how many were not because they are skipped.
    """
    titled = [(pair, part.text.title if len(parts) > 1 else "") for part in parts for pair in part.pairs.values]
    taken = [_outgoing(pair, title) for pair, title in titled if not pair.skip]
    write(path, WRITERS[path.suffix.lower()](taken, (deck.front, deck.back)))
    return len(taken), len(titled) - len(taken)


def _outgoing(pair: Pair, title: str) -> Outgoing:
    """A pair with its section, which is that of its text where a file holds several."""
    section = " · ".join(dict.fromkeys(filter(None, (title, pair.section))))
    return Outgoing(pair.id, folded(pair.front), folded(pair.back), section, pair.note, pair.doubt)
