"""Learn the map under which words that translate each other are near: `python -m training.word_space it-cs.tsv …`.

Each file holds sentence pairs, left, tab, right, and is named after its languages (`training.catalogues` makes such
files). Words are linked by eflomal in both directions (Östling and Tiedemann 2016), over lemmas; where both agree, the
link is taken for true. One linear map for both sides is then learned, under which the answer of a word is nearer than
the other words of its sentence and of others; and, from the glossaries, under which the words of a counterpart answer
their term.

Writes `deckgen/vectors/word_space.npy`, and `build/word_spaces.npz`: a map for each of five parts of the glossaries,
learned without that part, which `training.counterparts` and `tests/bench/links.py --unseen` need. `--out` names another
folder for both.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import eflomal
import numpy as np
import torch

from deckgen.languages import lemmas
from deckgen.languages.tokens import WORD
from deckgen.vectors import e5
from deckgen.vectors.states import of_words
from training.aligned import ROOT
from training.counterparts import MAPS, marked
from training.counterparts import read as words_of_glossary
from training.glossaries import PARTS, Glossary, glossaries, part_of

# All of the shipped fit. The map has to be small, since it travels with the package: 128 dimensions are 393 KB.
WIDTH = 128
MOST, FIRST_MOST = 4_000, 16_000  # pairs of a file; of the first one, the languages that the glossaries have
WORDS, LETTERS = range(4, 29), 200  # of a sentence
EPOCHS, SENTENCES, RATE, DROPPED = 3, 24, 2e-3, 0.5
OTHERS = -2.0  # how much a word of another sentence counts, as a logarithm
NEIGHBOURS, BESIDE = 3, 0.3  # words beside a counterpart that shall not answer; how much they count
WRITTEN = Path("deckgen") / "vectors" / "word_space.npy"

Link = tuple[int, int]


@dataclass(frozen=True)
class Sentence:
    """A sentence pair: states of its words, flat, and the links that are true, and those that may be."""

    left: torch.Tensor
    right: torch.Tensor
    links: list[Link]
    perhaps: list[Link]


@dataclass(frozen=True)
class Place:
    """A term in a pair: its words, those of them that mean something, and the words of its counterpart."""

    left: torch.Tensor
    right: torch.Tensor
    asked: range
    heavy: list[int]
    answer: range


# ------------------------------------------------------------------ what is learned from


@cache
def lemma(word: str, code: str) -> str:
    bare = word.strip("’'")
    return "#" if any(map(str.isdigit, bare)) else lemmas.lemma(bare, code) or "#"


def linked(path: Path, most: int) -> Iterator[tuple[str, str, list[Link], list[Link]]]:
    """Sentence pairs of a file with the links of their words on which both directions agree, and the others."""
    codes = path.stem.split("-")
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    split = [
        tuple([lemma(m[0], c) for m in WORD.finditer(t)] for t, c in zip(line, codes, strict=True)) for line in lines
    ]
    kept = [n for n, sides in enumerate(split) if all(0 < len(side) < 100 for side in sides)]
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder) / name) for name in ("left", "right", "forth", "back")]
        for name, side in zip(names, (0, 1), strict=False):
            Path(name).write_text("".join(" ".join(split[n][side]) + "\n" for n in kept), "utf-8")
        with Path(names[0]).open() as left, Path(names[1]).open() as right:
            eflomal.Aligner().align(left, right, links_filename_fwd=names[2], links_filename_rev=names[3])
        found = [Path(name).read_text().split("\n") for name in names[2:]]
    order = list(range(len(kept)))
    random.Random(3).shuffle(order)
    taken = 0
    seen = set()
    for at in order:
        sides, (left, right) = split[kept[at]], lines[kept[at]]
        forth, back = (set(each[at].split()) for each in found)
        beginning = " ".join(sides[0])[:25]
        enough = len(forth & back) >= 0.5 * min(map(len, sides))
        fits = all(len(side) in WORDS for side in sides) and len(left) <= LETTERS and enough
        if fits and beginning not in seen and taken < most:
            seen.add(beginning)
            taken += 1
            yield left, right, places(forth & back), places(forth ^ back)


def places(links: set[str]) -> list[Link]:
    pairs = (link.split("-") for link in sorted(links))
    return [(int(i), int(j)) for i, j in pairs]


def flat(texts: Sequence[str]) -> list[torch.Tensor]:
    """The states of the words of every text, less what all words share, a row a word."""
    found = []
    for start in range(0, len(texts), 500):
        part = texts[start : start + 500]
        found += of_words(part, [[match.span() for match in WORD.finditer(text)] for text in part])
    common = sum(each.sum(axis=0) for each in found) / sum(map(len, found))
    width = common.size
    return [torch.tensor(e5.unit(each - common).reshape(len(each), width)) for each in found]


def sentences(path: Path, most: int) -> list[Sentence]:
    given = list(linked(path, most))
    sides = [flat([pair[side] for pair in given]) for side in (0, 1)]
    return [Sentence(a, b, pair[2], pair[3]) for a, b, pair in zip(*sides, given, strict=True)]


def terms(given: Sequence[Glossary]) -> dict[str, list[Place]]:
    """The places of the terms of every glossary."""
    found: dict[str, list[Place]] = {}
    for glossary in given:
        ours, theirs = words_of_glossary(glossary)
        left, right = (flat([pair[side] for pair in glossary.pairs]) for side in (0, 1))
        for place in marked(glossary, ours, theirs):
            asked, n = range(*place.asked), place.pair
            heavy = [k for k in asked if ours[n].content[k]] or list(asked)
            made = Place(left[n], right[n], asked, heavy, range(*place.answers[0]))
            found.setdefault(glossary.name, []).append(made)
    return found


# ------------------------------------------------------------------ learning


def similar(space: torch.Tensor, sharpness: torch.Tensor, sides: Sequence[Sequence[torch.Tensor]]) -> torch.Tensor:
    """How alike all words of some left and right sides are, with a part of what is known of them left out."""
    mapped = (torch.nn.functional.dropout(torch.cat(list(side)), DROPPED) @ space for side in sides)
    left, right = (torch.nn.functional.normalize(each, dim=-1) for each in mapped)
    return sharpness * left @ right.T


def starts(parts: Sequence[torch.Tensor]) -> list[int]:
    return np.cumsum([0, *map(len, parts)]).tolist()


def answer_loss(space: torch.Tensor, sharpness: torch.Tensor, batch: Sequence[Sentence]) -> torch.Tensor:
    """How improbable the true links are, seen from both sides."""
    sides = [each.left for each in batch], [each.right for each in batch]
    rows, columns = map(starts, sides)
    alike = similar(space, sharpness, sides)
    weight = torch.full_like(alike, OTHERS)
    true = []
    for n, each in enumerate(batch):
        weight[rows[n] : rows[n + 1], columns[n] : columns[n + 1]] = 0
        for i, j in each.perhaps:
            weight[rows[n] + i, columns[n] + j] = -1e4
        true += [(rows[n] + i, columns[n] + j) for i, j in each.links]
    i, j = zip(*true, strict=True)
    scores = alike + weight
    return -sum(torch.log_softmax(scores, side)[list(i), list(j)].mean() for side in (0, 1))


def term_loss(space: torch.Tensor, sharpness: torch.Tensor, batch: Sequence[Place]) -> torch.Tensor:
    """How improbable it is that the words of counterparts answer their terms, and those beside them do not."""
    sides = [each.left for each in batch], [each.right for each in batch]
    rows, columns = map(starts, sides)
    alike = similar(space, sharpness, sides)
    away, asked, answers = torch.full_like(alike, -1e4), torch.zeros_like(alike), torch.zeros_like(alike)
    heavy, inside, beside = torch.zeros(len(alike)), torch.zeros(alike.shape[1]), torch.zeros(alike.shape[1])
    for n, each in enumerate(batch):
        row, column = rows[n], slice(columns[n], columns[n + 1])
        away[row : rows[n + 1], column] = 0
        asked[row + each.asked.start : row + each.asked.stop, column] = 1
        first, last = columns[n] + each.answer.start, columns[n] + each.answer.stop
        answers[row : rows[n + 1], first:last] = 1
        inside[first:last] = 1 / len(each.answer)
        heavy[[row + k for k in each.heavy]] = 1 / len(each.heavy)
        near = range(max(0, each.answer.start - NEIGHBOURS), min(len(each.right), each.answer.stop + NEIGHBOURS))
        others = [columns[n] + k for k in near if k not in each.answer]
        beside[others] = 1 / max(1, len(others))
    forth = (torch.softmax(alike + away, 0) * asked).sum(0).clamp(1e-6, 0.999)
    back = (torch.softmax(alike + away, 1) * answers).sum(1).clamp(1e-6, 1)
    wrong = (inside * forth.log()).sum() + (heavy * back.log()).sum() + BESIDE * (beside * torch.log1p(-forth)).sum()
    return -wrong / len(batch)


def learned(given: Sequence[Sentence], known: Sequence[Place]) -> np.ndarray:
    """The map, states × WIDTH."""
    torch.manual_seed(0)
    shuffled = random.Random(0)
    given, known = list(given), list(known)
    sample = torch.cat([side for each in given[:3000] for side in (each.left, each.right)])
    space = torch.nn.Parameter(torch.svd_lowrank(sample, q=WIDTH)[2].clone())
    sharpness = torch.nn.Parameter(torch.tensor(18.0))
    optimizer = torch.optim.Adam([{"params": [space], "lr": RATE}, {"params": [sharpness], "lr": 0.1}])
    steps = EPOCHS * (len(given) // SENTENCES)
    at = len(known)
    for step in range(steps):
        first = step * SENTENCES % (len(given) - SENTENCES)
        if first < SENTENCES:
            shuffled.shuffle(given)
        loss = answer_loss(space, sharpness, given[first : first + SENTENCES])
        if step % 2 == 0:
            if at + SENTENCES > len(known):
                shuffled.shuffle(known)
                at = 0
            loss = loss + term_loss(space, sharpness, known[at : at + SENTENCES])
            at += SENTENCES
        optimizer.zero_grad()
        loss.backward()
        optimizer.param_groups[0]["lr"] = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        optimizer.step()
    return space.detach().numpy().astype(np.float16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--few", type=int, help="take only so many hundred pairs, and so many glossaries, to try it")
    parser.add_argument("--out", type=Path, default=ROOT, help="the folder that files are written under")
    asked = parser.parse_args()
    most, first_most = (100 * asked.few,) * 2 if asked.few else (MOST, FIRST_MOST)
    given = [each for n, path in enumerate(asked.files) for each in sentences(path, most if n else first_most)]
    known = terms(glossaries()[: asked.few])
    print(f"{len(given)} sentence pairs, {sum(map(len, known.values()))} places of terms", flush=True)
    maps = {}
    for part in range(PARTS):
        seen = [place for name, places in known.items() if part_of(name) != part for place in places]
        maps[str(part)] = learned(given, seen)
        print(f"part {part}: learned from {len(seen)} places", flush=True)
    every = learned(given, [place for places in known.values() for place in places])
    for name in (MAPS.relative_to(ROOT), WRITTEN):
        (asked.out / name).parent.mkdir(parents=True, exist_ok=True)
    np.savez(asked.out / MAPS.relative_to(ROOT), **maps)
    np.save(asked.out / WRITTEN, every)


if __name__ == "__main__":
    main()
