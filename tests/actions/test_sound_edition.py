"""A silent deck and the same deck with recordings: whoever changes from one to the other loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from projects import Output, Project

from deckgen.project.voice import Voice, given_voice

Run = Callable[..., Output]
COMMAND = "command:espeak-ng -v it -w {out} -- {text}"
pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
SOUNDS = ("FrontAudio", "TermAudio", "ExampleAudio")


@pytest.fixture
def built(project: Project, deckgen: Run) -> Project:
    assert deckgen("build", at=project.root).code == 0
    return project


def edition(project: Project) -> Path:
    return project.package.with_name("prova-audio.apkg")


def with_sound(project: Project, deckgen: Run) -> Path:
    said = deckgen("build", "--audio", "espeak-ng:it", at=project.root)
    assert said.code == 0, said.err
    return edition(project)


def heard(learner: Learner) -> int:
    return sum(bool(fields.get(name)) for fields in learner.fields().values() for name in SOUNDS)


def test_an_edition_with_recordings_changes_nothing_of_the_deck(built: Project, deckgen: Run) -> None:
    files = [path for path in built.root.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    said = deckgen("build", "--audio", "espeak-ng:it", at=built.root)
    assert said.out.startswith("build/prova-audio.apkg: the last build with 5 recordings, ")
    after = {path: path.read_bytes() for path in built.root.rglob("*") if path.is_file()}
    assert after.keys() - before.keys() == {edition(built)}
    assert {path: after[path] for path in before} == before
    assert deckgen("build", "--locked", at=built.root).code == 0


def test_the_same_sources_give_the_same_edition(built: Project, deckgen: Run) -> None:
    first = with_sound(built, deckgen).read_bytes()
    assert with_sound(built, deckgen).read_bytes() == first


def test_who_has_the_silent_deck_hears_the_same_cards_with_their_reviews(
    built: Project, deckgen: Run, tmp_path: Path
) -> None:
    with Learner(tmp_path / "anki") as learner:
        learner.imports(built.package)
        assert learner.reviews("Prova", 3) == 3
        names, reviews = {name: learner.note(name).id for name in learner.fields()}, learner.scheduling()
        assert learner.imports(with_sound(built, deckgen)) == Imported(0, 5, 0, 0)
        assert {name: learner.note(name).id for name in learner.fields()} == names
        assert learner.scheduling() == reviews
        assert heard(learner) == 7
        media = {path.name for path in (tmp_path / "anki" / "collection.media").iterdir()}
        assert {f"[sound:{name}]" for name in media} == {
            fields[name] for fields in learner.fields().values() for name in SOUNDS if fields.get(name)
        }
        assert learner.imports(built.package) == Imported(0, 0, 5, 0)  # back again: the recordings stay
        assert heard(learner) == 7
        assert learner.check_database() == ""


def test_a_later_change_reaches_both_and_brings_its_recording_with_the_next_edition(
    built: Project, deckgen: Run, tmp_path: Path
) -> None:
    with Learner(tmp_path / "anki") as learner:
        learner.imports(with_sound(built, deckgen))
        assert learner.reviews("Prova", 3) == 3
        reviews = learner.scheduling()
        built.edit(built.pairs, "Chi ha vinto la trattativa?", "Chi ha perso la trattativa?")
        assert deckgen("build", at=built.root).code == 0
        changed = learner.imports(built.package)
        assert (changed.new, changed.refused) == (0, 0)
        assert 0 < changed.updated < 5
        assert any(fields.get("Front") == "Chi ha perso la trattativa?" for fields in learner.fields().values())
        assert heard(learner) < 7
        assert learner.imports(with_sound(built, deckgen)).updated == changed.updated
        assert heard(learner) == 7
        assert learner.scheduling() == reviews


def test_what_a_learner_wrote_stays_when_the_recordings_come(built: Project, deckgen: Run, tmp_path: Path) -> None:
    package = with_sound(built, deckgen)
    with Learner(tmp_path / "anki") as learner:
        learner.imports(built.package)
        guid = next(guid for guid, fields in learner.fields().items() if fields.get("Front"))
        learner.edits(guid, "Note", "moje poznámka", "moje")
        assert learner.imports(package) == Imported(0, 4, 1, 0)
        assert learner.fields()[guid]["Note"] == "moje poznámka"


def test_a_pull_takes_recordings_for_no_edit(built: Project, deckgen: Run, tmp_path: Path) -> None:
    with Learner(tmp_path / "anki") as learner:
        learner.imports(with_sound(built, deckgen))
        guid = next(guid for guid, fields in learner.fields().items() if fields.get("Front"))
        learner.edits(guid, "Back", "Úplně jiný překlad.", "")
        before = built.pairs.read_text("utf-8")
        said = deckgen("pull", str(learner.exports(tmp_path / "export.apkg")), at=built.root)
    assert said.code == 0
    assert "sound" not in said.out + said.err
    changed = set(built.pairs.read_text("utf-8").splitlines()) ^ set(before.splitlines())
    assert {line.split(":")[0].strip() for line in changed} == {"cs"}


def test_a_lock_rebuilt_from_an_edition_is_that_of_the_silent_deck(built: Project, deckgen: Run) -> None:
    package = with_sound(built, deckgen)
    built.lock.unlink()
    assert deckgen("lock", "--from", str(package), at=built.root).code == 0
    assert "[sound:" not in built.lock.read_text("utf-8")
    assert deckgen("build", "--locked", at=built.root).code == 0


def test_any_program_can_be_the_voice(built: Project, deckgen: Run) -> None:
    """A natural voice is one line away: a program that writes a sound file."""
    said = deckgen("build", "--audio", COMMAND, "-o", str(built.root / "build" / "voce.apkg"), at=built.root)
    assert (said.code, said.err) == (0, "")
    assert "voce.apkg: the last build with 5 recordings" in said.out
    path = built.deck / "deck.yaml"
    line = COMMAND.removeprefix("command:")
    path.write_text(path.read_text("utf-8") + f'audio: {{engine: command, command: "{line}"}}\n', "utf-8")
    assert deckgen("build", "--allow-command", "--yes", at=built.root).code == 0


def test_an_edition_is_one_of_the_last_build(project: Project, deckgen: Run) -> None:
    said = deckgen("build", "--audio", "espeak-ng:it", at=project.root)
    assert said.code == 1
    assert "run `deckgen build` without --audio first" in said.err
    assert not edition(project).exists()
    assert not project.lock.exists()


@pytest.mark.parametrize("audio", ["audio: system\n", "audio: {engine: espeak-ng, voice: it}\n"])
def test_a_deck_that_is_read_aloud_has_no_edition(project: Project, deckgen: Run, audio: str) -> None:
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8") + audio, "utf-8")
    assert deckgen("build", at=project.root).code == 0
    said = deckgen("build", "--audio", "espeak-ng:it", at=project.root)
    assert said.code == 1
    assert "this deck is read aloud already" in said.err


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("espeak-ng:it", Voice("espeak-ng", "it")),
        ("espeak-ng", Voice("espeak-ng")),
        (COMMAND, Voice("command", command=COMMAND.removeprefix("command:"))),
        ("command:say-it {text}", None),
        ("command:say-it '{text} {out}", None),
        ("system", None),
        ("espeek:it", None),
        ("", None),
    ],
)
def test_a_voice_is_an_engine_and_its_name_or_a_command(text: str, voice: Voice | None) -> None:
    assert given_voice(text) == voice


def test_a_voice_that_is_none_is_refused(built: Project, deckgen: Run) -> None:
    said = deckgen("build", "--audio", "espeek:it", at=built.root)
    assert said.code != 0
    assert "`--audio espeek:it` is not a voice that deckgen can use" in said.err
