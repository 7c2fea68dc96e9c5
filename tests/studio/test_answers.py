"""What the studio answers to a call that is not what the page sends: why, in JSON, and no file is another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knocking import Answer, Knocker, contents_of, studio_at
from projects import DECK, PAIRS, TERMS, Project

from deckgen.project.deck import opened
from deckgen.project.parts import load
from deckgen.studio import api, operations, server
from deckgen.studio.api import Studio, answer
from deckgen.studio.given import parsed

HUGE = "a" * 100_000
WRONG: list[Any] = [
    *(None, True, False, 0, 1, 2, -1, 0.5, -0.5, 10**9, -(10**9), 10**400, 1e300),
    *("", " ", "\0", "\u202e", HUGE, "../../etc/passwd", "@0", "§0", "§9", "t-bada", "t-pada", "nessuno", "{{c1::a}}"),
    *([], {}, [[]], [{}], [None], [1], ["a"], ["a", "b"], ["a", "b", "c"], [1, 2], [-1, -1], [10**9, 10**9], [0.5, 1]),
    *([True, True], [[1], [2]], [{"key": 1, "mark": 2}], {"key": "t-bada"}, {"front": 1}, {"found": 1}, {"tags": 1}),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("risposte") / "progetto")
    for path, text in ((made.deck / "deck.yaml", DECK), (made.pairs, PAIRS), (made.terms, TERMS)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for code, text in (("it", "Il marketing racconta, la vendita domanda.\n"), ("cs", "Marketing vypráví.\n")):
        path = made.root / "data" / "testo" / f"{code}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


@pytest.fixture(scope="module")
def faults() -> list[Exception]:
    return []


@pytest.fixture(scope="module")
def studio(project: Project, faults: list[Exception]) -> Iterator[Studio]:
    yield Studio(project.root, project.deck, report=faults.append)
    assert faults == []


def rows_of(studio: Studio) -> dict[str, dict[str, str]]:
    text = answer(studio, "text", {"text": "testo"})[1]
    return {row["key"]: {"key": row["key"], "mark": row["mark"]} for row in (*text["rows"], *text["terms"])}


# What the page sends for each operation; `above` and others are found in pairs that are there.
SENT: dict[str, dict[str, Any]] = {
    "merge": {"rows": ["t-bada", "t-beda"]},
    "split": {"rows": ["t-bada"], "at": [22, 18]},
    "move": {"rows": ["t-beda", "t-bada"], "side": 0, "up": True},
    "attach": {"rows": ["t-bada"], "side": 0, "sentence": "Di più.", "above": False},
    "pair": {"rows": ["t-bada"], "texts": ["Di più.", "Víc."]},
    "pair-with": {"rows": ["t-bada"], "side": 0, "sentence": "Víc."},
    "edit": {
        "rows": ["t-bada"],
        "values": {"front": "Ciao.", "back": "Ahoj.", "hint": "", "note": "", "tags": ["a"], "doubt": 0},
    },
    "good": {"rows": ["t-bada"]},
    "skip": {"rows": ["t-bada"], "skip": True},
    "allow": {"rows": ["t-bada"], "code": "numbers-differ"},
    "realign": {"rows": ["t-bada", "t-beda"]},
    "heading": {"rows": ["t-bada"], "front": "Su", "back": "Nahoře"},
    "retitle": {"rows": ["§0"], "front": "Su", "back": "Nahoře"},
    "decide": {"rows": ["t-pada"], "status": "rejected"},
    "edit-term": {
        "rows": ["t-pada"],
        "values": {
            "front": "la campagna",
            "back": "kampaň",
            "grammar": "ž.",
            "hint": "a",
            "note": "b",
            "pair": "t-bada",
            "found": ["campagna", "kampaň"],
            "status": "proposed",
            "tags": [],
            "doubt": 0,
        },
    },
    "new-term": {
        "rows": ["t-bada"],
        "values": {
            "front": "la vendita",
            "back": "prodej",
            "grammar": "",
            "frequency": "",
            "hint": "",
            "found": ["la vendita", "prodej"],
        },
    },
}
CALLS: dict[str, dict[str, Any]] = {
    "open": {"deck": "prova"},
    "text": {"text": "testo"},
    "counts": {},
    "left": {"text": "testo"},
    "state": {"text": "testo"},
    "types": {},
    "cards": {"text": "testo", "key": "t-bada"},
    "plan": {},
    "problems": {},
    "term": {"text": "testo", "front": "la trattativa", "back": ""},
    "draft": {"text": "testo", "rows": ["t-bada"], "front": "vendita", "back": "prodej"},
    "undo": {},
    "redo": {},
    "job": {"job": "1"},
    "begin": {"files": ["1"], "name": "corso"},
    "add": {"files": ["1"], "title": "Corso"},
    "build": {"rename": True, "new": True, "sweeping": True, "command": True},
    "align": {"text": "testo"},
    "propose": {"text": "testo"},
    "pull": {"files": ["1"]},
    "pull-apply": {"pull": "1", "choices": [["t-bada", "Front", "ours"]]},
    "settings": {
        "name": "Corso",
        "back": "de",
        "audio": "system",
        "typed": ["sentence"],
        "cards": {"sentence": ["recognition", "production"], "vocabulary": ["recognition"]},
    },
    "name-text": {"text": "testo", "title": "Altro", "source": "Rivista"},
    "order": {"texts": ["testo"]},
    "remove": {"text": "testo"},
}
LOOKING = ("open", "text", "left", "state", "types", "cards", "term", "draft", "job")


def test_every_operation_and_every_call_is_tried() -> None:
    assert set(SENT) == set(operations._OPERATIONS)
    assert set(CALLS) | {"do"} == set(api._CALLS)


def sent(studio: Studio, op: str) -> dict[str, Any]:
    """A call as the page makes it."""
    rows = rows_of(studio)
    return {"text": "testo", "op": op, **SENT[op], "rows": [rows[key] for key in SENT[op]["rows"]]}


def spoiled(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The call without one of its values, and with every wrong one, at every depth."""
    for key, value in whole.items():
        yield {name: each for name, each in whole.items() if name != key}
        yield from ({**whole, key: wrong} for wrong in WRONG)
        inner = value if isinstance(value, dict) else value[0] if isinstance(value, list) and value else None
        if isinstance(inner, dict):
            for made in spoiled(inner):
                yield {**whole, key: made if isinstance(value, dict) else [made, *value[1:]]}


