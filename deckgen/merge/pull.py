"""Learners' changes in Anki → edits of the YAML, merged three ways with the version they started from as the base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Literal

from deckgen.anki.collection import CHOSEN, Extent, HeldNote
from deckgen.cards.html import Plain, plain
from deckgen.cards.notes import Note
from deckgen.files.disk import refuse_unwritable, rewrite
from deckgen.files.edits import Wanted, amend, checked
from deckgen.files.records import Record
from deckgen.files.source import Edit, Problem, Refused
from deckgen.merge.deletions import Unclear, absences
from deckgen.merge.history import absent_fields, edited_texts, version
from deckgen.merge.markup import added_media, dropped, media_text
from deckgen.merge.tags import merged_tags, own_tags, spellings
from deckgen.merge.three_way import Difference, differences
from deckgen.project.deck import Deck
from deckgen.project.fields import CUE, FIELDS
from deckgen.project.lock import Entry, Lock, exclusive, render, save, text_hash
from deckgen.project.parts import File, Part

# Editable fields in Anki, and the side or key of the YAML that each comes from.
_SENTENCE = {"Front": "front", "Back": "back", CUE: "cue", "Hint": "hint", "Note": "note"}
_VOCABULARY = {"Term": "front", "Meaning": "back", "Grammar": "grammar", CUE: "cue", "Hint": "hint", "Note": "note"}
_NEEDED = frozenset({"Front", "Back", "Term", "Meaning", "Example", "ExampleBack"})
_EXAMPLE = {"Example": "front", "ExampleBack": "back"}
_WRITTEN = frozenset({*_SENTENCE, *_VOCABULARY, *_EXAMPLE})
_FOUND = "found "  # prefix of an update's key for the `found:` entry of a language

Choice = Literal["", "ours", "theirs"]
Choices = Mapping[tuple[str, str], Choice]  # by the id of a note and its field, which is `tags` for the tags
Kind = Literal["taken", "conflict", "kept", "refused", "deleted", "absent", "formatting", "ambiguous"]
Medium = tuple[str, str, str]


@dataclass(frozen=True)
class Finding:
    """One field, tag list or note that differs between Anki and the sources, and what was done with it.

    A field that is absent in Anki is absent from all notes of a note type: a single finding without `id`. `dropped`
    names the formatting that text does not keep; if nothing else differs, the kind is `formatting`.
    """

    kind: Kind
    id: str
    field: str = ""
    ours: str = ""
    theirs: str = ""
    why: str = ""
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pull:
    """Edits by file, the findings to report, and the missing notes that may never have been there.

    `media` are pictures and sounds that a learner put into fields, which the YAML cannot hold: id, field, file.
    """

    edits: tuple[tuple[File, tuple[Edit, ...]], ...]
    findings: tuple[Finding, ...]
    unclear: tuple[Unclear, ...] = ()
    media: tuple[Medium, ...] = ()

    def count(self, kind: str) -> int:
        """How many findings are of this kind."""
        return sum(finding.kind == kind for finding in self.findings)


@dataclass(frozen=True)
class _Home:
    """Where a note is in the YAML: its file and record, and for a term those of its example."""

    file: File
    record: Record
    example: _Home | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The identity of this record."""
        return id(self.file), self.record.mapping.start


