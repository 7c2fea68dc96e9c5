"""How fast and how large packages are: ours, genanki's own writer, and the best that one could do.

Every contender runs in a fresh interpreter, and all of them in turn, so that a busy machine is busy for all:

- *write*: a ready lock → the file, against genanki writing a ready deck, and against rows that only need to be
  put into the tables and packed (one transaction, one `executemany` a table, the same compression).
- *build*: YAML → package, imports and all, against a bare genanki script that has its notes in memory and
  leaves guids to genanki.
- *again*, *one*, *check*, *status*: the build that changes nothing, the one after a word was put into a pair,
  `deckgen check` and bare `deckgen`.

Both sides have the same notes: half sentences, half terms, two cards each. `packages.py 58 10000` measures two sizes.
With `--before COMMIT`, each command is also run as it was then, in a worktree made for that. Ratios are medians of the
processor's time and of the peak memory, some with the most that they should be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROUNDS = {58: 15, 1_000: 11, 10_000: 5, 100_000: 3}
TEXT = 500  # pairs in one text
DECK_ID = "0123456789abcdef"
NAME = "misura"


# ------------------------------------------------------------------ the notes


def words_of(language: str) -> list[str]:
    """The words of the shipped texts."""
    found: dict[str, None] = {}
    for path in sorted(ROOT.glob(f"data/*/{language}.txt")):
        found.update(dict.fromkeys(re.findall(r"[^\W\d_]{2,}", path.read_text("utf-8").lower())))
    return list(found)


def write_project(root: Path, count: int) -> None:
    """A project whose deck has `count` notes, half of them sentences and half terms."""
    chance = random.Random(count)
    words = words_of("it"), words_of("cs")
    folder = root / "cards" / NAME
    texts = []
    known: set[str] = set()
    for first in range(0, count // 2, TEXT):
        name = f"testo{len(texts)}"
        texts.append(f"  - {{id: {name}, title: Il testo {len(texts)}, prefix: p{len(texts)}}}")
        pairs, terms = [], []
        for number in range(first, min(first + TEXT, count // 2)):
            sides = [chance.choices(words[side], k=chance.randint(7, 16)) for side in range(2)]
            while " ".join(sides[0][:3]) in known:
                sides[0] = chance.choices(words[0], k=10)
            known.add(" ".join(sides[0][:3]))
            front, back = (" ".join(side).capitalize() + "." for side in sides)
            if number % 25 == 0:
                pairs.append(f"- section: {' '.join(sides[0][:4])}\n")
            pairs.append(f"\n- id: s{number}\n  it: {front}\n  cs: {back}\n")
            term, meaning = (" ".join(side[:3]) for side in sides)
            terms.append(f"\n- id: v{number}\n  it: {term}\n  cs: {meaning}\n  pair: s{number}\n  status: accepted\n")
        for kind, entries in (("pairs", pairs), ("vocabulary", terms)):
            path = folder / kind / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(entries), "utf-8")
    cards = "cards: {sentence: [recognition, production], vocabulary: [recognition, production]}"
    head = f"name: Misura\nid: {DECK_ID}\nfront: it\nback: cs\ntexts:\n"
    (folder / "deck.yaml").write_text(head + "\n".join(texts) + f"\n{cards}\n", "utf-8")


# ------------------------------------------------------------------ the contenders, each in its own process

Work = Callable[[], object]
Kept = tuple[str, list[str], list[str]]  # kind, fields and tags of a note


def write_ours(root: Path) -> Work:
    from deckgen.anki.package import package
    from deckgen.cards.notetypes import note_types
    from deckgen.files.disk import write
    from deckgen.project import lock
    from deckgen.project.deck import load

    deck, _ = load(root / "cards" / NAME)
    assert deck
    ready = lock.of(deck)
    types = note_types(deck, ready.type_names)
    return lambda: write(root / "ours.apkg", package(ready, types))


def kept_notes(root: Path) -> Iterator[Kept]:
    """Every note of the deck, read line by line: nothing else stays in memory."""
    with (root / "notes.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            kind, fields, tags = json.loads(line)
            yield sys.intern(kind), fields, tags


def genanki_deck(notes: list[Kept]) -> object:
    import genanki

    from_names = json.loads((Path(sys.argv[2]) / "names.json").read_text("utf-8"))
    models = {}
    for number, (kind, names) in enumerate(from_names.items()):
        sides = f"{{{{{names[1]}}}}}", f"{{{{{names[2]}}}}}"
        templates = [
            {"name": "Recognition", "qfmt": sides[0], "afmt": "{{FrontSide}}<hr id=answer>" + sides[1]},
            {"name": "Production", "qfmt": sides[1], "afmt": "{{FrontSide}}<hr id=answer>" + sides[0]},
        ]
        models[kind] = genanki.Model(1_607_392_319 + number, kind, [{"name": name} for name in names], templates)
    deck = genanki.Deck(2_059_400_110, "Misura")
    for kind, fields, tags in notes:
        deck.add_note(genanki.Note(model=models[kind], fields=fields, tags=tags))
    return deck


def write_genanki(root: Path) -> Work:
    import genanki

    ready = genanki.Package(genanki_deck(list(kept_notes(root))))
    return lambda: ready.write_to_file(root / "theirs.apkg")


def write_best(root: Path) -> Work:
    """Rows that are ready, put into the tables and packed: no way of writing the same package is faster."""
    from genanki.apkg_schema import APKG_SCHEMA

    from deckgen.anki.package import LEVEL

    held = sqlite3.connect(root / "rows.db")
    rows = {table: held.execute(f"SELECT * FROM {table}").fetchall() for table in ("col", "notes", "cards")}
    held.close()

    def work() -> None:
        made = sqlite3.connect(":memory:", isolation_level=None)
        made.executescript(f"BEGIN;{APKG_SCHEMA}")
        for table, ready in rows.items():
            made.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(ready[0]))})", ready)
        made.execute("COMMIT")
        with zipfile.ZipFile(root / "best.apkg", "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            archive.writestr("collection.anki2", made.serialize())
            archive.writestr("media", "{}")

    return work


def build_genanki(root: Path) -> Work:
    notes = list(kept_notes(root))

    def work() -> None:
        import genanki

        genanki.Package(genanki_deck(notes)).write_to_file(root / "theirs.apkg")

    return work


def command(*arguments: str) -> Callable[[Path], Work]:
    def prepare(root: Path) -> Work:
        def work() -> None:
            try:
                from deckgen.cli.app import main
            except ModuleNotFoundError:  # an early commit
                from deckgen.cli import main  # type: ignore[attr-defined, no-redef]

            sys.argv = ["deckgen", "-C", str(root), *arguments]
            try:
                main()
            except SystemExit as ended:
                if ended.code:
                    raise

        return work

    return prepare


CONTENDERS: dict[str, Callable[[Path], Work]] = {
    "write ours": write_ours,
    "write genanki": write_genanki,
    "write best": write_best,
    "build ours": command("build", "--yes"),
    "build genanki": build_genanki,
    "again": command("build", "--yes"),
    "one": command("build", "--yes"),
    "check": command("check"),
    "status": command(),
}


def contend(name: str, root: Path) -> None:
    """Do the work of one contender, and print how long it took and what it needed."""
    work = CONTENDERS[name](root)
    start, cpu = time.perf_counter(), time.process_time()
    work()
    taken = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([*taken, peak]), file=sys.stderr)


# ------------------------------------------------------------------ measuring


Run = tuple[float, float, float]  # seconds, seconds of the processor, peak memory
COMMANDS = ("build ours", "again", "one", "check", "status")


def measured(name: str, root: Path, tree: Path | None = None) -> Run:
    """One run, of the program in `tree` if that is another one."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    if tree:
        environment["PYTHONPATH"] = str(tree)
    arguments = [sys.executable, __file__, name, str(root)]
    ended = subprocess.run(arguments, check=True, capture_output=True, text=True, env=environment)
    seconds, cpu, peak = json.loads(ended.stderr.splitlines()[-1])
    return seconds, cpu, peak


