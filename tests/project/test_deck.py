"""deck.yaml: what it may say, how a text is added, and where a project's files are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.characters import folded
from deckgen.files.source import Refused, Source, edited
from deckgen.project.deck import DEFAULT_CARDS, Deck, Text, load, opened, parse_deck
from deckgen.project.deck_file import added_text, render
from deckgen.project.discovery import clashes, deck_folders, find_root
from deckgen.project.names import new_id, new_prefix, slug
from deckgen.project.voice import Voice

HERE = Path("progetto/cards/corso/deck.yaml")
HEAD = "name: Corso\nid: 0123456789abcdef\nfront: it\nback: cs\n"
TEXTS = "texts:\n  - {id: uno, title: Uno, prefix: u}\n"
UNO = Text("uno", "Uno", "u")


def source(text: str) -> Source:
    return Source(HERE, text)


def deck(*texts: Text, name: str = "Corso", folder: str = "corso", deck_id: str = "0123456789abcdef") -> Deck:
    return Deck(Path("progetto/cards") / folder, name, deck_id, "it", "cs", texts, dict(DEFAULT_CARDS))


# ------------------------------------------------------------------ reading


def test_a_deck_is_its_names_its_languages_its_texts_and_its_cards() -> None:
    found, problems = parse_deck(
        source(
            'name: "Italiano: il corso"\nid: 0123456789abcdef\nfront: it\nback: pt-BR\n'
            "texts: # in study order\n  - {id: uno, title: Uno, prefix: u, source: un giornale}\n"
            "  - id: il-2-capitolo\n    title: Il 2° capitolo\n    prefix: c2\n"
            "cards: {vocabulary: [gap, recognition], sentence: []}\n"
        )
    )
    texts = Text("uno", "Uno", "u", "un giornale"), Text("il-2-capitolo", "Il 2° capitolo", "c2")
    cards = {"sentence": (), "vocabulary": ("recognition", "gap")}
    assert problems == []
    assert found == Deck(HERE.parent, "Italiano: il corso", "0123456789abcdef", "it", "pt-BR", texts, cards)


def test_cards_that_are_not_chosen_are_the_usual_ones() -> None:
    assert parse_deck(source(HEAD + TEXTS)) == (deck(UNO), [])
    assert parse_deck(source(HEAD + TEXTS + "cards: {sentence: []}\n"))[0] == replace(
        deck(UNO), cards={**DEFAULT_CARDS, "sentence": ()}
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "deck.yaml must have `name:`, `id:`, `front:`, `back:` and `texts:`"),
        ("- name: Corso\n", 1, "deck.yaml must have `name:`, `id:`, `front:`, `back:` and `texts:`"),
        (HEAD, 1, "`texts:` is missing"),
        (HEAD.replace("back: cs\n", "") + TEXTS, 1, "`back:` is missing"),
        (HEAD.replace("name: Corso", "name:") + TEXTS, 1, "`name:` is missing"),
        (HEAD.replace("Corso", "Corso #1") + TEXTS, 1, "is `#1` part of the sentence?"),
        (
            HEAD.replace("0123456789abcdef", "corso") + TEXTS,
            2,
            "`id: corso` must be at least ten lowercase letters or digits; `deckgen init` makes one",
        ),
        (HEAD.replace("front: it", "front: Italiano") + TEXTS, 3, "`Italiano` is not a language code like `it`"),
        (HEAD.replace("back: cs", "back: it") + TEXTS, 4, "front and back are the same language"),
        (HEAD + TEXTS + "nome: x\n", 7, "unknown key `nome`"),
        (HEAD + TEXTS + "name: x\n", 7, "duplicate key `name`, first in line 1"),
        (HEAD + "texts: uno\n", 5, "`texts:` must be a list"),
        (HEAD + "texts:\n  - {id: uno, prefix: u}\n", 6, "`title:` is missing"),
        (
            HEAD + "texts:\n  - {id: uno due, title: A, prefix: u}\n",
            6,
            "`id: uno due` must be letters and digits joined by hyphens",
        ),
        (HEAD + "texts:\n  - {id: uno, title: A, prefix: U1}\n", 6, "`prefix: U1` must be a few lowercase letters"),
        (HEAD + TEXTS + "  - {id: uno, title: Due, prefix: d}\n", 7, "two texts have the id `uno`"),
        (HEAD + TEXTS + "  - {id: due, title: Due, prefix: u}\n", 7, "two texts have the prefix `u`"),
        (HEAD + TEXTS + "cards: tutte\n", 7, "`cards:` must say which cards each kind of note has"),
        (HEAD + TEXTS + "cards:\n  sentence: [recognition, gap]\n", 8, "unknown sentence card `gap`"),
        (HEAD + TEXTS + "cards: {vocabulary: [gap]}\n", 7, "vocabulary notes always have a recognition card"),
        (HEAD + TEXTS + "cards: {nouns: [recognition]}\n", 7, "unknown key `nouns`"),
        (HEAD + TEXTS + "typed: [words]\n", 7, "unknown kind of note `words`"),
        (
            HEAD + TEXTS + "typed: [sentence]\n",
            7,
            "sentence notes have no production card to type an answer on",
        ),
    ],
)
def test_what_is_wrong_with_a_deck_is_told_with_its_line(text: str, line: int, message: str) -> None:
    found, problems = parse_deck(source(text))
    assert found is None
    assert [(p.path, p.line, p.message) for p in problems] == [(HERE, line, message)]


def test_answers_are_typed_where_the_deck_asks_for_it() -> None:
    found, problems = parse_deck(source(HEAD + TEXTS + "typed: vocabulary\n"))
    assert problems == []
    assert found is not None
    assert found.typed == {"vocabulary"}


@pytest.mark.parametrize("audio", ["audio: system\n", "audio: {engine: system}\n"])
def test_a_deck_may_leave_speaking_to_the_device(audio: str) -> None:
    found, problems = parse_deck(source(HEAD + TEXTS + audio))
    assert problems == []
    assert found is not None
    assert found.audio == Voice("system")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = HEAD.replace("front: it\n", "") + "texts:\n  - {id: uno, title: Uno}\ncards: {sentence: [x, recognition]}\n"
    assert [(p.line, p.message) for p in parse_deck(source(text))[1]] == [
        (1, "`front:` is missing"),
        (5, "`prefix:` is missing"),
        (6, "unknown sentence card `x`"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [(None, 0, "no such file"), ("name: Corso: due\n", 1, "a colon inside unquoted text"), (HEAD + TEXTS, 0, "")],
)
def test_a_deck_that_cannot_be_read_is_a_problem_not_a_fault(
    tmp_path: Path, text: str | None, line: int, message: str
) -> None:
    if text is not None:
        (tmp_path / "deck.yaml").write_text(text, "utf-8")
    found, problems = load(tmp_path)
    assert [(p.path, p.line, p.message) for p in problems] == [(tmp_path / "deck.yaml", line, message)][: len(message)]
    assert (found is None) is bool(message)


def test_a_deck_is_opened_or_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text(HEAD + TEXTS, "utf-8")
    assert opened(tmp_path) == load(tmp_path)[0]
    (tmp_path / "deck.yaml").write_text("name: Corso\n", "utf-8")
    with pytest.raises(Refused) as refused:
        opened(tmp_path)
    assert list(refused.value.problems) == load(tmp_path)[1]


# ------------------------------------------------------------------ writing

LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1).map(folded)
LINE = LINE.filter(bool)


@settings(deadline=None)
@given(LINE, st.lists(st.tuples(LINE, LINE | st.just("")), min_size=1, max_size=3))
def test_a_rendered_deck_reads_back_as_itself(name: str, titles: list[tuple[str, str]]) -> None:
    texts = (Text(f"t-{n}", title, f"t{n}", origin) for n, (title, origin) in enumerate(titles))
    written = deck(*texts, name=name)
    assert parse_deck(source(render(written))) == (written, [])


U, D = "{id: uno, title: Uno, prefix: u}", '{id: due, title: "Due, e tre", prefix: d}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"texts:\n  - {U}\n", f"texts:\n  - {U}\n  - {D}\n"),
        (f"texts:\n- {U}\n", f"texts:\n- {U}\n- {D}\n"),
        (f"texts:\n  - {U}", f"texts:\n  - {U}\n  - {D}"),
        (f"texts:\r\n  - {U}\r\n\r\n", f"texts:\r\n  - {U}\r\n  - {D}\r\n\r\n"),
        (f"texts:\n  - {U} # già fatto\n\n", f"texts:\n  - {U} # già fatto\n  - {D}\n\n"),
        (f"texts:\n  - {U}\n\n# le carte\ncards: {{}}\n", f"texts:\n  - {U}\n  - {D}\n\n# le carte\ncards: {{}}\n"),
        (
            "texts:\n  - id: uno\n    title: Uno\n    prefix: u # sì\n\n# le carte\ncards: {}\n",
            f"texts:\n  - id: uno\n    title: Uno\n    prefix: u # sì\n  - {D}\n\n# le carte\ncards: {{}}\n",
        ),
        (
            "texts:\n  - id: uno\n    prefix: u\n    title: >\n      Uno\n",
            f"texts:\n  - id: uno\n    prefix: u\n    title: >\n      Uno\n  - {D}\n",
        ),
        (f"texts: [{U}]\n", f"texts: [{U}, {D}]\n"),
        (f"texts: [{U},] # fine\n", f"texts: [{U}, {D},] # fine\n"),
        (f"texts: [\n  {U} # fine\n  ]\n", f"texts: [\n  {U}, {D} # fine\n  ]\n"),
        (
            "texts:\n  -\n    id: uno\n    title: Uno\n    prefix: u\n# fine\n",
            f"texts:\n  -\n    id: uno\n    title: Uno\n    prefix: u\n  - {D}\n# fine\n",
        ),
    ],
)
def test_an_added_text_comes_last_and_every_other_byte_stays(before: str, after: str) -> None:
    due = Text("due", "Due, e tre", "d")
    written = edited(HEAD + before, [added_text(source(HEAD + before), due)])
    assert written == HEAD + after
    assert parse_deck(source(written)) == (deck(UNO, due), [])


@pytest.mark.parametrize("texts", ["", "texts: uno\n"])
def test_a_text_is_not_added_where_there_is_no_list(texts: str) -> None:
    with pytest.raises(Refused, match="`texts:` is not a list"):
        added_text(source(HEAD + texts), UNO)


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("text", "name", "ascii_name"),
    [
        ("Marketing e vendite", "marketing-e-vendite", "marketing-e-vendite"),
        ("  Perché: l'Arte! ", "perché-l-arte", "perche-l-arte"),
        ("Příliš_žluťoučký 2.0", "příliš-žluťoučký-2-0", "prilis-zlutoucky-2-0"),
        ("perche\u0301", "perché", "perche"),
        ("日本", "日本", ""),
        ("?!", "", ""),
    ],
)
def test_a_slug_is_small_letters_and_digits_joined_by_hyphens(text: str, name: str, ascii_name: str) -> None:
    assert (slug(text), slug(text, ascii_only=True)) == (name, ascii_name)


@pytest.mark.parametrize(
    ("text_id", "taken", "prefix"),
    [
        ("marketing-e-vendite", (), "mv"),  # short words say little
        ("marketing-e-vendite", ("mv",), "mv2"),
        ("marketing-e-vendite", ("mv", "mv2"), "mv3"),
        ("vendite", (), "ve"),
        ("2024-caso", (), "ca"),
        ("uno-due-tre-quattro-cinque-sei", (), "udtq"),
        ("město", (), "me"),
        ("日本", (), "t"),
        ("2024", ("t",), "t2"),
    ],
)
def test_a_prefix_is_short_and_of_no_other_text(text_id: str, taken: tuple[str, ...], prefix: str) -> None:
    assert new_prefix(text_id, taken) == prefix
    assert parse_deck(source(HEAD + f"texts: [{{id: {text_id}, title: A, prefix: {prefix}}}]\n"))[1] == []


def test_a_new_id_is_one_that_a_deck_may_have_and_never_the_same() -> None:
    ids = {new_id() for _ in range(20)}
    assert len(ids) == 20
    assert all(parse_deck(source(HEAD.replace("0123456789abcdef", i) + TEXTS))[1] == [] for i in ids)


# ------------------------------------------------------------------ the project


def test_a_project_is_found_from_anywhere_inside(tmp_path: Path) -> None:
    corso = tmp_path / "progetto" / "cards" / "corso"
    for folder in (corso / "pairs", tmp_path / "progetto" / "cards" / "vuoto", tmp_path / "altro"):
        folder.mkdir(parents=True)
    (corso / "deck.yaml").touch()
    root = (tmp_path / "progetto").resolve()
    assert [find_root(at) for at in (root, root / "cards", corso / "pairs")] == [root] * 3
    assert find_root(tmp_path / "altro") is None
    assert deck_folders(root) == [root / "cards" / "corso"]


def test_the_files_of_a_deck_have_their_places(tmp_path: Path) -> None:
    made = replace(deck(UNO), folder=tmp_path / "cards" / "corso")
    assert (made.root, made.path, made.lock_path) == (tmp_path, made.folder / "deck.yaml", made.folder / "deck.lock")
    assert made.package_path == tmp_path / "build" / "corso.apkg"
    assert made.pairs_path(UNO) == made.folder / "pairs" / "uno.yaml"
    assert made.vocabulary_path(UNO) == made.folder / "vocabulary" / "uno.yaml"


@pytest.mark.parametrize(
    ("there", "found"), [((), "it.txt"), (("it.md",), "it.md"), (("it.txt", "it.md"), "it.txt"), (("cs.md",), "it.txt")]
)
def test_the_document_of_a_text_may_be_plain_or_markdown(tmp_path: Path, there: tuple[str, ...], found: str) -> None:
    folder = tmp_path / "data" / "uno"
    folder.mkdir(parents=True)
    for name in there:
        (folder / name).touch()
    assert replace(deck(UNO), folder=tmp_path / "cards" / "corso").document_path(UNO, "it") == folder / found


@pytest.mark.parametrize(
    ("other", "messages"),
    [
        (deck(Text("uno", "Uno", "v"), folder="due", deck_id="fedcba9876543210"), []),  # texts may have one name
        (
            deck(UNO, folder="due", deck_id="fedcba9876543210"),
            ["prefix `u` is also used by corso"],
        ),
        (deck(folder="due"), ["id `0123456789` is also used by corso"]),
        (deck(folder="due", deck_id="0123456789ffffff"), ["id `0123456789` is also used by corso"]),  # guids hold ten
    ],
)
def test_two_decks_of_a_project_share_neither_id_nor_prefix(other: Deck, messages: list[str]) -> None:
    problems = clashes([deck(UNO), other])
    assert [(p.path, p.message) for p in problems] == [(other.path, message) for message in messages]


@pytest.mark.parametrize(
    ("texts", "after"),
    [
        ("texts:\n", "texts:\n  - {id: due, title: Due, prefix: d}\n"),
        ("texts: []\n", "texts: [{id: due, title: Due, prefix: d}]\n"),
    ],
)
def test_the_first_text_goes_into_an_empty_list(texts: str, after: str) -> None:
    before = source(HEAD + texts)
    made = edited(before.text, [added_text(before, Text("due", "Due", "d"))])
    assert made == HEAD + after
    assert parse_deck(source(made))[1] == []
