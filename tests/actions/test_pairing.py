"""From two documents to pairs: what becomes a card, what is left out by name; the form of a file is no matter."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Output

from deckgen.actions.add import Intake, add, start
from deckgen.actions.build import draft, finish, read_state
from deckgen.actions.originals import Originals
from deckgen.actions.pairing import FURNITURE, Paired, pair_originals
from deckgen.project.deck import opened
from deckgen.project.pairs import Section

ITALIAN = """\
La bottega di Nives

Il mattino

Nives apre la bottega alle sette e mezza. Il 3 maggio ha festeggiato dieci anni di lavoro con tutti i vicini.

Che cosa vende:

- Biscotti alle mandorle senza burro
- Marmellata di albicocche della valle
- Pane nero con i semi di girasole

I clienti più affezionati arrivano prima delle otto, perché dopo non resta quasi niente sul banco.

La sera

Alla chiusura conta i soldi e prepara l’ordine. Domani arriva la farina!
"""
CZECH = """\
Nivesin krám

Ráno

Nives otevírá krám v půl osmé. 3. května oslavila se všemi sousedy deset let práce.

Co prodává:

- Mandlové sušenky bez másla
- Meruňkovou marmeládu z údolí
- Černý chléb se slunečnicovými semínky

Nejvěrnější zákazníci přicházejí před osmou, protože potom na pultě skoro nic nezbude.

Večer

