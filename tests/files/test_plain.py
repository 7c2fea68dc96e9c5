"""The line reader takes a file only where it gives exactly what PyYAML gives."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plain_yaml import COLONS, ENDS, HEADS, LEADS, NAMES, PIECES, TABLES, disagreement, is_declined
from projects import ROOT

from deckgen.files import plain, records
from deckgen.files.disk import read
from deckgen.files.source import Source

PAIRS, TERMS = TABLES
values = st.lists(st.sampled_from(PIECES), min_size=0, max_size=4).map("".join) | st.text(max_size=12)
lines = st.tuples(*map(st.sampled_from, (LEADS, NAMES, COLONS)), values, st.sampled_from(ENDS)).map("".join)
# Lines that the line reader would take but for one value.
plain_lines = st.tuples(
    st.sampled_from(("- ", "  ")),
    st.sampled_from(NAMES),
    st.just(": "),
    st.sampled_from(PIECES) | values,
    st.just("\n"),
).map("".join)
documents = st.tuples(st.sampled_from(HEADS), st.lists(plain_lines | lines, min_size=1, max_size=5).map("".join)).map(
    "".join
)


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
@example("- it: a\n  cs: b")
@example("- found: {it: a, it: b}\n")
@example("- note: 'it''s'\n\n# c\n")
@example('- note: " a\\n b "   \n   \n  cs: x\n')
@example("- tags: [a, 'b, c']\n  allow: x\n- tags: []\n")
@example("- it: a\x85b\n  cs: c\n")
@example("- it: a\n  # c\n  cs: b #c\n")
def test_both_readers_agree(text: str) -> None:
    assert disagreement(text) == ""


@pytest.mark.parametrize("lead", ["- ", "  "])
def test_both_readers_agree_on_every_piece_behind_every_key(lead: str) -> None:
    """The first key of an entry or the second."""
    for name, piece, more in itertools.product(
        sorted(PAIRS.shape.keys | TERMS.shape.keys), PIECES, ("", " ", "x", " x")
    ):
        text = f"- id: a\n{lead}{name}: {piece}{more}\n" if lead == "  " else f"- {name}: {piece}{more}\n  id: a\n"
        assert disagreement(text) == "", text


def test_every_character_is_one_for_both_readers() -> None:
    """At the beginning, in the middle and at the end of a text, with and without quotes."""
    ranges = range(0x600), range(0x1FF0, 0x2070), range(0x3000, 0x3010), range(0xD7F0, 0xE010), range(0xFEF0, 0x10010)
    for number in itertools.chain(*ranges):
        sign = chr(number)
        for value in (f"{sign}a", f"a{sign}b", f"a{sign}", f'"{sign}"', f"{{it: {sign}a, cs: b}}", f"[a{sign}]"):
            assert (
                disagreement(f"- {'tags' if value[0] == '[' else 'found' if value[0] == '{' else 'it'}: {value}\n")
                == ""
            )


# ------------------------------------------------------------------ what is taken


@pytest.mark.parametrize("kind", ["pairs", "vocabulary"])
def test_the_shipped_files_are_taken_and_read_as_by_pyyaml(kind: str) -> None:
    table = PAIRS if kind == "pairs" else TERMS
    paths = sorted(ROOT.glob(f"cards/*/{kind}/*.yaml"))
    assert paths
    for path in paths:
        several_lines = re.search(r": [|>]$", read(path).text, re.MULTILINE)
        assert (plain.plain_entries(read(path), table.shape) is None) == bool(several_lines), path
        assert disagreement(read(path).text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "- it: Ciao, come va? 12:30 e l'ora #1\n".replace(" #1", ""),
        '- it: "Disse: \\"no\\""\n  note: "una\\ndue"\n',
        "- section: {it: Uno, cs: Jedna}\n- id: a\n  tags: [x, y]\n  skip: true\n",
        "# head\n\n- section: Uno\n\n- id: a  \n  # because\n  skip: true",
        "- it: e\u0301 \u00a0x\n  cs: a\u200bb\n",
    ],
)
def test_what_deckgen_writes_and_people_change_in_it_is_taken(text: str) -> None:
    assert not is_declined(text)
    assert disagreement(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "# c\n", "[]\n", "it: a\n", "  it: a\n- cs: b\n", "- it:\n", "- it: a\n    b\n", "-  it: a\n"),
        *("- it: a\r\n", "- it: a\tb\n", "\ufeff- it: a\n", "- it: |\n    a\n", "- it: &x a\n", "- it: a # c\n"),
        *(
            "- it: a: b\n",
            "- it: a\n  it: b\n",
            "- other: a\n",
            "- it: [a]\n",
            "- found: a\n",
            "- it: 'a\n",
            "---\n- it: a\n",
        ),
        *("- {it: a}\n", "- a\n", "- it: a\n<<<<<<< ours\n", "- it: a\n...\n", '- it: "\\x41"\n', "- it: a\u2028b\n"),
    ],
)
def test_everything_else_is_left_to_pyyaml(text: str) -> None:
    assert is_declined(text)


def test_places_are_found_only_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(Path("a.yaml"), '- id: a\n  found: {it: uno, cs: "dva"}\n')
    (entry,) = plain.plain_entries(source, TERMS.shape) or []
    monkeypatch.setattr(records, "record", pytest.fail)
    values, problems = TERMS.read(source, entry)
    assert (values["id"], values["found"], problems) == ("a", ("uno", "dva"), [])
    monkeypatch.undo()
    assert entry.mapping.items[1][1].start == source.text.index("{")


def test_a_value_that_is_wrong_is_told_at_its_place() -> None:
    source = Source(Path("a.yaml"), "- id: a\n\n- id: b\n  doubt: 2\n")
    _, entry = plain.plain_entries(source, PAIRS.shape) or []
    _, (problem,) = PAIRS.read(source, entry)
    assert (problem.line, problem.shown) == (4, ("doubt: 2",))
