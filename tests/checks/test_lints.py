"""Each lint with the smallest deck that it speaks up for, and the one beside it that is fine."""

from __future__ import annotations

import pytest
from projects import Project

from deckgen.checks.lints import LINTS, THOROUGH, _half_quote, _similar


def grammar(project: Project, term: str, line: str) -> None:
    """Another second term with a line of grammar."""
    project.edit(project.terms, "  it: la trattativa\n", f"  it: {term}\n  grammar: {line}\n")
    project.edit(project.terms, "  pair: t-bida", "  pair: t-bida\n  found: {it: trattativa, cs: jednání}")


def test_words_that_do_not_stand_in_the_example_are_an_error_if_a_person_named_them(project: Project) -> None:
    project.edit(project.terms, "  pair: t-bida", "  pair: t-bida\n  found: {it: trattative, cs: jednání}")
    assert project.remarks == [("unhighlighted", "error", 9, "testo")]


def test_a_dictionary_form_that_does_not_stand_in_the_example_is_a_warning(project: Project) -> None:
    project.edit(project.terms, "  cs: jednání", "  cs: vyjednávání")
    assert project.remarks == [("unhighlighted", "warning", 7, "testo")]


def test_words_that_stand_twice_are_both_highlighted(project: Project) -> None:
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Quale trattativa, la trattativa con chi?")
    assert project.remarks == []


@pytest.mark.parametrize(
    "text", ["Kdo <br> vyhrál?", "Kdo **to** vyhrál?", "Kdo &amp; kdo?", "{{Kdo}}?", "Kdo \ufffd?"]
)
def test_leftover_markup(project: Project, text: str) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", f'"{text}"')
    assert project.remarks == [("leftover-markup", "error", 11, "testo")]


def test_less_than_is_no_markup(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo má < deset & víc?")
    assert project.remarks == []


def test_one_front_with_two_answers_needs_hints(project: Project) -> None:
    project.edit(project.pairs, "it: Chi ha vinto la trattativa?", "it: Il marketing racconta, la vendita domanda.")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo to jednání vyhrál.")
    assert project.remarks == [("ambiguous-front", "error", 10, "testo")]
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  hint: první")
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  hint: druhá")
    assert project.remarks == []


def test_two_terms_with_one_front_are_made_one_whatever_their_hints(project: Project) -> None:
    project.edit(project.terms, "  it: la trattativa", "  it: la campagna di marketing\n  hint: druhá")
    project.edit(project.terms, "  pair: t-bida", "  pair: t-bida\n  found: {it: trattativa, cs: jednání}")
    project.edit(project.terms, "  pair: t-beda", "  pair: t-beda\n  hint: první")
    (problem,) = project.problems
    assert (problem.code, problem.level) == ("ambiguous-front", "error")
    assert problem.advice == "put both meanings into one of them and set `skip: true` on the other"


def test_terms_that_share_a_translation_need_hints(project: Project) -> None:
    project.edit(project.terms, "cs: jednání", "cs: Marketingová kampaň\n  found: {it: trattativa, cs: jednání}")
    assert [code for code, *_ in project.remarks] == ["hint-needed", "hint-needed"]
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "cards: {vocabulary: [recognition]}\n", "utf-8")
    assert project.remarks == []


@pytest.mark.parametrize("other", ["kampaň, Jednání", "jednání; kampaň", "jednání (obchodní)"])
def test_terms_that_share_one_alternative_of_a_translation_need_cues(project: Project, other: str) -> None:
    project.edit(project.terms, "  cs: marketingová kampaň", f"  cs: {other}\n  found: {{it: campagna di marketing}}")
    assert [code for code, *_ in project.remarks if code == "hint-needed"] == ["hint-needed", "hint-needed"]
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  cue: s partnerem")
    assert [code for code, *_ in project.remarks if code == "hint-needed"] == ["hint-needed"]


def test_a_term_without_a_production_card_needs_no_cue_but_is_an_answer_to_another(project: Project) -> None:
    project.edit(project.terms, "cs: jednání", "cs: Marketingová kampaň\n  found: {it: trattativa, cs: jednání}")
    project.edit(project.terms, "- id: t-pada", "- id: t-pada\n  cards: [recognition, gap]")
    assert [code for code, *_ in project.remarks] == ["hint-needed"]


