"""What the help of a command says beyond its options: examples, the files it reads and writes, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Page(NamedTuple):  # a dataclass would cost every start of the program its making
    """The page of one command: a line for the overview, examples with what they do, files, and exit code 1."""

    short: str
    examples: Mapping[str, str]
    reads: str
    writes: str
    problems: str


TWO_DOCUMENTS = "it=articolo.txt cs=clanek.txt"
FIRST_COMMAND = f"deckgen init corso {TWO_DOCUMENTS}"
_SOURCES = "deck.yaml, pairs/ and vocabulary/ of the deck, and its deck.lock"
_FIRST = "data/TEXT/, cards/DECK/deck.yaml, pairs/TEXT.yaml, vocabulary/TEXT.yaml and deck.lock"
PAGES = {
    "init": Page(
        "Make a project with a deck from a text and its translation.",
        {
            FIRST_COMMAND: "a new project in the folder corso: Italian in front",
            "deckgen init corso en=a.md cs=b.md --name 'Business English'": "the deck is called so in Anki",
            "deckgen init cards/secondo it=c.txt cs=d.txt": "inside a project: a further deck of it",
            "deckgen init cards/classe-b --from corso --name 'Corso, classe B'": "a copy under an identity of its own",
        },
        "the two FILEs: plain text or Markdown (.md) in UTF-8",
        f"a new folder with {_FIRST}",
        "the texts cannot be read, or there is a deck already",
    ),
    "add": Page(
        "Put a further text and its translation into a deck.",
        {
            "deckgen add it=secondo.txt cs=druhy.txt": "to be studied after the texts that are there",
            "deckgen add it=b.txt cs=d.txt --title 'Il secondo testo' --no-terms": "sentences alone, under this title",
            "deckgen add it=b.txt cs=d.txt --deck corso": "where the project has several decks",
        },
        "the two FILEs: plain text or Markdown (.md) in UTF-8; the deck",
        _FIRST,
        "the texts cannot be read, or the deck has this text already",
    ),
    "align": Page(
        "Pair the texts again after you edited them.",
        {
            "deckgen align --dry-run": "see what would change",
            "deckgen align": "bring the pairs up to the texts, in every deck",
            "deckgen align corso --gone skip": "and keep pairs without cards whose sentences are gone",
        },
        "data/TEXT/, pairs/TEXT.yaml and deck.lock",
        "pairs/TEXT.yaml, and in deck.lock what the pairs were made from",
        "a file cannot be understood; nothing was written",
    ),
    "terms": Page(
        "Propose key terms with translation, grammar and example.",
        {
            "deckgen terms --dry-run": "see what would be proposed",
            "deckgen terms --accept sure": "propose, and take those that are sure into the deck",
            "deckgen terms --add 'ciclo di vendita'": "find translation and example of a term that you name",
        },
        "the pairs and vocabulary of the deck",
        "vocabulary/TEXT.yaml; what you decided there stays",
        "a file cannot be understood; nothing was written",
    ),
    "check": Page(
        "Find everything that is wrong or doubtful in the sources.",
        {
            "deckgen check": "errors and warnings, with file, line and what to do",
            "deckgen -v check": "hints too",
            "deckgen check corso --format json": "one deck, for an editor or a script",
            "deckgen check --strict --format github": "in a workflow: warnings fail it too",
        },
        _SOURCES,
        "nothing",
        "there are errors, or with --strict warnings",
    ),
    "build": Page(
        "Write the package that Anki imports.",
        {
            "deckgen build": "every deck of the project",
            "deckgen build --dry-run": "see each change, write nothing",
            "deckgen build corso -o /tmp/corso.apkg": "one deck, to a place of your choice",
            "deckgen build --locked": "for a server: fail where the committed lock is not up to date",
        },
        f"{_SOURCES}; templates/, where the deck has its own",
        "build/DECK.apkg, build/DECK.changes.md, deck.lock, and an `id:` into the YAML where a new entry lacks one",
        "the sources have errors, or --locked and the lock would change; nothing was written",
    ),
    "preview": Page(
        "Write a page with every card as Anki shows it.",
        {
            "deckgen preview --open": "write it and show it in the browser",
            "deckgen preview corso -o /tmp/corso.html": "one deck, to a place of your choice",
        },
        f"{_SOURCES}; templates/, where the deck has its own",
        "build/DECK.preview.html, one file that needs no other",
        "the sources have errors",
    ),
    "verify": Page(
        "Ask the official Anki whether the package is right.",
        {
            "deckgen verify": "every deck of the project",
            "deckgen verify corso": "one deck",
        },
        "build/DECK.apkg and deck.lock, as the last build left them",
        "nothing; the collection is made in a temporary folder",
        "Anki holds something else than was built",
    ),
    "pull": Page(
        "Bring edits made in Anki back into the YAML.",
        {
            "deckgen pull export.apkg --dry-run": "see what a learner edited",
            "deckgen pull export.apkg": "take it over; conflicts are shown and left",
            "deckgen pull export.apkg --theirs": "take over conflicts too, as they are in Anki",
            "deckgen pull --live": "from the Anki that is running here",
        },
        "EXPORT (from Anki: File > Export) or a running Anki; the deck and deck.lock",
        "pairs/ and vocabulary/, and in deck.lock how new the edits are",
        "conflicts are left; everything else was taken over",
    ),
    "push": Page(
        "Bring the last build into a running Anki.",
        {
            "deckgen push --live --dry-run": "see what would change there",
            "deckgen push --live": "change it",
        },
        "deck.lock and the notes that the running Anki has",
        "the collection of the running Anki; build/DECK.new.apkg, where there are new notes",
        "Anki does not answer, or refuses",
    ),
    "lock": Page(
        "Make a lost deck.lock again, or drop retired drafts.",
        {
            "deckgen lock --from build/corso.apkg": "make the lock again from the last package",
            "deckgen lock --forget mv-kade": "drop a retired note that nobody imported",
            "deckgen lock --forget-retired --deck corso": "drop all of them",
        },
        "deck.lock, or PACKAGE",
        "deck.lock",
        "PACKAGE cannot be read, or is another deck's",
    ),
}
OVERVIEW = f"""\
\b
From two texts to cards:
  {FIRST_COMMAND}
  cd corso
  deckgen build            then in Anki: File > Import, build/corso.apkg

Decks are the folders under cards/ that have a deck.yaml; every command works from anywhere inside a project.
`deckgen COMMAND --help` has examples, and the files that a command reads and writes.

Exit codes: 0 fine; 1 problems in the sources; 2 wrong usage; 3 a fault of deckgen; 130 interrupted.

Environment: SOURCE_DATE_EPOCH stands for the clock; what was computed once is kept under XDG_CACHE_HOME
(~/.cache/deckgen), safe to delete.
"""


def epilog(page: Page) -> str:
    """What stands below the options of a command."""
    examples = "\n".join(f"  {command}\n      {what}" for command, what in page.examples.items())
    return (
        f"\b\nExamples:\n{examples}\n\nReads: {page.reads}.\n\nWrites: {page.writes}.\n\n"
        f"Exit codes: 0 fine; 1 {page.problems}; 2 wrong usage; 3 a fault of deckgen; 130 interrupted."
    )
