"""A page in a real browser, opened once for one answer."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    "--force-device-scale-factor=1",
)


def run(text: str, *arguments: str) -> str:
    """Open `text` in headless Chromium with further `arguments` and give what it prints."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="deckgen-browser-") as folder:
        file = Path(folder) / "page.html"
        file.write_text(text, "utf-8")
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder}/profile", *arguments, file.as_uri()]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def screenshot(text: str, path: Path, width: int, height: int) -> None:
    """A picture of `text` at this size, in CSS pixels."""
    run(text, f"--window-size={width},{height}", f"--screenshot={path}")


def measured(page_html: str, width: int, height: int, script: str) -> str:
    """What `script`, an expression of JavaScript, gives in a page of exactly this size, as text.

    The page stands in a frame: a window of its own cannot be as narrow as a phone.
    """
    probe = f"<script>addEventListener('load',()=>{{parent.document.title=String({script})}})</script>"
    inside = html.escape(page_html.replace("</body>", f"{probe}</body>"))
    frame = f"<!doctype html><title></title><iframe width={width} height={height} srcdoc='{inside}'></iframe>"
    dumped = run(frame, "--window-size=1200,1000", "--dump-dom")
    return html.unescape(dumped.partition("<title>")[2].partition("</title>")[0])
