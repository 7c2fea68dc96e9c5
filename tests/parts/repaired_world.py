"""Pairs that a person repaired in the studio, and texts that change afterwards: what `align` should make of both.

A text is a list of clauses on each side; a sentence has two of them. An entry holds clauses, so that what `align` ought
to give is known: the clauses of each entry as the texts now have them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from deckgen.files.edits import checked, scalar
from deckgen.files.source import Source, edited
from deckgen.merge.realign import LooseSentences, Realignment, realign
from deckgen.project.lock import Origin
from deckgen.project.pairs import Pair, PairFile, parse_pairs

LANGUAGES = ("it", "cs")
BOTH = (0, 1)
# Sentence pairs of two clauses a side.
CLAUSES = (
    (("La nave entra in porto,", "i marinai salutano."), ("Loď vplouvá do přístavu,", "námořníci mávají.")),
    (("Il medico visita Paola,", "la febbre è passata."), ("Lékař prohlíží Pavlu,", "horečka pominula.")),
    (("Stasera cuciniamo funghi,", "domani torniamo al mare."), ("Večer vaříme houby,", "zítra jedeme zpátky k vodě.")),
    (
        ("Il museo riapre in aprile,", "i biglietti costano meno."),
        ("Muzeum otevře v dubnu,", "vstupenky budou levnější."),
    ),
    (("Giulia cerca un lavoro,", "ha scritto a tre ditte."), ("Julie hledá práci,", "napsala třem firmám.")),
    (("La neve copre le strade,", "gli autobus sono fermi."), ("Sníh leží na silnicích,", "autobusy stojí.")),
    (("Nonno racconta la guerra,", "noi ascoltiamo in silenzio."), ("Děda vypráví o válce,", "mlčky posloucháme.")),
    (("Il contratto scade presto,", "bisogna firmarlo di nuovo."), ("Smlouva brzy skončí,", "je třeba ji obnovit.")),
    (("Marco suona il violino,", "i vicini si lamentano."), ("Marek hraje na housle,", "sousedi si stěžují.")),
    (("Abbiamo dipinto la cucina,", "adesso sembra più grande."), ("Vymalovali jsme kuchyň,", "teď vypadá větší.")),
    (("L’orologio va indietro,", "arrivo sempre tardi."), ("Hodinky se zpožďují,", "chodím pořád pozdě.")),
    (("Il cane ha paura dei tuoni,", "si nasconde sotto il letto."), ("Pes se bojí hromu,", "schová se pod postel.")),
)
WORDS = (("oggi", "dnes"), ("forse", "možná"), ("subito", "hned"), ("davvero", "opravdu"), ("ancora", "ještě"))
MINE = ("insomma", "prostě")  # words that only the person writes

Unit = tuple[int, int]  # number of the sentence and of the clause in it
Held = tuple[list[Unit], list[Unit]]


@dataclass
class Entry:
    """An entry of the file: its id, the clauses that it holds, and what the person wrote instead of some of them."""

    id: str
    units: Held
    own_words: dict[tuple[int, Unit], str] = field(default_factory=dict)


@dataclass
class Bead:
    """Sentences, by number, that the aligner pairs; one side may be empty."""

    sides: tuple[list[int], list[int]]


def with_word(text: str, word: str, at: int) -> str:
    """`text` with a word more, never at its ends."""
    words = text.split()
    place = 1 + at % (len(words) - 1)
    return " ".join([*words[:place], word, *words[place:]])


def units_of(sentences: Sequence[int]) -> list[Unit]:
    """The clauses of some sentences."""
    return [(n, clause) for n in sentences for clause in (0, 1)]


class World:
    """Texts, their pairs, and a person who repairs these."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.stock = list(range(len(CLAUSES)))
        chance.shuffle(self.stock)
        self.now: dict[tuple[int, Unit], str] = {}
        self.beads: list[Bead] = []
        self.entries: list[Entry] = []
        self.origins: dict[str, Origin] = {}
        self.order: tuple[str, ...] = ()
        self.ids = (f"t-nuovo{n}" for n in count(1))
        self.touched: set[int] = set()  # sentences that the person's work concerns
        self.changed: set[tuple[int, Unit]] = set()
        self.inserted: set[int] = set()
        self.unknown: set[tuple[int, int]] = set()  # sentences without a pair that were corrected: nobody has them
        self.log: list[str] = []

    # texts

    def sentence(self) -> int:
        """A sentence that the texts did not have."""
        number = self.stock.pop()
        for side in BOTH:
            for clause in (0, 1):
                self.now[side, (number, clause)] = CLAUSES[number][side][clause]
        return number

    def said(self, side: int, units: Sequence[Unit]) -> str:
        """The clauses as the texts have them now."""
        return " ".join(self.now[side, unit] for unit in units)

    def loose(self) -> tuple[list[str], list[str]]:
        """The sentences that the aligner leaves out."""
        front, back = (
            [self.said(s, units_of([n])) for bead in self.beads if not all(bead.sides) for n in bead.sides[s]]
            for s in BOTH
        )
        return front, back

    def pair_of(self, bead: Bead) -> Pair:
        """A bead as a pair."""
        return Pair("", *(self.said(side, units_of(bead.sides[side])) for side in BOTH))

    def begins(self, beads: Sequence[tuple[list[int], list[int]]]) -> None:
        """The first alignment: an entry for each bead with two sides."""
        self.beads = [Bead((list(a), list(b))) for a, b in beads]
        for number, bead in enumerate(each for each in self.beads if all(each.sides)):
            pair = self.pair_of(bead)
            self.entries.append(Entry(f"t-{number}", (units_of(bead.sides[0]), units_of(bead.sides[1]))))
            self.origins[f"t-{number}"] = Origin(pair.front, pair.back)
        self.order = tuple(self.origins)

    # what the texts do

    def changes(self) -> None:
        """One word in a sentence that the person's work concerns, or in one beside it."""
        near = sorted(self.near())
        units = [(side, unit) for side, unit in self.now if unit[0] in near and self.is_said(side, unit[0])]
        if not units:
            return
        side, (number, clause) = self.chance.choice(units)
        word = self.chance.choice(WORDS)
        for each in BOTH if self.chance.random() < 0.5 else (side,):
            if self.is_said(each, number) and (each, (number, clause)) not in self.changed:
                was = self.now[each, (number, clause)]
                self.now[each, (number, clause)] = with_word(was, word[each], self.chance.randrange(9))
                self.changed.add((each, (number, clause)))
                self.log.append(f"changes {each} {was!r} -> {self.now[each, (number, clause)]!r}")

    def near(self) -> set[int]:
        """The sentences that the person's work concerns and those beside them."""
        lines = [[n for bead in self.beads for n in bead.sides[side]] for side in BOTH]
        beside = {
            line[at + step]
            for line in lines
            for at, n in enumerate(line)
            for step in (-1, 1)
            if n in self.touched and 0 <= at + step < len(line)
        }
        return self.touched | beside

    def is_said(self, side: int, number: int) -> bool:
        """Whether the texts still have a sentence."""
        return any(number in bead.sides[side] for bead in self.beads)

    def inserts(self) -> None:
        """A new sentence, mostly on both sides, before or behind a bead that the person's work concerns."""
        if not self.stock:
            return
        places = [at for at, bead in enumerate(self.beads) if {*bead.sides[0], *bead.sides[1]} & self.touched]
        if not places:
            return
        number, at = self.sentence(), self.chance.choice(places) + self.chance.randrange(2)
        sides = self.chance.choice([(0, 1), (0, 1), (0,), (1,)])
        self.beads.insert(at, Bead(([number] * (0 in sides), [number] * (1 in sides))))
        self.inserted.add(number)
        self.log.append(f"inserts {number} at {at} on {sides}")

    def deletes(self) -> None:
        """A sentence that the person's work concerns, or a neighbour, goes."""
        near = sorted(n for n in self.near() if any(self.is_said(side, n) for side in BOTH))
        if not near:
            return
        number = self.chance.choice(near)
        for side in self.chance.choice([(0, 1), (0, 1), (0,), (1,)]):
            for bead in self.beads:
                if number in bead.sides[side] and len([b for b in self.beads if any(b.sides)]) > 2:
                    bead.sides[side].remove(number)
                    self.log.append(f"deletes {number} on {side}")
        self.beads = [bead for bead in self.beads if any(bead.sides)]

    # how the aligner pairs

    def follows(self) -> None:
        """The aligner now pairs as the person did, if that is whole sentences in the order of the texts."""
        order = [[n for bead in self.beads for n in bead.sides[side]] for side in BOTH]
        made: list[Bead] = []
        for entry in self.entries:
            both = tuple(list(dict.fromkeys(n for n, _ in entry.units[side] if n in order[side])) for side in BOTH)
            made.append(Bead((both[0], both[1])))
        used = [[n for bead in made for n in bead.sides[side]] for side in BOTH]
        if any(len(set(line)) < len(line) for line in used):
            return  # a sentence in two entries
        if any(line != [n for n in order[side] if n in line] for side, line in enumerate(used)):
            return
        rest = [bead for bead in self.beads if not any(n in used[side] for side in BOTH for n in bead.sides[side])]
        alone = [
            Bead(([n] * (side == 0), [n] * (side == 1)))
            for side in BOTH
            for bead in self.beads
            if bead not in rest
            for n in bead.sides[side]
            if n not in used[side]
        ]
        self.beads = self.in_order([bead for bead in (*made, *rest, *alone) if any(bead.sides)], order)
        self.log.append(f"follows: {[b.sides for b in self.beads]}")

    def one_to_one(self) -> None:
        """The aligner now pairs each sentence with its own translation."""
        order = [[n for bead in self.beads for n in bead.sides[side]] for side in BOTH]
        shared = [n for n in order[0] if n in order[1]]
        if shared != [n for n in order[1] if n in shared]:
            return
        made = [Bead(([n], [n])) for n in shared]
        made += [Bead(([n], [])) for n in order[0] if n not in shared]
        made += [Bead(([], [n])) for n in order[1] if n not in shared]
        self.beads = self.in_order(made, order)
        self.log.append(f"one to one: {[b.sides for b in self.beads]}")

    @staticmethod
    def in_order(beads: Sequence[Bead], order: Sequence[Sequence[int]]) -> list[Bead]:
        def place(bead: Bead) -> float:
            return min(order[side].index(n) / len(order[side]) for side in BOTH for n in bead.sides[side])

        return sorted(beads, key=place)

    # what the person does

    def touches(self, *entries: Entry) -> None:
        self.touched |= {n for entry in entries for side in BOTH for n, _ in entry.units[side]}

    def merge(self, at: int) -> None:
        """The entry at `at` takes in the next one."""
        first, second = self.entries[at : at + 2]
        units: Held = (first.units[0] + second.units[0], first.units[1] + second.units[1])
        kept = self.chance.choice((first, first, second)).id or first.id
        self.entries[at : at + 2] = [Entry(kept, units, first.own_words | second.own_words)]
        self.touches(self.entries[at])
        self.log.append(f"merge {at}: {first.id}+{second.id} -> {kept}")

    def split(self, at: int) -> None:
        """The entry at `at` is cut, mostly between sentences if it has several on both sides."""
        entry = self.entries[at]
        cuts: list[int] = []
        for side in BOTH:
            units = entry.units[side]
            whole = [n for n in range(1, len(units)) if units[n][0] != units[n - 1][0]]
            cuts.append(self.chance.choice(whole or list(range(1, len(units))) or [0]))
        if not all(cuts):
            return
        halves = [tuple(entry.units[s][: cuts[s]] for s in BOTH), tuple(entry.units[s][cuts[s] :] for s in BOTH)]
        words = [{key: own for key, own in entry.own_words.items() if key[1] in half[key[0]]} for half in halves]
        names = (entry.id, next(self.ids))
        self.entries[at : at + 1] = [
            Entry(name, (half[0], half[1]), own) for name, half, own in zip(names, halves, words, strict=True)
        ]
        self.touches(entry)
        self.log.append(f"split {at}: {entry.id} {cuts}")

    def move(self, at: int, side: int, *, down: bool) -> None:
        """The last sentence of a side goes to the next entry, or the first of the next one comes."""
        first, second = self.entries[at : at + 2]
        giver, taker = (first, second) if down else (second, first)
        number = giver.units[side][-1 if down else 0][0]
        moving = [unit for unit in giver.units[side] if unit[0] == number]
        if len(moving) == len(giver.units[side]):
            return
        giver.units[side][:] = [unit for unit in giver.units[side] if unit not in moving]
        taker.units[side][:] = moving + taker.units[side] if down else taker.units[side] + moving
        for unit in moving:
            if (side, unit) in giver.own_words:
                taker.own_words[side, unit] = giver.own_words.pop((side, unit))
        self.touches(first, second)
        self.log.append(f"move {at} side {side} {'down' if down else 'up'}: {number}")

    def attach(self, at: int, side: int, number: int, *, behind: bool) -> None:
        """A sentence that was left out is joined to a side of an entry."""
        entry = self.entries[at]
        entry.units[side][:] = (
            entry.units[side] + units_of([number]) if behind else units_of([number]) + entry.units[side]
        )
        self.touches(entry)
        self.log.append(f"attach {number} to {entry.id} side {side} behind={behind}")

    def corrects(self) -> None:
        """The person writes a word of their own into a sentence that their work concerns."""
        places = [
            (entry, side, unit)
            for entry in self.entries
            for side in BOTH
            for unit in entry.units[side]
            if unit[0] in self.touched and (side, unit) not in entry.own_words
        ]
        entry, side, unit = self.chance.choice(places)
        if not any(self.said(side, units_of([unit[0]])) in (o.front, o.back)[side] for o in self.origins.values()):
            self.unknown.add((side, unit[0]))
        entry.own_words[side, unit] = with_word(self.now[side, unit], MINE[side], self.chance.randrange(9))
        self.log.append(f"corrects {entry.id}: {entry.own_words[side, unit]!r}")

    # align

    def written(self, entry: Entry, side: int) -> str:
        """What an entry says, in the person's words where there are any."""
        return " ".join(entry.own_words.get((side, unit), self.now[side, unit]) for unit in entry.units[side])

    def file(self, texts: Sequence[tuple[str, str, str]]) -> str:
        """A pairs file."""
        return "".join(f"- id: {name}\n  it: {scalar(front)}\n  cs: {scalar(back)}\n" for name, front, back in texts)


