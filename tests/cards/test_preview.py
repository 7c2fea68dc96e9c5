"""The page to look at before an import: it shows what the official backend shows, and asks nobody for anything."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Learner
from axe import needs_axe, remarks, violations
from browser import CHROMIUM
from driver import Chromium
from projects import ROOT, Output, Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.cards.preview import render
from deckgen.files import resources

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
CARD = resources.text("cards/templates/card.js")
NASTY = (
    "- id: t-bada\n"
    '  it: "Scrivi <b>{{Front}}</b> & [sound:x.mp3] </script> {{#Back}}ora{{/Back}} oggi."\n'
    '  cs: "Napiš <i>{{c1::text}}</i> [anki:tts] ‹a› \\u2028 dnes."\n'
    "  doubt: 0.4\n"
    '  note: "Pozor na <br>."\n'
)


def write(project: Project, pairs: str) -> None:
    """Other pairs for the project, and no terms."""
    project.pairs.write_text(pairs, "utf-8")
    project.allow("leftover-markup")
    project.terms.unlink()


def page_of(folder: Path) -> tuple[str, Path]:
    """The page of a deck, and its package as it is built."""
    planned = draft(read_state(folder), lambda _: 1_700_000_000)
    return page_from(planned), finish(planned)[0]


def page_from(planned: Draft) -> str:
    deck = planned.state.deck
    changed = {change.new.id: change.kind for change in planned.plan.changes}
    fields = {entry.id: entry.fields for entry in planned.plan.lock.entries}
    return render(deck, planned.state.parts, planned.notes, planned.types, fields, changed, beside=deck.root)


def data_of(page: str) -> dict[str, object]:
    match = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert match
    found: dict[str, object] = json.loads(match[1])
    return found


def shown(chromium: Chromium, page: str) -> list[dict[str, str]]:
    """Both sides of every card as the module that the page holds fills them in."""
    assert CARD in page
    chromium.open("<!doctype html><title>a</title>")
    found: list[dict[str, str]] = chromium.value(
        f"import('data:text/javascript;base64,{b64encode(CARD.encode()).decode()}').then(({{sides}}) => {{"
        f" const {{notes, types, cards, deck}} = {json.dumps(data_of(page))};"
        " return cards.map(([id, template]) => sides(notes[id], types[notes[id].kind], template, deck)); })"
    )
    return found


def narrowed(chromium: Chromium, **filters: str) -> None:
    """Set filters of the page, as a person does."""
    for name, value in filters.items():
        chromium.value(
            f"(() => {{ const filter = document.getElementById('{name}'); filter.value = {json.dumps(value)};"
            f" filter.dispatchEvent(new Event('{'input' if name == 'find' else 'change'}')); }})()"
        )


def listed(chromium: Chromium) -> int:
    """How many cards the list has, made or not."""
    place = chromium.value("document.getElementById('place').textContent")
    return 0 if place == "no cards match" else int(re.findall(r"of (\d+)", place)[0])


def made(chromium: Chromium) -> int:
    """How many rows the list has just now."""
    return int(chromium.value("document.querySelectorAll('#list li').length"))


def compared(chromium: Chromium, folder: Path, page: str, package: Path) -> int:
    """Compare every side of every card with the official backend; gives how many there were."""
    data = data_of(page)
    notes, types = data["notes"], data["types"]
    assert isinstance(notes, dict)
    assert isinstance(types, dict)
    count = 0
    with Learner(folder) as learner:
        learner.imports(package)
        guids = {fields["Key"]: guid for guid, fields in learner.fields().items()}
        for (name, template), sides in zip(data["cards"], shown(chromium, page), strict=True):  # type: ignore[call-overload]
            guid = next(guid for key, guid in guids.items() if key.partition("-")[2] == name)
            ordinal = types[notes[name]["kind"]]["order"].index(template)
            question, answer, _ = learner.rendered(guid, ordinal)
            ours = voices(sides["question"]), voices(sides["answer"])
            assert ours == (voices(bare(question)), voices(bare(answer))), (name, template)
            count += 1
    return count


def bare(shown_by_anki: str) -> str:
    return re.sub(r"^<style>.*?</style>", "", shown_by_anki, flags=re.DOTALL)


def voices(side: str) -> str:
    """A side with one mark for all that is heard: Anki numbers those marks, the page says what they are."""
    return re.sub(r"\[(?:anki:play:[qa]:\d+|sound:[^\]]+|tts:[^\]]+)\]", "[heard]", side)


@needs_browser
def test_the_page_shows_what_anki_shows_whatever_a_sentence_holds(
    project: Project, tmp_path: Path, chromium: Chromium
) -> None:
    write(project, NASTY)
    page, package = page_of(project.deck)
    assert compared(chromium, tmp_path / "anki", page, package) >= 1


@needs_browser
def test_every_card_of_the_shipped_deck_looks_as_in_anki(tmp_path: Path, chromium: Chromium) -> None:
    shutil.copytree(ROOT / "cards", tmp_path / "cards")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    page, package = page_of(tmp_path / "cards" / "italiano-commerciale")
    assert compared(chromium, tmp_path / "anki", page, package) > 800
    assert len(page.encode()) < 2_000_000


@needs_browser
@pytest.mark.parametrize("audio", ["audio: system\n", "audio: {engine: espeak-ng, voice: it}\n"])
def test_the_page_has_a_place_for_an_answer_and_a_voice(
    project: Project, tmp_path: Path, chromium: Chromium, audio: str
) -> None:
    if "espeak" in audio and not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    deck = project.deck / "deck.yaml"
    more = "cards: {sentence: [recognition, production]}\ntyped: [sentence, vocabulary]\n"
    deck.write_text(deck.read_text("utf-8") + more + audio, "utf-8")
    page, package = page_of(project.deck)
    assert compared(chromium, tmp_path / "anki", page, package) == 12
    script = (
        "(() => { const seen = {}; document.querySelectorAll('#list button').forEach((button) => { button.click();"
        " for (const side of ['question', 'answer-side']) { const root = document.getElementById(side).shadowRoot;"
        " const key = `${button.querySelector('.what').firstChild.data} ${side}`;"
        " seen[key] ??= [root.querySelectorAll('input#typeans').length,"
        " root.querySelectorAll('code#typeans').length, root.querySelectorAll('.play').length]; } });"
        " return seen; })()"
    )
    chromium.open(page, 1000, 700)
    seen = chromium.value(script)
    assert seen["vocabulary · production question"][:2] == [1, 0]
    assert seen["vocabulary · production answer-side"] == [0, 1, 2]
    assert seen["sentence · production question"] == [1, 0, 0]
    assert seen["vocabulary · recognition question"] == [0, 0, 0 if "system" in audio else 1]


def test_what_a_sentence_says_cannot_leave_the_data(project: Project) -> None:
    write(project, NASTY)
    page, _ = page_of(project.deck)
    assert page.count("</script>") == 2
    notes = data_of(page)["notes"]
    assert isinstance(notes, dict)
    assert "</script>" not in page.partition('type="application/json">')[2].partition("</script>")[0]


def test_a_page_is_filled_once_whatever_its_texts_say(project: Project) -> None:
    project.edit(project.deck / "deck.yaml", "name: Prova", 'name: "Prova {{data}} <!-- <script> \\u2028"')
    write(project, '- id: t-bada\n  it: "Dici {{title}} e {{data}} <!--<script>?"\n  cs: "Ano \\u2028 ano."\n')
    page, _ = page_of(project.deck)
    data = data_of(page)
    assert "{{title}} e {{data}} &lt;!--&lt;script&gt;" in json.dumps(data["notes"])
    assert page.count('"languages":') == 1
    assert page.count("<!--") == 0
    assert page.count("<script") == 2
    assert "<title>" in page
    assert "Prova {{data}} &lt;!--" in page


def test_the_page_asks_for_nothing_from_elsewhere(project: Project) -> None:
    page, _ = page_of(project.deck)
    code = page.replace(json.dumps(data_of(page), ensure_ascii=False), "")
    assert not re.search(r"""(src|href)=|@import|url\(|fetch\(|XMLHttp|https?://""", code)


@needs_browser
def test_filters_and_views_answer(project: Project, chromium: Chromium) -> None:
    write(project, NASTY + "- id: t-boda\n  it: Il cliente paga subito.\n  cs: Zákazník platí hned.\n")
    page, _ = page_of(project.deck)
    chromium.open(page, 1000, 700)
    found = [listed(chromium)]
    for filters in ({"only": "doubtful"}, {"find": "nic takového"}, {"find": "", "only": ""}):
        narrowed(chromium, **filters)
        found.append(listed(chromium))
    assert found == [2, 1, 0, 2]
    chromium.click("#pairs-view")
    assert chromium.value("document.querySelectorAll('#pairs tr.doubt').length") == 1
    assert chromium.value("document.querySelector('#pairs td.line').textContent") == "1"
    assert chromium.logs == []


@needs_browser
def test_a_page_of_two_thousand_cards_is_small_and_shows_them_all(project: Project, chromium: Chromium) -> None:
    pairs = "".join(
        f"- id: t-n{n:04}\n  it: La campagna numero {n} è costata {n} euro e ha portato clienti nuovi.\n"
        f"  cs: Kampaň číslo {n} stála {n} eur a přivedla nové zákazníky.\n"
        for n in range(2000)
    )
    write(project, pairs)
    planned = draft(read_state(project.deck), lambda _: 1_700_000_000)
    page = page_from(planned)
    assert len(page.encode()) < 2_000_000
    chromium.open(page, 1200, 800)
    assert listed(chromium) == 2000
    assert made(chromium) <= 200


@needs_browser
@pytest.mark.parametrize("width", [1200, 400])
def test_rows_are_made_where_they_are_seen_and_gone_elsewhere(project: Project, chromium: Chromium, width: int) -> None:
    """The list and the pairs are as long as they should be, wherever one looks, but never all there at once."""
    pairs = "".join(f"- id: t-n{n:04}\n  it: Offerta numero {n}.\n  cs: Nabídka číslo {n}.\n" for n in range(1500))
    write(project, pairs)
    chromium.open(page_from(draft(read_state(project.deck), lambda _: 1_700_000_000)), width, 800)
    seen = (
        "(() => { const box = document.querySelector('nav').getBoundingClientRect(), at = document.elementFromPoint("
        "box.x + box.width / 2, box.y + box.height / 2).closest('button'); return at && Number(at.dataset.n); })()"
    )
    chromium.value("document.querySelector('#list [aria-current]').focus()")
    for share in (0.3, 0.9, 0.1):
        chromium.value(
            f"(() => {{ const nav = document.querySelector('nav'); nav.scrollTop = {share} * nav.scrollHeight; }})()"
        )
        chromium.wait(f"{seen} !== null && {seen} !== undefined")
        assert abs(chromium.value(seen) / 1500 - share) < 0.1
        assert made(chromium) <= 400
    chromium.press("End")
    chromium.wait("document.activeElement.dataset.n === '1499'")
    chromium.press("Home")
    chromium.wait("document.activeElement.dataset.n === '0'")
    chromium.wait("document.querySelectorAll('#list li').length <= 200")
    narrowed(chromium, find="numero 77")
    assert [listed(chromium), made(chromium)] == [11, 11]
    narrowed(chromium, find="")
    chromium.click("#pairs-view")
    chromium.wait("document.querySelectorAll('#pairs tbody tr').length > 10")
    assert chromium.value("document.querySelectorAll('#pairs tbody tr').length") <= 300


def test_the_command_writes_one_file_and_changes_nothing_else(project: Project, deckgen: Callable[..., Output]) -> None:
    before = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    said = deckgen("preview", at=project.root)
    assert said.code == 0
    after = {path for path in project.root.rglob("*") if path.is_file()}
    (made,) = after - before.keys()
    assert made.name.endswith(".preview.html")
    assert all(path.read_bytes() == content for path, content in before.items())


# ------------------------------------------------------------------ for everybody

EVERYTHING = """\
- section: Le vendite
- id: t-bada
  it: Il marketing racconta, la vendita domanda.
  cs: Marketing vypráví, prodej se ptá.
  doubt: 1.0
  hint: sloveso
  note: Pozor na pořádek slov.
- section: Il prezzo
- id: t-beda
  it: La campagna di marketing è costata 2.700 euro.
  cs: Marketingová kampaň stála 2 700 eur.
  doubt: 0.4
- id: t-bida
  it: Chi ha vinto la trattativa?
  cs: Kdo to jednání vyhrál?
  skip: true
"""
MORE = """\
cards: {sentence: [recognition, production], vocabulary: [recognition, production, gap]}
typed: [sentence, vocabulary]
audio: system
"""
FOCUS = """(() => {
  let each = document.activeElement;
  while (each.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
  const style = getComputedStyle(each);
  return [each.id || each.closest("nav")?.tagName || each.tagName, parseFloat(style.outlineWidth), style.outlineStyle];
})()"""


@pytest.fixture
def everything(project: Project) -> str:
    """The page of a deck with all that a page can show: doubt, what is left out, hints, answers to type, voices."""
    project.pairs.write_text(EVERYTHING, "utf-8")
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + MORE, "utf-8")
    return page_of(project.deck)[0]


@needs_axe
@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("width", [1180, 320])
def test_nothing_on_the_page_keeps_anybody_out(everything: str, chromium: Chromium, width: int, night: bool) -> None:
    chromium.open(everything, width, 2400, night=night)
    assert chromium.value("document.documentElement.classList.contains('night')") == night
    for kind in ("sentence · recognition", "sentence · production", "vocabulary · production", "vocabulary · gap"):
        narrowed(chromium, kind=kind)
        assert remarks(chromium) == [], kind
    narrowed(chromium, kind="")
    chromium.click("#pairs-view")
    assert remarks(chromium) == []


@needs_axe
def test_axe_sees_what_is_broken(everything: str, chromium: Chromium) -> None:
    chromium.open(everything.replace("<label>Find ", "<label>"), 1180, 2400)
    chromium.value("document.documentElement.style.setProperty('--quiet', '#ccc')")
    found = violations(chromium)
    assert "critical label #find" in found
    assert any(each.startswith("serious color-contrast") for each in found)
    assert {*found} <= {*remarks(chromium)}


@needs_browser
@pytest.mark.parametrize("width", [1180, 320])
def test_every_control_is_reached_by_the_tab_key_and_shows_it(everything: str, chromium: Chromium, width: int) -> None:
    chromium.open(everything, width, 800)
    narrowed(chromium, kind="sentence · production")
    reached = []
    for _ in range(20):
        chromium.press("Tab")
        name, outline, style = chromium.value(FOCUS)
        if name == "BODY":
            break
        assert (outline >= 2, style) == (True, "solid"), name
        reached.append(name)
    controls = ["cards-view", "pairs-view", "text", "section", "kind", "only", "find", "night", "wide", "NAV", "MAIN"]
    assert reached == [*controls, "typeans", "SUMMARY", "BUTTON"]


@needs_browser
def test_a_frame_is_a_phone_until_it_is_wide(everything: str, chromium: Chromium) -> None:
    chromium.open(everything, 1180, 800)
    narrowed(chromium, kind="vocabulary · recognition")
    size = "getComputedStyle(document.getElementById('question').shadowRoot.querySelector('.dg-term')).fontSize"
    assert chromium.value(size) == "26px"
    chromium.click("#wide")
    assert chromium.value(size) == "30px"


@needs_browser
def test_the_list_is_walked_with_the_arrows(everything: str, chromium: Chromium) -> None:
    chromium.open(everything, 1180, 800)
    chromium.value("document.querySelector('#list [aria-current]').focus()")
    last = listed(chromium) - 1
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "Home"):
        chromium.press(key)
        current = "document.querySelector('#list [aria-current]')"
        seen.append(chromium.value(f"[{current}, document.activeElement].map((each) => Number(each.dataset.n))"))
    assert seen == [[1, 1], [2, 2], [1, 1], [last, last], [0, 0]]


@needs_browser
@pytest.mark.parametrize("width", [320, 760, 761])
def test_a_narrow_window_scrolls_one_way_only(everything: str, chromium: Chromium, width: int) -> None:
    chromium.open(everything.replace("marketing", "m" * 100), width, 700)
    for name in ("cards", "pairs"):
        chromium.click(f"#{name}-view")
        wide = (
            "Math.max(...['html', 'main'].map((name) => document.querySelector(name))"
            ".map((each) => each.scrollWidth - each.clientWidth))"
        )
        assert chromium.value(wide) == 0, name
