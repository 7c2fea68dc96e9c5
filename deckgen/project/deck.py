"""deck.yaml, and where the files of a project are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files.disk import read
from deckgen.files.records import Mapping, Record, Scalar, Sequence, Shape, parse, record, records
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages import codes
from deckgen.project.voice import ENGINES, SYSTEM, Voice
from deckgen.text.documents import SUFFIXES

CARDS = {"sentence": ("recognition", "production"), "vocabulary": ("recognition", "production", "gap")}
DEFAULT_CARDS = {"sentence": ("recognition",), "vocabulary": ("recognition", "production", "gap")}


@dataclass(frozen=True)
class Text:
    """One of a deck's texts: `id` names its files, `prefix` begins the ids of its notes."""

    id: str
    title: str
    prefix: str
    source: str = ""


@dataclass(frozen=True)
class Deck:
    """What deck.yaml says; `folder` is the folder it lies in, `cards` the templates in use for each kind."""

    folder: Path
    name: str
    id: str
    front: str
    back: str
    texts: tuple[Text, ...]
    cards: dict[str, tuple[str, ...]]
    typed: frozenset[str] = frozenset()  # kinds of notes whose production card asks for the answer to be typed
    audio: Voice | None = None
    allow: dict[str, int] = field(default_factory=dict, compare=False)  # codes of checks, each with its line

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
        """deck.lock, what the last build held."""
        return self.folder / "deck.lock"

    @property
    def package_path(self) -> Path:
        """Where build writes the package unless told otherwise."""
        return self.root / "build" / f"{self.folder.name}.apkg"

    def pairs_path(self, text: Text) -> Path:
        """The sentence pairs of `text`."""
        return self.folder / "pairs" / f"{text.id}.yaml"

    def vocabulary_path(self, text: Text) -> Path:
        """The key terms of `text`."""
        return self.folder / "vocabulary" / f"{text.id}.yaml"

    def document_path(self, text: Text, language: str) -> Path:
        """The document of `text` in `language` as it came from outside: its .txt unless there is a .md."""
        folder = self.root / "data" / text.id
        found = (folder / f"{language}{suffix}" for suffix in SUFFIXES)
        return next((path for path in found if path.exists()), folder / f"{language}.txt")


# ------------------------------------------------------------------ parsing
DECK = Shape(
    text=frozenset({"name"}),
    words=frozenset({"id", "front", "back"}),
    lists=frozenset({"typed", "allow"}),
    inner=frozenset({"texts", "cards", "audio"}),
)
TEXT = Shape(text=frozenset({"title", "source"}), words=frozenset({"id", "prefix"}))
_AUDIO = Shape(text=frozenset({"voice", "command"}), words=frozenset({"engine"}))
_CARDS = Shape(lists=frozenset(CARDS))

# The forms that names have, and how to say them.
FORMS = {
    "id": (re.compile(r"[0-9a-z]{10,64}"), "at least ten small letters or digits; `deckgen init` makes one"),
    "text": (re.compile(r"[^\W_]+([-._][^\W_]+)*"), "letters and digits, joined by hyphens"),
    "prefix": (re.compile(r"[a-z][a-z0-9]{0,15}"), "a few small letters"),
}


def load(folder: Path) -> tuple[Deck | None, list[Problem]]:
    """The deck in `folder`, None if too much of deck.yaml is missing to work on, and what is wrong."""
    try:
        return parse_deck(read(folder / "deck.yaml"))
    except Refused as refused:
        return None, list(refused.problems)


def parse_deck(source: Source) -> tuple[Deck | None, list[Problem]]:
    """The deck that the deck.yaml `source` describes, and what is wrong with it."""
    value = parse(source)
    if not isinstance(value, Mapping):
        return None, [source.problem(0, "deck.yaml holds `name:`, `id:`, `front:`, `back:` and `texts:`")]
    entry, problems = record(source, value, DECK)
    for key in ("name", "id", "front", "back"):
        problems += _missing_or_malformed(source, entry, key, key)
    if entry.text("front") and entry.text("front") == entry.text("back"):
        problems.append(source.problem(entry.at("back"), "front and back are the same language"))
    texts, wrong = _texts(source, entry)
    problems += wrong
    cards, wrong = _card_choice(source, entry)
    problems += wrong
    typed, wrong = _typed(source, entry, cards)
    problems += wrong
    audio, wrong = _audio(source, entry)
    problems += wrong
    if any(problem.level == "error" for problem in problems):
        return None, problems
    allow = {word.text: source.line(word.start) for word in entry.lists.get("allow", ())}
    given = {key: entry.text(key) for key in ("name", "id", "front", "back")}
    return Deck(
        folder=source.path.parent, texts=texts, cards=cards, typed=typed, audio=audio, allow=allow, **given
    ), problems


