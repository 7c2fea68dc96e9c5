"""What a file is: recognised by what is in it, whatever it is called, and named with advice if it is not read."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tomllib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.files import resources
from deckgen.text.kinds import kind, of

FILES = ROOT / "tests" / "gold" / "documents"
TABLE = tomllib.loads(resources.text("text/kinds.toml"))

REAL = {
    "kinds/casa.docx": "docx",
    "kinds/casa.odt": "odt",
    "kinds/casa.epub": "epub",
    "kinds/casa.html": "html",
    "kinds/casa.doc": "doc",
    "kinds/casa.rtf": "rtf",
    "kinds/lista.xlsx": "xlsx",
    "kinds/lista.ods": "ods",
    "kinds/lista.xls": "xls",
    "kinds/dia.odp": "odp",
    "kinds/dia.pptx": "pptx",
    "kinds/scan.png": "image",
    "pdf/casa.pdf": "pdf",
    "pdf/casa.fodt": "wordxml",
    "subtitles/film.it.srt": "srt",
    "subtitles/film.cs.srt": "srt",
    "subtitles/film.it.vtt": "vtt",
    "subtitles/film.it.ass": "ass",
    "subtitles/film.cs.ssa": "ass",
    "subtitles/automatic.vtt": "vtt",
}


@pytest.mark.parametrize(("path", "name"), REAL.items())
@pytest.mark.parametrize("called", ["", "x", "documento.txt", "foglio.dat"])
def test_files_of_real_programs_are_known_by_their_content(path: str, name: str, called: str) -> None:
    file = FILES / path
    assert kind(file.read_bytes(), called or file.name).name == name


@pytest.mark.parametrize(
    ("text", "called", "name"),
    [
        ("Buongiorno a tutti.\n", "a.txt", "txt"),
        ("Buongiorno a tutti.\n", "", "txt"),
        ("# Titolo\n\nTesto.\n", "a.md", "md"),
        ("# Titolo\n\nTesto.\n", "A.MARKDOWN", "md"),
        ("<p align=center>\n<img src=a.png>\n</p>\n\n# Titolo\n", "README.md", "md"),
        ("<!DOCTYPE html>\n<html><body>Ciao</body></html>", "pagina.md", "html"),
        ("<!-- saved from url=(0020)https://example.org/ -->\n<HTML><BODY>Ciao", "pagina.txt", "html"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html xmlns="z">', "a.xml", "html"),
        ("<div>Ciao</div>", "pezzo.html", "html"),
        ("<Mario> Ciao a tutti\n<Anna> Ciao Mario\n", "chat.txt", "txt"),
        ("<html><table><tr><td>uno</td></tr></table></html>", "lista.xls", "xlsxml"),
        ('<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">', "a.xml", "tmx"),
        ('<?xml version="1.0"?>\n<!-- nota -->\n<xliff version="1.2">', "a.sdlxliff", "xliff"),
        ('<x:xliff xmlns:x="urn" version="2.0">', "a.xlf", "xliff"),
        ('<?xml version="1.0"?><FictionBook xmlns="u">', "a.fb2", "fb2"),
        ('<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml">', "a.xml", "ttml"),
        ('<?xml version="1.0"?><catalogo><voce/></catalogo>', "a.xml", "xml"),
        (
            '<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
            "a.fods",
            "xlsxml",
        ),
        ("1\n00:00:01,000 --> 00:00:02,000\nCiao.\n", "a.txt", "srt"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nCiao.\n", "a.txt", "vtt"),
        ("0:00:01.000,0:00:02.000\nCiao.\n", "a.sbv", "srt"),
        ("Una riga di tempi è così:\n\n00:00:01,000 --> 00:00:02,000\n\nE sotto sta il testo.\n", "guida.txt", "txt"),
        ("{0}{50}Ciao.\n{60}{90}Come va?\n", "a.sub", "sub"),
        ("[00:12.00]Ciao\n[00:15.00]mondo\n", "a.lrc", "sub"),
        ("<SAMI>\n<BODY>\n", "a.smi", "ttml"),
        ("la casa\tdům\nil cane\tpes\nil gatto\tkočka\n", "parole.txt", "tsv"),
        ("la casa\tdům\n", "parole.tsv", "tsv"),
        ("la casa;dům\nil cane;pes\n", "parole.csv", "csv"),
        ("\tRientrato di un tabulatore.\n\tAnche questo.\n\tE questo.\n", "a.txt", "txt"),
        ("Capitolo uno\t12\nCapitolo due\t15\nCapitolo tre\t22\n", "indice.txt", "txt"),
        ("Ecco la tabella.\n\nuno\tdue\ntre\tquattro\n\nE qui si va avanti.\n", "a.txt", "txt"),
        ("#separator:tab\n#html:true\nla casa\tdům\n", "Note.txt", "anki"),
        (json.dumps({"it": "casa", "cs": "dům"}), "a.txt", "json"),
        (json.dumps([{"it": "casa"}], indent=1), "a.json", "json"),
        ("[Rumore di passi]\n\nEntra Mario.\n", "copione.txt", "txt"),
        ("{Entra Mario} Buonasera.\n", "copione.txt", "txt"),
        ('# Czech translation\nmsgid ""\nmsgstr ""\n', "cs.po", "po"),
        ("% tesi\n\\documentclass{article}\n", "tesi.tex", "tex"),
        ("Titolo\n======\n\n.. note:: attenzione\n", "a.rst", "markup"),
        ("[InternetShortcut]\r\nURL=https://example.org/\r\n", "pagina.url", "shortcut"),
        ("From: a@example.org\nTo: b@example.org\nSubject: Ciao\nMIME-Version: 1.0\n\nCiao.\n", "a.eml", "mail"),
        ("From: <Saved>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n", "a.mht", "webarchive"),
        ("Da leggere. From: Roma.\n", "a.eml", "txt"),
        ("Solo testo.\n", "finto.docx", "txt"),
        ("Solo testo.\n", "finto.pdf", "txt"),
        ("Solo testo.\n", "finto.jpg", "txt"),
        ("", "a.txt", "empty"),
        (" \n\ufeff\n", "a.docx", "empty"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_is_known_by_how_it_begins_and_by_its_lines(text: str, called: str, name: str, encoding: str) -> None:
    assert kind(text.encode(encoding), called).name == name


def packed(*names: str, mimetype: str = "", method: int = zipfile.ZIP_DEFLATED, content: bytes = b"x") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
        if mimetype:
            archive.writestr("mimetype", f"application/{mimetype}")
    return held.getvalue()


def packed_file(path: str) -> bytes:
    return packed(Path(path).name, method=zipfile.ZIP_STORED, content=(FILES / path).read_bytes())


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "called", "name"),
    [
        (packed("[Content_Types].xml", "word/document2.xml"), "a", "docx"),
        (packed("xl/styles.xml", "xl/workbook.bin"), "a.xlsx", "xlsb"),
        (packed("META-INF/container.xml", mimetype="epub+zip"), "a", "epub"),
        (packed("content.xml", mimetype="vnd.oasis.opendocument.text"), "a.zip", "odt"),
        (packed("Index/Document.iwa"), "a.pages", "pages"),
        (packed("Index/Document.iwa"), "a.numbers", "numbers"),
        (packed("collection.anki21", "media"), "a.apkg", "apkg"),
        (packed("it.txt", "cs.txt"), "testi.zip", "zip"),
        (packed_file("kinds/casa.docx"), "a.zip", "zip"),
        (packed_file("kinds/casa.epub"), "a.zip", "zip"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "locked"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "a.ppt", "ppt"),
        (OLE + "__substg1.0_001A001E".encode("utf-16-le"), "a.msg", "mail"),
        (OLE, "a.doc", "doc"),
        (OLE, "a.xyz", "binary"),
        (gzip.compress(b"<tmx>", mtime=0), "a.tmx.gz", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", "zip"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "foto.jpg", "image"),
        (b"GIF89a\x01\x00", "a.gif", "image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a.webp", "image"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "IMG_1.HEIC", "image"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a.wav", "audio"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", "a.mp3", "audio"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", "a.m4a", "audio"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "a.mp4", "video"),
        (b"\x1aE\xdf\xa3\x01\x00", "a.mkv", "video"),
        (b"BOOKMOBI".rjust(68, b"\x01") + bytes(9), "a.mobi", "kindle"),
        (b"AT&TFORM\x00\x00", "a.djvu", "djvu"),
        (b"%!PS-Adobe-3.0\n", "a.ps", "ps"),
        (b"\n\n%PDF-1.4\n%\xe2\xe3", "a", "pdf"),
        (b"bplist00\xd1\x01_\x10\x0fWebMainResource", "a.webarchive", "webarchive"),
        (bytes(range(256)) * 20, "a.txt", "binary"),
        (bytes(range(256)) * 20, "a.wps", "works"),
        (bytes(range(256)) * 20, "a.docx", "binary"),
        (bytes(5000), "a.txt", "empty"),
        ("Perché è così: „žluťoučký kůň“.".encode("cp1250", "ignore"), "a.txt", "txt"),
        ("Ещё один день.".encode("cp1251"), "a.txt", "txt"),
    ],
)
def test_other_files_are_known_by_their_bytes(data: bytes, called: str, name: str) -> None:
    assert kind(data, called).name == name


def test_a_database_is_known(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("create table x (y)")
    database.close()
    assert kind((tmp_path / "a.db").read_bytes(), "a.sdltm").name == "sqlite"


@pytest.mark.parametrize(
    "called", ["https://example.org/a.html", "http:/example.org", "www.example.org", "HTTPS://a.org"]
)
def test_a_web_address_is_answered_with_how_to_save_the_page(called: str) -> None:
    found = kind(b"", called)
    assert found.name == "address"
    assert "Ctrl+S" in found.refusal(Path(called)).advice


@pytest.mark.parametrize("called", ["~$lettera.docx", "cartella/.~lock.lettera.odt#", "C:\\testi\\~$lettera.docx"])
def test_what_an_office_program_leaves_beside_a_document_is_named(called: str) -> None:
    assert kind(b"\x05Marta" + bytes(100), called).name == "lockfile"


# ------------------------------------------------------------------ the table


@pytest.mark.parametrize("name", TABLE)
def test_a_kind_is_read_or_has_advice(name: str) -> None:
    found = of(name)
    assert bool(found.holds) != bool(found.advice)
    assert found.holds in ("document", "rows", "")
    assert found.called == found.called.strip()
    assert set(TABLE[name]) <= {"called", "holds", "advice", "suffixes"}
    problem = found.refusal(Path("a"))
    assert problem.message.startswith(f"this is {found.called}")
    assert "\n" not in problem.advice


# ------------------------------------------------------------------ anything

STARTS = ["", "PK\x03\x04", "PK\x01\x02", "<?xml ", "<!DOCTYPE a [", "%PDF-", "{", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]


@pytest.mark.parametrize("start", STARTS)
@settings(deadline=None, max_examples=60)
@given(rest=st.binary(max_size=200), called=st.sampled_from(["", "a.txt", "a.docx", "a.xls", "a.md"]))
def test_any_bytes_are_of_some_kind(start: str, rest: bytes, called: str) -> None:
    assert kind(start.encode("latin-1") + rest, called).name in TABLE


@settings(deadline=None, max_examples=300)
@given(path=st.sampled_from(sorted(REAL)), data=st.data())
def test_damaged_files_are_of_some_kind(path: str, data: st.DataObject) -> None:
    whole = bytearray((FILES / path).read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=20)):
        whole[at] ^= 1 << data.draw(st.integers(0, 7))
    assert kind(bytes(whole[: data.draw(st.integers(0, len(whole)))]), Path(path).name).name in TABLE


PIECES = [b"<!--", b"<?", b"<!DOCTYPE [", b"PK\x01\x02", b"PK\x03\x04", b"%\n", b"#a\n", b"a\t", b'{"', b"From: a\n"]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_file_takes_time_in_proportion_and_no_more(piece: bytes) -> None:
    assert kind(piece * (2**20 // len(piece)), "a.txt").name in TABLE
