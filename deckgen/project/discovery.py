"""The decks of a project, found on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.files.source import Problem, Refused
from deckgen.files.systems import same_file, unportable

if TYPE_CHECKING:
    from deckgen.project.deck import Deck


def find_root(start: Path) -> Path | None:
    """The root of the project around `start`: the nearest folder upwards with a deck under cards/."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if any(deck_folders(folder))), None)


def deck_folders(root: Path) -> list[Path]:
    """The folders under cards/ that hold a deck.yaml."""
    return sorted(path.parent for path in root.glob("cards/*/deck.yaml"))


def all_of(root: Path) -> Iterator[Deck]:
    """The readable decks of the project at `root`."""
    from deckgen.project.deck import load  # importing the YAML parser takes longer than finding no deck

    yield from (deck for folder in deck_folders(root) if (deck := load(folder)[0]))


def prefixes(root: Path) -> list[str]:
    """The prefixes of all texts of a project."""
    return [text.prefix for deck in all_of(root) for text in deck.texts]


def refuse_taken(folder: Path) -> None:
    """Refuse a folder for a new deck that already holds one, or that some system cannot have, or not beside another."""
    if (folder / "deck.yaml").exists():
        advice = "`deckgen add` adds a text to it"
        raise Refused(Problem(folder / "deck.yaml", 0, "this deck already exists", advice=advice))
    if fault := unportable(folder.name):
        raise Refused(Problem(folder, 0, f"a deck cannot have this name: {fault}"))
    for other in deck_folders(folder.parent.parent):
        if same_file(other.name) == same_file(folder.name):
            message = f"on Windows and macOS this would be the deck {other.name}"
            raise Refused(Problem(folder, 0, message, advice="choose another name"))


def clashes(decks: Iterable[Deck]) -> list[Problem]:
    """Prefixes and ids shared by two decks of a project."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], Path] = {}
    for deck in decks:
        names = [("id", deck.id[:10])] + [("prefix", text.prefix) for text in deck.texts]
        for name in names:
            if name in seen and seen[name] != deck.folder:
                problems.append(
                    Problem(
                        deck.path,
                        0,
                        f"{name[0]} `{name[1]}` is also used by {seen[name].name}",
                        advice="every deck needs its own id, and every text in a project its own prefix"
                        + ("; `deckgen init FOLDER --from DECK` copies a deck properly" if name[0] == "id" else ""),
                    )
                )
            seen.setdefault(name, deck.folder)
    return problems