def _missing_or_malformed(source: Source, entry: Record, key: str, form: str) -> Iterator[Problem]:
    text = entry.text(key)
    if not text:
        yield source.problem(entry.at(key), f"`{key}:` is missing")
    elif form in FORMS and not FORMS[form][0].fullmatch(text):
        yield source.problem(entry.at(key), f"`{key}: {text}` is not {FORMS[form][1]}")
    elif form in ("front", "back") and (wrong := codes.fault(text)):
        yield source.problem(entry.at(key), *wrong)


def _texts(source: Source, deck: Record) -> tuple[tuple[Text, ...], list[Problem]]:
    listed = deck.inner.get("texts")
    if listed is None:
        return (), [source.problem(deck.mapping.start, "`texts:` is missing", "`deckgen add` puts a text into a deck")]
    if isinstance(listed, Scalar) and not listed.text:
        return (), []
    if not isinstance(listed, Sequence):
        return (), [source.problem(listed.start, "`texts:` is a list", "begin every text with `- `")]
    entries, problems = records(source, listed, TEXT)
    texts: list[Text] = []
    for entry in entries:
        for key, form in (("id", "text"), ("title", ""), ("prefix", "prefix")):
            problems += _missing_or_malformed(source, entry, key, form)
        text = Text(entry.text("id"), entry.text("title"), entry.text("prefix"), entry.text("source"))
        for key in ("id", "prefix"):
            if getattr(text, key) and getattr(text, key) in {getattr(other, key) for other in texts}:
                problems.append(source.problem(entry.at(key), f"two texts have the {key} `{getattr(text, key)}`"))
        texts.append(text)
    return tuple(texts), problems


def _audio(source: Source, deck: Record) -> tuple[Voice | None, list[Problem]]:
    given = deck.inner.get("audio")
    if given is None:
        return None, []
    if isinstance(given, Scalar) and given.text == SYSTEM:
        return Voice(SYSTEM), []
    example = "audio: {engine: espeak-ng, voice: it}, or audio: system for the voice of each learner's device"
    if not isinstance(given, Mapping):
        return None, [source.problem(given.start, "`audio:` says which engine speaks", example)]
    entry, problems = record(source, given, _AUDIO)
    engine, command = entry.text("engine"), entry.text("command")
    if engine == SYSTEM and len(given.items) == 1:
        return Voice(SYSTEM), problems
    if engine not in ENGINES:
        known = f"there are: {', '.join(ENGINES)}; or write audio: {SYSTEM}"
        problems.append(source.problem(entry.at("engine"), f"no speech engine is called `{engine}`", known))
    elif (engine == "command") != bool(command) or (command and not {"{text}", "{out}"} <= set(_words_of(command))):
        message = "an engine `command` has a `command:` with {text} and {out} as words of its own; others have none"
        problems.append(source.problem(entry.at("command"), message, 'command: "say-it --voice {voice} {out} {text}"'))
    return Voice(engine, entry.text("voice"), command), problems


def _words_of(command: str) -> list[str]:
    """The words of a command line, none where its quotes do not pair."""
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _card_choice(source: Source, deck: Record) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    given = deck.inner.get("cards")
    if given is None:
        return dict(DEFAULT_CARDS), []
    if not isinstance(given, Mapping):
        return {}, [source.problem(given.start, "`cards:` says which cards each kind of note has")]
    entry, problems = record(source, given, _CARDS)
    chosen = dict(DEFAULT_CARDS)
    for kind, words in entry.lists.items():
        chosen[kind] = tuple(name for name in CARDS[kind] if name in {word.text for word in words})
        for word in words:
            if word.text not in CARDS[kind]:
                problems.append(
                    source.problem(
                        word.start,
                        f"no {kind} card is called `{word.text}`",
                        f"there are: {', '.join(CARDS[kind])}",
                    )
                )
        if words and "recognition" not in chosen[kind]:
            problems.append(
                source.problem(
                    words[0].start,
                    f"{kind} notes always have a recognition card",
                    f"add `recognition`, or write `{kind}: []` to build no such notes",
                )
            )
    return chosen, problems


def _typed(source: Source, entry: Record, cards: dict[str, tuple[str, ...]]) -> tuple[frozenset[str], list[Problem]]:
    problems = []
    for word in entry.lists.get("typed", ()):
        if word.text not in CARDS:
            problems.append(
                source.problem(word.start, f"there are no {word.text} notes", f"there are: {', '.join(CARDS)}")
            )
        elif "production" not in cards.get(word.text, ()):
            message = f"{word.text} notes have no production card on which an answer could be typed"
            problems.append(
                source.problem(word.start, message, f"add it: cards: {{{word.text}: [recognition, production]}}")
            )
    return frozenset(entry.words("typed")), problems


# ------------------------------------------------------------------ writing


# ------------------------------------------------------------------ the project
