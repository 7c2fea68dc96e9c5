"""deck.lock: it remembers all of a build, and says so when it is damaged."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import Project

from deckgen.actions.build import draft, finish, read_state
from deckgen.cards.plan import DUE_END, Plan
from deckgen.files.source import Refused, Source
from deckgen.project import lock as lock_module
from deckgen.project.lock import (
    FORMAT,
    Entry,
    Lock,
    Origin,
    PairedText,
    TypeEntry,
    Version,
    load,
    of_rows,
    parse,
    render,
    save,
)
from deckgen.project.lock_lines import Unclear, sound_lines

START = 1_790_000_000


def build(project: Project, at: int) -> Plan:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned.plan


# ------------------------------------------------------------------ the file

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
entries = st.builds(
    Entry,
    texts,
    texts,
    st.sampled_from(["sentence", "vocabulary"]),
    st.integers(0, 2**42),
    st.integers(0, 2**33),
    st.dictionaries(st.sampled_from(["Recognition", "Gap"]), st.integers(0, DUE_END)),
    st.tuples(texts),
    st.dictionaries(texts, texts),
    st.booleans(),
    st.lists(st.builds(Version, st.integers(0, 2**33), st.dictionaries(texts, texts)), max_size=2).map(tuple),
)


@given(st.lists(entries, max_size=5, unique_by=(lambda e: e.id, lambda e: e.guid, lambda e: e.nid)).map(tuple))
def test_a_lock_reads_as_it_was_written(items: tuple[Entry, ...]) -> None:
    lock = Lock("0" * 16, ("Prova",), (TypeEntry("sentence", 1, "Prova – Sentence", 2, "x"),), items, ("t-old",))
    lock = replace(lock, origins={entry.id: Origin(entry.id, "b", "c") for entry in items[:2]})
    named = {entry.id: PairedText({"it": entry.guid}, tuple(entry.fields), tuple(entry.fields)) for entry in items[1:]}
    lock = replace(lock, texts=named, media=tuple((entry.id, "Back", entry.guid) for entry in items[:3]))
    lock = replace(lock, types=tuple(replace(each, looks=("v", "w")) for each in lock.types))
    assert parse(Source(Path("deck.lock"), render(lock))) == lock


# What merges, editors and versions of deckgen leave in a lock.
SCRAPS = (
    *(
        "\n",
        "\r\n",
        "\r",
        " ",
        ",",
        "{}",
        "[]",
        "{",
        "}",
        '"',
        "\\",
        "\\ud800",
        "\\u00e9",
        "null",
        "1e999",
        "NaN",
        "true",
        "-1",
    ),
    *(
        "<<<<<<< ours\n",
        "=======\n",
        '{"end": 0}\n',
        '{"end": 1}\n',
        '"note": "t-b", ',
        '"source": ["a"], ',
        "\ufeff",
        "\x00",
    ),
)


@given(st.lists(entries, max_size=4), st.lists(st.tuples(st.integers(0), st.integers(0, 9), st.sampled_from(SCRAPS))))
def test_the_quick_reader_sees_what_the_careful_one_sees_or_nothing(
    items: list[Entry], damage: list[tuple[int, int, str]]
) -> None:
    lock = Lock("0" * 16, ("Prova",), (TypeEntry("sentence", 1, "Prova – Sentence", 2, "x"),), tuple(items), seen=3)
    text = render(replace(lock, origins={entry.id: Origin(entry.id, "b", "c") for entry in items[:2]}))
    for at, taken, scrap in damage[:3]:
        at %= len(text) + 1
        text = text[:at] + scrap + text[at + taken :]
    try:
        quick = of_rows(sound_lines(text.encode()))
    except Unclear:
        return
    assert quick == parse(Source(Path("deck.lock"), text))


def test_the_quick_reader_takes_every_lock_that_a_build_writes(project: Project) -> None:
    made = build(project, START).lock
    assert of_rows(sound_lines(project.lock.read_bytes())) == made
    project.edit(project.pairs, "- id: t-bida\n", "- id: t-bida\n  skip: true\n")
    retired = build(project, START + 9).lock
    assert any(entry.retired for entry in retired.entries)
    assert of_rows(sound_lines(project.lock.read_bytes())) == retired


def test_bytes_that_are_not_utf_8_are_refused_by_their_line(project: Project) -> None:
    build(project, START)
    project.lock.write_bytes(project.lock.read_bytes().replace(b"Prova", b"Prov\xed\xa0\x80", 1))
    with pytest.raises(Refused, match="not valid UTF-8"):
        load(project.lock)


def test_a_lock_that_did_not_change_is_not_parsed_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    build(project, START)
    planned = draft(read_state(project.deck), lambda last: last + 1)
    monkeypatch.setattr(lock_module, "load", pytest.fail)
    finish(planned)


def test_a_changed_lock_is_not_taken_for_the_one_that_was_read(project: Project) -> None:
    """Not even if a lock is derived from what was read, and the file still has those bytes."""
    build(project, START)
    read = load(project.lock)
    assert read
    deck, derived = read_state(project.deck).deck, replace(read, spent=("t-x",))
    with pytest.raises(Refused, match="changed while deckgen was working"), lock_module.exclusive(deck, derived):
        pass


def test_a_lock_without_looks_and_media_is_written_as_before(project: Project) -> None:
    build(project, START)
    text = project.lock.read_text("utf-8")
    assert "looks" not in text
    assert "media" not in text


def test_a_picture_without_a_file_is_damage() -> None:
    lock = render(Lock("0" * 16, ("Prova",), media=(("t-a", "Back", "x.png"),)))
    with pytest.raises(Refused, match='an item of "media" is another list'):
        parse(Source(Path("deck.lock"), lock.replace(', "x.png"', "")))


def test_the_looks_of_earlier_builds_are_kept(project: Project) -> None:
    digests = []
    for n, colour in enumerate(("teal", "navy", "teal")):
        style = project.deck / "templates" / "style.css"
        style.parent.mkdir(exist_ok=True)
        style.write_text(f".card {{ color: {colour}; }}\n", "utf-8")
        made = build(project, START + n)
        digests.append(made.lock.types[0].digest)
    assert digests[0] == digests[2]
    assert (made.lock.types[0].digest, made.lock.types[0].looks) == (digests[0], (digests[1],))


def test_a_lock_has_one_line_a_note(project: Project) -> None:
    build(project, START)
    lines = project.lock.read_text("utf-8").splitlines()
    assert [sorted(json.loads(line))[0] for line in lines].count("due") == 5
    assert len(lines) == 1 + 2 + 5 + 1
    assert "trattativa" in lines[-2]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text.replace("{", "<<<<<<< HEAD\n{", 1), "the lock has an unresolved merge conflict"),
        (lambda text: text.replace("{", "||||||| base\n{", 1), "the lock has an unresolved merge conflict"),
        (
            lambda text: text.replace('"mod": ', '"mod": "ieri", "era": ', 1),
            'the lock is damaged: "mod" is text, expected a number',
        ),
        (
            lambda text: text.replace('["Prova"]', "[]"),
            'the lock is damaged: "names" is an empty list, expected a name',
        ),
        (
            lambda text: text.replace("Recognition", "Riconoscimento"),
            'the lock is damaged: "due" has “Riconoscimento”, expected the name of a card',
        ),
        (
            lambda text: text.replace("t-beda", "t-bada"),
            "two lines of the lock have the note t-bada; the other is line 4",
        ),
        (lambda text: text.replace("Prova", "\\ud800", 1), "this line of the lock is damaged"),
        (lambda text: text.replace("{", "[" * 100_000, 1), "this line of the lock is damaged"),
        (lambda text: text[: len(text) // 2], "this line of the lock is damaged"),
        (lambda text: "\n".join(text.split("\n")[:-3]) + "\n", "the lock is truncated or lines are missing"),
        (lambda text: "", "this line of the lock is damaged"),
        (lambda text: "{}\n", "this is not a deckgen lock"),
        (lambda text: "[]\n", "this line of the lock is damaged"),
        (
            lambda text: text.replace(f'lock": {FORMAT}', f'lock": {FORMAT + 1}'),
            "the lock has format 2; this deckgen knows 1",
        ),
        (lambda text: text.replace('"guid"', '"giud"', 1), 'the lock is damaged: "guid" is missing'),
    ],
)
def test_a_damaged_lock_is_refused_and_nothing_is_built(project: Project, damage: object, message: str) -> None:
    build(project, START)
    package = project.package.read_bytes()
    assert callable(damage)
    project.lock.write_text(damage(project.lock.read_text("utf-8")), "utf-8")
    state = read_state(project.deck)
    assert [problem.message for problem in state.problems] == [message]
    assert state.problems[0].path == project.lock
    with pytest.raises(Refused, match=re.escape(message)):
        draft(state)
    assert project.package.read_bytes() == package


@pytest.mark.parametrize(
    ("line", "old", "new", "said"),
    [
        (1, '"deckgen lock": 1', '"deckgen lock": "1"', '"deckgen lock" is text, expected a number'),
        (1, '"deckgen lock": 1', '"deckgen lock": true', '"deckgen lock" is true, expected a number'),
        (1, '"seen": 0', '"seen": "ieri"', '"seen" is text, expected a number'),
        (1, '"seen": 0', '"seen": -5', '"seen" is -5, expected a whole number from 0 to 9007199254740991'),
        (1, '"seen": 0', '"seen": 1.5', '"seen" is 1.5, expected a whole number from 0 to 9007199254740991'),
        (1, '"names": ["Prova"]', '"names": "Prova"', '"names" is text, expected a list'),
        (1, '"names": ["Prova"]', '"names": [null]', 'an item of "names" is null, expected text'),
        (1, '"spent": [], ', "", '"spent" is missing'),
        (2, '"type": "sentence"', '"type": 5', '"type" is 5, expected text'),
        (2, '"digest"', '"digset"', '"digest" is missing'),
        (4, '"kind": "sentence"', '"kind": "frase"', '"kind" is “frase”, expected sentence or vocabulary'),
        (4, '"Front": "', '"Nuovo": 5, "Front": "', '"Nuovo" in "fields" is 5, expected text'),
        (4, '"due": {', '"due": {"Gap": [], ', '"Gap" in "due" is a list, expected a number'),
        (4, '"due": {', '"due": {"Retro": 5, ', '"due" has “Retro”, expected the name of a card'),
        (4, '"guid"', '"retired": {}, "guid"', '"retired" is a mapping, expected true or false'),
        (4, '"guid"', '"earlier": [5], "guid"', 'an item of "earlier" is 5, expected a list'),
        (
            4,
            '"guid"',
            '"earlier": [[5]], "guid"',
            'an item of "earlier" is another list, expected a time with hashes',
        ),
        (4, '"guid"', '"source": ["a"], "guid"', '"source" is a list of 1, expected two texts and a heading'),
        (2, '"mod"', '"source": ["a", "b"], "mod"', '"aligned" is missing'),
        (1, '"seen": 0', '"seen": 0, "text": "a"', '"documents" is missing'),
        (1, '"seen": 0', '"seen": 0, "order": [5]', 'an item of "order" is 5, expected text'),
    ],
)
def test_a_lock_with_a_wrong_value_says_where_it_is_what_it_is_and_what_is_expected(
    project: Project, line: int, old: str, new: str, said: str
) -> None:
    build(project, START)
    lines = project.lock.read_text("utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    with pytest.raises(Refused) as refused:
        parse(Source(project.lock, "\n".join(lines)))
    (problem,) = refused.value.problems
    assert (problem.line, problem.message) == (line, f"the lock is damaged: {said}")
    assert problem.advice == "restore deck.lock from your last commit or copy: learners' reviews depend on it"


def test_what_is_saved_is_loaded(project: Project) -> None:
    lock = build(project, START).lock
    other = project.root / "altro" / "deck.lock"
    save(other, lock)
    assert load(other) == lock
    assert other.read_bytes() == project.lock.read_bytes()


def test_another_deck_id_or_name_is_a_problem(project: Project) -> None:
    build(project, START)
    project.edit(project.deck / "deck.yaml", "name: Prova", "name: Nuovo")
    (problem,) = read_state(project.deck).problems
    assert problem.message == "the deck was called “Prova” and is now called “Nuovo”"
    state = read_state(project.deck, renaming=True)
    assert not state.problems
    assert draft(state).plan.lock.names == ("Prova", "Nuovo")
    project.edit(project.deck / "deck.yaml", "0123456789abcdef", "fedcba9876543210")
    assert "differs from the id in deck.lock" in read_state(project.deck, renaming=True).problems[0].message


def test_an_old_name_that_was_never_built_is_a_problem(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "- id: t-bada", "- id: t-nuovo\n  was: t-bata")
    assert read_state(project.deck).problems[0].message == "`was: t-bata` names an id that was never built"


def test_what_pairs_were_made_from_is_kept_before_and_after_the_first_build(project: Project) -> None:
    origins = {"t-bada": Origin("Il marketing racconta.", "Marketing vypráví.", "L’inizio"), "t-zuzu": Origin("a", "b")}
    lock = Lock("0123456789abcdef", ("Prova",), origins=origins)
    project.lock.write_text(render(lock), "utf-8")
    assert load(project.lock) == lock
    build(project, START)
    assert load(project.lock) == build(project, START).lock
    after = load(project.lock)
    assert after is not None
    assert after.origins == origins
    project.edit(project.pairs, "- id: t-bada", "- id: t-nuovo\n  was: t-bada")
    assert build(project, START + 60).lock.origins["t-nuovo"] == origins["t-bada"]


def test_what_texts_were_is_kept_by_a_build_under_the_ids_of_today(project: Project) -> None:
    texts = {"testo": PairedText({"it": "a" * 12, "cs": "b" * 12}, ("t-bada", "t-beda"), ("c" * 8,))}
    project.lock.write_text(render(Lock("0123456789abcdef", ("Prova",), texts=texts)), "utf-8")
    project.edit(project.pairs, "- id: t-bada", "- id: t-bida2")
    build(project, START)
    assert build(project, START).lock.texts == texts
    project.edit(project.pairs, "- id: t-bida2", "- id: t-nuovo\n  was: t-bida2")
    project.lock.write_text(project.lock.read_text("utf-8").replace('["t-bada", ', '["t-bida2", '), "utf-8")
    assert build(project, START + 60).lock.texts["testo"].order == ("t-nuovo", "t-beda")


def test_a_lock_without_what_texts_were_and_lines_of_a_later_version_are_read(project: Project) -> None:
    """As an older deckgen wrote it, and as this one reads what a newer one wrote: without the keys it does not know."""
    lock = Lock("0123456789abcdef", ("Prova",), texts={"testo": PairedText()})
    text = render(lock)
    (line,) = (line for line in text.splitlines(keepends=True) if line.startswith('{"text"'))
    assert parse(Source(project.lock, text.replace(line, ""))) == replace(lock, texts={})
    assert parse(Source(project.lock, text.replace(line, '{"later": "testo", "words": [1]}\n' + line))) == lock


def test_before_the_first_build_a_deck_may_be_renamed(project: Project) -> None:
    project.lock.write_text(render(Lock("fedcba9876543210", ("Vecchio",))), "utf-8")
    assert not read_state(project.deck).problems
    assert build(project, START).lock.names == ("Prova",)


def test_a_replaced_entry_is_another_lock(project: Project) -> None:
    plan = build(project, START)
    other = replace(plan.lock, entries=plan.lock.entries[1:])
    assert render(other) != render(plan.lock)
