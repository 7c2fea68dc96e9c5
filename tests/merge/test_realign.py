"""The texts changed after people corrected the pairs: what was stays, what is new comes in, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.actions.add import start
from deckgen.actions.align import Refresh, keep, pairs_after, refresh
from deckgen.actions.build import draft, finish, read_state
from deckgen.actions.originals import Originals
from deckgen.files.edits import checked
from deckgen.files.source import Source, edited
from deckgen.merge.realign import Realignment, match, realign
from deckgen.project import lock
from deckgen.project.lock import Origin
from deckgen.project.pairs import Pair, parse_pairs

LANGUAGES = ("it", "cs")
Row = tuple[str, str] | tuple[str, str, str]

CASH = ("Il cliente paga in contanti.", "Zákazník platí hotově.")
BILL = ("La fattura arriva domani.", "Faktura přijde zítra.")
STORE = ("Il magazzino è vuoto.", "Sklad je prázdný.")
PHONE = ("Chi risponde al telefono?", "Kdo zvedá telefon?")

FILE = """\
# Le frasi della bottega
- id: t-bada
  it: Il cliente paga in contanti.
  cs: Zákazník platí hotově.
# da rivedere con Jana
- id: t-beda
  it: "La fattura arriva domani."
  cs: 'Faktura přijde zítra.'
  tags: [ufficio]