def prepare(root: Path, count: int) -> None:
    """The sources, and what the other contenders have in memory."""
    from deckgen.actions.build import read_state
    from deckgen.project import lock
    from deckgen.project.fields import FIELDS

    write_project(root, count)
    shutil.copytree(root / "cards", root / "before" / "cards")
    measured("build ours", root)
    kept = lock.of(read_state(root / "cards" / NAME).deck)
    with (root / "notes.jsonl").open("w", encoding="utf-8") as out:
        for entry in kept.entries:
            fields = {**entry.fields, "Key": entry.guid, "Built": str(entry.mod)}
            values = [fields.get(name, "") for name in FIELDS[entry.kind]]
            out.write(json.dumps([entry.kind, values, entry.tags]) + "\n")
    (root / "names.json").write_text(json.dumps(FIELDS), "utf-8")
    with zipfile.ZipFile(root / "build" / f"{NAME}.apkg") as archive:
        (root / "rows.db").write_bytes(archive.read("collection.anki2"))


def make_ready(name: str, root: Path) -> None:
    """What a contender expects to find."""
    if name == "build ours":  # a first build
        (root / "cards" / NAME / "deck.lock").unlink(missing_ok=True)
        shutil.rmtree(root / "build", ignore_errors=True)
    if name == "one":
        path = root / "cards" / NAME / "pairs" / "testo0.yaml"
        path.write_text(path.read_text("utf-8").replace("  it: ", "  it: Ancora ", 1), "utf-8")


