"""What learners changed in Anki → edits of the YAML, merged three ways against the version that they had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from deckgen.anki.collection import HeldNote
from deckgen.cards.html import Plain, plain
from deckgen.cards.notes import Note
from deckgen.files.disk import rewrite
from deckgen.files.edits import Wanted, amend, checked
from deckgen.files.records import Record
from deckgen.files.source import Edit, Problem, Refused
from deckgen.merge.history import edited_texts, version
from deckgen.merge.three_way import Difference, differences
from deckgen.project.deck import Deck
from deckgen.project.fields import ANKIS_OWN, FIELDS, OURS
from deckgen.project.lock import Entry, Lock, exclusive, save, text_hash
from deckgen.project.parts import File, Part

# Fields of Anki that a person writes, and the side or the key of the YAML that they come from.
_SENTENCE = {"Front": "front", "Back": "back", "Hint": "hint", "Note": "note"}
_VOCABULARY = {"Term": "front", "Meaning": "back", "Grammar": "grammar", "Hint": "hint", "Note": "note"}
_NEEDED = frozenset({"Front", "Back", "Term", "Meaning", "Example", "ExampleBack"})
_EXAMPLE = {"Example": "front", "ExampleBack": "back"}
_FOUND = "found "  # begins the key of a wish for what `found:` says in a language

Choice = Literal["", "ours", "theirs"]


@dataclass(frozen=True)
class Finding:
    """One field, tag list or note that is not in Anki as it is in the sources, and what was made of it."""

    kind: Literal["taken", "conflict", "kept", "refused", "deleted"]
    id: str
    field: str = ""
    ours: str = ""
    theirs: str = ""
    why: str = ""


@dataclass(frozen=True)
class Pull:
    """Edits by file, and what to tell."""

    edits: tuple[tuple[File, tuple[Edit, ...]], ...]
    findings: tuple[Finding, ...]

    def count(self, kind: str) -> int:
        """How many findings are of this kind."""
        return sum(finding.kind == kind for finding in self.findings)


@dataclass(frozen=True)
class _Home:
    """Where a note is written: its file and record, and for a term those of its example."""

    file: File
    record: Record
    example: _Home | None = None

    @property
    def place(self) -> tuple[int, int]:
        """What tells this record from every other."""
        return id(self.file), self.record.mapping.start


@dataclass(frozen=True)
class _Wish:
    """What a key of a record is to say, because of a field in Anki."""

    home: _Home
    key: str
    wanted: str | tuple[str, ...]
    finding: Finding | None = None


def pull(
    deck: Deck,
    parts: Iterable[Part],
    notes: Iterable[Note],
    lock: Lock,
    held: Iterable[HeldNote],
    *,
    choice: Choice = "",
    skip_deleted: bool = False,
) -> Pull:
    """Compare the notes that a collection holds with those of the sources, and say what the YAML is to take over.

    The base is what the note was when this collection got it: its field `Built` says which build that was. A
    text that any build ever had is no edit. Where both sides changed, `choice` decides; without one nothing is
    written.
    """
    homes = _homes(parts)
    ours = {note.id: note for note in notes}
    by_guid = {note.guid: note for note in held}
    wishes: list[_Wish] = []
    findings: list[Finding] = []
    if not any(entry.guid in by_guid for entry in lock.entries):
        raise Refused(Problem(deck.path, 0, "none of the notes that Anki holds there is of this deck"))
    for entry in lock.entries:
        theirs = by_guid.get(entry.guid)
        note, home = ours.get(entry.id), homes.get(entry.id)
        if theirs is None:
            if not entry.retired and note and home:
                findings.append(Finding("deleted", entry.id, ours=next(iter(note.fields.values()), "")))
                if skip_deleted:
                    wishes.append(_Wish(home, "skip", "true"))
            continue
        for each in _note_wishes(deck, entry, theirs, note, home, choice):
            (wishes if isinstance(each, _Wish) else findings).append(each)  # type: ignore[arg-type]
        tags = _tags(entry, theirs, note) if note else None
        if tags is not None and home:
            wishes.append(_Wish(home, "tags", tags, Finding("taken", entry.id, "tags", theirs=" ".join(tags))))
    changes, granted = _granted(wishes)
    return Pull(tuple(_edits(changes)), (*findings, *granted))


def _homes(parts: Iterable[Part]) -> dict[str, _Home]:
    homes: dict[str, _Home] = {}
    for part in parts:
        for pair in part.pairs.entries:
            homes[pair.value.id] = _Home(part.pairs, pair.record)
        for term in part.terms.entries:
            homes[term.value.id] = _Home(part.terms, term.record, homes.get(term.value.pair))
    return homes


_Changes = dict[tuple[int, int], tuple[_Home, dict[str, Wanted]]]  # by file and place of the record


def _granted(wishes: Iterable[_Wish]) -> tuple[_Changes, list[Finding]]:
    """What each record is to say, unless two cards want one text to be two things."""
    groups: dict[tuple[int, int, str], list[_Wish]] = {}
    for wish in wishes:
        groups.setdefault((*wish.home.place, wish.key), []).append(wish)
    changes: _Changes = {}
    findings: list[Finding] = []
    for group in groups.values():
        first = group[0]
        found = [wish.finding for wish in group if wish.finding]
        if len({wish.wanted for wish in group}) > 1:
            findings += (_told(each, "conflict", "two cards were edited differently") for each in found)
            continue
        findings += found[:1]
        _, wanted = changes.setdefault(first.home.place, (first.home, {}))
        if first.key.startswith(_FOUND):
            inner = wanted.get("found", {})
            assert isinstance(inner, Mapping)
            wanted["found"] = {**inner, first.key.removeprefix(_FOUND): str(first.wanted)}
        else:
            wanted[first.key] = first.wanted
    return changes, findings


def _edits(changes: _Changes) -> Iterator[tuple[File, tuple[Edit, ...]]]:
    """The edits of each file."""
    by_file: dict[int, tuple[File, list[Edit]]] = {}
    for home, wanted in changes.values():
        made = by_file.setdefault(id(home.file), (home.file, []))[1]
        made += amend(home.file.source, home.record, wanted)
    return ((file, tuple(made)) for file, made in by_file.values())


def take_over(deck: Deck, pulled: Pull, lock: Lock, held: Iterable[HeldNote], clock: int) -> None:
    """Write what a pull found into the files, and into the lock what the next build must be newer than."""
    made = [(file.source, checked(file.source, edits)) for file, edits in pulled.edits]
    if not made:
        return
    with exclusive(deck, lock):
        for source, edits in made:
            rewrite(source, edits)
        save(deck.lock_path, noticed(lock, held, clock))


def noticed(lock: Lock, held: Iterable[HeldNote], clock: int) -> Lock:
    """`lock` after a pull: what is built next must be newer than every note that was pulled, or Anki passes it over.

    `clock` is the time in seconds; a learner's clock that is ahead of it counts no further.
    """
    guids = {entry.guid for entry in lock.entries}
    return replace(lock, seen=max([lock.seen, *(min(note.mod, clock) for note in held if note.guid in guids)]))


# ------------------------------------------------------------------ one note


def _note_wishes(
    deck: Deck, entry: Entry, theirs: HeldNote, note: Note | None, home: _Home | None, choice: Choice
) -> Iterator[_Wish | Finding]:
    languages = {"front": deck.front, "back": deck.back}
    keys = _SENTENCE if entry.kind == "sentence" else _VOCABULARY
    for each in edited_fields(entry, theirs, note.fields if note else {}):
        said = plain(theirs.fields.get(each.field, ""))
        before = plain(note.fields.get(each.field, "")).text if note else ""
        finding = Finding("taken", entry.id, each.field, before, said.text)
        if note is None or home is None:
            yield _told(finding, "refused", "the note is no longer in the sources")
        elif each.field not in keys and each.field not in _EXAMPLE:
            yield _told(finding, "refused", "this field is made from others; change those")
        elif said.refused:
            yield _told(finding, "refused", f"{' and '.join(said.refused)} cannot be written as text")
        elif not said.text and each.field in _NEEDED:
            yield _told(finding, "refused", "it is empty in Anki")
        elif each.verdict == "ours" or (each.verdict == "conflict" and choice == "ours"):
            yield _told(finding, "kept", "")
        elif each.verdict == "conflict" and choice != "theirs":
            yield _told(
                finding, "conflict", "both sides changed" if each.base else "the version it started from is unknown"
            )
        elif each.field in _EXAMPLE:
            yield from _example_wishes(
                languages[_EXAMPLE[each.field]], home, finding, said, note.fields.get(each.field, "")
            )
        else:
            key = languages.get(keys[each.field], keys[each.field])
            yield _Wish(home, key, said.text if key == "note" else said.line, finding)


def _told(finding: Finding, kind: Literal["conflict", "kept", "refused"], why: str) -> Finding:
    return Finding(kind, finding.id, finding.field, finding.ours, finding.theirs, why)


def _example_wishes(code: str, home: _Home, finding: Finding, said: Plain, ours: str) -> Iterator[_Wish | Finding]:
    """An example belongs to its pair, its highlight to the term."""
    if home.example is None:
        yield _told(finding, "refused", "the example is no longer in the sources")
        return
    before = plain(ours)
    if said.line != before.line:
        yield _Wish(home.example, code, said.line, finding)
    if len(said.marked) == 1 and said.marked != before.marked:
        yield _Wish(home, f"{_FOUND}{code}", said.marked[0], finding)


def edited_fields(entry: Entry, theirs: HeldNote, ours: Mapping[str, str]) -> list[Difference]:
    """The fields of a note that a learner edited and that the sources have otherwise, as differences of hashes.

    The base is the version that `Built` names, None if that is unknown.
    """
    base = version(entry, theirs.fields.get("Built", ""))
    edited_here = edited_texts(entry, theirs)
    names = [name for name in FIELDS[entry.kind] if name in edited_here]
    held = {name: theirs.fields.get(name, "") for name in names}
    mine = {name: text_hash(ours.get(name, "")) for name in names}
    edited = {
        name: mine[name] if _same(name, held[name], ours.get(name, "")) else text_hash(held[name]) for name in names
    }
    return list(differences(base or {}, mine, edited))


def _same(name: str, a: str, b: str) -> bool:
    """Whether two contents of the field `name` would be written alike into the YAML."""
    first, second = plain(a), plain(b)
    if first.refused != second.refused or (name in _EXAMPLE and first.marked != second.marked):
        return False
    return first.text == second.text if name == "Note" else first.line == second.line


def _tags(entry: Entry, theirs: HeldNote, note: Note) -> tuple[str, ...] | None:
    """The tags that the entry is to have, None if it has them; those of deckgen and of Anki are not the learner's."""
    mine, held, base = (_own(tags) for tags in (note.tags, theirs.tags, entry.tags))
    ever = base | set(entry.dropped)  # a tag that any build had is not the learner's
    gone = base - held if theirs.fields.get("Built") == str(entry.mod) else set()
    wanted = (mine | (held - ever)) - gone
    return tuple(sorted(wanted)) if wanted != mine else None


def _own(tags: Iterable[str]) -> set[str]:
    return {tag for tag in tags if tag not in ANKIS_OWN and not tag.startswith(OURS)}
