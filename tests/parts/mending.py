"""Texts whose alignment was damaged, and a person who repairs it in the studio by keys alone, knowing what is right."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from studio_world import Open

from deckgen.actions.pairing import DOUBT_SHOWN
from deckgen.actions.repair import cut
from deckgen.align.beads import align
from deckgen.files.disk import read
from deckgen.languages.recognition import recognised
from deckgen.project import pairs
from deckgen.project.deck import DEFAULT_CARDS, Deck, Text
from deckgen.project.deck_file import render
from deckgen.project.pairs import Pair
from deckgen.text.given import kept
from training.aligned import Bead, Document
from training.damage import damaged

Ids = tuple[int, ...]  # sentences of one side
FEWEST = 95  # strict F1, in per cent, of an alignment that counts as repaired


def mixed(document: Document, seed: int) -> Document:
    """A document in the kind of damage that has all of the others."""
    return next(each for each in damaged([document], [seed]) if each.damage == "mix")


@dataclass(frozen=True)
class Patient:
    """A damaged document as a deck on disk: `places` are the lines of its sentences, `texts` the sentences themselves.

    Each line of the document is a paragraph, and may be more than one sentence.
    """

    deck: Deck
    document: Document
    texts: tuple[list[str], list[str]]
    places: tuple[list[int], list[int]]

    @property
    def languages(self) -> tuple[str, str]:
        return self.deck.front, self.deck.back

    @property
    def path(self) -> Path:
        return self.deck.pairs_path(self.deck.texts[0])

    @cached_property
    def gold(self) -> dict[Ids, Ids]:
        """The pairs that are right, by their fronts, as numbers of sentences."""
        of_line = [
            {line: tuple(n for n, _ in run) for line, run in itertools.groupby(enumerate(side), lambda each: each[1])}
            for side in self.places
        ]
        beads = [tuple(self._whole(of_line[n], side) for n, side in enumerate(bead)) for bead in self.document.gold]
        return {front: back for front, back in beads if front and back}

    @staticmethod
    def _whole(of_line: dict[int, Ids], lines: Ids) -> Ids:
        return tuple(n for line in lines for n in of_line[line])

    @cached_property
    def bead_of(self) -> tuple[dict[int, int], dict[int, int]]:
        """The number of the right pair of each sentence that has one."""
        rows = list(self.gold.items())
        front, back = ({n: bead for bead, row in enumerate(rows) for n in row[side]} for side in (0, 1))
        return front, back

    def sentences_of(self, side: int, text: str, near: int) -> Ids:
        """The numbers of the sentences that a text on the page is made of, of equal ones the next; -1 for none."""
        found: list[int] = []
        while text:
            fit = [n for n, each in enumerate(self.texts[side]) if text == each or text.startswith(f"{each} ")]
            if not fit:
                return (*found, -1)
            near = min(fit, key=lambda n: (abs(n - near), n))
            found.append(near)
            text = text[len(self.texts[side][near]) :].lstrip()
            near += 1
        return tuple(found)

    def f1(self) -> float:
        """Strict F1 of the pairs on disk, in per cent: null beads count for precision, not for recall."""
        made = pairs.parse_pairs(read(self.path), self.languages)[0].values
        near, shown = [0, 0], []
        for pair in made:
            both = [self.sentences_of(n, side, near[n]) for n, side in enumerate((pair.front, pair.back))]
            near = [ids[-1] + 1 if ids[-1] >= 0 else last for ids, last in zip(both, near, strict=True)]
            if not pair.skip:
                shown.append((both[0], both[1]))
        right = sum(self.gold.get(front) == back for front, back in shown)
        alone = [
            [n for n in range(len(self.texts[side])) if not any(n in each[side] for each in shown)] for side in (0, 1)
        ]
        null = [len({self.places[side][n] for n in alone[side]}) for side in (0, 1)]
        good = [len({self.places[side][n] for n in alone[side] if n not in self.bead_of[side]}) for side in (0, 1)]
        precision = (right + sum(good)) / max(1, len(shown) + sum(null))
        recall = right / max(1, len(self.gold))
        return 200 * precision * recall / max(1e-9, precision + recall)


def admitted(root: Path, document: Document) -> Patient:
    """Write a document into `root` as a deck with the pairs that the aligner finds; the languages are recognised."""
    codes = [recognised("\n".join(side)) for side in document.sides]
    text = Text("pagina", "Pagina", "p")
    deck = Deck(
        root / "cards" / "pagina", "Pagina", "0123456789abcdef", codes[0], codes[1], (text,), dict(DEFAULT_CARDS)
    )
    texts, places, read_ = [], [], []
    for code, side in zip(codes, document.sides, strict=True):
        path = deck.document_path(text, code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(side), "utf-8")
        found = kept(path, code).document.sentences
        texts.append([each.text for each in found])
        places.append([each.line // 2 for each in found])
        read_.append([" ".join(each.text for each in found if each.line // 2 == n) for n in range(len(side))])
    document = replace(document, sides=(read_[0], read_[1]))
    beads = align(*document.sides)
    deck.path.parent.mkdir(parents=True)
    deck.path.write_text(render(deck), "utf-8")
    deck.pairs_path(text).parent.mkdir()
    deck.pairs_path(text).write_text(
        pairs.render(
            _pairs(document, [(b.left, b.right) for b in beads], [b.doubt for b in beads]), (codes[0], codes[1])
        ),
        "utf-8",
    )
    return Patient(deck, document, (texts[0], texts[1]), (places[0], places[1]))


def _pairs(document: Document, beads: Sequence[Bead], doubts: Sequence[float]) -> Iterator[Pair]:
    for n, (bead, doubt) in enumerate(zip(beads, doubts, strict=True)):
        if all(bead):
            front, back = (" ".join(side[i] for i in ids) for side, ids in zip(document.sides, bead, strict=True))
            yield Pair(f"p-{n:04d}", front, back, doubt=doubt if doubt >= DOUBT_SHOWN else 0.0)


# ------------------------------------------------------------------ what a person sees


@dataclass(frozen=True)
class Item:
    """A row as numbers of sentences: a pair, or a sentence that no pair has; `out` if it is left out of the deck."""

    sides: tuple[Ids, Ids]
    ghost: bool = False
    out: bool = False

    @property
    def side(self) -> int:
        """The side of a sentence that no pair has."""
        return 0 if self.sides[0] else 1


@dataclass(frozen=True)
class Seen:
    """A row on the page."""

    key: str
    item: Item
    doubtful: bool


Items = tuple[Item, ...]
Step = tuple[int, int, tuple[str, ...]]  # which item of a run, on which side, which keys; side -1 is any

_ROWS = """(() => [...document.querySelectorAll('.row.pair, .row.left')].map((row) => [
  row.dataset.key, [...row.querySelectorAll('.text')].map((each) => each.textContent), row.classList.contains('left'),
  row.classList.contains('doubt'), row.classList.contains('skip'), row.getAttribute('aria-selected') === 'true',
  Number(row.querySelector('.side')?.dataset.side ?? -1)]))()"""


@dataclass
class Person:
    """Repairs a text: counts the keys that are pressed, and the operations that they make."""

    patient: Patient
    studio: Open
    keys: int = 0
    operations: int = 0
    given_up: set[str] = field(default_factory=set)

    # -------------------------------------------------------------- seeing and pressing

    def press(self, *keys: str) -> None:
        for key in keys:
            self.studio.press(key)
            self.keys += 1

    def rows(self) -> tuple[list[Seen], int, int]:
        """The rows that are shown, the number of the chosen one, and the side that is chosen."""
        found: list[Any] = self.studio.page.value(_ROWS)
        near, rows = [0, 0], []
        for key, texts, ghost, doubt, skip, _, _ in found:
            sides = []
            for n, text in enumerate(texts):
                ids = () if ghost and text == "—" else self.patient.sentences_of(n, text, near[n])
                near[n] = ids[-1] + 1 if ids and ids[-1] >= 0 else near[n]
                sides.append(ids)
            rows.append(Seen(key, Item((sides[0], sides[1]), ghost, skip), doubt and not skip))
        at = next((n for n, row in enumerate(found) if row[5]), 0)
        return rows, at, max(0, found[at][6]) if found else 0

    def goes(self, at: int, to: int) -> None:
        """Go from one row to another."""
        far, near = divmod(abs(to - at), 10)
        down = to > at
        self.press(*["PageDown" if down else "PageUp"] * far, *["ArrowDown" if down else "ArrowUp"] * near)

    # -------------------------------------------------------------- the work

    def repairs(self) -> None:
        """Go through the doubtful pairs; if that is not enough, read all of them."""
        self.press("Home", "n")
        for _ in range(1000):
            rows, at, _ = self.rows()
            if not any(row.doubtful for row in rows):
                break
            if self.mends(rows, at, around=True):
                continue
            if rows[at].doubtful:  # right as it is, or beyond help
                self.operations += 1
                self.press("a")
            else:
                self.press("n")
        while self.patient.f1() < FEWEST:
            rows, at, _ = self.rows()
            if not self.mends(rows, at, around=False):
                break

    def mends(self, rows: list[Seen], at: int, *, around: bool) -> bool:
        """Carry out the next step of the repair of a run of rows that are wrong; whether there was one."""
        wrong = [n for n, row in enumerate(rows) if not self.right(row.item) and row.key not in self.given_up]
        if around:
            wrong = [n for n in wrong if abs(n - at) <= 1]
        for n in sorted(wrong, key=lambda n: abs(n - at)):
            first, last = self.run(rows, n)
            items = tuple(row.item for row in rows[first:last])
            plan = self.planned(items)
            if plan is None:
                self.given_up.add(rows[n].key)
                continue
            row, side, keys = plan
            self.goes(at, first + row)
            if side >= 0 and self.rows()[2] != side:
                self.press("ArrowRight" if side else "ArrowLeft")
            before = self.patient.path.read_bytes()
            self.press(*keys)
            self.operations += 1
            if self.patient.path.read_bytes() == before:
                self.given_up.add(rows[n].key)
                self.refusals.append((keys, self.studio.said))
            return True
        return False

    refusals: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    def right(self, item: Item) -> bool:
        """Whether a row is as it must be."""
        if item.ghost or item.out:
            return not any(n in self.patient.bead_of[side] for side in (0, 1) for n in item.sides[side])
        return self.patient.gold.get(item.sides[0]) == item.sides[1]

    def run(self, rows: list[Seen], at: int) -> tuple[int, int]:
        """The rows that hold what belongs to a row, and what belongs to those: from, and up to but without."""
        first, last = at, at + 1
        holding = {(side, n): at for at, row in enumerate(rows) for side in (0, 1) for n in row.item.sides[side]}
        members = [
            (side, n) for front, back in self.patient.gold.items() for side in (0, 1) for n in (front, back)[side]
        ]
        by_bead: dict[int, list[int]] = {}
        for side, n in members:
            if (side, n) in holding:
                by_bead.setdefault(self.patient.bead_of[side][n], []).append(holding[side, n])
        while True:
            wanted = {
                self.patient.bead_of[s].get(n, -1)
                for row in rows[first:last]
                for s in (0, 1)
                for n in row.item.sides[s]
            }
            places = [p for bead in wanted for p in by_bead.get(bead, ()) if abs(p - at) <= 12]
            grown = min([first, *places]), max([last, *(p + 1 for p in places)])
            if grown == (first, last):
                break
            first, last = grown
        if all(row.item.ghost for row in rows[first:last]):  # what joins them is a pair beside them
            first = max(0, first - 1)
        return first, last

    # -------------------------------------------------------------- planning

    def planned(self, items: Items, most: int = 4000) -> Step | None:
        """The first step of a short way to what is right; None if none is found."""
        order = itertools.count()
        queue = [(0.0, next(order), 0.0, items, None)]
        best: dict[Items, float] = {items: 0.0}
        while queue and most:
            _, _, cost, now, first = heapq.heappop(queue)
            if all(map(self.right, now)):
                return first
            most -= 1
            for step, after in self.steps(now):
                spent = cost + len(step[2]) + 1
                if after is not None and spent < best.get(after, 1e9):
                    best[after] = spent
                    bad = self.distance(after)
                    heapq.heappush(queue, (spent + 4 * bad, next(order), spent, after, first or step))
        return None

    def distance(self, items: Items) -> int:
        """How many borders between sentences are wrong."""
        bad = sum(not self.right(item) for item in items)
        for item in items:
            beads = [{self.patient.bead_of[side].get(n, -1 - n) for n in item.sides[side]} for side in (0, 1)]
            bad += sum(max(0, len(each) - 1) for each in beads) + (not item.ghost and not beads[0] & beads[1])
        return bad

    def steps(self, items: Items) -> Iterator[tuple[Step, Items]]:  # noqa: C901 - one branch a key
        """Everything that a key does to a run of rows, and what it becomes."""
        for n, item in enumerate(items):
            if item.out:
                continue
            if item.ghost:
                yield from self._ghost(items, n)
                continue
            if not self.right(item) and not any(i in self.patient.bead_of[s] for s in (0, 1) for i in item.sides[s]):
                yield (n, -1, ("x",)), _with(items, n, Item(item.sides, out=True))
            above, below = _pair(items, n, -1), _pair(items, n, 1)
            if above is not None:
                both = tuple(a + b for a, b in zip(items[above].sides, item.sides, strict=True))
                yield (n, -1, ("m",)), (*_with(items, above, Item((both[0], both[1])))[:n], *items[n + 1 :])
            for side in (0, 1):
                if above is not None and (made := self._moved(items, n, above, side, up=True)):
                    yield (n, side, ("u",)), made
                beside = items[n + 1] if n + 1 < len(items) else None
                if beside and beside.ghost and beside.side != side:
                    if made := self._paired_with(items, n, side):
                        yield (n, side, ("d",)), made
                elif below is not None and (made := self._moved(items, n, below, side, up=False)):
                    yield (n, side, ("d",)), made
            yield from self._splits(items, n)

    def _ghost(self, items: Items, n: int) -> Iterator[tuple[Step, Items]]:
        item, side = items[n], items[n].side
        for key, by in (("u", -1), ("d", 1)):
            at = _pair(items, n, by)
            if at is not None:
                theirs = items[at].sides[side]
                grown = _put(items[at], side, theirs + item.sides[side] if by < 0 else item.sides[side] + theirs)
                made = _with(items, at, grown)
                yield (n, -1, (key,)), (*made[:n], *made[n + 1 :])
        for by in (1, -1):
            if 0 <= n + by < len(items) and items[n + by].ghost and items[n + by].side != side:
                other = items[n + by]
                pair = Item((item.sides[0] or other.sides[0], item.sides[1] or other.sides[1]))
                low = min(n, n + by)
                yield (n, -1, ("p",)), (*items[:low], pair, *items[low + 2 :])
                break

    def _moved(self, items: Items, n: int, to: int, side: int, *, up: bool) -> Items | None:
        ids = items[n].sides[side]
        count = self._unit(side, ids, last=not up)
        if not count:
            return None
        gone, rest = (ids[:count], ids[count:]) if up else (ids[-count:], ids[:-count])
        theirs = items[to].sides[side]
        made = list(items)
        made[to] = _put(items[to], side, theirs + gone if up else gone + theirs)
        left = [_put(items[n], side, rest)] if rest else _ghosts(1 - side, items[n].sides[1 - side])
        return (*made[:n], *left, *made[n + 1 :])

    def _paired_with(self, items: Items, n: int, side: int) -> Items | None:
        ids = items[n].sides[side]
        count = self._unit(side, ids, last=True)
        if not count or count == len(ids):
            return None
        sides = [items[n + 1].sides[0], items[n + 1].sides[1]]
        sides[side] = ids[-count:]
        return (*items[:n], _put(items[n], side, ids[:-count]), Item((sides[0], sides[1])), *items[n + 2 :])

    def _unit(self, side: int, ids: Ids, *, last: bool) -> int:
        """How many of the sentences go when the studio takes one; 0 if it cuts one of them."""
        texts = [self.patient.texts[side][n] for n in ids]
        if -1 in ids:
            return 0
        taken, _ = cut(" ".join(texts), self.patient.languages[side], last=last)
        for count in range(1, len(ids) + 1):
            if " ".join(texts[-count:] if last else texts[:count]) == taken:
                return count
        return 0

    def _splits(self, items: Items, n: int) -> Iterator[tuple[Step, Items]]:
        sides = items[n].sides
        if any(-1 in ids for ids in sides):
            return
        borders = [self._borders(side, ids) for side, ids in enumerate(sides)]
        for i, j in itertools.product(*borders):
            halves = [(sides[0][:i], sides[1][:j]), (sides[0][i:], sides[1][j:])]
            whole = [all(half) for half in halves]
            if not any(whole) or not all(map(any, halves)):
                continue
            made: list[Item] = []
            for half in halves:
                made += [Item(half)] if all(half) else [*_ghosts(0, half[0]), *_ghosts(1, half[1])]
            keys = [self._border_keys(side, ids, at) for side, ids, at in zip((0, 1), sides, (i, j), strict=True)]
            pressed = (*keys[0], *(("ArrowDown", *keys[1]) if keys[1] else ()), "Enter")
            yield (n, 0, ("s", *pressed)), (*items[:n], *made, *items[n + 1 :])

    def _borders(self, side: int, ids: Ids) -> list[int]:
        bead = [self.patient.bead_of[side].get(n, -1 - n) for n in ids]
        return [0, *(n for n in range(1, len(ids)) if bead[n] != bead[n - 1]), len(ids)]

    def _border_keys(self, side: int, ids: Ids, at: int) -> tuple[str, ...]:
        """The keys that bring the border of a split to where it must be: as the page begins, and moves it."""
        text = " ".join(self.patient.texts[side][n] for n in ids)
        place = len(" ".join(self.patient.texts[side][n] for n in ids[:at])) + (0 < at < len(ids))
        words = [match.end() for match in re.finditer(r"\s+(?=\S)", text)]
        ends = [each for each in words if re.search(r"[.!?…:;][\"'”’»)]*\s*$", text[:each])]
        return _keys_to(text, [0, *words, len(text)], ends, place)


def _keys_to(text: str, places: list[int], ends: list[int], place: int) -> tuple[str, ...]:
    begins = min(ends or places[1:], key=lambda each: abs(each - len(text) / 2))
    now, wanted = places.index(begins), places.index(place)
    ways = [("ArrowRight",) * (wanted - now), ("ArrowLeft",) * (now - wanted)]
    ways = [
        ways[0] if wanted >= now else ways[1],
        ("Home", *["ArrowRight"] * wanted),
        ("End", *["ArrowLeft"] * (len(places) - 1 - wanted)),
    ]
    return min(ways, key=len)


def _pair(items: Items, n: int, by: int) -> int | None:
    """The number of the next pair in a direction."""
    n += by
    while 0 <= n < len(items):
        if not items[n].ghost:
            return n
        n += by
    return None


def _with(items: Items, n: int, item: Item) -> Items:
    return (*items[:n], item, *items[n + 1 :])


def _put(item: Item, side: int, ids: Ids) -> Item:
    return Item((ids, item.sides[1]) if side == 0 else (item.sides[0], ids), out=item.out)


def _ghosts(side: int, ids: Ids) -> list[Item]:
    return [Item(((n,), ()) if side == 0 else ((), (n,)), ghost=True) for n in ids]
