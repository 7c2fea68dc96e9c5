"""Earlier builds of a note: which texts came from a build, and which from a learner."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from deckgen.anki.collection import HeldNote
from deckgen.cards.speech import is_recording
from deckgen.files.characters import unescaped
from deckgen.project.fields import FIELDS, SOUNDS, STAMPS, written_fields
from deckgen.project.lock import Entry, text_hash


def edited_texts(entry: Entry, theirs: HeldNote) -> set[str]:
    """The fields of a note whose text no build ever wrote, so a learner did.

    A field that the note lacks is not among them: its text is unknown, not empty. Nor is one with a recording, which
    an edition with recordings brought.
    """
    known = _known_hashes(entry)
    held = {name: theirs.fields[name] for name in _written(entry) if name in theirs.fields}
    heard = {name for name in held.keys() & SOUNDS.keys() if is_recording(held[name])}
    return {name for name, text in held.items() if name not in heard and not _is_known(text, known[name])}


def heard_only_there(entry: Entry, theirs: HeldNote) -> set[str]:
    """The fields with recordings that came with an edition: no build of the lock had them."""
    known = _known_hashes(entry)
    held = {name: theirs.fields.get(name, "") for name in SOUNDS.keys() & set(_written(entry))}
    return {name for name, text in held.items() if is_recording(text) and not _is_known(text, known[name])}


def absent_fields(entry: Entry, theirs: HeldNote) -> tuple[str, ...]:
    """The fields with text that the note type in Anki no longer has, for example because a learner renamed them."""
    return tuple(name for name in _written(entry) if name not in theirs.fields)


def _written(entry: Entry) -> tuple[str, ...]:
    """The fields that hold what people wrote."""
    return tuple(name for name in written_fields(entry.kind) if name not in STAMPS)


def _known_hashes(entry: Entry) -> dict[str, set[str]]:
    """The hashes of all texts that each field ever had."""
    known = {name: {text_hash(entry.fields.get(name, ""))} for name in FIELDS[entry.kind]}
    for earlier in entry.earlier:
        for name, digest in earlier.hashes.items():
            known.setdefault(name, set()).add(digest)
    return known


def _is_known(written: str, known: set[str]) -> bool:
    """Whether a build once wrote this text; Anki's editor may have changed its HTML."""
    if text_hash(written) in known:
        return True
    return any(text_hash(text) in known for text in _other_forms(written))


def _other_forms(written: str) -> Iterator[str]:
    """The field as a build could have written it: Anki's editor encodes no-break spaces and quotes differently."""
    forms = (written.replace("&nbsp;", "\u00a0"), written.replace("&quot;", '"'), unescaped(written))
    yield from forms
    yield html.escape(unescaped(written), quote=False)
    yield re.sub(r"(?:<br>|<div>|</div>|\s)+$", "", written)


def version(entry: Entry, built: str) -> dict[str, str] | None:
    """The hashes of all fields of `entry` in the build at the time `built`, None if that build is unknown."""
    hashes = {name: text_hash(entry.fields.get(name, "")) for name in FIELDS[entry.kind]}
    if built == str(entry.mod):
        return hashes
    for earlier in reversed(entry.earlier):
        hashes.update(earlier.hashes)
        if built == str(earlier.mod):
            return hashes
    return None
