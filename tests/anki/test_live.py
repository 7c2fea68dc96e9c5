"""What a push brings besides text, what it tells apart, and how often it asks."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from anki_connect import Desk, running, serving
from anki_world import Learner
from projects import Output, Project

from deckgen.anki import connect
from deckgen.anki.collection import HeldNote
from deckgen.anki.connect import Anki
from deckgen.anki.live import told_apart
from deckgen.cards.speech import cache_path
from deckgen.files.source import Refused
from deckgen.project.lock import Entry, Lock

Run = Callable[..., Output]
G = "0123456789-{}".format
SPOKEN = """\
audio:
  engine: command
  command: python3 -c "import wave,sys; w=wave.open(sys.argv[1],'wb'); w.setparams((1,2,8000,0,'NONE','')); \
w.writeframes(bytes(800)+sys.argv[2].encode()*9+b'x'*(len(sys.argv[2].encode())%2)); w.close()" {out} {text}
"""


def push(deckgen: Run, project: Project, desk: Desk, *arguments: str) -> Output:
    with running(desk) as address:
        return deckgen("push", "--live", *arguments, "--address", address, at=project.root)


def pull(deckgen: Run, project: Project, desk: Desk) -> Output:
    with running(desk) as address:
        return deckgen("pull", "--live", "--address", address, at=project.root)


def copied(learner: Learner, guid: str) -> int:
    """A copy of a note, as Notes > Create Copy makes it."""
    note = learner.note(guid)
    copy = learner.col.new_note(note.note_type())
    copy.fields, copy.tags = list(note.fields), list(note.tags)
    learner.col.add_note(copy, learner.col.decks.id_for_name("Prova"))
    return int(copy.id)


# ------------------------------------------------------------------ an edition with recordings


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_recordings_of_an_edition_stay_where_the_text_stays(project: Project, deckgen: Run, desk: Desk) -> None:
    """An old recording does not stay beside a new text, and none is taken for what a learner wrote."""
    assert deckgen("build", "--audio", "espeak-ng:it", at=project.root).code == 0
    desk.learner.imports(project.package.with_name("prova-audio.apkg"))
    heard = {guid: fields.get("FrontAudio", "") for guid, fields in desk.learner.fields().items()}
    assert all(heard[G(name)] for name in ("t-bada", "t-beda", "t-bida"))
    assert pull(deckgen, project, desk).out == "nothing in Anki differs from the sources\n"
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha perso la trattativa?")
    deckgen("build", at=project.root)
    said = push(deckgen, project, desk)
    assert (said.code, said.err) == (0, "")
    after = {guid: fields.get("FrontAudio", "") for guid, fields in desk.learner.fields().items()}
    assert after == heard | {G("t-bida"): ""}
    assert desk.learner.note(G("t-bida"))["Front"] == "Chi ha perso la trattativa?"


# ------------------------------------------------------------------ copies


def test_a_copy_is_told_from_its_original(project: Project, deckgen: Run, desk: Desk) -> None:
    copy = copied(desk.learner, G("t-bida"))
    note = desk.learner.col.get_note(copy)
    note["Back"] = "Kdopak to vyhrál?"
    desk.learner.col.update_note(note)
    assert pull(deckgen, project, desk).out == "nothing in Anki differs from the sources\n"
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    deckgen("build", at=project.root)
    assert push(deckgen, project, desk).out == "0 new · 2 changed\n"
    assert desk.learner.note(G("t-bida"))["Back"] == "Kdo jednání vyhrál?"
    assert desk.learner.col.get_note(copy)["Back"] == "Kdopak to vyhrál?"


def test_a_copy_whose_original_is_gone_is_named_and_left_alone(project: Project, deckgen: Run, desk: Desk) -> None:
    copy = copied(desk.learner, G("t-bida"))
    desk.learner.deletes(G("t-bida"))
    before = project.pairs.read_bytes(), list(desk.learner.col.get_note(copy).fields)
    said = pull(deckgen, project, desk)
    assert "ambiguous: t-bida" in said.out
    assert "deleted" not in said.out
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    deckgen("build", at=project.root)
    said = push(deckgen, project, desk)
    assert said.out.startswith("0 new · 1 changed\nambiguous: t-bida")
    assert list(desk.learner.col.get_note(copy).fields) == before[1]
    assert desk.dialogs == []


def test_a_note_whose_id_anki_moved_is_the_original(project: Project, deckgen: Run, tmp_path: Path) -> None:
    deckgen("build", at=project.root)
    first = next(json.loads(line)["nid"] for line in project.lock.read_text("utf-8").splitlines() if '"nid"' in line)
    with Learner(tmp_path / "learner") as learner:
        own = learner.col.new_note(learner.col.models.by_name("Basic"))
        own["Front"] = "pes"
        learner.col.add_note(own, learner.col.decks.id("Vlastní"))
        learner.col.db.execute("update notes set id = ? where id = ?", first, own.id)
        learner.col.db.execute("update cards set nid = ? where nid = ?", first, own.id)
        learner.imports(project.package)
        assert learner.col.get_note(first)["Front"] == "pes"
        said = push(deckgen, project, Desk(learner))
    assert said.out == "0 new · 0 changed\n"


def test_two_possible_originals_are_ambiguous() -> None:
    lock = Lock("d", ("D",), entries=(Entry("a", "k-a", "sentence", 10_000, 1, {}, (), {}),))
    notes = [HeldNote("k-a", nid, 0, 1, (), {}, {}) for nid in (10_000 + 999, 10_000 + 1998)]
    assert told_apart(lock, notes) == ((), frozenset({"k-a"}))
    assert told_apart(lock, [*notes, HeldNote("k-a", 10_000, 0, 1, (), {}, {})])[0][0].nid == 10_000


# ------------------------------------------------------------------ recordings


@pytest.fixture
def spoken(project: Project, deckgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Anki with the first build of a deck that speaks."""
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8") + SPOKEN, "utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    said = deckgen("build", "--allow-command", at=project.root)
    assert said.code == 0, said
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        yield Desk(learner)


