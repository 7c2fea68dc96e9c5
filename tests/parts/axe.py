"""axe, which finds what keeps people out of a page, run on what a browser shows."""

from __future__ import annotations

import os

import pytest
from browser import BORROWED, CHROMIUM
from driver import Page

AXE = BORROWED / "axe_playwright_python" / "axe.min.js"
_MISSING = "chromium is not installed" if CHROMIUM is None else f"{BORROWED} has no axe: make .venv/ready-dev"
# In CI everything must be present, so nothing is skipped.
needs_axe = pytest.mark.skipif((CHROMIUM is None or not AXE.exists()) and "CI" not in os.environ, reason=_MISSING)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = f"""new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
  .then(() => axe.run(document, {{ runOnly: {_RULES} }}))
  .then(({{ violations, incomplete, passes }}) => [passes.length, ...[violations, incomplete].map((found) =>
    found.map((each) => [each.impact, each.id, each.nodes.map((node) => node.target.join(" ")).join(", ")]))])"""


def violations(page: Page) -> list[str]:
    """What is serious or critical: impact, rule and elements."""
    _, certain, _ = _run(page)
    return [" ".join(each) for each in certain if each[0] in ("serious", "critical")]


def remarks(page: Page) -> list[str]:
    """All that axe says, also of little impact, and what it cannot decide."""
    passed, certain, open_ = _run(page)
    assert passed > 25, "then the page was hardly looked at"
    return [" ".join(map(str, each)) for each in (*certain, *open_)]


def _run(page: Page) -> tuple[int, list[list[str]], list[list[str]]]:
    if not page.value("'axe' in window"):
        page.value(f"{AXE.read_text('utf-8')}; 0")
    passed, certain, open_ = page.value(_RUN)
    return passed, certain, open_
