"""deck.yaml, and where the files of a project are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.files.bounds import enclose
from deckgen.files.disk import read
from deckgen.files.records import Mapping, Record, Scalar, Sequence, Value, parse, record, records
from deckgen.files.source import Problem, Refused, Source
from deckgen.project import keys
from deckgen.project.keys import CARDS
from deckgen.project.voice import ENGINES, SYSTEM, Voice
from deckgen.text.suffixes import ROWS, SUFFIXES

DEFAULT_CARDS: dict[str, tuple[str, ...]] = {key.name: key.default for key in keys.CARD_CHOICE.keys}


@dataclass(frozen=True)
class Text:
    """A text of a deck: `id` names its files, `prefix` begins the ids of its notes."""

    id: str
    title: str
    prefix: str
    source: str = ""
    author: str = ""
    licence: str = ""

    @property
    def credit(self) -> str:
        """Where it comes from, whose it is and how it may be passed on, as far as deck.yaml says so."""
        return ", ".join(filter(None, (self.source or self.title, self.author, self.licence)))


@dataclass(frozen=True)
class Deck:
    """What deck.yaml says; `folder` is its folder, `cards` the card templates in use for each kind of note."""

    folder: Path
    name: str
    id: str
    front: str
    back: str
    texts: tuple[Text, ...]
    cards: dict[str, tuple[str, ...]]
    typed: frozenset[str] = frozenset()  # kinds of notes with a typed answer on the production card
    audio: Voice | None = None
    licence: str = ""
    credits: bool = False  # whether cards name sources and licences
    allow: dict[str, int] = field(default_factory=dict, compare=False)  # codes of checks, with their lines

    @property
    def root(self) -> Path:
        """The folder of the project, which holds cards/, data/ and build/."""
        return self.folder.parent.parent

    @property
    def path(self) -> Path:
        """deck.yaml itself."""
        return self.folder / "deck.yaml"

    @property
    def lock_path(self) -> Path:
        """deck.lock, the record of the last build."""
        return self.folder / "deck.lock"

    @property
    def package_path(self) -> Path:
        """Where build writes the package unless told otherwise."""
        return self.root / "build" / f"{self.folder.name}.apkg"

    def pairs_path(self, text: Text) -> Path:
        """The file of the sentence pairs of `text`."""
        return self.folder / "pairs" / f"{text.id}.yaml"

    def vocabulary_path(self, text: Text) -> Path:
        """The file of the key terms of `text`."""
        return self.folder / "vocabulary" / f"{text.id}.yaml"

    def document_path(self, text: Text, language: str) -> Path:
        """The original of `text` in `language`: the rows with both, or the first document by suffix, else a .txt."""
        folder = self.root / "data" / text.id
        if (folder / ROWS).exists():
            return folder / ROWS
        found = (folder / f"{language}{suffix}" for suffix in SUFFIXES)
        return next((path for path in found if path.exists()), folder / f"{language}.txt")


def text_called(deck: Deck, name: str) -> Text:
    """The text that a person means by its id or its title; refused with those that there are."""
    found = [text for text in deck.texts if name in (text.id, text.title)]
    if len(found) != 1:
        known = ", ".join(text.id for text in deck.texts)
        raise Refused(Problem(deck.path, 0, f"this deck has no text `{name}`", advice=f"its texts: {known or 'none'}"))
    return found[0]


# ------------------------------------------------------------------ parsing


def load(folder: Path) -> tuple[Deck | None, list[Problem]]:
    """The deck in `folder`, None if deck.yaml has errors, and what is wrong with it."""
    enclose(folder.absolute().parent.parent)
    try:
        return parse_deck(read(folder / "deck.yaml"))
    except Refused as refused:
        return None, list(refused.problems)


def opened(folder: Path) -> Deck:
    """The deck in `folder`; refused with all that is wrong with its deck.yaml."""
    deck, problems = load(folder)
    if deck is None:
        raise Refused(*problems)
    return deck


def parse_deck(source: Source) -> tuple[Deck | None, list[Problem]]:
    """The deck that the deck.yaml `source` describes, and what is wrong with it."""
    value = parse(source)
    if not isinstance(value, Mapping):
        return None, [source.problem(0, "deck.yaml must have `name:`, `id:`, `front:`, `back:` and `texts:`")]
    entry, problems = record(source, value, keys.DECK.shape)
    values, wrong = keys.DECK.read(source, entry)
    problems += wrong
    if values["front"] and values["front"] == values["back"]:
        problems.append(source.problem(entry.at("back"), "front and back are the same language"))
    texts, wrong = _texts(source, entry, values["texts"])
    problems += wrong
    cards, wrong = _card_choice(source, values["cards"])
    problems += wrong
    problems += _untypable(source, entry, cards)
    audio, wrong = _audio(source, values["audio"], values["front"])
    problems += wrong
    if any(problem.level == "error" for problem in problems):
        return None, problems
    allow = {word.text: source.line(word.start) for word in entry.lists.get("allow", ())}
    made: dict[str, Any] = {"texts": texts, "cards": cards, "typed": frozenset(values["typed"]), "audio": audio}
    return Deck(source.path.parent, **{**values, **made, "allow": allow}), problems


def _texts(source: Source, deck: Record, listed: Value | None) -> tuple[tuple[Text, ...], list[Problem]]:
    if listed is None:
        return (), [source.problem(deck.mapping.start, "`texts:` is missing", "`deckgen add` adds a text to a deck")]
    if isinstance(listed, Scalar) and not listed.text:
        return (), []
    if not isinstance(listed, Sequence):
        return (), [source.problem(listed.start, "`texts:` must be a list", "begin every text with `- `")]
    entries, problems = records(source, listed, keys.TEXT.shape)
    texts: list[Text] = []
    for entry in entries:
        values, wrong = keys.TEXT.read(source, entry)
        problems += wrong
        text = Text(**values)
        for key in ("id", "prefix"):
            if getattr(text, key) and getattr(text, key) in {getattr(other, key) for other in texts}:
                problems.append(source.problem(entry.at(key), f"two texts have the {key} `{getattr(text, key)}`"))
        texts.append(text)
    return tuple(texts), problems


def _audio(source: Source, given: Value | None, front: str) -> tuple[Voice | None, list[Problem]]:
    if given is None:
        return None, []
    if isinstance(given, Scalar) and given.text == SYSTEM:
        return Voice(SYSTEM), []
    engine = "{engine: espeak-ng" + (f", voice: {front}" if front else "") + "}"
    example = f"audio: {engine}, or audio: system for the voice of each learner's device"
    if not isinstance(given, Mapping):
        return None, [source.problem(given.start, "`audio:` must name an engine", example)]
    entry, problems = record(source, given, keys.AUDIO.shape)
    values, _ = keys.AUDIO.read(source, entry)  # a missing engine is reported below, as an unknown one
    line = source.line(entry.at("command" if values["command"] else "engine"))
    voice = Voice(**values, line=line)
    if voice.engine == SYSTEM and len(given.items) == 1:
        return voice, problems
    if voice.engine not in ENGINES:
        known = f"write one of: {', '.join(ENGINES)}; or audio: {SYSTEM}"
        problems.append(source.problem(entry.at("engine"), f"unknown speech engine `{voice.engine}`", known))
    elif not voice.fits:
        message = "engine `command` needs `command:` with {text} and {out} as separate words; other engines have none"
        problems.append(source.problem(entry.at("command"), message, 'command: "say-it --voice {voice} {out} {text}"'))
    return voice, problems


def _card_choice(source: Source, given: Value | None) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    if given is None:
        return dict(DEFAULT_CARDS), []
    if not isinstance(given, Mapping):
        return {}, [source.problem(given.start, "`cards:` must say which cards each kind of note has")]
    entry, problems = record(source, given, keys.CARD_CHOICE.shape)
    values, _ = keys.CARD_CHOICE.read(source, entry)
    chosen = {kind: tuple(name for name in CARDS[kind] if name in names) for kind, names in values.items()}
    for kind, words in entry.lists.items():
        for word in words:
            if word.text not in CARDS[kind]:
                advice = f"write one of: {', '.join(CARDS[kind])}"
                problems.append(source.problem(word.start, f"unknown {kind} card `{word.text}`", advice))
        if words and "recognition" not in chosen[kind]:
            advice = f"add `recognition`, or write `{kind}: []` to build no such notes"
            problems.append(source.problem(words[0].start, f"{kind} notes always have a recognition card", advice))
    return chosen, problems


def _untypable(source: Source, entry: Record, cards: dict[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Kinds of notes under `typed:` that have no card to type an answer on."""
    for word in entry.lists.get("typed", ()):
        if word.text not in CARDS:
            yield source.problem(word.start, f"unknown kind of note `{word.text}`", f"write one of: {', '.join(CARDS)}")
        elif "production" not in cards.get(word.text, ()):
            message = f"{word.text} notes have no production card to type an answer on"
            yield source.problem(word.start, message, f"add one: cards: {{{word.text}: [recognition, production]}}")
