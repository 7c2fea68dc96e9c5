"""Extreme cards: long words, long pairs, other scripts, every field filled, every banner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anki_world import Learner

from deckgen.actions.build import draft, read_state
from deckgen.anki.package import package

LONG = ("precipitevolissimevolmente" * 4)[:100]
OTHER = LONG[50:] + LONG[:50]
_IT = "La campagna di marketing ha portato molti clienti nuovi e il venditore li ha chiamati tutti lo stesso giorno"
_CS = "Marketingová kampaň přivedla mnoho nových zákazníků a prodejce jim všem ještě téhož dne ráno sám osobně zavolal"
SIXTY = " ".join([*_IT.split() * 4][:59]), " ".join([*_CS.split() * 4][:59])


@dataclass(frozen=True)
class Content:
    """One language's part of a deck: a term, a sentence with it, and a few more words."""

    code: str
    term: str
    sentence: str
    words: str
    full: bool = True  # with a note and a typed answer


ITALIAN = Content("it", "campagna", "La campagna costa poco.", "due parole brevi")
CZECH = Content("cs", "kampaň", "Ta kampaň stojí málo.", "dvě krátká slova")
ARABIC = Content("ar", "حملة", "هذه حملة تسويق جيدة.", "كلمة قصيرة")
HEBREW = Content("he", "קמפיין", "זה קמפיין טוב מאוד.", "מילה קצרה")
JAPANESE = Content("ja", "営業部", "「営業部」は毎週月曜日に顧客と話します。", "短い言葉")
CHINESE = Content("zh", "市场营销", "“市场营销”的费用很高。", "短词")
DECKS = {
    "letters": (
        Content("it", LONG, f"Ecco {LONG} qui.", OTHER),
        Content("cs", LONG[::-1], f"Tady {LONG[::-1]} je.", OTHER),
    ),
    "sixty": (
        Content("it", "listino", f"{SIXTY[0]} listino.", "due parole"),
        Content("cs", "ceník", f"{SIXTY[1]} ceník.", "dvě slova", full=False),
    ),
    "talkative": (
        Content("it", "costa", "Costa poco.", "due parole " * 30),
        Content("cs", "stojí", "Stojí málo.", "dvě slova " * 30),
    ),
    "usual": (ITALIAN, CZECH),
    "arabic-behind": (ITALIAN, ARABIC),
    "arabic-before": (ARABIC, CZECH),
    "hebrew-behind": (ITALIAN, HEBREW),
    "hebrew-before": (HEBREW, CZECH),
    "right-to-left": (ARABIC, HEBREW),
    "japanese-before": (JAPANESE, CZECH),
    "chinese-behind": (ITALIAN, CHINESE),
    "no-spaces": (CHINESE, JAPANESE),
}
# Field values from a learner's edit or a later version.
EDITS = {
    "retired": ("Status", "retired"),
    "retired and doubtful": ("Status", "retired doubtful"),
    "doubtful": ("Status", "doubtful"),
    "an empty hint": ("Hint", "<br>"),
    "a hint of spaces": ("Hint", "&nbsp;"),
}
# The contents of fields that are not plain text.
FILLED = {
    **dict.fromkeys(("FrontAudio", "BackAudio", "TermAudio", "ExampleAudio"), "[sound:a.mp3]"),
    "Links": f'<div>{_IT}<br><i lang="cs">{_CS}</i></div><div>هذه حملة تسويق جيدة.<br><i lang="cs">{_CS}</i></div>',
}


def import_all(held: Learner, folder: Path) -> None:
    """Build every deck of DECKS under `folder` and import it."""
    for number, (name, (front, back)) in enumerate(DECKS.items()):
        deck = _written(folder / name / "cards" / name, f"{number:02}" * 8, front, back)
        planned = draft(read_state(deck))
        path = folder / f"{name}.apkg"
        path.write_bytes(package(planned.plan.lock, planned.types))
        assert held.imports(path).new == 4, name


def _written(deck: Path, deck_id: str, front: Content, back: Content) -> Path:
    for name in ("pairs", "vocabulary"):
        (deck / name).mkdir(parents=True)
    (deck / "deck.yaml").write_text(
        f'name: "{deck.name}"\nid: "{deck_id}"\nfront: {front.code}\nback: {back.code}\n'
        f'texts: [{{id: testo, title: "{front.words}", prefix: t}}]\n'
        "cards: {sentence: [recognition, production], vocabulary: [recognition, production, gap]}\n"
        + "typed: [sentence, vocabulary]\n"
        * back.full,
        "utf-8",
    )
    more = f'cue: "{back.words}"\n  hint: "{back.words}"\n' + f'  note: "{back.words}"\n' * back.full
    (deck / "pairs" / "testo.yaml").write_text(
        f'- section: "{front.words}"\n'
        f'- id: t-before\n  {front.code}: "{front.words}, {_IT}"\n  {back.code}: "{back.words}, {_CS}"\n'
        f'- id: t-pair\n  {front.code}: "{front.sentence}"\n  {back.code}: "{back.sentence}"\n  {more}'
        f'- id: t-after\n  {front.code}: "{front.words}; {_IT}"\n  {back.code}: "{back.words}; {_CS}"\n',
        "utf-8",
    )
    (deck / "vocabulary" / "testo.yaml").write_text(
        f'- id: t-term\n  {front.code}: "{front.term}"\n  {back.code}: "{back.term}"\n  pair: t-pair\n'
        f'  found: {{{front.code}: "{front.term}", {back.code}: "{back.term}"}}\n  grammar: "{back.words}"\n  {more}',
        "utf-8",
    )
    return deck


def edited(held: Learner) -> Iterator[str]:
    """Apply each of EDITS in turn to the notes of every deck, then fill every empty field; yields each name."""
    guids = [guid for guid, fields in held.fields().items() if fields["Key"].endswith(("-t-pair", "-t-term"))]
    for name, (field, text) in EDITS.items():
        for guid in guids:
            held.edits(guid, field, text)
        yield name
    for guid in guids:
        note = held.note(guid)
        words = note["Note"]
        for field, text in note.items():
            if not text and not field.startswith("Spare"):
                held.edits(guid, field, FILLED.get(field, words))
    yield "every field"
