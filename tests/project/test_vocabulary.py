"""Key terms: read with every fault at its line, found in their example, written so that they read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.characters import folded
from deckgen.files.source import Problem, Source
from deckgen.languages.grammar import bare
from deckgen.languages.tokens import occurrences
from deckgen.project.keys import STATUSES
from deckgen.project.vocabulary import Term, TermFile, load, parse_terms, placed, render

HERE = Path("vocabulary/testo.yaml")
LANGUAGES = "it", "cs"


def parse(text: str) -> tuple[TermFile, list[Problem]]:
    return parse_terms(Source(HERE, text), LANGUAGES)


def terms(text: str) -> tuple[Term, ...]:
    found, problems = parse(text)
    assert problems == []
    return found.values


# ------------------------------------------------------------------ reading


def test_a_term_holds_all_that_a_person_may_note() -> None:
    (term,) = terms(
        "- id: t-pada\n  it: la campagna\n  cs: kampaň\n  grammar: ž. r.\n  frequency: common\n  hint: reklamní\n"
        "  note: |\n    uno\n    due\n"
        "  pair: t-bada # l’esempio\n  found: {it: campagne, cs: kampaně}\n  tags: [esame]\n  status: proposed\n"
        "  skip: true\n  was: t-vecchio\n"
    )
    assert term == Term(
        id="t-pada",
        front="la campagna",
        back="kampaň",
        pair="t-bada",
        status="proposed",
        grammar="ž. r.",
        frequency="common",
        hint="reklamní",
        note="uno\ndue",
        tags=("esame",),
        skip=True,
        found=("campagne", "kampaně"),
        was="t-vecchio",
    )
    assert [term.lines[key] for key in ("", "it", "note", "pair", "status")] == [1, 2, 7, 10, 13]


def test_a_term_that_a_person_writes_is_accepted_and_waits_for_its_id() -> None:
    found, problems = parse("- it: la campagna\n  cs: kampaň\n  pair: t-bada\n- id: t-peda\n  it: il cliente\n")
    assert [(term.id, term.status) for term in found.values] == [("", "accepted"), ("t-peda", "accepted")]
    assert ([record.text("it") for record in found.unnamed], problems) == (["la campagna"], [])


@pytest.mark.parametrize(
    ("text", "line", "message", "advice"),
    [
        (
            "- it: a\n  status: ok\n",
            2,
            "`status: ok` is unknown",
            "write one of: proposed, accepted, rejected",
        ),
        ("- it: a\n  tier: shure\n", 2, "`tier: shure` is unknown", "did you mean `sure`?"),
        (
            "- it: a\n  frequency: seldom\n",
            2,
            "`frequency: seldom` is unknown",
            "write one of: everyday, common, uncommon, rare",
        ),
        ("- it: a\n  skip: sì\n", 2, "`skip: sì` is neither true nor false", ""),
        ("- it: a\n  found: b\n", 2, "`found:` must give the words of each sentence", "found: {it: …, cs: …}"),
        ("- it: a\n  found: {it: b, de: c}\n", 2, "unknown key `de`", "known here: cs, it"),
        ("- it: a\n  statut: rejected\n", 2, "unknown key `statut`", "did you mean `status`?"),
        (
            "- it: il #1\n",
            1,
            "is `#1` part of the sentence?",
            "if so, quote the text; if not, put the comment on a line of its own",
        ),
    ],
)
def test_what_is_wrong_with_a_term_is_told_with_its_line(text: str, line: int, message: str, advice: str) -> None:
    _, problems = parse(text)
    assert [(p.path, p.line, p.message, p.advice) for p in problems] == [(HERE, line, message, advice)]


@pytest.mark.parametrize(("text", "messages"), [(None, []), ("", []), ("- it: 'a\n", ["this quote is never closed"])])
def test_a_text_may_have_no_terms_but_not_unreadable_ones(
    tmp_path: Path, text: str | None, messages: list[str]
) -> None:
    file = tmp_path / "testo.yaml"
    if text is not None:
        file.write_text(text, "utf-8")
    found, problems = load(file, LANGUAGES)
    assert (found.path, found.values, [p.message for p in problems]) == (file, (), messages)


# ------------------------------------------------------------------ terms in their example


@pytest.mark.parametrize(
    ("words", "sentence", "offsets"),
    [
        ("la vendita", "La vendita è finita, viva la vendita!", [0, 26]),
        ("vendita", "Svendita e vendite, rivendita", []),
        ("vendita", "«Vendita»: (vendita)", [1, 12]),
        ("l'agenda", "Apri l’agenda, L'AGENDA!", [5, 15]),
        ("l’agenda", "Apri l'agenda, all'agenda", [5]),
        ("agenda", "l’agenda e all'agenda", [2, 15]),
        ("S.p.A.", "La S.p.A. è una spa", [3]),
        ("però", "Pero, però e PERÒ", [6, 13]),
        ("smlouvu", "Smlouvu podepsal; smlouvou se řídí", [0]),
        ("", "Niente", []),
    ],
)
def test_an_occurrence_is_whole_words_whatever_their_capitals_and_apostrophes(
    words: str, sentence: str, offsets: list[int]
) -> None:
    assert occurrences(words, sentence) == offsets


@pytest.mark.parametrize(
    ("form", "code", "without"),
    [
        ("la campagna di marketing", "it", "campagna di marketing"),
        ("Gli sconti", "it", "sconti"),
        ("l’arte", "it", "arte"),
        ("l'arte", "it", "arte"),
        ("un’idea", "it", "idea"),
        ("uno sconto", "it", "sconto"),
        ("lavoro", "it", "lavoro"),
        ("ilarità", "it", "ilarità"),
        ("la práce", "cs", "la práce"),
    ],
)
def test_a_bare_form_has_lost_its_article_and_no_letter_more(form: str, code: str, without: str) -> None:
    assert bare(form, code) == without


IT, CS = "La campagna costa: le campagne costano sempre.", "Kampaň stojí peníze, jako každá kampaň."


@pytest.mark.parametrize(
    ("term", "words", "places"),
    [
        (Term("", "la campagna", "kampaň", ""), ("campagna", "kampaň"), ([3], [0, 32])),
        (Term("", "una campagna", "kampaň", ""), ("campagna", "kampaň"), ([3], [0, 32])),
        (Term("", "le campagne", "tažení", "", found=("", "peníze")), ("campagne", "peníze"), ([22], [13])),
        (Term("", "la campagna", "kampaň", "", found=("campagne", "")), ("campagne", "kampaň"), ([22], [0, 32])),
        (Term("", "la campagna", "kampaně", ""), ("campagna", ""), ([3], [])),
        (Term("", "la campagna", "kampaň", "", found=("vendita", "kampaň")), ("vendita", "kampaň"), ([], [0, 32])),
    ],
)
def test_a_term_stands_where_its_found_words_do_else_its_dictionary_form(
    term: Term, words: tuple[str, str], places: tuple[list[int], list[int]]
) -> None:
    assert placed(term, (IT, CS), LANGUAGES) == tuple(zip(words, places, strict=True))


WORD = st.text("aàbčeéžB'’", min_size=1, max_size=6)


@settings(deadline=None)
@given(WORD, st.lists(WORD, min_size=1, max_size=6))
def test_every_occurrence_reads_as_the_words_that_were_sought(words: str, others: list[str]) -> None:
    sentence = " ".join(others)
    found = [sentence[at : at + len(words)] for at in occurrences(words, sentence)]
    assert all(one.lower().replace("’", "'") == words.lower().replace("’", "'") for one in found)
    assert len(occurrences(words, f"{sentence} {words}")) == len(found) + 1


# ------------------------------------------------------------------ writing

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
LINE = st.one_of(st.text(CHARACTERS, max_size=20), st.text("aè #:'\"-,{}[]?!|", max_size=12)).map(folded)
NOTE = st.lists(LINE.filter(bool), max_size=3).map("\n".join)
TERMS = st.builds(
    Term,
    id=st.sampled_from(["t-bada", "mv-pilo"]),
    front=LINE,
    back=LINE,
    pair=st.sampled_from(["", "t-kade"]),
    status=st.sampled_from(STATUSES),
    grammar=LINE,
    hint=LINE,
    note=NOTE,
    found=st.tuples(LINE, LINE),
)


@settings(deadline=None)
@given(st.lists(TERMS, max_size=4))
def test_rendered_terms_read_back_as_themselves(made: list[Term]) -> None:
    assert list(terms(render(made, LANGUAGES))) == made


def test_a_rendered_term_is_one_line_a_key() -> None:
    made = Term("t-pada", "l’agenda", "diář", "t-kade", "proposed", "m. r.", found=("agenda", "diáři, kalendáři"))
    assert render([made], LANGUAGES) == (
        "# yaml-language-server: $schema=../schema/vocabulary.json\n"
        "# Key terms. A decision in `status:` (accepted, rejected) is yours and is never overwritten.\n"
        "\n- id: t-pada\n  it: l’agenda\n  cs: diář\n  grammar: m. r.\n  pair: t-kade\n"
        '  found: {it: agenda, cs: "diáři, kalendáři"}\n  status: proposed\n'
    )
