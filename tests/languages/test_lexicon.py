"""Which language a text is in, as far as its words tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import ROOT
from wordfreq import top_n_list

from deckgen.languages import lexicon
from deckgen.languages.language import FREQUENCIES, language
from deckgen.languages.lemmas import guessed, lemma
from deckgen.languages.lexicon import _counted, letters, looks_foreign, looks_like, share, zipf

ITALIAN, CZECH = ((ROOT / "data" / "marketing-e-vendite" / f"{code}.txt").read_text("utf-8") for code in ("it", "cs"))
TEXTS = {"it": ITALIAN, "cs": CZECH}
WORDS = 20  # what a text needs for a guess


@pytest.mark.parametrize(("own", "other"), [("it", "cs"), ("cs", "it")])
def test_a_text_in_its_language_stays_what_it_is_said_to_be(own: str, other: str) -> None:
    assert looks_like(TEXTS[own], own, other) == own
    assert looks_like(TEXTS[own], own, own) == own


@pytest.mark.parametrize(("own", "other"), [("it", "cs"), ("cs", "it")])
def test_texts_that_were_swapped_are_found_out(own: str, other: str) -> None:
    assert looks_like(TEXTS[other], own, other) == other


@pytest.mark.parametrize(("own", "other"), [("it", "cs"), ("cs", "it")])
def test_a_few_sentences_are_enough_but_not_fewer(own: str, other: str) -> None:
    words = TEXTS[own].split()
    enough, few = " ".join(words[5 : 5 + WORDS]), " ".join(words[5 : 4 + WORDS])
    assert looks_like(enough, own, other) == looks_like(enough, other, own) == own
    assert (looks_like(few, own, other), looks_like(few, other, own)) == (own, other)


def test_a_text_that_is_clearly_in_its_language_does_not_load_the_lexicon_of_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(lexicon, "share", lambda text, code: asked.append(code) or share(text, code))
    looks_like(ITALIAN, "it", "cs")
    assert asked == ["it"]
    looks_like(CZECH, "it", "cs")
    assert asked == ["it", "it", "cs"]


@pytest.mark.parametrize("text", ["", "Prodej se ptá."])
def test_a_short_text_stays_what_it_is_said_to_be(text: str) -> None:
    assert looks_like(text, "it", "cs") == "it"
    assert looks_like(text, "cs", "it") == "cs"


@pytest.mark.parametrize("unknown", ["ja", "zh", "tlh", "xx"])
def test_a_text_stays_what_it_is_said_to_be_where_a_language_has_no_lexicon(unknown: str) -> None:
    assert looks_like(ITALIAN, unknown, "it") == unknown
    assert looks_like(ITALIAN, "cs", unknown) == "cs"
    assert looks_like(ITALIAN, "cs", "it") == "it"


def test_words_that_no_language_has_tell_nothing() -> None:
    assert looks_like("Xqzt wvbrrk pflnk " * 20, "it", "cs") == "it"
    assert looks_like("12 34 56 " * 20, "cs", "it") == "cs"


@pytest.mark.parametrize("code", ["it", "cs"])
def test_a_language_has_most_words_of_its_texts_and_few_of_another(code: str) -> None:
    (other,) = TEXTS.keys() - {code}
    own, alien = share(TEXTS[code], code), share(TEXTS[code], other)
    assert own is not None
    assert alien is not None
    assert 1 >= own > 0.8
    assert 0 <= alien < own - 0.3


@pytest.mark.parametrize("code", ["it-IT", "IT", "it-ch"])
def test_a_region_is_part_of_its_language(code: str) -> None:
    assert share(ITALIAN[:500], code) == share(ITALIAN[:500], "it")


@pytest.mark.parametrize("code", ["ja", "tlh", "xx", "", "ja-JP"])
def test_no_share_is_known_without_a_lexicon(code: str) -> None:
    assert share(ITALIAN[:500], code) is None


@pytest.mark.parametrize("code", ["cs", "it", "en", "tlh"])
def test_every_language_has_words_for_how_usual_a_word_is(code: str) -> None:
    assert list(language(code).frequency) == list(FREQUENCIES)


@pytest.mark.parametrize(
    ("word", "code", "form"),
    [
        ("nepřípustná", "cs", "nepřípustný"),  # the lexicon has it under what it denies
        ("neposuzují", "cs", "posuzovat"),  # a negated verb has no entry of its own
        ("nezaměstnanosti", "cs", "nezaměstnanost"),
        ("pohovoru", "cs", "pohovor"),
        ("výpadkům", "cs", "výpadek"),
        ("výběrovému", "cs", "výběrový"),
        ("obrátkovosti", "cs", "obrátkovost"),  # nobody writes it, and nothing else ends so
        ("carrellisti", "it", "carrellista"),
        ("bancale", "it", "bancale"),
        ("brzlonku", "cs", "brzlonku"),
    ],
)
def test_a_word_that_the_lexicon_lacks_is_led_back_by_its_ending(word: str, code: str, form: str) -> None:
    assert lemma(word, code) == form


@pytest.mark.parametrize(
    ("word", "code", "form"),
    [
        ("comunicarle", "it", "comunicare"),
        ("spedirlo", "it", "spedire"),
        ("cerchiamo", "it", "cercare"),
        ("macchiare", "it", "macchiare"),
        ("vyčleněnou", "cs", "vyčleněný"),
        ("etiketou", "cs", "etiketa"),
        ("usnáší", "cs", "usnášet"),
        ("proplácejí", "cs", "proplácet"),
        ("měřidel", "cs", "měřidlo"),
        ("zasílatel", "cs", "zasílatel"),
        ("cel", "cs", "clo"),
    ],
)
def test_some_words_have_another_form_than_a_lexicon_says(word: str, code: str, form: str) -> None:
    assert lemma(word, code) == form


def test_only_what_the_lexicon_lacks_is_guessed() -> None:
    assert guessed("zákazníkům", "cs") == guessed("clienti", "it") == ""
    assert guessed("pohovoru", "cs") == "pohovor"


@pytest.mark.parametrize(
    ("code", "inside", "outside"), [("it", "àèéìòù", "řšß"), ("cs-CZ", "ěščřžýáíéúůďťň", "àß"), ("qaa", "", "àš")]
)
def test_letters_are_those_of_common_words(code: str, inside: str, outside: str) -> None:
    found = letters(code)
    assert set(inside) <= found
    assert not set(outside) & found


@pytest.mark.parametrize("code", ["zh", "ja", "ko", "qaa"])
def test_a_language_whose_words_cannot_be_counted_has_no_frequencies(code: str) -> None:
    assert zipf("kůň", code) == 0


LETTERS = st.text("abceilnorstuvzàéěščřžýíúůßıſĳ’'-·ʼABČŽİ .1٣", min_size=1, max_size=8)


@pytest.mark.parametrize("code", ["it", "cs", "de", "en", "sk", "ro", "xx"])
@given(word=LETTERS)
def test_a_word_is_as_frequent_as_the_library_says(code: str, word: str) -> None:
    assert zipf(word, code) == _counted(word, code)


@pytest.mark.parametrize("code", ["it", "cs", "de", "en", "sk", "ro"])
def test_so_is_every_word_of_its_list(code: str) -> None:
    words = top_n_list(code, 30_000)
    joined = [f"{one}-{other}" for one, other in zip(words[::100], words[50::100], strict=True)]
    for word in (*words[::10], *(word.title() for word in words[5::100]), *joined):
        assert zipf(word, code) == _counted(word, code)


def test_a_text_that_reads_like_its_language_asks_no_third_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set[str]()
    monkeypatch.setattr(lexicon, "share", lambda text, code: asked.add(code) or share(text, code))
    sentences = [sentence for sentence in ITALIAN.split("\n") if sentence]
    assert [looks_foreign(sentence, "it", "cs") for sentence in sentences] == [""] * len(sentences)
    assert asked == {"it"}
    assert looks_foreign("We will send you the invoice by the end of the month.", "it", "cs") == "en"
    assert looks_foreign("Fakturu vám pošleme do konce měsíce.", "it", "cs") == "cs"