@pytest.mark.parametrize("key", ["cue", "hint"])
def test_neither_hint_nor_cue_must_tell(project: Project, key: str) -> None:
    project.edit(project.terms, "  cs: jednání", f"  cs: jednání\n  {key}: ne kontratto, ale Trattativa")
    assert [code for code, *_ in project.remarks] == ["hint-tells"]


@pytest.mark.parametrize("side", ["Chi ha vinto la trattativa?", "kdo to jednání vyhrál?"])
def test_a_cue_of_a_pair_tells_neither_side(project: Project, side: str) -> None:
    project.edit(project.pairs, "- id: t-bida", f"- id: t-bida\n  cue: {side}")
    assert [code for code, *_ in project.remarks] == ["hint-tells"]


@pytest.mark.parametrize(("words", "level"), [(20, []), (21, ["info"]), (30, ["info"]), (31, ["warning"])])
def test_long_sentences(project: Project, words: int, level: list[str]) -> None:
    project.edit(project.pairs, "Il marketing racconta, la vendita domanda.", " ".join(["parola"] * words))
    assert [each for code, each, *_ in project.remarks if code == "long-sentence"] == level


@pytest.mark.parametrize(
    ("czech", "line"),
    [
        ("Marketingová kampaň stála 2 700 eur.", 0),
        ("Marketingová kampaň stála 2700 eur.", 0),
        ("Marketingová kampaň stála 2 700 eur v 12.30.", 7),
        ("Marketingová kampaň stála 2 800 eur.", 7),
        ("Marketingová kampaň stála dost.", 6),
    ],
)
def test_numbers_on_one_side_only(project: Project, czech: str, line: int) -> None:
    project.edit(project.pairs, "Marketingová kampaň stála 2 700 eur.", czech)
    assert project.remarks == ([("numbers-differ", "warning", line, "testo")] if line else [])


@pytest.mark.parametrize(
    ("both", "message"),
    [
        ("Gentile signora, a presto.", "both sides of pair t-bida are the same"),
        ("1 + 1 = 2", "both sides of pair t-bida"),
    ],
)
def test_a_question_that_is_its_own_answer(project: Project, both: str, message: str) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", both)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", both)
    (problem,) = (problem for problem in project.problems if problem.code == "nothing-to-learn")
    assert problem.level == "warning"
    assert message in problem.message


def test_a_pair_without_words(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "1 + 1")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "1+1")
    assert ("nothing-to-learn", "warning", 9, "testo") in project.remarks


@pytest.mark.parametrize(
    ("czech", "line", "said"),
    [
        ("Zákazníci přišli včas a zaplatili hned všechno, co měli.", 0, ""),
        ("Zákazníci přišli.", 33, "the Italian side is 2.6 times as long as expected from the Czech side"),
        ("Zákazníci přišli včas. " * 4, 32, "the Czech side is 2.0 times as long as expected from the Italian side"),
    ],
)
def test_a_side_that_lacks_something(project: Project, czech: str, line: int, said: str) -> None:
    """Measured against the other sentences of the text, from ten of them on."""
    fine = (
        "- it: I clienti sono arrivati in tempo e hanno pagato subito tutto{0}.\n"
        "  cs: Zákazníci přišli včas a zaplatili hned všechno{0}.\n"
    )
    more = "".join(fine.format(" ora" * n) for n in range(10))
    odd = f"- it: I clienti sono arrivati in tempo e hanno pagato subito.\n  cs: {czech.strip()}\n"
    project.pairs.write_text(project.pairs.read_text("utf-8") + more + odd, "utf-8")
    found = [(p.line, p.message) for p in project.problems if p.code == "lengths-differ"]
    assert found == ([(line, said)] if said else [])


@pytest.mark.parametrize(
    ("czech", "remarks"),
    [
        ("Kdo to jednání vyhrál?", []),
        ("„Kdo to jednání vyhrál?“", []),
        ("Kdo to jednání vyhrál.", ["only one side ends with “?”"]),
        ("Kdo to jednání vyhrál!", ["only one side ends with “?”, “!”"]),
    ],
)
def test_a_question_on_one_side_only(project: Project, czech: str, remarks: list[str]) -> None:
    project.edit(project.pairs, "Kdo to jednání vyhrál?", czech)
    assert [(p.message, p.level) for p in project.problems] == [(message, "info") for message in remarks]