@dataclass(frozen=True)
class _Update:
    """A new value for a key of a record, from a field in Anki."""

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
    choices: Choices = MappingProxyType({}),
    skip_deleted: bool | Container[str] = False,
    extent: Extent = CHOSEN,
    doubtful: Container[str] = (),
) -> Pull:
    """Compare the notes of a collection with those of the sources, and give the edits to apply to the YAML.

    The base is the build that the collection has, named by the note's field `Built`. A text that any build ever
    had is not an edit, nor is a field that the notes in Anki lack. If both sides changed, `choice` decides; without a
    choice the text is left alone. `choices` decide single fields before `choice` does, and `ours` there also keeps a
    text that would be taken. A missing note is deleted only if the learner had it and `extent`, what was read, would
    hold it; `skip_deleted` says whether such notes are skipped, or which by their ids. Notes whose guid is `doubtful`
    are left alone: they may be copies that a learner made.
    """
    homes = _homes(parts)
    notes = tuple(notes)
    ours = {note.id: note for note in notes}
    by_guid = {note.guid: note for note in held}
    updates: list[_Update] = []
    findings: list[Finding] = []
    media: list[Medium] = []
    spelled = spellings(notes)
    if not any(entry.guid in by_guid or entry.guid in doubtful for entry in lock.entries):
        raise Refused(Problem(deck.path, 0, "none of the notes in Anki belong to this deck"))
    live = (e for e in lock.entries if not e.retired and e.id in ours and e.id in homes and e.guid not in doubtful)
    absent = absences(lock, by_guid, extent, [entry for entry in live if entry.guid not in by_guid])
    for entry in lock.entries:
        theirs = by_guid.get(entry.guid)
        note, home = ours.get(entry.id), homes.get(entry.id)
        if entry.guid in doubtful:
            findings.append(Finding("ambiguous", entry.id, why=_COPY))
            continue
        if theirs is None:
            if entry.id in absent.deleted and note and home:
                findings.append(Finding("deleted", entry.id, ours=next(iter(note.fields.values()), "")))
                if skip_deleted is True or (skip_deleted and entry.id in skip_deleted):
                    updates.append(_Update(home, "skip", "true"))
            continue
        for each in _note_updates(deck, entry, theirs, note, home, partial(_choice_for, choices, choice, entry.id)):
            (updates if isinstance(each, _Update) else findings).append(each)  # type: ignore[arg-type]
        for name, added in added_media(entry, theirs):
            media += ((entry.id, name, file or what) for what, file in added)
            findings.append(Finding("refused", entry.id, name, why=media_text(added)))
        findings += _formatting(entry, theirs)
        tags = merged_tags(entry, theirs, note, spelled) if note else None
        if tags is not None and home:
            mine = " ".join(own_tags(note.tags)) if note else ""
            updates.append(_Update(home, "tags", tags, Finding("taken", entry.id, "tags", mine, " ".join(tags))))
    changes, combined = _combine(updates, choices)
    return Pull(tuple(_edits(changes)), (*findings, *combined, *_absent(lock, by_guid)), absent.unclear, tuple(media))


_COPY = "it has a copy in Anki, and deckgen cannot tell which is the original; delete the copy, or pull an export"


def _formatting(entry: Entry, theirs: HeldNote) -> Iterator[Finding]:
    """One finding for each field in which a learner changed nothing but the formatting."""
    base = version(entry, theirs.fields.get("Built", "")) or {}
    edited = edited_texts(entry, theirs)
    for name in FIELDS[entry.kind]:
        built = entry.fields.get(name, "")
        if name not in edited or base.get(name) != text_hash(built) or not _same(name, theirs.fields[name], built):
            continue
        if lost := dropped(name, theirs.fields[name], built):
            yield Finding("formatting", entry.id, name, why=f"{' and '.join(lost)} in Anki only", dropped=lost)


def _absent(lock: Lock, by_guid: Mapping[str, HeldNote]) -> Iterator[Finding]:
    """One finding for each field that notes in Anki lack."""
    held = ((entry, by_guid[entry.guid]) for entry in lock.entries if entry.guid in by_guid)
    lacking = Counter((entry.kind, name) for entry, theirs in held for name in absent_fields(entry, theirs))
    for (kind, name), number in lacking.items():
        notes = f"one {kind} note in Anki has" if number == 1 else f"{number} {kind} notes in Anki have"
        yield Finding("absent", "", name, why=f"{notes} no such field; name it {name} again, then pull")