def read(text: str) -> PairFile:
    """A pairs file, which has no faults."""
    file, problems = parse_pairs(Source(Path("t.yaml"), text), LANGUAGES)
    assert problems == []
    return file


# ------------------------------------------------------------------ what the person repairs


def _usual(world: World, many: int = 5) -> list[tuple[list[int], list[int]]]:
    """Sentences each with its own translation; now and then two of them are one bead."""
    numbers = [world.sentence() for _ in range(many)]
    beads = [([n], [n]) for n in numbers]
    if world.chance.random() < 0.3:
        at = world.chance.randrange(many - 1)
        beads[at : at + 2] = [(numbers[at : at + 2], numbers[at : at + 2])]
    return beads


def _at_random(world: World, beads: list[tuple[list[int], list[int]]], at: int) -> tuple[int, int]:
    """The beads begin the world, and the place of the first that is wrong; some order of entries follows."""
    world.begins(beads)
    return at, len(world.entries)


def merging(world: World) -> None:
    world.begins(_usual(world))
    world.merge(world.chance.randrange(len(world.entries) - 1))
    if world.chance.random() < 0.2 and len(world.entries) > 2:
        world.merge(world.chance.randrange(len(world.entries) - 1))


def splitting(world: World) -> None:
    world.begins(_usual(world))
    wide = [at for at, entry in enumerate(world.entries) if len(entry.units[0]) > 2]
    world.split(world.chance.choice(wide or range(len(world.entries))))


