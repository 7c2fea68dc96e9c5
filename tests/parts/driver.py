"""One Chromium for many pages, with real sizes, real keys, a real mouse and asynchronous results."""

from __future__ import annotations

import base64
import json
import os
import string
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from browser import CHROMIUM, FLAGS
from wire import Wire

# Chromium uses file descriptors 3 and 4 for its debugging protocol; a launcher process must place them there.
_LAUNCH = (
    "import fcntl, os, sys; reads, writes = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]);"
    " os.dup2(reads, 3); os.dup2(writes, 4); os.execv(sys.argv[3], sys.argv[3:])"
)
# Keys by what a page calls them: the name of the key on the keyboard, the number, and what it writes.
_KEYS = {
    "Shift": ("ShiftLeft", 16, ""),
    "Control": ("ControlLeft", 17, ""),
    **{key: (key, number, "") for key, number in {"Backspace": 8, "Tab": 9, "Escape": 27, "Delete": 46}.items()},
    **{key: (key, number, "") for key, number in {"PageUp": 33, "PageDown": 34, "End": 35, "Home": 36}.items()},
    **{f"Arrow{way}": (f"Arrow{way}", 37 + n, "") for n, way in enumerate(("Left", "Up", "Right", "Down"))},
    **{letter: (f"Key{letter.upper()}", ord(letter.upper()), letter) for letter in string.ascii_letters},
    **{digit: (f"Digit{digit}", ord(digit), digit) for digit in string.digits},
    "Enter": ("Enter", 13, "\r"),
    " ": ("Space", 32, " "),
    "/": ("Slash", 191, "/"),
    "?": ("Slash", 191, "?"),
}
_WITH_SHIFT = {"?", *string.ascii_uppercase}
_PLACE = """((selector) => {
  const found = document.querySelector(selector);
  if (!found) return "is not there";
  found.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const { x, y, width, height } = found.getBoundingClientRect();
  const at = [x + width / 2, y + height / 2], hit = document.elementFromPoint(...at);
  return found.contains(hit) ? at : `cannot be reached: ${hit?.outerHTML.slice(0, 200) ?? "outside the window"}`;
})"""