@pytest.mark.parametrize(
    ("italian", "czech", "lone"),
    [
        ("Scrivi a ana@ditta.it, grazie.", "Napiš na ana@ditta.it, díky.", ""),
        ("Scrivi a ana@ditta.it, grazie.", "Napiš na jan@firma.cz, díky.", "ana@ditta.it, jan@firma.cz"),
        ("Vedi https://ditta.it/a.", "Viz náš web a tady.", "https://ditta.it/a"),
        ("Chiedi a @anna del prezzo.", "Zeptej se Anny na cenu.", "@anna"),
        ("Il prezzo è più IVA.", "Cena je bez DPH a tak dále.", ""),
        ("Il prezzo è più IVA.", "Cena je bez daně.", "IVA"),
    ],
)
def test_what_only_one_side_names(project: Project, italian: str, czech: str, lone: str) -> None:
    project.edit(project.pairs, "Il marketing racconta, la vendita domanda.", italian)
    project.edit(project.pairs, "Marketing vypráví, prodej se ptá.", czech)
    found = [p.message for p in project.problems if p.code == "addresses-differ"]
    assert found == ([f"only one side has {lone}"] if lone else [])


# ------------------------------------------------------------------ articles


@pytest.mark.parametrize(
    ("term", "line", "message"),
    [
        ("la trattativa", "ž. r., mn. č. le trattative", ""),
        ("trattativa", "ž. r.", "“trattativa” is a noun without its article"),
        ("trattativa", "sloveso", ""),
        ("il trattativa", "ž. r.", "“il” does not match the gender in `grammar: ž. r.`"),
        ("l’agente", "ž. r.", ""),
        ("il dipendente", "m. i ž. r.", ""),
        ("il sconto", "m. r.", "the article before this word is “lo”"),
        ("lo cliente", "m. r.", "the article before this word is “il”"),
        ("la agenzia", "ž. r.", "the article before this word is “l’”"),
        ("l’cliente", "m. r.", "the article before this word is “il, la”"),
        ("i sconti", "m. r.", "the article before this word is “gli”"),
        ("gli gnocchi", "m. r.", ""),
        ("un’agente", "ž. r.", ""),
        ("un scontrino", "m. r.", "the article before this word is “uno”"),
        ("una agenzia", "ž. r.", "the article before this word is “un’”"),
        ("le azioni", "ž. r.", ""),
        ("l'IVA", "ž. r.", ""),
    ],
)
def test_an_article_tells_the_gender_and_fits_its_word(project: Project, term: str, line: str, message: str) -> None:
    grammar(project, term, line)
    found = [(p.message, p.level, p.line) for p in project.problems]
    assert found == ([(message, "warning", 6)] if message else [])


def test_a_language_without_articles_misses_none(project: Project) -> None:
    deck = project.deck / "deck.yaml"
    text = deck.read_text("utf-8").replace("front: it", "front: xx").replace("back: cs", "back: it")
    deck.write_text(text.replace("front: xx", "front: cs"), "utf-8")
    grammar(project, "la trattativa", "f.")
    assert not [code for code, *_ in project.remarks if code.startswith("article")]


# ------------------------------------------------------------------ study


def test_one_sentence_for_many_terms(project: Project) -> None:
    words = ("marketing", "vendita", "racconta", "domanda")
    more = "".join(
        f"- it: {word}\n  cs: slovo {n}\n  pair: t-bada\n  found: {{it: {word}, cs: Marketing}}\n"
        for n, word in enumerate(words)
    )
    project.terms.write_text(project.terms.read_text("utf-8") + more, "utf-8")
    found = [(p.line, p.message, p.level) for p in project.problems if p.code == "crowded-example"]
    assert found == [(23, "pair t-bada is already the example of 3 terms", "info")]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("campagna", "campagne", True),
        ("attrarre", "attirare", True),
        ("vendita", "vedetta", False),
        ("vendita", "vetrina", False),
        ("credito", "debito", False),
        ("a", "abcd", False),
    ],
)
def test_words_are_nearly_the_same_with_two_letters_changed(one: str, other: str, near: bool) -> None:
    assert _similar(one, other) == _similar(other, one) == near


