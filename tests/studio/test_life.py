"""A teacher who never sees YAML: from two dropped files to cards with reviews, and corrections in Anki come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from browser import CHROMIUM
from readings import DOCUMENTS
from studio_world import Open

from deckgen.project.deck import opened as opened_deck
from deckgen.project.parts import load as load_parts

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
FILES = DOCUMENTS / "teacher"


def button(text: str, within: str = "#page") -> str:
    """A script that clicks the button with this text."""
    found = f"[...document.querySelectorAll('{within} button')].find((b) => b.firstChild.textContent === '{text}')"
    return (
        f"(() => {{ const found = {found}; if (!found) throw Error('no button {text}'); found.click(); return 1; }})()"
    )


def texts(root: Path) -> dict[str, int]:
    (folder,) = (root / "cards").iterdir()
    return {part.text.title: len(part.pairs.values) for part in load_parts(opened_deck(folder))[0]}


def test_a_deck_lives_without_an_editor(opened: Callable[..., Open], tmp_path: Path) -> None:
    root = tmp_path / "corso"
    root.mkdir()
    studio = opened(root)
    page = studio.page

    # It begins with two Word files.
    page.drop("#begin-files", FILES / "primo-giorno.cs.docx", FILES / "primo-giorno.it.docx")
    listed = "[...document.querySelectorAll('.files li')].map((each) => each.textContent.split('×')[0].trim())"
    assert page.value(listed)[:2] == ["Front: primo-giorno.cs.docx", "Back: primo-giorno.it.docx"]
    page.value(button("Swap front and back"))
    assert page.value(listed)[:2] == ["Front: primo-giorno.it.docx", "Back: primo-giorno.cs.docx"]
    page.click("#deck-name")
    page.type("Il mio corso")
    page.value(button("Make the deck"))
    page.wait("document.querySelectorAll('.row.pair').length > 5", 60)
    assert next((root / "cards").iterdir()).name == "il-mio-corso"

    # Another text, of another format; then it is renamed, and studied first.
    studio.press("g", "d")
    page.wait("!!document.querySelector('#text-files')")
    page.value("document.querySelector('#texts details').open = true")
    page.drop("#text-files", FILES / "dialogo.it.srt", FILES / "dialogo.cs.srt")
    page.value(button("Add the text"))
    page.wait("document.querySelectorAll('.texts li').length === 2", 60)
    assert len(texts(root)) == 2
    page.value(button("Rename", ".texts li:nth-child(2)"))
    page.wait("document.querySelector('dialog').open")
    page.value("document.querySelector('dialog input').select()")
    page.type("In negozio")
    page.press("Enter")
    page.wait("document.querySelector('.texts li:nth-child(2) strong').textContent === 'In negozio'")
    page.value("document.querySelector('.texts li:nth-child(2) button[title^=\"Study\"]:not([disabled])').click()")
    page.wait("document.querySelector('.texts li:nth-child(1) strong').textContent === 'In negozio'")
    assert next(iter(texts(root))) == "In negozio"

    # Settings: sentences are asked in both directions.
    page.click("#card-sentence-production")
    page.value("document.querySelector('#settings form').requestSubmit()")
    studio.settled()
    (folder,) = (root / "cards").iterdir()
    assert opened_deck(folder).cards["sentence"] == ("recognition", "production")

    # Built, and imported into Anki.
    studio.press("g", "p", "g", "d")
    page.wait("!!document.querySelector('#build .main')", 20)
    page.value(button("Build", "#build"))
    page.wait("!!document.querySelector('#built .path')", 60)
    package = Path(page.value("document.querySelector('#built .path').textContent"))
    assert package.is_file()
    with Learner(tmp_path / "studente") as learner:
        first = learner.imports(package)
        assert first.new > 10
        assert learner.reviews("Il mio corso", 10) == 10
        note = next(guid for guid, fields in learner.fields().items() if fields.get("Front"))
        old = learner.fields()[note]["Back"]
        learner.edits(note, "Back", "Opravil student.")
        export = learner.exports(tmp_path / "zpet.apkg")

        # What the learner corrected comes back: both texts are shown.
        page.drop("#pull-file", export)
        page.value(button("Show the changes", "#pull"))
        page.wait("!!document.querySelector('.finding')", 30)
        shown = page.value("document.querySelector('.finding').textContent")
        assert "Opravil student." in shown
        assert old.replace("&nbsp;", " ")[:12] in shown.replace("\u00a0", " ")
        page.value(button("Apply my choices", "#pull"))
        page.wait("document.querySelector('#pulled').textContent.includes('1 change')")
        files = "".join(path.read_text("utf-8") for path in (folder / "pairs").glob("*.yaml"))
        assert files.count("Opravil student.") == 1

        # A text is taken out; the next package retires its cards, and reviews stay.
        page.value(button("Remove text", ".texts li:nth-child(1)"))
        page.wait("document.querySelector('dialog').open")
        page.value(button("Remove", "dialog"))
        page.wait("document.querySelectorAll('.texts li').length === 1")
        studio.press("g", "p", "g", "d")
        page.wait("document.querySelector('#build .retired') !== null", 20)
        page.value(button("Build", "#build"))
        page.wait("document.querySelector('#build')?.textContent.includes('up to date')", 60)
        before = learner.scheduling()
        again = learner.imports(package)
        assert again == Imported(new=0, updated=again.updated, same=again.same, refused=0)
        assert again.updated > 0
        assert {card: state[5:] for card, state in learner.scheduling().items()} == {
            card: state[5:] for card, state in before.items()
        }
    assert page.logs == []