class Page:
    """What one tab of a browser shows."""

    def __init__(self, wire: Wire, target: str, folder: Path) -> None:
        self._wire, self._target, self._folder = wire, target, folder
        self._session = wire.ask("", "Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self._loaded, self._logs = False, list[str]()
        wire.heard[self._session] = self._hear
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")
        self._ask("Emulation.setFocusEmulationEnabled", enabled=True)  # tabs do not take the focus from each other

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the tab."""
        del self._wire.heard[self._session]
        self._wire.ask("", "Target.closeTarget", {"targetId": self._target})

    def open(self, text: str, width: int = 1000, height: int = 800, *, night: bool = False) -> None:
        """Show the page `text` at this size, in CSS pixels; `night` sets the preferred colour scheme."""
        file = self._folder / f"{self._target}.html"
        file.write_text(text, "utf-8")
        self.go(file.as_uri(), width, height, night=night)

    def go(self, url: str, width: int = 1000, height: int = 800, *, night: bool = False) -> None:
        """Show the page at an address, as `open` does, and wait until it is loaded."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if night else "light"}]
        self._ask("Emulation.setEmulatedMedia", features=scheme)
        self.resize(width, height)
        self._loaded = False
        self._logs.clear()
        answer = self._ask("Page.navigate", url=url)
        assert "errorText" not in answer, (url, answer["errorText"])
        while "loaderId" in answer and not self._loaded:  # an address of the same page but for the fragment has none
            self._wire.receive()

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page, in CSS pixels."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def value(self, script: str) -> Any:
        """The value of a JavaScript expression, awaited if it is a promise."""
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 10) -> None:
        """Wait until a JavaScript expression is true; meanwhile it may fail, and the page may change for another."""
        end, last = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            try:
                if self.value(script):
                    return
            except AssertionError as error:
                last = f"\n{error}"
            time.sleep(0.02)
        raise AssertionError(f"never true: {script}{last}\n{self.value('document.body?.innerText')}")

    def press(self, key: str, *, shift: bool = False, ctrl: bool = False) -> None:
        """Press and release a key, of which `key` is the name or what it writes: "Escape", "Space", "a", "A", "?"."""
        key = {"Space": " "}.get(key, key.upper() if shift and len(key) == 1 else key)
        held = [name for name, down in (("Shift", shift or key in _WITH_SHIFT), ("Control", ctrl)) if down]
        for n, name in enumerate(held):
            self._key("keyDown", name, held[: n + 1])
        for kind in ("keyDown", "keyUp"):
            self._key(kind, key, held)
        for n, name in reversed([*enumerate(held)]):
            self._key("keyUp", name, held[:n])

    def type(self, text: str) -> None:
        """Write text where the cursor is."""
        self._ask("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of an element, which is scrolled into view first and must not be covered."""
        x, y = self._place(selector)
        self._ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def drop(self, selector: str, *paths: Path) -> None:
        """Give files to an input for files, or drop them on another element."""
        files = [str(path.resolve()) for path in paths]
        found = f"document.querySelector({json.dumps(selector)})"
        if self.value(f"{found}?.type === 'file'"):
            element = self._ask("Runtime.evaluate", expression=found)["result"]["objectId"]
            self._ask("DOM.setFileInputFiles", files=files, objectId=element)
            return
        x, y = self._place(selector)
        data = {"items": [], "files": files, "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self._ask("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    @property
    def logs(self) -> list[str]:
        """Errors on the console, exceptions and what the policy forbade, since the page was opened."""
        self.value("new Promise((done) => setTimeout(done))")  # what has happened is told before the answer
        return list(self._logs)

    def tab(self) -> Page:
        """A second page in the same browser; close it, or use it as a context manager."""
        target = self._wire.ask("", "Target.createTarget", {"url": "about:blank"})["targetId"]
        return Page(self._wire, target, self._folder)

    def picture(self, path: Path) -> None:
        """Write a screenshot of the window to `path`."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    def _ask(self, method: str, **given: Any) -> dict[str, Any]:
        return self._wire.ask(self._session, method, given)

    def _hear(self, event: str, given: dict[str, Any]) -> None:
        self._loaded = self._loaded or event == "Page.loadEventFired"
        if event == "Page.javascriptDialogOpening":  # a page that asks whether to leave it would wait for ever
            self._wire.send(self._session, "Page.handleJavaScriptDialog", {"accept": True})
        elif event == "Log.entryAdded" and given["entry"]["level"] == "error":
            self._logs.append(f"{given['entry']['text']} {given['entry'].get('url', '')}".strip())
        elif event == "Runtime.exceptionThrown":
            details = given["exceptionDetails"]
            self._logs.append(details.get("exception", {}).get("description") or details["text"])
        elif event == "Runtime.consoleAPICalled" and given["type"] in ("error", "assert"):
            self._logs.append(" ".join(str(each.get("value", each.get("description"))) for each in given["args"]))

    def _key(self, kind: str, key: str, held: list[str]) -> None:
        code, number, text = _KEYS[key]
        modifiers = 8 * ("Shift" in held) + 2 * ("Control" in held)
        written = {"text": text} if text and kind == "keyDown" and "Control" not in held else {}
        names = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        self._ask("Input.dispatchKeyEvent", type=kind, modifiers=modifiers, **names, **written)

    def _place(self, selector: str) -> tuple[float, float]:
        place = self.value(f"{_PLACE}({json.dumps(selector)})")
        assert isinstance(place, list), f"{selector} {place}"
        return place[0], place[1]


class Chromium(Page):
    """A running browser with one page. Use as a context manager, or close it."""

    def __init__(self) -> None:
        assert CHROMIUM is not None
        self._home = tempfile.TemporaryDirectory(prefix="deckgen-chromium-", ignore_cleanup_errors=True)
        theirs, ours = os.pipe(), os.pipe()
        command = [CHROMIUM, *FLAGS, "--remote-debugging-pipe", f"--user-data-dir={self._home.name}/profile"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, str(theirs[0]), str(ours[1]), *command, "about:blank"],
            pass_fds=(theirs[0], ours[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs[0])
        os.close(ours[1])
        wire = Wire(os.fdopen(theirs[1], "wb"), os.fdopen(ours[0], "rb"))
        targets = wire.ask("", "Target.getTargets", {})["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        super().__init__(wire, page, Path(self._home.name))

    def close(self) -> None:
        """End the browser."""
        self._wire.ask("", "Browser.close", {})
        self._process.wait(timeout=30)
        self._wire.close()
        self._home.cleanup()
