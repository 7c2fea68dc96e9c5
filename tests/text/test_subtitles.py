"""Subtitles as sentences: what belongs together, what is spoken, and that no word is lost."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pysubs2
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_subtitles import Style, cuts, sentences, styles, written
from projects import ROOT

from deckgen.files.source import Refused, Source
from deckgen.text.documents import Document, document, parse
from deckgen.text.formats import subtitles

FILES = ROOT / "tests" / "gold" / "documents" / "subtitles"
HERE = Path("film.srt")


def file(*cues: str | tuple[float, str]) -> str:
    """A SubRip file: each cue lasts two seconds, and the next one follows at once or after the seconds given."""
    lines, now = list[str](), 1.0
    for n, cue in enumerate(cues, 1):
        silence, text = cue if isinstance(cue, tuple) else (0.1, cue)
        now += silence
        times = [f"00:{int(at) // 60:02}:{at % 60:06.3f}".replace(".", ",") for at in (now, now + 2)]
        lines += [str(n), " --> ".join(times), text, ""]
        now += 2
    return "\n".join(lines)


def read(text: str, code: str = "it") -> Document:
    return parse(Source(HERE, text), code)


def said(*cues: str | tuple[float, str], code: str = "it") -> list[str]:
    return [sentence.text for sentence in read(file(*cues), code).sentences]


# ------------------------------------------------------------------ nothing is lost


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(data=st.data(), style=styles, made=sentences())
def test_sentences_come_back_whole_from_cues_cut_anywhere(
    data: st.DataObject, style: Style, made: tuple[str, ...]
) -> None:
    cues = data.draw(cuts(made))
    lines = [line for cue in cues for line in cue.lines]
    assume(len(set(lines)) == len(lines))  # else they look like captions that roll up
    assert [sentence.text for sentence in read(written(cues, style)).sentences] == list(made)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text("abcčžAB .?!…-–,'\"()[]#♪:42", min_size=1, max_size=30), min_size=1, max_size=8), st.booleans())
def test_every_line_of_a_cue_is_read_or_named(lines: list[str], apart: bool) -> None:
    text = file("Si comincia.", *(((3.0, line) if apart else line) for line in lines))
    reading = subtitles.parse(text, HERE, "it")
    seen = {line for block in reading.blocks for _, line in block.pieces} | {each.line for each in reading.omissions}
    assert [n for n, line in enumerate(text.split("\n"), 1) if re.search(r"[^\W\d_]", line) and n not in seen] == []


# ------------------------------------------------------------------ what belongs together


@pytest.mark.parametrize(
    ("cues", "found"),
    [
        (("Penso che tu", "abbia ragione. E anche", "lui."), ["Penso che tu abbia ragione.", "E anche lui."]),
        (("La casa\nera vuota.",), ["La casa era vuota."]),
        (("Io vado", (5.0, "via da qui.")), ["Io vado via da qui."]),
        (("Io vado", (5.0, "Nessuno risponde.")), ["Io vado", "Nessuno risponde."]),
        (("Vado da", "Mario domani."), ["Vado da Mario domani."]),
        (("Capitolo primo", "La casa era vuota."), ["Capitolo primo", "La casa era vuota."]),
        (("Pensavo che...", "...fosse tardi."), ["Pensavo che fosse tardi."]),
        (("Ma io…", "Tu che cosa?"), ["Ma io…", "Tu che cosa?"]),
        (("Ho visto il sig.", "Rossi ieri sera."), ["Ho visto il sig. Rossi ieri sera."]),
        (("La mac-\nchina è rotta.",), ["La macchina è rotta."]),
        (("Vengo dall'Emilia-\nRomagna.",), ["Vengo dall'Emilia-Romagna."]),
        (("Io volevo dir-", "Basta così!"), ["Io volevo dir-", "Basta così!"]),
        (("Penso che", "OSPEDALE SAN MARCO", "abbia ragione."), ["Penso che abbia ragione.", "OSPEDALE SAN MARCO"]),
        (("Nel mezzo del giorno", "Mi ritrovai lontano"), ["Nel mezzo del giorno", "Mi ritrovai lontano"]),
    ],
)
def test_cues_are_joined_to_sentences(cues: tuple[str, ...], found: list[str]) -> None:
    assert said(*cues) == found


@pytest.mark.parametrize(
    ("cue", "found"),
    [
        ("- Vieni\n- No", ["Vieni", "No"]),
        ("-Vieni?\n-No.", ["Vieni?", "No."]),
        ("– Sei pronto? – Sì, andiamo.", ["Sei pronto?", "Sì, andiamo."]),
        (">> MARIO: Buonasera.\n>>> Buonasera.", ["Buonasera.", "Buonasera."]),
        ("Fa freddo,\n-5 gradi.", ["Fa freddo, -5 gradi."]),
        ("Penso che tu\n- abbia ragione.\n- No.", ["Penso che tu abbia ragione.", "No."]),
    ],
)
def test_two_speakers_are_two_sentences(cue: str, found: list[str]) -> None:
    assert said(cue) == found


def test_cues_are_read_in_the_order_of_their_times_and_a_second_part_after_the_first() -> None:
    one, two = file("Prima.", "Dopo."), file("Secondo tempo.", "Fine.")
    swapped = "\n\n".join(reversed(one.strip().split("\n\n")))
    assert [each.text for each in read(swapped).sentences] == ["Prima.", "Dopo."]
    assert [each.text for each in read(f"{one}\n{two}").sentences] == ["Prima.", "Dopo.", "Secondo tempo.", "Fine."]


def test_a_file_without_punctuation_gives_stretches_that_can_be_learned() -> None:
    cues = ["oggi parliamo di come", "si fa il pane in casa", "con la farina", "e il lievito di birra"] * 10
    found = said(*cues)
    assert " ".join(found) == " ".join(cues)
    assert max(len(each.split()) for each in found) <= 30
    assert min(len(each.split()) for each in found[:-1]) >= 20


# ------------------------------------------------------------------ what is spoken


@pytest.mark.parametrize(
    ("cue", "found"),
    [
        ("<i>Ciao.</i>", "Ciao."),
        ('<font color="#fff">Ciao</font>, < b >Marco</ b >.', "Ciao, Marco."),
        ("{\\an8}Ciao.", "Ciao."),
        ("{\\an8\\fad(200,200)}Ciao.", "Ciao."),
        ("{y:i}Ciao.", "Ciao."),
        ("<c.yellow>Ciao.</c>", "Ciao."),
        ("<v Mario Rossi>Ciao.", "Ciao."),
        ("<00:00:01.000><c>Ciao</c> <00:00:01.500><c>a te.</c>", "Ciao a te."),
        ("Lui &amp; lei&nbsp;vanno via.", "Lui & lei vanno via."),
        ("&lt;i&gt;Ciao.&lt;/i&gt;", "Ciao."),
        ("3 < 5 e 7 > 2.", "3 < 5 e 7 > 2."),
        ("Prima riga<br>seconda riga.", "Prima riga seconda riga."),
        ("[RUMORE DI PASSI] Ciao.", "Ciao."),
        ("[porta che\nsi apre]\nCiao.", "Ciao."),
        ("Ciao [ride] a te.", "Ciao a te."),
        ("(ride)\nCiao.", "Ciao."),
        ("(SOSPIRA) Ciao.", "Ciao."),
        ("Ciao. (ride)", "Ciao."),
        ("Il prezzo (colazione inclusa)\nè alto.", "Il prezzo (colazione inclusa) è alto."),
        ("L'alleanza (NATO) tace.", "L'alleanza (NATO) tace."),
        ("(Chi è là?)", "(Chi è là?)"),
        ("♪ Ecco la chiave della stanza ♪", "Ecco la chiave della stanza"),
        ("# Tanti auguri a te #", "Tanti auguri a te"),
        ("MARIO: Chi è?", "Chi è?"),
        ("UOMO 1 (ridendo): Sono io.", "Sono io."),
        ("DOTT. ROSSI:\nEntri pure.", "Entri pure."),
        ("ATTENZIONE: NON ENTRARE", "ATTENZIONE: NON ENTRARE"),
        ("Ricorda: non aprire.", "Ricorda: non aprire."),
        ("Sono le ORE: dieci.", "Sono le ORE: dieci."),
    ],
)
def test_only_what_is_spoken_is_read(cue: str, found: str) -> None:
    assert said("Si comincia.", cue, "Si finisce.") == ["Si comincia.", found, "Si finisce."]


def test_capitals_are_no_signs_where_all_is_in_capitals() -> None:
    found = said("MARIO: CHI È", "CHE BUSSA?", "MARIO: AVANTI.", "MARIO: ECCO.")
    assert found == ["CHI È CHE BUSSA?", "AVANTI.", "ECCO."]


@pytest.mark.parametrize(
    ("cue", "code"),
    [
        ("Sottotitoli a cura di\nNina Valli", "it"),
        ("Traduzione e revisione: Nina", "it"),
        ("Subtitles by NinaV", "it"),
        ("Titulky: Nina Vallová", "cs"),
        ("Přeložila Nina Vallová", "cs"),
        ("Untertitel: Nina Vall", "de"),
        ("- Synced and corrected by ninav -", "cs"),
        ("I sottotitoli sono su www.esempio.it", "it"),
    ],
)
def test_credits_are_left_out_by_name(cue: str, code: str) -> None:
    found = read(file(cue, "Ano.", "Ne.", "Dobře."), code)
    assert [sentence.text for sentence in found.sentences] == ["Ano.", "Ne.", "Dobře."]
    assert {each.reason for each in found.omissions} == {"credits"}


@pytest.mark.parametrize(
    ("cue", "code"),
    [
        ("La traduzione di Marco è pronta.", "it"),
        ("Di chi sono i sottotitoli?", "it"),
        ("Překlad je hotový.", "cs"),
        ("Titulky nečtu.", "cs"),
        ("Übersetzung von gestern.", "de"),
    ],
)
def test_talk_of_subtitles_is_no_credit(cue: str, code: str) -> None:
    assert said(cue, code=code) == [cue]


def test_captions_that_roll_up_are_read_once_and_what_is_said_twice_twice() -> None:
    rolling = file("\nuno due tre", "uno due tre\nquattro cinque", "quattro cinque\nsei sette", "sei sette\notto nove")
    assert " ".join(each.text for each in read(rolling).sentences) == "uno due tre quattro cinque sei sette otto nove"
    twice = ["No.", "No.", "Che cosa?", "Ho detto di no.", "Va bene."]
    assert said(*twice) == twice


# ------------------------------------------------------------------ places


def test_pieces_have_their_lines_and_times() -> None:
    (block,) = subtitles.parse(file("Penso che tu", "abbia ragione."), HERE, "it").blocks
    assert block.pieces == (("Penso che tu", 3), ("abbia ragione.", 7))
    assert [pytest.approx(times) for times in block.times] == [(1.1, 3.1), (3.2, 5.2)]


@pytest.mark.parametrize(
    "text", ["", "Solo testo.\nSenza tempi.\n", "WEBVTT\n\nNOTE niente\n", "[Events]\nFormat: Text\n"]
)
def test_a_file_without_subtitles_is_refused_by_name(text: str) -> None:
    with pytest.raises(Refused) as refused:
        subtitles.read(text.encode(), HERE, "it")
    (problem,) = refused.value.problems
    assert (problem.path, problem.message) == (HERE, "no subtitles were found in this file")


# ------------------------------------------------------------------ real files

ITALIAN = [
    "Buongiorno, avete prenotato una camera?",
    "Sì, una camera doppia.",
    "A che nome?",
    "A nome Bianchi, ma forse mia moglie ha dato il suo cognome.",
    "Eccola, è arrivata adesso!",
    "Ecco la chiave della stanza",
    "Pensavo che fosse al terzo piano & senza ascensore.",
    "ALBERGO STELLA",
    "Quanto costa?",
    "No, il prezzo (colazione inclusa) è di 42 euro.",
]
CZECH = [
    "Dobrý den, máte rezervovaný pokoj?",
    "Ano, dvoulůžkový.",
    "Na jaké jméno?",
    "Na jméno Bianchi, ale možná dala manželka svoje příjmení.",
    "Tady je, právě přišla!",
    "Tady je klíč od pokoje",
    "Myslel jsem, že je to ve třetím patře bez výtahu.",
    "Kolik to stojí?",
    "Ne, cena (včetně snídaně) je 42 eur.",
]


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("film.*")))
def test_the_same_film_is_read_from_every_format(name: str) -> None:
    code = name.split(".")[1]
    path = FILES / name
    found = document(subtitles.read(path.read_bytes(), path, code), path, code)
    assert [sentence.text for sentence in found.sentences] == {"it": ITALIAN, "cs": CZECH}[code]
    assert {each.reason for each in found.omissions} <= {"credits", "sound or speaker", "markup"}


def test_captions_of_speech_recognition_are_read_once() -> None:
    path = FILES / "automatic.vtt"
    (block,) = subtitles.read(path.read_bytes(), path, "it").blocks
    assert [text for text, _ in block.pieces] == [
        "oggi vi faccio vedere",
        "come si prepara il pane",
        "prima mescoliamo la farina",
        "con acqua e lievito",
        "poi lasciamo riposare",
    ]


@pytest.mark.parametrize("suffix", ["srt", "vtt", "ass", "ssa"])
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data(), made=sentences())
def test_what_a_library_writes_is_read(suffix: str, data: st.DataObject, made: tuple[str, ...]) -> None:
    cues = data.draw(cuts(made))
    lines = [line for cue in cues for line in cue.lines]
    assume(len(set(lines)) == len(lines))
    held = pysubs2.SSAFile()
    for n, cue in enumerate(cues):
        shown = "{\\i1}" + "\\N".join(cue.lines) + "{\\i0}"
        held.append(pysubs2.SSAEvent(start=n * 2000, end=n * 2000 + 1900, text=shown))
    found = parse(Source(Path(f"film.{suffix}"), held.to_string(suffix)), "it")
    assert [sentence.text for sentence in found.sentences] == list(made)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(data=st.data(), name=st.sampled_from(["film.it.srt", "film.it.vtt", "film.it.ass", "automatic.vtt"]))
def test_damaged_files_are_read_or_refused(data: st.DataObject, name: str) -> None:
    whole = bytearray((FILES / name).read_bytes())
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=12)):
        whole[at] = value
    end = data.draw(st.integers(0, len(whole)))
    with suppress(Refused):
        subtitles.read(bytes(whole[:end] if data.draw(st.booleans()) else whole), HERE, "it")


@pytest.mark.parametrize(
    "piece", ["[", "()", "<i", "{\\", "&", "- ", "A ", " ", "# ", "a. - A", '"', "<rt>", ":", "a\t"]
)
def test_a_hostile_line_takes_time_in_proportion_and_no_more(piece: str) -> None:
    subtitles.parse(file("Ciao.", piece * (200_000 // len(piece))), HERE, "it")
