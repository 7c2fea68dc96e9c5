"""What a YAML parser reports, said so that a person knows what to do."""

from __future__ import annotations

import re

from deckgen.files.braces import cut_off
from deckgen.files.source import Problem, Source

TOO_DEEP = "brackets or dashes are nested too deeply"

# Part of what the parser reports, what it means, and advice.
_FAULTS = (
    ("unexpected end of stream", "this quote is never closed", "close it at the end of the text"),
    ("mapping values are not allowed", "a colon inside unquoted text", "put the whole text in double quotes"),
    ("tab character", "a tab where spaces belong", "indent with spaces"),
    ("cannot start any token", "unquoted text cannot begin like this", "put the whole text in double quotes"),
    ("could not find expected ':'", "this line is not `key: text`", "indent it, quote it or give it a key"),
    ("did not find expected '-'", "the indentation does not match the lines above", "align the keys in one column"),
    (
        "did not find expected key",
        "the text ends before its line does",
        "quote the whole text and double its inner quotes",
    ),
    ("unknown escape character", "a backslash inside double quotes", "double it, or use single quotes"),
    ("Unicode character escape code", "an invalid escape sequence", "double the backslash, or use single quotes"),
    ("hexdecimal number", "an invalid escape sequence", "double the backslash, or use single quotes"),
    ("expected node content", "unquoted text cannot begin like this", "put the whole text in double quotes"),
    ("document start", "there is text after the end of the document", "delete the line `...` or `---`"),
    ("YAML document", "a file cannot begin with `%`", "put the whole text in double quotes"),
    ("directive", "a file cannot begin with `%`", "put the whole text in double quotes"),
    ("alphabetic or numeric", "unquoted text cannot begin with `*`, `&` or `!`", "put the whole text in double quotes"),
    ("comment or line break", "unquoted text cannot begin with `|` or `>`", "put the whole text in double quotes"),
    ("sequence entries are not", "unquoted text cannot begin with `- `", "put the whole text in double quotes"),
    ("mapping keys are not", "unquoted text cannot begin with `? `", "put the whole text in double quotes"),
    ("control characters", "an invisible control character", "delete it"),
    ("expected ',' or ']'", "this bracket is never closed", "put text that begins with `[` in double quotes"),
    ("expected ',' or '}'", "this brace is never closed", "put text that begins with `{` in double quotes"),
    ("maximum nesting depth", TOO_DEEP, "delete those that you did not mean"),
)
_SHOWN_WHERE_IT_OPENS = ("never closed",)


def fault(source: Source, error: Exception, offset: int = 0) -> Problem:
    """The problem that a parser reports as `error`, in the part of `source` that begins at `offset`."""
    reported = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    at, opened = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    brace = offset + opened.index if opened else -1
    if source.text[brace : brace + 1] == "{" and (found := cut_off(source.text, brace)):
        return source.problem(found.start, found.message, found.advice, code="yaml")
    message, advice = f"this is not valid YAML: {reported}", "put the whole text in double quotes"
    for part, meaning, fix in _FAULTS:
        if part in reported:
            message, advice = meaning, fix
            break
    if any(part in message for part in _SHOWN_WHERE_IT_OPENS):
        at = opened or at
    index = at.index if at else getattr(error, "position", None) or 0
    last = max(len(source.text) - 1, 0)
    return or_invisible(source, source.problem(min(offset + index, last), message, advice, code="yaml"))


_INVISIBLE = re.compile("(?P<space>\u00a0)|(?P<end>[\x85\u2028\u2029])|(?P<mark>\ufeff)")
_INVISIBLE_NAMES = {
    "space": ("a no-break space where a space belongs", "retype the line, or paste it as plain text"),
    "end": ("an invisible line break", "delete it: it came from a web page or a document"),
    "mark": ("a byte order mark inside the file", "delete it: two files were joined here"),
}


def or_invisible(source: Source, problem: Problem) -> Problem:
    """`problem`, unless an invisible character in its line or the one before explains it: then that."""
    for line in (problem.line, problem.line - 1):
        if 0 < line <= len(source.line_starts):
            start = source.line_starts[line - 1]
            text = source.text[start : source.text.find("\n", start) % (len(source.text) + 1)]
            found = _INVISIBLE.search(text)
            structural = found and (found.lastgroup != "space" or re.fullmatch(r"[ -]*(\w+:)?", text[: found.start()]))
            if found and structural:
                message, advice = _INVISIBLE_NAMES[str(found.lastgroup)]
                return source.problem_in(line, message, advice, code="yaml")
    return problem
