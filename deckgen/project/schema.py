"""What an editor needs to help with the files that people write: a JSON Schema for each kind of them."""

from __future__ import annotations

from deckgen.files.disk import write
from deckgen.files.resources import text
from deckgen.project.deck import Deck

FOLDER = "schema"
KINDS = ("deck", "pairs", "vocabulary")


def files(deck: Deck) -> dict[str, str]:
    """The schemas of `deck` by the names of their files, with the keys of its languages."""
    words = {"[[front]]": deck.front, "[[back]]": deck.back}
    found = {}
    for kind in KINDS:
        schema = text(f"project/schemas/{kind}.json")
        for word, code in words.items():
            schema = schema.replace(word, code)
        found[f"{kind}.json"] = schema
    return found


def keep(deck: Deck) -> None:
    """Write the schemas into the deck's folder; those that are there as they should be stay untouched."""
    for name, schema in files(deck).items():
        write(deck.folder / FOLDER / name, schema.encode("utf-8"))


def refresh(deck: Deck) -> None:
    """Bring the schemas of a deck that has them up to this version of deckgen and to the deck's languages."""
    if (deck.folder / FOLDER).is_dir():
        keep(deck)
