"""Damaged files: whatever became of a file, its reader gives what it holds or says where it is wrong."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import DECK, PAIRS, ROOT, TERMS, Project

from deckgen.actions import recover_lock
from deckgen.actions.build import draft, finish, read_state
from deckgen.anki import collection
from deckgen.cards import own_templates
from deckgen.cards.html import plain
from deckgen.cards.notetypes import template_file
from deckgen.files.disk import decode
from deckgen.files.edits import amend, checked
from deckgen.files.source import Problem, Refused, Source, edited
from deckgen.project import lock
from deckgen.project.deck import Deck, parse_deck
from deckgen.project.lock_lines import Unclear, sound_lines
from deckgen.project.pairs import parse_pairs
from deckgen.project.vocabulary import parse_terms
from deckgen.text.documents import parse as parse_text

SHIPPED = ROOT / "cards" / "italiano-commerciale"
LANGUAGES = ("it", "cs")
HERE = Path("x.yaml")

# ------------------------------------------------------------------ damage

# What people, editors and version control really put into files.
SCRAPS = [
    *("\0", "\x01", "\x1b[0m", "\x85", "\u2028", "\u00a0", "\u200b", "\ufeff", "\ufffe", "\ud7ff", "\U0001f469\u200d"),
    *(
        "\t",
        "\r",
        "\r\n",
        "\n\n",
        "\n",
        " ",
        "  ",
        " #",
        "# ",
        ": ",
        ":",
        "- ",
        "-",
        "? ",
        "| ",
        "> ",
        "---\n",
        "...\n",
    ),
    *("[", "]", "{", "}", ",", '"', "'", "`", "*", "*a", "&a ", "!", "!!int ", "%", "%YAML 1.1\n", "@", "<<: ", "\\"),
    *('"\\ud800"', '"\\x"', '"\\U0011ffff"', "~", "null", "no", "1.10", "2024-05-01", "12:30", "0x1F", ".inf", "1e999"),
    *("<<<<<<< HEAD\n", "=======\n", "||||||| base\n", ">>>>>>> ramo\n", "- id: t-bada\n", "  it: di nuovo\n", "- ["),
    *(
        "{{",
        "}}",
        "{{#Front}}",
        "{{/Front}}",
        "{{^",
        "[[",
        "]]",
        "@import",
        "url(http://a)",
        "<!--",
        "-->",
        "<b",
        "&#",
        ";",
    ),
    *("&#99999999999999999999;", "</script>", "[sound:", "null,", "-1", "1.5", "true", "[]", "{}", '""', "9" * 5000),
]
BYTES = [b"\xff", b"\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\0\0", *(s.encode("utf-8") for s in SCRAPS)]


@dataclass(frozen=True)
class Damage:
    """One thing that happens to bytes, at a place given in thousandths of their length."""

    kind: str
    at: int
    length: int
    scrap: bytes

    def done(self, data: bytes) -> bytes:
        start = len(data) * self.at // 1000
        end = min(len(data), start + self.length)
        middle = {
            "flip": bytes(b ^ (1 << self.length % 8) for b in data[start : start + 1]) + data[start + 1 : end],
            "delete": b"",
            "repeat": data[start:end] * 3,
            "insert": self.scrap + data[start:end],
            "replace": self.scrap,
            "many": self.scrap * 60 + data[start:end],
        }
        return data[:start] if self.kind == "cut" else data[:start] + middle[self.kind] + data[end:]


damages = st.lists(
    st.builds(
        Damage,
        st.sampled_from(["flip", "delete", "repeat", "insert", "replace", "many", "cut"]),
        st.integers(0, 1000),
        st.integers(0, 60),
        st.sampled_from(BYTES),
    ),
    min_size=1,
    max_size=4,
)
steady = settings(
    derandomize=True, deadline=None, max_examples=150, database=None, suppress_health_check=list(HealthCheck)
)


def damaged(data: bytes, done: list[Damage]) -> bytes:
    for each in done:
        data = each.done(data)
    return data


def told_well(problems: list[Problem] | tuple[Problem, ...], source: Source | None) -> None:
    """Every problem names its file and a line that the file has, and can be printed."""
    for problem in problems:
        assert problem.message
        f"{problem.path}{problem.message}{problem.shown}{problem.advice}".encode()
        lines = len(source.line_starts) if source else 0
        assert 0 <= problem.line <= max(1, lines), problem


def read(data: bytes, reader: Callable[[Source], Any]) -> tuple[Source, Any] | None:
    """What a reader makes of bytes, None where it refuses them properly."""
    source = None
    try:
        source = decode(data, HERE)
        return source, reader(source)
    except Refused as refused:
        told_well(refused.problems, source or Source(HERE, data.decode("latin-1")))
        return None


# ------------------------------------------------------------------ YAML

PAIR_FILES = [PAIRS.encode(), (SHIPPED / "pairs" / "marketing-e-vendite.yaml").read_bytes()[:3000]]
TERM_FILES = [TERMS.encode(), (SHIPPED / "vocabulary" / "marketing-e-vendite.yaml").read_bytes()[:3000]]
VOICED = (
    DECK + "cards: {sentence: [recognition], vocabulary: []}\naudio: {engine: command, command: 'say {text} {out}'}\n"
)


@steady
@given(st.sampled_from(PAIR_FILES), damages)
def test_damaged_pairs_are_read_or_refused_and_can_be_named(data: bytes, done: list[Damage]) -> None:
    found = read(damaged(data, done), lambda source: parse_pairs(source, LANGUAGES))
    if found is None:
        return
    source, (file, problems) = found
    told_well(problems, source)
    for n, entry in enumerate(() if problems else file.entries):  # nothing is written while anything is wrong
        try:
            edits = checked(source, amend(source, entry.record, {"id": "t-nuova"}))
        except Refused:
            continue
        again, _ = parse_pairs(Source(HERE, edited(source.text, edits)), LANGUAGES)
        wanted = [replace(pair, id="t-nuova") if at == n else pair for at, pair in enumerate(file.values)]
        assert list(again.values) == wanted


@steady
@given(st.sampled_from(TERM_FILES), damages)
def test_damaged_vocabulary_is_read_or_refused(data: bytes, done: list[Damage]) -> None:
    found = read(damaged(data, done), lambda source: parse_terms(source, LANGUAGES))
    told_well(found[1][1] if found else [], found[0] if found else None)


@steady
@given(st.sampled_from([DECK.encode(), VOICED.encode(), (SHIPPED / "deck.yaml").read_bytes()]), damages)
def test_a_damaged_deck_yaml_is_read_or_refused(data: bytes, done: list[Damage]) -> None:
    found = read(damaged(data, done), parse_deck)
    if found:
        deck, problems = found[1]
        told_well(problems, found[0])
        assert deck is not None or problems


# ------------------------------------------------------------------ texts

TEXTS = [(ROOT / "data" / "marketing-e-vendite" / f"{code}.txt").read_bytes()[:3000] for code in LANGUAGES]
MARKDOWN = (
    b"# Titolo\n\n> *Uno* [due](http://a) `tre`\n\n| a | b |\n|---|---|\n| c | d |\n\n" + b"<p>e &amp; f</p>\n\n1. g\n"
)


@steady
@given(
    st.sampled_from([*TEXTS, MARKDOWN]),
    damages,
    st.sampled_from(["x.txt", "x.md"]),
    st.sampled_from(["it", "cs", "fr"]),
)
def test_damaged_texts_give_sentences_that_have_a_line(data: bytes, done: list[Damage], name: str, code: str) -> None:
    text = damaged(data, done).decode("utf-8", "ignore")
    document = parse_text(Source(Path(name), text), code)
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(sentence.text and 1 <= sentence.line <= lines for sentence in document.sentences)


# ------------------------------------------------------------------ the lock


@cache
def built(folder: str) -> tuple[bytes, bytes, Deck]:
    """The lock and the package of the small project, built once."""
    project = Project(Path(folder))
    planned = draft(read_state(project.deck), lambda _: 1_790_000_000)
    finish(planned)
    return project.lock.read_bytes(), project.package.read_bytes(), planned.state.deck


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, Deck]:
    project = Project(tmp_path_factory.mktemp("fuzz") / "progetto")
    for path, text in ((project.deck / "deck.yaml", DECK), (project.pairs, PAIRS), (project.terms, TERMS)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return built(str(project.root))


@steady
@given(done=damages)
def test_a_damaged_lock_is_refused_or_can_be_built_from(small: tuple[bytes, bytes, Deck], done: list[Damage]) -> None:
    data, _, deck = small
    found = read(damaged(data, done), lock.parse)
    assert at_a_glance(damaged(data, done)) in (None, found and found[1])
    if found:
        buildable(deck, found[1])


values = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2**70) | st.floats() | st.sampled_from(["", "x", "\ud800", "Gap", "²"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "Gap", "note"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@steady
@given(st.integers(0, 8), st.integers(0, 11), values)
def test_a_lock_with_another_value_is_refused_or_can_be_built_from(
    small: tuple[bytes, bytes, Deck], line: int, key: int, value: object
) -> None:
    data, _, deck = small
    rows = [json.loads(row) for row in data.decode().splitlines()]
    row = rows[line % len(rows)]
    row[list(row)[key % len(row)]] = value
    text = "".join(json.dumps(row) + "\n" for row in rows)
    found = read(text.encode(), lock.parse)
    assert at_a_glance(text.encode()) in (None, found and found[1])
    if found:
        buildable(deck, found[1])


def at_a_glance(data: bytes) -> lock.Lock | None:
    """A lock in which the quick reader sees nothing wrong; None if it takes a closer look."""
    try:
        return lock.of_rows(sound_lines(data))
    except Unclear:
        return None


def buildable(deck: Deck, last: lock.Lock) -> None:
    """Reading what a build reads, with this lock, ends in a draft or in problems."""
    from deckgen.actions import build
    from deckgen.anki.package import package

    assert lock.disagreements(deck, last) is not None
    state = build.read_state(deck.folder)
    try:
        planned = draft(build.State(state.deck, state.parts, last, state.problems, {}), lambda last: last + 1)
    except Refused as refused:
        told_well(refused.problems, None)
        return
    package(planned.plan.lock, planned.types)
    lock.render(planned.plan.lock).encode()


# ------------------------------------------------------------------ packages


def repacked(package: bytes, done: list[Damage], how: str) -> bytes:
    """The package with a damaged collection inside, in the old or in the new container."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        database = damaged(archive.read("collection.anki2"), done)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if how == "new":
            archive.writestr("collection.anki21b", zstandard.ZstdCompressor(1).compress(database))
        archive.writestr("collection.anki2", database)
    return buffer.getvalue()


