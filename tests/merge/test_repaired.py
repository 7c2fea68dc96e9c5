"""What a person repaired in the studio stays repaired when the texts change afterwards and are aligned again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repaired_world import WORK, story


@pytest.mark.parametrize("corrected", [False, True])
@pytest.mark.parametrize("work", WORK)
@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 499))
def test_what_a_person_repaired_stays_whatever_the_texts_say_later(work: str, corrected: bool, seed: int) -> None:
    assert story(work, seed, corrected=corrected).faults == []
