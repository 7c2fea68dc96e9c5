"""Documents like those that people write in YAML, and worse, read line by line and by PyYAML: where do both differ?"""

from __future__ import annotations

from pathlib import Path

from deckgen.files import plain, records
from deckgen.files.records import Record, Shape
from deckgen.files.source import Refused, Source
from deckgen.project import keys
from deckgen.project.forms import Table

LANGUAGES = ("it", "cs")
TABLES = (keys.PAIR.of(LANGUAGES), keys.TERM.of(LANGUAGES))

# What a line begins with: mostly what the line reader knows.
LEADS = ("- ", "- ", "  ", "  ", "  ", "  ", "", "-  ", " ", "   ", "    ", "-", "- - ", "\t", "-\t", "? ", "#", "  # ")
NAMES = (*dict.fromkeys(key.name for table in TABLES for key in table.keys), "x", "It", "a b", '"it"', "<<", "1")
COLONS = (": ", ": ", ": ", ": ", ":", ":  ", " : ", ":\t", " ", "：")
# What values are made of, one to four of these after each other.
PIECES = (
    *(
        "Ciao",
        "dům",
        "l’ora",
        "a",
        "12:30",
        "1.5",
        "0.4",
        "true",
        "No",
        "null",
        "~",
        "=",
        "mv-kade",
        "[a, b]",
        "[]",
        "{}",
    ),
    *(
        "{it: uno, cs: dva}",
        "{it: uno}",
        '{it: "uno, due", cs: dva}',
        "{it: a, it: b}",
        "{it: a b , cs: c}",
        "[a, 'b, c']",
    ),
    *(
        '"quoted"',
        "'quoted'",
        '"a \\"b\\" \\\\ c"',
        "'it''s'",
        '"a\\nb"',
        '"\\u0041"',
        '"open',
        "'open",
        'a"b',
        "a'b",
        '""',
        "''",
    ),
    *(
        " ",
        "  ",
        " #",
        "#",
        "# x",
        ": ",
        ":",
        " :",
        ", ",
        ",",
        "- ",
        "-",
        "--- ",
        "...",
        "? ",
        "?",
        "|",
        ">",
        ">-",
        "&a ",
        "*a",
    ),
    *(
        "!x ",
        "%",
        "@",
        "`",
        "\\",
        "[",
        "]",
        "{",
        "}",
        "<<",
        "\t",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "\u2009",
        "\u3000",
        "\ufeff",
    ),
    *(
        "\r",
        "\x85",
        "\u2028",
        "\u2029",
        "\x00",
        "\x07",
        "\x7f",
        "e\u0301",
        "é",
        "ﬁ",
        "\U0001f469\u200d",
        "\ud800",
        "²",
        "١",
    ),
)
ENDS = (
    "\n",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    " \n",
    "  # c\n",
    "\n# c\n",
    "\n  # c\n",
    "\n   \n",
    "",
    "\n    more\n",
    "\n...\n",
)
HEADS = ("", "", "", "# head\n", "\n", "---\n", "%YAML 1.1\n", "\ufeff", "- it: a\n", "- id: a\n  it: b: c\n", "[]\n")


def disagreement(text: str) -> str:
    """How the line reader and PyYAML differ on `text`; empty if they do not, or the line reader declines it."""
    source = Source(Path("a.yaml"), text)
    for table in TABLES:
        if told := _other_entries(source, table):
            return told
    if plain.readable(text):
        try:
            records.parse(source)
        except Refused as refused:
            return f"it is said to be readable, but PyYAML refuses it: {refused}"
    return ""


def _other_entries(source: Source, table: Table) -> str:
    """How the entries differ that both readers find."""
    found = plain.plain_entries(source, table.shape)
    if found is None:
        return ""
    try:
        expected, problems = records.records(source, records.parse(source), table.shape)
    except Refused as refused:
        return f"PyYAML refuses it: {refused}"
    if problems:
        return f"something is wrong: {problems[0].message}"
    if len(found) != len(expected):
        return f"{len(found)} entries, but {len(expected)} to PyYAML"
    told = [_difference(source, table, one, other) for one, other in zip(found, expected, strict=True)]
    for each in found:
        each.let_go()
    told += [_difference(source, table, one, other) for one, other in zip(found, expected, strict=True)]
    return next(filter(None, told), "")


def is_declined(text: str) -> bool:
    """Whether the line reader leaves `text` to PyYAML, whatever it is."""
    return all(plain.plain_entries(Source(Path("a.yaml"), text), table.shape) is None for table in TABLES)


def _difference(source: Source, table: Table, one: Record, other: Record) -> str:
    """What differs in a record: values and what is wrong with them first, since they are read without its places."""
    pairs = (
        (table.read(source, one), table.read(source, other)),
        (sorted(one.names), sorted(other.names)),
        (one.key_lines(source), other.key_lines(source)),
        (one.size, other.size),
        (_texts(one, table.shape), _texts(other, table.shape)),
        (one.mapping, other.mapping),
        (one.scalars, other.scalars),
        (one.lists, other.lists),
        (one.inner, other.inner),
        ([one.at(name) for name in one.names], [other.at(name) for name in one.names]),
    )
    return next((f"{ours!r}, but {theirs!r} to PyYAML" for ours, theirs in pairs if ours != theirs), "")


def _texts(record: Record, shape: Shape) -> list[object]:
    names = sorted(shape.keys)
    return [(record.text(name), record.lines(name), record.words(name), record.has_text(name)) for name in names]