def moving(world: World) -> None:
    """One sentence of a side is in the bead beside its own."""
    before, a, x, b, after = (world.sentence() for _ in range(5))
    side, down = world.chance.randrange(2), world.chance.random() < 0.5
    # the sentence x is on `side` with a (to be moved down) or with b (to be moved up), on the other side the reverse
    here, there = (([a, x], [b]), ([a], [x, b])) if down else (([a], [x, b]), ([a, x], [b]))
    kind = world.chance.random()
    if kind < 0.3:  # three sentences on this side, two on the other: x has no translation
        there = ([a], [b])
    first, second = ([here, there][side], [here, there][1 - side])
    if side == 1:
        first, second = there, here
    world.begins([([before], [before]), (first[0], second[0]), (first[1], second[1]), ([after], [after])])
    world.move(1, side, down=down)


def attaching(world: World) -> None:
    """A sentence that was left out is joined to a pair whose other side has its translation, or to any."""
    before, a, x, b, after = (world.sentence() for _ in range(5))
    side, behind = world.chance.randrange(2), world.chance.random() < 0.5
    other = {True: ([a, x], [b]), False: ([a], [x, b])}[behind]
    alone = ([x], []) if side == 0 else ([], [x])
    mine = ([a], [b])
    first, second = (mine, other) if side == 0 else (other, mine)
    world.begins([([before], [before]), (first[0], second[0]), alone, (first[1], second[1]), ([after], [after])])
    world.attach(1 if behind else 2, side, x, behind=behind)


