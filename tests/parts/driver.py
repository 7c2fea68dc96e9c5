"""One Chromium for many pages, with real sizes, real keys and asynchronous results."""

from __future__ import annotations

import base64
import itertools
import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from browser import CHROMIUM, FLAGS

# Chromium uses file descriptors 3 and 4 for its debugging protocol; a launcher process must place them there.
_LAUNCH = (
    "import fcntl, os, sys; reads, writes = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]);"
    " os.dup2(reads, 3); os.dup2(writes, 4); os.execv(sys.argv[3], sys.argv[3:])"
)
_KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowUp": 38, "Home": 36, "End": 35}


class Chromium:
    """A running browser with one page. Use as a context manager, or close it."""

    def __init__(self) -> None:
        assert CHROMIUM is not None
        self._folder = tempfile.TemporaryDirectory(prefix="deckgen-chromium-", ignore_cleanup_errors=True)
        theirs, ours = os.pipe(), os.pipe()
        command = [CHROMIUM, *FLAGS, "--remote-debugging-pipe", f"--user-data-dir={self._folder.name}/profile"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, str(theirs[0]), str(ours[1]), *command, "about:blank"],
            pass_fds=(theirs[0], ours[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs[0])
        os.close(ours[1])
        self._to, self._from = os.fdopen(theirs[1], "wb"), os.fdopen(ours[0], "rb")
        self._numbers, self._rest, self._session = itertools.count(1), b"", ""
        self._seen: set[str] = set()  # events since the last page was opened
        targets = self._ask("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self._ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self._ask("Page.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        self._ask("Browser.close")
        self._to.close()
        self._process.wait(timeout=30)
        self._from.close()
        self._folder.cleanup()

    def open(self, text: str, width: int = 1000, height: int = 800, *, night: bool = False) -> None:
        """Show the page `text` at this size, in CSS pixels; `night` sets the preferred colour scheme."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if night else "light"}]
        self._ask("Emulation.setEmulatedMedia", features=scheme)
        self.resize(width, height)
        file = Path(self._folder.name) / "page.html"
        file.write_text(text, "utf-8")
        self._seen.clear()
        self._ask("Page.navigate", url=file.as_uri())
        while "Page.loadEventFired" not in self._seen:
            self._receive()

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page, in CSS pixels."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def value(self, script: str) -> Any:
        """The value of a JavaScript expression, awaited if it is a promise."""
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key."""
        code = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": _KEYS[key]}
        typed = {"text": {"Enter": "\r", " ": " "}[key]} if key in ("Enter", " ") else {}
        for kind in ("keyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", type=kind, modifiers=8 * shift, **code, **typed)

    def picture(self, path: Path) -> None:
        """Write a screenshot of the window to `path`."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    def _ask(self, method: str, **given: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while (answer := self._receive()).get("id") != number:
            pass
        assert "error" not in answer, (method, answer["error"])
        found: dict[str, Any] = answer["result"]
        return found

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._from], [], [], 120)[0], "Chromium does not answer"
            more = os.read(self._from.fileno(), 1 << 20)
            assert more, "Chromium has ended"
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        self._seen.add(found.get("method", ""))
        return found
