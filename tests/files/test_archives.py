"""Archives from anybody: whole ones are read, and whatever could do harm is refused by name before it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import archive, damaged

from deckgen.files import archives
from deckgen.files.archives import members
from deckgen.files.source import Problem, Refused

BOOK = Path("libro.epub")
TEXTS = {"a/b.xml": "<a>è</a>", "c.txt": "ciao " * 100}


def test_the_members_of_an_archive_are_read() -> None:
    found = members(archive({**TEXTS, "d/": ""}), BOOK)
    assert found.names == ("a/b.xml", "c.txt")
    assert "a/b.xml" in found
    assert "d/" not in found
    assert found.read("a/b.xml").decode() == "<a>è</a>"
    with found.opened("c.txt") as stream:
        assert stream.read(9) == b"ciao ciao"


def test_names_are_read_as_links_write_them() -> None:
    assert members(archive({"./a.xml": "", "b\\c.xml": ""}), BOOK).names == ("a.xml", "b/c.xml")


def test_a_member_that_is_missing_is_named() -> None:
    with pytest.raises(Refused, match=r"`x\.xml` is missing"):
        members(archive(TEXTS), BOOK).read("x.xml")


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b", "C:\\a", "..\\a", "a/.."])
def test_names_that_leave_the_archive_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="leave the archive"):
        members(archive({name: "x"}), BOOK)


def test_an_archive_that_grows_too_much_is_refused() -> None:
    with pytest.raises(Refused, match="zip bomb"):
        members(archive({"a.xml": b"\0" * 2**25}), BOOK)
    members(archive({"a.xml": b"\0" * 2**20}), BOOK)


def test_an_archive_of_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST", 3)
    members(archive({str(n): "" for n in range(3)}), BOOK)
    for count in (4, 7):
        with pytest.raises(Refused, match="more than 3 members"):
            members(archive({str(n): "" for n in range(count)}), BOOK)


def test_an_archive_that_is_too_large_when_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 150)
    members(archive({"a": "x" * 149}), BOOK)
    with pytest.raises(Refused, match="when unpacked"):
        members(archive({"a": "x" * 149, "b": "xx"}), BOOK)
    monkeypatch.setattr(archives, "LARGEST", 100)
    with pytest.raises(Refused, match="when unpacked"):
        members(archive({"a": "x" * 149}), BOOK)


def test_a_member_gives_no_more_than_it_claims() -> None:
    """What a member says about its size is checked, so it must be what is unpacked."""
    data = bytearray(archive({"a": "x" * 5000}))
    for at, size in ((data.index(b"PK\x01\x02") + 24, 4), (22, 4)):
        data[at : at + size] = struct.pack("<I", 10)
    found = members(bytes(data), BOOK)
    with pytest.raises(Refused, match="`a` is damaged"):
        found.read("a")


def test_packings_that_documents_do_not_have_are_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as new:
        new.writestr("a", "x" * 100)
    with pytest.raises(Refused, match="packed in a way"):
        members(made.getvalue(), BOOK)


def test_a_member_with_a_password_is_refused() -> None:
    data = bytearray(archive({"a": "x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="password"):
        members(bytes(data), BOOK).read("a")


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\0" * 9, b"no archive", archive(TEXTS)[:-30]])
def test_what_is_no_whole_archive_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="not a whole zip file"):
        members(data, BOOK)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**32))
def test_faults_are_refused_and_nothing_else_happens(seed: int) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        found = members(damaged(archive(TEXTS), seed), BOOK)
        for name in found.names:
            assert zlib.crc32(found.read(name)) == found.entries[name].CRC
    except Refused as refused:
        problems = refused.problems
    assert all(problem.message and problem.advice for problem in problems)
