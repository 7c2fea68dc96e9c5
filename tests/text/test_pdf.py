"""PDF as plain text: lines in reading order, cut words, pages, and the files that hold no text."""

from __future__ import annotations

import builtins
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.files import extras
from deckgen.files.source import Problem, Refused
from deckgen.text.documents import Document, document
from deckgen.text.formats import pdf

FILES = ROOT / "tests" / "gold" / "documents" / "pdf"
HOUSE = """\
# La casa in fondo alla strada
La macchina del postino si ferma ogni mattina davanti al cancello verde, e il cane dei vicini abbaia con tutte\
 le sue forze finché non riparte.
Nessuno si affaccia più alla finestra, perché ormai tutti conoscono quel rumore.
Il socio-fondatore della cooperativa arriva sempre più tardi.
Abita in un quartiere dell'Emilia-Romagna molto lontano dal centro storico e deve cambiare due autobus.
# Il giardino
Dietro la casa c'è un giardino che nessuno ha coltivato per anni.
Le rose si sono arrampicate sulla rete, le ortiche hanno coperto il vialetto, e il vecchio ciliegio continua\
 generosamente a fiorire in primavera.
Una volta al mese qualcuno taglia l'erba.
Il resto lo fanno pazientemente le stagioni, una dopo l'altra, senza chiedere il permesso a nessuno.
Quando piove, l'acqua si raccoglie nella vasca di pietra e i merli vengono a bere.
""".splitlines()


def read(name: str) -> Document:
    path = FILES / name
    return document(pdf.read(path.read_bytes(), path, "it"), path, "it")


def shown(found: Document) -> list[str]:
    return [f"{'# ' if each.heading else ''}{each.text}" for each in found.sentences]


def refusal(data: bytes) -> Problem:
    with pytest.raises(Refused) as refused:
        pdf.read(data, Path("a.pdf"), "it")
    (problem,) = refused.value.problems
    return problem


def test_sentences_come_whole_out_of_cut_lines_and_words() -> None:
    found = shown(read("casa.pdf"))
    assert found == ["# Manuale della casa", *HOUSE]  # on a single page nothing tells its header from a title


def test_columns_are_read_one_after_the_other_without_headers_and_page_numbers() -> None:
    found = read("columns.pdf")
    assert shown(found) == [*HOUSE, *HOUSE]
    assert [each.reason for each in found.omissions] == ["running header", "running header"]


def test_paragraphs_that_are_only_indented_go_on_over_pages() -> None:
    found = read("book.pdf")
    assert shown(found) == [*HOUSE, *HOUSE, *HOUSE]
    assert [each.reason for each in found.omissions] == ["running header"] * 5


def test_hyphens_of_browsers_are_joined_as_well() -> None:
    assert " ".join(shown(read("browser.pdf"))) == (
        "# La casa vecchia La macchina del postino si ferma ogni mattina davanti al cancello verde e il cane abbaia "
        "con tutte le sue forze. Il socio-fondatore arriva più tardi, perché abita in un quartiere dell'Emilia-Romagna "
        "molto lontano dal centro storico."
    )


def test_the_text_has_a_line_for_a_line_and_form_feeds_around_pages() -> None:
    path = FILES / "columns.pdf"
    text = pdf.text(path.read_bytes(), path)
    assert text.count("\f") == 3
    assert "\nle sue forze finché non ri-\nparte. Nessuno si affaccia\n" in text


@pytest.mark.parametrize("name", ["casa.pdf", "columns.pdf", "book.pdf", "browser.pdf"])
def test_every_letter_of_the_pages_but_their_numbers_is_in_the_text(name: str) -> None:
    data = (FILES / name).read_bytes()
    with pypdfium2.PdfDocument(data) as opened:
        pages = [page.get_textpage().get_text_range().strip() for page in opened]
    without_numbers = (text.removesuffix(f"\n{n}").removeprefix(f"{n}\r\n") for n, text in enumerate(pages, 1))
    assert letters(pdf.text(data, FILES / name)) == letters("".join(without_numbers))


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


class _Bytes:
    """A file in memory, as pypdfium2 writes to it."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, piece: bytes) -> int:
        self.data += piece
        return len(piece)


def test_a_page_without_text_is_named() -> None:
    with pypdfium2.PdfDocument(FILES / "casa.pdf") as whole, pypdfium2.PdfDocument(FILES / "scan.pdf") as scan:
        whole.import_pages(scan)
        whole.save(made := _Bytes())
    found = pdf.read(bytes(made.data), Path("a.pdf"), "it")
    (omission,) = [each for each in found.omissions if each.reason == "page without text"]
    assert omission.line > max(line for block in found.blocks for _, line in block.pieces)


def test_a_scan_is_refused_with_what_to_do() -> None:
    problem = refusal((FILES / "scan.pdf").read_bytes())
    assert problem.message == "this PDF has no text, only pictures of it"
    assert "OCR" in problem.advice


def test_a_password_is_named() -> None:
    problem = refusal((FILES / "locked.pdf").read_bytes())
    assert problem.message == "this PDF is protected by a password"
    assert "without" in problem.advice


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"%PDF-1.7\n%%EOF\n", b"testo"])
def test_a_damaged_file_is_named(data: bytes) -> None:
    assert refusal(data) == Problem(Path("a.pdf"), 0, "this PDF is damaged", advice="export or download it again")


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def missing(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith("pypdfium2"):
            raise ImportError(name)
        return original(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    problem = refusal((FILES / "casa.pdf").read_bytes())
    assert "the extra `pdf`" in problem.message
    assert problem.advice == extras.getting("pdf")


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(["casa.pdf", "columns.pdf", "browser.pdf", "locked.pdf", "scan.pdf"]), data=st.data())
def test_damaged_files_are_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = bytearray((FILES / name).read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=20)):
        whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(Refused):
        pdf.read(bytes(whole[: data.draw(st.integers(0, len(whole)))]), Path(name), "it")


def test_items_of_several_lines_are_whole() -> None:
    """The mark of an item has letters of its own size, and the lines below it are indented."""
    assert [sentence.text for sentence in read("lista.pdf").sentences][2:] == [
        "Nella dispensa ci sono ancora due pacchi di farina, ma lo zucchero è quasi finito e va comprato oggi.",
        "Il pane si prende dal fornaio in fondo alla piazza, che il sabato chiude già a mezzogiorno e mezza.",
        "La borsa grande è appesa dietro la porta.",
        "Chiedete al banco del pesce che cosa è arrivato stanotte, e solo dopo decidete che cosa cucinare.",
        "Pagate in contanti, perché la macchina per le carte al mercato non funziona quasi mai come si deve.",
    ]
