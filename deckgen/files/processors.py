"""The processors of this machine: how many threads compute at once.

numpy multiplies matrices with all processors if nobody stops it. For matrices as small as those of a sentence its
threads wait for each other most of the time, and they wait busily: beside other work a command takes several times as
long. So a program that is ours keeps numpy to one thread and computes batches beside each other. In somebody else's
program nothing is changed.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

# What the libraries under numpy read when they are loaded: OpenBLAS, MKL, Accelerate.
_LIMITS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_MOST = 8  # threads; more would wait for the interpreter
_AHEAD = 2  # results a thread that are made before they are asked for; each takes memory
_threads = 1


def take_over() -> None:
    """Keep numpy to one thread and compute batches beside each other, for a program that has not loaded numpy yet.

    Whoever limited the threads of numpy in the environment gets as many threads as that.
    """
    global _threads
    if "numpy" in sys.modules:
        return
    said = [os.environ[name] for name in (*_LIMITS, "OMP_NUM_THREADS") if os.environ.get(name, "").isdecimal()]
    _threads = max(1, min(_there(), _MOST, *map(int, said)))
    os.environ.update(dict.fromkeys(_LIMITS, "1"))


def threads() -> int:
    """How many threads compute at once, besides those of numpy."""
    return _threads


def _there() -> int:
    """How many processors this program may use."""
    if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
        return int(os.process_cpu_count() or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def beside(work: Callable[[Given], Made], each: Iterable[Given]) -> Iterator[Made]:
    """What `work` makes of each, in their order, some computed beside each other.

    Results do not hang on the number of threads. Whoever stops asking waits for what was begun, not for the rest.
    """
    if _threads == 1:
        yield from map(work, each)
        return
    pool = ThreadPoolExecutor(_threads)
    begun: deque[Future[Made]] = deque()
    try:
        for given in each:
            begun.append(pool.submit(work, given))
            if len(begun) > _AHEAD * _threads:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