"""
MADE_FROM = {"t-bada": Origin(*CASH), "t-beda": Origin(*BILL)}


def aligned(
    text: str, new: Sequence[Row], origins: dict[str, Origin], *, doubt: float = 0.0, skip_gone: bool = False
) -> tuple[str, Realignment]:
    """The file after `new` pairs came out of the texts; twice, because the second time must change nothing."""
    after, made = _once(text, new, origins, doubt, skip_gone)
    again, second = _once(after, new, dict(made.origins), doubt, skip_gone)
    assert again == after
    assert {finding.kind for finding in second.findings} <= {"gone"}
    assert second.origins == made.origins
    return after, made


def _once(
    text: str, new: Sequence[Row], origins: dict[str, Origin], doubt: float, skip_gone: bool
) -> tuple[str, Realignment]:
    file, problems = parse_pairs(Source(Path("t.yaml"), text), LANGUAGES)
    assert problems == []
    used = {*origins, *(pair.id for pair in file.values)}
    ids = (name for n in count(1) if (name := f"t-nuovo{n}") not in used)
    pairs = [Pair("", row[0], row[1], row[2] if len(row) > 2 else "", doubt) for row in new]
    made = realign(file, pairs, origins, ids, LANGUAGES, skip_gone=skip_gone)
    return edited(text, checked(file.source, made.edits)), made


def kinds(made: Realignment) -> list[tuple[str, str]]:
    return [(finding.kind, finding.id) for finding in made.findings]


# ------------------------------------------------------------------ one sentence


def test_nothing_changed_nothing_is_edited() -> None:
    after, made = aligned(FILE, [CASH, BILL], MADE_FROM)
    assert (after, made.edits, made.findings, made.origins) == (FILE, (), (), MADE_FROM)


@pytest.mark.parametrize(
    ("new", "old_line", "new_line"),
    [
        ([("Il cliente paga con la carta.", CASH[1]), BILL], f"it: {CASH[0]}", "it: Il cliente paga con la carta."),
        ([CASH, ("La fattura arriva lunedì.", BILL[1])], f'it: "{BILL[0]}"', 'it: "La fattura arriva lunedì."'),
        ([CASH, (BILL[0], "Faktura dorazí ‚zítra‘.")], f"cs: '{BILL[1]}'", "cs: 'Faktura dorazí ‚zítra‘.'"),
        ([("Il cliente paga: in contanti.", CASH[1]), BILL], f"it: {CASH[0]}", 'it: "Il cliente paga: in contanti."'),
    ],
)
def test_a_changed_sentence_takes_the_place_of_the_old_one_in_its_quotes(
    new: list[Row], old_line: str, new_line: str
) -> None:
    after, made = aligned(FILE, new, MADE_FROM)
    assert after == FILE.replace(old_line, new_line)
    assert [finding.kind for finding in made.findings] == ["changed"]


def test_both_languages_of_a_sentence_may_change_at_once() -> None:
    after, made = aligned(FILE, [CASH, ("La fattura arriva di lunedì.", "Faktura přijde v pondělí.")], MADE_FROM)
    assert after == FILE.replace(BILL[0], "La fattura arriva di lunedì.").replace(BILL[1], "Faktura přijde v pondělí.")
    assert made.origins["t-beda"] == Origin("La fattura arriva di lunedì.", "Faktura přijde v pondělí.")
    ((found,),) = [[finding for finding in made.findings if finding.kind == "changed"]]
    assert [(each.field, each.base, each.theirs) for each in found.differences] == [
        ("front", BILL[0], "La fattura arriva di lunedì."),
        ("back", BILL[1], "Faktura přijde v pondělí."),
    ]


def test_what_a_person_corrected_is_left_alone_while_the_texts_say_the_same() -> None:
    corrected = FILE.replace(CASH[1], "Zákazník platí v hotovosti.").replace(BILL[0], "La fattura verrà domani.")
    after, made = aligned(corrected, [CASH, BILL], MADE_FROM)
    assert (after, made.edits, made.findings) == (corrected, (), ())


def test_a_correction_and_a_change_on_different_sides_both_hold() -> None:
    corrected = FILE.replace(CASH[1], "Zákazník platí v hotovosti.")
    after, made = aligned(corrected, [("Il cliente paga con la carta.", CASH[1]), BILL], MADE_FROM)
    assert after == corrected.replace(CASH[0], "Il cliente paga con la carta.")
    assert kinds(made) == [("changed", "t-bada")]


def test_where_both_changed_the_persons_words_stay_with_the_source_beside_them() -> None:
    corrected = FILE.replace(CASH[1], "Zákazník platí v hotovosti.")
    after, made = aligned(corrected, [(CASH[0], "Zákazník platí kartou."), BILL], MADE_FROM)
    assert after == corrected.replace(
        "  cs: Zákazník platí v hotovosti.\n",
        "  cs: Zákazník platí v hotovosti.\n  # the source now says: Zákazník platí kartou.\n",
    )
    (found,) = made.findings
    assert (found.kind, found.id, found.differences[0].ours, found.differences[0].theirs) == (
        "kept",
        "t-bada",
        "Zákazník platí v hotovosti.",
        "Zákazník platí kartou.",
    )
    assert made.origins["t-bada"] == Origin(CASH[0], "Zákazník platí kartou.")


def test_a_person_who_wrote_what_the_source_now_says_is_not_asked() -> None:
    corrected = FILE.replace(CASH[1], "Zákazník platí kartou.")
    after, made = aligned(corrected, [(CASH[0], "Zákazník platí kartou."), BILL], MADE_FROM)
    assert (after, made.findings) == (corrected, ())


def test_an_entry_in_braces_is_edited_in_its_braces() -> None:
    text = "- {id: t-bada, it: Il cliente paga in contanti., cs: 'Zákazník platí hotově.'}\n"
    origins = {"t-bada": Origin(*CASH)}
    after, _ = aligned(text, [("Il cliente paga, ma tardi.", "Zákazník platí pozdě.")], origins)
    assert after == "- {id: t-bada, it: Il cliente paga in contanti., cs: 'Zákazník platí hotově.'}\n".replace(
        "Il cliente paga in contanti.", '"Il cliente paga, ma tardi."'
    ).replace(CASH[1], "Zákazník platí pozdě.")


def test_the_source_stands_above_an_entry_in_braces() -> None:
    text = "# mia\n- {id: t-bada, it: Il cliente paga in contanti., cs: Platí hotově.}\n"
    after, _ = aligned(text, [(CASH[0], "Zákazník platí kartou.")], {"t-bada": Origin(*CASH)})
    assert after == text.replace("# mia\n", "# mia\n# the source now says (cs): Zákazník platí kartou.\n")


def test_a_new_doubt_comes_with_the_new_text_and_with_nothing_else() -> None:
    after, _ = aligned(FILE, [CASH, ("La fattura arriva lunedì.", BILL[1])], MADE_FROM, doubt=0.4)
    assert after == FILE.replace(BILL[0], "La fattura arriva lunedì.") + "  doubt: 0.4\n"


def test_an_entry_without_origin_is_known_by_its_text() -> None:
    assert aligned(FILE, [CASH, BILL], {})[0] == FILE
    after, made = aligned(FILE, [CASH, BILL, PHONE], {})
    assert kinds(made) == [("new", "t-nuovo1")]
    assert after == FILE + "- id: t-nuovo1\n  it: Chi risponde al telefono?\n  cs: Kdo zvedá telefon?\n"


def test_an_entry_that_a_person_added_is_not_gone_because_the_texts_lack_it() -> None:
    text = FILE + "- it: Lo ha scritto Marta.\n  cs: To napsala Marta.\n"
    after, made = aligned(text, [CASH, BILL], MADE_FROM, skip_gone=True)
    assert (after, made.findings) == (text, ())


# ------------------------------------------------------------------ which is which


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([CASH, BILL], [CASH, BILL], {0: 0, 1: 1}),
        ([CASH, BILL, STORE], [STORE, CASH, BILL], {0: 2, 1: 0, 2: 1}),
        ([CASH, BILL], [PHONE, STORE], {}),
        ([], [CASH], {}),
        ([CASH], [], {}),
        ([CASH, BILL], [(CASH[0], "Host platí.")], {0: 0}),
        ([CASH, BILL], [("Paga il conto.", BILL[1])], {0: 1}),
        ([CASH, CASH], [CASH], {0: 0}),
        ([CASH], [CASH, CASH], {0: 0}),
        ([CASH, CASH], [CASH, CASH], {0: 0, 1: 1}),
        ([("Sì.", "Ano."), ("Sì.", "Jistě.")], [("Sì.", "Jistě."), ("Sì.", "Ano.")], {0: 1, 1: 0}),
        ([("No.", "Ne.")], [("Sì.", "Ano.")], {}),
    ],
)
def test_a_pair_is_known_by_both_texts_by_one_or_by_likeness(
    old: list[tuple[str, str]], new: list[tuple[str, str]], found: dict[int, int]
) -> None:
    assert match(old, new) == found


LONG = "Il cliente che torna ogni anno ci porta anche i suoi amici"
LONG_CS = "Zákazník, který se vrací každý rok, k nám přivede i své přátele"


@pytest.mark.parametrize(
    ("parts", "larger"),
    [
        ([(f"{LONG}.", f"{LONG_CS}."), ("Non costa nulla.", "Nic to nestojí.")], 0),
        ([("Non costa nulla.", "Nic to nestojí."), (f"{LONG}.", f"{LONG_CS}.")], 1),
    ],
)
def test_of_a_sentence_that_was_split_the_larger_part_keeps_the_id(parts: list[tuple[str, str]], larger: int) -> None:
    whole = (f"{LONG} e non costa nulla.", f"{LONG_CS} a nic to nestojí.")
    assert match([whole], parts) == {larger: 0}
    text = f"- id: t-bada\n  it: {whole[0]}\n  cs: {whole[1]}\n"
    after, made = aligned(text, parts, {"t-bada": Origin(*whole)})
    assert sorted(kinds(made)) == [("changed", "t-bada"), ("new", "t-nuovo1")]
    assert f"- id: t-bada\n  it: {LONG}.\n  cs: {LONG_CS}.\n" in after


@pytest.mark.parametrize("larger", [0, 1])
def test_of_sentences_that_were_merged_the_larger_one_keeps_the_id(larger: int) -> None:
    parts = [(f"{LONG}.", f"{LONG_CS}."), ("Non costa nulla.", "Nic to nestojí.")]
    parts = parts if larger == 0 else parts[::-1]
    whole = (f"{LONG} e non costa nulla.", f"{LONG_CS} a nic to nestojí.")
    assert match(parts, [whole]) == {0: larger}


def test_sentences_that_moved_keep_their_ids_and_their_place_in_the_file() -> None:
    after, made = aligned(FILE, [BILL, CASH], MADE_FROM)
    assert (after, made.findings, made.origins) == (FILE, (), MADE_FROM)


def test_two_equal_sentences_are_two_pairs_and_a_third_is_new() -> None:
    text = "".join(f"- id: {name}\n  it: Sì, certo.\n  cs: Ano, jistě.\n" for name in ("t-bada", "t-beda"))
    yes = ("Sì, certo.", "Ano, jistě.")
    origins = {"t-bada": Origin(*yes), "t-beda": Origin(*yes)}
    assert aligned(text, [yes, yes], origins)[0] == text
    assert kinds(aligned(text, [yes, yes, yes], origins)[1]) == [("new", "t-nuovo1")]
    assert kinds(aligned(text, [yes], origins)[1]) == [("gone", "t-beda")]


# ------------------------------------------------------------------ gone


def test_what_went_is_named_and_nothing_is_deleted() -> None:
    after, made = aligned(FILE, [BILL], MADE_FROM)
    assert (after, kinds(made)) == (FILE, [("gone", "t-bada")])
    assert made.origins == MADE_FROM


def test_what_went_is_skipped_if_the_person_says_so() -> None:
    after, made = aligned(FILE, [BILL], MADE_FROM, skip_gone=True)
    assert after == FILE.replace(f"  cs: {CASH[1]}\n", f"  cs: {CASH[1]}\n  skip: true\n")
    assert kinds(made) == [("gone", "t-bada")]


def test_what_was_skipped_before_is_not_named_again() -> None:
    text = FILE.replace(f"  cs: {CASH[1]}\n", f"  cs: {CASH[1]}\n  skip: true\n")
    assert aligned(text, [BILL], MADE_FROM, skip_gone=True)[1].findings == ()


# ------------------------------------------------------------------ new


def entry(name: str, row: tuple[str, str], *, indent: str = "") -> str:
    return f"{indent}- id: {name}\n{indent}  it: {row[0]}\n{indent}  cs: {row[1]}\n"


A, B, NEW = entry("t-bada", CASH), entry("t-beda", BILL), entry("t-nuovo1", PHONE)


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        (A + B, [CASH, PHONE, BILL], A + NEW + B),
        (A + B, [PHONE, CASH, BILL], NEW + A + B),
        (A + B, [CASH, BILL, PHONE], A + B + NEW),
        ("# in testa\n" + A + B, [PHONE, CASH, BILL], "# in testa\n" + NEW + A + B),
        (A + "# sotto\n" + B, [CASH, PHONE, BILL], A + NEW + "# sotto\n" + B),
        (f"{A}\n{B}", [CASH, PHONE, BILL], f"{A}\n{NEW}\n{B}"),
        (f"# in testa\n\n{A}\n{B}", [PHONE, CASH, BILL], f"# in testa\n\n{NEW}\n{A}\n{B}"),
        (f"{A}\n{B}", [CASH, BILL, PHONE], f"{A}\n{B}\n{NEW}"),
        ((A + B).rstrip("\n"), [CASH, BILL, PHONE], (A + B + NEW).rstrip("\n")),
        ((A + B).replace("\n", "\r\n"), [CASH, PHONE, BILL], (A + NEW + B).replace("\n", "\r\n")),
        (f"{A}\n{B}".replace("\n", "\r\n"), [PHONE, CASH, BILL], f"{NEW}\n{A}\n{B}".replace("\n", "\r\n")),
        (A + B, [BILL, PHONE, CASH], A + B + NEW),  # behind the one it follows in the texts, wherever that stands
        ("- {id: t-bada, it: Il cliente paga in contanti., cs: Zákazník platí hotově.}\n", [CASH, PHONE], None),
        ("", [PHONE], NEW),
        ("# ancora niente\n", [PHONE], "# ancora niente\n" + NEW),
    ],
)
def test_a_new_sentence_stands_behind_the_one_it_follows(text: str, new: list[Row], expected: str | None) -> None:
    origins = {name: origin for name, origin in MADE_FROM.items() if name in text}
    after, made = aligned(text, new, origins)
    assert after == (expected if expected is not None else text + NEW)
    assert kinds(made) == [("new", "t-nuovo1")]
    assert made.origins == {**origins, "t-nuovo1": Origin(*PHONE)}


def test_a_list_that_is_indented_stays_so() -> None:
    lines = [entry(name, row, indent="  ") for name, row in (("t-bada", CASH), ("t-nuovo1", PHONE), ("t-beda", BILL))]
    after, _ = aligned(lines[0] + lines[2], [CASH, PHONE, BILL], MADE_FROM)
    assert after == "".join(lines)


def test_several_new_sentences_keep_their_order() -> None:
    after, _ = aligned(
        A, [PHONE, STORE, CASH, ("Domani apriamo.", "Zítra otvíráme."), BILL], {"t-bada": MADE_FROM["t-bada"]}
    )
    assert [line[6:] for line in after.splitlines() if line.startswith("  it:")] == [
        PHONE[0],
        STORE[0],
        CASH[0],
        "Domani apriamo.",
        BILL[0],
    ]


# ------------------------------------------------------------------ sections

UNDER = {"t-bada": Origin(*CASH, "Pagare"), "t-beda": Origin(*BILL, "Spedire")}
FIRST, SECOND = "- section: Pagare\n", "- section: Spedire\n"
CASH_UNDER, BILL_UNDER = (*CASH, "Pagare"), (*BILL, "Spedire")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ([CASH_UNDER, BILL_UNDER], FIRST + A + SECOND + B),
        ([CASH_UNDER, (*BILL, "Consegnare")], FIRST + A + "- section: Consegnare\n" + B),
        ([CASH_UNDER, (*PHONE, "Consegnare"), (*BILL, "Consegnare")], FIRST + A + "- section: Consegnare\n" + NEW + B),
        ([CASH_UNDER, (*BILL, "Pagare")], FIRST + A + B),
        ([CASH_UNDER, (*PHONE, "Pagare"), BILL_UNDER], FIRST + A + NEW + SECOND + B),
        ([CASH_UNDER, (*PHONE, "Spedire"), BILL_UNDER], FIRST + A + SECOND + NEW + B),
        ([(*PHONE, "Pagare"), CASH_UNDER, BILL_UNDER], FIRST + NEW + A + SECOND + B),
        ([(*PHONE, "Ordinare"), CASH_UNDER, BILL_UNDER], "- section: Ordinare\n" + NEW + FIRST + A + SECOND + B),
        ([CASH_UNDER, (*PHONE, "Ordinare"), BILL_UNDER], FIRST + A + "- section: Ordinare\n" + NEW + SECOND + B),
        ([CASH_UNDER, BILL_UNDER, (*PHONE, "Ordinare")], FIRST + A + SECOND + B + "- section: Ordinare\n" + NEW),
    ],
)
def test_headings_that_came_went_or_changed_are_followed(new: list[Row], expected: str) -> None:
    assert aligned(FIRST + A + SECOND + B, new, UNDER)[0] == expected


def test_a_heading_that_came_between_two_sentences_of_a_section_parts_them() -> None:
    origins = {"t-bada": Origin(*CASH, "Pagare"), "t-beda": Origin(*BILL, "Pagare")}
    after, _ = aligned(f"{FIRST}\n{A}\n{B}", [CASH_UNDER, BILL_UNDER], origins)
    assert after == f"{FIRST}\n{A}\n{SECOND}\n{B}"


def test_a_renamed_heading_keeps_its_quotes() -> None:
    after, _ = aligned('- section: "Pagare"\n' + A, [(*CASH, "Saldare")], {"t-bada": UNDER["t-bada"]})
    assert after == '- section: "Saldare"\n' + A


# ------------------------------------------------------------------ any history

POOL = [
    CASH,
    BILL,
    STORE,
    PHONE,
    ("La spedizione è gratuita.", "Doprava je zdarma."),
    ("Il capo è a Brno.", "Šéf je v Brně."),
]
ARRIVING = [
    ("Abbiamo assunto due commesse.", "Přijali jsme dvě prodavačky."),
    ("Il bar chiude alle sei.", "Bar zavírá v šest."),
]
SECTIONS = ["", "Pagare", "Spedire"]
STYLES = [lambda text: text, lambda text: f'"{text}"', lambda text: f"'{text}'"]


@st.composite
def written(draw: st.DrawFn) -> tuple[str, dict[str, Origin], list[tuple[str, str, str]]]:
    """A pairs file as a person may have left it, what it was made from, and what the texts said then."""
    rows = draw(st.lists(st.tuples(st.sampled_from(POOL), st.sampled_from(SECTIONS)), unique_by=lambda row: row[0]))
    rows.sort(key=lambda row: SECTIONS.index(row[1]))
    indent, gap = draw(st.sampled_from(["", "  "])), draw(st.sampled_from([[], [""]]))
    lines, origins, section = ["# in testa"], {}, ""
    for number, ((front, back), under) in enumerate(rows):
        if under != section:
            lines += [*gap, f"{indent}- section: {under}"]
            section = under
        style, name = draw(st.sampled_from(STYLES)), f"t-k{number}"
        ours = front + draw(st.sampled_from(["", "", " Davvero."]))
        theirs = draw(st.sampled_from(["", "", "Vážně. "])) + back
        lines += [*gap, f"{indent}# su {number}"]
        if draw(st.booleans()):
            lines += [f"{indent}- {{id: {name}, it: {style(ours)}, cs: {style(theirs)}}}"]
        else:
            lines += [f"{indent}- id: {name}", f"{indent}  it: {style(ours)}", f"{indent}  # dentro {number}"]
            lines += [
                f"{indent}  cs: {style(theirs)}",
                f"{indent}  note: |",
                f"{indent}    riga uno",
                f"{indent}    due",
            ]
        origins[name] = Origin(front, back, under)
    text = draw(st.sampled_from(["\n", "\r\n"])).join([*lines, *draw(st.sampled_from([[], [""]]))])
    return text, origins, [(front, back, under) for (front, back), under in rows]


@st.composite
def rewritten(draw: st.DrawFn, rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What the texts say after somebody worked on them: sentences deleted, new, changed, swapped."""
    new, arriving = list(rows), list(ARRIVING)
    for what in draw(st.lists(st.sampled_from(["delete", "insert", "change", "swap"]), max_size=4)):
        at = draw(st.integers(0, max(0, len(new) - 1)))
        if what == "insert" and arriving:
            new.insert(at, (*arriving.pop(), draw(st.sampled_from([*SECTIONS, "Ordinare"]))))
        elif what == "delete" and new:
            del new[at]
        elif what == "change" and new:
            front, back, under = new[at]
            new[at] = (f"Oggi {front}", draw(st.sampled_from([back, f"Dnes {back}"])), under)
        elif what == "swap" and new:
            other = draw(st.integers(0, len(new) - 1))
            new[at], new[other] = new[other], new[at]
    order = [*SECTIONS, "Ordinare"]
    return sorted(new, key=lambda row: order.index(row[2]))


