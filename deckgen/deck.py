"""deck.yaml, and where the files of a project are."""

from __future__ import annotations

import re
import secrets
import shlex
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from deckgen import codes
from deckgen.edits import amend, editor_line, line_end, scalar
from deckgen.records import Mapping, Record, Scalar, Sequence, Shape, parse, record, records
from deckgen.source import Edit, Problem, Refused, Source, edited, folded, read
from deckgen.speech import ENGINES, SYSTEM, Voice
from deckgen.texts import SUFFIXES

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

_DECK = Shape(
    text=frozenset({"name"}),
    words=frozenset({"id", "front", "back"}),
    lists=frozenset({"typed", "allow"}),
    inner=frozenset({"texts", "cards", "audio"}),
)
_TEXT = Shape(text=frozenset({"title", "source"}), words=frozenset({"id", "prefix"}))
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
    entry, problems = record(source, value, _DECK)
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
    entries, problems = records(source, listed, _TEXT)
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


def new_id() -> str:
    """A fresh deck id: sixteen random hexadecimal digits."""
    return secrets.token_hex(8)


def render(deck: Deck) -> str:
    """deck.yaml of a new deck."""
    cards = ", ".join(f"{kind}: [{', '.join(names)}]" for kind, names in deck.cards.items())
    texts = "".join(f"\n  - {_flow(text)}" for text in deck.texts)
    return (
        f"{editor_line('schema/deck.json')}\n"
        f"# Made by `deckgen init`. The id stays as it is: learners' reviews hang on it.\n"
        f"name: {scalar(deck.name)}\n"
        f"id: {scalar(deck.id)}\n"
        f"front: {deck.front}\n"
        f"back: {deck.back}\n"
        f"texts: # in study order{texts}\n"
        f"cards: {{{cards}}}\n"
    )


def _flow(text: Text) -> str:
    source = f", source: {scalar(text.source, flow=True)}" if text.source else ""
    return f"{{id: {text.id}, title: {scalar(text.title, flow=True)}, prefix: {text.prefix}{source}}}"


def added_text(source: Source, text: Text) -> Edit:
    """The edit of a deck.yaml that appends `text` to its list of texts."""
    value = parse(source)
    listed = value.get("texts") if isinstance(value, Mapping) else None
    if isinstance(listed, Scalar) and not listed.text:
        return Edit(listed.start, listed.start, f"{source.newline}  - {_flow(text)}")
    if not isinstance(listed, Sequence):
        raise Refused(source.problem(0, "`texts:` holds no list to add to"))
    if not listed.items:
        return Edit(listed.start + 1, listed.start + 1, _flow(text))
    last = listed.items[-1]
    if listed.flow:
        return Edit(last.end, last.end, f", {_flow(text)}")
    start = source.line_starts[source.line(last.start) - 1]
    lead = source.text[start : last.start]  # its dash and what stands before that
    at = line_end(source, last)
    return Edit(at, at, f"{source.newline}{lead}{_flow(text)}")


def copied(source: Source, deck_id: str, name: str, prefixes: dict[str, str]) -> Source:
    """The deck.yaml of a copy: another id and name, and for its texts other `prefixes`; every other byte stays."""
    value = parse(source)
    if not isinstance(value, Mapping):
        raise Refused(source.problem(0, "deck.yaml holds no deck"))
    entry, _ = record(source, value, _DECK)
    edits = amend(source, entry, {"id": deck_id, "name": name})
    listed = entry.inner.get("texts")
    for text in records(source, listed, _TEXT)[0] if isinstance(listed, Sequence) else ():
        edits += amend(source, text, {"prefix": prefixes.get(text.text("id"), text.text("prefix"))})
    return replace(source, text=edited(source.text, edits))


@lru_cache(maxsize=1024)  # every note of a section asks for the same one
def slug(text: str, *, ascii_only: bool = False) -> str:
    """`text` as a name for files and tags: small letters and digits joined by hyphens."""
    words = re.findall(r"[^\W_]+", folded(text).lower())
    if ascii_only:
        words = [unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode() for word in words]
    return "-".join(filter(None, words))


def new_prefix(text_id: str, taken: Iterable[str]) -> str:
    """A short prefix for the ids of a text's notes that no other text of the project has."""
    words = slug(text_id, ascii_only=True).split("-")
    words = [word for word in words if word[:1].isalpha()] or ["t"]
    initials = "".join(word[0] for word in words if len(word) > 2 or len(words) == 1)
    base = (initials if len(initials) > 1 else words[0][:2])[:4]
    used = set(taken)
    return next(p for p in (base, *(f"{base}{n}" for n in range(2, 10_000))) if p not in used)


# ------------------------------------------------------------------ the project


def find_root(start: Path) -> Path | None:
    """The project that `start` lies in: the nearest folder upwards with a deck under its cards/."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if any(deck_folders(folder))), None)


def deck_folders(root: Path) -> list[Path]:
    """The folders under cards/ that hold a deck.yaml."""
    return sorted(path.parent for path in root.glob("cards/*/deck.yaml"))


def all_of(root: Path) -> Iterator[Deck]:
    """The decks of the project `root` that can be read."""
    yield from (deck for folder in deck_folders(root) if (deck := load(folder)[0]))


def prefixes(root: Path) -> list[str]:
    """The prefixes of all texts of a project."""
    return [text.prefix for deck in all_of(root) for text in deck.texts]


def refuse_taken(folder: Path) -> None:
    """Refuse to make a deck where there is one."""
    if (folder / "deck.yaml").exists():
        advice = "`deckgen add` puts a further text into it"
        raise Refused(Problem(folder / "deck.yaml", 0, "this deck is there already", advice=advice))


def clashes(decks: Iterable[Deck]) -> list[Problem]:
    """Prefixes and ids that two decks of one project share."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], Path] = {}
    for deck in decks:
        names = [("id", deck.id[:10])] + [("prefix", text.prefix) for text in deck.texts]
        for name in names:
            if name in seen and seen[name] != deck.folder:
                problems.append(
                    Problem(
                        deck.path,
                        0,
                        f"{name[0]} `{name[1]}` is also used by {seen[name].name}",
                        advice="every deck has an id of its own and every text in a project its own prefix"
                        + ("; `deckgen init FOLDER --from DECK` copies one properly" if name[0] == "id" else ""),
                    )
                )
            seen.setdefault(name, deck.folder)
    return problems
