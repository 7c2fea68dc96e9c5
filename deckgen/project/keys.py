"""Every key of the YAML files, in one table for each kind of entry: reading, writing and JSON Schema.

A key added here is read, written and explained at once; only the object that it is read into needs a field for it.
"""

from __future__ import annotations

import re

from deckgen.languages.language import FREQUENCIES
from deckgen.project.forms import (
    ANY,
    CODES,
    DOUBT,
    ID,
    LANGUAGE,
    LINE,
    LINES,
    TAGS,
    TITLE,
    TRUTH,
    CardNames,
    Found,
    Inner,
    Key,
    KeyForm,
    Name,
    Table,
    Title,
    Word,
    Words,
    choice,
    matching,
    named,
)
from deckgen.project.voice import ENGINES, SYSTEM

STATUSES = ("proposed", "accepted", "rejected")
TIERS = ("sure", "likely", "doubtful")
CARDS = {"sentence": ("recognition", "production"), "vocabulary": ("recognition", "production", "gap")}


def _cards(kind: str) -> Words:
    """The form of a list of cards of a kind of notes; if not empty, it must include recognition."""
    nonempty = {"if": {"minItems": 1}, "then": {"contains": {"const": "recognition"}}}
    listed = {"type": "array", "items": {"enum": list(CARDS[kind])}, **nonempty}
    return Words({"anyOf": [{"const": "recognition"}, listed]})


def _own_cards(kind: str) -> CardNames:
    """The form of the list of cards of one entry, which names recognition and may leave out the others."""
    listed = {"type": "array", "items": {"enum": list(CARDS[kind])}, "contains": {"const": "recognition"}}
    return CardNames({"anyOf": [{"const": "recognition"}, listed]}, CARDS[kind])


# ------------------------------------------------------------------ pairs and terms

_TITLE = Table(
    (
        Key("[[front]]", LINE, "The heading in `[[front]]`, which the cards show."),
        Key("[[back]]", LINE, "The heading in `[[back]]`."),
    )
)
FOUND = Table(
    (
        Key("[[front]]", LINE, "The words of the example in `[[front]]`."),
        Key("[[back]]", LINE, "The words of the example in `[[back]]`."),
    )
)

_CUE = Key("cue", LINE, "A few words that always stand beside the question, as in `with a partner`.")
_HINT = Key("hint", LINE, "Help shown with the question if the learner asks for it, as in `formal`.")
_NOTE = Key("note", LINES, "A remark shown with the answer, as in `only in letters`; may have several lines.")
_TAGS = Key("tags", TAGS, "Tags of the notes in Anki, as in `[exam, lesson-1]`.")
_SKIP = Key("skip", TRUTH, "If `true`, the entry is kept but makes no card.")
_WAS = Key("was", ID, "The previous id of this entry, as in `mv-kade`, for one build after you changed it.")

PAIR = Table(
    (
        Key(
            "section",
            Title({"anyOf": [{"type": [*ANY, "null"]}, {**_TITLE.schema, "required": ["[[front]]"]}]}, _TITLE),
            "The heading of the pairs below, in an entry of its own, as in `Attrarre o spingere` or "
            "`{[[front]]: …, [[back]]: …}`; empty, it ends a section.",
            when="alone",
        ),
        Key(
            "id",
            ID,
            "The permanent id of this pair, as in `mv-kade`; omit it in a new pair: the next build assigns one.",
            when="always",
        ),
        Key("[[front]]", LINE, "The sentence in the front language, `[[front]]`.", when="always", field="front"),
        Key("[[back]]", LINE, "The sentence in the back language, `[[back]]`.", when="always", field="back"),
        Key(
            "doubt",
            DOUBT,
            "How unsure the aligner was that these sentences belong together, as in `0.4`; delete it once checked.",
        ),
        _CUE,
        _HINT,
        _NOTE,
        Key("cards", _own_cards("sentence"), "Which of the deck's cards it makes, as in `[recognition]`."),
        _TAGS,
        Key("allow", CODES, "Checks to silence for this pair, as in `[long-sentence]`."),
        _SKIP,
        _WAS,
    )
)

TERM = Table(
    (
        Key(
            "id",
            ID,
            "The permanent id of this term, as in `mv-pilo`; omit it in a new term: the next build assigns one.",
            when="always",
        ),
        Key(
            "[[front]]",
            LINE,
            "The term in the front language, `[[front]]`, in its dictionary form.",
            when="always",
            field="front",
        ),
        Key(
            "[[back]]",
            LINE,
            "Its translation in the back language, `[[back]]`, in its dictionary form.",
            when="always",
            field="back",
        ),
        Key(
            "grammar",
            LINE,
            "Gender, plural and the like in the learner's language, as in `ž. r., mn. č. le campagne`.",
        ),
        Key(
            "frequency",
            choice(*FREQUENCIES),
            "How common the word is, from `everyday` to `rare`; shown on the card.",
        ),
        _CUE,
        _HINT,
        _NOTE,
        Key("cards", _own_cards("vocabulary"), "Which of the deck's cards it makes, as in `[recognition]`."),
        Key("pair", ID, "The id of the sentence pair that is its example, as in `mv-kade`.", when="always"),
        Key(
            "found",
            Found(FOUND.schema, FOUND),
            "The words of the example, where they differ from the dictionary forms, as in "
            "`{[[front]]: …, [[back]]: …}`.",
        ),
        _TAGS,
        Key("allow", CODES, "Checks to silence for this term, as in `[long-sentence]`."),
        _SKIP,
        _WAS,
        Key("tier", choice(*TIERS), "What deckgen thinks of its own proposal, as in `likely`."),
        Key(
            "status",
            choice(*STATUSES),
            "Your decision: `accepted` (the default) makes cards, `proposed` and `rejected` make none.",
            when="always",
            default="accepted",
        ),
    )
)

