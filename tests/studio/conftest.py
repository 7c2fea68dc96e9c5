"""A studio in the browser, for every test of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driver import Chromium
from studio_world import Bakery, Open, bakery


@pytest.fixture
def forno(tmp_path: Path) -> Bakery:
    """A small deck whose alignment is damaged."""
    return bakery(tmp_path / "panificio")


@pytest.fixture
def opened(chromium: Chromium) -> Iterator[Callable[..., Open]]:
    """Open a project in the page of the browser."""
    running: list[Open] = []

    def open_(root: Path, **size: int) -> Open:
        running.append(Open(root, chromium, **size))
        return running[-1]

    yield open_
    for each in running:
        each.close()


@pytest.fixture
def studio(forno: Bakery, opened: Callable[..., Open]) -> Open:
    """The damaged deck in the page."""
    return opened(forno.root)