def making(world: World) -> None:
    """Two sentences that were left out become a pair."""
    before, a, x, b, after = (world.sentence() for _ in range(5))
    world.begins([([before], [before]), ([a], [a]), ([x], []), ([], [x]), ([b], [b]), ([after], [after])])
    entry = Entry(next(world.ids), (units_of([x]), units_of([x])))
    world.entries.insert(2, entry)
    world.touches(entry)
    world.log.append(f"make {x} as {entry.id}")


def dissolving(world: World) -> None:
    """A pair of sentences that do not belong together: one joins a neighbour, the other is left out."""
    before, a, x, y, b, after = (world.sentence() for _ in range(6))
    side, behind = world.chance.randrange(2), world.chance.random() < 0.5
    pair = ([x], [y]) if side == 0 else ([y], [x])
    lone = (([y], []), ([], [x])) if side == 0 else (([], [y]), ([x], []))
    beads = [([before], [before]), ([a], [a]), pair, ([b], [b]), ([after], [after])]
    near: list[tuple[list[int], list[int]]] = []
    if world.chance.random() < 0.5:
        near = [lone[1]]  # the translation of x was left out
    world.begins(beads[:2] + near + beads[2:] if world.chance.random() < 0.5 else beads[:3] + near + beads[3:])
    world.touched |= {x, y}
    del world.entries[2]
    world.attach(1 if behind else 2, side, x, behind=behind)
    if world.chance.random() < 0.3:  # and the other side goes to the other neighbour
        world.attach(2 if behind else 1, 1 - side, y, behind=not behind)