def media(desk: Desk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(desk.learner.col.media.dir()).glob("deckgen-*")}


def played(desk: Desk, guid: str) -> str:
    name: str = desk.learner.note(guid)["FrontAudio"].removeprefix("[sound:").removesuffix("]")
    return name


def test_recordings_travel_with_the_text(project: Project, deckgen: Run, spoken: Desk) -> None:
    before = media(spoken)
    assert played(spoken, G("t-bida")) in before
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha vinto oggi la trattativa?")
    deckgen("build", at=project.root)
    said = push(deckgen, project, spoken)
    assert said.out.startswith("0 new · 2 changed · 1 recording\n"), said
    assert spoken.asked.count("storeMediaFile") == 1
    name = played(spoken, G("t-bida"))
    assert name not in before
    assert media(spoken)[name] == (cache_path() / name).read_bytes()
    assert "recording" not in push(deckgen, project, spoken).out
    assert spoken.asked.count("storeMediaFile") == 1


def test_a_recording_that_differs_or_was_deleted_is_sent_again(project: Project, deckgen: Run, spoken: Desk) -> None:
    whole = media(spoken)
    first, second, *_ = sorted(whole)
    folder = Path(spoken.learner.col.media.dir())
    (folder / first).write_bytes(b"x")
    (folder / second).unlink()
    assert push(deckgen, project, spoken, "-n").out == "0 new · 0 changed · 2 recordings; nothing was changed\n"
    assert "storeMediaFile" not in spoken.asked
    assert push(deckgen, project, spoken).out == "0 new · 0 changed · 2 recordings\n"
    assert media(spoken) == whole


def test_recordings_that_are_not_here_are_named(project: Project, deckgen: Run, spoken: Desk) -> None:
    for name in media(spoken):
        (cache_path() / name).unlink()
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")  # not built: nothing is recorded
    said = push(deckgen, project, spoken)
    assert "missing on this machine and not sent" in said.out
    assert "import the package, which brings them" in said.out


# ------------------------------------------------------------------ looks


def model(desk: Desk, name: str = "Prova – Sentence") -> Any:
    return desk.learner.col.models.by_name(name)


def styled(project: Project, colour: str) -> None:
    path = project.deck / "templates" / "style.css"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f".card {{ color: {colour}; }}\n", "utf-8")