@settings(deadline=None, max_examples=300)
@given(st.data(), written(), st.booleans())
def test_whatever_happens_to_the_texts_nothing_is_lost_and_a_second_run_changes_nothing(
    data: st.DataObject, before: tuple[str, dict[str, Origin], list[tuple[str, str, str]]], skip_gone: bool
) -> None:
    text, origins, rows = before
    new = data.draw(rewritten(rows))
    after, made = aligned(text, new, origins, skip_gone=skip_gone)
    if new == rows:
        assert after == text
    file, problems = parse_pairs(Source(Path("t.yaml"), after), LANGUAGES)
    assert problems == []
    fresh = {finding.id for finding in made.findings if finding.kind == "new"}
    assert [pair.id for pair in file.values if pair.id not in fresh] == list(origins)
    assert {pair.id for pair in file.values} == {*origins, *fresh} == set(made.origins)
    for name, origin in origins.items():
        if (origin.front, origin.back) in [row[:2] for row in new]:
            assert (made.origins[name].front, made.origins[name].back) == (origin.front, origin.back)
    for line in text.splitlines():
        if "#" in line or "riga" in line:
            assert after.count(line.strip()) == text.count(line.strip())
    assert after.count("\r") == (after.count("\n") if "\r" in text else 0)


# ------------------------------------------------------------------ through the program