def _homes(parts: Iterable[Part]) -> dict[str, _Home]:
    homes: dict[str, _Home] = {}
    for part in parts:
        for pair in part.pairs.entries:
            homes[pair.value.id] = _Home(part.pairs, pair.record)
        for term in part.terms.entries:
            homes[term.value.id] = _Home(part.terms, term.record, homes.get(term.value.pair))
    return homes


_Changes = dict[tuple[int, int], tuple[_Home, dict[str, Wanted]]]  # by file and place of the record


def _combine(updates: Iterable[_Update], choices: Choices) -> tuple[_Changes, list[Finding]]:
    """Merge the updates of each record; cards that disagree on one text are a conflict, unless a choice decides it."""
    groups: dict[tuple[int, int, str], list[_Update]] = {}
    for update in updates:
        groups.setdefault((*update.home.place, update.key), []).append(update)
    changes: _Changes = {}
    findings: list[Finding] = []
    left: dict[Finding, None] = {}  # each once: an edited example is in two records
    for group in groups.values():
        taken, kept, settled = _decided(group, choices)
        left |= dict.fromkeys(_with_kind(update.finding, "kept", "") for update in kept if update.finding)
        found = [update.finding for update in taken if update.finding]
        if not settled:
            findings += (_with_kind(each, "conflict", "two cards were edited differently") for each in found)
        elif taken:
            findings += found[:1]
            _add(changes, taken[0])
    return changes, [*findings, *left]


def _decided(group: list[_Update], choices: Choices) -> tuple[list[_Update], list[_Update], bool]:
    """The updates of one text to make, those not to make, and whether there is one text to take at most.

    Two cards with the same edit are one finding, so what is kept on one is kept on the other. To keep ours instead of
    one edit does not choose another.
    """
    chosen = [(update, _chosen(update, choices)) for update in group]
    refused = {update.wanted for update, side in chosen if side == "ours"}
    preferred = {update.wanted for update, side in chosen if side == "theirs"}
    wanted = {update.wanted for update in group}
    winning = preferred or wanted - refused
    taken = [update for update in group if update.wanted in winning]
    kept = [update for update in group if update.wanted not in winning]
    return taken, kept, len(preferred or wanted) == 1


def _chosen(update: _Update, choices: Choices) -> Choice:
    return _choice_for(choices, "", update.finding.id, update.finding.field) if update.finding else ""


def _add(changes: _Changes, update: _Update) -> None:
    """Add an update to the changes of its record."""
    _, wanted = changes.setdefault(update.home.place, (update.home, {}))
    if update.key.startswith(_FOUND):
        inner = wanted.get("found", {})
        assert isinstance(inner, Mapping)
        wanted["found"] = {**inner, update.key.removeprefix(_FOUND): str(update.wanted)}
    else:
        wanted[update.key] = update.wanted


def _edits(changes: _Changes) -> Iterator[tuple[File, tuple[Edit, ...]]]:
    """The edits of each file."""
    by_file: dict[int, tuple[File, list[Edit]]] = {}
    for home, wanted in changes.values():
        made = by_file.setdefault(id(home.file), (home.file, []))[1]
        made += amend(home.file.source, home.record, wanted)
    return ((file, tuple(made)) for file, made in by_file.values())


def apply(deck: Deck, pulled: Pull, lock: Lock, held: Iterable[HeldNote], clock: int) -> None:
    """Write the edits of a pull, and record in the lock the time that the next build must exceed.

    The lock also keeps where learners have pictures, so that the build that would overwrite one says so.
    """
    made = [(file.source, checked(file.source, edits)) for file, edits in pulled.edits]
    media = tuple(sorted({*lock.media, *pulled.media}))
    if not made and media == lock.media:
        return
    after = replace(with_seen(lock, held, clock), media=media)
    refuse_unwritable({**{source.path: None for source, _ in made}, deck.lock_path: render(after).encode("utf-8")})
    with exclusive(deck, lock):
        for source, edits in made:
            rewrite(source, edits)
        save(deck.lock_path, after)


