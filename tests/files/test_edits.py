"""Edits in place: what had to change, changes; every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.characters import folded
from deckgen.files.edits import Chosen, Wanted, amend, checked, renamed_keys, scalar
from deckgen.files.records import Mapping, Record, Shape, parse, record, records
from deckgen.files.source import Edit, Problem, Refused, Source, edited

SHAPE = Shape(
    text=frozenset({"it", "cs", "note", "hint"}),
    words=frozenset({"id", "doubt", "status", "pair"}),
    lists=frozenset({"tags"}),
    inner=frozenset({"found"}),
)


def source(text: str) -> Source:
    return Source(Path("a.yaml"), text)


def read(text: str) -> tuple[list[Record], list[Problem]]:
    return records(source(text), parse(source(text)), SHAPE)


# ------------------------------------------------------------------ writing

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.one_of(st.text(CHARACTERS), st.text("ab #:,-?[]{}&*!|>'\"%@`~<=\\./0é\u00a0")).map(folded)


@settings(deadline=None)
@given(TEXT, st.booleans())
def test_a_written_scalar_reads_back_as_the_same_text(text: str, flow: bool) -> None:
    written = scalar(text, flow=flow)
    assert "\n" not in written
    whole = f"{{it: {written}, cs: x}}\n" if flow else f"it: {written}\ncs: x\n"
    value = parse(source(whole))
    assert isinstance(value, Mapping)
    entry, problems = record(source(whole), value, SHAPE)
    assert (entry.text("it"), entry.text("cs"), problems) == (text, "x", [])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("La vendita è un’arte, no?", "La vendita è un’arte, no?"),
        ("alle 12:30", '"alle 12:30"'),  # a space behind the colon would change what it says
        ("Chi? Noi: i clienti", '"Chi? Noi: i clienti"'),
        ("#1", '"#1"'),
        ("l’1% e il C#", '"l’1% e il C#"'),
        ("- punto", '"- punto"'),
        ('disse "no"', '"disse \\"no\\""'),
        ("riga\nriga", '"riga\\nriga"'),
        ("", '""'),
        ("No", "No"),
        ("null", '"null"'),  # to an editor it would be nothing
        ("nulla", "nulla"),
    ],
)
def test_text_is_quoted_where_a_small_edit_could_break_it(text: str, written: str) -> None:
    assert scalar(text) == written


def test_inside_braces_a_comma_and_a_question_mark_are_quoted() -> None:
    """A question mark in front of the brace is a key to one of the two parsers of the library that reads YAML."""
    assert [scalar(text, flow=True) for text in ("Chi?", "uno, due", "tre")] == ['"Chi?"', '"uno, due"', "tre"]


# ------------------------------------------------------------------ edits


STYLES = (lambda t: t, lambda t: "'" + t.replace("'", "''") + "'", lambda t: '"' + t + '"')
WORDS = st.sampled_from(["Perché no?", "žluťoučký kůň", "👩\u200d💼 al lavoro", "l'arte", "2.700", "due  spazi"])
VALUE = st.builds(lambda style, words: style(words), st.sampled_from(STYLES), WORDS)
COMMENT = st.sampled_from(["", "# nota: «così»", "\n", "   # rientrata", "\n# prima\n"])


@st.composite
def entry_text(draw: st.DrawFn) -> str:
    """One entry as a person may write it: block or flow, with an empty id somewhere or none."""
    keys = [f"it: {draw(VALUE)}", f"cs: {draw(VALUE)}"]
    if draw(st.booleans()):
        keys.insert(draw(st.integers(0, 2)), draw(st.sampled_from(["id: ", "id: ''", 'id: ""'])))
    if draw(st.booleans()):
        return "- {" + draw(st.sampled_from([", ", ",\n    "])).join(keys) + "}\n"
    if draw(st.booleans()):
        keys.append("note: |\n      riga uno\n      riga due")
    lead, indent = draw(st.sampled_from([("- ", 2), ("-   ", 4), ("-\n  ", 2), ("- # qui\n  ", 2)]))
    return lead + ("\n" + " " * indent).join(keys) + "\n"


def removed(after: str, before: str, piece: str) -> bool:
    """Whether `before` is `after` without one stretch that holds `piece`."""
    size = len(after) - len(before)
    return any(
        piece in after[at : at + size] and after[:at] + after[at + size :] == before for at in range(len(before) + 1)
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(COMMENT, entry_text()), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_giving_ids_inserts_them_and_leaves_every_other_byte(
    entries: list[tuple[str, str]], crlf: bool, final: bool
) -> None:
    text = "".join(comment + ("\n" if comment else "") + entry for comment, entry in entries)
    text = (text if final else text.rstrip("\n")).replace("\n", "\r\n" if crlf else "\n")
    before, problems = read(text)
    assert problems == []
    after = text
    for number in reversed(range(len(before))):
        step = edited(after, amend(source(text), before[number], {"id": f"mv-{number}"}))
        assert removed(step, after, f"mv-{number}")
        after = step
    now, problems = read(after)
    assert problems == []
    assert [entry.text("id") for entry in now] == [f"mv-{n}" for n in range(len(before))]
    assert [[entry.lines(key) for key in ("it", "cs", "note")] for entry in now] == [
        [entry.lines(key) for key in ("it", "cs", "note")] for entry in before
    ]
    assert after.count("\r") == (after.count("\n") if crlf else 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- it: a\n", "- id: b\n  it: a\n"),
        ("-   it: a\r\n", "-   id: b\r\n    it: a\r\n"),
        ("- {it: a}\n", "- {id: b, it: a}\n"),
        ("- # qui\n  it: a\n", "- # qui\n  id: b\n  it: a\n"),
    ],
)
def test_an_id_is_a_line_of_its_own_in_the_style_of_the_entry(before: str, after: str) -> None:
    (entry,), _ = read(before)
    assert edited(before, amend(source(before), entry, {"id": "b"})) == after


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("- it: a # c\n  cs: b\n", "x", "- it: x # c\n  cs: b\n"),
        ("- it: 'a'\n  cs: b\n", "l'arte", "- it: 'l''arte'\n  cs: b\n"),
        ('- it: "a"\n  cs: b\n', "x", '- it: "x"\n  cs: b\n'),
        ("- it: a\n", "x: y", '- it: "x: y"\n'),
        ("- {it: a, cs: b}\n", "x, y", '- {it: "x, y", cs: b}\n'),
        ("- it: |\n    a\n    b\n  cs: b\n", "x", "- it: x\n  cs: b\n"),
        ("- it:\n  cs: b\n", "x", "- it: x\n  cs: b\n"),
        ("- cs: b # c\r\n\r\n# altro\r\n", "x", "- cs: b # c\r\n  it: x\r\n\r\n# altro\r\n"),
        ("- {cs: b}\n", "x, y", '- {cs: b, it: "x, y"}\n'),
        ("- it: a\n  cs: b\n", "", "- cs: b\n"),
        ("- cs: b\n  it: a\n# c\n", "", "- cs: b\n# c\n"),
        ("- {cs: b, it: a}\n", "", "- {cs: b}\n"),
    ],
)
def test_a_changed_text_keeps_its_quotes_and_an_empty_one_takes_its_line_away(
    before: str, text: str, after: str
) -> None:
    entry = read(before)[0][0]
    assert edited(before, amend(source(before), entry, {"it": text})) == after
    assert read(after)[0][0].text("it") == text


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("- it: a\n  tags: [x]\n", ("y", "z,w"), '- it: a\n  tags: [y, "z,w"]\n'),
        ("- it: a\n", ("y",), "- it: a\n  tags: [y]\n"),
        ("- {it: a}\n", ("y",), "- {it: a, tags: [y]}\n"),
        ("- it: a\n  tags: x\n", ("y",), "- it: a\n  tags: [y]\n"),
        ("- it: a\n  tags: [x]\n  cs: b\n", (), "- it: a\n  cs: b\n"),
        ("- it: a\n  tags:\n  # c\n  - y\n# d\n- it: b\n", ("x",), "- it: a\n  tags: [x]\n# d\n- it: b\n"),
    ],
)
def test_a_changed_list_is_written_in_brackets_and_an_empty_one_goes(
    before: str, words: tuple[str, ...], after: str
) -> None:
    entry = read(before)[0][0]
    assert edited(before, amend(source(before), entry, {"tags": words})) == after
    assert read(after)[0][0].words("tags") == words


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- it: q\n", '- it: q\n  found: {it: "x, y", cs: z}\n'),
        ("- {it: q}\n", '- {it: q, found: {it: "x, y", cs: z}}\n'),
        ("- it: q\n  found: {it: a}\n", '- it: q\n  found: {it: "x, y", cs: z}\n'),
        ("- it: q\n  found:\n    cs: 'b'\n    it: a # c\n", "- it: q\n  found:\n    cs: 'z'\n    it: x, y # c\n"),
    ],
)
def test_an_inner_mapping_is_changed_where_it_stands_or_made(before: str, after: str) -> None:
    entry = read(before)[0][0]
    assert edited(before, amend(source(before), entry, {"found": {"it": "x, y", "cs": "z"}})) == after


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("- it: a\n  hint:\n", {"note": "n", "hint": "e"}, "- it: a\n  hint: e\n  note: n\n"),
        ("- it: a\n  cs: b\n  note: c\n  hint: d\n", {"note": "", "hint": ""}, "- it: a\n  cs: b\n"),
        ("- {it: a, cs: b, note: c, hint: d}\n", {"note": "", "hint": ""}, "- {it: a, cs: b}\n"),
        ("- {it: a, cs: b, note: c}\n", {"it": "", "cs": ""}, "- {note: c}\n"),
        ("- it: a\n  cs: b\n  note: c\n", {"it": "", "cs": "", "hint": "h"}, "- note: c\n  hint: h\n"),
        ("- {cs: b,}\n", {"it": "a"}, "- {cs: b, it: a,}\n"),
        ("- it: a\n  tags:\n", {"tags": ("x",)}, "- it: a\n  tags: [x]\n"),
        ("- tags:\n  - q\n- it: z\n", {"tags": ("x",)}, "- tags: [x]\n- it: z\n"),
        ("- it: q\n  found: {}\n", {"found": {"it": "x", "cs": "z"}}, "- it: q\n  found: {it: x, cs: z}\n"),
        ("- it: q\n  found:\n", {"found": {"it": "x"}}, "- it: q\n  found: {it: x}\n"),
        ("- {id, it: a}\n", {"id": "b"}, "- {id: b, it: a}\n"),
        ("- it: a\n", {"note": ""}, "- it: a\n"),
    ],
)
def test_several_changes_of_one_entry_do_not_meet(before: str, changes: dict[str, Wanted], after: str) -> None:
    entry = read(before)[0][0]
    made = edited(before, amend(source(before), entry, changes))
    assert made == after
    now, problems = read(made)
    assert problems == []
    for key, wanted in changes.items():
        if isinstance(wanted, str):
            assert now[0].text(key) == wanted


def test_a_comment_between_keys_survives_the_key_beneath_it() -> None:
    before = "- note: c\n  # tuo\n  cs: b\n  it: a\n"
    entry = read(before)[0][0]
    assert edited(before, amend(source(before), entry, {"cs": ""})) == "- note: c\n  # tuo\n  it: a\n"


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("- it: a\n  tags:\n  - x # c\n  - y\n", ("x",), "- it: a\n  tags:\n  - x # c\n"),
        ("- it: a\n  tags:\n    # c\n    - x\n    - y\n", ("y",), "- it: a\n  tags:\n    # c\n    - y\n"),
        (
            "- it: a\r\n  tags:\r\n  - 'x'\r\n  cs: b",
            ("x", "z: w"),
            "- it: a\r\n  tags:\r\n  - 'x'\r\n  - \"z: w\"\r\n  cs: b",
        ),
        ("- it: a\n  tags:\n  - x\n  - y", ("y", "z"), "- it: a\n  tags:\n  - y\n  - z"),
    ],
)
def test_a_list_with_a_line_for_each_word_keeps_the_lines_of_those_that_stay(
    before: str, words: tuple[str, ...], after: str
) -> None:
    entry = read(before)[0][0]
    assert edited(before, amend(source(before), entry, {"tags": words})) == after
    assert read(after)[0][0].words("tags") == words


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- it: a\n  tags: [x, y]\n", "- it: a\n  tags: []\n"),
        ("- it: a\n  tags:\n  - x\n  cs: b\n", "- it: a\n  tags: []\n  cs: b\n"),
        ("- {it: a}\n", "- {it: a, tags: []}\n"),
    ],
)
def test_a_choice_of_nothing_is_written(before: str, after: str) -> None:
    assert edited(before, amend(source(before), read(before)[0][0], {"tags": Chosen(())})) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# a\nhint: h # b\n# c\nnote: n\n# d\nit: x\n", "# a\n# c\n# d\nit: x\n"),
        ("it: x\r\nhint: h\nnote: n", "it: x"),  # lines that end in two ways
        ("{hint: h, it: x, note: n}\n", "{it: x}\n"),
        ("{it: x, # a\n hint: h, cs: y}\n", "{it: x # a\n , cs: y}\n"),
    ],
)
def test_keys_without_a_dash_go_with_their_lines_and_comments_stay(before: str, after: str) -> None:
    value = parse(source(before))
    assert isinstance(value, Mapping)
    entry, _ = record(source(before), value, SHAPE)
    assert edited(before, amend(source(before), entry, {"hint": "", "note": ""})) == after


def test_a_comment_behind_the_first_key_stays_at_the_dash() -> None:
    before = "- hint: h\n  # c\n  it: a\n"
    assert edited(before, amend(source(before), read(before)[0][0], {"hint": ""})) == "- # c\n  it: a\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_key_is_renamed_in_entries_and_in_what_they_hold(newline: str) -> None:
    before = "- section: {it: a, cs: b}\n- id: x # cs: no\n  cs: 'cs: b'\n  found:\n    cs: c\n- {it: q, \"cs\": z}\n"
    after = "- section: {it: a, sk: b}\n- id: x # cs: no\n  sk: 'cs: b'\n  found:\n    sk: c\n- {it: q, sk: z}\n"
    before, after = before.replace("\n", newline), after.replace("\n", newline)
    assert edited(before, renamed_keys(source(before), "cs", "sk")) == after
    assert renamed_keys(source(""), "cs", "sk") == []


def test_an_edit_that_would_break_the_file_is_refused() -> None:
    before = "- it: a\n  cs: b\n"
    assert checked(source(before), [Edit(6, 7, "x")]) == [Edit(6, 7, "x")]
    with pytest.raises(Refused, match="cannot edit this entry") as refused:
        checked(source(before), [Edit(6, 7, '"x')])
    assert refused.value.problems[0].line == 1


def test_an_entry_keeps_a_key() -> None:
    before = "- it: q\n  found: {it: a}\n"
    with pytest.raises(ValueError, match="must keep a key"):
        amend(source(before), read(before)[0][0], {"found": {"it": ""}})


class Counted(str):
    """A text that counts the characters that are looked at in it, or copied from it."""

    scanned = 0

    def _count(self, found: int, start: int | None, end: int | None) -> None:
        stop = len(self) if end is None else end
        Counted.scanned += max(0, (found if found >= 0 else stop) - (start or 0)) + 1

    def find(self, sub: str, start: int | None = None, end: int | None = None) -> int:  # type: ignore[override]
        found = super().find(sub, start, end)
        self._count(found, start, end)
        return found

    def index(self, sub: str, start: int | None = None, end: int | None = None) -> int:  # type: ignore[override]
        found = super().index(sub, start, end)
        self._count(found, start, end)
        return found

    def __contains__(self, sub: object) -> bool:
        Counted.scanned += len(self)
        return super().__contains__(sub)  # type: ignore[arg-type]

    def __getitem__(self, at: object) -> str:
        found = super().__getitem__(at)  # type: ignore[index]
        Counted.scanned += len(found)
        return found


def scanned(count: int, changes: dict[str, Wanted], text: str) -> int:
    """How many characters are looked at to change each entry of a file with `count` of them."""
    found, _ = read(text * count)
    assert len(found) == count
    counted = source(Counted(text * count))
    Counted.scanned = 0
    for entry in found:
        amend(counted, entry, changes)
    return Counted.scanned


@pytest.mark.parametrize(
    "text", ["- it: Ciao.\n  cs: Ahoj.\n", "\n- it: A\n  tags: [a, b]\n  # c\n", "- {it: A, cs: B}\n"]
)
@pytest.mark.parametrize("changes", [{"id": "t-a"}, {"it": "Addio."}, {"cs": ""}, {"note": "n", "tags": ()}])
def test_what_is_looked_at_for_edits_grows_with_the_entries(text: str, changes: dict[str, Wanted]) -> None:
    """To look for an end of line in the whole file for each of 20 000 entries took a minute."""
    assert scanned(400, changes, text) <= 10 * scanned(50, changes, text)
