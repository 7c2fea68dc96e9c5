"""What an author does to the structure of pairs: joins them, cuts them, moves words between them."""

from __future__ import annotations

import random
from collections.abc import Callable

from living_author import Author
from living_documents import SIDES
from living_files import Blocks, block_of, value, with_key
from living_words import sentences_in

NewName = Callable[[], str]


def some_file(
    author: Author, chance: random.Random, kind: str = "pairs", least: int = 1
) -> tuple[Blocks, list[int]] | None:
    """A file with at least so many entries, and the numbers of these."""
    found = [Blocks(author.file(text["id"], kind)) for text in author.texts()]
    found = [each for each in found if len(each.entries()) >= least]
    if not found:
        return None
    blocks = chance.choice(found)
    return blocks, blocks.entries()


def ids_of(*blocks: str) -> set[str]:
    return {value(block).get("id", "") for block in blocks} - {""}


def join(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Make one of two neighbours: the first, or the second, keeps its id."""
    if not (found := some_file(author, chance, least=4)):
        return set()
    blocks, at = found
    n = chance.choice(at[:-1])
    if n + 1 not in at:
        return set()
    first, second = value(blocks.all[n]), value(blocks.all[n + 1])
    keep = chance.choice((n, n, n + 1))
    for key in SIDES:
        blocks.all[keep] = with_key(blocks.all[keep], key, f"{first.get(key, '')} {second.get(key, '')}".strip())
    changed = ids_of(blocks.all[keep])
    del blocks.all[n + 1 if keep == n else n]
    blocks.save()
    return changed


def split(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Cut a pair of several sentences in two; the second half gets no id."""
    if not (found := some_file(author, chance)):
        return set()
    blocks, at = found
    for n in chance.sample(at, len(at)):
        parts = {key: sentences_in(str(value(blocks.all[n]).get(key, ""))) for key in SIDES}
        if len(parts["it"]) == len(parts["cs"]) > 1:
            cut = chance.randint(1, len(parts["it"]) - 1)
            rest = block_of([(key, " ".join(parts[key][cut:])) for key in SIDES])
            for key in SIDES:
                blocks.all[n] = with_key(blocks.all[n], key, " ".join(parts[key][:cut]))
            blocks.all.insert(n + 1, rest)
            blocks.save()
            return ids_of(blocks.all[n])
    return set()


def move_words(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Move the last sentence of a pair to the start of the next."""
    if not (found := some_file(author, chance, least=2)):
        return set()
    blocks, at = found
    for n in chance.sample(at[:-1], len(at) - 1):
        parts = {key: sentences_in(str(value(blocks.all[n]).get(key, ""))) for key in SIDES}
        if n + 1 in at and len(parts["it"]) == len(parts["cs"]) > 1:
            for key in SIDES:
                blocks.all[n] = with_key(blocks.all[n], key, " ".join(parts[key][:-1]))
                following = str(value(blocks.all[n + 1]).get(key, ""))
                blocks.all[n + 1] = with_key(blocks.all[n + 1], key, f"{parts[key][-1]} {following}")
            blocks.save()
            return ids_of(blocks.all[n], blocks.all[n + 1])
    return set()
