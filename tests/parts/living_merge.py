"""An author merges the branch of another: conflicts in people's files are resolved by hand, those in the lock never."""

from __future__ import annotations

import random
import re
from functools import partial

import yaml
from living_author import Author
from living_words import bare, names_in

_HUNK = re.compile(r"<<<<<<< [^\n]*\n(.*?)(?:\|\|\|\|\|\|\|[^\n]*\n.*?)?=======\n(.*?)>>>>>>> [^\n]*\n", re.DOTALL)
_CHOICES = ("both", "ours", "theirs", "mixed", "mixed", "mixed")


def merge(author: Author, other: Author, chance: random.Random, *, locked: bool = True) -> str:
    """Commit, merge, resolve; what was done with the lock is left to the build."""
    commit(author, "Before the merge", lock=locked)
    style = chance.choice(("merge", "diff3", "zdiff3"))
    author.git("-c", f"merge.conflictStyle={style}", "merge", "--no-edit", other.name, fine=False)
    unmerged = _unmerged(author)
    for path in sorted(unmerged):
        if not path.endswith("deck.lock"):
            _resolve(author, path, unmerged[path], chance)
    return f"{len(unmerged)} conflicts"


def commit(author: Author, message: str, *, lock: bool = True) -> None:
    """Commit everything, or everything but the lock."""
    author.git("add", "-A")
    if not lock:
        author.git("reset", "-q", "--", "cards/corso/deck.lock", fine=False)
    author.git("commit", "-q", "--allow-empty", "-m", message)


def is_merging(author: Author) -> bool:
    """Whether a merge is not committed yet."""
    return "MERGE_HEAD" not in author.git("rev-parse", "-q", "--verify", "MERGE_HEAD", fine=False) and bool(
        author.git("rev-parse", "-q", "--verify", "MERGE_HEAD", fine=False).strip()
    )


def _unmerged(author: Author) -> dict[str, set[str]]:
    """The paths in conflict, each with the stages that it has."""
    found: dict[str, set[str]] = {}
    for line in author.git("ls-files", "-u").splitlines():
        place, path = line.split("\t")
        found.setdefault(path, set()).add(place.split()[2])
    return found


def _resolve(author: Author, path: str, stages: set[str], chance: random.Random) -> None:
    file = author.root / path
    if not {"2", "3"} <= stages:  # one side deleted or renamed it: what is there stays
        if not file.exists():
            author.git("checkout", "--ours" if "2" in stages else "--theirs", "--", path, fine=False)
        author.git("add" if file.exists() else "rm", "--", path, fine=False)
        return
    text = file.read_text("utf-8")
    sides = {stage: author.git("show", f":{stage}:{path}") for stage in ("2", "3")}
    for _ in range(12):
        how = chance.choice(_CHOICES)
        tried = _HUNK.sub(partial(_chosen, how, chance), text)
        file.write_text(tried, "utf-8")
        if _sane(author, path, tried, sides):
            break
    else:
        file.write_text(sides["2"], "utf-8")
    author.git("add", "--", path)


def _chosen(how: str, chance: random.Random, found: re.Match[str]) -> str:
    ours, theirs = found[1], found[2]
    pick = chance.choice(("both", "ours", "theirs")) if how == "mixed" else how
    return {"both": ours + theirs, "ours": ours, "theirs": theirs}[pick]


def _sane(author: Author, path: str, text: str, sides: dict[str, str]) -> bool:
    """What a person sees: it is a file, and under each id is what one side has there."""
    if "/pairs/" not in path and "/vocabulary/" not in path:
        return not path.endswith("deck.yaml") or _is_deck(text)
    try:
        loaded = yaml.load(text, _Strict)
    except yaml.YAMLError:
        return False
    known = [_by_id(side) for side in sides.values()]
    for entry in loaded or ():
        if "section" in entry:
            continue
        if not entry.get("it") or not entry.get("cs"):
            return False
        before = [side[entry["id"]] for side in known if entry.get("id") in side]
        names = names_in(bare(str(entry["it"])))
        if names != names_in(bare(str(entry["cs"]))) or (before and not any(names & each for each in before)):
            return False
    return True


def _is_deck(text: str) -> bool:
    try:
        texts = yaml.safe_load(text)["texts"]
    except (yaml.YAMLError, KeyError, TypeError):
        return False
    return all(len({each[key] for each in texts}) == len(texts) for key in ("id", "prefix"))


def _by_id(text: str) -> dict[str, frozenset[str]]:
    entries = yaml.load(text, yaml.CSafeLoader) or ()
    return {each["id"]: names_in(str(each.get("it", ""))) for each in entries if each.get("id")}


class _Strict(yaml.SafeLoader):
    """YAML in which a key twice is wrong."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, object]:
        keys = [key.value for key, _ in node.value]
        if len(keys) > len(set(keys)):
            raise yaml.constructor.ConstructorError(problem="a key twice")
        return super().construct_mapping(node, deep)


_Strict.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))