# ------------------------------------------------------------------ deck.yaml

DECK_ID = named(
    "[0-9a-z]{10,64}", "at least ten lowercase letters or digits; `deckgen init` makes one", ["string", "number"]
)
PREFIX = named("[a-z][a-z0-9]{0,15}", "a few lowercase letters", ANY)
# Patterns in editors know only ASCII letters, so the brackets list the ASCII characters that are not allowed.
TEXT_ID = Name(
    matching(r"^[^\s\x00-/:-@\[-`{-\x7f]+([-._][^\s\x00-/:-@\[-`{-\x7f]+)*$", ANY),
    re.compile(r"[^\W_]+([-._][^\W_]+)*"),
    "letters and digits joined by hyphens",
)

TEXT = Table(
    (
        Key("id", TEXT_ID, "The name of the text's files, as in `marketing-e-vendite`.", when="needed"),
        Key("title", TITLE, "What the text is called on the cards, as in `Marketing e vendite`.", when="needed"),
        Key(
            "prefix",
            PREFIX,
            "The beginning of its note ids, as in `mv`; unique in the project.",
            when="needed",
        ),
        Key("source", LINE, "Where the text comes from, as in `Rivista, 3/2026`; shown on its cards."),
        Key("author", LINE, "Who wrote and translated the text; named where the deck is published."),
        Key("licence", LINE, "The terms under which the text may be passed on, as in `CC BY 4.0`."),
    )
)


CARD_CHOICE = Table(
    (
        Key(
            "sentence",
            _cards("sentence"),
            "The cards of sentences, as in `[recognition, production]`; `[]` builds no sentence notes.",
            default=("recognition",),
        ),
        Key(
            "vocabulary",
            _cards("vocabulary"),
            "The cards of key terms, as in `[recognition, production]`; `[]` builds no vocabulary notes.",
            default=CARDS["vocabulary"],
        ),
    )
)
_KINDS = {"enum": list(CARDS)}

AUDIO = Table(
    (
        Key(
            "engine",
            Word({"enum": [*ENGINES, SYSTEM]}),
            "The speech program, as in `espeak-ng`; `command` runs the one in `command:`.",
            when="needed",
        ),
        Key("voice", LINE, "The voice of the program, as in `it`.", field="name"),
        Key(
            "command",
            KeyForm(
                matching(
                    r"^(?=(.*\s)?\{text\}(\s|$))(?=(.*\s)?\{out\}(\s|$))",
                    "string",
                    "It must contain {text} and {out} as separate words.",
                )
            ),
            "The command line for the engine `command`, with {text} and {out} as separate words, as in `my-voice "
            "{text} {out}`.",
        ),
        Key("licence", LINE, "The terms under which recordings of that voice may be passed on, as in `CC0`."),
    )
)

_TEXTS = Inner({"type": ["array", "null"], "items": TEXT.schema})
_ONE_OR_MORE = Words({"anyOf": [_KINDS, {"type": "array", "items": _KINDS}]})
# Only the engine `command` has a command line, and only learners choose the voice of their device.
_ENGINE_RULES = [
    {
        "if": {"properties": {"engine": {"const": "command"}}},
        "then": {"required": ["command"]},
        "else": {"properties": {"command": False}},
    },
    {"if": {"properties": {"engine": {"const": SYSTEM}}}, "then": {"properties": {"voice": False}}},
]
_AUDIO = Inner({"anyOf": [{"const": SYSTEM}, {**AUDIO.schema, "allOf": _ENGINE_RULES}]})

DECK = Table(
    (
        Key("name", TITLE, "What the deck is called in Anki, as in `Italiano commerciale`.", when="needed"),
        Key(
            "id",
            DECK_ID,
            "The permanent id of the deck, made by `deckgen init`; learners' reviews depend on it.",
            when="needed",
        ),
        Key("front", LANGUAGE, "The language code of the card fronts, as in `it`.", when="needed"),
        Key("back", LANGUAGE, "The language code of the card backs, as in `cs`.", when="needed"),
        Key("texts", _TEXTS, "The texts of the deck in study order; `deckgen add` adds one.", when="needed"),
        Key(
            "cards",
            Inner(CARD_CHOICE.schema),
            "Which cards each kind of note has, as in `{sentence: [recognition], vocabulary: [recognition, gap]}`.",
        ),
        Key(
            "typed",
            _ONE_OR_MORE,
            "The kinds of notes with a typed answer on the production card, as in `[vocabulary]`.",
        ),
        Key(
            "audio",
            _AUDIO,
            "Who reads the cards aloud, as in `{engine: espeak-ng, voice: it}`, or `system` for the voice of each "
            "learner's device.",
        ),
        Key("licence", LINE, "The terms under which the deck may be passed on, as in `CC BY 4.0`."),
        Key("credits", TRUTH, "If `true`, sources and licences also stand behind the answer of every card."),
        Key("allow", CODES, "Checks to silence for the whole deck, as in `[long-sentence]`."),
    )
)