@steady
@given(done=damages, how=st.sampled_from(["old", "new", "outside"]))
def test_a_damaged_package_is_refused_or_gives_a_lock(
    small: tuple[bytes, bytes, Deck], tmp_path_factory: pytest.TempPathFactory, done: list[Damage], how: str
) -> None:
    _, package, deck = small
    path = tmp_path_factory.getbasetemp() / "damaged.apkg"
    path.write_bytes(damaged(package, done) if how == "outside" else repacked(package, done, how))
    try:
        held = collection.load(path)
        lock.parse(Source(HERE, lock.render(recover_lock.rebuilt(deck, held))))
        for note in held.notes:
            for text in note.fields.values():
                plain(text)
    except Refused as refused:
        told_well(refused.problems, None)


# ------------------------------------------------------------------ templates and fields of Anki

TEMPLATES = [(name, template_file(name).encode()) for name in own_templates.names()]


@steady
@given(st.sampled_from(TEMPLATES), damages)
def test_a_damaged_template_is_taken_or_refused_with_its_place(template: tuple[str, bytes], done: list[Damage]) -> None:
    name, data = template
    deck, _ = parse_deck(Source(Path("cards/x/deck.yaml"), DECK))
    assert deck
    found = read(damaged(data, done), lambda source: list(own_templates.check(name, source, deck)))
    if found:
        told_well(found[1], found[0])


@steady
@given(
    st.lists(st.sampled_from([*SCRAPS, "<div>", "</div>", "<br>", "<b>", "</b>", "<img src=a>", "&nbsp;", "a"])).map(
        "".join
    )
)
def test_any_html_of_an_editor_becomes_text(html: str) -> None:
    found = plain(html)
    assert found.line == " ".join(found.line.split())
    (found.text + "".join(found.marked)).encode()
