"""Translations of free software as parallel text, which the space of words is learned from."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from training.catalogues import clean, pairs
from training.collect import FETCH, WANTED, names


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


def test_a_catalogue_as_people_write_it_is_read_without_what_is_doubtful(tmp_path: Path) -> None:
    written = {
        "it": 'msgctxt "model:sale,name:"\nmsgid "Sale"\nmsgstr ""\n"Vendi"\n"ta"\n\nmsgid "Pay"\nmsgstr "Paga"\n',
        "cs": 'msgctxt "model:sale,name:"\nmsgid "Sale"\nmsgstr "Prodej"\n\n#, fuzzy\nmsgid "Pay"\nmsgstr "Platí"\n',
    }
    for code, text in written.items():
        path = tmp_path / "modules" / "sale" / "locale" / f"{code}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain\\n"\n\n{text}', "utf-8")
    assert list(pairs(tmp_path, "it", "cs")) == [("Vendita", "Prodej")]
    assert list(pairs(tmp_path, "en", "it")) == [("Sale", "Vendita"), ("Pay", "Paga")]


def test_paragraphs_of_help_answer_each_other_by_their_ids(tmp_path: Path) -> None:
    for code, text in (("it", "Il <b>margine</b> lordo."), ("cs", "Hrubá marže.")):
        path = tmp_path / "help" / code / "text" / "scalc" / "guide" / "a.html"
        path.parent.mkdir(parents=True)
        path.write_text(f'<h1 id="hd_id1" dir="auto">{code}</h1><p id="par_id2" dir="auto">{text}</p>', "utf-8")
    assert list(pairs(tmp_path, "it", "cs")) == [("Il margine lordo.", "Hrubá marže.")]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("./usr/share/locale/it/LC_MESSAGES/a.mo", True),
        ("oscar/locale/cs_CZ/LC_MESSAGES/django.po", True),
        ("trytond/modules/sale/locale/it.po", True),
        ("./usr/share/libreoffice/help/cs/text/scalc/guide/a.html", True),
        ("./usr/share/locale/ja/LC_MESSAGES/a.mo", False),
        ("trytond/modules/sale/sale.py", False),
    ],
)
def test_of_a_package_translations_alone_are_kept(name: str, wanted: bool) -> None:
    assert bool(WANTED.fullmatch(name)) == wanted


@pytest.mark.parametrize("kind", FETCH)
def test_packages_are_listed_once_and_in_order(kind: str) -> None:
    listed = [name for name in names(kind) if not name.startswith("libreoffice-help-")]
    assert listed == sorted(set(listed))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name) for name in listed)
