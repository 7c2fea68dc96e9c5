"""The tables of keys: one more row, and the key is read, written, explained and corrected."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.records import parse, records
from deckgen.files.source import Problem, Source
from deckgen.project import keys, pairs, vocabulary
from deckgen.project.deck import DEFAULT_CARDS, Deck
from deckgen.project.forms import DOUBT, LINE, LINES, TAGS, TRUTH, Key, KeyForm, Table, choice
from deckgen.project.pairs import Pair
from deckgen.project.schema import files
from deckgen.project.vocabulary import Term

HERE = Path("testo.yaml")
LANGUAGES = "it", "cs"
DECK = Deck(Path("cards/corso"), "Corso", "0123456789abcdef", *LANGUAGES, (), dict(DEFAULT_CARDS))


@dataclass(frozen=True, slots=True)
class MoodyPair(Pair):
    """A pair with a field for a key that there is not."""

    mood: Any = None


@dataclass(frozen=True, slots=True)
class MoodyTerm(Term):
    mood: Any = None


PAIR, TERM = MoodyPair("t-bada", "Ciao.", "Ahoj."), MoodyTerm("t-pada", "il saluto", "pozdrav", "t-bada")
MOODS = [
    (LINE, "dolce: sì", '  mood: "dolce: sì"'),
    (LINES, "dolce\namaro", '  mood: "dolce\\namaro"'),
    (TAGS, ("dolce", "amaro"), "  mood: [dolce, amaro]"),
    (TRUTH, True, "  mood: true"),
    (DOUBT, 0.25, "  mood: 0.25"),
    (choice("dolce", "amaro"), "amaro", "  mood: amaro"),
]


@pytest.fixture(params=["pairs", "vocabulary"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def add(monkeypatch: pytest.MonkeyPatch, form: KeyForm) -> None:
    """Put a key into copies of both tables."""
    mood = Key("mood", form, "How one says it, as in `dolce`.")
    monkeypatch.setattr(keys, "PAIR", Table((*keys.PAIR.keys, mood)))
    monkeypatch.setattr(keys, "TERM", Table((*keys.TERM.keys, mood)))
    monkeypatch.setattr(pairs, "Pair", MoodyPair)
    monkeypatch.setattr(vocabulary, "Term", MoodyTerm)


def written(kind: str, mood: object) -> str:
    if kind == "pairs":
        return pairs.render([replace(PAIR, mood=mood)], LANGUAGES)
    return vocabulary.render([replace(TERM, mood=mood)], LANGUAGES)


def read(kind: str, text: str) -> tuple[tuple[Pair | Term, ...], list[Problem]]:
    source = Source(HERE, text)
    file, problems = (pairs.parse_pairs if kind == "pairs" else vocabulary.parse_terms)(source, LANGUAGES)
    return file.values, problems


@pytest.mark.parametrize(("form", "mood", "line"), MOODS)
def test_a_key_that_is_added_is_read_written_and_explained(
    monkeypatch: pytest.MonkeyPatch, kind: str, form: KeyForm, mood: object, line: str
) -> None:
    add(monkeypatch, form)
    text = written(kind, mood)
    assert line in text.splitlines()
    ((value,), problems) = read(kind, text)
    assert (value, problems) == (replace(PAIR if kind == "pairs" else TERM, mood=mood), [])
    assert value.lines["mood"] == text.splitlines().index(line) + 1
    schema = json.loads(files(DECK)[f"{kind}.json"])["items"]["properties"]["mood"]
    assert schema == {"description": "How one says it, as in `dolce`.", **form.schema}


@pytest.mark.parametrize(("form", "empty"), [(form, form.empty) for form, *_ in MOODS])
def test_a_key_that_says_nothing_is_not_written(
    monkeypatch: pytest.MonkeyPatch, kind: str, form: KeyForm, empty: object
) -> None:
    add(monkeypatch, form)
    assert "mood" not in written(kind, empty)


def test_a_key_that_no_table_has_is_unknown_and_one_that_is_nearly_written_is_guessed(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    text = written(kind, None) + "  moood: dolce\n"
    assert [problem.message for problem in read(kind, text)[1]] == ["unknown key `moood`"]
    add(monkeypatch, LINE)
    assert [problem.advice for problem in read(kind, text)[1]] == ["did you mean `mood`?"]


def test_what_is_wrong_with_a_key_that_is_added_is_told(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    add(monkeypatch, choice("dolce", "amaro"))
    _, problems = read(kind, written(kind, "dolci"))
    assert [(problem.message, problem.advice) for problem in problems] == [
        ("`mood: dolci` is unknown", "did you mean `dolce`?")
    ]


def test_a_key_may_be_needed_and_may_have_a_default() -> None:
    table = Table((Key("mood", LINE, "", "needed"), Key("tone", TAGS, "", default=("alto",))))
    for text, said, told in [
        ("{}", {"mood": "", "tone": ("alto",)}, ["`mood:` is missing"]),
        ("{mood: dolce, tone: []}", {"mood": "dolce", "tone": ()}, []),
    ]:
        source = Source(HERE, f"- {text}\n")
        ((entry,), _) = records(source, parse(source), table.shape)
        found, problems = table.read(source, entry)
        assert (found, [problem.message for problem in problems]) == (said, told)
