"""The rules of a language are found by its code, and those of no other are loaded."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import ROOT

from deckgen.languages.language import known, language
from deckgen.languages.lexicon import zipf
from deckgen.languages.registry import rules_of
from deckgen.languages.rules import Rules
from deckgen.languages.tokens import tokens

HOUSE = ROOT / "deckgen"
CODES = known()
# Italian and Czech words in the code of other rooms would be rules of a language that stand outside their room; what
# help and the schemas give as an example is kept in their tables.
EXAMPLES = ("cli/help.py", "project/keys.py")


def test_a_language_without_rules_of_its_own_has_the_general_ones() -> None:
    assert type(rules_of("en")) is type(rules_of("de")) is type(rules_of("xx")) is Rules
    assert {type(rules_of(code)).__name__ for code in ("it", "cs", "sk", "it-CH")} == {"Italian", "Czech", "Slovak"}
    assert rules_of("cs") is rules_of("cs")


@pytest.mark.parametrize("code", [*CODES, "xx"])
def test_every_language_answers_every_question(code: str) -> None:
    """The same sentences are asked of all languages: what is no word there must not be an error."""
    rules = rules_of(code)
    for text in ("Dobrý den, S.p.A.", "l’ordine", "Die Rechnung", "12", "日本", "se", "x"):
        words = tokens(text, code)
        assert rules.word_kind(words[0]) in ("adjective", "verb", "function", "pronoun", None)
        for word in words:
            answers = (rules.is_verb_form(word), rules.may_be_verb(word), rules.is_adjective(word))
            assert {type(answer) for answer in (*answers, rules.is_collective(word))} == {bool}
            assert isinstance(rules.passive(word), str)
        assert isinstance(rules.is_adverb(words, 0), bool)
        phrase = rules.is_adjective_phrase(words), rules.is_noun_phrase(words, ()), rules.opens_with_preposition(words)
        assert {type(answer) for answer in (*phrase, rules.may_be_plural(words))} == {bool}
        assert rules.missing_tail(words, words) in range(3)
        assert rules.used_in_plural([words]) in (True, False)
        assert isinstance(rules.fitting_article(text), str)
        for kind in (None, "noun", "verb", "adjective", "phrase"):
            for plural in (False, True):
                assert rules.dictionary_form(words, ["il"], kind, plural=plural).text.strip()


@pytest.mark.parametrize(
    ("code", "words", "form", "certain"),
    [
        # Slovak: Czech with other data
        ("sk", "marketingovú kampaň", "marketingová kampaň", True),
        ("sk", "platobné podmienky", "platobná podmienka", True),
        ("sk", "účtovného oddelenia", "účtovné oddelenie", True),
        ("sk", "dodacej lehoty", "dodacia lehota", True),
        ("sk", "zákazníci", "zákazník", True),
        ("sk", "cudzej meny", "cudzia mena", True),
        ("sk", "krátky termín", "krátky termín", True),
        ("sk", "nákladov", "náklady", True),  # at home in the plural
        ("sk", "podpísali zmluvu", "podpísať zmluvu", True),
        # German: an article by gender, and the capital stays
        ("de", "Verträge", "der Vertrag", True),
        ("de", "Rechnungen", "die Rechnung", True),
        ("de", "Angebote", "das Angebot", True),
        ("de", "Zahlungsbedingung", "die Zahlungsbedingung", True),
        ("de", "bezahlen", "bezahlen", False),
        # English: data alone
        ("en", "contracts", "contract", False),
    ],
)
def test_data_make_dictionary_forms(code: str, words: str, form: str, certain: bool) -> None:
    kind = "verb" if words.startswith("podpísali") else None
    made = rules_of(code).dictionary_form(tokens(words, code), (), kind, plural=False)
    assert (made.text, made.certain) == (form, certain)


@pytest.mark.parametrize(
    ("words", "plural"),
    [
        ("faktúra", "faktúry"),
        ("platobná podmienka", "platobné podmienky"),
        ("oddelenie", "oddelenie"),  # it stands in the singular here
        ("zamestnancov", "zamestnanci"),
        ("pracovné miesta", "pracovné miesta"),
    ],
)
def test_slovak_has_its_own_plurals(words: str, plural: str) -> None:
    asked = tokens(words, "sk")
    form = rules_of("sk").dictionary_form(asked, (), "noun", plural=True).text
    assert form in (plural, rules_of("sk").dictionary_form(asked, (), "noun", plural=False).text)


@pytest.mark.parametrize("code", CODES)
def test_german_verbs_are_small_and_nouns_have_no_article_in_other_languages(code: str) -> None:
    assert bool(language(code).definite) == (code == "de")


def test_a_deck_of_other_languages_loads_no_rules_of_italian_or_czech(tmp_path: Path) -> None:
    """Building, checking and previewing a German–English deck."""
    deck = tmp_path / "cards" / "kurs"
    (deck / "pairs").mkdir(parents=True)
    (deck / "vocabulary").mkdir()
    (deck / "deck.yaml").write_text(
        "name: Kurs\nid: 0123456789abcdef\nfront: de\nback: en\ntexts:\n  - {id: text, title: Text, prefix: t}\n",
        "utf-8",
    )
    (deck / "pairs" / "text.yaml").write_text(
        "- id: t-bada\n  de: Die Rechnung ist noch offen.\n  en: The invoice is still unpaid.\n", "utf-8"
    )
    (deck / "vocabulary" / "text.yaml").write_text(
        "- id: t-beda\n  de: die Rechnung\n  en: invoice\n  pair: t-bada\n", "utf-8"
    )
    code = (
        "import sys\n"
        "from deckgen.cli.app import main\n"
        "for command in ('build', 'check', 'preview'):\n"
        "    sys.argv = ['deckgen', command]\n"
        "    try: main()\n"
        "    except SystemExit as ended: assert not ended.code, command\n"
        "loaded = [n for n in sys.modules if n.startswith(('deckgen.languages.it', 'deckgen.languages.cs'))]\n"
        "assert loaded == [], loaded\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "build" / "kurs.apkg").exists()


# ------------------------------------------------------------------ nothing of a language outside its room


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts in the code of a module with their lines, without docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def _own_words(code: str) -> set[str]:
    """Words of a language that English does not have, from its own lists of words."""
    data = tomllib.loads((HOUSE / "languages" / code / "language.toml").read_text("utf-8"))
    foreign = {word for name in ("stop", "links", "determiners", "weak") for word in data["terms"].get(name, ())}
    return {word for word in foreign if zipf(word, "en") < _ENGLISH}


_ENGLISH = 3.5  # Zipf frequency of a word that may be meant as an English one
MODULES = [path for path in sorted(HOUSE.rglob("*.py")) if path.relative_to(HOUSE).parts[0] != "languages"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_no_language_is_named_outside_its_room(path: Path) -> None:
    """Neither by its code nor by its name, its letters or its words."""
    if path.relative_to(HOUSE).as_posix() in EXAMPLES:
        return
    words = _own_words("it") | _own_words("cs")
    for line, text in _texts(path):
        assert text not in CODES, f"{path}:{line}: {text!r}"
        assert not re.search(r"\b(?:it|cs|sk|de)=|\b(?:Italian|Czech|German|Slovak)\b", text), (
            f"{path}:{line}: {text!r}"
        )
        assert not re.search(r"[ěščřžťďňůàèìò]", text), f"{path}:{line}: {text!r}"
        assert not set(re.findall(r"[a-zà-ž]+", text)) & words, f"{path}:{line}: {text!r}"
