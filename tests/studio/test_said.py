"""What deckgen says, in the words of the page: a sentence of each language for every template, and no English left."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import ROOT
from sentences import PIECE, Sentence, read
from studio_world import Bakery, Open

from deckgen.cards import html
from deckgen.checks.identity import CODES
from deckgen.checks.lints import LINTS, THOROUGH
from deckgen.checks.rules import RULES
from deckgen.files.resources import table
from deckgen.project import keys
from deckgen.project.forms import Name
from deckgen.studio import life

APP = ROOT / "deckgen" / "studio" / "app"
CATALOGUES: dict[str, dict[str, Any]] = {
    code: json.loads((APP / f"said.{code}.json").read_text("utf-8")) for code in ("en", "cs", "it")
}
FOREIGN = ("cs", "it")
# Where sentences are made that the page never shows, each with the reason.
_TOLD = "the page shows why a text was refused, not remarks on one that was taken"
_OPTIONS = "the page has no such option"
_OUR_CALLS = "the page makes no such call"
NEVER = {
    "actions/originals.py:": "the page gives files, not folders",
    "merge/deletions.py:": "the page shows each deletion, and does not guess why",
    "studio/api.py:answer": _OUR_CALLS,
    "studio/given.py:": _OUR_CALLS,
    "studio/server.py:_call": _OUR_CALLS,
    "studio/server.py:_of_type": _OUR_CALLS,
    "studio/server.py:call": "the page says this in words of its own",
    "studio/server.py:enter": "the page says this in words of its own",
    "text/encodings.py:_mended": _TOLD,
    "text/encodings.py:_no_encoding": _OPTIONS,
    "text/encodings.py:_remark": _TOLD,
    "text/formats/delimited.py:_remark": _TOLD,
    "text/formats/memories.py:_remarks": _TOLD,
    "text/formats/sheets.py:_remark": _TOLD,
    "text/formats/sheets.py:_wanted": _OPTIONS,
    "text/formats/sheets.py:beyond": _TOLD,
    "text/formats/xlsx.py:_remarks": _TOLD,
    "text/rows.py:_called": _OPTIONS,
}
# Where nothing is known of a sentence from the code.
UNREAD = {
    "merge/deletions.py:absences": "never on the page",
    "studio/api.py:outcome": "what the system says, which has pieces of its own, and what was given to Malformed",
    "studio/server.py:_refused": "what was given to HTTPException",
    "text/kinds.py:of": "the advice in kinds.toml, which is read there",
}
CALLED = re.compile(r"\{(\d)(?::(\w+))?\}")
KEYS = re.compile(r"`(?:skip|allow|found|hint|cue|note|pair|grammar|was|id)\b[^`]*:")


def never(sentence: Sentence) -> bool:
    return any(sentence.place == each or (each.endswith(":") and sentence.place.startswith(each)) for each in NEVER)


def shown_sentences() -> set[str]:
    return {each.text for each in read()[0] if not never(each)}


def meanings() -> Iterator[str]:
    """What the names in files must be."""
    for name in vars(keys):
        if isinstance(form := getattr(keys, name), Name) and form.meaning:
            yield form.meaning


# ------------------------------------------------------------------ the catalogues


def test_every_sentence_in_the_code_is_understood() -> None:
    assert {each.place for each in read()[1]} == set(UNREAD)


def test_what_never_reaches_the_page_is_still_there() -> None:
    places = {each.place for each in read()[0]}
    assert [each for each in NEVER if not any(place.startswith(each) for place in places)] == []


@pytest.mark.parametrize("code", FOREIGN)
def test_every_sentence_has_its_translation(code: str) -> None:
    assert sorted(shown_sentences() - set(CATALOGUES[code]["sentences"])) == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_no_translation_is_without_its_sentence(code: str) -> None:
    assert sorted(set(CATALOGUES[code]["sentences"]) - shown_sentences()) == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_translations_have_no_piece_that_is_not_there(code: str) -> None:
    for tables in (CATALOGUES[code]["sentences"], *CATALOGUES[code]["pieces"].values()):
        for template, text in tables.items():
            assert {int(n) for n, _ in CALLED.findall(text)} <= set(range(1, template.count(PIECE) + 1)), template


@pytest.mark.parametrize("code", FOREIGN)
def test_translations_are_translated(code: str) -> None:
    sentences = CATALOGUES[code]["sentences"]
    same = [each for each, text in sentences.items() if text == each or not text.strip() or "`" in text]
    assert same == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_pieces_have_words_of_their_own(code: str) -> None:
    script = (APP / "said.js").read_text("utf-8")
    special = set(re.findall(r"^  (\w+)[:,]", script[script.index("const SPECIAL") :], re.MULTILINE))
    kinds = {kind for text in CATALOGUES[code]["sentences"].values() for _, kind in CALLED.findall(text) if kind}
    assert len(special) >= 7
    assert kinds - special - {"place"} <= set(CATALOGUES[code]["pieces"])


@pytest.mark.parametrize("code", FOREIGN)
def test_pieces_that_the_code_knows_are_translated(code: str) -> None:
    pieces = CATALOGUES[code]["pieces"]
    assert list(pieces["kind"]) == [each["called"] for each in table("text/kinds.toml").values()]
    assert set(pieces["meaning"]) == set(meanings())
    assert set(pieces["field"]) == {"cue", "hint"}
    formatting = {*html._FORMATTING.values(), *(name for _, name in html._STYLES), *html._REFUSED.values()}
    media = {each for name in (*html._MEDIA.values(), *html._ANKIS_NAMES.values()) for each in (name, f"{name} ({{}})")}
    assert formatting <= set(pieces["lost"])
    assert {*html._MEDIA.values(), *html._ANKIS_NAMES.values()} <= set(pieces["lost"]), media


@pytest.mark.parametrize("code", FOREIGN)
def test_words_of_the_system_are_its_own(code: str) -> None:
    known = {os.strerror(number) for number in errno.errorcode}
    assert set(CATALOGUES[code]["pieces"]["system"]) <= known


def test_in_english_too_nothing_is_asked_that_needs_an_editor_where_the_page_can_do_it() -> None:
    english = CATALOGUES["en"]["sentences"]
    for code in ("skip", "allow", "found", "hint", "cue", "grammar"):
        about = [each for each in shown_sentences() if f"`{code}:" in each]
        assert about, code
        assert [each for each in about if KEYS.search(english.get(each, each))] == []


# ------------------------------------------------------------------ in the browser

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def speaks(studio: Open, code: str) -> None:
    """Choose the language of the page."""
    choose = "(() => { const box = document.getElementById('language'); box.value = CODE; "
    choose += "box.dispatchEvent(new Event('change')); })()"
    studio.page.value(choose.replace("CODE", json.dumps(code)))
    studio.page.wait(f"document.documentElement.lang === '{code}'")
    studio.settled()


@pytest.fixture
def in_language(studio: Open) -> Iterator[Callable[[str], Open]]:
    """The studio in a language; the next one is in that of the browser again."""

    def chosen(code: str) -> Open:
        speaks(studio, code)
        return studio

    yield chosen
    studio.page.value("localStorage.clear()")


def said(studio: Open, texts: list[str]) -> list[str]:
    script = "import('/app/said.js').then(({ said }) => TEXTS.map(said))"
    return list(studio.page.value(script.replace("TEXTS", json.dumps(texts))))


WORDED = {  # a piece of each kind, with what it is in Czech and in Italian
    "check": ("hint-needed", "Chybí upřesnění", "Serve una precisazione"),
    "code": ("it", "italština", "italiano"),
    "entry": ("pair t-bada", "dvojice t-bada", "coppia t-bada"),
    "field": ("cue", "upřesnění", "nella precisazione"),
    "file": ("/tmp/a/uno.docx", "uno.docx", "uno.docx"),
    "kind": ("a Word document", "dokument Wordu", "un documento Word"),
    "language": ("Italian", "italština", "italiano"),
    "lost": ("bold and italics", "tučné písmo a\u00a0kurziva", "grassetto e corsivo"),
    "meaning": ("a few lowercase letters", "pár malých písmen", "poche lettere minuscole"),
    "number": ("1.5", "1,5", "1,5"),
    "op": ("merge", "sloučení", "unione"),
    "place": ("vendita.yaml:7", "záznam v textu „vendita“", "una voce del testo «vendita»"),
    "quoted": ("“?”", "„?“", "«?»"),
    "said": ("remove it", "odeberte to", "toglilo"),
    "subject": ("term t-bada", "výraz t-bada", "il termine t-bada"),
    "system": ("Permission denied", "chybí oprávnění", "permesso negato"),
}
PIECES = st.lists(st.text("aeiouáčřžòè0123456789 .,;-()/'!?&%", min_size=1, max_size=20), min_size=5, max_size=5)


def instance(template: str, text: str, drawn: list[str], code: str) -> tuple[str, str]:
    """A template and its translation with the same pieces: those that were drawn, or of the kind that is asked for."""
    parts = template.split(PIECE)
    asked = {int(n): kind for n, kind in CALLED.findall(text) if kind}
    pieces, shown = [], []
    for n in range(1, len(parts)):
        piece = drawn[n - 1]
        for part in parts[1:-1]:
            piece = piece.replace(part, "")
        mine = (WORDED[asked[n]][0], WORDED[asked[n]][1 + FOREIGN.index(code)]) if n in asked else (piece, piece)
        pieces.append(mine[0])
        shown.append(mine[1])
    whole = "".join(part + piece for part, piece in zip(parts, [*pieces, ""], strict=True))
    return whole, CALLED.sub(lambda found: shown[int(found[1]) - 1], text)


@needs_chromium
@pytest.mark.parametrize("code", FOREIGN)
def test_every_sentence_is_recognised_whatever_its_pieces_are(in_language: Callable[[str], Open], code: str) -> None:
    studio = in_language(code)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PIECES)
    def recognised(drawn: list[str]) -> None:
        made = [instance(template, text, drawn, code) for template, text in CATALOGUES[code]["sentences"].items()]
        found = said(studio, [text for text, _ in made])
        wrong = [(*each, other) for each, other in zip(made, found, strict=True) if each[1] != other]
        assert not wrong

    recognised()


@needs_chromium
def test_what_has_no_template_is_shown_as_it_is(in_language: Callable[[str], Open]) -> None:
    texts = ["", "nobody ever wrote this", "(", "ahoj {1} $& {}"]
    assert said(in_language("cs"), texts) == texts


@needs_chromium
def test_another_entry_is_named_by_its_text(in_language: Callable[[str], Open], forno: Bakery) -> None:
    studio = in_language("cs")
    line = forno.pairs[0].lines[""]
    assert said(studio, [f"this pair is the same as the pair at forno.yaml:{line}"]) == [
        "tato dvojice je stejná jako „Il panificio apre alle sei.“"
    ]


@needs_chromium
def test_the_language_can_change_while_cards_are_on_their_way(in_language: Callable[[str], Open]) -> None:
    studio = in_language("it")
    changes = "(async () => { const box = () => document.getElementById('language');"
    changes += " for (let wait = 36; wait < 60; wait += 1) {"
    changes += " document.querySelector(`[data-key='${wait % 2 ? 'fo-uno' : 'fo-sei'}']`).click();"
    changes += " await new Promise((done) => setTimeout(done, wait)); box().value = wait % 2 ? 'cs' : 'it';"
    changes += " box().dispatchEvent(new Event('change')); await new Promise((done) => setTimeout(done, 30)); } })()"
    studio.page.value(changes)
    studio.settled()
    studio.page.wait("document.querySelectorAll('#kinds button').length > 0")
    assert studio.page.logs == []


# ------------------------------------------------------------------ a deck with every fault

FAULTY_DECK = """\
name: Difetti
id: 0123456789abcdef
front: it
back: cs
texts:
  - {id: difetti, title: Difetti, prefix: di}
