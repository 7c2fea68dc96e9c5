"""What an author does to the sources by hand; every action gives the ids of the notes whose words it changes."""

from __future__ import annotations

import random
import re
import shutil

from living_author import Author
from living_documents import SIDES
from living_files import Blocks, block_of, names_of, value, with_key, without_key
from living_structure import NewName, ids_of, join, move_words, some_file, split
from living_words import names_in, reworded, sentence


def edit_pair(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Reword one sentence of a pair, on one side or on both."""
    if not (found := some_file(author, chance)):
        return set()
    blocks, at = found
    n = chance.choice(at)
    entry = value(blocks.all[n])
    names = sorted(names_in(str(entry.get("it", ""))))
    if not names:
        return set()
    name = chance.choice(names)
    for key, text in zip(SIDES, sentence(name, chance, other=True), strict=True):
        if chance.random() < 0.7:
            blocks.all[n] = with_key(blocks.all[n], key, reworded(str(entry.get(key, "")), name, text))
    blocks.save()
    return ids_of(blocks.all[n])


def add_pair(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Add a pair of one or two sentences without an id."""
    if not (found := some_file(author, chance)):
        return set()
    blocks, _ = found
    made = [sentence(new(), chance) for _ in range(chance.choice((1, 1, 2)))]
    block = block_of([("it", " ".join(a for a, _ in made)), ("cs", " ".join(b for _, b in made))])
    blocks.all.insert(chance.randint(0, len(blocks.all)), block)
    blocks.save()
    return set()


def delete_pair(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Take a pair out."""
    if not (found := some_file(author, chance, least=3)):
        return set()
    blocks, at = found
    author.thrown_away.append((blocks.path.stem, blocks.all.pop(chance.choice(at))))
    blocks.save()
    return set()


def put_back(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Put a deleted pair back with its id."""
    if not author.thrown_away:
        return set()
    text, block = author.thrown_away.pop(chance.randrange(len(author.thrown_away)))
    path = author.file(text)
    if not path.exists() or any(names_of(block) & set(author.names()) for _ in (1,)):
        return set()
    blocks = Blocks(path)
    blocks.all.insert(chance.randint(0, len(blocks.all)), block)
    blocks.save()
    return ids_of(block)


def skip_pair(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Set `skip: true`, or take it away."""
    if not (found := some_file(author, chance, least=3)):
        return set()
    blocks, at = found
    n = chance.choice(at)
    block = blocks.all[n]
    blocks.all[n] = without_key(block, "skip") if "skip" in value(block) else block.rstrip("\n") + "\n  skip: true\n"
    blocks.save()
    return ids_of(block)


def move_pair(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Move a pair within its text or into another."""
    if not (found := some_file(author, chance, least=3)):
        return set()
    blocks, at = found
    block = blocks.all.pop(chance.choice(at))
    other = Blocks(author.file(chance.choice(author.texts())["id"]))
    into = blocks if other.path == blocks.path else other
    into.all.insert(chance.randint(0, len(into.all)), block)
    blocks.save()
    into.save()
    return set()


def copy_pair(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Copy an entry with its id, and write other words into the copy: a mistake."""
    if not (found := some_file(author, chance)):
        return set()
    blocks, at = found
    block = blocks.all[chance.choice(at)]
    for key, text in zip(SIDES, sentence(new(), chance), strict=True):
        block = with_key(block, key, text)
    blocks.all.insert(chance.randint(0, len(blocks.all)), block)
    blocks.save()
    return set()


def lose_id(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Delete the line of an id, or write another one without `was:`: a mistake."""
    if not (found := some_file(author, chance, chance.choice(("pairs", "pairs", "vocabulary")))):
        return set()
    blocks, at = found
    n = chance.choice(at)
    if "was" in value(blocks.all[n]):
        return set()
    other = f"zz-{new().lower()}"
    blocks.all[n] = without_key(blocks.all[n], "id") if chance.random() < 0.5 else with_key(blocks.all[n], "id", other)
    blocks.save()
    return set()


def rename_id(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Give an entry another id, with `was:`."""
    if not (found := some_file(author, chance)) or not (lock := author.lock()):
        return set()
    blocks, at = found
    built = {entry.id for entry in lock.entries}
    for n in chance.sample(at, len(at)):
        entry = value(blocks.all[n])
        if entry.get("id") in built and "was" not in entry:
            block = with_key(blocks.all[n], "id", f"zy-{new().lower()}")
            blocks.all[n] = with_key(block, "was", str(entry["id"]))
            blocks.save()
            return set()
    return set()


def add_term(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Add a term with a pair as its example; by mistake sometimes with the id of the pair."""
    if not (found := some_file(author, chance)):
        return set()
    pairs, at = found
    entry = value(pairs.all[chance.choice(at)])
    if not entry.get("id"):
        return set()
    blocks = Blocks(author.file(pairs.path.stem, "vocabulary"))
    name = new()
    keys = [("it", f"la fattura {name}"), ("cs", f"faktura {name}"), ("pair", str(entry["id"]))]
    blocks.all.append(block_of([("id", str(entry["id"])), *keys] if chance.random() < 0.1 else keys))
    blocks.save()
    return set()


def edit_term(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Change a term, take it out, or move it into another text."""
    if not (found := some_file(author, chance, "vocabulary")):
        return set()
    blocks, at = found
    n = chance.choice(at)
    how = chance.randrange(4)
    block = blocks.all[n]
    if how < 2:
        (name, *_) = sorted(names_of(block)) or ("",)
        blocks.all[n] = with_key(block, "cs", f"účet {name} č. {chance.randint(2, 99)}")
        blocks.save()
        return ids_of(block)
    del blocks.all[n]
    blocks.save()
    if how == 2:
        other = Blocks(author.file(chance.choice(author.texts())["id"], "vocabulary"))
        other.all.append(block)
        other.save()
    return set()


def rename_text(author: Author, chance: random.Random, new: NewName) -> set[str]:
    """Give a text another id, with its files, or another title."""
    text = chance.choice(author.texts())
    path = author.deck / "deck.yaml"
    yaml = path.read_text("utf-8")
    if chance.random() < 0.5:
        path.write_text(yaml.replace(f"title: {text['title']}", f"title: {new()}"), "utf-8")
        return set()
    name = new().lower()
    path.write_text(re.sub(rf"(?m)id: {text['id']},", f"id: {name},", yaml), "utf-8")
    for old, now in (
        *((author.file(text["id"], kind), author.file(name, kind)) for kind in ("pairs", "vocabulary")),
        (author.root / "data" / text["id"], author.root / "data" / name),
    ):
        if old.exists():
            shutil.move(old, now)
    return set()


BY_HAND = (
    (edit_pair, 6),
    (add_pair, 5),
    (delete_pair, 3),
    (put_back, 1),
    (skip_pair, 1),
    (join, 2),
    (split, 3),
    (move_words, 2),
    (move_pair, 3),
    (copy_pair, 1),
    (lose_id, 1),
    (rename_id, 1),
    (add_term, 3),
    (edit_term, 2),
    (rename_text, 1),
)
STRUCTURAL = (join, split, move_words, put_back, skip_pair)
