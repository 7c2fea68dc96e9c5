"""What a person sees while they wait: on a terminal one line that changes, elsewhere a few plain lines."""

from __future__ import annotations

import pytest

from deckgen.cli import terminal
from deckgen.files import progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(terminal, "SILENT", 2.0)
    return now


def test_short_work_is_silent_and_long_work_says_ever_more_rarely_how_far_it_is(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with terminal.working("pairing"):
        for done in range(1, 101):
            clock[0] += 0.5
            progress.step("sentences paired", done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "pairing: 4 of 100 sentences paired, about 36 s left"
    assert [int(line.split()[1]) for line in lines] == [4, 12, 28, 60]


def test_what_takes_less_than_two_seconds_prints_nothing(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with terminal.working("pairing"):
        for item in progress.counted("sentences paired", range(10)):
            clock[0] += 0.1 * bool(item)
    assert capsys.readouterr() == ("", "")


def test_a_quiet_command_says_nothing(
    clock: list[float], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal.Options, "quiet", True)
    with terminal.working("pairing") as update:
        clock[0] += 60
        update(1, 2)
        progress.step("sentences paired", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_whoever_watches_is_told_and_nobody_else(clock: list[float]) -> None:
    told: list[tuple[str, int, int]] = []
    with progress.watched(lambda *step: told.append(step)):
        assert list(progress.counted("eggs", "abc", 2)) == ["a", "b", "c"]
    assert list(progress.counted("eggs", "abc")) == ["a", "b", "c"]
    assert told == [("eggs", 0, 3), ("eggs", 2, 3), ("eggs", 3, 3)]
    assert clock == [100.0]
