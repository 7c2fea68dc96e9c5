"""What kind of document a container holds: a zip file by its members, an OLE file by its streams.

Nothing is unpacked but the member that names the type, and the directory of a zip file is searched entry by entry, so
that a broken or hostile one can be named as well.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice

_MOST = 10_000  # entries that are looked at
_ENTRY = struct.Struct("<4s6H3L5H2L")  # of the directory; the name follows it
_LOCAL = struct.Struct("<4s5H3L2H")  # before a member; the name follows it
_LONGEST = 4096  # bytes of the member that names the type

_OPEN_DOCUMENT = {
    "text": "odt",
    "text-template": "odt",
    "text-master": "odt",
    "spreadsheet": "ods",
    "spreadsheet-template": "ods",
    "presentation": "odp",
    "presentation-template": "odp",
    "graphics": "drawing",
}
# What only one kind has among its members, by the beginning of a name.
_MEMBERS = (
    ("xl/workbook.bin", "xlsb"),
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("visio/", "drawing"),
    ("FixedDocSeq", "ps"),
    ("META-INF/container.xml", "epub"),
    ("collection.anki2", "apkg"),
)
_IWORK = ("Index/", "Index.zip", "index.apxl", "index.xml")
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("VisioDocument", "drawing"),
    ("Quill", "drawing"),
    ("__substg1.0_", "mail"),
)


def in_zip(data: bytes, promised: str) -> str:
    """The kind of a zip file, `zip` if it only packs files; `promised` is what its name says."""
    names = dict(islice(_entries(data), _MOST))
    stated = _stated(data, names)
    if stated == "epub+zip":
        return "epub"
    if stated.startswith("vnd.oasis.opendocument."):
        return _OPEN_DOCUMENT.get(stated.rpartition(".")[2], "drawing")
    found = next((kind for start, kind in _MEMBERS if any(name.startswith(start) for name in names)), "")
    if found:
        return found
    if any(name.startswith(_IWORK) for name in names) or promised in ("pages", "numbers", "key"):
        return promised if promised in ("pages", "numbers", "key") else "pages"
    return promised if promised and not names else "zip"


def in_ole(data: bytes, promised: str) -> str:
    """The kind of an OLE file, as old office programs write it."""
    found = next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in data), "")
    return found or (promised if promised in ("doc", "xls", "ppt", "mail", "works") else "binary")


def _entries(data: bytes) -> Iterator[tuple[str, int]]:
    """The names in the directory of a zip file, each with where its member begins.

    A zip file can lie unpacked in another; only entries of the outer one point to their member.
    """
    for match in re.finditer(b"PK\x01\x02", data):
        head = data[match.start() : match.start() + _ENTRY.size]
        if len(head) == _ENTRY.size:
            fields = _ENTRY.unpack(head)
            at, length, start = match.start() + _ENTRY.size, fields[10], fields[16]
            name = data[at : at + length]
            if data[start + _LOCAL.size : start + _LOCAL.size + length] == name:
                yield name.decode("utf-8", "replace").replace("\\", "/"), start


def _stated(data: bytes, names: Mapping[str, int]) -> str:
    """The type that the member `mimetype` names, without `application/`; empty if there is none."""
    start = names.get("mimetype", 0)
    head = data[start : start + _LOCAL.size]
    if len(head) < _LOCAL.size:
        return ""
    *_, method, _, _, _, packed, _, name, extra = _LOCAL.unpack(head)
    body = start + _LOCAL.size + name + extra
    if data[start + _LOCAL.size : start + _LOCAL.size + name] != b"mimetype":
        return ""
    content = data[body : body + min(packed or _LONGEST, _LONGEST)]
    if method:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, _LONGEST)
        except zlib.error:
            return ""
    stated = re.match(r"\s*application/([\w.+-]+)", content.decode("ascii", "replace"))
    return stated[1] if stated else ""
