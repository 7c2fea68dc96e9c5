"""Files made to exhaust a machine, for each format that is an archive or XML: refused by name, at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from readings import archive

from deckgen.files.source import Refused
from deckgen.text import given
from deckgen.text.given import Said

IN_ARCHIVES = {
    "docx": ("word/document.xml", {}),
    "odt": ("content.xml", {}),
    "ods": ("content.xml", {}),
    "xlsx": (
        "xl/workbook.xml",
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": '<r><Relationship Type="a/officeDocument" Target="xl/workbook.xml"/></r>',
        },
    ),
    "epub": ("a.opf", {}),
}
ALONE = ("tmx", "xliff")
GROWING = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
LONG = f'<!DOCTYPE a [<!ENTITY a "{"a" * 100_000}">]><a>{"&a;" * 1000}</a>'
REPEATED = f'<!DOCTYPE a [<!ENTITY a "{"a" * 200}">]><a><b>{"&a;" * 300_000}</b></a>'
MANY = '<b c="&a;&a;&a;&a;"/>' * 40_000
IN_ATTRIBUTES = f'<!DOCTYPE a [<!ENTITY a "{"a" * 200}">]><a>{MANY}</a>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % a "<!ENTITY b \'c\'>"><!ENTITY c "&#37;a;&#37;a;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]><a>&a;</a>'
DEEP = "<a>" * 100_000
DENSE = f"<a>{'<b/>' * 2_000_000}</a>"
BOMBS = {
    "entity bomb": (GROWING, LONG, REPEATED, IN_ATTRIBUTES, PARAMETER),
    "something outside the file": (OUTSIDE,),
    "nested more than": (DEEP,),
}


def packed(kind: str, text: str) -> bytes:
    name, others = IN_ARCHIVES[kind]
    return archive({**others, name: text})


def refusal(kind: str, data: bytes, folder: Path) -> str:
    """Why a file is refused, if that is said at once."""
    path = folder / f"a.{kind}"
    path.write_bytes(data)
    read: Callable[[], object] = (
        (lambda: given.load(path, "it", Said(kind=kind)))
        if kind in ("docx", "odt", "epub")
        else (lambda: given.load_rows(path, ("it", "cs"), Said(kind=kind)))
    )
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        read()
    assert time.process_time() - start < 10  # seconds; unpacked they would take minutes
    (problem,) = refused.value.problems
    assert problem.advice
    return problem.message


@pytest.mark.parametrize(("message", "text"), [(name, text) for name, texts in BOMBS.items() for text in texts])
@pytest.mark.parametrize("kind", [*IN_ARCHIVES, *ALONE])
def test_xml_that_grows_is_refused_by_name(kind: str, message: str, text: str, tmp_path: Path) -> None:
    data = packed(kind, text) if kind in IN_ARCHIVES else text.encode()
    assert message in refusal(kind, data, tmp_path)


@pytest.mark.parametrize("kind", IN_ARCHIVES)
def test_an_archive_that_grows_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    assert "zip bomb" in refusal(kind, packed(kind, DENSE), tmp_path)
    name, others = IN_ARCHIVES[kind]
    picture = archive({**others, name: "<a/>", "a.png": b"\0" * 2**25})
    assert "zip bomb" in refusal(kind, picture, tmp_path)


def test_a_page_of_too_many_elements_is_refused_in_a_book(tmp_path: Path) -> None:
    package = (
        '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    data = archive({"a.opf": package, "a.xhtml": f"<html><body>{'<p>a' * 2_000_000}</body></html>"})
    assert "zip bomb" in refusal("epub", data, tmp_path)


def test_entities_of_a_whole_document_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    head = '<!DOCTYPE a [<!ENTITY forno "Forno della Piazza">]>'
    text = f"{head}<a><body>{'<p><r><t>&forno; &amp; bar.</t></r></p>' * 500}</body></a>"
    path.write_bytes(archive({"word/document.xml": text}))
    found = given.load(path, "it", Said(kind="docx"))
    assert found.source.text.count("Forno della Piazza & bar.") == 500