@contextmanager
def tree_of(commit: str) -> Iterator[Path | None]:
    """A worktree of a commit, or None if there is none to compare with."""
    if not commit:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree, commit], check=True, cwd=ROOT)
        try:
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], check=True, cwd=ROOT)


# ------------------------------------------------------------------ telling

# One contender, another one, and the most that time and memory of the first should be of those of the second.
RATIOS: tuple[tuple[str, str, str], ...] = (
    ("write ours", "write genanki", ""),
    ("write ours", "write best", ""),
    ("build ours", "build genanki", "2.5 and 1.6"),
    ("again", "build genanki", "3.0 and 2.0"),
    ("one", "build ours", ""),
    *((name, f"{name}, before", {"check": "0.45", "status": "0.50"}.get(name, "")) for name in COMMANDS),
)


def sizes_of(root: Path) -> tuple[int, int]:
    return (root / "ours.apkg").stat().st_size, (root / "theirs.apkg").stat().st_size


def compare(count: int, before: Path | None) -> None:
    """All contenders in turn over one deck."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        # In a process of its own: what this one has ever held would be counted as held by all that it starts.
        subprocess.run([sys.executable, __file__, "prepare", folder, str(count)], check=True)
        contenders: list[tuple[str, str, Path, Path | None]] = [(name, name, root, None) for name in CONTENDERS]
        contenders += [(f"{name}, before", name, root / "before", before) for name in COMMANDS if before]
        runs: dict[str, list[Run]] = {shown: [] for shown, *_ in contenders}
        for turn in range(ROUNDS.get(count, 5) + 1):
            for shown, name, place, tree in contenders:
                make_ready(name, place)
                run = measured(name, place, tree)
                runs[shown] += [run] if turn else []  # the first one compiles and warms up
        tell(count, runs, sizes_of(root))


def tell(count: int, runs: dict[str, list[Run]], sizes: tuple[int, int]) -> None:
    """Print the medians of all contenders, and their ratios."""
    seconds, cpu, peak = (
        {name: statistics.median(run[which] for run in all_runs) for name, all_runs in runs.items()}
        for which in range(3)
    )
    print(f"{count:,} notes".replace(",", " "))
    for name, runs_of in runs.items():
        low = min(run[0] for run in runs_of)
        print(f"  {name:18} {seconds[name]:8.3f} s   min {low:8.3f}   cpu {cpu[name]:8.3f}", end="")
        print(f"   {peak[name] / 1024:6.0f} MB")
    for one, other, bound in RATIOS:
        if one in runs and other in runs:
            print(f"  {one} / {other}".ljust(34), end="")
            print(f"{cpu[one] / cpu[other]:6.2f} cpu   {peak[one] / peak[other]:6.2f} memory", end="")
            print(f"   aim: {bound}" if bound else "")
    ours, theirs = sizes
    print(f"  size ours / genanki             {ours / theirs:6.2f}   ({ours / 1000:.0f} KB)", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["prepare"]:
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
        return
    if len(sys.argv) == 3 and sys.argv[1] in CONTENDERS:
        contend(sys.argv[1], Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=list(ROUNDS), help="notes")
    parser.add_argument("--before", default="", metavar="COMMIT", help="measure the program of this commit as well")
    asked = parser.parse_args()
    with tree_of(asked.before) as before:
        for count in asked.sizes:
            compare(count, before)


if __name__ == "__main__":
    main()
