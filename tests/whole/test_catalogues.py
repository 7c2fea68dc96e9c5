"""Messages of free software as parallel text, which the space of words is learned from."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from catalogues import clean, pairs


def catalogue(folder: Path, code: str, messages: dict[str, str]) -> None:
    """A catalogue of gettext in its binary form."""
    texts = [("", "Content-Type: text/plain; charset=UTF-8\n"), *sorted(messages.items())]
    keys, values = ([text[side].encode() for text in texts] for side in (0, 1))
    at = 28 + 16 * len(texts)
    tables: list[tuple[int, int]] = []
    for text in (*keys, *values):
        tables.append((len(text), at))
        at += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(texts), 28, 28 + 8 * len(texts), 0, 0)
    path = folder / "share" / "locale" / code / "LC_MESSAGES" / "shop.mo"
    path.parent.mkdir(parents=True)
    rows = b"".join(struct.pack("<2I", *row) for row in tables)
    path.write_bytes(head + rows + b"".join(text + b"\0" for text in (*keys, *values)))


def test_messages_that_both_languages_have_are_pairs(tmp_path: Path) -> None:
    catalogue(tmp_path, "it", {"Invoice": "Fattura", "Pay": "Paga", "OK": "OK", "Draft": "Bozza"})
    catalogue(tmp_path, "cs_CZ", {"Invoice": "Faktura", "Pay": "Zaplatit", "OK": "OK", "Order": "Objednávka"})
    assert list(pairs(tmp_path, "it", "cs")) == [("Fattura", "Faktura"), ("Paga", "Zaplatit")]
    assert ("Order", "Objednávka") in list(pairs(tmp_path, "en", "cs"))
    assert not list(pairs(tmp_path, "it", "de"))


def test_a_file_that_is_no_catalogue_is_passed_over(tmp_path: Path) -> None:
    catalogue(tmp_path, "it", {"Invoice": "Fattura"})
    catalogue(tmp_path, "cs", {"Invoice": "Faktura"})
    broken = tmp_path / "more" / "locale" / "it" / "LC_MESSAGES" / "broken.mo"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no catalogue")
    assert list(pairs(tmp_path, "it", "cs")) == [("Fattura", "Faktura")]


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("_Save the file %s", "Save the file"),
        ("<b>Total</b>:&nbsp;{amount} €", "Total : €"),
        ("don't", "don’t"),
        ("Zákazníci &amp; dodavatelé", "Zákazníci & dodavatelé"),
    ],
)
def test_a_message_is_its_words(message: str, plain: str) -> None:
    assert clean(message) == plain
