"""Two documents come in: a project or a further text comes out, and every sentence is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from projects import ROOT, Output, Project

from deckgen.actions.add import add, start
from deckgen.actions.build import draft, finish, read_state
from deckgen.actions.originals import Originals
from deckgen.files.source import Refused
from deckgen.project.deck import load

ITALIAN = """\
La nostra bottega

Vendiamo scarpe fatte a mano da 40 anni. I clienti tornano volentieri.

Che cosa offriamo

Ripariamo anche le scarpe vecchie. Sì, certo.

Lascia un commento
"""
CZECH = """\
Naše dílna

Ručně šité boty prodáváme už 40 let. Zákazníci se k nám rádi vracejí.

Co nabízíme

Opravujeme i staré boty. Ano, jistě.
"""


@pytest.fixture
def documents(tmp_path: Path) -> Originals:
    for name, text in (("articolo.txt", ITALIAN), ("clanek.txt", CZECH)):
        (tmp_path / name).write_text(text, "utf-8")
    return Originals((("it", tmp_path / "articolo.txt"), ("cs", tmp_path / "clanek.txt")))


def test_a_new_project_holds_documents_pairs_and_a_deck(documents: Originals, tmp_path: Path) -> None:
    taken = start(tmp_path / "corso", documents)
    assert [path.relative_to(tmp_path / "corso").as_posix() for path in sorted((tmp_path / "corso").rglob("*.*"))] == [
        "cards/corso/deck.lock",
        "cards/corso/deck.yaml",
        "cards/corso/pairs/articolo.yaml",
        "cards/corso/schema/deck.json",
        "cards/corso/schema/pairs.json",
        "cards/corso/schema/vocabulary.json",
        "data/articolo/cs.txt",
        "data/articolo/it.txt",
    ]
    deck, problems = load(taken.deck.folder)
    assert (deck, problems) == (taken.deck, [])
    assert (taken.deck.front, taken.deck.back, taken.text.title) == ("it", "cs", "La nostra bottega")
    assert (tmp_path / "corso/data/articolo/it.txt").read_text("utf-8") == ITALIAN


def test_pairs_know_their_lines_in_the_file_that_was_written(documents: Originals, tmp_path: Path) -> None:
    taken = start(tmp_path / "corso", documents)
    (part,) = read_state(taken.deck.folder).parts
    # Why a pair is left out is written as a comment, which is not read.
    assert tuple(replace(pair, comment="") for pair in taken.paired.pairs) == tuple(part.pairs.values)
    assert [pair.lines for pair in taken.paired.pairs] == [pair.lines for pair in part.pairs.values]


def test_every_sentence_is_paired_or_named(documents: Originals, tmp_path: Path) -> None:
    taken = start(tmp_path / "corso", documents)
    assert [(pair.section, pair.front, pair.back, pair.skip) for pair in taken.paired.pairs] == [
        (
            "La nostra bottega",
            "Vendiamo scarpe fatte a mano da 40 anni.",
            "Ručně šité boty prodáváme už 40 let.",
            False,
        ),
        ("La nostra bottega", "I clienti tornano volentieri.", "Zákazníci se k nám rádi vracejí.", False),
        ("Che cosa offriamo", "Ripariamo anche le scarpe vecchie.", "Opravujeme i staré boty.", False),
        ("Che cosa offriamo", "Sì, certo.", "Ano, jistě.", True),
    ]
    (left_out,) = taken.paired.left_out
    assert [(sentence.text, sentence.line) for sentence in left_out.front] == [("Lascia un commento", 9)]
    assert left_out.reason == "no counterpart"
    assert not taken.paired.unrelated


def test_a_project_is_built_and_imported(documents: Originals, tmp_path: Path) -> None:
    taken = start(tmp_path / "corso", documents, name="Corso di italiano")
    path, _ = finish(draft(read_state(taken.deck.folder)))
    with Learner(tmp_path / "learner") as learner:
        assert learner.imports(path) == Imported(new=3, updated=0, same=0, refused=0)
        assert learner.deck_names() == {"Corso di italiano": 3}


def test_a_deck_that_is_there_is_not_made_again(documents: Originals, tmp_path: Path) -> None:
    start(tmp_path / "corso", documents)
    with pytest.raises(Refused, match="this deck already exists"):
        start(tmp_path / "corso", documents)


def test_a_second_deck_of_a_project_is_a_folder_under_cards(project: Project, documents: Originals) -> None:
    taken = start(project.root / "cards" / "corso", documents)
    assert taken.deck.root == project.root
    assert (project.root / "data" / "articolo" / "it.txt").exists()


def test_missing_and_empty_documents_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "vuoto.txt").write_text(" \n", "utf-8")
    with pytest.raises(Refused) as refused:
        start(tmp_path / "corso", Originals((("it", tmp_path / "vuoto.txt"), ("cs", tmp_path / "neni.txt"))))
    assert {problem.message for problem in refused.value.problems} == {
        "this is an empty file",
        "no such file",
    }
    assert not (tmp_path / "corso").exists()


def test_texts_that_have_nothing_to_do_with_each_other_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "it.txt").write_text("Il gatto dorme sul divano rosso del nonno.\n" * 3 + "Piove.\n" * 9, "utf-8")
    (tmp_path / "cs.txt").write_text("Ano.\nNe.\nMožná se to změní, až přijde jaro a s ním i hosté.\n", "utf-8")
    assert start(
        tmp_path / "corso", Originals((("it", tmp_path / "it.txt"), ("cs", tmp_path / "cs.txt")))
    ).paired.unrelated


def test_a_file_named_after_its_language_lends_no_name(tmp_path: Path) -> None:
    (tmp_path / "it.txt").write_text(ITALIAN, "utf-8")
    (tmp_path / "cs.txt").write_text(CZECH, "utf-8")
    taken = start(tmp_path / "corso", Originals((("it", tmp_path / "it.txt"), ("cs", tmp_path / "cs.txt"))))
    assert taken.text.id == "la-nostra-bottega"


def test_a_further_text_is_added_in_place(project: Project, documents: Originals) -> None:
    before = (project.deck / "deck.yaml").read_text("utf-8")
    deck, _ = load(project.deck)
    assert deck is not None
    taken = add(deck, Originals(documents.files[::-1]))
    after = (project.deck / "deck.yaml").read_text("utf-8")
    line = "  - {id: articolo, title: La nostra bottega, prefix: ar}\n"
    assert after == before + line
    assert taken.paired.pairs[0].id.startswith("ar-")
    assert not read_state(project.deck).problems


def test_a_text_in_other_languages_does_not_fit(project: Project, documents: Originals) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    with pytest.raises(Refused, match="this deck is it–cs, but the documents are it–de"):
        add(deck, Originals((documents.files[0], ("de", documents.files[1][1]))))


def test_two_texts_of_one_name_need_two_ids(project: Project, documents: Originals) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    add(deck, documents)
    deck, _ = load(project.deck)
    assert deck is not None
    with pytest.raises(Refused, match="the deck already has a text articolo"):
        add(deck, documents)
    again = add(deck, documents, text_id="secondo")
    assert again.text.prefix == "se"
    assert {pair.comment for pair in again.paired.pairs} == {"the same pair is in articolo"}
    assert all(pair.skip for pair in again.paired.pairs)


def test_markdown_comes_in_too(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Titolo\n\nUna **bella** frase con [un link](http://x.it).\n", "utf-8")
    (tmp_path / "b.md").write_text("# Titulek\n\nJedna *pěkná* věta s [odkazem](http://x.it).\n", "utf-8")
    taken = start(tmp_path / "corso", Originals((("it", tmp_path / "a.md"), ("cs", tmp_path / "b.md"))))
    assert [(pair.front, pair.back) for pair in taken.paired.pairs] == [
        ("Una bella frase con un link.", "Jedna pěkná věta s odkazem.")
    ]
    assert (tmp_path / "corso/data/a/it.md").exists()


WEB = ROOT / "tests" / "gold" / "web"


def test_a_page_that_was_copied_from_the_web_comes_out_right(tmp_path: Path) -> None:
    """Headings without marks, lone full stops, a comment box on one side, a space before a full stop."""
    taken = start(tmp_path / "corso", Originals((("it", WEB / "it.txt"), ("cs", WEB / "cs.txt"))))
    said = [sentence.text for left_out in taken.paired.left_out for sentence in (*left_out.front, *left_out.back)]
    assert sorted(said) == [".", ".", ".", "Lascia un commento"]
    assert len(taken.paired.pairs) == 12
    sections = ("Bottega o vetrina", "Farsi trovare", "Bussare alla porta", "I conti alla fine")
    assert tuple(dict.fromkeys(pair.section for pair in taken.paired.pairs)) == sections
    by_front = {pair.front: pair.back for pair in taken.paired.pairs}
    assert by_front["Le due strade non si escludono."] == "Obě cesty se nevylučují."
    assert by_front["Scarica la guida GRATUITA."] == "Stáhněte si příručku ZDARMA ."
    path, _ = finish(draft(read_state(taken.deck.folder)))
    with Learner(tmp_path / "learner") as learner:
        assert learner.imports(path) == Imported(new=12, updated=0, same=0, refused=0)
        assert learner.check_database() == ""


# ------------------------------------------------------------------ the wrong files

DATA = ROOT / "data" / "marketing-e-vendite"


@pytest.mark.parametrize(
    ("front", "back", "message", "advice"),
    [
        ("cs.txt", "it.txt", "the languages are swapped: this looks like Czech", "marketing-e-vendite/it.txt cs="),
        ("it.txt", "it.txt", "this looks like Italian, as does it.txt; Czech expected", "is it the right file?"),
        ("cs.txt", "cs.txt", "this looks like Czech, as does cs.txt; Italian expected", "is it the right file?"),
    ],
)
def test_languages_that_changed_places_are_noticed(
    front: str, back: str, message: str, advice: str, tmp_path: Path, deckgen: Callable[..., Output]
) -> None:
    said = deckgen("init", "corso", f"it={DATA / front}", f"cs={DATA / back}", at=tmp_path)
    assert said.code == 1
    assert message in said.err
    assert advice in said.err
    assert not (tmp_path / "corso").exists()


def test_what_is_unsure_is_shown_with_its_place_and_both_texts_the_least_sure_first(
    project: Project, deckgen: Callable[..., Output]
) -> None:
    project.edit(project.pairs, "  cs: Marketing vypráví", "  doubt: 0.3\n  cs: Marketing vypráví")
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?", "  cs: Kdo to jednání vyhrál?\n  doubt: 0.6")
    (project.root / "data" / "testo").mkdir(parents=True)
    sides = {"it": ("racconta, la vendita domanda.", "Il marketing"), "cs": ("vypráví, prodej se ptá.", "Marketing")}
    for code, (text, first) in sides.items():
        (project.root / "data" / "testo" / f"{code}.txt").write_text(f"{first} {text}\n", "utf-8")
    lines = deckgen("align", "--dry-run", at=project.root).out.splitlines()
    at = lines.index("2 pairs to check, most doubtful first: correct each one, or delete its `doubt:`")
    assert lines[at + 1].strip() == "cards/prova/pairs/testo.yaml:10: 60% likely to be wrong"
    assert [line.strip() for line in lines[at + 2 : at + 4]] == [
        "“Chi ha vinto la trattativa?”",
        "“Kdo to jednání vyhrál?”",
    ]
    assert lines[at + 4].strip() == "cards/prova/pairs/testo.yaml:2: 30% likely to be wrong"
