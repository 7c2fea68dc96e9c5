"""A world of two authors on two branches and two learners: random steps, and what must hold after each.

A history is a list of steps, each a name and a seed, so that a shorter one can be tried by leaving steps out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from living_learners import Learners
from living_reader import Violation


class World(Learners):
    """All that is there. A step is carried out with `step`; it raises Violation."""

    def step(self, name: str, seed: int) -> None:
        """Carry out one step, then look at every learner."""
        chance = random.Random(seed)
        self.clock.now += chance.choice((1, 5, 60, 600, 7200))
        self.counts[name] = self.counts.get(name, 0) + 1
        said = STEPS[name][0](self, chance)
        self.log.append(f"{name} {seed}: {said or ''}")
        for reader in self.readers:
            reader.examine()


Step = Callable[[World, random.Random], str]
STEPS: dict[str, tuple[Step, int]] = {
    "edits": (World.edits, 10),
    "documents": (World.documents, 3),
    "adds_text": (World.adds_text, 1),
    "builds": (World.builds, 5),
    "merges": (World.merges, 3),
    "mistakes": (World.mistakes, 2),
    "imports": (World.imports, 6),
    "reviews": (World.reviews, 4),
    "learns": (World.learns, 5),
    "exports": (World.exports_of, 2),
    "pulls": (World.pulls, 2),
}
History = tuple[tuple[str, int], ...]


def history(seed: int, length: int) -> History:
    """A random history."""
    chance = random.Random(seed)
    names = chance.choices(list(STEPS), [weight for _, weight in STEPS.values()], k=length)
    return tuple((name, chance.randrange(10**9)) for name in ("builds", *names))


def lived(folder: Path, seed: int, steps: History) -> Iterator[World]:
    """The world after each step."""
    world = World(folder, seed)
    try:
        for name, chance in steps:
            world.step(name, chance)
            yield world
    finally:
        world.close()


__all__ = ["History", "Violation", "World", "history", "lived"]
