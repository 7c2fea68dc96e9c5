"""The comment that says beside a person's text what the source now says."""

from __future__ import annotations

import re

from deckgen.files.edits import line_end
from deckgen.files.records import Record
from deckgen.files.source import Edit, Source

_BESIDE = "# the source now says"
_COMMENTS = re.compile(rf"(?:\r?\n *{_BESIDE}: [^\r\n]*)*")


def beside(source: Source, record: Record, key: str, text: str) -> Edit:
    """The edit that adds the new source text as a comment below the person's text, replacing an older comment."""
    newline, shown = source.newline, record.scalars.get(key)
    if record.mapping.flow or shown is None:
        start = source.line_start(record.mapping.start)
        return Edit(start, start, f"{_BESIDE} ({key}): {text}{newline}")
    end = line_end(source, shown)
    comment = f"{newline}{' ' * record.mapping.column}{_BESIDE}: {text}"
    return Edit(end, behind_comments(source, end), comment)


def behind_comments(source: Source, end: int) -> int:
    """Where such comments end that begin below the line that ends at `end`."""
    found = _COMMENTS.match(source.text, end)
    return found.end() if found else end