def running(world: World) -> None:
    """Several repairs of a run of pairs that is out of step."""
    numbers = [world.sentence() for _ in range(6)]
    a, b, c, d, e, f = numbers
    shapes = [
        [([a], [a]), ([b, c], [b]), ([d], [c, d]), ([e], [e]), ([f], [f])],
        [([a], [a]), ([b], [b, c]), ([c], [d]), ([d], [e]), ([e, f], [f])],
        [([a], [a]), ([b], []), ([c], [b]), ([d], [c]), ([e], [d, e]), ([f], [f])],
        [([a], [a, b]), ([b, c], [c]), ([d, e], [d]), ([f], [e, f])],
    ]
    world.begins(world.chance.choice(shapes))
    acts: list[Callable[[], None]] = []
    for _ in range(world.chance.randint(2, 4)):
        acts.append(
            world.chance.choice([_some_merge, _some_split, _some_move, _some_move, _some_attach]).__get__(world)
        )
    for act in acts:
        if len(world.entries) > 1:
            act()
    if not world.touched:
        _some_merge(world)


def _some_merge(world: World) -> None:
    world.merge(world.chance.randrange(len(world.entries) - 1))


def _some_split(world: World) -> None:
    world.split(world.chance.randrange(len(world.entries)))


def _some_move(world: World) -> None:
    chance = world.chance
    world.move(chance.randrange(len(world.entries) - 1), chance.randrange(2), down=chance.random() < 0.5)