def test_terms_that_look_alike_and_come_together(project: Project) -> None:
    project.edit(
        project.terms,
        "- id: t-peda\n",
        "- it: la trattoria\n  cs: hospoda\n  pair: t-bida\n  found: {it: trattativa, cs: jednání}\n- id: t-peda\n",
    )
    assert [(p.code, p.level) for p in project.problems] == []
    project.edit(project.terms, "it: la trattoria", "it: la trattativia")
    assert [(p.code, p.level, p.line) for p in project.problems] == [("lookalikes", "info", 10)]


@pytest.mark.parametrize(
    ("italian", "czech", "remarks"),
    [
        (
            "Chi ha vinto la trattativa con i nostri clienti?",
            "Chi ha vinto la trattativa con i nostri clienti oggi?",
            [(11, "this looks like Italian; Czech expected")],
        ),
        (
            "Kdo vyhrál jednání se zákazníky trattativa?",
            "Kdo vyhrál jednání s našimi zákazníky?",
            [(10, "this looks like Czech; Italian expected")],
        ),
        (
            "Wer hat die lange trattativa mit unseren wichtigsten Kunden gewonnen?",
            "Kdo vyhrál jednání s našimi zákazníky?",
            [(10, "this does not look like Italian")],
        ),
        ("trattativa qwert yuiop", "jednání trattativa", []),  # too short to tell
    ],
)
def test_a_side_in_another_language(project: Project, italian: str, czech: str, remarks: list[tuple[int, str]]) -> None:
    project.edit(project.pairs, "Chi ha vinto la trattativa?", italian)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", czech)
    assert [(p.line, p.message) for p in project.problems if p.code == "wrong-language"] == remarks


def test_every_lint_says_what_it_is_for_and_has_a_code_of_its_own() -> None:
    every = (*LINTS, *THOROUGH)
    assert all(lint.find.__doc__ for lint in every)
    assert len({lint.code for lint in every}) == len(every)


def test_a_time_is_written_with_a_colon_or_a_point(project: Project) -> None:
    project.edit(project.pairs, "è costata 2.700 euro.", "è costata 2.700 euro alle 12:30.")
    project.edit(project.pairs, "stála 2 700 eur.", "stála 2 700 eur ve 12.30.")
    assert "numbers-differ" not in [code for code, *_ in project.remarks]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ha vinto Rita.Chi altro poteva vincere?", "glued-sentences"),
        ("Chi ha vinto? Scrivete a info@esempio.it.", ""),
        ("Ha vinto la S.p.A. Bianchi, chi altro?", ""),
        ("Chi ha vinto www.esempio.Bottega ieri?", ""),
    ],
)
def test_a_lost_space_between_sentences_is_a_warning(project: Project, text: str, code: str) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", text)
    assert [each.code for each in project.problems if each.code == "glued-sentences"] == [code] * bool(code)


def test_the_same_pair_twice_is_a_warning(project: Project) -> None:
    project.pairs.write_text(
        project.pairs.read_text("utf-8") + "\n- it: Chi ha vinto la trattativa?\n  cs: Kdo to jednání vyhrál?\n",
        "utf-8",
    )
    assert [each.level for each in project.problems if each.code == "same-pair-twice"] == ["warning"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("«Chi ha vinto la trattativa?", "«"),
        ("Chi ha vinto la trattativa?»", "»"),
        ("«Chi» ha vinto la trattativa?", ""),
        ("„Chi“ ha vinto la trattativa?", ""),
        ("„Chi ha vinto la trattativa?", "„"),
        ("“Chi” ha vinto la trattativa?", ""),
        ("Chi ha vinto la trattativa?“", "“"),
    ],
)
def test_half_a_quotation(text: str, mark: str) -> None:
    assert _half_quote(text) == mark


@pytest.mark.parametrize(
    "text", ["Kdo ~~to~~ vyhrál?", "[ ] Kdo vyhrál?", "Kdo vyhrál?[^1]", "Kdo? {: .cls}", "[!NOTE] Kdo?"]
)
def test_leftover_markdown(project: Project, text: str) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", f'"{text}"')
    assert ("leftover-markup", "error", 11, "testo") in project.remarks
