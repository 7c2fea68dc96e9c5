"""How far long work has got, for whoever watches: the command line, which prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Watcher = Callable[[str, int, int], None]  # takes what is being done, how much is done, and how much there is
Each = TypeVar("Each")

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(by: Watcher) -> Iterator[None]:
    """Tell `by` about the steps of all work inside."""
    token = _watcher.set(by)
    try:
        yield
    finally:
        _watcher.reset(token)


def step(doing: str, done: int, whole: int) -> None:
    """Tell that `done` of `whole` is done; costs next to nothing if nobody watches."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(doing, done, whole)


def counted(doing: str, each: Sequence[Each], every: int = 1) -> Iterable[Each]:
    """The items of `each`, telling at every so many of them how far their work has got."""
    if _watcher.get() is None:
        return each
    return _told(doing, each, every)


def _told(doing: str, each: Sequence[Each], every: int) -> Iterator[Each]:
    for n, item in enumerate(each):
        if n % every == 0:
            step(doing, n, len(each))
        yield item
    step(doing, len(each), len(each))
