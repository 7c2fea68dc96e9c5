"""The life of a teacher's four files: Word, subtitles, a workbook and a memory, from nothing to cards with reviews."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from anki_world import Learner
from projects import Output
from readings import DOCUMENTS

from deckgen.project.deck import opened
from deckgen.project.parts import load as load_parts

Run = Callable[..., Output]
FILES = DOCUMENTS / "teacher"


def name(file: str) -> str:
    return str(FILES / file)


def texts(root: Path) -> dict[str, list[tuple[str, str]]]:
    """The pairs of each text that make cards."""
    parts = load_parts(opened(root / "cards" / "corso"))[0]
    return {part.text.id: [(pair.front, pair.back) for pair in part.pairs.values if not pair.skip] for part in parts}


def test_four_files_become_a_deck_that_lives_on(deckgen: Run, tmp_path: Path) -> None:
    first = deckgen("init", "corso", name("primo-giorno.it.docx"), name("primo-giorno.cs.docx"), at=tmp_path)
    assert first.code == 0, first
    root = tmp_path / "corso"
    for files in (("dialogo.it.srt", "dialogo.cs.srt"), ("fraze.xlsx",), ("condizioni.tmx",)):
        said = deckgen("add", *map(name, files), "--no-terms", at=root)
        assert said.code == 0, said

    found = texts(root)
    assert list(found) == ["primo-giorno", "dialogo", "fraze", "condizioni"]
    assert found["primo-giorno"] == [
        ("Lucia comincia oggi in un’azienda di Torino.", "Lucie dnes nastupuje do firmy v Turíně."),
        (
            "Il portinaio le dà un tesserino e le indica l’ascensore.",
            "Vrátný jí dá kartičku a ukáže jí výtah.",
        ),
        (
            "La collega di fronte si chiama Paola e si occupa delle fatture.",
            "Kolegyně naproti se jmenuje Paola a má na starosti faktury.",
        ),
        (
            "Le spiega dove si trovano la stampante e la macchina del caffè.",
            "Vysvětlí jí, kde je tiskárna a kde kávovar.",
        ),
        ("Il pranzo è all’una.", "Oběd je v jednu."),
        ("La riunione del lunedì comincia alle nove in punto.", "Pondělní porada začíná přesně v devět."),
        ("Chi esce per ultimo chiude le finestre.", "Kdo odchází poslední, zavře okna."),
        (
            "Nel pomeriggio Lucia riceve la sua prima ordinazione.",
            "Odpoledne Lucie dostane svou první objednávku.",
        ),
        (
            "Il cliente vuole duecento scatole entro venerdì, ma in magazzino ne sono rimaste solo ottanta.",
            "Zákazník chce do pátku dvě stě krabic, ale ve skladu jich zbylo jen osmdesát.",
        ),
    ]
    assert found["dialogo"] == [
        ("Buongiorno, vorrei parlare con il signor Ferri.", "Dobrý den, rád bych mluvil s panem Ferrim."),
        ("Mi dispiace, il signor Ferri è in riunione fino alle tre.", "Bohužel, pan Ferri má do tří hodin poradu."),
        ("Può richiamare più tardi?", "Můžete zavolat později?"),
    ]
    assert [front for front, _ in found["fraze"]] == [
        "Vorrei spedire questo pacco.",
        "Quanto ci mette ad arrivare?",
        "Devo aprire un conto corrente.",
        "Mi serve un documento.",
    ]
    assert len(found["condizioni"]) == 3

    assert deckgen("check", at=root).code == 0
    assert deckgen("build", at=root).code == 0
    package = root / "build" / "corso.apkg"
    with Learner(tmp_path / "learner") as learner:
        imported = learner.imports(package)
        assert imported.new >= 19
        learner.reviews("corso", 12)
        before = learner.scheduling()

        newer = (name("primo-giorno-2.it.docx"), name("primo-giorno-2.cs.docx"))
        said = deckgen("add", "--renew", "primo-giorno", *newer, at=root)
        assert said.code == 0, said
        assert "1 changed" in said.out
        assert deckgen("build", at=root).code == 0
        again = learner.imports(package)
        assert (again.new, again.refused) == (0, 0)
        assert again.updated >= 1
        assert {key: value for key, value in learner.scheduling().items() if key in before} == before
        assert any("trecento scatole" in "".join(fields.values()) for fields in learner.fields().values())
        assert learner.check_database() == ""
