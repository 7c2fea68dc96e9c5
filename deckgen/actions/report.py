"""The output of the commands as lines of text; the command line prints them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.files.systems import slashed

if TYPE_CHECKING:  # a command that says little loads little
    from deckgen.actions.build import Draft, State
    from deckgen.actions.publish import Point
    from deckgen.actions.terms import Update
    from deckgen.cards.plan import Change
    from deckgen.files.source import Problem
    from deckgen.merge.pull import Finding as PullFinding
    from deckgen.merge.pull import Pull
    from deckgen.merge.push import Done, Push
    from deckgen.project.deck import Deck


def path_text(path: Path) -> str:
    """`path` relative to the current folder if that is short, else absolute."""
    try:
        shown = os.path.relpath(path)
    except ValueError:  # Windows: the two are on different disks
        return str(path.absolute())
    return str(path.absolute()) if shown.count("..") > 2 else slashed(shown)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 pair`, `2 pairs`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def problem_lines(problem: Problem) -> list[str]:
    """A problem as lines: place and message, the source line, advice."""
    place = f"{path_text(problem.path)}:{problem.line}" if problem.line else path_text(problem.path)
    level = "" if problem.level == "error" else f"{problem.level}: "
    lines = [f"{place}: {level}{problem.message}", *(f"   {line}" for line in problem.shown)]
    return [*lines, f"   → {problem.advice}"] if problem.advice else lines


def stopping_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """What stopped a command: its errors, and at the end how many there are, if a summary says more than they do."""
    ordered = sorted(problems)
    errors = [problem for problem in ordered if problem.level == "error"]
    others = len([problem for problem in ordered if problem.level == "warning"])
    for problem in errors:
        place, *rest = problem_lines(problem)
        yield place if len(ordered) == 1 else place.replace(": ", ": error: ", 1)
        yield from rest
    if len(errors) > 1 or others:
        more = f"; {counted(others, 'warning')} too, see deckgen check" if others else ""
        yield f"stopped by {counted(len(errors), 'error')}{more}"


def problem_record(problem: Problem) -> dict[str, object]:
    """A problem as a JSON object."""
    return {
        "path": slashed(path_text(problem.path)),
        "line": problem.line,
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "advice": problem.advice,
    }


def annotation(problem: Problem) -> str:
    """A problem as a workflow command, which GitHub shows at its line."""
    level = {"error": "error", "warning": "warning"}.get(problem.level, "notice")
    place = f"file={_property(slashed(path_text(problem.path)))}" + (f",line={problem.line}" if problem.line else "")
    title = f",title={_property(problem.code)}" if problem.code else ""
    text = ". ".join(filter(None, (problem.message, problem.advice)))
    return f"::{level} {place}{title}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def check_summary(problems: Iterable[Problem], *, verbose: bool) -> str:
    """The number of problems of each level, and how to see the hidden ones."""
    levels = [problem.level for problem in problems]
    counts = [counted(levels.count("error"), "error"), counted(levels.count("warning"), "warning")]
    hints, allowed = levels.count("info"), levels.count("allowed")
    counts += [counted(hints, "hint")] * bool(hints) + [f"{allowed} allowed"] * bool(allowed)
    return ", ".join(counts) + ("" if verbose or not (hints or allowed) else " (deckgen -v check shows all)")


# ------------------------------------------------------------------ status and build


def deck_lines(state: State, planned: Draft) -> Iterator[str]:
    """The state of a deck and what its next build would change."""
    deck = state.deck
    yield f"{deck.folder.name}: “{deck.name}”, {deck.front} → {deck.back}"
    for part in state.parts:
        statuses = [term.status for term in part.terms.values]
        doubtful = sum(bool(pair.doubt) for pair in part.pairs.values)
        facts = [counted(len(part.pairs.values), "pair"), counted(statuses.count("accepted"), "term")]
        facts += [f"{counted(statuses.count('proposed'), 'term')} to decide"] * ("proposed" in statuses)
        facts += [f"{counted(doubtful, 'pair')} to check"] * bool(doubtful)
        yield f"  {part.text.title}: {', '.join(facts)}"
    if any(pair.doubt for part in state.parts for pair in part.pairs.values):
        place = path_text(deck.folder / "pairs")
        yield f"  to check pairs: press N in `deckgen studio`, or search for `doubt:` in {place}"
    if not planned.changes_lock and deck.package_path.exists():
        yield f"  {path_text(deck.package_path)} is up to date"
    else:
        yield f"  next build: {summary(planned)}"
    yield from (f"  {line}" for line in changed_text_lines(state))
    remarks = [problem for problem in _besides_texts(state) if problem.level != "allowed"]
    if remarks:
        yield f"  {counted(len(remarks), 'remark')}, see deckgen check"


def changed_text_lines(state: State) -> Iterator[str]:
    """The documents that changed since they were paired, in one line; none if none did."""
    changed = [path_text(path) for path in state.changed_documents]
    if changed:
        shown = ", ".join(changed[:_FEW]) + (f" and {len(changed) - _FEW} more" if len(changed) > _FEW else "")
        yield f"{shown} changed since the pairs were made: run `deckgen align`"


_FEW = 4  # documents


def _besides_texts(state: State) -> list[Problem]:
    """The problems that `changed_text_lines` does not tell."""
    return [problem for problem in state.problems if problem.code != "text-changed"]


def summary(planned: Draft) -> str:
    """`1 new · 2 changed · 27 same`."""
    plan = planned.plan
    counts = [(kind, plan.count(kind)) for kind in ("new", "changed", "retired", "revived", "same")]
    shown = [f"{number} {kind}" for kind, number in counts if number or kind in ("new", "changed", "same")]
    return " · ".join(shown + [f"new look for {kind} cards" for kind in plan.restyled])


def point_lines(point: Point) -> list[str]:
    """A point of the checklist of a release, and what to do if it is not met."""
    if point.fault:
        return [f"no: {point.aim}: {point.fault}", f"   → {point.advice}"]
    return [f"not checked: {point.aim}: {point.unknown}"] if point.unknown else [f"ok: {point.aim}"]


def edition_line(path: Path, size: int, recordings: int) -> str:
    """What an edition with recordings holds."""
    return f"{path_text(path)}: the last build with {counted(recordings, 'recording')}, {max(1, round(size / 1000))} KB"


def build_lines(planned: Draft, path: Path, size: int) -> Iterator[str]:
    """What a build wrote, how it differs from the last one, and its warnings."""
    live = [entry.kind for entry in planned.plan.lock.entries if not entry.retired]
    cards = sum(len(note.cards) for note in planned.notes)
    yield (
        f"{path_text(path)}: {counted(live.count('sentence'), 'sentence')} and "
        f"{counted(live.count('vocabulary'), 'term')}, {counted(cards, 'card')}, {max(1, round(size / 1000))} KB"
    )
    warnings = sum(problem.level == "warning" for problem in _besides_texts(planned.state))
    remarks = f"; {counted(warnings, 'warning')}, see deckgen check" if warnings else ""
    yield summary(planned) + remarks
    for term in planned.state.moved:
        yield f"the example of “{term.front}” is now pair {term.pair}, which has its words"
    yield from changed_text_lines(planned.state)


def locked_lines(planned: Draft) -> list[str]:
    """Why a build with --locked fails."""
    place = path_text(planned.state.deck.lock_path)
    return [f"{place}: the lock would change: {summary(planned)}", "   → run `deckgen build` and commit deck.lock"]


def sweeping_text(planned: Draft) -> str:
    """The question before a build that changes every note."""
    many = counted(planned.plan.sweeping, "note")
    return f"the choice of cards changes {many}, and the import overwrites learners' edits in them: continue?"


def overwriting_lines(planned: Draft) -> Iterator[str]:
    """How many notes the next import overwrites, learners' edits included, and which were retired."""
    changed = sum(change.kind != "new" for change in planned.plan.changes)
    if changed:
        yield (
            f"the import overwrites {counted(changed, 'note')}, learners' edits included; "
            "run `deckgen pull` first to keep them"
        )
    retired = [change.new.id for change in planned.plan.changes if change.kind == "retired"]
    if retired:
        shown = ", ".join(retired[:5]) + (" …" if len(retired) > 5 else "")
        how = "--forget-retired" if len(retired) > 3 else " ".join(f"--forget {name}" for name in retired)
        yield f"retired: {shown}; to drop drafts that nobody imported: deckgen lock {how}"


