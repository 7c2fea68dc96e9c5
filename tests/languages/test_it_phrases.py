"""Italian dictionary forms: phrases as they stand in sentences, and what a dictionary has."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phrases import marked

from deckgen.languages.grammar import DictionaryForm, Kind, nouns
from deckgen.languages.it.phrases import determiners, dictionary_form
from deckgen.languages.it.words import infinitive_of, is_adjective, plural_of, used_in_plural
from deckgen.languages.tokens import tokens


def made(text: str, kind: Kind | None = "noun", *, more: tuple[str, ...] = (), plural: bool = False) -> DictionaryForm:
    """The form of the words in brackets; `more` are words that stand before them at other places."""
    words, before = marked(text, "it")
    return dictionary_form(words, Counter([*before, *more]), kind, plural=plural)


def noun(text: str, *, more: tuple[str, ...] = ()) -> tuple[str, str, str]:
    """Text, gender and plural of a form that is said to be sure."""
    form = made(text, more=more)
    assert (form.kind, form.certain, form.plural_only) == ("noun", True, False)
    return form.text, form.gender, form.plural


# ------------------------------------------------------------------ articles


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("I [prezzi] salgono.", "il prezzo", "i prezzi"),
        ("Il [suono] è buono.", "il suono", "i suoni"),  # s and a vowel
        ("Gli [sconti] valgono.", "lo sconto", "gli sconti"),  # s and a consonant
        ("Uno [stipendio] basta.", "lo stipendio", "gli stipendi"),
        ("Uno [zaino] basta.", "lo zaino", "gli zaini"),
        ("Lo [gnomo] dorme.", "lo gnomo", "gli gnomi"),
        ("Gli [psicologi] ascoltano.", "lo psicologo", "gli psicologi"),
        ("Il [peso] conta.", "il peso", "i pesi"),  # p without s
        ("Uno [pneumatico] basta.", "lo pneumatico", "gli pneumatici"),
        ("Degli [yogurt] bastano.", "lo yogurt", "gli yogurt"),
        ("Gli [ordini] arrivano.", "l’ordine", "gli ordini"),
        ("Gli [uffici] chiudono.", "l’ufficio", "gli uffici"),
        ("Le [offerte] scadono.", "l’offerta", "le offerte"),
        ("un'[azienda] chiude.", "l’azienda", "le aziende"),
        ("Una [stima] basta.", "la stima", "le stime"),  # the feminine has one article before consonants
        ("Una [zona] basta.", "la zona", "le zone"),
        ("Le [iene] ridono.", "la iena", "le iene"),
    ],
)
def test_the_article_goes_by_gender_and_first_letters(text: str, one: str, many: str) -> None:
    assert noun(text)[::2] == (one, many)


# ------------------------------------------------------------------ genders


@pytest.mark.parametrize(
    ("text", "one", "gender"),
    [
        # by data
        ("Le [reti] cadono.", "la rete", "f"),
        ("I [ponti] cadono.", "il ponte", "m"),
        ("La [merce] arriva.", "la merce", "f"),
        ("Il [margine] cala.", "il margine", "m"),
        ("La [penale] scade.", "la penale", "f"),
        ("Le [sedi] chiudono.", "la sede", "f"),
        # by rule
        ("Le [stazioni] chiudono.", "la stazione", "f"),
        ("La [regione] cresce.", "la regione", "f"),
        ("Il [bastone] cade.", "il bastone", "m"),
        ("L’[abitudine] resta.", "l’abitudine", "f"),
        ("Le [venditrici] parlano.", "la venditrice", "f"),
        ("Il [venditore] parla.", "il venditore", "m"),
        ("Il [pagamento] arriva.", "il pagamento", "m"),
        ("Il [verbale] vale.", "il verbale", "m"),
        ("La [città] cresce.", "la città", "f"),
        ("Il [contratto] vale.", "il contratto", "m"),
        ("La [fattura] vale.", "la fattura", "f"),
        # against the ending
        ("Il [problema] resta.", "il problema", "m"),
        ("La [mano] è fredda.", "la mano", "f"),
        ("Il [caffè] è pronto.", "il caffè", "m"),
    ],
)
def test_the_gender_goes_by_data_then_by_the_ending(text: str, one: str, gender: str) -> None:
    assert noun(text)[:2] == (one, gender)


@pytest.mark.parametrize(
    ("word", "article", "gender"),
    [("capitale", "il", "m"), ("capitale", "della", "f"), ("fine", "un", "m"), ("fine", "alla", "f")],
)
def test_a_noun_of_two_genders_has_the_one_that_its_articles_show(word: str, article: str, gender: str) -> None:
    assert noun(f"qui {article} [{word}]")[1] == gender
    assert noun(f"qui {article} [{word}]", more=(article,))[1] == gender


def test_a_noun_of_two_genders_without_an_article_is_unsure() -> None:
    form = made("Conta soprattutto [capitale] proprio.")
    assert (form.gender, form.certain) == ("m", False)


def test_the_more_frequent_articles_win_for_what_no_rule_tells() -> None:
    assert made("un’[interfaccia] semplice", more=("la", "l’")).gender == "f"
    form = made("il [brzle] vale", more=("la", "della"))
    assert (form.gender, form.certain) == ("f", False)


def test_an_article_that_contradicts_the_rule_makes_unsure() -> None:
    assert [made(text).certain for text in ("La [vendita] vale.", "Il [vendita] vale.")] == [True, False]


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Il [cliente] paga.", "il cliente", "i clienti"),
        ("La [cliente] paga.", "il cliente", "i clienti"),
        ("Le [clienti] pagano.", "il cliente", "i clienti"),
        ("Gli [utenti] pagano.", "l’utente", "gli utenti"),
        ("Le [turiste] pagano.", "il turista", "i turisti"),
        ("Lo [specialista] parla.", "lo specialista", "gli specialisti"),
        ("Il [collega] parla.", "il collega", "i colleghi"),
        ("I [concorrenti] vendono.", "il concorrente", "i concorrenti"),
    ],
)
def test_a_word_for_men_and_women_is_of_common_gender(text: str, one: str, many: str) -> None:
    assert noun(text) == (one, "c", many)


# ------------------------------------------------------------------ plurals


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        # -co, -go
        ("Gli [elenchi] servono.", "l’elenco", "gli elenchi"),
        ("L’[incarico] è tuo.", "l’incarico", "gli incarichi"),
        ("Il [gioco] finisce.", "il gioco", "i giochi"),
        ("Gli [amici] arrivano.", "l’amico", "gli amici"),
        ("Il [medico] arriva.", "il medico", "i medici"),
        ("Il [bonifico] arriva.", "il bonifico", "i bonifici"),
        ("I [cataloghi] escono.", "il catalogo", "i cataloghi"),
        ("Il [dialogo] continua.", "il dialogo", "i dialoghi"),
        ("L’[archeologo] scava.", "l’archeologo", "gli archeologi"),
        ("L’[albergo] chiude.", "l’albergo", "gli alberghi"),
        # -ca, -ga
        ("Le [banche] prestano.", "la banca", "le banche"),
        ("La [riga] è dritta.", "la riga", "le righe"),
        # -cia, -gia: behind a vowel the i stays
        ("Le [province] crescono.", "la provincia", "le province"),
        ("La [faccia] è rossa.", "la faccia", "le facce"),
        ("La [spiaggia] è libera.", "la spiaggia", "le spiagge"),
        ("Le [camicie] costano.", "la camicia", "le camicie"),
        ("La [valigia] è piena.", "la valigia", "le valigie"),
        ("La [strategia] funziona.", "la strategia", "le strategie"),
        ("La [farmacia] chiude.", "la farmacia", "le farmacie"),
        # -io
        ("I [negozi] aprono.", "il negozio", "i negozi"),
        ("Il [marchio] vale.", "il marchio", "i marchi"),
        ("L’[anticipo] è pagato.", "l’anticipo", "gli anticipi"),
        ("L’[invio] è fatto.", "l’invio", "gli invii"),  # the stress is on the i
        ("Lo [zio] arriva.", "lo zio", "gli zii"),
        # -a of masculines
        ("I [programmi] cambiano.", "il programma", "i programmi"),
        ("Il [poeta] scrive.", "il poeta", "i poeti"),
    ],
)
def test_a_plural_goes_by_the_ending(text: str, one: str, many: str) -> None:
    assert noun(text)[::2] == (one, many)


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Le [zucchine] crescono.", "la zucchina", "le zucchine"),
        ("Le [bruschette] sono calde.", "la bruschetta", "le bruschette"),
        ("Le [orecchiette] cuociono.", "l’orecchietta", "le orecchiette"),
        ("Gli [afidi] arrivano.", "l’afide", "gli afidi"),
    ],
)
def test_a_plural_that_no_lexicon_has_gets_a_singular_that_is_in_use_for_a_person_to_confirm(
    text: str, one: str, many: str
) -> None:
    form = made(text)
    assert (form.text, form.plural, form.certain) == (one, many, False)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Gli [tsunami] distruggono.", "il tsunami"),
        ("Gli [smartphone] costano.", "lo smartphone"),
        ("Le [suite] sono care.", "la suite"),
        ("I [bonsai] crescono.", "il bonsai"),
        ("Le [serie] piacciono.", "la serie"),
        ("Le [specie] spariscono.", "la specie"),
    ],
)
def test_a_plural_that_looks_like_its_singular_is_left_so(text: str, one: str) -> None:
    assert noun(text)[0] == one


@pytest.mark.parametrize(
    ("text", "one", "gender", "many"),
    [
        ("Le [mani] sono fredde.", "la mano", "f", "le mani"),
        ("Il [braccio] è rotto.", "il braccio", "m", "le braccia"),
        ("Il [dito] è rotto.", "il dito", "m", "le dita"),
        ("Il [paio] costa poco.", "il paio", "m", "le paia"),
        ("Il [lenzuolo] è bianco.", "il lenzuolo", "m", "le lenzuola"),
        ("L’[ala] è rotta.", "l’ala", "f", "le ali"),
        ("L’[arma] è carica.", "l’arma", "f", "le armi"),
        ("Il [bue] tira.", "il bue", "m", "i buoi"),
        ("L’[eco] si sente.", "l’eco", "f", "gli echi"),
        ("La [moglie] lavora.", "la moglie", "f", "le mogli"),
        ("La [superficie] è liscia.", "la superficie", "f", "le superfici"),
    ],
)
def test_irregular_plurals_are_known(text: str, one: str, gender: str, many: str) -> None:
    assert noun(text) == (one, gender, many)


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Le [città] crescono.", "la città", "le città"),
        ("La [qualità] conta.", "la qualità", "le qualità"),
        ("La [virtù] conta.", "la virtù", "le virtù"),
        ("I [caffè] sono pronti.", "il caffè", "i caffè"),
        ("La [serie] è lunga.", "la serie", "le serie"),
        ("La [specie] è rara.", "la specie", "le specie"),
        ("I [budget] sono finiti.", "il budget", "i budget"),
        ("I [bar] sono chiusi.", "il bar", "i bar"),
        ("Le [newsletter] arrivano.", "la newsletter", "le newsletter"),
        ("Le [e-mail] arrivano.", "l’e-mail", "le e-mail"),
    ],
)
def test_some_nouns_do_not_change(text: str, one: str, many: str) -> None:
    assert noun(text)[::2] == (one, many)


@pytest.mark.parametrize(
    ("text", "one"), [("La [pazienza] finisce.", "la pazienza"), ("L’[igiene] conta.", "l’igiene")]
)
def test_a_plural_that_nobody_says_is_not_shown(text: str, one: str) -> None:
    assert noun(text)[::2] == (one, "")


@pytest.mark.parametrize(
    ("text", "form", "gender"),
    [
        ("I [soldi] mancano.", "i soldi", "m"),
        ("Mancano [contanti] in cassa.", "i contanti", "m"),
        ("Gli [occhiali] mancano.", "gli occhiali", "m"),
        ("Le [ferie] finiscono.", "le ferie", "f"),
        ("Le [dimissioni] arrivano.", "le dimissioni", "f"),
        ("Le [ferie estive] finiscono.", "le ferie estive", "f"),
    ],
)
def test_what_has_no_singular_stays_in_the_plural(text: str, form: str, gender: str) -> None:
    assert made(text) == DictionaryForm(form, "noun", gender, "", plural_only=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("singular", "gender", "plural"),
    [
        ("offerta", "f", "offerte"),
        ("problema", "m", "problemi"),
        ("prezzo", "m", "prezzi"),
        ("rete", "f", "reti"),
        ("amico", "m", "amici"),
        ("amica", "f", "amiche"),
        ("banco", "m", "banchi"),
        ("tedesco", "m", "tedeschi"),
        ("pubblico", "m", "pubblici"),
        ("lungo", "m", "lunghi"),
        ("biologo", "m", "biologi"),
        ("collega", "m", "colleghi"),
        ("faccia", "f", "facce"),
        ("camicia", "f", "camicie"),
        ("studio", "m", "studi"),
        ("uomo", "m", "uomini"),
        ("uovo", "m", "uova"),
        ("virtù", "f", "virtù"),
        ("sport", "m", "sport"),
        ("serie", "f", "serie"),
        ("commerciale", "m", "commerciali"),
    ],
)
def test_a_plural_is_made(singular: str, gender: str, plural: str) -> None:
    assert plural_of(singular, gender) == plural  # type: ignore[arg-type]


# ------------------------------------------------------------------ nouns that look like something else


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Le [vendite] sono fatte.", "la vendita", "le vendite"),
        ("La [richiesta] è chiara.", "la richiesta", "le richieste"),
        ("Le [richieste] sono chiare.", "la richiesta", "le richieste"),
        ("Le [entrate] crescono.", "l’entrata", "le entrate"),
        ("Le [uscite] crescono.", "l’uscita", "le uscite"),
        ("Il [ricavo] cresce.", "il ricavo", "i ricavi"),
        ("I [resi] arrivano.", "il reso", "i resi"),
        ("L’[imposta] sale.", "l’imposta", "le imposte"),
        ("Gli [affari] vanno bene.", "l’affare", "gli affari"),
        ("I [cantieri] chiudono.", "il cantiere", "i cantieri"),
        ("I [cellulari] squillano.", "il cellulare", "i cellulari"),
        ("I [contatti] restano.", "il contatto", "i contatti"),
        ("La [copia] arriva.", "la copia", "le copie"),
        ("Le [date] mancano.", "la data", "le date"),
        ("I [dati] mancano.", "il dato", "i dati"),
        ("Gli [utili] crescono.", "l’utile", "gli utili"),
    ],
)
def test_a_noun_that_is_also_a_form_of_a_verb_or_an_adjective_is_a_noun(text: str, one: str, many: str) -> None:
    assert noun(text)[::2] == (one, many)


# ------------------------------------------------------------------ several words


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Le [offerte commerciali] scadono.", "l’offerta commerciale", "le offerte commerciali"),
        ("I [prezzi competitivi] attirano.", "il prezzo competitivo", "i prezzi competitivi"),
        ("La [campagna pubblicitaria] costa.", "la campagna pubblicitaria", "le campagne pubblicitarie"),
        ("Le [campagne pubblicitarie] costano.", "la campagna pubblicitaria", "le campagne pubblicitarie"),
        ("I [problemi tecnici] restano.", "il problema tecnico", "i problemi tecnici"),
        ("Le [mani pulite] contano.", "la mano pulita", "le mani pulite"),
        ("I [debiti pubblici] crescono.", "il debito pubblico", "i debiti pubblici"),
        ("Gli [studi legali] costano.", "lo studio legale", "gli studi legali"),
        ("I [colleghi tedeschi] arrivano.", "il collega tedesco", "i colleghi tedeschi"),
        ("Il [margine operativo lordo] cala.", "il margine operativo lordo", "i margini operativi lordi"),
        (
            "Le [clausole risolutive espresse] valgono.",
            "la clausola risolutiva espressa",
            "le clausole risolutive espresse",
        ),
        (
            "Le [condizioni generali di vendita] valgono.",
            "la condizione generale di vendita",
            "le condizioni generali di vendita",
        ),
    ],
)
def test_adjectives_behind_a_noun_agree_with_it(text: str, one: str, many: str) -> None:
    assert noun(text)[::2] == (one, many)


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Le [ricerche di mercato] costano.", "la ricerca di mercato", "le ricerche di mercato"),
        ("Il [costo delle materie prime] sale.", "il costo delle materie prime", "i costi delle materie prime"),
        ("L’[assemblea dei soci] vota.", "l’assemblea dei soci", "le assemblee dei soci"),
        ("I [bilanci d’esercizio] sono pronti.", "il bilancio d’esercizio", "i bilanci d’esercizio"),
        (
            "Gli [investimenti a lungo termine] rendono.",
            "l’investimento a lungo termine",
            "gli investimenti a lungo termine",
        ),
        (
            "I [contratti a tempo determinato] scadono.",
            "il contratto a tempo determinato",
            "i contratti a tempo determinato",
        ),
        ("Gli [agenti di commercio] vendono.", "l’agente di commercio", "gli agenti di commercio"),
        ("La [società per azioni] cresce.", "la società per azioni", "le società per azioni"),
        ("La [data di scadenza] arriva.", "la data di scadenza", "le date di scadenza"),
    ],
)
def test_what_stands_behind_a_preposition_stays_as_it_is(text: str, one: str, many: str) -> None:
    assert noun(text)[::2] == (one, many)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Le [schede prodotto] servono.", "la scheda prodotto"),
        ("I [direttori vendite] firmano.", "il direttore vendite"),
        ("Il [servizio clienti] risponde.", "il servizio clienti"),
        ("L’[ufficio acquisti] risponde.", "l’ufficio acquisti"),
        ("I [punti vendita] chiudono.", "il punto vendita"),
        ("La [forza vendita] cresce.", "la forza vendita"),
        ("Il [piano IVA] cambia.", "il piano IVA"),
    ],
)
def test_a_second_noun_stays_as_it_is_and_its_plural_is_left_to_a_person(text: str, one: str) -> None:
    form = made(text)
    assert form.text == one
    assert form.plural.removeprefix("le ").removeprefix("i ").removeprefix("gli ").split()[1:] in ([], one.split()[1:])


def test_a_phrase_that_begins_with_an_adjective_is_unsure() -> None:
    assert [made(text).certain for text in ("L’[offerta speciale] vale.", "La [speciale offerta] vale.")] == [
        True,
        False,
    ]


# ------------------------------------------------------------------ acronyms


@pytest.mark.parametrize(
    ("text", "form", "gender"),
    [
        ("L’[IVA] è inclusa.", "l’IVA", "f"),
        ("Il [PIL] cresce.", "il PIL", "m"),
        ("Le [PMI] crescono.", "la PMI", "f"),
        ("La [PEC] arriva.", "la PEC", "f"),
        ("Il [CRM] aiuta.", "il CRM", "m"),
        ("Lo [SPID] aiuta.", "lo SPID", "m"),
        ("La [BRZL] aiuta.", "la BRZL", "f"),  # by its article
    ],
)
def test_an_acronym_keeps_its_capitals_and_has_no_plural(text: str, form: str, gender: str) -> None:
    assert noun(text) == (form, gender, "")


def test_an_acronym_that_neither_data_nor_an_article_tells_is_unsure() -> None:
    assert [made(text).certain for text in ("Serve [BRZL] ora.", "Serve il [BRZL] ora.", "Serve [IVA] ora.")] == [
        False,
        True,
        True,
    ]


# ------------------------------------------------------------------ verbs, adjectives


@pytest.mark.parametrize(
    ("text", "infinitive"),
    [
        ("Vogliamo [concludere] l’affare.", "concludere"),
        ("I clienti [firmano] il contratto.", "firmare"),
        ("Il contratto è [firmato].", "firmare"),
        ("Hanno [consegnato la merce] ieri.", "consegnare la merce"),
        ("La ditta [offre sconti] a tutti.", "offrire sconti"),
        ("Lui [propone] un prezzo.", "proporre"),
        ("Bisogna [tradurre l’offerta] bene.", "tradurre l’offerta"),
        ("Vorremmo [raggiungere un accordo] presto.", "raggiungere un accordo"),
        ("Bisogna [inviarLe il catalogo] subito.", "inviare il catalogo"),
        ("[Prorogare il contratto] costa.", "prorogare il contratto"),
    ],
)
def test_a_verb_becomes_its_infinitive_and_keeps_what_follows(text: str, infinitive: str) -> None:
    assert made(text, "verb") == DictionaryForm(infinitive, "verb")


def test_a_verb_behind_a_pronoun_may_be_reflexive_and_is_unsure() -> None:
    assert made("Il socio si [astiene] dal voto.", "verb") == DictionaryForm("astenersi", "verb", certain=False)
    assert [made(f"{word} [vede] domani.", "verb").certain for word in ("Si", "Ci", "Vi", "Lo", "Domani")] == [
        *(False, False, False),
        *(True, True),
    ]


def test_a_verb_whose_infinitive_is_unknown_is_unsure() -> None:
    assert [made(text, "verb").certain for text in ("Loro [vendono].", "Loro [brzlono].")] == [True, False]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Il prezzo è [competitivo].", "competitivo"),
        ("La merce è [difettosa].", "difettoso"),
        ("I prezzi sono [variabili].", "variabile"),
        ("Le offerte sono [valide].", "valido"),
        ("I prodotti sono [ecologici].", "ecologico"),
    ],
)
def test_an_adjective_is_masculine_and_singular(text: str, form: str) -> None:
    assert made(text, "adjective") == DictionaryForm(form, "adjective")


# ------------------------------------------------------------------ at home in the plural


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Le [condizioni di pagamento] restano.", "la condizione di pagamento", "le condizioni di pagamento"),
        ("I [tempi di consegna] restano.", "il tempo di consegna", "i tempi di consegna"),
        ("Gli [agenti di commercio] restano.", "l’agente di commercio", "gli agenti di commercio"),
    ],
)
def test_a_phrase_that_is_used_in_the_plural_is_shown_so(text: str, one: str, many: str) -> None:
    assert made(text).text == one
    form = made(text, plural=True)
    assert (form.text, form.plural_only) == (many, True)


def test_what_has_no_plural_is_shown_in_the_singular_all_the_same() -> None:
    form = made("La [pazienza] finisce.", plural=True)
    assert (form.text, form.plural_only) == ("la pazienza", False)


@pytest.mark.parametrize(
    ("places", "so"),
    [
        (["[condizioni di pagamento]"], True),
        (["[condizioni di pagamento]", "[Condizioni di pagamento]"], True),
        (["[condizioni di pagamento]", "[condizione di pagamento]"], False),  # not everywhere
        (["[fatture di acconto]"], False),  # more usual in the singular
        (["[condizioni]"], False),  # one word
        (["[aziende generali]"], False),  # nothing links it
        (["[condizioni generali]"], True),  # but this is how dictionaries have it
        (["[condizioni generali]", "[condizione generale]"], False),
        (["[fondi]"], True),
        (["[attività di vendita]"], False),  # looks the same
    ],
)
def test_a_phrase_is_at_home_in_the_plural_if_it_stands_so_everywhere_and_mostly_does(
    places: list[str], so: bool
) -> None:
    assert used_in_plural([marked(text, "it")[0] for text in places]) is so


# ------------------------------------------------------------------ in general


def test_determiners_of_the_two_genders_differ() -> None:
    assert "gli" in determiners("masculine") - determiners("feminine")
    assert "un’" in determiners("feminine") - determiners("masculine")
    assert determiners("plural") <= determiners("masculine") | determiners("feminine")


KNOWN = sorted({*nouns("it")["gender"]["feminine"], *nouns("it")["gender"]["masculine"]})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KNOWN), st.sampled_from(["il", "la", "l’", "un’", "di", ""]))
def test_a_noun_of_the_data_has_an_article_of_its_gender_whatever_stands_before_it(word: str, before: str) -> None:
    words = tokens(word, "it")
    if len(words) == 1 and words[0].lemma == words[0].bare == word and not word.endswith("ista"):
        form = dictionary_form(words, Counter([before]), "noun", plural=False)
        wanted = "f" if word in nouns("it")["gender"]["feminine"] else "m"
        assert form.gender == wanted
        assert form.text.startswith(("la ", "l’") if wanted == "f" else ("il ", "lo ", "l’"))
        assert form.text.endswith(word)


# ------------------------------------------------------------------ phrases and participles


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ecco i [potenziali clienti].", "il potenziale cliente"),
        ("La [potenziale cliente] chiama.", "il potenziale cliente"),
        ("Ecco le [linee guida].", "le linee guida"),
        ("Ecco i [carrellisti].", "il carrellista"),
        ("Ecco i [bancali].", "il bancale"),
    ],
)
def test_an_adjective_before_its_noun_and_plurals_that_no_lexicon_has(text: str, form: str) -> None:
    assert made(text).text.replace("la potenziale", "il potenziale") == form


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Gli obiettivi di [vendita mensili] sono chiari.", True),
        ("Le [vendite mensili] salgono.", False),
        ("La [conferma ordine] arriva.", False),
        ("[Convertire] è difficile.", True),
    ],
)
def test_words_that_do_not_belong_together_are_no_term(text: str, broken: bool) -> None:
    assert made(text).broken is broken


@pytest.mark.parametrize(
    ("text", "infinitive"),
    [
        ("La merce è [consegnata].", "consegnare"),
        ("La somma è [accreditata].", "accreditare"),
        ("Il [cliente] paga.", ""),
    ],
)
def test_a_participle_has_an_infinitive(text: str, infinitive: str) -> None:
    assert infinitive_of(marked(text, "it")[0][0]) == infinitive


def test_what_begins_with_a_preposition_stays_a_phrase() -> None:
    assert made("Lo conferma [per iscritto].", "phrase") == DictionaryForm("per iscritto", "phrase")


def test_an_impersonal_verb_is_not_made_reflexive() -> None:
    assert made("Il contratto si [stipula] oggi.", "verb").text == "stipulare"


@pytest.mark.parametrize(
    ("text", "form"),
    [("Arriva [il cliente].", "il cliente"), ("Arriva [l’agente].", "l’agente"), ("Ecco [una fattura].", "la fattura")],
)
def test_a_counterpart_that_has_its_article_keeps_one(text: str, form: str) -> None:
    assert made(text).text == form


def test_a_participle_with_an_object_is_no_noun() -> None:
    assert made("Ha [ricevuto un ordine].").broken


@pytest.mark.parametrize(
    ("text", "infinitive"),
    [
        ("Abbiamo [ridotto] i costi.", "ridurre"),
        ("Ha [redatto] un verbale.", "redigere"),
        ("Ha [concesso] uno sconto.", "concedere"),
        ("Ha [emesso] una fattura.", "emettere"),
        ("Hanno [scelto] noi.", "scegliere"),
        ("Hanno [proposto] un accordo.", "proporre"),
        ("Chi [viola] i patti paga.", "violare"),
        ("La provvigione [matura] subito.", "maturare"),
    ],
)
def test_a_verb_that_the_lexicon_takes_for_another_word_has_its_infinitive(text: str, infinitive: str) -> None:
    assert made(text, "verb").text == infinitive


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("È [a carico del] cliente.", "phrase", "a carico di"),
        ("Lo fa [in base alle] norme.", "phrase", "in base a"),
        ("Il piano [tiene conto della] domanda.", "verb", "tenere conto di"),
        ("Lo dice [per iscritto].", "phrase", "per iscritto"),
    ],
)
def test_a_preposition_at_the_end_gives_back_its_article(text: str, kind: Kind, wanted: str) -> None:
    assert made(text, kind).text == wanted


def test_a_singular_is_no_verb_because_plural_articles_stand_elsewhere() -> None:
    assert made("un [contratto]", more=("dei", "ai")).text == "il contratto"
    assert made("un [reso]", more=("i",)).text == "il reso"
    assert made("le [offerte]", more=("delle",)).text == "l’offerta"


def test_adverbs_stay_before_their_adjective() -> None:
    form = made("interventi [strettamente necessari]", "adjective")
    assert (form.text, form.kind, form.certain) == ("strettamente necessario", "adjective", False)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Manca la [partita IVA] del cliente.", "la partita IVA"),
        ("Compra [scarpe antinfortunistiche] per tutti.", "la scarpa antinfortunistica"),
        ("Ha cento [candidate] nuove.", "la candidata"),
        ("Il [cantiere] chiude.", "il cantiere"),
        ("Il [consigliere] firma.", "il consigliere"),
    ],
)
def test_nouns_that_look_like_other_words_are_nouns(text: str, wanted: str) -> None:
    assert made(text).text == wanted


@pytest.mark.parametrize("text", ["Vale lo [sconto validi] oggi.", "[macchine imballatrici]"])
def test_a_noun_beside_an_adjective_that_does_not_agree_is_no_term(text: str) -> None:
    form = made(text)
    assert form.broken or not form.text.endswith("i")


def test_a_verb_with_somebody_behind_it_is_unsure() -> None:
    assert not made("Vorrei [indebitarmi] ancora.", "verb").certain
    assert made("Vorrei [indebitarsi] ancora.", "verb").text == "indebitarsi"


@pytest.mark.parametrize(
    ("word", "adjective"), [("garanzia", False), ("vendita", False), ("difettosa", True), ("pari", True)]
)
def test_a_noun_in_a_is_no_adjective(word: str, adjective: bool) -> None:
    assert is_adjective(tokens(f"La {word} vale.", "it")[1]) is adjective


@pytest.mark.parametrize(
    ("places", "many"),
    [
        (["data di inizio"], False),  # data is no plural of dato
        (["dati personali"], True),
        (["lavori di ripristino"], True),
        (["scorte"], True),
        (["scorta"], False),
        (["addetti al magazzino"], False),
    ],
)
def test_what_is_at_home_in_the_plural(places: list[str], many: bool) -> None:
    assert used_in_plural([tokens(place, "it") for place in places]) is many