def with_seen(lock: Lock, held: Iterable[HeldNote], clock: int) -> Lock:
    """`lock` after a pull: the next build must be newer than every pulled note, or Anki ignores it.

    `clock` is the time in seconds; times of notes beyond it are capped.
    """
    guids = {entry.guid for entry in lock.entries}
    return replace(lock, seen=max([lock.seen, *(min(note.mod, clock) for note in held if note.guid in guids)]))


# ------------------------------------------------------------------ one note


def _note_updates(
    deck: Deck,
    entry: Entry,
    theirs: HeldNote,
    note: Note | None,
    home: _Home | None,
    choice: Callable[[str], Choice],
) -> Iterator[_Update | Finding]:
    languages = {"front": deck.front, "back": deck.back}
    keys = _SENTENCE if entry.kind == "sentence" else _VOCABULARY
    for each in edited_fields(entry, theirs, note.fields if note else {}):
        text = plain(theirs.fields.get(each.field, ""))
        before = plain(note.fields.get(each.field, "")).text if note else ""
        lost = dropped(each.field, theirs.fields.get(each.field, ""), note.fields.get(each.field, "") if note else "")
        finding = Finding("taken", entry.id, each.field, before, text.text, dropped=lost)
        if note is None or home is None:
            yield _with_kind(finding, "refused", "the note is no longer in the sources")
        elif each.field not in keys and each.field not in _EXAMPLE:
            yield _with_kind(finding, "refused", "this field is derived from others; edit those")
        elif text.refused:
            yield _with_kind(finding, "refused", f"{' and '.join(text.refused)} cannot be written as text")
        elif not text.text and text.media:
            continue  # nothing to take: the picture is named by itself
        elif not text.text and each.field in _NEEDED:
            yield _with_kind(finding, "refused", "empty in Anki")
        elif each.verdict == "ours" or (each.verdict == "conflict" and choice(each.field) == "ours"):
            yield _with_kind(finding, "kept", "")
        elif each.verdict == "conflict" and choice(each.field) != "theirs":
            yield _with_kind(
                finding, "conflict", "both sides changed" if each.base else "the version it started from is unknown"
            )
        elif each.field in _EXAMPLE:
            yield from _example_updates(
                languages[_EXAMPLE[each.field]], home, finding, text, note.fields.get(each.field, "")
            )
        else:
            key = languages.get(keys[each.field], keys[each.field])
            yield _Update(home, key, text.text if key == "note" else text.line, finding)


def _choice_for(choices: Choices, otherwise: Choice, name: str, field: str) -> Choice:
    return choices.get((name, field), otherwise)


def _with_kind(finding: Finding, kind: Literal["conflict", "kept", "refused"], why: str) -> Finding:
    return Finding(kind, finding.id, finding.field, finding.ours, finding.theirs, why)


def _example_updates(code: str, home: _Home, finding: Finding, text: Plain, ours: str) -> Iterator[_Update | Finding]:
    """Updates from an example: its text belongs to the pair, its highlight to the term."""
    if home.example is None:
        yield _with_kind(finding, "refused", "the example is no longer in the sources")
        return
    before = plain(ours)
    found = len(text.highlights) == 1 and text.highlights != before.highlights
    if text.line != before.line:
        yield _Update(home.example, code, text.line, finding)
    elif not found:
        yield replace(finding, kind="formatting", why="bold in Anki only")
    if found:
        yield _Update(home, f"{_FOUND}{code}", text.highlights[0], finding)


def edited_fields(entry: Entry, theirs: HeldNote, ours: Mapping[str, str]) -> list[Difference]:
    """The fields of a note that a learner edited and that differ from the sources, as differences of hashes.

    The base is the version named by `Built`, None if unknown.
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
    """Whether two contents of the field `name` give the same YAML."""
    first, second = plain(a), plain(b)
    if first.refused != second.refused or (name in _EXAMPLE and first.highlights != second.highlights):
        return False
    if name not in _WRITTEN and first.media != second.media:
        return False
    return first.text == second.text if name == "Note" else first.line == second.line
