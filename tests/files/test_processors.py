"""Computing beside each other: the same results in the same order, and nobody else's program is changed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.files import processors


@given(st.lists(st.integers(), max_size=40), st.integers(1, 5))
def test_results_are_those_of_one_thread_in_their_order(given: list[int], threads: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processors, "_threads", threads)
        assert list(processors.beside(lambda n: n * n, given)) == [n * n for n in given]


def test_work_is_done_by_as_many_threads_as_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "_threads", 2)
    both = threading.Barrier(2, timeout=60)  # breaks if one thread does all
    list(processors.beside(lambda _: both.wait(), range(6)))


def test_an_error_comes_where_its_result_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "_threads", 2)
    made = processors.beside(lambda n: 6 // n, [3, 2, 0, 1])
    assert [next(made), next(made)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(made)


@pytest.mark.parametrize("threads", [1, 2])
def test_whoever_stops_waits_for_little(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "_threads", threads)
    begun, there = [], threading.active_count()
    made = processors.beside(begun.append, range(1000))
    next(made)
    made.close()  # type: ignore[attr-defined]
    assert len(begun) < 20
    assert threading.active_count() <= there  # no thread is left to go on


SEEN = """
import os, sys
{before}
from deckgen.files import processors
processors.take_over()
print(processors.threads(), os.environ.get("OPENBLAS_NUM_THREADS", ""), end="")
"""


def seen(before: str = "", **said: str) -> list[str]:
    """How many threads compute in a program of its own, and what it tells the library under numpy."""
    limits = {*processors._LIMITS, "OMP_NUM_THREADS"}
    own = {name: value for name, value in os.environ.items() if name not in limits} | said
    made = subprocess.run(
        [sys.executable, "-c", SEEN.format(before=before)], env=own, capture_output=True, text=True, check=True
    )
    return made.stdout.split(" ")


def test_a_program_of_ours_takes_the_processors_and_leaves_one_to_numpy() -> None:
    threads, told = seen()
    assert int(threads) == min(processors._there(), processors._MOST)
    assert told == "1"


@pytest.mark.parametrize("name", ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"])
def test_whoever_limits_numpy_limits_us(name: str) -> None:
    assert seen(**{name: "1"}) == ["1", "1"]


@pytest.mark.parametrize("odd", ["", "many", "0", "-1"])
def test_a_limit_that_is_no_number_stops_nothing(odd: str) -> None:
    threads, told = seen(OPENBLAS_NUM_THREADS=odd)
    assert int(threads) >= 1
    assert told == "1"


def test_a_program_that_has_loaded_numpy_is_left_as_it_is() -> None:
    assert seen("import numpy") == ["1", ""]
    assert seen("import numpy", OPENBLAS_NUM_THREADS="2") == ["1", "2"]
