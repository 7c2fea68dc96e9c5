"""Commands that take texts in, or out again: init, add, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckgen.cli.given import said_of, texts_in
from deckgen.cli.options import DeckOption, DryRunOption, IdOption, TermsOption, TitleOption
from deckgen.cli.remarks import remark
from deckgen.cli.terminal import Options, fail, one_folder, say, texts_of, well_formed, working

if TYPE_CHECKING:
    from deckgen.actions.add import Intake
    from deckgen.actions.originals import Gathered, Originals
    from deckgen.project.deck import Deck

_FILES = "[LANG=]FILE [LANG=]FILE"
_HELP = (
    "A text and its translation, or one file with both: .docx .odt .html .epub .pdf .txt .md .srt .vtt, "
    ".xlsx .ods .csv .tsv .tmx .xliff; or two folders of such files."
)
KindOption = Annotated[str, typer.Option("--as", metavar="KIND", help="What the files are, if that is not recognised.")]
EncodingOption = Annotated[
    str, typer.Option(metavar="NAME", help="The encoding of the files, such as windows-1250, if it is not recognised.")
]
ColumnsOption = Annotated[
    str,
    typer.Option(
        metavar="LANG=COLUMN,LANG=COLUMN", help="Which columns of a table hold the texts, by letter, number or header."
    ),
]
SheetOption = Annotated[str, typer.Option(metavar="NAME", help="The sheet of a workbook, by name or number.")]


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder to create: a new project, or cards/NAME for a deck.")
    ],
    documents: Annotated[list[str] | None, typer.Argument(metavar=_FILES, help=_HELP)] = None,
    copied: Annotated[
        str, typer.Option("--from", metavar="DECK", help="Copy a deck of this project instead; give --name too.")
    ] = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The name of the deck in Anki; the folder's name by default.")
    ] = "",
    title: TitleOption = "",
    text_id: IdOption = "",
    vocabulary: TermsOption = True,
    kind: KindOption = "",
    encoding: EncodingOption = "",
    columns: ColumnsOption = "",
    sheet: SheetOption = "",
    dry_run: DryRunOption = False,
) -> None:
    """Create a project with a deck from a text and its translation.

    Sentences are paired, key terms are found, and everything is written as YAML for you to correct. The first
    language is the front of the cards. LANG is a code such as it, cs or en; without it the language is recognised.
    Sentences without a counterpart are left out and listed; so are doubtful pairs, the most doubtful first.
    """
    from deckgen.actions.add import start
    from deckgen.actions.report import path_text
    from deckgen.files.systems import in_turn, quoted

    if copied:
        _copy(folder, copied, name, others=bool(documents or title or text_id))
        return
    well_formed("--id", text_id)
    given = texts_in(documents or (), said_of(kind, encoding, columns, sheet), several=not (title or text_id))
    if dry_run:
        _show(given, ())
        return
    deck = _take_in(
        given,
        lambda each: start(Options.project / folder, each, name, title, text_id),
        vocabulary=vocabulary,
    )
    inside = path_text(deck.root)
    opening = "deckgen studio" if inside == "." else in_turn(f"cd {quoted(inside)}", "deckgen studio")
    say(f"next: {opening}, to go through it in the browser; or deckgen build", important=False)


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
    documents: Annotated[list[str], typer.Argument(metavar=_FILES, help=_HELP)],
    deck: DeckOption = "",
    title: TitleOption = "",
    text_id: IdOption = "",
    vocabulary: TermsOption = True,
    renewed: Annotated[
        str,
        typer.Option("--renew", metavar="TEXT", help="Replace this text of the deck with the files, a newer version."),
    ] = "",
    kind: KindOption = "",
    encoding: EncodingOption = "",
    columns: ColumnsOption = "",
    sheet: SheetOption = "",
    dry_run: DryRunOption = False,
) -> None:
    """Add another text and its translation to a deck, or a newer version of a text.

    It works like init; the new cards come after those of the existing texts. Give the deck's two languages in
    either order. With --renew the files take the place of those in data/TEXT, and the pairs follow them as after
    `align`: ids, corrections and comments stay.
    """
    from deckgen.actions.add import add as add_text
    from deckgen.project.deck import opened

    well_formed("--id", text_id)
    known = opened(one_folder(deck))
    said = said_of(kind, encoding, columns, sheet)
    if renewed:
        _renew(known, renewed, texts_in(documents, said, several=False), dry=dry_run, named=bool(title or text_id))
        return
    given = texts_in(documents, said, several=not (title or text_id))
    if dry_run:
        _show(given, (known.front, known.back))
        return
    _take_in(given, lambda each: add_text(known, each, title, text_id), vocabulary=vocabulary)
    say("next: deckgen studio, to go through it in the browser; or deckgen build", important=False)


def remove(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text: its id in deck.yaml, or its title.")],
    deck: DeckOption = "",
) -> None:
    """Take a text out of a deck.

    Its line in deck.yaml goes, its files move to removed/TEXT, and the next build retires its notes: learners who have
    them keep their reviews. To take it back, move the files back and write the line again; ids stay the same.
    """
    from deckgen.actions.remove import remove_text
    from deckgen.actions.report import counted, path_text
    from deckgen.project.deck import opened

    done = remove_text(opened(one_folder(deck)), text)
    say(f"“{done.text.title}” is out of the deck; {counted(len(done.files), 'file')} moved to {path_text(done.folder)}")
    if done.built:
        say(f"the next build retires {counted(done.built, 'note')}", important=False)


def _renew(deck: Deck, name: str, given: Gathered, *, dry: bool, named: bool) -> None:
    """Take a newer version of a text in."""
    from deckgen.actions import align
    from deckgen.actions.renew import keep, renew
    from deckgen.actions.text_report import refresh_lines
    from deckgen.project.deck import text_called

    if named:
        fail("--title and --id are for new texts", "change `title:` in deck.yaml")
    parts, last = texts_of(deck)
    text = text_called(deck, name)
    part = next(each for each in parts if each.text.id == text.id)
    with working("pairing the sentences"):
        refreshed = renew(deck, parts, part, last, given.texts[0])
    if not dry:
        keep(deck, refreshed, last)
    say(*refresh_lines(deck, refreshed, skipping=False, dry=dry, verbose=Options.verbose))
    there = refreshed.file.values if dry else align.pairs_after(deck, refreshed)
    remark(refreshed.file.path, there, unrelated=refreshed.paired.unrelated)


# ------------------------------------------------------------------ taking it in


def _show(given: Gathered, languages: Sequence[str]) -> None:
    """Show what would come in; write nothing."""
    from deckgen.actions.first_look import first_look
    from deckgen.actions.text_report import first_look_lines

    _each(given, lambda each: say(*first_look_lines(first_look(each, languages))))
    say("nothing was written", important=False)


def _take_in(given: Gathered, begin: Callable[[Originals], Intake], *, vocabulary: bool) -> Deck:
    """Take the texts in, the first that can be read with `begin`, and say what became of them; the deck they are in."""
    from deckgen.actions.add import add
    from deckgen.project.deck import opened
    from deckgen.vectors.states import kept

    decks: list[Deck] = []

    def take(each: Originals) -> None:
        with kept() if vocabulary else nullcontext():
            with working("pairing the sentences"):
                taken = add(opened(decks[-1].folder), each) if decks else begin(each)
            decks.append(taken.deck)
            _say_taken(taken, vocabulary=vocabulary)

    _each(given, take)
    return decks[-1]


def _each(given: Gathered, do: Callable[[Originals], None]) -> None:
    """Do something for each text; at the end fail for all that could not be read."""
    from deckgen.actions.report import path_text
    from deckgen.files.source import each_of

    alone = [f"  left out: {path_text(path)} (no file of this name in the other folder)" for path in given.alone]
    each_of([*(partial(do, each) for each in given.texts), partial(say, *alone)])


def _say_taken(taken: Intake, *, vocabulary: bool) -> None:
    from deckgen.actions.text_report import intake_lines

    say(*intake_lines(taken, verbose=Options.verbose))
    remark(taken.deck.pairs_path(taken.text), taken.paired.pairs, unrelated=taken.paired.unrelated)
    if vocabulary and not taken.paired.unrelated:
        _first_terms(taken)


def _first_terms(taken: Intake) -> None:
    """Propose the key terms of a new text and accept the sure ones, so that a first deck has vocabulary cards."""
    from deckgen.actions import terms
    from deckgen.actions.report import term_lines
    from deckgen.vectors import e5

    if not e5.available():
        return
    waits = terms.too_short_or_long(len(taken.paired.pairs))
    if waits == "short":
        say("a short text: run `deckgen terms` to look for key terms", important=False)
    if waits == "long":
        say("a long text: `deckgen terms` looks for key terms, which takes minutes", important=False)
    if waits:
        return
    with working("finding key terms"):
        made = terms.look(taken.deck, taken.text.id, accept="sure")
    terms.carry_out(taken.deck, made)
    say(*term_lines(taken.deck, made, verbose=Options.verbose, dry=False))
