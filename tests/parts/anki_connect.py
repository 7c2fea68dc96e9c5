"""A fake AnkiConnect: the actions that deckgen uses, backed by a collection of the official backend.

It answers as the add-on does, which was compared with its source: each action inside `multi` needs the version and the
key of its own, a note that does not exist gives an empty object, and `notesInfo` tells neither guid nor time.
"""

from __future__ import annotations

import base64
import json
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from anki.errors import NotFoundError
from anki_world import Learner

_PROTECTED = {"did", "id", "ivl", "lapses", "left", "mod", "nid", "odid", "odue", "ord", "queue", "reps", "type", "usn"}


class Desk:
    """A running Anki: the collection, what was asked, and the files with an open import dialog.

    `asked` names every action, those inside `multi` too; `requests` counts what came over the wire, `pause` is how
    many seconds each of them takes.
    """

    def __init__(self, learner: Learner, key: str = "") -> None:
        self.learner = learner
        self.key = key
        self.asked: list[str] = []
        self.requests = 0
        self.pause = 0.0
        self.dialogs: list[Path] = []
        self.unknown: set[str] = set()  # actions that an older add-on lacks

    def receive(self, request: dict[str, Any]) -> Any:
        """The response to one request over the wire."""
        self.requests += 1
        time.sleep(self.pause)
        return self.answer(request)

    def answer(self, request: dict[str, Any]) -> Any:
        """The response of AnkiConnect to one action: below version 5 only the result."""
        name = request.get("action", "")
        try:
            result = self._carried_out(name, request)
        except Exception as error:
            return {"result": None, "error": str(error)}
        return result if request.get("version", 4) <= 4 else {"result": result, "error": None}

    def _carried_out(self, name: str, request: dict[str, Any]) -> Any:
        if self.key and request.get("key") != self.key:
            raise ValueError("valid api key must be provided")
        self.asked.append(name)
        action = None if name in self.unknown else getattr(self, f"do_{name}", None)
        if action is None:
            raise ValueError("unsupported action")
        return action(**request.get("params", {}))

    def do_multi(self, actions: list[dict[str, Any]]) -> list[Any]:
        return [self.answer(action) for action in actions]

    def _note(self, nid: int) -> Any:
        try:
            return self.learner.col.get_note(nid)
        except NotFoundError as error:
            raise ValueError(f"Note was not found: {nid}") from error

    def _model(self, name: str) -> Any:
        model = self.learner.col.models.by_name(name)
        if model is None:
            raise ValueError(f"model was not found: {name}")
        return model

    # notes

    def do_findNotes(self, query: str) -> list[int]:  # noqa: N802 - the add-on's name
        return list(self.learner.col.find_notes(query))

    def do_notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        return [self._info(nid) for nid in notes]

    def _info(self, nid: int) -> dict[str, Any]:
        try:
            note = self.learner.col.get_note(nid)
        except NotFoundError:
            return {}
        fields = {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())}
        cards = self.learner.col.db.list("select id from cards where nid = ? order by ord", nid)
        name = note.note_type()["name"]
        return {"noteId": nid, "tags": note.tags, "fields": fields, "modelName": name, "cards": cards}

    def do_updateNoteFields(self, note: dict[str, Any]) -> None:  # noqa: N802
        held = self._note(note["id"])
        for name, value in note["fields"].items():
            if name in held:
                held[name] = value
        self.learner.col.update_note(held)

    def do_addTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self.learner.col.tags.bulk_add(notes, tags)

    def do_removeTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self.learner.col.tags.bulk_remove(notes, tags)

    # cards

    def do_cardsInfo(self, cards: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        found = []
        for cid in cards:
            try:
                card = self.learner.col.get_card(cid)
            except NotFoundError:
                found.append({})
                continue
            found.append({"cardId": cid, "note": card.nid, "ord": card.ord, "type": card.type, "due": card.due})
        return found

    def do_setSpecificValueOfCard(  # noqa: N802
        self,
        card: int,
        keys: list[str],
        newValues: list[Any],  # noqa: N803
        warning_check: bool = False,
    ) -> Any:
        if len(keys) != len(newValues) or (_PROTECTED & set(keys) and not warning_check):
            return False
        try:
            held = self.learner.col.get_card(card)
            for key, value in zip(keys, newValues, strict=True):
                setattr(held, key, value)
            self.learner.col.update_card(held)
        except Exception as error:
            return [[False, str(error)]]
        return [True]

    # note types

    def do_modelNamesAndIds(self) -> dict[str, int]:  # noqa: N802
        return {each.name: each.id for each in self.learner.col.models.all_names_and_ids()}

    def do_modelStyling(self, modelName: str) -> dict[str, str]:  # noqa: N802, N803
        return {"css": self._model(modelName)["css"]}

    def do_modelTemplates(self, modelName: str) -> dict[str, dict[str, str]]:  # noqa: N802, N803
        return {each["name"]: {"Front": each["qfmt"], "Back": each["afmt"]} for each in self._model(modelName)["tmpls"]}

    def do_updateModelStyling(self, model: dict[str, str]) -> None:  # noqa: N802
        held = self._model(model["name"])
        held["css"] = model["css"]
        self.learner.col.models.update_dict(held)

    def do_updateModelTemplates(self, model: dict[str, Any]) -> None:  # noqa: N802
        held = self._model(model["name"])
        for template in held["tmpls"]:
            sides = model["templates"].get(template["name"]) or {}
            template["qfmt"] = sides.get("Front") or template["qfmt"]
            template["afmt"] = sides.get("Back") or template["afmt"]
        self.learner.col.models.update_dict(held)

    # media

    def do_getMediaFilesNames(self, pattern: str = "*") -> list[str]:  # noqa: N802
        return [path.name for path in Path(self.learner.col.media.dir()).glob(pattern)]

    def do_retrieveMediaFile(self, filename: str) -> Any:  # noqa: N802
        path = Path(self.learner.col.media.dir()) / unicodedata.normalize("NFC", Path(filename).name)
        return base64.b64encode(path.read_bytes()).decode("ascii") if path.exists() else False

    def do_storeMediaFile(self, filename: str, data: str, deleteExisting: bool = True) -> str:  # noqa: N802, N803
        if deleteExisting:
            self.learner.col.media.trash_files([filename])
        name: str = self.learner.col.media.write_data(filename, base64.b64decode(data))
        return name

    # windows

    def do_guiImportFile(self, path: str) -> None:  # noqa: N802
        if "\\" in path:
            raise ValueError("the path needs forward slashes")
        self.dialogs.append(Path(path))


@contextmanager
def running(desk: Desk) -> Iterator[str]:
    """Serve `desk` on a free local port; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            data = json.dumps(desk.receive(request)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as address:
        yield address


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve anything on a free local port; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
