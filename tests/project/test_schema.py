"""The schemas for editors: they say what the program says, and travel with the decks that want them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from projects import ROOT, Output, Project

from deckgen.actions.build import read_state
from deckgen.actions.terms import WORTH_IT
from deckgen.checks.lints import LINTS, THOROUGH
from deckgen.checks.rules import ID
from deckgen.files.characters import folded
from deckgen.files.records import Shape
from deckgen.files.source import Refused, Source
from deckgen.languages.codes import CODE_PATTERN
from deckgen.languages.language import FREQUENCIES
from deckgen.project import discovery, keys, pairs, vocabulary
from deckgen.project.deck import DEFAULT_CARDS, Deck, Text, load, parse_deck
from deckgen.project.deck_file import render as render_deck
from deckgen.project.fields import ANKIS_OWN, OURS
from deckgen.project.keys import CARDS, STATUSES, TIERS
from deckgen.project.pairs import Pair
from deckgen.project.schema import KINDS, files, keep, refresh
from deckgen.project.vocabulary import Term
from deckgen.project.voice import ENGINES, SYSTEM

Run = Callable[..., Output]
LANGUAGES = "it", "cs"
CODES = [lint.code for lint in (*LINTS, *THOROUGH)]
SHIPPED = ROOT / "cards" / "italiano-commerciale"
DECK = Deck(Path("cards/corso"), "Corso", "0123456789abcdef", *LANGUAGES, (), dict(DEFAULT_CARDS))
SCHEMAS: dict[str, dict[str, Any]] = {
    name.removesuffix(".json"): json.loads(schema) for name, schema in files(DECK).items()
}
DECKS, PAIRS, TERMS = (SCHEMAS[kind] for kind in KINDS)


class Core(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2, in which `no` and `12:30` are texts."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - that is how it is told


for tag, pattern, read in (
    ("null", r"null|Null|NULL|~|", lambda _: None),
    ("bool", r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    ("int", r"[-+]?[0-9]+", int),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", float),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)
    Core.add_constructor(
        f"tag:yaml.org,2002:{tag}",
        lambda loader, node, read=read: read(re.sub(r"\.(?=inf|nan)", "", loader.construct_scalar(node).lower())),
    )


def faults(kind: str, text: str) -> list[str]:
    """What an editor has to say of a file."""
    errors = Draft7Validator(SCHEMAS[kind]).iter_errors(yaml.load(text, Loader=Core))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def kind_of(path: Path) -> str:
    return "deck" if path.name == "deck.yaml" else path.parent.name


def sources(deck: Path) -> list[Path]:
    """The files of a deck that people edit."""
    return [deck / "deck.yaml", *sorted(deck.glob("pairs/*.yaml")), *sorted(deck.glob("vocabulary/*.yaml"))]


def schema_named_in(path: Path) -> Path:
    """The schema that an editor takes for a file."""
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
    assert found, path
    return (path.parent / found[1]).resolve()


# ------------------------------------------------------------------ one truth


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_one_and_says_who_made_it(kind: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[kind])
    assert SCHEMAS[kind]["title"].startswith("deckgen: ")
    assert "Made by deckgen" in SCHEMAS[kind]["$comment"]
    assert "[[" not in files(DECK)[f"{kind}.json"]


ITEM, AUDIO = DECKS["properties"]["texts"]["items"], DECKS["properties"]["audio"]["anyOf"][1]
FOUND = TERMS["items"]["properties"]["found"]
SHAPES = [
    (PAIRS["items"], keys.PAIR.of(LANGUAGES).shape),
    (TERMS["items"], keys.TERM.of(LANGUAGES).shape),
    (FOUND, keys.FOUND.of(LANGUAGES).shape),
    (DECKS, keys.DECK.shape),
    (ITEM, keys.TEXT.shape),
    (AUDIO, keys.AUDIO.shape),
    (DECKS["properties"]["cards"], keys.CARD_CHOICE.shape),
]


@pytest.mark.parametrize(("schema", "shape"), SHAPES)
def test_a_schema_has_the_keys_that_the_program_reads_and_no_others(schema: dict[str, Any], shape: Shape) -> None:
    assert set(schema["properties"]) == shape.keys
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(("schema", "shape"), SHAPES)
def test_every_key_says_in_one_sentence_what_it_is(schema: dict[str, Any], shape: Shape) -> None:
    for key in shape.keys:
        said = schema["properties"][key]["description"]
        assert re.fullmatch(r"[A-Z](?:`[^`]+`|[^`.])+\.", said), said


def test_a_schema_has_the_words_that_the_program_knows() -> None:
    def words(schema: dict[str, Any]) -> list[str]:
        return list(schema["enum"])

    terms = TERMS["items"]["properties"]
    assert words(terms["status"]) == list(STATUSES)
    assert words(terms["tier"]) == list(TIERS)
    assert words(terms["frequency"]) == list(FREQUENCIES)
    assert [words(each["definitions"]["code"]) for each in SCHEMAS.values()] == [CODES] * 3
    properties = DECKS["properties"]
    assert words(properties["typed"]["anyOf"][0]) == list(CARDS)
    assert properties["typed"]["anyOf"][1]["items"] == properties["typed"]["anyOf"][0]
    assert {kind: words(given["anyOf"][1]["items"]) for kind, given in properties["cards"]["properties"].items()} == {
        kind: list(names) for kind, names in CARDS.items()
    }
    assert words(AUDIO["properties"]["engine"]) == [*ENGINES, SYSTEM]
    assert properties["audio"]["anyOf"][0] == {"const": SYSTEM}


def test_a_schema_has_the_forms_that_the_program_asks_for() -> None:
    properties = DECKS["properties"]
    for key in ("front", "back"):
        assert properties[key]["pattern"] == f"^{CODE_PATTERN.pattern}$"
    assert properties["id"]["pattern"] == f"^{keys.DECK_ID.pattern.pattern}$"
    assert ITEM["properties"]["prefix"]["pattern"] == f"^{keys.PREFIX.pattern.pattern}$"
    tag = PAIRS["definitions"]["tag"]["pattern"]
    assert [re.search(tag, name) for name in (*ANKIS_OWN, f"{OURS}text", "due parole", "")] == [None] * (
        len(ANKIS_OWN) + 3
    )
    assert all(re.search(tag, name) for name in ("leeches", "marked-2", "lezione::1", "città"))


@given(st.text(max_size=6) | st.text("aZé0-_.: ", max_size=6))
def test_what_is_an_id_to_the_program_is_one_to_an_editor(name: str) -> None:
    """The editor's patterns know no classes of letters beyond ASCII: there it may be kinder, never stricter."""
    forms = [
        (ID, PAIRS["definitions"]["id"]["pattern"]),
        (keys.TEXT_ID.pattern, ITEM["properties"]["id"]["pattern"]),
    ]
    for ours, theirs in forms:
        if ours.fullmatch(name):
            assert re.search(theirs, name)
        elif name.isascii():
            assert not re.fullmatch(theirs[1:-1], name)