def media_lines(planned: Draft) -> Iterator[str]:
    """The pictures and sounds of learners, known from a pull, in notes that the next import overwrites."""
    for name, field, file in planned.plan.overwritten_media:
        yield f"warning: a learner has {file} in {name} {field}; importing this build overwrites it"
        yield "   → ask them to copy it into a note of their own first, or to add it again afterwards"


def change_lines(change: Change) -> Iterator[str]:
    """One change, with the old and new text of each field; for a new note, both its sides."""
    from deckgen.project.fields import SIDES

    yield f"{change.kind}: {change.new.id}"
    if change.kind == "new":
        yield f"   {' = '.join(change.new.fields.get(name, '') for name in SIDES[change.new.kind])}"
    if change.old and change.old.tags != change.new.tags:
        yield f"   tags: {' '.join(change.old.tags)}"
        yield f"       → {' '.join(change.new.tags)}"
    for name in change.differing if change.kind in ("changed", "revived") else ():
        before = change.old.fields.get(name, "") if change.old else ""
        yield f"   {name}: {before or '—'}"
        yield f"   {' ' * len(name)}→ {change.new.fields.get(name) or '—'}"


# ------------------------------------------------------------------ texts


_SHOWN = 10  # terms; more are in the file


def term_lines(deck: Deck, made: Update, *, verbose: bool, dry: bool) -> Iterator[str]:
    """The changes to the vocabulary of a text."""
    from deckgen.project.keys import TIERS

    path = path_text(deck.vocabulary_path(made.part.text))
    tiers = [term.tier for term in made.added]
    sorts = ", ".join(f"{tiers.count(tier)} {tier}" for tier in TIERS if tier in tiers)
    taken = sum(term.status == "accepted" for term in made.added) + len(made.accepted)
    counts = [f"{counted(len(made.added), 'new term')} ({sorts})"] if made.added else []
    counts += [f"{taken} accepted"] * bool(taken) + [f"{len(made.refound)} found again"] * bool(made.refound)
    yield f"{path}: {' · '.join(counts) or 'nothing new'}" + ("; nothing was written" if dry else "")
    for term in made.added if verbose or len(made.added) < _SHOWN else ():
        yield f"  {term.tier} {term.id}: {term.front} = {term.back}" + (f" ({term.comment})" if term.comment else "")
    for term in made.lost:
        yield f"  lost {term.id}: “{term.front}” is no longer in its example {term.pair}; give another pair in `pair:`"
    for text in made.unknown:
        yield f"  no sentence of {made.part.text.id} contains “{text}”"
    for text, pair in made.unmade:
        yield f"  “{text}” is in pair {pair}, but deckgen cannot make a card of it; write it into the file yourself"
    if len(made.added) > sum(term.status == "accepted" for term in made.added):
        sure = "" if taken else "; accept all sure ones with `deckgen terms --accept sure`"
        yield f"  accept a proposal by changing its `status:` to `accepted`{sure}"


