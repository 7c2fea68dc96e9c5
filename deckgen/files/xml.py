"""XML from strangers: elements out of bytes, and whatever could do harm refused by name.

The limits on what a document may define are ours; expat 2.4.1 and later limit by themselves what entities can grow to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html.entities import html5
from io import BytesIO
from pathlib import Path
from typing import IO, Literal, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from deckgen.files.source import Problem, Refused

DEEPEST = 200  # levels; documents of people have some twenty
_LONGEST_ENTITY = 200  # characters; an entity for a letter or a name of a product
_CHUNK = 2**16  # bytes
_AGAIN = "export it again from the program that made it"


class Event(NamedTuple):
    """An element that starts or ends, or that has been read whole, and the line where that is."""

    kind: Literal["start", "end", "whole"]
    element: Element
    line: int


def parse(data: bytes, path: Path, *, part: str = "") -> Element:
    """The root of the document `data`; `part` names the file in an archive that it is."""
    root = None
    for event in _events(BytesIO(data), path, None, part):
        root = event.element
    if root is None:
        raise Refused(Problem(path, 0, f"{_of(part)}this XML file is empty", advice=_AGAIN))
    return root


def events(stream: IO[bytes], path: Path, whole: Collection[str] = (), *, part: str = "") -> Iterator[Event]:
    """The elements of a document while it is read, in bounded memory.

    An element whose local name is in `whole` comes once, at its end, with everything inside. Any other element comes at
    its start and at its end, with its attributes alone.
    """
    return _events(stream, path, frozenset(whole), part)


LANG = "{http://www.w3.org/XML/1998/namespace}lang"  # what ElementTree calls `xml:lang`

Started = Callable[[str, dict[str, str]], None]  # takes the name and the attributes of an element, as ElementTree has


def check(data: bytes, path: Path, started: Started | None = None, *, part: str = "") -> None:
    """Refuse a document that `parse` would refuse, without building anything; `started` is told of each element."""
    for _ in _fed(_Parser(path, frozenset(), quiet=True, part=part, started=started), BytesIO(data), path, part):
        pass


def local(name: str) -> str:
    """The name of an element or of an attribute without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: Element, *names: str) -> str:
    """The first of these attributes, by local name, that an element has; empty if there is none."""
    found = {local(name): value for name, value in element.items()}
    return next((found[name] for name in names if found.get(name)), "")


def escaped(text: str) -> str:
    """`text` as content of an element or of an attribute in double quotes, without characters that XML cannot hold."""
    clean = text if text.isprintable() else _IMPOSSIBLE.sub("", text)
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;")):
        clean = clean.replace(plain, entity)
    return clean


_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


# ------------------------------------------------------------------ reading


def _events(stream: IO[bytes], path: Path, whole: frozenset[str] | None, part: str) -> Iterator[Event]:
    return _fed(_Parser(path, whole, part=part), stream, path, part)


def _fed(parser: _Parser, stream: IO[bytes], path: Path, part: str) -> Iterator[Event]:
    """The events of a stream.

    A chunk in which nothing ended is part of a long piece of text, which expat 2.5 scans anew with every chunk: the
    next chunk is twice as long.
    """
    size = _CHUNK
    try:
        chunks = _Chunks(stream)
        parser.start(chunks.encoding)
        while chunk := chunks.read(size):
            seen = parser.seen
            parser.feed(chunk, last=False)
            size = _CHUNK if parser.seen > seen else 2 * size
            yield from parser.taken()
        parser.feed(b"", last=True)
        yield from parser.taken()
    except expat.ExpatError as error:
        reason = _REASONS.get(error.code, expat.ErrorString(error.code) or "unknown error")
        line = 0 if part else error.lineno
        raise Refused(
            Problem(path, line, f"{_of(part)}this is not well-formed XML: {reason}", advice=_AGAIN)
        ) from error
    except (UnicodeError, LookupError, ValueError) as error:  # of an encoding that Python does not know or cannot read
        message = f"{_of(part)}the text does not fit the encoding that the file declares"
        raise Refused(Problem(path, 0, message, advice="save it as UTF-8")) from error


def _of(part: str) -> str:
    return f"{part}: " if part else ""