# ------------------------------------------------------------------ what is right


@pytest.mark.parametrize("path", sources(SHIPPED), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_shipped_deck_is_right_and_names_its_schemas(path: Path) -> None:
    assert faults(kind_of(path), path.read_text("utf-8")) == []
    assert schema_named_in(path) == SHIPPED / "schema" / f"{kind_of(path)}.json"


def test_the_shipped_deck_has_the_schemas_of_this_version() -> None:
    deck, _ = load(SHIPPED)
    assert deck
    assert {path.name: path.read_text("utf-8") for path in (SHIPPED / "schema").iterdir()} == files(deck)


@pytest.mark.parametrize("where", ["corso", "cards/corso"])
def test_a_new_deck_has_schemas_and_files_that_name_them(where: str, project: Project, deckgen: Run) -> None:
    known, _ = pairs.load(SHIPPED / "pairs" / "riunione-e-decisione.yaml", LANGUAGES)
    few = known.values[: WORTH_IT + 6]
    (project.root / "a.txt").write_text("\n".join(pair.front for pair in few), "utf-8")
    (project.root / "b.txt").write_text("\n".join(pair.back for pair in few), "utf-8")
    said = deckgen("init", where, "it=a.txt", "cs=b.txt", at=project.root)
    assert said.code == 0
    deck = project.root / where if where.startswith("cards/") else project.root / where / "cards" / "corso"
    made = sources(deck)
    assert [kind_of(path) for path in made] == list(KINDS)
    for path in made:
        assert faults(kind_of(path), path.read_text("utf-8")) == []
        assert json.loads(schema_named_in(path).read_text("utf-8")) == SCHEMAS[kind_of(path)]
    assert [problem for problem in read_state(deck).problems if problem.level == "error"] == []


def test_the_keys_are_the_languages_of_the_deck() -> None:
    schema = json.loads(files(replace(DECK, front="pt-BR", back="de"))["pairs.json"])
    assert {"pt-BR", "de"} <= set(schema["items"]["properties"])
    assert not {"it", "cs"} & set(schema["items"]["properties"])


FINE = [
    ("pairs", "  it: Chi ha vinto la trattativa?", "  it: Chi ha vinto la trattativa?\n  tags: esame\n  skip: false"),
    (
        "pairs",
        "  it: Chi ha vinto la trattativa?",
        "  it: Chi ha vinto la trattativa?\n  tags: [esame, 2026]\n  doubt: 1",
    ),
    ("pairs", "  cs: Kdo to jednání vyhrál?", "  cs: Kdo to jednání vyhrál?\n  note: |\n    uno\n    due\n  hint: 12"),
    ("pairs", "- section: La fine", "- section:"),
    ("pairs", "- id: t-bada\n", "- skip: true\n- id: t-bada\n"),
    ("pairs", "- id: t-bada\n  it:", "- it:"),
    ("vocabulary", "  pair: t-bida", "  status: rejected"),
    ("vocabulary", "  pair: t-bida", "  skip: true"),
    (
        "vocabulary",
        "  pair: t-bida",
        "  pair: t-bida\n  frequency: rare\n  tier: sure\n  allow: long-sentence\n  grammar: true",
    ),
    ("deck", "name: Prova", "name: 2026"),
    ("deck", "name: Prova", "name: Prova\ntyped: vocabulary\naudio: system\nallow: [hint-needed]"),
    ("deck", "name: Prova", "name: Prova\ncards: {sentence: [], vocabulary: recognition}"),
    ("deck", "name: Prova", "name: Prova\naudio: {engine: espeak-ng, voice: it}"),
    ("deck", "name: Prova", 'name: Prova\naudio: {engine: command, command: "say {text} -o {out}"}'),
    ("deck", "id: 0123456789abcdef", "id: 0123456789012345"),
    ("deck", "title: Testo", "title: No, source: 12:30"),
]
SLIPS = [
    ("pairs", "  cs: Kdo to jednání vyhrál?", "  cs: Kdo to jednání vyhrál?\n  nota: x"),
    ("pairs", "  cs: Kdo to jednání vyhrál?\n", ""),
    ("pairs", "  cs: Kdo to jednání vyhrál?", "  cs:"),
    ("pairs", "  cs: Kdo to jednání vyhrál?", '  cs: " "'),
    ("pairs", "  cs: Kdo to jednání vyhrál?", "  cs: [Kdo to jednání vyhrál]"),
    ("pairs", "  cs: Kdo to jednání vyhrál?", "  de: Wer hat gewonnen?"),
    ("pairs", "- id: t-bida\n", "- id: t bida\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  doubt: 2\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  doubt: 40%\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  tags: {lezione: 1}\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  tags: [due parole]\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  tags: [leech]\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  skip: sì\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  allow: [long-sentense]\n"),
    ("pairs", "- id: t-bida\n", "- id: t-bida\n  allow: [missing-text]\n"),
    ("pairs", "- section: La fine\n", "- section: La fine\n  it: Chi?\n"),
    ("pairs", "- section: La fine\n", "- La fine\n"),
    ("vocabulary", "  pair: t-bida", "  pair: t-bida\n  status: acepted"),
    ("vocabulary", "  pair: t-bida", "  pair: t-bida\n  tier: shure"),
    ("vocabulary", "  pair: t-bida", "  pair: t-bida\n  frequency: often"),
    ("vocabulary", "  pair: t-bida", "  pair: t-bida\n  found: trattativa"),
    ("vocabulary", "  pair: t-bida", "  pair: t-bida\n  found: {it: trattativa, de: Verhandlung}"),
    ("vocabulary", "  pair: t-bida\n", ""),
    ("vocabulary", "  it: la trattativa\n", ""),
    ("deck", "name: Prova\n", ""),
    ("deck", "back: cs", "back: Czech"),
    ("deck", "id: 0123456789abcdef", "id: prova"),
    ("deck", "texts:\n", "nome: x\ntexts:\n"),
    ("deck", ", prefix: t", ""),
    ("deck", ", prefix: t", ", prefix: T1"),
    ("deck", "id: testo", 'id: "il testo"'),
    ("deck", "texts:\n", "cards: {sentence: [recognition, gap]}\ntexts:\n"),
    ("deck", "texts:\n", "cards: {vocabulary: [gap]}\ntexts:\n"),
    ("deck", "texts:\n", "typed: [words]\ntexts:\n"),
    ("deck", "texts:\n", "audio: festival\ntexts:\n"),
    ("deck", "texts:\n", "audio: {engine: festival}\ntexts:\n"),
    ("deck", "texts:\n", "audio: {voice: it}\ntexts:\n"),
    ("deck", "texts:\n", "audio: {engine: command}\ntexts:\n"),
    ("deck", "texts:\n", 'audio: {engine: command, command: "say {text}"}\ntexts:\n'),
    ("deck", "texts:\n", 'audio: {engine: pico, command: "say {text} {out}"}\ntexts:\n'),
    ("deck", "texts:\n", "audio: {engine: system, voice: it}\ntexts:\n"),
    ("deck", "texts:\n", "allow: [longsentence]\ntexts:\n"),
]


def both(project: Project, kind: str, old: str, new: str) -> tuple[list[str], list[str]]:
    """What an editor and what the program says of a file with one edit."""
    path = {"deck": project.deck / "deck.yaml", "pairs": project.pairs, "vocabulary": project.terms}[kind]
    assert faults(kind, path.read_text("utf-8")) == []
    project.edit(path, old, new)
    try:
        problems = project.problems
    except Refused as refused:
        problems = list(refused.problems)
    remarks = [p.message for p in problems if p.level == "error" and p.path == path]
    return faults(kind, path.read_text("utf-8")), remarks


@pytest.mark.parametrize(("kind", "old", "new"), FINE)
def test_what_the_program_takes_no_editor_marks(kind: str, old: str, new: str, project: Project) -> None:
    assert both(project, kind, old, new) == ([], [])


@pytest.mark.parametrize(("kind", "old", "new"), SLIPS)
def test_a_slip_is_marked_by_the_editor_and_refused_by_the_program(
    kind: str, old: str, new: str, project: Project
) -> None:
    marked, remarks = both(project, kind, old, new)
    assert marked
    assert remarks


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
LINE = st.one_of(
    st.text(CHARACTERS, min_size=1, max_size=20),
    st.text("aè #:'\"-,{}[]?!|~0.", min_size=1, max_size=12),
    st.sampled_from(["null", "Null", "~", "true", "No", "12:30", "2.700", "1e5", "0x1f", ".inf", ".nan", "2026-10-01"]),
).map(folded)
LINE = LINE.filter(bool)
OPTIONAL = LINE | st.just("")
WORDS = st.lists(st.sampled_from(["esame", "null", "2026", "no", "lezione::1"]), max_size=2).map(tuple)
ALLOWED = st.lists(st.sampled_from(CODES), max_size=2, unique=True).map(tuple)


@st.composite
def rendered(draw: st.DrawFn) -> Iterator[tuple[str, str]]:
    """A kind and the text of a file of that kind as deckgen writes it."""
    kind = draw(st.sampled_from(KINDS))
    common = {"hint": OPTIONAL, "note": OPTIONAL, "tags": WORDS, "allow": ALLOWED, "skip": st.booleans()}
    if kind == "pairs":
        doubts = st.sampled_from([0.0, 0.004, 0.15, 1 / 3, 0.999, 1.0])
        made = st.builds(Pair, id=st.just("t-bada"), front=LINE, back=LINE, section=OPTIONAL, doubt=doubts, **common)
        return kind, pairs.render(draw(st.lists(made, max_size=4)), LANGUAGES)
    if kind == "vocabulary":
        some = st.builds(
            Term,
            **{"id": st.just("t-pada"), "front": LINE, "back": LINE, "pair": st.just("t-bada"), **common},
            status=st.sampled_from(STATUSES),
            tier=st.sampled_from(["", *TIERS]),
            frequency=st.sampled_from(["", *FREQUENCIES]),
            grammar=OPTIONAL,
            found=st.tuples(LINE, LINE) | st.just(("", "")),
        )
        return kind, vocabulary.render(draw(st.lists(some, max_size=4)), LANGUAGES)
    titles = draw(st.lists(st.tuples(LINE, OPTIONAL), max_size=3))
    texts = tuple(Text(f"{n}", title, f"t{n}", origin) for n, (title, origin) in enumerate(titles))
    numbers = draw(st.sampled_from(["0123456789abcdef", "1234567890123456", "12345678901234e5"]))
    return kind, render_deck(replace(DECK, name=draw(LINE), id=numbers, texts=texts))


@settings(deadline=None)
@given(rendered())
def test_what_deckgen_writes_is_right_in_every_editor(written: tuple[str, str]) -> None:
    kind, text = written
    assert faults(kind, text) == []
    assert text.startswith(f"# yaml-language-server: $schema={'' if kind == 'deck' else '../'}schema/{kind}.json\n")
    read = {
        "deck": lambda source: parse_deck(source),
        "pairs": lambda source: pairs.parse_pairs(source, LANGUAGES),
        "vocabulary": lambda source: vocabulary.parse_terms(source, LANGUAGES),
    }[kind]
    assert read(Source(Path("cards/corso/deck.yaml"), text))[1] == []


# ------------------------------------------------------------------ in the folder of a deck


def schemas_of(project: Project) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (project.deck / "schema").glob("*")}


