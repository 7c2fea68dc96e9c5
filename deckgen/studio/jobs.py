"""Work that takes longer than a person likes to wait: it runs beside the page, which asks how far it is."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from deckgen.files.progress import watched

_KEPT = 50  # finished jobs whose results nobody asked for


@dataclass
class Job:
    """One piece of work: what it is doing now, how much of how much is done, and how it ended."""

    doing: str = ""
    done: int = 0
    whole: int = 0
    ended: bool = False
    result: Any = None
    error: Exception | None = None

    def step(self, doing: str, done: int, whole: int) -> None:
        """Note how far the work is."""
        self.doing, self.done, self.whole = doing, done, whole


@dataclass
class Jobs:
    """The work of one studio. Only one piece is done at a time; the others wait."""

    _jobs: dict[str, Job] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def start(self, work: Callable[[], Any]) -> str:
        """Begin a piece of work; gives its name."""
        name, job = str(next(self._numbers)), Job()
        self._jobs[name] = job
        for old in [key for key, each in self._jobs.items() if each.ended][:-_KEPT]:
            del self._jobs[old]
        threading.Thread(target=self._run, args=(job, work), daemon=True).start()
        return name

    def _run(self, job: Job, work: Callable[[], Any]) -> None:
        with self._turn, watched(job.step):
            try:
                job.result = work()
            except Exception as error:
                job.error = error
        job.ended = True

    def job(self, name: str) -> Job | None:
        """The work with this name; None if there is none."""
        return self._jobs.get(name)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return any(not job.ended for job in self._jobs.values())
