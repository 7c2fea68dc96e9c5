"""A screenshot of a page in a real browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Files from packages that are not installed (`aqt` would bring in a whole desktop): `make .venv/ready-dev`.
BORROWED = Path(sys.prefix) / "borrowed"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    "--force-device-scale-factor=1",
)


def screenshot(text: str, path: Path, width: int, height: int) -> None:
    """Write a screenshot of the page `text` to `path`; the size is in CSS pixels."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="deckgen-browser-") as folder:
        file = Path(folder) / "page.html"
        file.write_text(text, "utf-8")
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}"]
        subprocess.run([*command, f"--screenshot={path}", file.as_uri()], check=True, capture_output=True, timeout=120)
