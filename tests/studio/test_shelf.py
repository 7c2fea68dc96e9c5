"""What a page gave stays for a while, under a name that nothing else ever gets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deckgen.studio.shelf import Shelf


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_no_name_comes_twice_and_the_last_things_are_there(taken: list[bool], most: int) -> None:
    shelf: Shelf[int] = Shelf(most)
    names = []
    for n, takes in enumerate(taken):
        names.append(shelf.put(n))
        assert shelf.get(names[-1]) == n
        if takes:
            assert shelf.take(names[-1]) == n
            assert shelf.get(names[-1]) is None
        assert len(shelf) <= most
    assert len(set(names)) == len(names)
    if not any(taken):
        assert [shelf.get(name) for name in names[-most:]] == list(range(len(taken)))[-most:]
