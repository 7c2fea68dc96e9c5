"""XML from strangers: elements out of bytes, and whatever could do harm refused by name.

The limits on what a document may define are ours; expat 2.4.1 and later limit by themselves what entities can grow to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html.entities import html5
from io import BytesIO
from pathlib import Path
from typing import IO, Literal, NamedTuple, Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from deckgen.files.source import Problem, Refused

DEEPEST = 200  # levels; documents of people have some twenty
_LONGEST_ENTITY = 200  # characters; an entity for a letter or a name of a product
_MOST_DEFINED = 2**21  # characters that entities can add to a document; expat 2.4.1 lets it grow a hundred times
CHUNK = 2**16  # bytes
_AGAIN = "export it again from the program that made it"


class Event(NamedTuple):
    """An element that starts or ends, or that has been read whole, and the line where that is."""

    kind: Literal["start", "end", "whole"]
    element: Element
    line: int


class Listener(Protocol):
    """Is told of the elements of a document, with their names and attributes as ElementTree writes them."""

    def begin(self, tag: str, attributes: dict[str, str], line: int) -> None:
        """An element starts that is not read whole."""

    def end(self, tag: str, line: int) -> None:
        """Such an element ends."""

    def whole(self, element: Element, line: int) -> None:
        """An element has been read whole that starts in this line."""


Entities = dict[str, int]  # how often each name of an entity occurs


def parse(data: bytes, path: Path, *, part: str = "") -> Element:
    """The root of the document `data`; `part` names the file in an archive that it is."""
    root = None
    for event in _events(BytesIO(data), path, None, part):
        root = event.element
    if root is None:
        raise Refused(Problem(path, 0, f"{_of(part)}this XML file is empty", advice=_AGAIN))
    return root


def events(
    stream: IO[bytes], path: Path, whole: Collection[str] = (), *, part: str = "", entities: Entities | None = None
) -> Iterator[Event]:
    """The elements of a document while it is read, in bounded memory.

    An element whose local name is in `whole` comes once, at its end, with everything inside. Any other element comes at
    its start and at its end, with its attributes alone. In `entities` is counted which ones have no definition: those
    of HTML are read as there, others stay as they are written.
    """
    return _events(stream, path, frozenset(whole), part, entities)


def tell(data: bytes, path: Path, listener: Listener, whole: Collection[str], entities: Entities) -> None:
    """Tell `listener` what `events` gives, in half the time: there are memories with millions of elements."""
    for _ in _fed(_Parser(path, frozenset(whole), listener, entities=entities), BytesIO(data), path, ""):
        pass


LANG = "{http://www.w3.org/XML/1998/namespace}lang"  # what ElementTree calls `xml:lang`

Started = Callable[[str, dict[str, str]], None]  # takes the name and the attributes of an element, as ElementTree has


def check(data: bytes, path: Path, started: Started | None = None, *, part: str = "") -> None:
    """Refuse a document that `parse` would refuse, without building anything; `started` is told of each element."""
    parser = _Parser(path, frozenset(), _Collector(), quiet=True, part=part, started=started)
    for _ in _fed(parser, BytesIO(data), path, part):
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


def _events(
    stream: IO[bytes], path: Path, whole: frozenset[str] | None, part: str, entities: Entities | None = None
) -> Iterator[Event]:
    collector = _Collector()
    for _ in _fed(_Parser(path, whole, collector, part=part, entities=entities), stream, path, part):
        yield from collector.taken()


def _fed(parser: _Parser, stream: IO[bytes], path: Path, part: str) -> Iterator[None]:
    """Feed a stream to a parser, with a pause after each chunk.

    A chunk in which nothing begins is part of a long piece of text, which expat 2.5 scans anew with every chunk: the
    next chunk is twice as long.
    """
    size = CHUNK
    try:
        chunks = _Chunks(stream)
        parser.start(chunks.encoding)
        while chunk := chunks.read(size):
            parser.seen = False
            parser.feed(chunk, last=False)
            size = CHUNK if parser.seen else 2 * size
            yield
        parser.feed(b"", last=True)
        yield
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


class _Kinds(dict[str, tuple[str, bool]]):
    """Names as expat gives them → names as ElementTree writes them, and whether such elements are read whole."""

    def __init__(self, names: _Names, whole: frozenset[str] | None) -> None:
        super().__init__()
        self._names, self._whole = names, whole

    def __missing__(self, name: str) -> tuple[str, bool]:
        tag = self._names[name]
        made = self[name] = tag, self._whole is None or local(tag) in self._whole
        return made


class _Collector:
    """Makes events of what it is told."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._events: list[Event] = []

    def begin(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self._open.append(Element(tag, attributes))
        self._events.append(Event("start", self._open[-1], line))

    def end(self, _tag: str, line: int) -> None:
        self._events.append(Event("end", self._open.pop(), line))

    def whole(self, element: Element, line: int) -> None:
        self._events.append(Event("whole", element, line))

    def taken(self) -> list[Event]:
        taken, self._events = self._events, []
        return taken


class _Parser:
    """An expat parser with our limits; `whole` None makes one element of the document."""

    def __init__(
        self,
        path: Path,
        whole: frozenset[str] | None,
        listener: Listener,
        *,
        quiet: bool = False,
        part: str = "",
        started: Started | None = None,
        entities: Entities | None = None,
    ) -> None:
        self.seen = False  # whether an element began
        self._begin, self._ended, self._whole_read = listener.begin, listener.end, listener.whole
        self._started = started
        self._entities = {} if entities is None else entities
        self._path, self._quiet, self._part = path, quiet, part
        self._names = _Names()
        self._kinds = _Kinds(self._names, whole)
        self._depth = 0
        self._references = self._longest = 0  # signs `&`, and characters of the longest entity that is defined
        self._element: Element | None = None  # that is read whole, as long as it has text alone
        self._text: list[str] = []  # of it
        self._gather = self._text.append

    def start(self, encoding: str | None) -> None:
        self._expat = made = expat.ParserCreate(encoding, "}")
        made.buffer_text = True
        made.buffer_size = CHUNK
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
        self._references += chunk.count(b"&")
        if self._references * self._longest > _MOST_DEFINED:
            raise self._refuse("its entities make the text grow: this looks like an entity bomb")
        self._expat.Parse(chunk, last)

    def _refuse(self, message: str) -> Refused:
        line = 0 if self._part else self._expat.CurrentLineNumber
        advice = "do not use this file unless you know where it comes from"
        return Refused(Problem(self._path, line, _of(self._part) + message, advice=advice))

    def _deeper(self) -> None:
        self.seen = True
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._too_deep()

    def _too_deep(self) -> Refused:
        return self._refuse(f"elements are nested more than {DEEPEST} levels deep")

    def _checked_start(self, name: str, attributes: dict[str, str]) -> None:
        self._deeper()
        if self._started is not None:
            self._started(self._names[name], {self._names[each]: value for each, value in attributes.items()})

    def _checked_end(self, _name: str) -> None:
        self._depth -= 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.seen = True
        self._depth = depth = self._depth + 1
        if depth > DEEPEST:
            raise self._too_deep()
        tag, whole = self._kinds[name]
        if attributes:
            names = self._names
            attributes = {names[each]: value for each, value in attributes.items()}
        if self._element is not None:
            self._build(self._element).start(tag, attributes)
        elif whole:
            self._element, self._line = Element(tag, attributes), self._expat.CurrentLineNumber
            self._expat.CharacterDataHandler = self._gather
        else:
            self._begin(tag, attributes, self._expat.CurrentLineNumber)

    def _end(self, name: str) -> None:
        element = self._element
        if element is None:
            self._ended(self._names[name], self._expat.CurrentLineNumber)
        else:
            self._expat.CharacterDataHandler = self._element = None
            if self._text:
                element.text = "".join(self._text)
                self._text.clear()
            self._whole_read(element, self._line)
        self._depth -= 1

    def _build(self, element: Element) -> TreeBuilder:
        """Go on with an element that has others inside, by handlers of its own."""
        self._element = None
        builder, made, names, outside = TreeBuilder(), self._expat, self._names, self._depth - 1
        start, end = builder.start, builder.end

        def started(name: str, attributes: dict[str, str]) -> None:
            self._deeper()
            start(names[name], {names[each]: value for each, value in attributes.items()} if attributes else attributes)

        def ended(name: str) -> None:
            end(names[name])
            if self._depth == outside:
                made.CharacterDataHandler = None
                made.StartElementHandler, made.EndElementHandler = self._start, self._end
                self._whole_read(builder.close(), self._line)
            self._depth -= 1

        start(element.tag, dict(element.items()))
        builder.data("".join(self._text))
        self._text.clear()
        made.StartElementHandler, made.EndElementHandler = started, ended
        made.CharacterDataHandler = builder.data
        return builder

    def _entity(self, name: str, parameter: int, value: str | None, *where: str | None) -> None:
        if value is None or where[1] or where[2]:
            raise self._refuse(f"the entity `{name}` refers to something outside the file")
        if parameter or len(value) > _LONGEST_ENTITY or "&" in value or "%" in value:
            raise self._refuse(f"the entity `{name}` makes the text grow: this looks like an entity bomb")
        self._longest = max(self._longest, len(value))

    def _default(self, _element: str, name: str, _kind: str, default: str | None, _required: int) -> None:
        if default:
            raise self._refuse(f"the file defines a default for the attribute `{name}`")

    def _external(self, context: str, *_where: str | None) -> int:
        """Take a definition outside the file for empty. Without one expat would refuse `&nbsp;`."""
        self._expat.ExternalEntityParserCreate(context).Parse(b"", True)  # noqa: FBT003
        return 1

    def _skipped(self, name: str, parameter: int) -> None:
        told = self._expat.CharacterDataHandler
        if told is not None and not parameter:
            self._entities[name] = self._entities.get(name, 0) + 1
            told(html5.get(f"{name};", f"&{name};"))


# ------------------------------------------------------------------ encodings


class _Chunks:
    """The bytes of a stream in an encoding that expat reads, without white space before the declaration.

    A byte order mark decides, since programs convert a file and leave its declaration as it was.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._head = stream.read(CHUNK)
        self.encoding, foreign = encoding_of(self._head)
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


DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)", re.ASCII)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BARE = ((b"<\0", "utf-16le"), (b"\0<", "utf-16be"))
_OWN = re.compile("utf-8|us-ascii|iso-8859-1|windows-125[0-8]|iso-8859-[0-9]{1,2}|koi8-[ru]")  # of one byte, and UTF-8
_FOREIGN = re.compile("shift[_-]jis|euc-(jp|kr)|gb(k|2312|18030)|big5|utf-32(le|be)?|cp[0-9]{3,4}|macintosh")


def encoding_of(head: bytes) -> tuple[str | None, str]:
    """The encoding to tell expat instead of what is declared, if any, and the one to translate from, if any."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-8", "utf-32"
    for start, encoding in (*_MARKS, *_BARE):
        if head.startswith(start):
            return encoding, ""
    match = DECLARED.match(head)
    declared = match[1].decode().lower() if match else "utf-8"
    if _FOREIGN.fullmatch(declared) and not declared.startswith("utf-32"):
        return "utf-8", declared
    return (None if _OWN.fullmatch(declared) else "utf-8"), ""  # .NET declares UTF-16 in files of UTF-8
