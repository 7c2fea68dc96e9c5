"""What belongs together, of many things of which some are said to."""

from __future__ import annotations

Node = tuple[str, int]


class Together:
    """Sets of nodes, joined two at a time."""

    def __init__(self) -> None:
        self.above: dict[Node, Node] = {}
        self.sizes: dict[Node, int] = {}
        self.joins = 0

    def of(self, one: Node) -> Node:
        """What stands for all that `one` belongs to."""
        while self.above.get(one, one) != one:
            one = self.above[one]
        return one

    def size(self, one: Node) -> int:
        """How many belong together with `one`."""
        return self.sizes.get(self.of(one), 1)

    def join(self, one: Node, other: Node) -> None:
        """Put two together."""
        a, b = self.of(one), self.of(other)
        if a != b:
            small, large = sorted((a, b), key=lambda each: self.sizes.get(each, 1))
            self.above[small] = large
            self.sizes[large] = self.sizes.get(a, 1) + self.sizes.get(b, 1)
            self.joins += 1
