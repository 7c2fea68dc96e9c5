"""What commands say about pairs that should be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.cli.terminal import say, tell

if TYPE_CHECKING:
    from deckgen.project.pairs import Pair


def remark(path: Path, pairs: Iterable[Pair], *, unrelated: bool) -> None:
    """Print remarks on an alignment and the pairs in the file that should be checked."""
    from deckgen.actions.text_report import alignment_remarks, doubtful_lines

    tell(*alignment_remarks(unrelated=unrelated))
    if not unrelated:
        say(*doubtful_lines(path, pairs))
