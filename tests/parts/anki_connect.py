"""A fake AnkiConnect: the documented actions that deckgen uses, backed by a collection of the official backend."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from anki_world import Learner


class Desk:
    """A running Anki: the collection, the requested actions, and the files with an open import dialog."""

    def __init__(self, learner: Learner, key: str = "") -> None:
        self.learner = learner
        self.key = key
        self.asked: list[str] = []
        self.dialogs: list[Path] = []

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The response of AnkiConnect, version 6, to one request."""
        if self.key and request.get("key") != self.key:
            return {"result": None, "error": "valid api key must be provided"}
        self.asked.append(request["action"])
        action = getattr(self, f"do_{request['action']}", None)
        if action is None:
            return {"result": None, "error": "unsupported action"}
        try:
            return {"result": action(**request.get("params", {})), "error": None}
        except Exception as error:
            return {"result": None, "error": str(error)}

    def do_findNotes(self, query: str) -> list[int]:  # noqa: N802 - the add-on's name
        return list(self.learner.col.find_notes(query))

    def do_notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        found = []
        for nid in notes:
            note = self.learner.col.get_note(nid)
            fields = {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())}
            found.append(
                {
                    "noteId": nid,
                    "tags": note.tags,
                    "fields": fields,
                    "modelName": note.note_type()["name"],
                    "mod": note.mod,
                }
            )
        return found

    def do_updateNoteFields(self, note: dict[str, Any]) -> None:  # noqa: N802
        held = self.learner.col.get_note(note["id"])
        for name, value in note["fields"].items():
            if name in held:
                held[name] = value
        self.learner.col.update_note(held)

    def do_addTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self.learner.col.tags.bulk_add(notes, tags)

    def do_removeTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self.learner.col.tags.bulk_remove(notes, tags)

    def do_guiImportFile(self, path: str) -> bool:  # noqa: N802
        self.dialogs.append(Path(path))
        return True


@contextmanager
def running(desk: Desk) -> Iterator[str]:
    """Serve `desk` on a free local port; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            data = json.dumps(desk.answer(request)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