_CODES = expat.errors.codes
_REASONS = {
    _CODES[expat.errors.XML_ERROR_NO_ELEMENTS]: "it is empty or ends too early",
    _CODES[expat.errors.XML_ERROR_INVALID_TOKEN]: "a character that may not stand here, or text that is not UTF-8",
    _CODES[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: "it ends too early",
    _CODES[expat.errors.XML_ERROR_TAG_MISMATCH]: "an element is closed that is not open",
    _CODES[expat.errors.XML_ERROR_UNBOUND_PREFIX]: "a prefix without a namespace",
    _CODES[expat.errors.XML_ERROR_UNKNOWN_ENCODING]: "its encoding is unknown",
}


class _Names(dict[str, str]):
    """Names as expat gives them → names as ElementTree writes them."""

    def __missing__(self, name: str) -> str:
        made = self[name] = "{" + name if "}" in name else name
        return made


class _Parser:
    """An expat parser that collects events; `whole` None makes one element of the document."""

    def __init__(
        self,
        path: Path,
        whole: frozenset[str] | None,
        *,
        quiet: bool = False,
        part: str = "",
        started: Started | None = None,
    ) -> None:
        self.seen = 0
        self._started = started
        self._path, self._whole, self._quiet, self._part = path, whole, quiet, part
        self._names = _Names()
        self._open: list[Element] = []  # elements outside those that are read whole
        self._builder: TreeBuilder | None = None
        self._depth = 0
        self._outside = 0  # the depth at which the element began that is read whole
        self._events: list[Event] = []

    def start(self, encoding: str | None) -> None:
        self._expat = made = expat.ParserCreate(encoding, "}")
        made.buffer_text = True
        made.buffer_size = _CHUNK
        made.StartElementHandler = self._checked_start if self._quiet else self._start
        made.EndElementHandler = self._checked_end if self._quiet else self._end
        made.EntityDeclHandler = self._entity
        made.AttlistDeclHandler = self._default
        # Entities of HTML without a definition are understood, as if each document had one that is not read.
        made.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
        made.UseForeignDTD(True)  # noqa: FBT003
        made.ExternalEntityRefHandler = self._external
        made.SkippedEntityHandler = self._skipped

    def feed(self, chunk: bytes, *, last: bool) -> None:
        self._expat.Parse(chunk, last)

    def taken(self) -> list[Event]:
        taken, self._events = self._events, []
        return taken

    def _refuse(self, message: str) -> Refused:
        line = 0 if self._part else self._expat.CurrentLineNumber
        advice = "do not use this file unless you know where it comes from"
        return Refused(Problem(self._path, line, _of(self._part) + message, advice=advice))

    def _deeper(self) -> None:
        self.seen += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refuse(f"elements are nested more than {DEEPEST} levels deep")

    def _checked_start(self, name: str, attributes: dict[str, str]) -> None:
        self._deeper()
        if self._started is not None:
            self._started(self._names[name], self._named(attributes) if attributes else attributes)

    def _checked_end(self, _name: str) -> None:
        self._depth -= 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._deeper()
        tag = self._names[name]
        named = self._named(attributes) if attributes else {}
        if self._builder is not None:
            self._builder.start(tag, named)
        elif self._whole is None or tag.rpartition("}")[2] in self._whole:
            self._builder = TreeBuilder()
            self._builder.start(tag, named)
            self._expat.CharacterDataHandler = self._builder.data
            self._outside, self._line = self._depth, self._expat.CurrentLineNumber
        else:
            self._open.append(Element(tag, named))
            self._events.append(Event("start", self._open[-1], self._expat.CurrentLineNumber))

    def _named(self, attributes: dict[str, str]) -> dict[str, str]:
        return {self._names[name]: value for name, value in attributes.items()}

    def _end(self, name: str) -> None:
        if self._builder is None:
            self._events.append(Event("end", self._open.pop(), self._expat.CurrentLineNumber))
        else:
            self._builder.end(self._names[name])
            if self._depth == self._outside:
                self._expat.CharacterDataHandler = None
                self._events.append(Event("whole", self._builder.close(), self._line))
                self._builder = None
        self._depth -= 1

    def _entity(self, name: str, parameter: int, value: str | None, *where: str | None) -> None:
        if value is None or where[1] or where[2]:
            raise self._refuse(f"the entity `{name}` refers to something outside the file")
        if parameter or len(value) > _LONGEST_ENTITY or "&" in value or "%" in value:
            raise self._refuse(f"the entity `{name}` makes the text grow: this looks like an entity bomb")

    def _default(self, _element: str, name: str, _kind: str, default: str | None, _required: int) -> None:
        if default:
            raise self._refuse(f"the file defines a default for the attribute `{name}`")

    def _external(self, context: str, *_where: str | None) -> int:
        """Take a definition outside the file for empty. Without one expat would refuse `&nbsp;`."""
        self._expat.ExternalEntityParserCreate(context).Parse(b"", True)  # noqa: FBT003
        return 1

    def _skipped(self, name: str, parameter: int) -> None:
        if self._builder is not None and not parameter:
            self._builder.data(html5.get(f"{name};", f"&{name};"))


# ------------------------------------------------------------------ encodings


class _Chunks:
    """The bytes of a stream in an encoding that expat reads, without white space before the declaration.

    A byte order mark decides, since programs convert a file and leave its declaration as it was.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._head = stream.read(_CHUNK)
        self.encoding, foreign = _encoding(self._head)
        self._recode: Callable[..., bytes] = bytes
        if foreign:
            import codecs

            decoder = codecs.getincrementaldecoder(foreign)()
            self._recode = lambda chunk, last=False: decoder.decode(chunk, last).encode("utf-8", "surrogatepass")
        elif self.encoding in (None, "utf-8"):
            self._head = self._head.lstrip(b" \t\r\n")

    def read(self, size: int) -> bytes:
        """The next bytes, at least one until the end."""
        while chunk := self._head or self._stream.read(size):
            self._head = b""
            if ready := self._recode(chunk):
                return ready
        return b""


_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)", re.ASCII)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_OWN = re.compile("utf-8|us-ascii|iso-8859-1|windows-125[0-8]|iso-8859-[0-9]{1,2}|koi8-[ru]")  # of one byte, and UTF-8
_FOREIGN = re.compile("shift[_-]jis|euc-(jp|kr)|gb(k|2312|18030)|big5|utf-32(le|be)?|cp[0-9]{3,4}|macintosh")


def _encoding(head: bytes) -> tuple[str | None, str]:
    """The encoding to tell expat instead of what is declared, if any, and the one to translate from, if any."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-8", "utf-32"
    for start, encoding in (*_MARKS, *_BARE):
        if head.startswith(start):
            return encoding, ""
    match = _DECLARED.match(head)
    declared = match[1].decode().lower() if match else "utf-8"
    if _FOREIGN.fullmatch(declared) and not declared.startswith("utf-32"):
        return "utf-8", declared
    return (None if _OWN.fullmatch(declared) else "utf-8"), ""  # .NET declares UTF-16 in files of UTF-8


# ------------------------------------------------------------------ mending


class Mended(NamedTuple):
    """A document that can be read, and what had to be mended for that, as sentences."""

    data: bytes
    done: tuple[str, ...] = ()


def mended(data: bytes, path: Path) -> Mended:
    """`data` as it is if it is well-formed, else with its usual faults mended; refused if that does not help."""
    try:
        check(data, path)
    except Refused as refused:
        text = _decoded(data)
        if text is None:
            raise
        better, done = _mend(text)
        try:
            check(better, path)
        except Refused:
            raise refused from None
        return Mended(better, done)
    return Mended(data)


def _decoded(data: bytes) -> str | None:
    encoding, foreign = _encoding(data[:_CHUNK])
    match = _DECLARED.match(data)
    try:
        return data.decode(foreign or encoding or (match[1].decode() if match else "utf-8"))
    except (UnicodeError, LookupError):
        return None


_AMPERSAND = r"(?P<ampersand>&(?!#\d{1,8};|#x[0-9A-Fa-f]{1,8};|[A-Za-z]\w{1,31};))"
_SIGN = r"(?P<sign><(?![A-Za-z_:/!?]))"
_PAIR = r"&#(?P<high>x[Dd][89ABab][0-9A-Fa-f]{2}|5[56]\d{3});&#(?P<low>x[Dd][C-Fc-f][0-9A-Fa-f]{2}|5[67]\d{3});"
_NUMBER = r"&#(?P<number>\d{1,8}|x[0-9A-Fa-f]{1,8});"
_CONTROL = r"(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+)"
_FAULTS = re.compile("|".join((_AMPERSAND, _SIGN, _PAIR, _NUMBER, _CONTROL)))


def _mend(text: str) -> tuple[bytes, tuple[str, ...]]:
    done: dict[str, int] = {}

    def replaced(match: re.Match[str]) -> str:
        new, fault = _replacement(match)
        if fault:
            done[fault] = done.get(fault, 0) + 1
        return new

    body = re.sub(r"^[\ufeff\s]*(?:<\?xml[^>]*\?>)?", "", text)
    better = "".join(_FAULTS.sub(replaced, piece) if marked else piece for piece, marked in _pieces(body))
    return better.encode(), tuple(f"{fault} ({count} ×)" for fault, count in done.items())


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a document, and whether markup counts in them: it does not in comments and in CDATA."""
    at = 0
    for match in re.finditer(r"<!--|<!\[CDATA\[", text):
        end = text.find("-->" if match[0] == "<!--" else "]]>", match.end())
        if end < 0:
            break
        if match.start() >= at:
            yield text[at : match.start()], True
            yield text[match.start() : end + 3], False
            at = end + 3
    yield text[at:], True


def _replacement(match: re.Match[str]) -> tuple[str, str]:
    """What stands instead of a place in a document, and what was wrong with it."""
    if match["ampersand"]:
        return "&amp;", "`&` is not escaped"
    if match["sign"]:
        return "&lt;", "`<` is not escaped"
    if match["control"]:
        return "", "control characters were left out"
    if match["high"]:
        high, low = (_code(match[name]) - start for name, start in (("high", 0xD800), ("low", 0xDC00)))
        if 0 <= high < 0x400 and 0 <= low < 0x400:
            return chr(0x10000 + (high << 10) + low), "characters are written in halves"
        return "", "control characters were left out"
    if match["number"]:
        code = _code(match["number"])
        allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
        return (match[0], "") if allowed else ("", "control characters were left out")
    raise AssertionError(match)


def _code(number: str) -> int:
    return int(number[1:], 16) if number[0] in "xX" else int(number)


def root_name(data: bytes) -> str:
    """The local name of the first element of a document, as far as its beginning shows; empty if there is none."""
    try:
        first = next(events(BytesIO(data[:_CHUNK]), Path()), None)
    except Refused:
        return ""
    return local(first.element.tag) if first else ""
