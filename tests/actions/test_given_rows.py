"""Tables and translation memories: from the file of a person to the pairs, and again after edits and newer versions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Output
from readings import DOCUMENTS

from deckgen.actions import align, renew
from deckgen.actions.add import Intake, start
from deckgen.actions.originals import Originals
from deckgen.actions.pairing import pair_originals
from deckgen.files.source import Refused
from deckgen.project import lock
from deckgen.project.deck import Deck, opened
from deckgen.project.pairs import Section
from deckgen.project.parts import load as load_parts
from deckgen.text.given import Said

Run = Callable[..., Output]

ROWS = [
    ("Il forno apre alle sei.", "Pekařství otevírá v šest."),
    ("Un panino costa un euro.", "Houska stojí jedno euro."),
    ("buongiorno", "dobrý den"),
    ("La domenica il forno è chiuso.", "V neděli je pekařství zavřené."),
    ("Il pane di segale dura tutta la settimana.", "Žitný chléb vydrží celý týden."),
]


def table(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("Italiano", "Čeština")) -> Path:
    made = io.StringIO()
    csv.writer(made, "excel-tab", lineterminator="\n").writerows([header, *rows] if header else rows)
    path.write_text(made.getvalue(), "utf-8")
    return path


def whole(path: Path, said: Said | None = None) -> Originals:
    return Originals((("", path),), said or Said())


def taken(tmp_path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("Italiano", "Čeština")) -> Intake:
    return start(tmp_path / "corso", whole(table(tmp_path / "pane.tsv", rows, header)))


def pairs(deck: Deck) -> list[tuple[str, str]]:
    return [(pair.front, pair.back) for part in load_parts(deck)[0] for pair in part.pairs.values]


def test_every_row_is_a_pair_however_short_and_the_project_keeps_the_rows(tmp_path: Path) -> None:
    deck = taken(tmp_path, list(ROWS)).deck
    assert (deck.front, deck.back) == ("it", "cs")
    assert pairs(deck) == ROWS
    assert not any(pair.skip for part in load_parts(deck)[0] for pair in part.pairs.values)
    kept = deck.root / "data" / "pane" / "rows.tsv"
    assert kept.read_text("utf-8").splitlines()[:2] == ["it\tcs", "Il forno apre alle sei.\tPekařství otevírá v šest."]
    assert [path.name for path in kept.parent.iterdir()] == ["rows.tsv"]
    assert (deck.document_path(deck.texts[0], "it"), deck.document_path(deck.texts[0], "cs")) == (kept, kept)


def test_sections_and_notes_of_a_table_are_those_of_the_pairs(tmp_path: Path) -> None:
    rows = [
        (*ROWS[0], "Orari", ""),
        (*ROWS[1], "Prezzi", "il prezzo di ieri"),
        (*ROWS[2], "Prezzi", ""),
    ]
    found = taken(tmp_path, rows, ("it", "cs", "capitolo", "nota"))
    assert [
        each if isinstance(each, Section) else (each.front, each.section, each.note) for each in found.paired.entries
    ] == [
        Section("Orari"),
        (ROWS[0][0], "Orari", ""),
        Section("Prezzi"),
        (ROWS[1][0], "Prezzi", "il prezzo di ieri"),
        (ROWS[2][0], "Prezzi", ""),
    ]
    assert found.text.title == "pane"


def test_a_row_with_several_sentences_is_aligned_inside(tmp_path: Path) -> None:
    joined = (" ".join(row[0] for row in ROWS[3:]), " ".join(row[1] for row in ROWS[3:]))
    assert pairs(taken(tmp_path, [*ROWS[:3], joined]).deck) == ROWS


def test_what_makes_no_card_is_named(tmp_path: Path) -> None:
    rows = [*ROWS, ROWS[0], ("OK", "OK"), ("Solo qui.", ""), (ROWS[1][0], "Houska stojí euro.")]
    found = taken(tmp_path, rows)
    assert [(each.front[0].text, each.reason.split(" in line")[0]) for each in found.paired.left_out] == [
        (ROWS[0][0], "the same pair as"),
        ("OK", "the same in both languages"),
    ]
    assert [each.reason for each in found.paired.documents[0].omissions] == ["only in one language"]
    assert [(pair.front, bool(pair.comment)) for pair in found.paired.pairs if pair.skip] == [(ROWS[1][0], True)]


def test_rows_that_changed_places_are_doubtful(tmp_path: Path) -> None:
    wrong = [(ROWS[3][0], ROWS[4][1]), (ROWS[4][0], ROWS[3][1])]
    found = taken(tmp_path, [*ROWS[:3], *wrong])
    assert {pair.front for pair in found.paired.pairs if pair.doubt} == {ROWS[3][0], ROWS[4][0]}


@pytest.mark.parametrize(
    "name",
    ["tables/lezione.xlsx", "tables/lezione.ods", "tables/excel.csv", "tables/anki.txt", "tables/hunalign.txt",
     "memories/omegat.tmx", "memories/npm-2.0.xlf", "memories/trados.sdlxliff", "market.docx"],
)  # fmt: skip
def test_files_of_real_programs_come_in_and_are_aligned_again_without_a_change(tmp_path: Path, name: str) -> None:
    deck = start(tmp_path / "corso", Originals((("it", DOCUMENTS / name), ("cs", DOCUMENTS / name)))).deck
    parts, last = load_parts(deck)[0], lock.of(deck)
    assert parts[0].pairs.values
    assert not align.refresh(deck, parts, parts[0], last).realignment.edits


def test_lines_that_answer_each_other_are_rows(tmp_path: Path) -> None:
    files = tuple((code, DOCUMENTS / "tables" / f"moses.{code}") for code in ("it", "cs"))
    found = pair_originals(Originals(files, Said(kind="lines")))
    assert found.is_table
    assert found.sources[0].text.startswith("it\tcs\n")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ((("it", "a.tsv"), ("cs", "b.xlsx")), "this is an Excel workbook"),
        ((("", "a.txt"),), "this is plain text, with one language in it"),
    ],
)
def test_a_file_that_is_given_the_wrong_way_is_answered_with_the_right_one(
    tmp_path: Path, files: tuple[tuple[str, str], ...], message: str
) -> None:
    table(tmp_path / "a.tsv", list(ROWS))
    (tmp_path / "a.txt").write_text("\n".join(front for front, _ in ROWS), "utf-8")
    (tmp_path / "b.xlsx").write_bytes((DOCUMENTS / "tables" / "porto.xlsx").read_bytes())
    with pytest.raises(Refused) as refused:
        pair_originals(Originals(tuple((code, tmp_path / name) for code, name in files)))
    assert (refused.value.problems[0].message, bool(refused.value.problems[0].advice)) == (message, True)


def test_what_an_aligner_wrote_is_recognised_and_its_marks_are_no_text() -> None:
    found = pair_originals(whole(DOCUMENTS / "tables" / "hunalign.txt"))
    assert [(pair.front, pair.back) for pair in found.pairs] == [
        ("La porta è aperta.", "Dveře jsou otevřené."),
        ("Entra. Siediti.", "Pojď dál a sedni si."),
        ("C’è qualcuno?", "Je tu někdo?"),
    ]


@pytest.mark.parametrize(("columns", "front"), [({"it": "A", "cs": "B"}, "Orario"), ({"cs": "2", "it": "1"}, "Orario")])
def test_the_columns_of_a_document_can_be_named(columns: dict[str, str], front: str) -> None:
    found = pair_originals(whole(DOCUMENTS / "market.docx", Said(columns=columns)), ("it", "cs"))
    assert found.pairs[0].front == front


# ------------------------------------------------------------------ afterwards


def refreshed(deck: Deck, given: Originals | None = None) -> None:
    parts, last = load_parts(deck)[0], lock.of(deck)
    if given:
        renew.keep(deck, renew.renew(deck, parts, parts[0], last, given), last)
    else:
        align.keep(deck, align.refresh(deck, parts, parts[0], last), last)


def test_a_row_that_is_edited_under_data_changes_its_pair(tmp_path: Path) -> None:
    deck = taken(tmp_path, list(ROWS)).deck
    kept = deck.document_path(deck.texts[0], "it")
    kept.write_text(kept.read_text("utf-8").replace("alle sei", "alle cinque").replace("v šest", "v pět"), "utf-8")
    refreshed(deck)
    assert pairs(deck) == [("Il forno apre alle cinque.", "Pekařství otevírá v pět."), *ROWS[1:]]


def test_a_newer_version_keeps_ids_and_corrections(tmp_path: Path) -> None:
    deck = taken(tmp_path, list(ROWS)).deck
    (text,) = deck.texts
    path = deck.pairs_path(text)
    path.write_text(path.read_text("utf-8").replace("Houska stojí jedno euro.", "Houska je za euro."), "utf-8")
    before = {pair.front: pair.id for pair in load_parts(deck)[0][0].pairs.values}
    newer = [("Il sale è finito.", "Sůl došla."), *ROWS[:3], (ROWS[3][0], "Pekařství je v neděli zavřené."), ROWS[4]]
    refreshed(deck, whole(table(tmp_path / "novy.tsv", newer)))
    assert pairs(deck) == [
        newer[0], ROWS[0], (ROWS[1][0], "Houska je za euro."), ROWS[2], newer[4], ROWS[4],
    ]  # fmt: skip
    after = {pair.front: pair.id for pair in load_parts(deck)[0][0].pairs.values}
    assert {front: after[front] for front in before} == before
    assert "Sůl došla." in deck.document_path(text, "it").read_text("utf-8")


def test_a_newer_version_may_be_in_other_files(tmp_path: Path) -> None:
    """Two documents in place of a table, and a table in place of two documents."""
    deck = taken(tmp_path, [ROWS[0], ROWS[1], ROWS[3], ROWS[4]]).deck
    before = {pair.front: pair.id for pair in load_parts(deck)[0][0].pairs.values}
    for side, code in enumerate(("it", "cs")):
        (tmp_path / f"{code}.md").write_text("\n\n".join(row[side] for row in ROWS if row[0] in before), "utf-8")
    refreshed(deck, Originals((("it", tmp_path / "it.md"), ("cs", tmp_path / "cs.md"))))
    folder = deck.root / "data" / "pane"
    assert sorted(path.name for path in folder.iterdir()) == ["cs.md", "it.md"]
    assert {pair.front: pair.id for pair in load_parts(deck)[0][0].pairs.values} == before
    refreshed(deck, whole(tmp_path / "pane.tsv"))
    assert [path.name for path in folder.iterdir()] == ["rows.tsv"]
    assert {pair.front: pair.id for pair in load_parts(deck)[0][0].pairs.values} == before


def test_an_interrupted_renewal_goes_on_with_align(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = taken(tmp_path, list(ROWS)).deck
    newer = [("Il sale è finito.", "Sůl došla."), *ROWS]
    with monkeypatch.context() as patch:
        patch.setattr(align, "keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            refreshed(deck, whole(table(tmp_path / "novy.tsv", newer)))
    refreshed(deck)
    assert pairs(deck) == newer


# ------------------------------------------------------------------ as it is typed


def test_a_teacher_sees_what_would_come_in_and_then_takes_it(deckgen: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "slovnik.tsv", list(ROWS), ())
    seen = deckgen("init", "corso", path.name, "-n", at=tmp_path)
    assert (seen.code, (tmp_path / "corso").exists()) == (0, False)
    assert "a table separated by tabs, Italian and Czech" in seen.out
    assert "5 rows" in seen.out
    assert deckgen("init", "corso", path.name, "--no-terms", at=tmp_path).code == 0
    said = deckgen("add", path.name, "--columns", "it=A,cs=Z", at=tmp_path / "corso")
    assert said.code != 0
    newer = table(tmp_path / "corso" / "novy.tsv", [*ROWS, ("Il sale è finito.", "Sůl došla.")], ())
    said = deckgen("add", newer.name, "--renew", "slovnik", at=tmp_path / "corso")
    assert (said.code, "1 new · 5 kept" in said.out or "1 new" in said.out) == (0, True)
    assert pairs(opened(tmp_path / "corso" / "cards" / "corso"))[-1] == ("Il sale è finito.", "Sůl došla.")


def test_two_folders_are_a_text_for_each_name_and_every_fault_is_named(deckgen: Run, tmp_path: Path) -> None:
    for side, code in enumerate(("it", "cs")):
        (tmp_path / code).mkdir()
        for n, row in enumerate(ROWS[3:], 1):
            (tmp_path / code / f"{n}.txt").write_text(row[side], "utf-8")
        (tmp_path / code / "3.txt").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + code.encode())
    (tmp_path / "it" / "4.txt").write_text("Da solo.", "utf-8")
    said = deckgen("init", "corso", "it=it", "cs=cs", "--no-terms", at=tmp_path)
    assert said.code == 1
    assert said.err.count("this is a picture") == 2
    assert "left out: it/4.txt" in said.out
    assert pairs(opened(tmp_path / "corso" / "cards" / "corso")) == ROWS[3:]