def _some_attach(world: World) -> None:
    held = {(side, n) for entry in world.entries for side in BOTH for n, _ in entry.units[side]}
    for at, bead in enumerate(world.beads):
        for side in BOTH:
            for n in bead.sides[side]:
                if (side, n) not in held:
                    near = [m for each in world.beads[:at] for m in each.sides[side]]
                    holder = next(
                        (k for k, e in enumerate(world.entries) if near and (near[-1], 1) in e.units[side]), None
                    )
                    if holder is not None:
                        world.attach(holder, side, n, behind=True)
                    return


WORK = {
    "merge": merging,
    "split": splitting,
    "move": moving,
    "attach": attaching,
    "make": making,
    "dissolve": dissolving,
    "run": running,
}


# ------------------------------------------------------------------ align, and what it did


@dataclass
class Story:
    """A repaired world through some rounds of changes; `faults` says what was not kept."""

    world: World
    corrected: bool
    text: str = ""
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # comments where nothing was corrected
    last: dict[tuple[str, int, Unit], str] = field(default_factory=dict)
    as_made: set[str] = field(default_factory=set)  # entries that hold what the aligner gave the last time
    over: bool = False
    told: tuple[list[str], list[str]] = ([], [])  # what was left out the last time

    def begins(self) -> None:
        world = self.world
        self.told = world.loose()
        if self.corrected:
            for _ in range(world.chance.randint(1, 2)):
                world.corrects()
        self.text = world.file([(e.id, world.written(e, 0), world.written(e, 1)) for e in world.entries])
        self.remembers()
        self.as_made = self.those_as_made()

    def remembers(self) -> None:
        world = self.world
        for entry in world.entries:
            for side in BOTH:
                for unit in entry.units[side]:
                    self.last[entry.id, side, unit] = world.now[side, unit]

    def round(self) -> None:
        """The texts change, the aligner pairs them, and what it gives is merged."""
        world, chance = self.world, self.world.chance
        world.changed = set()
        world.inserted = set()
        acts = [world.changes, world.changes, world.changes, world.inserts, world.deletes]
        for act in chance.choices(acts, k=chance.randint(1, 2)):
            act()
        way = chance.random()
        if way < 0.15:
            world.follows()
        elif way < 0.25:
            world.one_to_one()
        self.merges()

    def merges(self) -> None:
        world = self.world
        beads = [bead for bead in world.beads if all(bead.sides)]
        new = [world.pair_of(bead) for bead in beads]
        loose = world.loose()
        before, now = (LooseSentences(loose, told) for told in (self.told_before(self.told), self.told_before(loose)))
        self.told = loose
        made = realign(read(self.text), new, world.origins, world.ids, LANGUAGES, order=world.order, loose=before)
        after = edited(self.text, checked(read(self.text).source, made.edits))
        again = realign(read(after), new, made.origins, world.ids, LANGUAGES, order=made.order, loose=now)
        if again.edits or again.origins != made.origins or again.outside or again.moved:
            self.fault("second run", f"{again.edits} {again.outside} {again.moved}")
        elif {finding.kind for finding in again.findings} - {"gone"}:
            self.fault("second run", f"{again.findings}")
        self.checks(made, after, beads)
        self.text = after
        world.origins, world.order = dict(made.origins), made.order
        self.as_made = self.those_as_made()

    @staticmethod
    def told_before(told: tuple[list[str], list[str]]) -> Callable[[int, str], bool]:
        return lambda side, text: text in told[side]

    def fault(self, kind: str, detail: str = "") -> None:
        self.faults.append(f"{kind}: {detail}")

    def checks(self, made: Realignment, after: str, beads: Sequence[Bead]) -> None:
        world = self.world
        arrived = [pair for pair in read(after).values if pair.id in self.new_ids(made)]
        pairs = [pair for pair in read(after).values if pair not in arrived]
        if [pair.id for pair in pairs] != [entry.id for entry in world.entries]:
            self.fault("entries", f"{[pair.id for pair in pairs]}")
            return
        as_made = [entry for entry in world.entries if entry.id in self.as_made]
        arranged = [entry for entry in world.entries if entry not in as_made]
        held = {(side, n) for entry in arranged for side in BOTH for n, _ in entry.units[side]}
        # What an entry that nobody arranged gets from a new pairing is not known here, so the story ends.
        paired_anew = [each for each in as_made if self.sentences_of(each) not in self.pairs_of(beads)]
        for entry, pair in zip(world.entries, pairs, strict=True):
            for side in BOTH if entry not in paired_anew else ():
                self.checks_side(entry, side, (pair.front, pair.back)[side], comments(after), beads)
        self.over = any(
            all(self.world.is_said(side, n) for side in BOTH for n, _ in each.units[side]) for each in paired_anew
        )
        self.checks_arrived(arrived, [pair.id for pair in read(after).values], held, beads)
        for finding in made.outside:
            known = [bead for bead in beads if all((side, n) in held for side in BOTH for n in bead.sides[side])]
            if finding.front in [world.pair_of(bead).front for bead in known]:
                self.fault("reported outside", finding.front)

    @staticmethod
    def new_ids(made: Realignment) -> set[str]:
        return {finding.id for finding in made.findings if finding.kind == "new"}

    def checks_arrived(
        self, arrived: Sequence[Pair], order: list[str], held: set[tuple[int, int]], beads: Sequence[Bead]
    ) -> None:
        """Whether new entries are new: nothing in them is in an entry of the person's, and no new pair is missing."""
        world = self.world
        for pair in arrived:
            bead = next(each for each in beads if self.texts_of(each) == (pair.front, pair.back))
            known = [(side, n) for side in BOTH for n in bead.sides[side] if (side, n) in held]
            if known:
                self.fault("came as new", f"{bead.sides} holds {known}: {pair.front} / {pair.back}")
            entry = Entry(pair.id, (units_of(bead.sides[0]), units_of(bead.sides[1])))
            world.entries.insert(order.index(pair.id), entry)
            self.last |= {(pair.id, s, unit): world.now[s, unit] for s in BOTH for unit in entry.units[s]}
        there = [(pair.front, pair.back) for pair in arrived]
        for bead in beads:
            if {*bead.sides[0], *bead.sides[1]} <= world.inserted and self.texts_of(bead) not in there:
                self.fault("inserted lost", f"{self.texts_of(bead)}")

    def texts_of(self, bead: Bead) -> tuple[str, str]:
        pair = self.world.pair_of(bead)
        return pair.front, pair.back

    def checks_side(
        self, entry: Entry, side: int, actual: str, notes: dict[tuple[str, int], str], beads: Sequence[Bead]
    ) -> None:
        """Whether a side of an entry has the person's clauses, each as the texts or the person's words have it."""
        world = self.world
        said = {n for bead in beads for n in bead.sides[side]}
        texts = self.allowed(entry, side, notes, said)
        found = min((waiting for text, waiting in texts if text == actual), key=len, default=None)
        if found is None:  # a sentence that was left out stands with its translation
            bare = actual
            for n in said - {u[0] for each in world.entries for u in each.units[side]}:
                bare = " ".join(bare.replace(world.said(side, units_of([n])), "").split())
            found = min((waiting for text, waiting in texts if text == bare), key=len, default=None)
            if found is not None:
                self.follows(entry, side, actual)
        if found is None:
            self.fault(*self.kind_of(entry, side, actual, texts[0][0]))
            return
        own_sentences = {unit[0] for s, unit in entry.own_words if s == side}
        commented = notes.get((entry.id, side)) != comments(self.text).get((entry.id, side))
        if any(n not in own_sentences for n, _ in found) or (commented and not own_sentences):
            self.asked.append(f"{entry.id} {side}: {actual}")
        for unit in found:
            entry.own_words[side, unit] = self.last[entry.id, side, unit]
        for unit in entry.units[side]:
            if world.now[side, unit] in actual:
                self.last[entry.id, side, unit] = world.now[side, unit]

    def allowed(
        self, entry: Entry, side: int, notes: dict[tuple[str, int], str], said: set[int]
    ) -> list[tuple[str, tuple[Unit, ...]]]:
        """The texts that a side of an entry may have, the best first, each with the clauses that wait for a person."""
        world = self.world
        texts: list[tuple[str, tuple[Unit, ...]]] = [("", ())]
        for unit in entry.units[side]:
            now, last = world.now[side, unit], self.last.get((entry.id, side, unit), "")
            own = entry.own_words.get((side, unit))
            options: list[tuple[str, tuple[Unit, ...]]] = [(own or now, ())]
            if own is None and any(now in each for each in self.new_notes(entry, side, unit, notes)):
                options.append((last, (unit,)))
            # The change of a sentence that was left out is known only if nobody corrected it.
            if own is None and (unit[0] not in said or (side, unit[0]) in world.unknown):
                options.append((last, ()))
            if not world.is_said(side, unit[0]):
                options.append(("", ()))
            texts = [
                (f"{text} {option}".strip(), (*waiting, *more)) for text, waiting in texts for option, more in options
            ]
        return texts

    def kind_of(self, entry: Entry, side: int, actual: str, wanted: str) -> tuple[str, str]:
        """What is wrong with a side of an entry, and where."""
        where = f"{entry.id} side {side}\n   is     {actual!r}\n   wanted {wanted!r}"
        others = [u for each in self.world.entries if each is not entry for u in each.units[side]]
        own = [words for (s, _), words in entry.own_words.items() if s == side]
        if any(MINE[side] in words and words not in actual for words in own):
            return "correction lost", where
        if actual == self.text_before(entry, side):
            return "not arrived", where
        if any(self.world.now[side, unit] in actual for unit in others if unit not in entry.units[side]):
            return "came back or doubled", where
        return ("lost" if len(actual) < len(wanted) else "doubled inside"), where

    def new_notes(self, entry: Entry, side: int, unit: Unit, notes: dict[tuple[str, int], str]) -> list[str]:
        """The new comments beside an entry, and beside another one that has a part of the same sentence."""
        holders = [
            each for each in self.world.entries if each is entry or any(u[0] == unit[0] for u in each.units[side])
        ]
        before = comments(self.text)
        found = [(each.id, side) for each in holders]
        return [notes[key] for key in found if key in notes and notes[key] != before.get(key)]

    def those_as_made(self) -> set[str]:
        """The entries that hold what the aligner gives: they follow it to other pairs."""
        world = self.world
        texts = {pair.id: (pair.front, pair.back) for pair in read(self.text).values}
        return {
            entry.id
            for entry in world.entries
            if self.sentences_of(entry) in self.pairs_of(world.beads)
            or (
                entry.id in world.origins
                and texts[entry.id] == (world.origins[entry.id].front, world.origins[entry.id].back)
            )
        }

    def sentences_of(self, entry: Entry) -> tuple[list[Unit], list[Unit]]:
        front, back = ([unit for unit in entry.units[s] if self.world.is_said(s, unit[0])] for s in BOTH)
        return front, back

    @staticmethod
    def pairs_of(beads: Sequence[Bead]) -> list[tuple[list[Unit], list[Unit]]]:
        return [(units_of(bead.sides[0]), units_of(bead.sides[1])) for bead in beads if all(bead.sides)]

    def follows(self, entry: Entry, side: int, text: str) -> None:
        """Take over the sentences that the aligner gave to an entry."""
        now = self.world.now
        new = [unit for (s, unit), said in now.items() if s == side and said in text and unit not in entry.units[side]]
        units = [*entry.units[side], *new]
        units.sort(key=lambda unit: text.find(entry.own_words.get((side, unit), now[side, unit])))
        entry.units[side][:] = units

    def text_before(self, entry: Entry, side: int) -> str:
        pair = next(pair for pair in read(self.text).values if pair.id == entry.id)
        return (pair.front, pair.back)[side]


def comments(text: str) -> dict[tuple[str, int], str]:
    """What stands beside each side of an entry as the text of the source."""
    found: dict[tuple[str, int], str] = {}
    name, side = "", 0
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("- id: "):
            name = line[6:]
        elif line.startswith(("it: ", "cs: ")):
            side = LANGUAGES.index(line[:2])
        elif line.startswith("# the source now says: "):
            found[name, side] = line.partition(": ")[2]
    return found


def story(work: str, seed: int, *, corrected: bool = False, rounds: int = 2) -> Story:
    """A world with this work, through some rounds; it stops at the first fault."""
    told = Story(World(random.Random(f"{work} {seed}")), corrected)
    WORK[work](told.world)
    told.begins()
    for _ in range(rounds):
        if not told.faults and not told.over:
            told.round()
    return told
