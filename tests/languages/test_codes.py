"""Language codes: the usual slips are met with the code that was meant, whatever else is a language passes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from projects import ROOT, Output, Project

from deckgen.languages.codes import CODE_PATTERN, KEYS, fault, meant
from deckgen.project.keys import PAIR, TERM

Run = Callable[..., Output]


@pytest.mark.parametrize(
    "code", ["it", "cs", "en", "de", "uk", "hbs", "it-CH", "pt-BR", "zh-Hans", "ja", "tlh", "arz", "qaa", "id-ID"]
)
def test_a_language_has_its_code_however_rare_it_is(code: str) -> None:
    assert fault(code) is None


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("cz", "did you mean `cs` (Czech)?"),
        ("jp", "did you mean `ja`?"),
        ("gr", "did you mean `el`?"),
        ("ua", "did you mean `uk`?"),
        ("dk", "did you mean `da`?"),
        ("us", "did you mean `en` (English)?"),
        ("cz-CZ", "did you mean `cs-CZ` (Czech)?"),
        ("sr-latin", "did you mean `sr`?"),
        ("xx", "write a code like `it`, `cs` or `pt-BR`"),
        ("zzz", "write a code like `it`, `cs` or `pt-BR`"),
    ],
)
def test_a_code_that_no_language_has_is_refused_with_the_one_that_was_meant(code: str, advice: str) -> None:
    assert fault(code) == (f"no language has the code `{code}`", advice)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("italiano", "it"),
        ("Italian", "it"),
        ("czech", "cs"),
        ("čeština", "cs"),
        ("cestina", "cs"),
        ("IT", "it"),
        ("it_IT", "it-IT"),
        ("GR", "el"),
        ("", ""),
        ("čs", ""),
        ("\udce9", ""),
        ("romanes eunt domus", ""),
    ],
)
def test_a_name_or_capitals_are_understood_but_not_taken(text: str, code: str) -> None:
    assert meant(text) == code
    message, advice = fault(text) or ("", "")
    assert message == f"`{text}` is not a language code like `it`"
    assert not code or f"`{code}`" in advice


@pytest.mark.parametrize(
    ("code", "usual"), [("ita", "it"), ("ces", "cs"), ("cze", "cs"), ("iw", "he"), ("in", "id-ID")]
)
def test_another_code_of_a_language_that_deckgen_has_words_of_gives_way_to_the_usual_one(code: str, usual: str) -> None:
    message, advice = fault(code) or ("", "")
    assert message == f"deckgen uses another code for the language `{code}`"
    assert f"did you mean `{usual}`" in advice


def test_a_code_that_is_a_key_of_the_files_is_written_with_its_country() -> None:
    known = PAIR.of(("it", "cs")).shape.keys | TERM.of(("it", "cs")).shape.keys
    assert {key for key in known - {"it", "cs"} if re.fullmatch(CODE_PATTERN, key)} == KEYS
    assert fault("id") == ("`id:` is already a key in the files", "write the language as `id-ID`")
    assert fault("was") == ("`was:` is already a key in the files", "write the language as `was-US`")
    assert fault("was-US") is None


def test_deck_yaml_is_refused_at_its_line(project: Project, deckgen: Run) -> None:
    project.edit(project.deck / "deck.yaml", "back: cs", "back: cz")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "deck.yaml:4: no language has the code `cz`" in said.err
    assert "did you mean `cs` (Czech)?" in said.err


@pytest.mark.parametrize("command", [("init", "corso"), ("add",)])
def test_documents_are_refused_before_anything_is_read(
    command: tuple[str, ...], project: Project, deckgen: Run
) -> None:
    said = deckgen(*command, "it=a.txt", "cz=b.txt", at=project.root)
    assert said == Output("", "no language has the code `cz`\n   → did you mean `cs` (Czech)?\n", 2)
    assert not (project.root / "corso").exists()


def test_known_languages_need_no_looking_up(project: Project) -> None:
    code = (
        "import sys; from pathlib import Path; from deckgen.project.deck import load\n"
        "from deckgen.languages.codes import fault\n"
        "deck, problems = load(Path(sys.argv[1])); assert deck and not problems\n"
        "assert not {'langcodes', 'simplemma'} & set(sys.modules)\n"
        "assert fault('de') is None and 'langcodes' not in sys.modules\n"
        "assert fault('ja') is None and 'langcodes' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(project.deck)], check=True, cwd=ROOT)
