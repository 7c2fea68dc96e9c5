"""Five pairs to propose terms for, and the vocabulary file with the proposals."""

from __future__ import annotations

from collections.abc import Callable

from projects import Output, Project

from deckgen.actions.terms import Update, carry_out, update
from deckgen.project.deck import load as load_deck
from deckgen.project.lock import Lock
from deckgen.project.parts import load as load_parts
from deckgen.project.vocabulary import Term, load

Run = Callable[..., Output]

SENTENCES = [
    ("t-bada", "Il fornitore ha confermato l’ordine per iscritto.", "Dodavatel potvrdil objednávku písemně."),
    ("t-beda", "Le condizioni di pagamento sono rimaste le stesse.", "Platební podmínky zůstaly stejné."),
    ("t-bida", "Non accettiamo queste condizioni di pagamento.", "Tyto platební podmínky nepřijímáme."),
    ("t-boda", "Il cliente ha restituito la merce difettosa.", "Zákazník vrátil vadné zboží."),
    ("t-buda", "Lo sconto vale solo per il primo ordine.", "Sleva platí jen na první objednávku."),
]
FEW = 4


def write(project: Project, terms: str | None = None) -> None:
    """Write the five pairs, and `terms` as the vocabulary file; None removes it."""
    project.pairs.write_text("".join(f"- id: {name}\n  it: {it}\n  cs: {cs}\n" for name, it, cs in SENTENCES), "utf-8")
    if terms is None:
        project.terms.unlink(missing_ok=True)
    else:
        project.terms.write_bytes(terms.encode("utf-8"))


def entries(project: Project) -> tuple[Term, ...]:
    found, problems = load(project.terms, ("it", "cs"))
    assert problems == []
    return found.values


def text_of(project: Project) -> str:
    return project.terms.read_bytes().decode("utf-8")


def run(project: Project, *, top: int = 40, **options: object) -> Update:
    """Run `deckgen terms` without the command line."""
    deck, _ = load_deck(project.deck)
    assert deck
    parts, problems = load_parts(deck)
    assert problems == []
    made = update(deck, parts, parts[0], Lock(deck.id, (deck.name,)), top=top, **options)  # type: ignore[arg-type]
    carry_out(deck, made)
    return made
