"""A line that only greets or only takes leave, and the sentences that begin like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.languages.language import known
from deckgen.text.letters import formula

SALUTATIONS = {
    "it": [
        "Gentile dottoressa Moretti,",
        "Gentile dott.ssa Moretti,",
        "Egr. Ing. Conti,",
        "Spettabile Ditta,",
        "Spett.le Ditta Rossi & Figli S.p.A.,",
        "Spett.le Ditta Rossi S.r.l.",
        "Gentili Signore e Signori,",
        "Gentile cliente",
        "Cara Anna,",
        "Ciao Marco!",
        "Buongiorno,",
    ],
    "cs": [
        "Vážená paní doktorko,",
        "Vážený pane inženýre Nováku,",
        "Vážení obchodní přátelé,",
        "Milá Jano,",
        "Dobrý den,",
        "Dobrý den, paní Malá,",
    ],
    "sk": ["Vážená pani riaditeľka,", "Dobrý deň,", "Milý Peter,"],
    "de": ["Sehr geehrte Damen und Herren,", "Sehr geehrter Herr Dr. Müller,", "Liebe Kundin,"],
    "en": ["Dear Ms Jones,", "Dear Sir or Madam,", "Hi Anna,", "Dear customers"],
}
CLOSINGS = {
    "it": [
        "Cordiali saluti",
        "Cordiali saluti.",
        "Distinti saluti, Ing. Tomáš Hradil, Habrona s.r.o.",
        "Distinti saluti, Ing. Tomáš Hradil, responsabile acquisti, Habrona s.r.o.",
        "Un cordiale saluto, Chiara Moretti, Sediana S.r.l.",
        "Porgiamo distinti saluti. Marco Conti",
        "In fede",
        "Distinti saluti, Luca Riva, amministratore delegato",
        "La saluto cordialmente.",
    ],
    "cs": [
        "S pozdravem",
        "S pozdravem Jan Novák",
        "Se srdečným pozdravem Chiara Moretti, Sediana S.r.l.",
        "S úctou Ing. Tomáš Hradil, vedoucí nákupu, Habrona s.r.o.",
        "S pozdravem a přáním hezkého dne, Jana Malá",
        "Zdraví Jan Novák",
    ],
    "sk": ["S pozdravom Ján Novák", "S úctou"],
    "de": ["Mit freundlichen Grüßen\nPeter Müller", "Viele Grüße, Anna", "Hochachtungsvoll"],
    "en": ["Kind regards, Anna Smith, Head of Sales", "Yours sincerely", "Best, Anna"],
}
SENTENCES = {
    "it": [
        "Cordiali saluti da Milano, dove la fiera è appena finita.",
        "Gentile cliente, La informiamo che la merce è arrivata.",
        "Gentile dott.ssa Moretti, abbiamo esaminato la Vostra offerta.",
        "Caro amico ti scrivo,",
        "Cordiali saluti da Milano.",
        "Cordiali saluti, Marco, ci vediamo lunedì.",
        "Cordialmente accolti, gli ospiti entrano.",
        "In fede di quanto sopra, firmiamo.",
        "Saluti a tutti i colleghi!",
        "Cordiali saluti, Marco, arriviamo domani.",
        "Buongiorno!",
        "Distinti signori entrano nel negozio.",
        "Grazie mille.",
        "Buongiorno, dottoressa.",
        "Ciao, Marco?",
        "«Buonasera, signora.»",
    ],
    "cs": [
        "Vážený pane inženýre, děkujeme za otevřenost.",
        "Milí přátelé, zveme vás na večeři.",
        "Zdraví je nejdůležitější.",
        "Pozdravte ho.",
        "Pozdrav od nás všech.",
        "Drahý byt.",
        "S pozdravem Jan, přijedu zítra.",
        "Dobrý den!",
        "S pozdravem končí každý dopis.",
        "Dobrý den, paní Malá.",
    ],
    "sk": ["Vážený pán riaditeľ, ďakujeme za list.", "Zdravie je dôležité."],
    "de": ["Ihre Bestellung ist da.", "Liebe geht durch den Magen.", "Viele Grüße aus dem Urlaub."],
    "en": ["Dear customers, prices have changed.", "Best practices matter.", "Best Western", "Hello!"],
}


def listed(lists: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(code, line) for code, lines in lists.items() for line in lines]


@pytest.mark.parametrize(("code", "line"), listed(SALUTATIONS))
def test_a_line_that_only_greets_is_a_salutation(code: str, line: str) -> None:
    assert formula(line, code) == "salutation"


@pytest.mark.parametrize(("code", "line"), listed(CLOSINGS))
def test_a_line_that_only_takes_leave_is_a_closing(code: str, line: str) -> None:
    assert formula(line, code) == "closing"


@pytest.mark.parametrize(("code", "line"), listed(SENTENCES))
def test_a_sentence_that_begins_like_one_is_a_sentence(code: str, line: str) -> None:
    assert formula(line, code) == ""


@pytest.mark.parametrize(
    ("code", "line"),
    [(code, line) for lists in (SALUTATIONS, CLOSINGS) for code, line in listed(lists)],
)
def test_a_sentence_behind_it_makes_it_a_sentence(code: str, line: str) -> None:
    more = {
        "it": "abbiamo ricevuto oggi la merce che ci serviva",
        "cs": "dnes jsme dostali zboží, které jsme potřebovali",
        "sk": "dnes sme dostali tovar, ktorý sme potrebovali",
        "de": "wir haben heute die Ware bekommen, die uns fehlte",
        "en": "we received today the goods that we needed",
    }[code]
    assert formula(f"{line.rstrip('.,!')}, {more}.", code) == ""


@given(st.text(max_size=50), st.sampled_from([*known(), "xx"]))
def test_any_line_can_be_asked_about(line: str, code: str) -> None:
    assert formula(line, code) in ("", "salutation", "closing")