"""
LONG_FRONT = "Il banco " + "e il forno " * 12
FAULTY_PAIRS = [
    ("di-markup", "La <b>porta</b> resta chiusa oggi.", "Dveře dnes zůstanou zavřené."),
    ("di-glued", "Il pane finisce.Domani torna ancora.", "Chléb dochází. Zítra zase bude."),
    ("di-one", "Il forno apre presto.", "Pec se otvírá brzy."),
    ("di-two", "Il forno apre presto.", "Pekárna otvírá časně."),
    ("di-same", "Marta vende il pane.", "Marta prodává chléb."),
    ("di-again", "Marta vende il pane.", "Marta prodává chléb."),
    ("di-long", LONG_FRONT.strip() + ".", "Pult " + "a pec " * 12 + "a stůl."),
    ("di-numbers", "Abbiamo 12 filoni e 3 torte.", "Máme 15 bochníků a 3 dorty."),
    ("di-copy", "Bar Sport", "Bar Sport"),
    ("di-ratio", "Il signor Rossi compra sempre due filoni di pane e poi va a casa contento.", "Pan Rossi nakupuje."),
    ("di-quote", "Marta disse: «Il pane è caldo.", "Marta řekla: Chléb je teplý."),
    ("di-question", "Hai mangiato il pane?", "Snědl jsi chléb."),
    ("di-mail", "Scrivi a marta@forno.it per ordinare.", "Pro objednávku napište."),
    (
        "di-czech",
        "Dnes ráno jsme byli v lese a bylo tam hezky.",
        "Dnes ráno jsme byli v lese a bylo tam hezky i večer.",
    ),
    ("di-empty", "La cassa è chiusa.", ""),
    ("di-cue", "Il cliente paga in contanti.", "Zákazník platí hotově."),
    ("bad id!", "Il tavolo è libero adesso.", "Stůl je teď volný."),
    ("di-tag", "La farina è quasi finita.", "Mouka je skoro pryč."),
    ("di-allow", "Il latte è nel frigo.", "Mléko je v lednici."),
    ("di-unknown", "Le uova sono fresche.", "Vejce jsou čerstvá."),
    ("di-twice", "Il burro è morbido.", "Máslo je měkké."),
    ("di-twice", "Lo zucchero è dolce.", "Cukr je sladký."),
    ("di-fine", "La porta del forno resta aperta.", "Dveře pekárny zůstávají otevřené."),
]
MORE = {
    "di-cue": "cue: Zákazník platí hotově.",
    "di-tag": "tags: [deckgen::mio]",
    "di-allow": "allow: [long-sentence, duplicate-id]",
    "di-unknown": "allow: [long-sentense]",
}
FAULTY_TERMS = """\
- {id: di-t1, it: la finestra, cs: okno, pair: di-fine}
- {id: di-t2, it: il negozio, cs: pekárna, pair: di-fine, found: {it: forno, cs: pekárny}}
- {id: di-t3, it: la bottega, cs: pekárna, pair: di-fine, found: {it: forno, cs: pekárny}}
- {id: di-t4, it: porta, cs: dveře, grammar: ž. r., pair: di-fine}
- {id: di-t5, it: il aperta, cs: otevřená, grammar: ž. r., pair: di-fine, found: {it: aperta, cs: otevřené}}
- {id: di-t6, it: il forno, cs: pec, hint: forno, pair: di-nowhere}
- {id: di-t7, it: la fornace, cs: vypalovací pec, pair: di-fine, found: {it: forno, cs: pekárny}}
- {id: di-t8, it: la fornaca, cs: výheň, pair: di-fine, found: {it: forno, cs: pekárny}}
"""
USUAL = [
    ("Il pane numero {} è buono e caldo ogni mattina presto.", "Chléb číslo {} je dobrý a teplý každé časné ráno.")
] * 12
# Words that no Czech or Italian sentence has; each is in many of the English ones.
ENGLISH = re.compile(
    r"\b(?:the|this|that|these|is|are|has|have|it|its|set|skip|true|write|give|add|and|or|with|which|pair|term"
    r"|cannot|must|not|of|one|both|only|allow|delete|correct|open|save|nothing|there|was|be|side|sides)\b"
)


def faulty(root: Path) -> Path:
    """A project whose deck has every fault that checks know."""
    usual = [(f"di-u{n}", front.format(n + 1), back.format(n + 1)) for n, (front, back) in enumerate(USUAL)]
    entries = [
        f"- id: {name}\n  it: {json.dumps(front, ensure_ascii=False)}\n  cs: {json.dumps(back, ensure_ascii=False)}\n"
        + (f"  {MORE[name]}\n" if name in MORE else "")
        for name, front, back in [*usual, *FAULTY_PAIRS]
    ]
    deck = root / "cards" / "difetti"
    for path, text in (
        (deck / "deck.yaml", FAULTY_DECK),
        (deck / "pairs" / "difetti.yaml", "\n".join(entries)),
        (deck / "vocabulary" / "difetti.yaml", FAULTY_TERMS),
        (deck / "pairs" / "niente.yaml", "- {id: ni-a, it: Ciao., cs: Ahoj.}\n"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def remarks(studio: Open, selector: str) -> list[str]:
    """The messages and the advice that the page shows, without what they quote of the deck."""
    found = f"[...document.querySelectorAll('{selector}')].map((each) => each.textContent)"
    return list(studio.page.value(found))


def english(texts: list[str], quoted: tuple[str, str]) -> list[str]:
    """The texts with English words, apart from what is in quotation marks and from addresses."""
    own = re.compile(rf"{quoted[0]}.*?{quoted[1]}|\S+@\S+")
    return [each for each in texts if ENGLISH.search(own.sub("", each))]


QUOTES = {"cs": ("„", "“"), "it": ("«", "»")}


@needs_chromium
@pytest.mark.parametrize("code", FOREIGN)
def test_all_that_checks_find_is_said_in_the_language_of_the_page(
    opened: Callable[..., Open], tmp_path: Path, code: str
) -> None:
    studio = opened(faulty(tmp_path))
    problems = life.checked(studio.running.studio.desk)
    found = {each["code"] for each in problems}
    assert {each.code for each in (*LINTS, *THOROUGH, *RULES)} - found == set()
    assert {*CODES, "unknown-code", "needless-allow", "orphaned"} - found <= {"moved-id"}
    assert len({each["message"] for each in problems}) >= 25
    try:
        speaks(studio, code)
        studio.press("g", "c")
        studio.page.wait("document.querySelectorAll('#problems .remark').length > 25")
        shown = remarks(studio, "#problems .remark > strong, #problems .remark > span:not([lang])")
        assert len(shown) > 75
        assert english(shown, QUOTES[code]) == []
        studio.press("g", "d")
        studio.page.wait("document.querySelectorAll('#build .remark').length > 3")
        assert english(remarks(studio, "#build .remark > *"), QUOTES[code]) == []
    finally:
        studio.page.value("localStorage.clear()")
    assert studio.page.logs == []


@needs_chromium
@pytest.mark.parametrize("code", FOREIGN)
def test_refusals_are_said_in_the_language_of_the_page(in_language: Callable[[str], Open], code: str) -> None:
    studio = in_language(code)
    heard = []
    for keys_ in (
        ("z",),
        ("Home", "m"),
        ("Home", "ArrowDown", "m"),
        ("Home", "ArrowDown", "d"),
    ):
        studio.press(*keys_)
        heard.append(studio.said)
    calls = [
        ("do", {"text": "forno", "op": "nothing", "rows": []}),
        ("do", {"text": "nowhere", "op": "skip", "rows": []}),
        ("align", {"text": "nowhere"}),
        ("settings", {"back": "it"}),
        ("settings", {"back": "xx"}),
        ("settings", {"audio": "pico-pico"}),
        ("export", {"format": ".exe"}),
        ("order", {"texts": []}),
        ("job", {"job": "nothing"}),
        ("pull-apply", {"pull": "nothing", "choices": []}),
    ]
    script = "Promise.all([import('/app/api.js'), import('/app/store.js')]).then(async ([{ call }, { refuse }]) => {"
    script += " try { await call(NAME, GIVEN); return ''; } catch (problem) { refuse(problem); }"
    script += " return document.getElementById('said').textContent; })"
    for name, given_ in calls:
        answer = studio.page.value(script.replace("NAME", json.dumps(name)).replace("GIVEN", json.dumps(given_)))
        assert answer, (name, given_)
        heard.append(answer)
    assert len(set(heard)) >= 11
    assert english(heard, QUOTES[code]) == []


@needs_chromium
@pytest.mark.parametrize("code", FOREIGN)
@pytest.mark.parametrize(
    "damage",
    ["- id: [", "  it: uno: due\n", "\t- it: a\n", "<<<<<<< mio\n", "- it: 'mai\n", "- it: !due tre\n"],
)
def test_a_file_that_cannot_be_read_is_explained_in_the_language_of_the_page(
    in_language: Callable[[str], Open], forno: Bakery, code: str, damage: str
) -> None:
    studio = in_language(code)
    forno.pairs_file.write_text(forno.pairs_file.read_text("utf-8") + damage, "utf-8")
    studio.page.wait("document.querySelector('.banner') !== null", 20)
    texts = "[...document.querySelectorAll('.banner p')].map((each) => { const made = each.cloneNode(true);"
    texts += " made.querySelectorAll('code').forEach((code) => code.remove()); return made.textContent; })"
    shown = list(studio.page.value(texts))
    assert shown
    assert english(shown, QUOTES[code]) == []


FILES = {
    "leer.txt": b"",
    "uno.pdf": b"%PDF-1.4 nothing",
    "due.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "tre.docx": b"PK\x03\x04 broken",
    "quattro.json": b'{"it": "uno"}',
    "cinque.tmx": b"<html><body>no</body></html>",
    "sei.po": b'msgid "uno"\nmsgstr "jedna"\n',
    "sette.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
}


@needs_chromium
@pytest.mark.parametrize("code", FOREIGN)
def test_files_that_are_refused_are_explained_in_the_language_of_the_page(
    opened: Callable[..., Open], tmp_path: Path, code: str
) -> None:
    (tmp_path / "project").mkdir()
    studio = opened(tmp_path / "project")
    try:
        speaks(studio, code)
        for name, data in FILES.items():
            (tmp_path / name).write_bytes(data)
            studio.page.value("document.querySelector('.remark.error')?.remove()")
            studio.page.drop("#begin-files", tmp_path / name)
            studio.page.click(".start button.main")
            studio.page.wait("document.querySelector('.remark.error') !== null", 20)
            shown = remarks(studio, ".remark.error > strong, .remark.error > span")
            assert english([each.removeprefix(name) for each in shown], QUOTES[code]) == [], name
            studio.page.value("document.querySelectorAll('.files button').forEach((each) => each.click())")
    finally:
        studio.page.value("localStorage.clear()")