def test_styles_and_templates_are_pushed_to_whatever_name_the_type_has(
    project: Project, deckgen: Run, desk: Desk
) -> None:
    renamed = model(desk)
    renamed["name"] = "Moje věty"
    desk.learner.col.models.update_dict(renamed)
    scheduling = desk.learner.scheduling()
    styled(project, "teal")
    deckgen("build", at=project.root)
    said = push(deckgen, project, desk)
    assert said.out == "0 new · 0 changed · new look for sentence cards · new look for vocabulary cards\n"
    assert ".card { color: teal; }" in model(desk, "Moje věty")["css"]
    assert ".card { color: teal; }" in model(desk, "Prova – Vocabulary")["css"]
    assert desk.learner.scheduling() == scheduling
    assert push(deckgen, project, desk).out == "0 new · 0 changed\n"


def test_a_look_that_a_learner_made_stays_and_is_named(project: Project, deckgen: Run, desk: Desk) -> None:
    own = model(desk)
    own["css"] += "\n.card { font-size: 40px; }"
    desk.learner.col.models.update_dict(own)
    styled(project, "teal")
    deckgen("build", at=project.root)
    said = push(deckgen, project, desk)
    assert "new look for vocabulary cards" in said.out
    assert "the look of sentence cards in Anki comes from no build that the lock knows, so it stays" in said.out
    assert model(desk)["css"] == own["css"]


def test_a_look_three_builds_behind_is_brought_up_to_date(project: Project, deckgen: Run, desk: Desk) -> None:
    for colour in ("teal", "navy", "olive"):
        styled(project, colour)
        deckgen("build", at=project.root)
    assert "new look for sentence cards" in push(deckgen, project, desk).out
    assert "olive" in model(desk)["css"]


# ------------------------------------------------------------------ places and dialogs


def test_cards_that_are_switched_on_get_their_places(
    project: Project, deckgen: Run, desk: Desk, tmp_path: Path
) -> None:
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8") + "cards: {sentence: [recognition, production]}\n", "utf-8")
    deckgen("build", "--yes", at=project.root)
    assert push(deckgen, project, desk).out == "0 new · 3 changed\n"
    with Learner(tmp_path / "other") as other:
        other.imports(project.package)
        assert _places(desk.learner) == _places(other)


def _places(learner: Learner) -> dict[str, int]:
    """The places of the second card of each sentence."""
    return {guid: row[2] for (guid, ordinal), row in learner.scheduling().items() if ordinal == 1 and "-t-b" in guid}


def test_an_add_on_that_cannot_place_cards_is_named(project: Project, deckgen: Run, desk: Desk) -> None:
    desk.unknown = {"setSpecificValueOfCard"}
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8") + "cards: {sentence: [recognition, production]}\n", "utf-8")
    deckgen("build", "--yes", at=project.root)
    said = push(deckgen, project, desk)
    assert (said.code, "cannot move new cards to their place" in said.out) == (0, True), said


def test_pushes_open_one_dialog_for_the_same_notes(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "- section: La", "- it: Costa troppo.\n  cs: Stojí moc.\n- section: La")
    deckgen("build", at=project.root)
    assert "Anki shows its import dialog" in push(deckgen, project, desk).out
    said = push(deckgen, project, desk)
    assert "an earlier push already opened Anki's import dialog" in said.out
    (parcel,) = desk.dialogs
    assert f"or import {parcel.relative_to(project.root)}" in said.out
    desk.learner.imports(parcel)
    assert push(deckgen, project, desk).out == "0 new · 0 changed\n"
    assert not parcel.exists()


def test_a_dialog_that_did_not_open_is_opened_by_the_next_push(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "- section: La", "- it: Costa troppo.\n  cs: Stojí moc.\n- section: La")
    deckgen("build", at=project.root)
    desk.unknown = {"guiImportFile"}
    assert push(deckgen, project, desk).code == 1
    desk.unknown = set()
    assert "Anki shows its import dialog" in push(deckgen, project, desk).out
    assert len(desk.dialogs) == 1


# ------------------------------------------------------------------ requests


