"""Headings: they follow the texts, never take what is not theirs, and stay as a person left them."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.source import Source, edited
from deckgen.merge.realign import realign
from deckgen.project.lock import Origin
from deckgen.project.pairs import Pair, Section, parse_pairs

# a, b … are entries of the file; A, B … headings. Sentences are told apart by their words.
WORDS = {
    "a": ("Il cliente paga subito.", "Zákazník platí hned."),
    "b": ("La fattura arriva domani.", "Faktura dorazí zítra."),
    "c": ("Il magazzino è vuoto.", "Ve skladu nic není."),
    "n": ("Nessuno risponde al telefono.", "Nikdo nezvedá telefon."),
    "m": ("Oggi piove a Milano.", "V Miláně dnes prší."),
}


def file_text(form: str) -> str:
    """`A a b` as a file: a capital opens a section, a small letter is a pair."""
    lines = []
    for each in form.split():
        front, back = WORDS.get(each, ("", ""))
        lines.append(f"- section: {each}\n" if each.isupper() else f"- id: t-{each}\n  it: {front}\n  cs: {back}\n")
    return "".join(lines)


def pairs(form: str) -> list[Pair]:
    """`A a b` as what the texts give."""
    found, title = [], ""
    for each in form.split():
        if each.isupper():
            title = each
        else:
            found.append(Pair("", *WORDS[each], title))
    return found


def form_of(text: str) -> str:
    """A file as `A a b`."""
    file, problems = parse_pairs(Source(Path("a.yaml"), text), ("it", "cs"))
    assert problems == []
    names = {front: name for name, (front, _) in WORDS.items()}
    places = [(each.record.mapping.start, each.value.front) for each in file.sections]
    places += [(e.record.mapping.start, names[e.value.front]) for e in file.entries]
    return " ".join(name for _, name in sorted(places))


def followed(before: str, made_from: str, texts: str) -> str:
    """The form of a file after `texts`; a second run must change nothing."""
    origins = {
        f"t-{name}": Origin(pair.front, pair.back, pair.section)
        for pair in pairs(made_from)
        for name, words in WORDS.items()
        if words[0] == pair.front
    }
    text = file_text(before)
    for _ in range(2):
        file, _ = parse_pairs(Source(Path("a.yaml"), text), ("it", "cs"))
        made = realign(file, pairs(texts), origins, iter(f"t-x{n}" for n in range(9)), ("it", "cs"))
        after = edited(text, made.edits)
        assert origins != made.origins or after == text, "a second run changed the file"
        text, origins = after, dict(made.origins)
    return form_of(text)


@pytest.mark.parametrize(
    ("before", "made_from", "texts", "after"),
    [
        # the texts changed
        ("A a B b", "A a B b", "A a C b", "A a C b"),  # renamed
        ("A a b", "A a b", "A a B b", "A a B b"),  # new, above pairs that were there
        ("A a B b", "A a B b", "A a b", "A a b"),  # gone
        ("A a b", "A a b", "A a b B n", "A a b B n"),  # new, with a new pair
        ("A a", "A a", "B n A a", "B n A a"),  # new, before everything
        ("a b", "a b", "A a b", "A a b"),  # the first
        # a person changed the file
        ("A a M b", "A a B b", "A a B b", "A a M b"),  # renamed by hand
        ("A a M b", "A a B b", "A a C b", "A a M b"),  # and in the texts as well: the hand wins
        ("A a b", "A a B b", "A a B b", "A a b"),  # deleted by hand
        ("A a M b", "A a B b", "A a B n b", "A a M n b"),  # a new pair goes where its neighbours are
        # a heading never takes what is not its own
        ("A a B b c", "A a B b c", "A a", "A a B b c"),  # pairs that are gone keep theirs
        ("A a b c", "A a b c", "A b c D a", "A a b c"),
        ("A a b", "A a b", "A a D n A b", "A a b D n"),
        ("a", "a", "A n", "a A n"),
        ("a", "a", "A n a", "A n a"),
        ("A a B b A c", "A a B b A c", "E a B b E c", "E a B b E c"),  # one that stands twice
    ],
)
def test_headings(before: str, made_from: str, texts: str, after: str) -> None:
    assert followed(before, made_from, texts) == after


def test_a_new_pair_without_a_heading_stands_before_a_new_heading() -> None:
    assert followed("a b", "a b", "n A a b") == "n A a b"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]\n", "- section: A\n- id: t-x0\n  it: {0}\n  cs: {1}\n"),
        ("# solo un commento", "# solo un commento\n- section: A\n- id: t-x0\n  it: {0}\n  cs: {1}"),
    ],
)
def test_a_file_that_holds_nothing_yet(before: str, after: str) -> None:
    file, _ = parse_pairs(Source(Path("a.yaml"), before), ("it", "cs"))
    made = realign(file, pairs("A n"), {}, iter(["t-x0"]), ("it", "cs"))
    assert edited(before, made.edits) == after.format(*WORDS["n"])


def test_a_new_heading_is_written_in_both_languages_and_a_renamed_one_stays_as_it_was_written() -> None:
    both = "- section: {it: Prezzi, cs: Ceny}\n- id: t-a\n  it: Il cliente paga subito.\n  cs: Zákazník platí hned.\n"
    file, problems = parse_pairs(Source(Path("a.yaml"), both), ("it", "cs"))
    assert problems == []
    origins = {"t-a": Origin(*WORDS["a"], "Prezzi")}
    new = [Pair("", *WORDS["a"], "Listino"), Pair("", *WORDS["n"], "Orari")]
    titles = {"Listino": Section("Listino", "Ceník"), "Orari": Section("Orari", "Otevírací doba")}
    made = realign(file, new, origins, iter(["t-n"]), ("it", "cs"), titles=titles)
    assert edited(both, made.edits) == (
        "- section: {it: Listino, cs: Ceník}\n- id: t-a\n  it: Il cliente paga subito.\n  cs: Zákazník platí hned.\n"
        "- section: {it: Orari, cs: Otevírací doba}\n"
        "- id: t-n\n  it: Nessuno risponde al telefono.\n  cs: Nikdo nezvedá telefon.\n"
    )
