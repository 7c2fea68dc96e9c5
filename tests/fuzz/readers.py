"""Search for files that a reader does not bear: `python tests/fuzz/readers.py READER... [--seconds N] [--growth]`.

Each reader runs in a process of its own, with a limit of memory; without a name all of them run, two at a time.
Atheris (the extra `fuzz`) leads the search by the code that is reached; with `--growth` pieces of documents are
repeated instead, once and then twice as often, and the time for both is compared.
What is found lies in build/fuzz/READER.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import mutations  # noqa: E402
from mutations import Mutation, in_lines, in_markup, in_members, in_page  # noqa: E402

DOCUMENTS = ROOT / "tests/gold/documents"
FOUND = ROOT / "build/fuzz"
SLOW, LARGE = 2.0, 200  # seconds for 100 KB; MB above the start
LONGEST = 100_000  # bytes
_ADDRESS_SPACE = 4 * 2**30
_UNCLEAR = re.compile(r"/tmp/|Error\b|Exception|Traceback|codec can't|object at 0x|\bNone\b|invalid literal|Errno|\{'")


@dataclass(frozen=True)
class Target:
    """A reader: what it is called with, the endings of its seeds, and how they are changed."""

    run: Callable[[bytes], None]
    seeds: tuple[str, ...]
    mutation: Mutation


def _document(kind: str, suffix: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from deckgen.text import given

        path = _put(data, suffix)
        found = given.load(path, ("it", "cs")[len(data) % 2], given.Said(kind=kind))
        assert all(sentence.text.strip() for sentence in found.document.sentences), "a sentence without text"

    return run


def _rows(kind: str, suffix: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from deckgen.files.source import Refused
        from deckgen.text import given

        path = _put(data, suffix)
        try:
            found = given.load_rows(path, (), given.Said(kind=kind))
        except Refused:
            said = given.Said(kind=kind, columns={"it": "1", "cs": "2"})
            found = given.load_rows(path, ("it", "cs"), said)
        assert all(pair.front.strip() for pair in found.rows.rows if hasattr(pair, "front"))

    return run


def _anything(data: bytes) -> None:
    """Read a file whose name is its first line, in every way."""
    from deckgen.files.source import Refused
    from deckgen.text import given, kinds

    name, _, content = data.partition(b"\n")
    kinds.kind(content, name.decode("utf-8", "replace"))
    path = _put(content, "." + re.sub(r"\W", "", name.decode("latin-1").rpartition(".")[2])[:10])
    calls: tuple[Callable[[], object], ...] = (
        lambda: given.load(path, "it"),
        lambda: given.load_rows(path, ("it", "cs")),
        lambda: given.holds_both(path),
        lambda: given.language_of(path),
    )
    refused: list[Refused] = []
    for call in calls:
        try:
            call()
        except Refused as error:
            refused.append(error)
    for error in refused:
        _check_refused(error)


def _mending(data: bytes) -> None:
    from deckgen.files import mending, xml

    path = Path("a.xml")
    xml.parse(mending.mended(data, path, ("tmx", "tu", "tuv", "seg", "body", "header")).data, path)


def _put(data: bytes, suffix: str) -> Path:
    path = Path(tempfile.gettempdir()) / f"fuzz-{os.getpid()}{suffix}"
    path.write_bytes(data)
    return path


_ZIPPED = in_members(in_markup)
TARGETS = {
    "docx": Target(_document("docx", ".docx"), (".docx",), _ZIPPED),
    "odt": Target(_document("odt", ".odt"), (".odt", ".fodt"), _ZIPPED),
    "fodt": Target(_document("odt", ".fodt"), (".fodt",), in_markup),
    "epub": Target(_document("epub", ".epub"), (".epub",), in_members(in_page)),
    "html": Target(_document("html", ".html"), (".html",), in_page),
    "pdf": Target(_document("pdf", ".pdf"), (".pdf",), mutations.in_bytes),
    "srt": Target(_document("srt", ".srt"), (".srt",), in_lines),
    "vtt": Target(_document("vtt", ".vtt"), (".vtt",), in_lines),
    "ass": Target(_document("ass", ".ass"), (".ass", ".ssa"), in_lines),
    "txt": Target(_document("txt", ".txt"), (".txt", ".md", ".it", ".cs"), in_lines),
    "md": Target(_document("md", ".md"), (".md",), in_lines),
    "xlsx": Target(_rows("xlsx", ".xlsx"), (".xlsx",), _ZIPPED),
    "ods": Target(_rows("ods", ".ods"), (".ods", ".fods"), _ZIPPED),
    "fods": Target(_rows("ods", ".fods"), (".fods",), in_markup),
    "tmx": Target(_rows("tmx", ".tmx"), (".tmx",), in_markup),
    "xliff": Target(_rows("xliff", ".xlf"), ("xlf", "xliff"), in_markup),
    "csv": Target(_rows("csv", ".csv"), (".csv", ".tsv"), in_lines),
    "anki": Target(_rows("anki", ".txt"), ("anki.txt",), in_lines),
    "lines": Target(_rows("lines", ".txt"), ("hunalign.txt",), in_lines),
    "mending": Target(_mending, (".tmx", ".xlf", ".fodt"), in_markup),
    "anything": Target(_anything, ("",), in_lines),
}

# ------------------------------------------------------------------ faults


def _check_refused(error: Exception) -> None:
    """Raise if a person could not understand a refusal, or would not know what to do."""
    for problem in error.problems:  # type: ignore[attr-defined]
        said = f"{problem.message} | {problem.advice}"
        assert problem.message, "refused without a message"
        assert problem.advice, f"refused without advice: {problem.message}"
        assert not _UNCLEAR.search(said), f"an unclear refusal: {said}"


def _memory(name: str) -> float:
    """A figure of this process in MB, as Linux tells it; elsewhere 0."""
    try:
        text = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(name)), 0)


def faults(target: Target, data: bytes) -> Iterator[tuple[str, str]]:
    """What is wrong with how a reader takes `data`: a short key, and all that is known."""
    from deckgen.files.source import Refused

    start, highest, before = time.process_time(), _memory("VmHWM:"), _memory("VmRSS:")
    try:
        try:
            target.run(data)
        except Refused as error:
            _check_refused(error)
    except AssertionError as error:
        yield re.sub(r"\d+|`[^`]*`", "#", str(error))[:80] or _place(error), traceback.format_exc()
    except Exception as error:
        yield f"{type(error).__name__} {_place(error)}", traceback.format_exc()
    seconds, reached = time.process_time() - start, _memory("VmHWM:")
    if seconds > SLOW * max(1.0, len(data) / LONGEST):
        yield "slow", f"{seconds:.1f} seconds for {len(data)} bytes"
    if reached > highest and reached - before > LARGE:
        yield "large", f"{reached - before:.0f} MB for {len(data)} bytes"


def _place(error: BaseException) -> str:
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "/deckgen/" in each.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "outside"


class Findings:
    """The faults found so far, one file of each kind."""

    def __init__(self, name: str) -> None:
        self.folder = FOUND / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.executions = 0
        self.counts: dict[str, int] = {}

    def add(self, key: str, told: str, data: bytes) -> None:
        """Keep an input; of a kind, the shortest."""
        self.counts[key] = self.counts.get(key, 0) + 1
        place = self.folder / hashlib.sha256(key.encode()).hexdigest()[:10]
        if not place.exists() or place.stat().st_size > len(data):
            place.write_bytes(data)
            place.with_suffix(".told").write_text(f"{key}\n\n{told}\n", "utf-8", errors="replace")

    def save(self) -> None:
        """Write the figures down."""
        told = {"executions": self.executions, "faults": self.counts}
        (self.folder / "figures.json").write_text(json.dumps(told, indent=1), "utf-8")


# ------------------------------------------------------------------ searches


def seeds(name: str) -> list[bytes]:
    """The documents that a search begins with."""
    files = [path for path in sorted(DOCUMENTS.rglob("*.*")) if path.name.endswith(TARGETS[name].seeds)]
    if name == "anything":
        return [path.name.encode() + b"\n" + path.read_bytes() for path in files]
    return [path.read_bytes() for path in files] or [b""]


def warm(target: Target, whole: list[bytes]) -> None:
    """Load what is loaded once: word lists, and the libraries of a reader."""
    from deckgen.languages.recognition import recognised

    recognised("Il pane è caldo e la finestra è aperta.")
    for seed in (*whole, b"uno\tp\xf8\xedli\xb9\ndue\t\x9elu\x9d\n"):  # the last is in an old encoding
        _timed(target, seed)


def search(name: str, seconds: int) -> None:
    """Look for faults of one reader in this process, led by what its code reaches."""
    import atheris

    with atheris.instrument_imports(include=["deckgen.text", "deckgen.files"]):
        from deckgen.text import documents, given  # noqa: F401
        from deckgen.text.formats import delimited, docx, epub, html, lines, ods, odt, pdf, tmx, xliff, xlsx  # noqa: F401
    warm(TARGETS[name], seeds(name))
    target, found, ends = TARGETS[name], Findings(name), time.monotonic() + seconds

    def once(data: bytes) -> None:
        found.executions += 1
        for key, told in faults(target, data):
            found.add(key, told, data)
        if found.executions % 100 == 0:
            found.save()
        if time.monotonic() > ends:
            found.save()
            os._exit(0)

    def mutated(data: bytes, size: int, seed: int) -> bytes:
        chosen = random.Random(seed)
        made = atheris.Mutate(data, size) if chosen.random() < 0.1 else target.mutation(data, chosen)
        return made[:size]

    with tempfile.TemporaryDirectory() as corpus:
        for n, seed in enumerate(seeds(name)):
            (Path(corpus) / str(n)).write_bytes(seed)
        options = [f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=3000", f"-artifact_prefix={found.folder}/dead-"]
        atheris.Setup([sys.argv[0], corpus, *options, "-verbosity=0"], once, custom_mutator=mutated)
        atheris.Fuzz()


def grow(name: str, seconds: int) -> None:
    """Look for time that grows faster than a document in which one piece is repeated."""
    target, found, ends = TARGETS[name], Findings(f"{name}-growth"), time.monotonic() + seconds
    chosen, whole = random.Random(seconds), seeds(name)
    warm(target, whole)
    while time.monotonic() < ends:
        found.executions += 1
        seed, at = chosen.choice(whole), chosen.random()
        piece, glue = _piece(seed, chosen), chosen.choice(("", "", "\n", " ", "\n\n")).encode()
        times = [_timed(target, _grown(seed, at, piece + glue, size)) for size in (LONGEST // 4, LONGEST // 2, LONGEST)]
        if times[2] > 1 and times[2] > 3 * times[1]:
            found.add(f"growth {piece[:12]!r}", f"{times} for {piece!r}", _grown(seed, at, piece + glue, LONGEST))
        elif times[2] > SLOW:
            found.add(f"slow {piece[:12]!r}", f"{times} for {piece!r}", _grown(seed, at, piece + glue, LONGEST))
    found.save()


def _timed(target: Target, data: bytes) -> float:
    from deckgen.files.source import Refused

    start = time.process_time()
    try:
        target.run(data)
    except Refused:
        pass
    except Exception:
        pass
    return time.process_time() - start


def _piece(seed: bytes, chosen: random.Random) -> bytes:
    """What is repeated: some elements, lines or characters of a document, or something that it does not have."""
    members = mutations.unpacked(seed)
    text = _main(members)[1] if members else seed
    pieces = re.findall(rb"<[^<>]*>|[^<>\n]+\n?|.", text, re.DOTALL) or [b"a"]
    if chosen.random() < 0.5:
        return "".join(chosen.choices(mutations.TOKENS, k=chosen.choice((1, 1, 2, 3)))).encode("utf-8", "replace")
    at = chosen.randrange(len(pieces))
    piece = b"".join(pieces[at : at + chosen.choice((1, 1, 2, 4))])
    if chosen.random() < 0.3:
        return piece[: chosen.randrange(1, 10)]
    return piece


def _main(members: dict[str, bytes]) -> tuple[str, bytes]:
    """The largest member that is XML."""
    texts = {name: data for name, data in members.items() if data[:1] == b"<" or data[:4] == b"\xef\xbb\xbf<"}
    name = max(texts or members, key=lambda each: len(members[each]))
    return name, members[name]


def _grown(seed: bytes, at: float, piece: bytes, size: int) -> bytes:
    """A document with a piece repeated in it, between two of its elements or lines."""
    members = mutations.unpacked(seed)
    name, text = _main(members) if members else ("", seed)
    places = [match.end() for match in re.finditer(rb">|\n", text)] or [0]
    place = places[int(at * len(places))]
    made = text[:place] + piece * (size // max(1, len(piece))) + text[place:]
    return mutations.packed(members | {name: made}) if members else made


# ------------------------------------------------------------------ all of them


def _limited(name: str, seconds: int, kind: str) -> None:
    """Run one search in a process of its own."""
    command = [sys.executable, __file__, name, "--here", "--seconds", str(seconds), *([kind] if kind else [])]
    place = FOUND / (f"{name}-growth" if kind else name)
    place.mkdir(parents=True, exist_ok=True)
    with (place / "log").open("wb") as log:
        ended = subprocess.run(command, stdout=log, stderr=log, check=False, timeout=seconds * 2 + 200).returncode
    figures = place / "figures.json"
    told = json.loads(figures.read_text("utf-8")) if figures.exists() else {"executions": 0, "faults": {}}
    died = f", ended by {ended}: see {place}/log" if ended else ""
    print(f"{place.name:14} {told['executions']:8} executions, {len(told['faults'])} kinds of faults{died}", flush=True)
    for key, count in sorted(told["faults"].items()):
        print(f"    {count:6} × {key}", flush=True)


def main() -> None:
    """Search as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", choices=[[], *TARGETS], metavar="READER", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--growth", action="store_true", help="look for time that grows faster than a document")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    kind = "--growth" if asked.growth else ""
    if asked.here:
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
        return (grow if asked.growth else search)(asked.readers[0], asked.seconds)
    with ThreadPoolExecutor(2) as running:
        list(running.map(lambda name: _limited(name, asked.seconds, kind), asked.readers or TARGETS))
    return None


if __name__ == "__main__":
    main()