def test_many_changes_need_few_requests(project: Project, deckgen: Run, tmp_path: Path) -> None:
    lines = "".join(f"- id: t-x{n}\n  it: Riga {n}.\n  cs: Řádek {n}.\n" for n in range(300))
    project.pairs.write_text(project.pairs.read_text("utf-8") + lines, "utf-8")
    deckgen("build", at=project.root)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        desk = Desk(learner)
        text = project.pairs.read_text("utf-8")
        project.pairs.write_text(text.replace("cs: Řádek", "tags: [nové]\n  cs: Řádka"), "utf-8")
        deckgen("build", at=project.root)
        assert push(deckgen, project, desk).out.startswith("0 new · 300 changed")
        assert desk.asked.count("updateNoteFields") == 300
        assert desk.asked.count("addTags") == 1
        assert desk.requests <= 12
        assert learner.note(G("t-x7"))["Back"].endswith("Řádka 7.")


def test_one_refused_change_does_not_stop_the_others(project: Project, deckgen: Run, desk: Desk) -> None:
    with running(desk) as address:
        nid = desk.learner.note(G("t-bida")).id
        actions = [("updateNoteFields", {"note": {"id": n, "fields": {"Hint": "x"}}}) for n in (1, nid, 2)]
        with pytest.raises(Refused, match=r"Note was not found: 1 \(1 more were refused\)") as refused:
            Anki(address).ask_all(actions)
    assert refused.value.problems[0].path == Path("AnkiConnect")
    assert desk.learner.note(G("t-bida"))["Hint"] == "x"


def test_the_key_is_sent_with_each_of_many_actions(project: Project, deckgen: Run, desk: Desk) -> None:
    desk.key = "tajné"
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    deckgen("build", at=project.root)
    assert push(deckgen, project, desk, "--key", "tajné").out == "0 new · 2 changed\n"


# ------------------------------------------------------------------ a stranger at the address


def handler(body: Callable[[BaseHTTPRequestHandler], None]) -> type[BaseHTTPRequestHandler]:
    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body(self)

        def log_message(self, *_: object) -> None:
            pass

    return Stranger


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    visited: list[str] = []

    def other(request: BaseHTTPRequestHandler) -> None:
        visited.append(request.path)
        request.send_response(200)
        request.end_headers()

    class Elsewhere(handler(other)):  # type: ignore[misc]
        def do_GET(self) -> None:  # noqa: N802 - the name of the library
            other(self)

    with serving(Elsewhere) as elsewhere:

        def away(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Location", elsewhere)
            request.end_headers()

        with serving(handler(away)) as address, pytest.raises(Refused, match="another address, which is not followed"):
            Anki(address).ask("version")
    assert visited == []


def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "LARGEST_ANSWER", 2**20)
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            try:
                request.wfile.write(b" " * 2**16)
            except OSError:
                return
            sent.append(2**16)
            assert sum(sent) < 2**28

    with serving(handler(endless)) as address, pytest.raises(Refused, match="the answer is longer than 1 MB"):
        Anki(address).ask("version")


@pytest.mark.parametrize("where", ["head", "body"])
def test_an_answer_in_drops_ends(where: str) -> None:
    """Each drop comes in time, so that only a limit for the whole answer helps."""
    stop = threading.Event()

    def drops(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"\r\n" * (where == "body") + b"X: " * (where == "head"))
        while not stop.wait(0.02):
            try:
                request.wfile.write(b" ")
            except OSError:
                return

    began = time.monotonic()
    with serving(handler(drops)) as address, pytest.raises(Refused, match="no answer at"):
        Anki(address, seconds=0.1).ask("version")
    stop.set()
    assert time.monotonic() - began < 30  # it would never end


@pytest.mark.parametrize(
    "address", ["file:///etc/hosts", "ftp://127.0.0.1", "127.0.0.1:8765", "http://[::1", "http://"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="no answer at"):
        Anki(address).ask("version")


@pytest.mark.parametrize(
    "answer", ["[]", "null", '{"result": [1]}', '{"result": null}', "[" * 100_000, '{"result": {}}']
)
def test_answers_that_make_no_sense_are_refused(project: Project, deckgen: Run, answer: str) -> None:
    deckgen("build", at=project.root)

    def nonsense(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(answer.encode())

    with serving(handler(nonsense)) as address:
        for command in ("push", "pull"):
            said = deckgen(command, "--live", "--address", address, at=project.root)
            assert (said.code, said.out) == (1, ""), said
            assert said.err.startswith(("AnkiConnect: ", "cards")), said
