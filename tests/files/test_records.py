"""YAML as text: nothing lost in silence, every fault at its line, edits that touch only what they are about."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from deckgen.files.records import Mapping, Record, Scalar, Sequence, Shape, parse, records, truth
from deckgen.files.source import Problem, Refused, Source

SHAPE = Shape(
    text=frozenset({"it", "cs", "note"}),
    words=frozenset({"id", "doubt", "status", "pair"}),
    lists=frozenset({"tags"}),
    inner=frozenset({"found"}),
)


def source(text: str) -> Source:
    return Source(Path("a.yaml"), text)


def read(text: str) -> tuple[list[Record], list[Problem]]:
    return records(source(text), parse(source(text)), SHAPE)


def refused(text: str) -> list[tuple[int, str]]:
    with pytest.raises(Refused) as refusal:
        parse(source(text))
    return [(problem.line, problem.message) for problem in refusal.value.problems]


# ------------------------------------------------------------------ scalars are text


@pytest.mark.parametrize("word", ["No", "12:30", "2.700", "1.10", "2024-05-01", "~", "null", "0x1F", "=", "1_000"])
def test_words_that_yaml_takes_for_something_else_are_text(word: str) -> None:
    (entry,), problems = read(f"- it: {word}\n")
    assert (entry.text("it"), problems) == (word, [])


@pytest.mark.parametrize(
    "written",
    [
        "uno\n    due   tre",
        "'uno\n    due  tre'",
        '"uno \\\n    due tre"',
        ">\n    uno\n    due tre",
        "|\n    uno\n    due tre",
    ],
)
def test_a_scalar_of_several_lines_reads_as_one_with_single_spaces(written: str) -> None:
    (entry,), problems = read(f"- it: {written}\n  cs: x\n")
    assert (entry.text("it"), entry.text("cs"), problems) == ("uno due tre", "x", [])


def test_lines_keeps_the_line_breaks_where_they_are_meant() -> None:
    (entry,), _ = read("- note: |\n    uno  e\n    due\n")
    assert (entry.lines("note"), entry.lines("it")) == ("uno e\ndue", "")


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("it: Siamo #1 del mercato", "#1 del mercato"),
        ("it: #1 del mercato", "#1 del mercato"),
        ("it: uno\n    due # tre", "# tre"),
        ("it: Siamo#1 del mercato", ""),
        ('it: "Siamo #1 del mercato"', ""),
        ("it: 'Siamo' # davvero?", ""),
        ("it: >\n    Siamo #1", ""),
        ("id: mv-bada # la prima", ""),
        ("doubt: 0.4 # alto", ""),
        ("status: accepted # sì", ""),
        ("pair: mv-bada # esempio", ""),
        ("tags: [a, b] # etichette", ""),
    ],
)
def test_a_hash_behind_unquoted_text_is_a_problem(line: str, lost: str) -> None:
    _, problems = read(f"- {line}\n")
    assert [p.message for p in problems] == ([f"is `{lost}` part of the sentence?"] if lost else [])


# ------------------------------------------------------------------ faults of form


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- it: uno\n- it: Ciao: mondo\n", 2),
        ("- it: uno\n- it: @casa\n", 2),
        ("- it: uno\n- it: *grassetto\n", 2),
        ('- it: uno\n- it: "La" vendita\n', 2),
        ("- it: uno\n- it: [senza fine\n- it: tre\n", 2),
        ("- it: uno\n- it: {senza fine\n- it: tre\n", 2),
        ('- it: uno\n- it: "a \\q b"\n', 2),
        ("- it: uno\n cs: due\n", 2),
        ("- it: uno\n\tcs: due\n", 2),
        ("- it: uno\n---\n- it: due\n", 2),
        ("name: a: b\n", 1),
        ("name: a\ntexts:\n  - {id: a\n", 3),
        ("name: a\nfront: 'it\nback: cs\n", 2),
    ],
)
def test_a_fault_of_form_is_one_problem_at_its_line_with_what_to_do(text: str, line: int) -> None:
    with pytest.raises(Refused) as refusal:
        parse(source(text))
    (problem,) = refusal.value.problems
    assert (problem.line, bool(problem.advice), problem.code) == (line, True, "yaml")
    assert problem.shown == source(text).shown(line)


def test_all_faults_of_a_list_are_told_each_at_its_own_line() -> None:
    text = "- it: Ciao: mondo\n- it: \"mai chiuso\n  cs: x\n- it: bene\n- cs: %d\n  it: è così\n- it: 'neanche\n"
    assert refused(text) == [
        (1, "a colon inside unquoted text"),
        (2, "this quote is never closed"),
        (5, "unquoted text cannot begin like this"),
        (7, "this quote is never closed"),
    ]


def test_an_unclosed_quote_is_shown_where_it_opens_not_where_the_next_one_stands() -> None:
    assert refused('- it: "Il primo\n- it: "Il secondo"\n- it: terzo\n') == [(1, "this quote is never closed")]


def test_faults_behind_accents_and_pictures_keep_their_line() -> None:
    assert refused("- it: città è 👩\u200d💼\n  cs: žluťoučký\n- it: a: b\n") == [(3, "a colon inside unquoted text")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- it: a\n<<<<<<< HEAD\n  cs: b\n=======\n  cs: c\n>>>>>>> branch\n", [2, 6]),
        ("- it: a\r\n<<<<<<< HEAD\r\n- it: b\r\n", [2]),
        ("- it: <<<<<<< e >>>>>>> non sono segni\n", []),
    ],
)
def test_merge_conflict_markers_are_told_before_anything_else(text: str, lines: list[int]) -> None:
    if lines:
        assert refused(text) == [(line, "this file has an unresolved merge conflict") for line in lines]
    else:
        assert parse(source(text)) is not None


def test_anchors_are_refused_where_they_stand() -> None:
    assert refused("- it: &a uno\n  cs: *a\n") == [(1, "unquoted text cannot begin with `&`")]
    assert refused("- it: *a\n") == [(1, "unquoted text cannot begin with `*`")]
    assert (2, "this is not a key") in refused("- &a it: uno\n- *a : due\n")


def test_a_billion_laughs_end_at_once() -> None:
    laughs = "".join(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10) if n else 'ah'}]\n" for n in range(40))
    assert len(refused(laughs)) == 40


@pytest.mark.parametrize("text", ["", "\n\n", "# niente\n"])
def test_a_file_without_entries_is_empty_and_no_fault(text: str) -> None:
    assert read(text) == ([], [])


def test_values_know_where_they_stand() -> None:
    text = "- it: città 👩‍💼\n  cs: 'město'\n- {it: a, tags: [b]}\n"
    value = parse(source(text))
    assert isinstance(value, Sequence)
    first, second = value.items
    assert isinstance(first, Mapping)
    assert isinstance(second, Mapping)
    found = {name.text: item for name, item in first.items}
    assert [isinstance(v, Scalar) and (text[v.start : v.end], v.plain) for v in found.values()] == [
        ("città 👩‍💼", True),
        ("'město'", False),
    ]
    assert (first.flow, first.column, second.flow, text[second.start : second.end]) == (
        False,
        2,
        True,
        "{it: a, tags: [b]}",
    )


# ------------------------------------------------------------------ records


@pytest.mark.parametrize(
    ("text", "line", "message", "advice"),
    [
        ("- it: a\n  nota: b\n", 2, "unknown key `nota`", "did you mean `note`?"),
        ("- It: a\n", 1, "unknown key `It`", "did you mean `it`?"),
        (
            "- it: a\n  qqqq: b\n",
            2,
            "unknown key `qqqq`",
            "known here: cs, doubt, found, id, it, note, pair, status, tags",
        ),
        ("- it: a\n  cs: b\n  it: c\n", 3, "duplicate key `it`, first in line 1", ""),
        ("- it:\n    - a\n", 2, "`it` must be a single text", "quote it if it begins with [ or {"),
        ("- tags: [a, [b]]\n", 1, "`tags` must be a list of words", "write it like `tags: [one, two]`"),
        ("it: a\n", 1, "this file must be a list: begin every entry with `- `", ""),
        ("- it: a\n- solo testo\n", 2, "an entry without keys", "write `key: text` lines under it, or delete it"),
        ("- it: a\n-\n- it: b\n", 2, "an empty entry", "write `key: text` lines under it, or delete it"),
    ],
)
def test_an_entry_that_does_not_fit_its_shape_is_a_problem(text: str, line: int, message: str, advice: str) -> None:
    _, problems = read(text)
    assert [(p.line, p.message, p.advice) for p in problems] == [(line, message, advice)]


def test_an_entry_with_a_problem_still_gives_what_could_be_read() -> None:
    text = "- it: primo\n  it: secondo\n  cs: [x]\n  tags: [a, 'b c']\n"
    (entry,), problems = read(text)
    assert (entry.text("it"), entry.text("cs"), entry.words("tags"), len(problems)) == ("primo", "", ("a", "b c"), 2)
    assert entry.key_lines(source(text)) == {"": 1, "it": 1, "cs": 3, "tags": 4}
    assert entry.at("cs") == entry.mapping.start  # nothing to point at but the entry


@pytest.mark.parametrize(
    ("word", "answer", "fine"),
    [("true", True, True), ("True", True, True), ("false", False, True), ("yes", False, False), ("1", False, False)],
)
def test_true_and_false_are_the_only_answers(word: str, answer: bool, fine: bool) -> None:
    text = f"- it: a\n  id: {word}\n"
    (entry,), _ = read(text)
    said, problems = truth(source(text), entry, "id")
    assert (said, [p.line for p in problems]) == (answer, [] if fine else [2])


@pytest.mark.parametrize(
    "text",
    ["- it: &foo Marketing\n", "- it: !Testo\n", "- !!map\n  it: a\n", "- &x\n  it: a\n", "- &x {it: a}\n"],
)
def test_tags_and_anchors_would_swallow_text_and_are_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"unquoted text cannot begin with `[&!]`"):
        parse(source(text))


@pytest.mark.parametrize("text", ["- " * 5000 + "x", "[" * 20000, "- a: " + "[" * 3000 + "]" * 3000])
def test_nesting_without_end_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"nested too deeply|never closed"):
        parse(source(text))


@pytest.mark.parametrize("text", ["*grassetto*", "| testo", "> testo", "- a", "? a", "a\x01b", "%5"])
def test_what_unquoted_text_cannot_be_is_said_in_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(source(f"- it: {text}\n"))
    (problem,) = refused.value.problems
    assert problem.advice
    assert "did not find" not in problem.message


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- it: a\u2028b\n  cs: c\n", 1, "an invisible line break"),
        ("- it: a\x85b\n", 1, "an invisible line break"),
        ("-\u00a0it: a\n", 1, "a no-break space where a space belongs"),
        ("- it: a\n- it:\u00a0b\n", 2, "a no-break space where a space belongs"),
        ("- it: a\n\ufeff- it: b\n", 2, "a byte order mark inside the file"),
        ("- it: a\r- it: b\r", 1, "a line ends with a lone CR, as on a very old Mac"),
        ("- it: a\u00a0b\n- it: a: c\n", 2, "a colon inside unquoted text"),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, line: int, message: str) -> None:
    try:
        problems = list(read(text)[1])
    except Refused as refused:
        problems = list(refused.problems)
    assert (problems[0].line, problems[0].message) == (line, message)


@pytest.mark.parametrize(
    "text",
    [
        '- it: "\\ud800"\n',
        '- it: "\\U0011ffff"\n',
        '- it: "\\x"\n',
        "%YAML 9.9\n---\n- it: a\n",
        "- it: a\n...\n- it: b\n",
    ],
)
def test_every_fault_of_form_is_said_in_our_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(source(text))
    assert not re.search("found |did not|expected|character", refused.value.problems[0].message)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? ", "- a: [", "[\n"])
@pytest.mark.parametrize("before", ["", "- it: *a\n- ", '- it: "\n- '])
def test_a_megabyte_of_brackets_ends_at_once_and_kills_nobody(opening: str, before: str) -> None:
    """The parser's own composer died of fifty thousand, and took the program with it."""
    text = before + opening * (1_000_000 // len(opening))
    began = time.monotonic()
    with pytest.raises(Refused, match=r"nested too deeply|never closed|cannot begin like this"):
        parse(source(text))
    assert time.monotonic() - began < 5


def test_an_empty_list_has_no_words() -> None:
    (entry,), problems = read("- it: a\n  tags:\n")
    assert (entry.words("tags"), problems) == ((), [])