def deck_of(project: Project) -> Deck:
    deck, _ = load(project.deck)
    assert deck
    return deck


def test_a_build_makes_no_schemas_where_nobody_wants_them(project: Project, deckgen: Run) -> None:
    assert deckgen("build", at=project.root).code == 0
    assert schemas_of(project) == {}


def test_a_build_brings_old_schemas_up_to_date_and_leaves_those_that_are(project: Project, deckgen: Run) -> None:
    keep(deck_of(project))
    (project.deck / "schema" / "pairs.json").write_text("{}", "utf-8")
    (project.deck / "schema" / "deck.json").unlink()
    untouched = project.deck / "schema" / "vocabulary.json"
    before = untouched.stat()
    assert deckgen("build", at=project.root).code == 0
    assert schemas_of(project) == files(deck_of(project))
    assert (untouched.stat().st_mtime_ns, untouched.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_dry_run_leaves_old_schemas_alone(project: Project, deckgen: Run) -> None:
    keep(deck_of(project))
    (project.deck / "schema" / "pairs.json").write_text("{}", "utf-8")
    deckgen("build", "--dry-run", at=project.root)
    assert schemas_of(project)["pairs.json"] == "{}"


def test_schemas_change_nothing_of_a_deck(project: Project, deckgen: Run) -> None:
    assert deckgen("build", at=project.root).code == 0
    lock, package, remarks = project.lock.read_bytes(), project.package.read_bytes(), project.remarks
    keep(deck_of(project))
    refresh(deck_of(project))
    assert project.remarks == remarks
    assert discovery.deck_folders(project.root) == [project.deck]
    assert deckgen("build", "--locked", at=project.root).code == 0
    assert (project.lock.read_bytes(), project.package.read_bytes()) == (lock, package)


def test_a_file_written_new_into_a_deck_of_old_finds_its_schema(project: Project, deckgen: Run) -> None:
    old = project.pairs.read_bytes(), project.terms.read_bytes()
    (project.root / "a.txt").write_text("Vendiamo scarpe molto belle.\n", "utf-8")
    (project.root / "b.txt").write_text("Prodáváme moc pěkné boty.\n", "utf-8")
    assert deckgen("add", "it=a.txt", "cs=b.txt", "--title", "Scarpe", at=project.root).code == 0
    assert schema_named_in(project.deck / "pairs" / "a.yaml").exists()
    assert schemas_of(project) == files(deck_of(project))
    assert (project.pairs.read_bytes(), project.terms.read_bytes()) == old
