"""Commands that work on the sources: init, add, align, terms, check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from deckgen.cli.options import DecksArgument, DryRunOption, completing
from deckgen.cli.remarks import remark
from deckgen.cli.terminal import (
    PROBLEMS,
    Options,
    fail,
    folders_of,
    one_of,
    say,
    shows_every_letter,
    tell_problems,
    texts_of,
    working,
)

if TYPE_CHECKING:
    from deckgen.files.source import Problem


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
    new text is added as a comment. Pairs that you joined, split or moved stay that way. Nothing is deleted, and pairs
    that you deleted do not come back, even if their sentences change. Sentences without a counterpart are listed once.
    """
    from deckgen.actions import align
    from deckgen.actions.text_report import refresh_lines
    from deckgen.files.disk import refuse_unwritable
    from deckgen.project.deck import opened

    skipping = one_of("--gone", gone, ("list", "skip")) == "skip"
    for folder in folders_of(decks or []):
        deck = opened(folder)
        parts, last = texts_of(deck)
        with working(f"pairing the sentences of {folder.name}"):
            refreshed = [align.refresh(deck, parts, part, last, skip_gone=skipping) for part in parts]
        if not dry_run:
            refuse_unwritable({path: None for each in refreshed for path in align.changing(deck, each, last)})
        for each in refreshed:
            if not dry_run:
                last = align.keep(deck, each, last)
            say(*refresh_lines(deck, each, skipping=skipping, dry=dry_run, verbose=Options.verbose))
            there = each.file.values if dry_run else align.pairs_after(deck, each)
            remark(each.file.path, there, unrelated=each.paired.unrelated)


def terms(
    decks: DecksArgument = None,
    top: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="How many terms each text should have; by default one for every two pairs, at least 25."
        ),
    ] = None,
    wanted: Annotated[
        list[str] | None, typer.Option("--add", metavar="TERM", help="Add only this term; may be repeated.")
    ] = None,
    accept: Annotated[
        str,
        typer.Option(
            metavar="sure|likely|doubtful",
            autocompletion=completing("sure", "likely", "doubtful"),
            help="Accept all proposals that are at least this certain.",
        ),
    ] = "",
    dry_run: DryRunOption = False,
) -> None:
    """Propose key terms with translation and example; you accept them by changing one word.

    A proposal is in the vocabulary file as `status: proposed`. Write `accepted`, and the next build has its cards;
    write `rejected`, and it is never proposed again.
    """
    from deckgen.actions import terms
    from deckgen.actions.model_report import without_model
    from deckgen.actions.report import term_lines
    from deckgen.project.deck import opened
    from deckgen.project.keys import TIERS
    from deckgen.vectors import e5

    if accept:
        one_of("--accept", accept, TIERS)
    if not e5.available():
        fail(without_model("key terms cannot be looked for, all else works"))
    for folder in folders_of(decks or []):
        deck = opened(folder)
        parts, last = texts_of(deck)
        updates = []
        for n, part in enumerate(parts):
            with working(f"reading {part.text.id}"):
                made = terms.update(deck, parts, part, last, top=top, asked=wanted or (), accept=accept)
            updates.append(made)
            parts = (*parts[:n], terms.part_after(deck, made), *parts[n + 1 :])
        if not dry_run:
            terms.carry_out(deck, *updates)
        for made in updates:
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
    """Find what looks wrong in the sources; exit code 1 if there are errors.

    An error stops a build, a warning does not, a hint is a matter of taste. `allow: [long-sentence]` in deck.yaml,
    or in a pair or a term, silences a check by its code.
    """
    from deckgen.actions.blockers import build_blockers
    from deckgen.actions.build import read_state
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
