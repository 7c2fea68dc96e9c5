"""Texts that changed since they were paired are known; what is no change of the text is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import Project

from deckgen.files.disk import read
from deckgen.project.deck import Deck, opened
from deckgen.project.lock import Lock, PairedText
from deckgen.project.stale import changed_documents, digest

TEXT = "Il titolo\n\nUna frase. Un’altra frase.\n"


@pytest.fixture
def deck(project: Project) -> Deck:
    folder = project.root / "data" / "testo"
    folder.mkdir(parents=True)
    (folder / "it.txt").write_text(TEXT, "utf-8")
    (folder / "cs.txt").write_text("Nadpis\n\nVěta. Jiná věta.\n", "utf-8")
    return opened(project.deck)


@pytest.fixture
def italian(deck: Deck) -> Path:
    return deck.document_path(deck.texts[0], "it")


def lock_of(deck: Deck) -> Lock:
    paths = {code: deck.document_path(deck.texts[0], code) for code in ("it", "cs")}
    return Lock(
        deck.id, (deck.name,), texts={"testo": PairedText({code: digest(read(p)) for code, p in paths.items()})}
    )


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        ("\ufeff" + TEXT).encode("utf-16-le"),
        TEXT.rstrip("\n").encode(),
    ],
)
def test_line_ends_marks_and_encodings_are_no_change(deck: Deck, italian: Path, data: bytes) -> None:
    before = lock_of(deck)
    italian.write_bytes(data)
    assert list(changed_documents(deck, before)) == []


@pytest.mark.parametrize(
    "data", [TEXT.replace("Una", "Una sola").encode(), TEXT.replace("\n\n", "\n").encode(), b"", b"\xff\xfe\x00"]
)
def test_another_text_is_a_change_readable_or_not(deck: Deck, italian: Path, data: bytes) -> None:
    before = lock_of(deck)
    italian.write_bytes(data)
    assert list(changed_documents(deck, before)) == [italian]


def test_of_what_nothing_is_known_or_left_nothing_is_said(deck: Deck, italian: Path) -> None:
    before = lock_of(deck)
    italian.write_text("Altro.\n", "utf-8")
    assert list(changed_documents(deck, Lock(deck.id, (deck.name,)))) == []
    italian.unlink()
    assert list(changed_documents(deck, before)) == []