ITALIAN = """\
La nostra bottega

Vendiamo scarpe fatte a mano da 40 anni. I clienti tornano volentieri da noi.

Che cosa offriamo

Ripariamo anche le scarpe vecchie. Il sabato siamo aperti fino a mezzogiorno.
"""
CZECH = """\
Naše dílna

Ručně šité boty prodáváme už 40 let. Zákazníci se k nám rádi vracejí.

Co nabízíme

Opravujeme i staré boty. V sobotu máme otevřeno do poledne.
"""


def refreshed(folder: Path) -> Refresh:
    state = read_state(folder)
    last = lock.load(state.deck.lock_path)
    assert last is not None
    made = refresh(state.deck, state.parts, state.parts[0], last)
    keep(state.deck, made, last)
    return made


def test_texts_and_pairs_are_worked_on_at_once_and_come_together(tmp_path: Path) -> None:
    for name, text in (("articolo.txt", ITALIAN), ("clanek.txt", CZECH)):
        (tmp_path / name).write_text(text, "utf-8")
    taken = start(tmp_path / "corso", Originals((("it", tmp_path / "articolo.txt"), ("cs", tmp_path / "clanek.txt"))))
    shoes, guests, repairs, saturday = (pair.id for pair in taken.paired.pairs)
    finish(draft(read_state(taken.deck.folder), lambda last: max(1_790_000_000, last + 1)))
    pairs, data = taken.deck.pairs_path(taken.text), tmp_path / "corso" / "data" / "articolo"
    corrected = pairs.read_text("utf-8").replace("se k nám rádi vracejí", "se k nám vracejí rádi")
    pairs.write_text(corrected, "utf-8")
    for file, old, new in (
        ("it.txt", "Ripariamo anche", "Ripariamo sempre anche"),
        ("it.txt", "da noi.", "da noi. Il caffè lo offriamo noi."),
        ("cs.txt", "rádi vracejí.", "rádi vracejí. Kávu platíme my."),
        ("cs.txt", "do poledne", "až do poledne"),
        ("it.txt", "Vendiamo scarpe fatte a mano da 40 anni. ", ""),
        ("cs.txt", "Ručně šité boty prodáváme už 40 let. ", ""),
    ):
        before = (data / file).read_text("utf-8")
        assert before.count(old) == 1
        (data / file).write_text(before.replace(old, new), "utf-8")

    done = refreshed(taken.deck.folder)
    made = done.realignment
    (part,) = read_state(taken.deck.folder).parts
    assert pairs_after(taken.deck, done) == part.pairs.values
    assert [pair.lines for pair in pairs_after(taken.deck, done)] == [pair.lines for pair in part.pairs.values]
    (coffee,) = [finding.id for finding in made.findings if finding.kind == "new"]
    assert sorted(kinds(made)) == sorted(
        [("changed", repairs), ("changed", saturday), ("gone", shoes), ("new", coffee)]
    )
    assert pairs.read_text("utf-8") == corrected.replace("Ripariamo anche", "Ripariamo sempre anche").replace(
        "do poledne", "až do poledne"
    ).replace(
        "vracejí rádi.\n", f"vracejí rádi.\n\n- id: {coffee}\n  it: Il caffè lo offriamo noi.\n  cs: Kávu platíme my.\n"
    )
    after = lock.load(taken.deck.lock_path)
    assert after is not None
    assert after.origins[coffee] == Origin("Il caffè lo offriamo noi.", "Kávu platíme my.", "La nostra bottega")
    assert after.origins[guests].back == "Zákazníci se k nám rádi vracejí."  # what it was made from, not what it says
    assert after.origins[repairs].front == "Ripariamo sempre anche le scarpe vecchie."

    again = refreshed(taken.deck.folder)
    second = again.realignment
    assert pairs_after(taken.deck, again) == part.pairs.values
    assert (second.edits, kinds(second)) == ((), [("gone", shoes)])
    plan = draft(read_state(taken.deck.folder), lambda last: last + 60).plan
    assert {(change.kind, change.new.id) for change in plan.changes} == {
        ("changed", guests),
        ("changed", repairs),
        ("changed", saturday),
        ("new", coffee),
    }
    assert plan.lock.origins == after.origins
