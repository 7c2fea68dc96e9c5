"""Cards that speak: what is said, recordings in the package, and engines that are not there."""

from __future__ import annotations

import io
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Learner
from projects import Output, Project

from deckgen.cards.speech import Saying, file_name, locale, recordings
from deckgen.files import systems
from deckgen.files.source import Refused
from deckgen.project.voice import Voice

Run = Callable[..., Output]
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
ESPEAK = "audio: {engine: espeak-ng, voice: it}\n"


def speaking(project: Project, audio: str) -> None:
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8") + audio, "utf-8")


def test_a_recording_is_known_by_its_words_and_its_voice() -> None:
    name = file_name(Saying("Il 90%", "it"), Voice("espeak-ng", "it"))
    assert name == file_name(Saying("Il 90 per cento", "it"), Voice("espeak-ng", "it"))
    assert name != file_name(Saying("Il 90%", "it"), Voice("espeak-ng", "it+f3"))
    assert name != file_name(Saying("Il 91%", "it"), Voice("espeak-ng", "it"))


# ------------------------------------------------------------------ recordings


@needs_espeak
def test_every_card_of_a_deck_with_a_voice_speaks(project: Project, deckgen: Run, tmp_path: Path) -> None:
    import soundfile

    speaking(project, ESPEAK)
    assert deckgen("build", at=project.root).code == 0
    with zipfile.ZipFile(project.package) as archive:
        sounds = [name for name in archive.namelist() if name.isdigit()]
        assert len(sounds) == 5  # three sentences, two terms
        samples, rate = soundfile.read(io.BytesIO(archive.read(sounds[0])))
    assert len(samples) > rate / 2
    assert abs(samples).max() > 0.1
    with Learner(tmp_path / "anki") as learner:
        learner.imports(project.package)
        media = {path.name for path in (tmp_path / "anki" / "collection.media").iterdir()}
        for fields in learner.fields().values():
            for name in ("FrontAudio", "TermAudio", "ExampleAudio"):
                if fields.get(name):
                    assert fields[name].removeprefix("[sound:").removesuffix("]") in media
        assert len(media) == 5


@needs_espeak
def test_only_what_changed_is_recorded_anew_and_the_bytes_stay(
    project: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    speaking(project, ESPEAK)
    deckgen("build", at=project.root)
    first = project.package.read_bytes()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache" / "deckgen" / "speech").iterdir()}
    deckgen("build", at=project.root)
    assert project.package.read_bytes() == first
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha perso la trattativa?")
    deckgen("build", at=project.root)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache" / "deckgen" / "speech").iterdir()}
    assert len(after) == len(kept) + 1
    assert all(after[path] == time for path, time in kept.items())


@pytest.mark.parametrize("name", ["voce.bat", "VOCE.CMD"])
def test_on_windows_a_batch_file_reads_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Its shell would run what stands behind a `&` in a sentence."""
    engine = tmp_path / name
    engine.write_text(f"#!{sys.executable}\nopen({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    engine.chmod(0o755)
    monkeypatch.setattr(systems, "WINDOWS", True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    voice = Voice("command", command=f'"{engine}" {{text}} {{out}}')
    with pytest.raises(Refused, match="is a batch file"):
        recordings([Saying("Sale & pepe.", "it")], voice, tmp_path / "deck.yaml")
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the engine of this test is a script")
def test_a_sentence_is_never_an_option_of_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pico knows no `--`, and would write its file where the text says."""
    engine, other = tmp_path / "pico2wave", tmp_path / "altrove.wav"
    engine.write_text(
        f"#!{sys.executable}\n"
        "import getopt, wave\nimport sys\n"
        "options, words = getopt.gnu_getopt(sys.argv[1:], 'l:w:')\n"
        "for name, value in options:\n"
        "    if name == '-w':\n"
        "        with wave.open(value, 'wb') as out:\n"
        "            out.setparams((1, 2, 16000, 0, 'NONE', ''))\n"
        "            out.writeframes(bytes(4000))\n",
        "utf-8",
    )
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    sayings = [Saying(f"-w{other}", "it"), Saying("Tutto bene.", "it")]
    assert len(recordings(sayings, Voice("pico", "it-IT"), tmp_path / "deck.yaml")) == 2
    assert not other.exists()


def test_a_deck_without_a_voice_is_silent(project: Project, deckgen: Run) -> None:
    deckgen("build", at=project.root)
    with zipfile.ZipFile(project.package) as archive:
        assert archive.read("media") == b"{}"


# ------------------------------------------------------------------ the voice of a device


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("it", "it_IT"),
        ("cs", "cs_CZ"),
        ("pt", "pt_BR"),
        ("pt-PT", "pt_PT"),
        ("zh-Hans", "zh_CN"),
        ("no-such-thing-at-all", "no_such_thing_at_all"),
    ],
)
def test_voices_are_named_by_language_and_country(code: str, named: str) -> None:
    assert locale(code) == named