# ------------------------------------------------------------------ Anki


def pull_lines(pulled: Pull, *, skipping: bool, dry: bool) -> Iterator[str]:
    """What learners changed, and what was done with it."""
    for unclear in pulled.unclear:
        yield f"not in Anki: {counted(unclear.number, 'note')}, not retired: {unclear.why}"
        yield f"   → {unclear.advice}"
    if not pulled.findings:
        yield f"nothing {'else ' if pulled.unclear else ''}in Anki differs from the sources"
        return
    for finding in pulled.findings:
        yield from _pulled_lines(finding, skipping=skipping)
    kinds = [finding.kind for finding in pulled.findings]
    counts = [f"{kinds.count(kind)} {words}" for kind, words in _COUNTED.items() if kind in kinds]
    yield " · ".join(counts) + ("; nothing was written" if dry else "")


_COUNTED = {
    **{kind: kind for kind in ("taken", "kept")},
    "conflict": "in conflict",
    **{kind: kind for kind in ("refused", "deleted", "absent", "ambiguous")},
    "formatting": "with formatting only",
}


def _pulled_lines(finding: PullFinding, *, skipping: bool) -> Iterator[str]:
    place = f"{finding.id} {finding.field}".strip()
    if finding.kind == "deleted":
        advice = "skipped" if skipping else "it comes back with the next import; --deleted skip retires it"
        yield f"deleted in Anki: {place} “{finding.ours}” ({advice})"
        return
    why = f" ({finding.why})" if finding.why else ""
    yield f"{finding.kind}: {place}{why}"
    if finding.kind in ("absent", "ambiguous", "formatting") or not (finding.ours or finding.theirs):
        return
    if finding.field != "tags":
        yield f"   here: {finding.ours or '—'}"
    yield f"   Anki: {finding.theirs or '—'}"
    if finding.kind == "taken" and finding.dropped:
        yield f"   dropped: {' and '.join(finding.dropped)}; the YAML holds plain text"


def push_lines(push: Push, done: Done, silent: int, parcel: Path | None, *, again: bool, dry: bool) -> Iterator[str]:
    """What was changed in a running Anki, and which learners' edits were kept.

    `silent` recordings are not on this machine; `parcel` holds the new notes, and was opened before if `again`.
    """
    counts = [f"{len(push.new)} new", f"{len(push.touched)} changed"]
    counts += [counted(done.recordings, "recording")] * bool(done.recordings)
    counts += [f"new look for {look.kind} cards" for look in push.looks.values()]
    yield " · ".join(counts) + ("; nothing was changed" if dry else "")
    for name, field in push.kept:
        yield f"kept: {name} {field} was edited in Anki; `deckgen pull --live` brings it into the YAML"
    for name in push.doubtful:
        yield f"ambiguous: {name} has a copy in Anki, and deckgen cannot tell which is the original; both stay"
        yield "   → delete the copy or empty its Key field, or import the package, which tells them by their guid"
    for kind in push.kept_looks:
        yield f"the look of {kind} cards in Anki comes from no build that the lock knows, so it stays"
        yield "   → to replace it, import the package, if its look is newer than the one in Anki"
    if silent:
        yield f"{counted(silent, 'recording')} missing on this machine and not sent"
        yield "   → build here, then push again; or import the package, which brings them"
    if not done.placed:
        yield "this AnkiConnect cannot move new cards to their place: they stay where Anki put them"
    if parcel and again:
        yield "an earlier push already opened Anki's import dialog for these notes:"
        yield f"confirm it, or import {path_text(parcel)}"
    elif parcel:
        yield "Anki shows its import dialog for the new notes, which puts them in study order:"
        yield "keep the options as they are"
