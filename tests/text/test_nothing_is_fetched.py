"""Reading a document opens no connection, and no file but that document, whatever the document refers to."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from readings import DOCUMENTS, archive

from deckgen.files.source import Refused
from deckgen.text import given, kinds

FILES = sorted(path for path in DOCUMENTS.rglob("*.*") if path.name != "README.md")
ADDRESS = "http://example.invalid/a"
SECRET = "Parola segreta di un altro documento."


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the network since the test began, which refuses everything."""
    asked: list[str] = []

    def refused(*given: object, **_named: object) -> None:
        asked.append(repr(given))
        raise OSError("there is no network in this test")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)
    return asked


def read(path: Path) -> str:
    """All that is read of a file in any way."""
    found = ""
    for call in (
        lambda: given.load(path, "it").source.text,
        lambda: given.load_rows(path, ("it", "cs")).source.text,
        lambda: str(given.holds_both(path)),
    ):
        try:
            found += call()
        except Refused as refused:
            found += str(refused)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_documents_are_read_without_a_network(path: Path, connections: list[str]) -> None:
    kinds.kind(path.read_bytes(), path.name)
    read(path)
    assert connections == []


def hostile(place: str) -> dict[str, str]:
    """The beginnings of documents that ask for something at an address, and what stands in their text."""
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{place}" parse="text"/>'
    return {
        f'<!DOCTYPE a SYSTEM "{place}">': "",
        f'<!DOCTYPE a PUBLIC "-//A//B" "{place}">': "",
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "{place}">]>': "&b;",
        f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{place}">%b;]>': "",
        f'<?xml-stylesheet href="{place}"?>': "",
        f'<?xml-model href="{place}"?>': include,
        "": f'{include}<img src="{place}"/><a href="{place}">qui</a><iframe src="{place}"></iframe>'
        f'<link rel="stylesheet" href="{place}"/><script src="{place}"></script><object data="{place}"></object>',
    }


def made(head: str, inner: str, place: str) -> dict[str, bytes]:
    """Files of all kinds with these in them."""
    relations = (
        f'<Relationships><Relationship Id="a" Type="a/image" TargetMode="External" Target="{place}"/></Relationships>'
    )
    word = f"{head}<document><body><p><r><t>Il pane.</t>{inner}</r></p></body></document>"
    office = f"{head}<a><body><text><p>Il pane.{inner}<image href='{place}'/></p></text></body></a>"
    sheet = (
        f"{head}<a><body><table><table-row><table-cell><p>uno{inner}</p></table-cell></table-row></table></body></a>"
    )
    book = f'{head}<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    page = f"{head}<html><body><p>Il pane.{inner}</p></body></html>"
    unit = f'<tu><tuv xml:lang="it"><seg>uno{inner}</seg></tuv><tuv xml:lang="cs"><seg>jedna</seg></tuv></tu>'
    return {
        "a.docx": archive({"word/document.xml": word, "word/_rels/document.xml.rels": relations}),
        "a.odt": archive({"content.xml": office, "mimetype": "application/vnd.oasis.opendocument.text"}),
        "a.ods": archive({"content.xml": sheet, "mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "a.epub": archive(
            {
                "mimetype": "application/epub+zip",
                "a.opf": f'{book}<spine><itemref idref="a"/></spine></package>',
                "a.xhtml": page,
            }
        ),
        "a.html": page.encode(),
        "a.md": f"![il pane]({place}) [qui]({place}) <img src='{place}'>\n".encode(),
        "a.tmx": f'{head}<tmx><header srclang="it"/><body>{unit}</body></tmx>'.encode(),
        "a.xlf": f'{head}<xliff version="1.2"><file source-language="it" target-language="cs"><body><trans-unit id="a">'
        f"<source>uno{inner}</source><target>jedna</target></trans-unit></body></file></xliff>".encode(),
        "a.fodt": office.encode(),
    }


@pytest.mark.parametrize("remote", [True, False])
def test_what_a_document_refers_to_is_not_read(tmp_path: Path, connections: list[str], remote: bool) -> None:
    other = tmp_path / "segreto.txt"
    other.write_text(SECRET, "utf-8")
    place = ADDRESS if remote else other.as_uri()
    for head, inner in hostile(place).items():
        for name, data in made(head, inner, place).items():
            path = tmp_path / name
            path.write_bytes(data)
            assert SECRET not in read(path)
    assert connections == []