Po zavření spočítá peníze a připraví objednávku. Zítra přijede mouka!
"""


def pdf(text: str) -> str:
    """Narrow lines that cut words, and the number of a page in the middle of a sentence."""
    blocks = ["\n".join(line for item in block.split("\n") for line in _cut(item)) for block in text.split("\n\n")]
    long = next(n for n, block in enumerate(blocks) if block.count("\n") > 1 and not block.startswith("-"))
    first, _, rest = blocks[long].partition("\n")
    second, _, third = rest.partition("\n")
    blocks[long] = f"{first}\n{second}\n\n- 1 -\n\n{third}"
    return "\n\n".join(blocks)


def _cut(line: str) -> list[str]:
    """A line in narrow ones; words that do not fit are cut."""
    found: list[str] = []
    for piece in textwrap.wrap(line, 34):
        first, _, rest = piece.partition(" ")
        if found and len(first) > 5 and first.isalpha() and first.islower():
            found[-1] += f" {first[:3]}-"
            piece = f"{first[3:]} {rest}"
        found.append(piece)
    return found


FORMS: dict[str, tuple[str, Callable[[str], str]]] = {
    "plain": (".txt", str),
    "markdown": (".md", lambda text: "\n\n".join(_marked(block) for block in text.split("\n\n"))),
    "wrapped": (".txt", lambda text: "\n\n".join(_wrapped(block) for block in text.split("\n\n"))),
    "pdf": (".txt", pdf),
    "web": (".txt", lambda text: "\ufeff" + text.replace("\n\n", "\r\n\u00a0\r\n\r\n").replace("- ", "•\u00a0")),
    "numbered list": (".txt", lambda text: _counted(text)),
    "soft breaks": (".txt", lambda text: text.replace("\n\n", "\v\v").replace("\v\v", "\n\n")),
}


def _marked(block: str) -> str:
    short = len(block) < 25 and not block.rstrip().endswith((":", ".", "!"))
    return f"## {block.strip()}" if short else block.replace(". ", ".<br>", 1)


def _wrapped(block: str) -> str:
    return "\n".join(
        textwrap.fill(line, 60, subsequent_indent="  " if line.startswith("-") else "") for line in block.split("\n")
    )


def _counted(text: str) -> str:
    for n in (1, 2, 3):
        text = text.replace("\n- ", f"\n{n}. ", 1)
    return text


def paired(folder: Path, ours: str, theirs: str, suffix: str = ".txt") -> Paired:
    """Two texts as files, paired."""
    given = []
    for code, text in (("it", ours), ("cs", theirs)):
        path = folder / f"{code}{suffix}"
        path.write_bytes(text.encode("utf-8"))
        given.append((code, path))
    return pair_originals(Originals(tuple(given)))


def content(found: Paired) -> list[tuple[str, ...]]:
    """The headings and the pairs."""
    return [
        (each.front, each.back) if isinstance(each, Section) else (each.section, each.front, each.back)
        for each in found.entries
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_a_file_is_no_matter(form: str, tmp_path: Path) -> None:
    suffix, changed = FORMS[form]
    wanted = paired(tmp_path, ITALIAN, CZECH)
    assert len(wanted.pairs) == 9
    assert [each.front for each in wanted.entries if isinstance(each, Section)] == [
        "La bottega di Nives",
        "Il mattino",
        "La sera",
    ]
    assert content(paired(tmp_path, changed(ITALIAN), changed(CZECH), suffix)) == content(wanted)


# ------------------------------------------------------------------ titles


def test_the_title_is_the_heading_that_opens_the_text(tmp_path: Path) -> None:
    assert paired(tmp_path, ITALIAN, CZECH).title == "La bottega di Nives"
    later = (
        "Nives apre alle sette.\n\nIl mattino\n\nI clienti arrivano presto.\n",
        "Nives otevírá v sedm.\n\nRáno\n\nZákazníci přicházejí brzy.\n",
    )
    assert paired(tmp_path, *later).title == ""
    page = (
        "Vai al contenuto\n\nIl mattino\n\nI clienti arrivano presto.\n",
        "Přejít na obsah\n\nRáno\n\nZákazníci přicházejí brzy.\n",
    )
    found = paired(tmp_path, *page)
    assert found.title == "Il mattino"
    assert [each.reason for each in found.left_out] == [FURNITURE]


# ------------------------------------------------------------------ what build accepts

DOUBLES = {
    "it": "Prezzi\n\nLa camera doppia costa cento euro.\nScegliere il pulsante OK.\nLa colazione è compresa.\n"
    "Scegliere il pulsante OK.\nLa camera doppia costa cento euro.\nQuesto albergo chiude a novembre.\n"
    "All guests must leave the rooms before noon.\n",
    "cs": "Ceny\n\nDvoulůžkový pokoj stojí sto eur.\nZvolte tlačítko OK.\nSnídaně je v ceně.\n"
    "Klikněte na tlačítko OK.\nDvoulůžkový pokoj stojí sto eur.\nTento hotel v listopadu zavírá.\n"
    "Všichni hosté musí opustit pokoje před polednem.\n",
}


def test_what_init_writes_build_accepts(tmp_path: Path) -> None:
    """The same pair twice, one front with two answers, a sentence that nobody translated."""
    for code, text in DOUBLES.items():
        (tmp_path / f"{code}.txt").write_text(text, "utf-8")
    taken = start(tmp_path / "corso", Originals(tuple((code, tmp_path / f"{code}.txt") for code in ("it", "cs"))))
    assert [each.reason for each in taken.paired.left_out] == ["the same pair as in line 3"]
    skipped = {pair.back: pair.comment for pair in taken.paired.pairs if pair.skip}
    assert skipped == {
        "Klikněte na tlačítko OK.": "another card has this front, with the answer: Zvolte tlačítko OK.",
        "Všichni hosté musí opustit pokoje před polednem.": "not translated: this looks like English; Italian expected",
    }
    written = taken.deck.pairs_path(taken.text).read_text("utf-8")
    assert "  # another card has this front, with the answer: Zvolte tlačítko OK.\n  skip: true\n" in written
    finish(draft(read_state(taken.deck.folder)))


def test_a_short_pair_is_left_out_with_its_reason(tmp_path: Path) -> None:
    texts = {"it": "Aveva ragione.\nIl forno apre alle sei.\n", "cs": "Měl pravdu.\nPekařství otevírá v šest.\n"}
    taken = begun(tmp_path, texts)
    written = taken.deck.pairs_path(taken.text).read_text("utf-8")
    assert "  it: Aveva ragione.\n  cs: Měl pravdu.\n  # too short for a card\n  skip: true\n" in written
    assert written.count("skip: true") == 1


LETTERS = {
    "it": "Offerta\n\nGentile dottoressa Moretti,\n\nLa ringrazio della Sua richiesta di marzo.\n\n"
    "Gentile cliente, La informiamo che la merce è arrivata.\n\n"
    "Cordiali saluti da Milano, dove la fiera è appena finita.\n\nDistinti saluti, Ing. Tomáš Hradil, Habrona s.r.o.\n",
    "cs": "Nabídka\n\nVážená paní doktorko,\n\nděkuji Vám za Vaši březnovou poptávku.\n\n"
    "Vážený zákazníku, oznamujeme Vám, že zboží dorazilo.\n\n"
    "Srdečné pozdravy z Milána, kde právě skončil veletrh.\n\nS pozdravem Ing. Tomáš Hradil, Habrona s.r.o.\n",
}


def begun(tmp_path: Path, texts: dict[str, str]) -> Intake:
    for code, text in texts.items():
        (tmp_path / f"{code}.txt").write_text(text, "utf-8")
    return start(tmp_path / "corso", Originals(tuple((code, tmp_path / f"{code}.txt") for code in texts)))


def test_what_only_opens_or_closes_a_letter_is_no_card(tmp_path: Path) -> None:
    taken = begun(tmp_path, LETTERS)
    assert [(pair.front, pair.comment) for pair in taken.paired.pairs if pair.skip] == [
        ("Gentile dottoressa Moretti,", "only the salutation of a letter"),
        ("Distinti saluti, Ing. Tomáš Hradil, Habrona s.r.o.", "only the closing of a letter"),
    ]
    assert [pair.front.split()[0] for pair in taken.paired.pairs if not pair.skip] == ["La", "Gentile", "Cordiali"]
    written = taken.deck.pairs_path(taken.text).read_text("utf-8")
    assert "  # only the closing of a letter\n  skip: true\n" in written
    finish(draft(read_state(taken.deck.folder)))


def test_a_closing_on_one_side_alone_is_a_card(tmp_path: Path) -> None:
    texts = LETTERS | {"cs": LETTERS["cs"].replace("S pozdravem Ing.", "Těšíme se na Vás v Brně, Ing.")}
    assert [pair.comment for pair in begun(tmp_path, texts).paired.pairs if pair.skip] == [
        "only the salutation of a letter"
    ]


@pytest.mark.parametrize("unskipped", ["by a person", "by an earlier deckgen"])
def test_a_decision_about_a_closing_stays(tmp_path: Path, unskipped: str, deckgen: Callable[..., Output]) -> None:
    """Aligning again, after an edit of the text, touches neither that pair nor its comment."""
    taken = begun(tmp_path, LETTERS)
    path = taken.deck.pairs_path(taken.text)
    text = path.read_text("utf-8").replace("  skip: true\n", "")
    if unskipped == "by an earlier deckgen":
        text = re.sub("  # only the .+ of a letter\n", "", text)
    path.write_text(text, "utf-8")
    document = taken.deck.document_path(taken.text, "it")
    document.write_text(document.read_text("utf-8").replace("di marzo", "di aprile"), "utf-8")
    assert deckgen("align", at=taken.deck.folder.parents[1]).code == 0
    assert path.read_text("utf-8") == text.replace("di marzo", "di aprile")


def test_what_a_table_gives_is_wanted_also_if_it_only_greets(tmp_path: Path) -> None:
    rows = "Gentile dottoressa Moretti,\tVážená paní doktorko,\nIl forno apre alle sei.\tPekařství otevírá v šest.\n"
    assert [pair.skip for pair in paired(tmp_path, rows, rows).pairs] == [False, False]


def test_a_pair_of_another_text_is_skipped(tmp_path: Path) -> None:
    texts = (
        "Il negozio apre alle otto.\nIl pane è fresco ogni giorno.\n",
        "Obchod otevírá v osm.\nChléb je každý den čerstvý.\n",
    )
    more = (
        "Il negozio apre alle otto.\nIl pane è fresco ogni giorno.\nArriva la neve.\n",
        "Obchod otevírá v osm.\nChléb máme denně čerstvý.\nPřichází sníh.\n",
    )
    for name, pair in (("uno", texts), ("due", more)):
        for code, text in zip(("it", "cs"), pair, strict=True):
            (tmp_path / f"{name}.{code}.txt").write_text(text, "utf-8")
    taken = start(
        tmp_path / "corso",
        Originals(tuple((code, tmp_path / f"uno.{code}.txt") for code in ("it", "cs"))),
        text_id="uno",
    )
    added = add(
        opened(taken.deck.folder),
        Originals(tuple((code, tmp_path / f"due.{code}.txt") for code in ("it", "cs"))),
        text_id="due",
    )
    assert [(pair.skip, pair.comment) for pair in added.paired.pairs] == [
        (True, "the same pair is in uno"),
        (True, "another card has this front, with the answer: Chléb je každý den čerstvý."),
        (False, ""),
    ]
    finish(draft(read_state(taken.deck.folder)))


@pytest.mark.parametrize("order", [1, -1])
def test_one_file_with_two_columns_is_paired_row_by_row(tmp_path: Path, order: int) -> None:
    rows = [("Il forno apre alle sei.", "Pekařství otevírá v šest."), ("Un panino costa poco.", "Houska stojí málo.")]
    text = "\n".join("\t".join(row[::order]) for row in rows) + "\n"
    found = paired(tmp_path, text, text)
    assert [(pair.front, pair.back) for pair in found.pairs] == rows
    assert found.left_out == ()
    assert not found.unrelated