def fits(studio: Studio, project: Project, name: str, call: dict[str, Any]) -> None:
    """A call is carried out and leaves a deck that can be read, or is refused and changes nothing."""
    before = contents_of(project.root)
    body = json.dumps(call, allow_nan=False).encode()
    given = parsed(body)
    assert given is not None
    status, answered = answer(studio, name, given)
    json.dumps(answered, allow_nan=False)
    assert status in (200, 400, 409, 422), (name, call, answered)
    if status == 409:
        assert set(answered) == {"row"}
    elif status != 200:
        assert all(each["message"] for each in answered["problems"]), (name, call)
        assert len(json.dumps(answered)) < 2 * len(body) + 10_000
    if status != 200 or name in LOOKING:
        assert contents_of(project.root) == before, (name, call, answered)
        return
    try:
        faulty = load(opened(project.deck))[1]
        assert faulty == [], (name, call, faulty)
    finally:
        for path in contents_of(project.root).keys() - before.keys():
            (project.root / path).unlink()
        for path, data in before.items():
            (project.root / path).write_bytes(data)


@pytest.mark.parametrize("op", SENT)
def test_an_operation_that_the_page_does_not_send(studio: Studio, project: Project, op: str) -> None:
    whole = sent(studio, op)
    fits(studio, project, "do", whole)
    for call in spoiled(whole):
        fits(studio, project, "do", call)


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ("build", "begin", "add")])
def test_a_call_that_the_page_does_not_make(studio: Studio, project: Project, name: str) -> None:
    rows = rows_of(studio)
    whole = {**CALLS[name], **({"rows": [rows["t-bada"]]} if "rows" in CALLS[name] else {})}
    for call in spoiled(whole):
        if name in ("align", "propose", "remove") and call.get("text") == "testo":
            continue
        fits(studio, project, name, call)


@pytest.mark.parametrize("name", ["build", "begin", "add"])
def test_work_that_the_page_does_not_ask_for(studio: Studio, project: Project, name: str) -> None:
    before = contents_of(project.root)
    for wrong in WRONG:
        for key in CALLS[name]:
            if isinstance(wrong, bool if name == "build" else str) and key != "files":
                continue
            if name != "build":
                studio.upload("a.txt", b"Ciao.")
            if key == "files" and wrong == []:
                continue  # the work says so: test_uploads
            status, answered = answer(studio, name, {**CALLS[name], key: wrong})
            assert status in (400, 422), (key, wrong, answered)
            assert answered["problems"][0]["message"]
    assert contents_of(project.root) == before


