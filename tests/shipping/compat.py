"""Which versions of Anki read what we build, and what a second import does there: `make compat`.

Builds three editions of the shipped deck (as it is; one sentence changed, one new, one retired; another colour),
plays a learner in every official backend below, each in an environment of its own under build/anki, and prints
a table of versions and checks. Ends with 1 if a check fails, or if not even the newest version can be had here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.project.fields import FIELDS, TEMPLATES, cards_of
from deckgen.project.lock import Entry

ROOT = Path(__file__).parent.parent.parent
LEARNERS = Path(__file__).parent / "learners.py"
KEPT = ROOT / "build" / "anki"
CHECKS = {
    "notes": "a first import brings every note and card, into one deck",
    "types": "note types have our names, fields, templates and style",
    "fields": "fields and tags are as built",
    "order": "new cards come in our study order",
    "cards": "every card shows its text on both sides",
    "database": "Check Database finds nothing",
    "again": "the same package again changes nothing, learner's edits included",
    "edition": "the next edition: changed text arrives, the new note has its card, the retired one its banner",
    "place": "the new card stands at its place among the others",
    "reviews": "the next edition leaves every review and every card's schedule alone",
    "edits": "the next edition leaves unchanged notes alone, learner's edits included",
    "style": "a new style sheet arrives, and no card's schedule moves",
    "own": "a learner's own style sheet stays, as long as the deck's does not change",
}


@dataclass(frozen=True)
class World:
    """A version of the backend, and the way by which its desktop program imports a package."""

    wanted: str  # as pip is told
    importer: str  # a key of LEARNERS in learners.py
    way: str = "default"


WORLDS = (
    World("==2.1.54", "python"),
    World("==2.1.54", "backend", "new import"),
    World("==2.1.66", "backend"),
    World("==23.10.1", "dialog"),
    World("==23.10.1", "python", "legacy import"),
    World("==24.11", "dialog"),
    World("==25.9.*", "dialog"),
    World("", "dialog"),
)


# ------------------------------------------------------------------ three editions


def editions(folder: Path) -> list[dict[str, Any]]:
    """Build them in `folder`; gives what each holds, for learners.py."""
    for name in ("cards", "data"):
        shutil.copytree(ROOT / name, folder / name)
    home = folder / "cards" / "italiano-commerciale"
    first = _built(home, folder / "first.apkg")
    _edit_sentences(home)
    second = _built(home, folder / "second.apkg")
    (home / "templates").mkdir(exist_ok=True)
    (home / "templates" / "style.css").write_text(".card { --dg-accent: #123456 }\n", "utf-8")
    third = _built(home, folder / "third.apkg")
    old, new = ({entry.id: entry for entry in planned.plan.lock.entries} for planned in (first, second))
    (changed,) = (e.guid for e in new.values() if e.id in old and e.mod > old[e.id].mod and not e.retired)
    (added,) = (e.guid for e in new.values() if e.id not in old)
    (retired,) = (e.guid for e in new.values() if e.retired and not (e.id in old and old[e.id].retired))
    named = {"changed": changed, "added": added, "retired": retired}
    return [
        {"package": str(folder / f"{name}.apkg"), **_told(planned, retired), **named}
        for name, planned in (("first", first), ("second", second), ("third", third))
    ]


def _built(home: Path, path: Path) -> Draft:
    planned = draft(read_state(home))
    finish(planned, path)
    return planned


def _edit_sentences(home: Path) -> None:
    """Change a sentence, put a new one before it and retire another: early ones, that no term takes as its example."""
    part = read_state(home).parts[0]
    cited = {term.pair for term in part.terms.values}
    changed, retired, *_ = (pair for pair in part.pairs.values if pair.id not in cited and not pair.skip)
    text = part.pairs.path.read_text("utf-8")
    for old, new in (
        (f"- id: {changed.id}\n", f"- it: Una frase nuova.\n  cs: Nová věta.\n\n- id: {changed.id}\n"),
        (changed.back, "Tahle věta má nový překlad."),
        (f"- id: {retired.id}\n", f"- id: {retired.id}\n  skip: true\n"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    part.pairs.path.write_text(text, "utf-8")


def _told(planned: Draft, leaving: str) -> dict[str, Any]:
    lock, names = planned.plan.lock, planned.types
    places = [
        (entry.due[name], entry.nid + TEMPLATES[entry.kind].index(name), entry.guid, TEMPLATES[entry.kind].index(name))
        for entry in lock.entries
        for name in cards_of(entry.kind, entry.fields)
        if not entry.retired or entry.guid == leaving
    ]
    return {
        "deck": lock.names[-1],
        "types": {
            kept.name: {"fields": list(FIELDS[kind]), "css": kept.css, "templates": [list(t) for t in kept.templates]}
            for kind, kept in names.items()
        },
        "notes": [_note(entry, names[entry.kind].name) for entry in lock.entries],
        "order": [place[2:] for place in sorted(places)],
    }


def _note(entry: Entry, type_name: str) -> dict[str, Any]:
    stamped = {**entry.fields, "Key": entry.guid, "Built": str(entry.mod)}
    cards = () if entry.retired else cards_of(entry.kind, entry.fields)
    return {
        "guid": entry.guid,
        "kind": entry.kind,
        "type": type_name,
        "fields": [stamped.get(name, "") for name in FIELDS[entry.kind]],
        "tags": sorted(entry.tags),
        "cards": [(TEMPLATES[entry.kind].index(name), entry.due[name]) for name in cards],
    }


# ------------------------------------------------------------------ the versions


def python_of(wanted: str) -> Path:
    """The Python of the environment that has this version."""
    return KEPT / (wanted.strip("=").replace("*", "x") or "newest") / "bin" / "python"


def prepared(wanted: str) -> tuple[str, str]:
    """An environment with that version: what version it is, or "" and why it cannot be had here."""
    python = python_of(wanted)
    asking = [python, "-W", "ignore", "-c", "import anki.collection, anki.buildinfo as info; print(info.version)"]
    if not wanted or not python.exists() or subprocess.run(asking, capture_output=True, check=False).returncode:
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
        subprocess.run([*pip, "--upgrade", f"anki{wanted}"], capture_output=True, check=False)
    ended = subprocess.run(asking, capture_output=True, text=True, check=False)
    return ended.stdout.strip(), (ended.stderr.strip().splitlines() or [""])[-1]


def played(world: World, told: Path) -> dict[str, str]:
    """What went otherwise than it should, by check; all empty where all is well."""
    command = [python_of(world.wanted), "-W", "ignore", "-B", LEARNERS, world.importer, told]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if ended.returncode:
        return dict.fromkeys(CHECKS, (ended.stderr.strip().splitlines() or ["it ended"])[-1])
    found: dict[str, str] = json.loads(ended.stdout.splitlines()[-1])
    return found


def main() -> int:
    wanted = list(dict.fromkeys(world.wanted for world in WORLDS))
    with tempfile.TemporaryDirectory(prefix="deckgen-compat-") as folder, ThreadPoolExecutor(2) as two:
        had = dict(zip(wanted, two.map(prepared, wanted), strict=True))
        told = Path(folder).resolve() / "editions.json"
        told.write_text(json.dumps(editions(told.parent), ensure_ascii=False), "utf-8")
        there = [world for world in WORLDS if had[world.wanted][0]]
        found = dict(zip(there, two.map(lambda world: played(world, told), there), strict=True))
    print(f"{'Anki':23}", *CHECKS, sep="  ")
    for world in WORLDS:
        version, missing = had[world.wanted]
        name = f"{version or world.wanted.strip('=')}, {world.way}"
        cells = [f"{'NO' if found[world][check] else 'ok':{len(check)}}" for check in CHECKS if version]
        print(f"{name:23}", *(cells or [f"cannot be had here: {missing}"]), sep="  ")
    print(*(f"  {check:9} {rule}" for check, rule in CHECKS.items()), sep="\n")
    faults = [
        f"{had[world.wanted][0]}, {world.way}: {check}: {fault}"
        for world, checks in found.items()
        for check, fault in checks.items()
        if fault
    ]
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(found) * len(CHECKS) - len(faults)} passed, {len(faults)} failed")
    return int(bool(faults) or not had[""][0])


if __name__ == "__main__":
    sys.exit(main())
