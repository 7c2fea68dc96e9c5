"""The files that a person names as arguments, and the options that say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.cli.help import TWO_COLUMNS, TWO_DOCUMENTS
from deckgen.cli.terminal import fail

if TYPE_CHECKING:
    from deckgen.actions.originals import Gathered
    from deckgen.text.given import Said


def texts_in(arguments: Sequence[str], said: Said, *, several: bool) -> Gathered:
    """The texts in the arguments; `several` may be given if they need no title or name of their own."""
    from deckgen.actions.originals import gathered

    given = [_file(argument) for argument in arguments]
    codes = [code for code, _ in given if code]
    if not 1 <= len(given) <= 2 or len(set(codes)) < len(codes):
        fail("give a text and its translation, or one file with both", f"for example: {TWO_DOCUMENTS}")
    found = gathered(given, said)
    if len(found.texts) > 1 and not several:
        fail("--title, --id and --renew are for one text, and the folders hold several", "give its two files")
    return found


def _file(argument: str) -> tuple[str, Path]:
    """`it=articolo.txt` as a language and a path; the language is empty where it was not said."""
    from deckgen.languages.codes import fault

    code, equals, path = argument.partition("=")
    if not equals or Path(argument).exists():
        return "", Path(argument)
    if wrong := fault(code):
        fail(*wrong)
    if not path:
        fail(f"`{argument}` names no file", f"for example: {TWO_DOCUMENTS}")
    return code, Path(path)


def said_of(kind: str, encoding: str, columns: str, sheet: str) -> Said:
    """The options that say what the files are, checked."""
    from deckgen.languages.codes import fault
    from deckgen.text.given import Said
    from deckgen.text.kinds import readable

    known = readable()
    if kind and kind not in known:
        fail(f"`--as {kind}` is not known", f"use one of: {', '.join(known)}")
    if encoding and not _is_encoding(encoding):
        fail(f"`--encoding {encoding}` is not known", "use a name such as windows-1250, iso-8859-2 or utf-16")
    named: dict[str, str] = {}
    for each in filter(None, columns.split(",")):
        code, equals, column = (part.strip() for part in each.partition("="))
        if not equals or not column:
            fail(f"`--columns {columns}` does not name two columns", f"write it as {TWO_COLUMNS}")
        if wrong := fault(code):
            fail(*wrong)
        named[code] = column
    if columns and len(named) != 2:
        fail(f"`--columns {columns}` does not name two columns", f"write it as {TWO_COLUMNS}")
    return Said(kind, encoding, named, sheet)


def _is_encoding(name: str) -> bool:
    import codecs

    try:
        return bool(codecs.lookup(name))
    except LookupError:
        return False
