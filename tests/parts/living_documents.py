"""The documents under data/ and what an author changes in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from living_author import Author
from living_words import document, names_in, retouched, sentence

SIDES = ("it", "cs")
NewName = Callable[[], str]


def rows(path: Path) -> list[str]:
    """The paragraphs of a document."""
    return [each.strip() for each in path.read_text("utf-8").split("\n\n") if each.strip()]


def edit_documents(author: Author, chance: random.Random, new: NewName, into: Path | None = None) -> str:
    """Reword, add, delete and swap sentences of a text; write to `into` or in place. The id of the text."""
    text = chance.choice(author.texts())["id"]
    folder = author.root / "data" / text
    if not all((folder / f"{side}.txt").exists() for side in SIDES):
        return ""
    both = {side: rows(folder / f"{side}.txt") for side in SIDES}
    for _ in range(chance.randint(1, 3)):
        names = [names_in(row) for row in both["it"]]
        shared = [n for n, each in enumerate(names) if each and [names_in(row) for row in both["cs"]].count(each) == 1]
        if len(shared) < 3:
            break
        _change(both, names[chance.choice(shared)], chance, new)
    target = into or folder
    target.mkdir(parents=True, exist_ok=True)
    for side in SIDES:
        (target / f"{side}.txt").write_text(document(both[side][1:], both[side][0].removeprefix("# ")), "utf-8")
    return str(text)


def _change(both: dict[str, list[str]], names: frozenset[str], chance: random.Random, new: NewName) -> None:
    how = chance.choice(("reword", "reword", "one side", "add", "delete", "swap"))
    added, same = sentence(new(), chance), chance.random()
    for side, more in zip(SIDES, added, strict=True):
        found = both[side]
        at = next(n for n, row in enumerate(found) if names_in(row) == names)
        if how == "reword" or (how == "one side" and side == "it"):
            found[at] = retouched(found[at], random.Random(same))
        elif how == "add":
            found.insert(at + 1, more)
        elif how == "delete":
            del found[at]
        elif how == "swap" and at > 1:
            found[at - 1], found[at] = found[at], found[at - 1]
