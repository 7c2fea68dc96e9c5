"""Cards as the official backend renders them, in a real browser."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    "--force-device-scale-factor=1",
)


@dataclass(frozen=True)
class Card:
    """One side of a card: its HTML, the style of its note type, the number of its template from 0."""

    html: str
    css: str
    ordinal: int = 0


def page(card: Card, *, night: bool = False) -> str:
    """The page that the desktop program shows: its body classes and its container."""
    classes = f"card card{card.ordinal + 1}" + (" nightMode night_mode" if night else "")
    html_class = ' class="night-mode"' if night else ""
    return (
        f"<!doctype html><html{html_class}><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<style>html{{overflow:auto}} body{{margin:20px}} .nightMode{{background:#2c2c2c;color:#fcfcfc}}</style>"
        f"<style>{card.css}</style></head><body class='{classes}'><div id='qa'>{card.html}</div></body></html>"
    )


def run(html: str, *arguments: str) -> str:
    """Open `html` in headless Chromium with further `arguments` and give what it prints."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="deckgen-browser-") as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, "utf-8")
        command = [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}/profile", *arguments, file.as_uri()]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def screenshot(html: str, path: Path, width: int, height: int) -> None:
    """A picture of `html` at this size, in CSS pixels."""
    run(html, f"--window-size={width},{height}", f"--screenshot={path}")


def measured(html: str, width: int, height: int, script: str) -> str:
    """What `script`, an expression of JavaScript, gives in `html` at this size, as text."""
    probe = f"<script>addEventListener('load',()=>{{document.title=String({script})}})</script>"
    frame = html.replace("</body>", f"{probe}</body>")
    dumped = run(frame, f"--window-size={width},{height}", "--dump-dom")
    return dumped.partition("<title>")[2].partition("</title>")[0]