def test_a_device_reads_the_answer_aloud_and_never_the_question(project: Project, deckgen: Run, tmp_path: Path) -> None:
    speaking(project, "audio: system\ncards: {sentence: [recognition, production]}\n")
    assert deckgen("build", at=project.root).code == 0
    spoken_by: dict[tuple[str, int], list[str]] = {}
    with Learner(tmp_path / "anki") as learner:
        learner.imports(project.package)
        for guid, card in ((name, card) for name in learner.fields() for card in learner.note(name).cards()):
            output = card.render_output()
            assert output.question_av_tags == []
            spoken_by[guid, card.ord] = [f"{tag.lang} {tag.field_text}" for tag in output.answer_av_tags]
        assert not any("Audio" in name for fields in learner.fields().values() for name in fields)
    example = "it_IT La campagna di marketing è costata 2.700\u00a0euro."
    assert spoken_by["0123456789-t-beda", 0] == spoken_by["0123456789-t-beda", 1] == [example]
    for ordinal in (0, 1, 2):
        assert set(spoken_by["0123456789-t-pada", ordinal]) == {"it_IT la campagna di marketing", example}


# ------------------------------------------------------------------ what may be missing


@pytest.mark.parametrize(
    ("audio", "message", "advice"),
    [
        ("audio: {engine: espeek}\n", "unknown speech engine `espeek`", "espeak-ng, pico, command"),
        ("audio: espeak-ng\n", "`audio:` must name an engine", "audio: {engine: espeak-ng, voice: it}"),
        ("audio: {engine: command, command: say}\n", "needs `command:` with {text} and {out}", "say-it"),
        ("audio: {engine: pico, command: x}\n", "other engines have none", "say-it"),
        (
            'audio: {engine: command, command: "dica l\'inizio {text} {out}"}\n',
            "needs `command:` with {text} and {out}",
            "say-it",
        ),
        ("audio: {engine: command, command: no-such-voice {text} {out}}\n", "", ""),
        (
            'audio: {engine: command, command: "no-such-voice {text} {out}"}\n',
            "the speech engine no-such-voice is not installed",
            "a program that writes a sound file",
        ),
    ],
)
def test_a_voice_that_cannot_speak_is_a_message_and_no_package(
    audio: str, message: str, advice: str, project: Project, deckgen: Run
) -> None:
    speaking(project, audio)
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert message in said.err
    assert advice in said.err
    assert not project.package.exists()


def test_a_check_asks_whether_the_voice_is_there(project: Project, deckgen: Run) -> None:
    speaking(project, 'audio: {engine: command, command: "no-such-voice {text} {out}"}\n')
    said = deckgen("check", at=project.root)
    assert (said.code, said.out) == (0, "0 errors, 1 warning\n")
    assert "the speech engine no-such-voice is not installed" in said.err


@needs_espeak
def test_an_engine_that_fails_says_why(project: Project, deckgen: Run) -> None:
    speaking(project, "audio: {engine: espeak-ng, voice: nobody}\n")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "espeak-ng could not say “" in said.err
    assert "the `voice:` given" in said.err
    assert not project.package.exists()


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("#!/bin/sh\necho no sound > $2\n", "is not a sound file"),
        ("no program\n", "could not say"),
        ("", "could not say"),
    ],
)
def test_a_voice_that_is_none_is_said(
    project: Project, deckgen: Run, tmp_path: Path, script: str, message: str
) -> None:
    voice = tmp_path / "voce"
    voice.write_text(script, "utf-8")
    voice.chmod(0o755)
    speaking(project, f'audio: {{engine: command, command: "{voice} {{text}} {{out}}"}}\n')
    said = deckgen("build", "--allow-command", at=project.root)
    assert said.code == 1
    assert message in said.err
    assert not project.package.exists()