def test_what_needs_pairs_gets_no_heading(studio: Studio, project: Project) -> None:
    rows = rows_of(studio)
    for op in SENT:
        for key in ("§0", "t-pada", "t-bada"):
            for other in ("§1", "t-bida", "t-bada"):
                fits(studio, project, "do", {**sent(studio, op), "rows": [rows[key], rows[other]]})
    for key in ("§0", "§1"):
        assert answer(studio, "draft", {"text": "testo", "rows": [rows[key]], "front": "a"})[0] == 400


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["t-bada", "t-beda", "t-pada", "§0", "accepted", "testo"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "mark", "front", "back", "found", "pair", "note", "tags"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
NAMES = ["side", "up", "at", "sentence", "above", "texts", "values", "skip", "code", "front", "back", "status"]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SENT)), st.dictionaries(st.sampled_from(["rows", "text", *NAMES]), VALUES, max_size=3))
def test_any_values_in_any_operation(studio: Studio, project: Project, op: str, changes: dict[str, Any]) -> None:
    fits(studio, project, "do", {**sent(studio, op), **changes})


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\0\n\r\t\x85\u2028\u2029\ufeff\u00ad#:-?{}[]\"'|>&*!%@`\\ ")
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["edit", "edit-term", "new-term"]), st.sampled_from(["front", "back", "hint", "note"]), TEXTS)
def test_any_text_is_kept_or_refused(studio: Studio, project: Project, op: str, key: str, text: str) -> None:
    whole = sent(studio, op)
    values = {**whole["values"], key: text}
    fits(studio, project, "do", {**whole, "values": values})


# ------------------------------------------------------------------ faults of deckgen itself


@pytest.fixture
def broken(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Knocker, list[Exception]]]:
    told: list[Exception] = []

    def fails(*_: object, **__: object) -> Any:
        raise KeyError("qui")

    monkeypatch.setitem(api._CALLS, "plan", fails)
    monkeypatch.setattr(server.life, "package", fails)
    monkeypatch.setattr(Studio, "upload", fails)
    monkeypatch.setattr(api.life, "build", fails)
    with studio_at(project.root, project.deck, report=told.append) as running:
        yield running, told


def admitted(answer: Answer) -> None:
    assert answer.status == 500
    assert answer.json["problems"][0]["message"] == "a bug in deckgen: KeyError: 'qui'"
    assert answer.all("content-security-policy")
    assert answer.all("cache-control") == ["no-store"]


def test_a_bug_is_admitted_and_the_studio_goes_on(broken: tuple[Knocker, list[Exception]]) -> None:
    running, told = broken
    admitted(running.calls("plan"))
    admitted(running.calls("package"))
    admitted(running.calls("upload", b"Ciao.", Content_Type="application/octet-stream"))
    assert len(told) == 3
    assert running.calls("state").status == 200
    job = running.calls("build").json["job"]
    while (found := running.calls("job", {"job": job})).status == 200:
        assert not found.json["ended"]
    admitted(found)
    assert running.calls("state").json["busy"] is False
    assert all(isinstance(error, KeyError) for error in told)


def test_the_command_tells_of_a_bug(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from deckgen.cli import studio as command
    from deckgen.cli.terminal import Options

    command._report(KeyError("qui"))
    assert capsys.readouterr().err.splitlines() == [
        "a bug in deckgen: KeyError: 'qui'",
        "   → run it again as `deckgen --debug studio` and report the output",
    ]
    monkeypatch.setattr(Options, "debug", True)
    command._report(KeyError("qui"))
    assert "KeyError: 'qui'" in capsys.readouterr().err.splitlines()


def test_a_file_that_cannot_be_read_is_no_bug(project: Project, tmp_path: Path) -> None:
    studio = Studio(tmp_path, tmp_path / "cards" / "via", report=pytest.fail)
    (problem,) = answer(studio, "problems", {})[1]["problems"]  # which is what this call is for
    assert problem["file"] == "deck.yaml"
    for name in ("open", "text", "state", "types", "plan", "undo", "left"):
        status, answered = answer(studio, name, CALLS[name])
        assert status == 422, name
        assert answered["problems"][0]["message"]
