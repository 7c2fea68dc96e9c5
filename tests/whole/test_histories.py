"""Two authors on two branches and two learners, at random: nothing of anybody's is lost.

`make histories` runs longer ones, and many.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from living_world import history, lived

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.mark.parametrize("seed", [2, 3, 1005])
def test_whatever_two_authors_and_two_learners_do(tmp_path: Path, seed: int) -> None:
    for world in lived(tmp_path / "world", seed, history(seed, 40)):
        last = world
    assert len(last.log) == 41
