"""What the parser reports, in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.faults import fault, or_invisible
from deckgen.files.source import Source


class Reported(Exception):  # noqa: N818 - as a parser raises it
    def __init__(self, problem: str, at: int, opened: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.problem_mark = type("Mark", (), {"index": at})
        self.context_mark = type("Mark", (), {"index": opened}) if opened is not None else None


@pytest.mark.parametrize(
    ("reported", "message"),
    [
        ("found a tab character that violates indentation", "a tab where spaces belong"),
        ("mapping values are not allowed in this context", "a colon inside unquoted text"),
        ("something that nobody foresaw", "this is not valid YAML: something that nobody foresaw"),
    ],
)
def test_a_report_is_a_problem_at_its_line(reported: str, message: str) -> None:
    problem = fault(Source(Path("a.yaml"), "uno\ndue\ntre\n"), Reported(reported, 5))
    assert (problem.line, problem.message, problem.code) == (2, message, "yaml")
    assert problem.advice


def test_a_report_counts_from_the_beginning_of_its_part() -> None:
    source = Source(Path("a.yaml"), "- it: uno\n- {it: a: b}\n")
    problem = fault(source, Reported("did not find expected ',' or '}'", 8, 2), 10)
    assert (problem.line, problem.message) == (2, "a colon inside the unquoted text of `it`")


def test_an_invisible_character_is_named_instead() -> None:
    source = Source(Path("a.yaml"), "-\u00a0it: uno\n")
    assert or_invisible(source, source.problem(0, "strano")).message == "a no-break space where a space belongs"
