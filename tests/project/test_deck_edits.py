"""Settings are changed in deck.yaml where they stand: the deck is as wanted, every other byte as before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.edits import scalar
from deckgen.files.source import Refused, Source
from deckgen.project.deck import DEFAULT_CARDS, Deck, Text, parse_deck
from deckgen.project.deck_edits import changed, tidy
from deckgen.project.keys import CARDS
from deckgen.project.voice import Voice

EXAMPLES = 80
HERE = Path("progetto/cards/corso/deck.yaml")


def source(text: str) -> Source:
    return Source(HERE, text)


def read(text: str) -> Deck:
    deck, problems = parse_deck(source(text))
    assert problems == []
    assert deck is not None
    return deck


# ------------------------------------------------------------------ decks as people write them

NAMES = st.sampled_from(["Corso", "Italiano commerciale", "Prova: due", "L’ora #1", "null", "- uno", 'l\'arte "bella"'])
TITLES = st.sampled_from(["La fattura", "Al mercato", "Una lettera, due risposte", "Chi: noi", "È tardi?", "l'ora"])
ORIGINS = st.sampled_from(["", "Rivista, 3/2026", "un giornale"])
ABOVE = st.sampled_from(["", "", "# mio\n", "\n", "# úno: [due\n\n", "\n# due\n# tre\n"])
VOICES = st.sampled_from(
    [
        None,
        Voice("system"),
        Voice("espeak-ng", "it"),
        Voice("pico"),
        Voice("command", "", "parla {text} {out}"),
        Voice("command", "it", "parla --voce {voice} {out} {text}"),
    ]
)
LISTS = {
    kind: [(), *((first, *some) for size in range(len(rest) + 1) for some in combinations(rest, size))]
    for kind, (first, *rest) in CARDS.items()
}
CHOICES = st.fixed_dictionaries({kind: st.sampled_from(lists) for kind, lists in LISTS.items()})


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    """A deck with any settings that are valid."""
    number = draw(st.integers(0, 4))
    texts = tuple(Text(f"testo-{n}", draw(TITLES), f"p{n}", draw(ORIGINS)) for n in range(number))
    cards = draw(CHOICES)
    typable = [kind for kind, names in cards.items() if "production" in names]
    typed = draw(st.sets(st.sampled_from(typable))) if typable else set()
    languages = "it", draw(st.sampled_from(["cs", "sk", "pt-BR"]))
    return Deck(HERE.parent, draw(NAMES), "abcdefghij", *languages, texts, cards, frozenset(typed), draw(VOICES))


@st.composite
def texts_of(draw: st.DrawFn, text: str, *, flow: bool = False) -> str:
    """A text as people quote it."""
    styles = [scalar(text, flow=flow), "'" + text.replace("'", "''") + "'"]
    return draw(st.sampled_from([*styles, '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"']))


@st.composite
def words_of(draw: st.DrawFn, words: tuple[str, ...], indent: str) -> str:
    """A list of words behind its colon, to the end of its lines."""
    shuffled = draw(st.permutations(words))
    if words and draw(st.booleans()):
        lines = [f"{indent}- {word}{draw(st.sampled_from(['', ' # sì', '  ']))}\n" for word in shuffled]
        return "\n" + draw(st.sampled_from(["", f"{indent}# tutte\n"])) + "".join(lines)
    if len(words) == 1 and draw(st.booleans()):
        return f" {words[0]}{draw(st.sampled_from(['', ' # sola']))}\n"
    comma = draw(st.sampled_from([", ", ",", f",\n{indent}  "]))
    return f" [{comma.join(shuffled)}]{draw(st.sampled_from(['', ' # così']))}\n"


@st.composite
def mappings(draw: st.DrawFn, values: Mapping[str, str]) -> str:
    """A mapping of texts behind its colon."""
    if draw(st.booleans()):
        comma = draw(st.sampled_from([", ", ",\n    "]))
        inner = comma.join(f"{key}: {draw(texts_of(text, flow=True))}" for key, text in values.items())
        return f" {{{inner}}}{draw(st.sampled_from(['', ' # ecco']))}\n"
    indent = draw(st.sampled_from(["  ", "    "]))
    lines = [f"{indent}{key}: {draw(texts_of(text))}\n" for key, text in values.items()]
    return draw(st.sampled_from(["", " # ecco"])) + "\n" + "".join(draw(above(indent)) + line for line in lines)


@st.composite
def above(draw: st.DrawFn, indent: str) -> str:
    """Comments and empty lines above an entry."""
    return draw(ABOVE).replace("#", f"{indent}#")


@st.composite
def entries(draw: st.DrawFn, text: Text, lead: str) -> str:
    """A text of the list, after its dash, to the end of its lines."""
    values = {"id": text.id, "title": text.title, "prefix": text.prefix, "source": text.source}
    given = [key for key in values if values[key]]
    indent = " " * len(lead.rpartition("\n")[2])
    if draw(st.booleans()):
        comma = draw(st.sampled_from([", ", f",\n{indent}  "]))
        inner = comma.join(f"{key}: {draw(texts_of(values[key], flow=True))}" for key in draw(st.permutations(given)))
        return f"{lead}{{{inner}}}{draw(st.sampled_from(['', ' # dopo']))}\n"
    lines = [f"{key}: {draw(texts_of(values[key]))}\n" for key in draw(st.permutations(given))]
    return lead + indent.join(lines) + draw(st.sampled_from(["", f"{indent}# dentro\n"]))


@st.composite
def listed(draw: st.DrawFn, texts: tuple[Text, ...]) -> list[str]:
    """The key `texts:` and each text of the list with its comments: the pieces of its lines."""
    if not texts:
        return [draw(st.sampled_from(["texts:\n", "texts: []\n", "texts: # nessuno\n"]))]
    lead = draw(st.sampled_from(["  - ", "- ", "    - ", "  -   ", "  -\n    "]))
    indent = lead.partition("-")[0]
    head = draw(st.sampled_from(["texts:\n", "texts: # in ordine\n"]))
    comments = [draw(st.sampled_from(["", f"{indent}# di {text.id}\n"])) for text in texts]
    return [head, *(comment + draw(entries(text, lead)) for comment, text in zip(comments, texts, strict=True))]


@st.composite
def written(draw: st.DrawFn, deck: Deck) -> dict[str, str]:
    """The pieces of a deck.yaml by key, in the order of the file; comments above a key have names with `#`."""
    pieces = {
        "name": f"name: {draw(texts_of(deck.name))}\n",
        "id": f"id: {deck.id}\n",
        "front": f"front: {deck.front}{draw(st.sampled_from(['', ' # avanti']))}\n",
        "back": f"back: {deck.back}{draw(st.sampled_from(['', ' # dietro']))}\n",
        "texts": "".join(draw(listed(deck.texts))),
    }
    if deck.cards != DEFAULT_CARDS or draw(st.booleans()):
        pieces["cards"] = draw(cards_of(deck.cards))
    if deck.typed:
        pieces["typed"] = "typed:" + draw(words_of(tuple(deck.typed), draw(st.sampled_from(["", "  "]))))
    if deck.audio == Voice("system") and draw(st.booleans()):
        pieces["audio"] = draw(st.sampled_from(["audio: system # da sé\n", 'audio: "system"\n']))
    elif deck.audio:
        values = {"engine": deck.audio.engine, "voice": deck.audio.name, "command": deck.audio.command}
        pieces["audio"] = "audio:" + draw(mappings({key: text for key, text in values.items() if text}))
    if draw(st.booleans()):
        pieces["allow"] = "allow: [long-sentence]\n"
    order = draw(st.permutations(list(pieces)))
    return {name: text for key in order for name, text in ((f"#{key}", draw(ABOVE)), (key, pieces[key]))}


@st.composite
def cards_of(draw: st.DrawFn, cards: Mapping[str, tuple[str, ...]]) -> str:
    given = {kind: names for kind, names in cards.items() if names != DEFAULT_CARDS[kind] or draw(st.booleans())}
    if not given or draw(st.booleans()):
        inner = ", ".join(f"{kind}: [{', '.join(draw(st.permutations(names)))}]" for kind, names in given.items())
        return f"cards: {{{inner}}}\n"
    return "cards:\n" + "".join(f"  {kind}:{draw(words_of(names, '    '))}" for kind, names in given.items())


NEWLINES = st.sampled_from(["\n", "\r\n"])


@st.composite
def files(draw: st.DrawFn) -> tuple[Deck, dict[str, str]]:
    """A deck, and the pieces of a deck.yaml that says it."""
    deck, newline = draw(decks()), draw(NEWLINES)
    pieces = {name: text.replace("\n", newline) for name, text in draw(written(deck)).items()}
    if draw(st.booleans()):
        last = list(pieces)[-1]
        pieces[last] = pieces[last].rstrip("\r\n")
    return deck, pieces


# ------------------------------------------------------------------ what holds for all of them


@settings(deadline=None, max_examples=EXAMPLES)
@given(files(), decks())
def test_after_any_change_the_deck_is_as_wanted_and_can_be_changed_back(
    file: tuple[Deck, dict[str, str]], other: Deck
) -> None:
    deck, pieces = file
    before = "".join(pieces.values())
    assert read(before) == deck
    texts = {text.id: text for text in other.texts}
    wanted = replace(other, texts=tuple(texts.get(text.id, text) for text in reversed(deck.texts)))
    after = changed(source(before), wanted)
    assert read(after.text) == wanted
    assert after.text.count("\r") == (after.text.count("\n") if "\r" in before else 0)
    assert read(changed(after, deck).text) == deck
    comments = Counter(line for name, text in pieces.items() if "#" in name for line in text.splitlines() if line)
    assert comments <= Counter(after.text.splitlines())


@settings(deadline=None, max_examples=EXAMPLES)
@given(files(), decks(), st.sampled_from(["name", "back", "cards", "typed", "audio"]))
def test_everything_outside_the_changed_key_stays(file: tuple[Deck, dict[str, str]], other: Deck, key: str) -> None:
    deck, pieces = file
    value: Any = getattr(other, key)
    if key == "cards":
        value = {kind: value[kind] if kind not in deck.typed else deck.cards[kind] for kind in CARDS}
    if key == "typed":
        value = frozenset(kind for kind in CARDS if "production" in deck.cards[kind]) - value
    before = "".join(pieces.values())
    wanted = replace(deck, **{key: value})
    after = changed(source(before), wanted).text
    assert read(after) == wanted
    if wanted == deck:
        assert after == before
    if key in pieces:
        head, tail = before.split(pieces[key]) if before.count(pieces[key]) == 1 else ("", "")
        ended = bool(tail) or not value
        assert after.startswith(head.rstrip("\r\n") if ended and not tail else head)
        assert after.endswith(tail)
        inner = after[len(head) : len(after) - len(tail)]
        assert value or not inner.strip()
    else:
        size = len(after) - len(before)
        assert any(after[:at] + after[at + size :] == before for at in range(len(before) + 1))


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data(), decks(), NEWLINES, st.booleans())
def test_a_moved_text_takes_its_comments_along(data: st.DataObject, deck: Deck, newline: str, final: bool) -> None:
    head = data.draw(written(replace(deck, texts=())))
    first = "".join(text for name, text in head.items() if name != "texts")
    key, *pieces = data.draw(listed(deck.texts))
    order = data.draw(st.permutations(range(len(pieces))))
    end = data.draw(st.sampled_from(["", "# in fondo\n"]))
    before = (first + key + "".join(pieces) + end).replace("\n", newline)
    wanted = (first + key + "".join(pieces[n] for n in order) + end).replace("\n", newline)
    if not final:
        before, wanted = before.rstrip("\r\n"), wanted.rstrip("\r\n")
    moved = replace(deck, texts=tuple(deck.texts[n] for n in order))
    after = changed(source(before), moved)
    assert after.text == wanted
    assert changed(after, deck).text == before


# ------------------------------------------------------------------ braces and brackets


@st.composite
def bracketed(draw: st.DrawFn, texts: tuple[Text, ...]) -> list[str]:
    """A list of texts in brackets, one to a line with comments or all on one line: its pieces."""
    inner = [
        f"{{id: {text.id}, title: {draw(texts_of(text.title, flow=True))}, prefix: {text.prefix}}}" for text in texts
    ]
    if draw(st.booleans()):
        return inner
    return [f"{draw(st.sampled_from(['', f'# di {n}' + chr(10) + '  ']))}{each}" for n, each in enumerate(inner)]


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data(), decks(), NEWLINES, st.booleans())
def test_texts_in_brackets_move_with_the_comments_above_and_behind_them(
    data: st.DataObject, deck: Deck, newline: str, lines: bool
) -> None:
    deck = replace(deck, texts=tuple(replace(text, source="") for text in deck.texts))
    head = "".join(text for name, text in data.draw(written(replace(deck, texts=()))).items() if name != "texts")
    inner = (
        data.draw(bracketed(deck.texts))
        if lines
        else [each.rpartition("\n  ")[2] for each in data.draw(bracketed(deck.texts))]
    )
    behind = [data.draw(st.sampled_from(["", f" # dopo {n}"])) for n in range(len(inner))]

    def listed_as(order: list[int]) -> str:
        commas = ["," if n < len(order) - 1 else "" for n in range(len(order))]
        if not lines:
            return f"{head}texts: [{', '.join(inner[n] for n in order)}]\n".replace("\n", newline)
        rows = (f"  {inner[n]}{comma}{behind[n]}\n" for n, comma in zip(order, commas, strict=True))
        return f"{head}texts: [ # in ordine\n{''.join(rows)}]\n".replace("\n", newline)

    order = data.draw(st.permutations(range(len(inner))))
    before = listed_as(list(range(len(inner))))
    moved = replace(deck, texts=tuple(deck.texts[n] for n in order))
    after = changed(source(before), moved)
    assert after.text == listed_as(order)
    assert changed(after, deck).text == before


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.data(), decks(), decks(), NEWLINES)
def test_a_deck_in_braces_is_changed_too(data: st.DataObject, deck: Deck, other: Deck, newline: str) -> None:
    texts = ({key: value for key, value in vars(text).items() if value} for text in deck.texts)
    values: dict[str, object] = {"name": deck.name, "id": deck.id, "front": deck.front, "back": deck.back}
    values |= {"texts": list(texts), "cards": deck.cards, "allow": ["long-sentence"]}
    values |= {"typed": sorted(deck.typed)} if deck.typed else {}
    if deck.audio:
        voice = {"engine": deck.audio.engine, "voice": deck.audio.name, "command": deck.audio.command}
        values["audio"] = {key: value for key, value in voice.items() if value}
    indent = data.draw(st.sampled_from([None, 2]))
    before = json.dumps({key: values[key] for key in data.draw(st.permutations(list(values)))}, indent=indent)
    if indent and data.draw(st.booleans()):
        before = before.replace(',\n  "', ', # sì\n  "')
    before = before.replace("\n", newline) + newline
    assert read(before) == deck
    named = {text.id: text for text in other.texts}
    wanted = replace(other, texts=tuple(named.get(text.id, text) for text in reversed(deck.texts)))
    after = changed(source(before), wanted)
    assert read(after.text) == wanted
    assert read(changed(after, deck).text) == deck


# ------------------------------------------------------------------ instances

DECK = """\
# yaml-language-server: $schema=schema/deck.json
name: 'Corso'
id: 0123456789abcdef
front: it
back: cs
texts: # in ordine

  # la prima
  - {id: uno, title: Uno, prefix: u}
  - id: due # la seconda
    title: "Due"
    prefix: d
    # source: ancora ignota

  # la terza:
  # difficile
  - {id: tre, title: Tre, prefix: t, source: un giornale}
  # - {id: quattro}
