"""The README's pictures, made by `make pictures`: cards as rendered by the official backend, and the preview."""

from __future__ import annotations

import html
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent.parent)]

from anki_look import THEMES, surround  # noqa: E402
from anki_world import Learner  # noqa: E402
from browser import screenshot  # noqa: E402
from driver import Chromium  # noqa: E402
from pages import blocks  # noqa: E402
from studio_world import Open  # noqa: E402

from deckgen.actions import terms  # noqa: E402
from deckgen.actions.add import start  # noqa: E402
from deckgen.actions.originals import Originals  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
WIDTH, HEIGHT, GAP = 330, 440, 12
TERM, SENTENCE = "il recapito", "La dottoressa Moretti è in riunione"
LANGUAGES = ("en", "cs", "it")  # of the page; pictures of the first are in docs/ itself


def studio(root: Path, chromium: Chromium) -> None:
    """What a learner meets in the studio, in each of its languages: the start, the pairs, the terms."""
    begun, empty = root / "corso", root / "empty"
    empty.mkdir(parents=True)
    _begin(begun)
    for language in LANGUAGES:
        docs = ROOT / "docs" / ("" if language == "en" else language)
        docs.mkdir(exist_ok=True)
        opened = Open(empty, chromium, width=1180, height=700)
        _speak(opened, language)
        chromium.picture(docs / "studio-start.png")
        opened.close()
        opened = Open(begun, chromium, width=1180, height=700)
        _speak(opened, language)
        opened.press("n")
        chromium.wait("!document.querySelector('#stage').hidden")
        opened.settled()
        chromium.picture(docs / "studio.png")
        opened.press("g", "t")
        chromium.wait("!!document.querySelector('h2 span[lang=it]')")
        opened.settled()
        chromium.picture(docs / "studio-terms.png")
        opened.close()


def _speak(opened: Open, language: str) -> None:
    """Choose the language of the page, as a person does."""
    choose = "(() => { const chosen = document.getElementById('language'); chosen.value = '%s';"
    opened.page.value((choose % language) + " chosen.dispatchEvent(new Event('change')); })()")
    opened.page.wait(f"document.documentElement.lang === '{language}'")
    opened.settled()


def _begin(root: Path) -> None:
    """A deck of the two texts of the tutorial."""
    front, back = blocks((ROOT / "docs" / "tutorial.md").read_text("utf-8"), "text")[:2]
    root.mkdir()
    for name, text in (("it.txt", front), ("cs.txt", back)):
        (root / name).write_text(text, "utf-8")
    taken = start(root, Originals((("it", root / "it.txt"), ("cs", root / "cs.txt"))), "Un giorno di lavoro")
    terms.carry_out(taken.deck, terms.look(taken.deck, taken.text.id, accept="sure"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Learner(Path(folder)) as learner:
        learner.imports(ROOT / "build" / "italiano-commerciale.apkg")
        fields = learner.fields()
        term = next(guid for guid, held in fields.items() if held.get("Term") == TERM)
        sentence = next(guid for guid, held in fields.items() if held.get("Front", "").startswith(SENTENCE))
        frames = []
        for theme in ("day", "night"):
            for guid, ordinal, side in ((term, 0, 1), (term, 1, 0), (sentence, 0, 1)):
                *sides, css = learner.rendered(guid, ordinal)
                shown = surround(THEMES[theme], f"<style>{css}</style>{sides[side]}", ordinal=ordinal)
                frames.append(f'<iframe width="{WIDTH}" height="{HEIGHT}" srcdoc="{html.escape(shown)}"></iframe>')
        rounded = f"iframe{{border:1px solid #ccc;border-radius:10px;margin:0 {GAP}px {GAP}px 0}}"
        style = f"<style>body{{margin:{GAP}px 0 0 {GAP}px;background:#fff}}{rounded}</style>"
        whole = f"<!doctype html><meta charset='utf-8'>{style}<div style='font-size:0'>{''.join(frames)}</div>"
        (ROOT / "docs").mkdir(exist_ok=True)
        preview = (ROOT / "build" / "italiano-commerciale.preview.html").read_text("utf-8")
        with Chromium() as chromium:
            chromium.open(preview, 1180, 640)
            buttons = "[...document.querySelectorAll('#list button')]"
            term = f"{buttons}.find((each) => each.firstChild.textContent === '{TERM}')"
            chromium.value(f"((each) => {{ each.click(); each.focus(); }})({term})")
            chromium.picture(ROOT / "docs" / "preview.png")
            studio(Path(folder) / "studio", chromium)
        screenshot(whole, ROOT / "docs" / "cards.png", 3 * (WIDTH + GAP + 2) + GAP, 2 * (HEIGHT + GAP + 2) + GAP)


if __name__ == "__main__":
    main()
