"""Documents of word processors, of the web and of readers: what a project keeps of them, by what is in them."""

from __future__ import annotations

import contextlib
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import DOCUMENTS, damaged

from deckgen.files.source import Refused
from deckgen.text import old_encodings
from deckgen.text.blocks import Block
from deckgen.text.formats import markdown
from deckgen.text.formats.markdown_writer import written
from deckgen.text.given import Said, load, load_rows

FORMATS = ("docx", "odt", "html", "epub")


def texts(path: Path, code: str = "cs") -> list[str]:
    return [sentence.text for sentence in load(path, code).document.sentences]


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_text_in_every_format_has_the_same_sentences(suffix: str) -> None:
    """The same source, written by pandoc: headings, lists, a table, a definition list, notes, code, struck words."""
    found = texts(DOCUMENTS / f"library.{suffix}")
    for sentence in (
        "Knihovna v údolí",
        "Knihovna otevírá v devět hodin.",
        "Uvnitř je teplo a ticho jako v kostele.",
        "Mluvit potichu.",
        "Čítárna",
        "úterý",
        "10–18",
        "V pět hodin se zhasíná.",
    ):
        assert sentence in found
    given_document = load(DOCUMENTS / f"library.{suffix}", "cs")
    assert given_document.source.path.suffix == ".md"
    assert [each.text for each in given_document.document.sentences if each.heading] == [
        *("Knihovna v údolí", "Otevření", "Řád", "Zavření")
    ]
    reasons = [omission.reason for omission in given_document.document.omissions]
    assert reasons.count("footnote") == 2
    assert "struck out" in reasons


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.iterdir() if path.suffix[1:] in FORMATS))
def test_what_is_kept_reads_back_as_what_was_read(name: str) -> None:
    """The sentences are those of the Markdown under data/, so that `align` finds the same ones later."""
    given_document = load(DOCUMENTS / name, "cs")
    again = markdown.read(given_document.source.text, "cs")
    assert given_document.document.sentences
    assert written(again.blocks) == given_document.source.text


def test_a_document_of_an_old_word_is_answered_with_how_to_save_it() -> None:
    with pytest.raises(Refused) as refused:
        load(DOCUMENTS / "bakery.doc", "it")
    assert "docx" in refused.value.problems[0].advice


def test_a_pdf_or_another_archive_is_answered_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("readme", "niente")
    for name in ("a.pdf", "b.zip"):
        with pytest.raises(Refused) as refused:
            load(tmp_path / name, "it")
        assert refused.value.problems[0].advice


@pytest.mark.parametrize("name", ["library.docx", "library.odt", "library.epub", "bakery.html"])
@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_read_or_refused(name: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(damaged((DOCUMENTS / name).read_bytes(), random.Random(f"{name} {seed}").randrange(10**9)))
    with contextlib.suppress(Refused):
        load(path, "cs")


LINE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30),
    st.text("#*_-+=|>.:~`![](){}<>&\\ 12abž\t", min_size=1, max_size=16),
    st.sampled_from(
        ["1. uno", "5. listopadu 2025", "[^1]", ":::nota", "[!NOTE] sì", "---", "    quattro", "{: .x}", "a|b"]
    ),
)


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    kinds = draw(st.lists(st.sampled_from(["paragraph", "heading", "item"]), min_size=1, max_size=5))
    return [
        Block(((draw(LINE), n),), kind, draw(st.integers(1, 6)) if kind == "heading" else 0)  # type: ignore[arg-type]
        for n, kind in enumerate(kinds, 1)
    ]


@settings(deadline=None, max_examples=300)
@given(blocks())
def test_markdown_that_is_written_reads_back(made: list[Block]) -> None:
    once = written(made)
    assert written(markdown.read(once, "cs").blocks) == once


def test_the_encoding_of_a_table_is_chosen_by_the_languages_that_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    choice = old_encodings.choice
    monkeypatch.setattr(old_encodings, "choice", lambda data, codes: asked.append(codes) or choice(data, codes))
    path = tmp_path / "a.csv"
    path.write_bytes(
        "Il pane è caldo.;Chléb je teplý.\nLa sedia è rotta.;Židle je zlomená.\n".encode("cp1250", "replace")
    )
    load_rows(path, ("it", "cs"))
    load_rows(path, (), Said(columns={"it": "1", "cs": "2"}))
    assert asked == [("it", "cs")] * 2