# le carte
cards:
  vocabulary: # parole
    - recognition # sempre
    # anche
    - production
  sentence: [recognition]
typed: vocabulary # si scrive
# la voce
audio:
  # quella italiana
  engine: espeak-ng
  voice: it
"""
BEFORE = read(DECK)


@pytest.mark.parametrize(
    ("wanted", "old", "new"),
    [
        ({"name": "l'altro"}, "'Corso'", "'l''altro'"),
        ({"name": "  due\n parole "}, "'Corso'", "'due parole'"),
        ({"back": "sk"}, "back: cs", "back: sk"),
        (
            {"cards": {"sentence": ("recognition",), "vocabulary": ("gap", "production", "recognition")}},
            "    - production\n",
            "    - production\n    - gap\n",
        ),
        (
            {"cards": {"sentence": ("recognition",), "vocabulary": ("recognition",)}, "typed": frozenset()},
            "    # anche\n    - production\n  sentence: [recognition]\ntyped: vocabulary # si scrive\n",
            "    # anche\n  sentence: [recognition]\n",
        ),
        ({"cards": {"sentence": (), "vocabulary": ("recognition", "production")}}, "[recognition]", "[]"),
        (
            {"cards": {"sentence": ("recognition", "production"), "vocabulary": ("recognition", "production")}},
            "[recognition]",
            "[recognition, production]",
        ),
        ({"cards": {}}, DECK[DECK.index("cards:") : DECK.index("typed:")], ""),
        ({"typed": frozenset()}, "typed: vocabulary # si scrive\n", ""),
        ({"audio": None}, DECK[DECK.index("audio:") :], ""),
        ({"audio": Voice("system")}, DECK[DECK.index("audio:") :], "audio: system\n"),
        ({"audio": Voice("espeak-ng", "it+f3")}, "voice: it", "voice: it+f3"),
        ({"audio": Voice("pico")}, "espeak-ng\n  voice: it\n", "pico\n"),
        (
            {"audio": Voice("command", "", "parla {text} {out}")},
            "  engine: espeak-ng\n  voice: it\n",
            '  engine: command\n  command: "parla {text} {out}"\n',
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_setting_is_changed_where_it_stands(wanted: dict[str, Any], old: str, new: str, newline: str) -> None:
    assert DECK.count(old) == 1
    before, after = (text.replace("\n", newline) for text in (DECK, DECK.replace(old, new)))
    assert changed(source(before), replace(BEFORE, **wanted)).text == after


UNO, DUE, TRE = BEFORE.texts


@pytest.mark.parametrize(
    ("texts", "old", "new"),
    [
        ((replace(UNO, title="Uno, due"), DUE, TRE), "title: Uno", 'title: "Uno, due"'),
        ((UNO, replace(DUE, title='Il "due"'), TRE), '"Due"', '"Il \\"due\\""'),
        ((UNO, replace(DUE, source="un libro"), TRE), "prefix: d\n", "prefix: d\n    source: un libro\n"),
        ((UNO, DUE, replace(TRE, source="")), ", source: un giornale", ""),
        ((replace(UNO, source="a, b"), DUE, TRE), "prefix: u}", 'prefix: u, source: "a, b"}'),
    ],
)
def test_a_title_and_a_source_are_changed_where_they_stand(texts: tuple[Text, ...], old: str, new: str) -> None:
    assert changed(source(DECK), replace(BEFORE, texts=texts)).text == DECK.replace(old, new)


def test_texts_move_with_their_comments_and_empty_lines_stay() -> None:
    after = changed(source(DECK), replace(BEFORE, texts=(TRE, UNO, DUE))).text
    assert after[after.index("texts:") : after.index("# le carte")] == (
        "texts: # in ordine\n\n"
        "  # la terza:\n  # difficile\n  - {id: tre, title: Tre, prefix: t, source: un giornale}\n"
        "  # la prima\n  - {id: uno, title: Uno, prefix: u}\n\n"
        '  - id: due # la seconda\n    title: "Due"\n    prefix: d\n    # source: ancora ignota\n'
        "  # - {id: quattro}\n"
    )


def test_a_text_that_moves_can_be_renamed_at_once() -> None:
    wanted = replace(BEFORE, texts=(TRE, replace(UNO, title="Primo"), DUE))
    assert read(changed(source(DECK), wanted).text) == wanted


def test_a_list_in_brackets_that_comments_make_difficult_stays_a_list() -> None:
    listed = "texts: [{id: uno, title: Uno, prefix: u}, # prima\n  {id: due, title: Due, prefix: d},# poi\n"
    listed += "{id: tre, title: Tre, prefix: t}]\n"
    before = "name: Corso\nid: 0123456789abcdef\nfront: it\nback: cs\n" + listed
    deck = read(before)
    for order in permutations(deck.texts):
        after = changed(source(before), replace(deck, texts=order))
        assert read(after.text).texts == order
        assert changed(after, deck).text.count("#") == 2


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"name": " "}, "`name:` is missing"),
        ({"back": "it"}, "front and back are the same language"),
        ({"back": "Ceco"}, "`Ceco` is not a language code like `it`"),
        ({"back": ""}, "`back:` is missing"),
        ({"cards": {"sentence": ("gap", "recognition")}}, "unknown sentence card `gap`"),
        ({"cards": {"vocabulary": ("production",)}}, "vocabulary notes always have a recognition card"),
        ({"cards": {"nouns": ("recognition",)}}, "unknown key `nouns`"),
        ({"typed": frozenset({"words"})}, "unknown kind of note `words`"),
        ({"typed": frozenset({"sentence"})}, "sentence notes have no production card to type an answer on"),
        ({"audio": Voice("voce")}, "unknown speech engine `voce`"),
        ({"audio": Voice("", "it")}, "unknown speech engine ``"),
        (
            {"audio": Voice("command")},
            "engine `command` needs `command:` with {text} and {out} as separate words; other engines have none",
        ),
        ({"texts": (replace(UNO, title=""), DUE, TRE)}, "`title:` is missing"),
        ({"texts": (UNO, DUE)}, "the deck now has different texts"),
        ({"texts": (UNO, DUE, TRE, UNO)}, "the deck now has different texts"),
        ({"texts": (UNO, DUE, replace(TRE, prefix="x"))}, "the deck now has different texts"),
        ({"id": "9999999999abcdef"}, "`id:` of a deck never changes"),
        ({"front": "de"}, "`front:` of a deck never changes"),
    ],
)
def test_an_invalid_value_is_refused_as_it_would_be_when_reading(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused) as refused:
        changed(source(DECK), replace(BEFORE, **wanted))
    assert message in [problem.message for problem in refused.value.problems]


ANYTHING = st.text(st.characters())  # surrogates too, which JSON can bring and no file can hold


@settings(deadline=None, max_examples=EXAMPLES)
@given(ANYTHING, ANYTHING, NEWLINES)
def test_any_name_and_any_title_are_written_or_missing(name: str, title: str, newline: str) -> None:
    before = source(DECK.replace("\n", newline))
    wanted = tidy(replace(BEFORE, name=name, texts=(UNO, replace(DUE, title=title), TRE)))
    if wanted.name and wanted.texts[1].title:
        assert read(changed(before, wanted).data.decode("utf-8")) == wanted
        return
    with pytest.raises(Refused) as refused:
        changed(before, wanted)
    assert {problem.message for problem in refused.value.problems} <= {"`name:` is missing", "`title:` is missing"}


def test_what_is_wrong_with_the_file_already_is_told() -> None:
    with pytest.raises(Refused, match="unknown key"):
        changed(source(DECK + "nome: x\n"), BEFORE)
