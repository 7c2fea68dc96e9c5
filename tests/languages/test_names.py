"""Names of languages as people write them at the top of a column."""

from __future__ import annotations

import pytest

from deckgen.languages.language import known, language
from deckgen.languages.names import called, column_word, has_name, named


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "it") for text in ("italiano", "Italian", "italština", "taliančina", "Italienisch", "italsky")),
        *((text, "it") for text in ("it", "IT", "It", "it-IT", "it_IT", "ITA", "ita", "it-CH", " Italiano: ")),
        *((text, "cs") for text in ("čeština", "cestina", "česky", "ceco", "cz", "CZ", "CZE", "ces", "cs-CZ")),
        *((text, "en") for text in ("GB", "US", "en-US", "anglicky", "inglese", "eng")),
        *((text, "zh") for text in ("中文", "zh-Hans", "Mandarin", "cinese")),
        *(("JP", "ja"), ("日本語", "ja"), ("العربية", "ar"), ("हिन्दी", "hi"), ("tlh", "tlh"), ("sr-Latn", "sr")),
        *(
            (text, "")
            for text in ("", " ", "#", "la casa", "Ciao", "xx", "xx-YY", "jp", "al", "va", "je", "nota", "x" * 1000)
        ),
    ],
)
def test_a_language_is_recognised_by_its_names_and_codes(text: str, code: str) -> None:
    assert named(text) == code


@pytest.mark.parametrize("code", known())
def test_a_language_with_a_folder_is_recognised(code: str) -> None:
    for text in (code, code.upper(), language(code).name, language(code).english):
        assert named(text) == code


@pytest.mark.parametrize(
    ("code", "inside", "name"),
    [
        *(("cs", "it", "ceco"), ("it", "cs", "italština"), ("it", "it", "italiano"), ("nl", "it", "olandese")),
        *(("de-AT", "cs-CZ", "němčina"), ("cs", "fi", "čeština")),  # no Finnish names are known
    ],
)
def test_a_language_is_called_as_the_speakers_of_another_call_it(code: str, inside: str, name: str) -> None:
    assert called(code, inside) == name


@pytest.mark.parametrize("code", known())
@pytest.mark.parametrize("inside", known())
def test_a_language_is_known_by_what_others_call_it(code: str, inside: str) -> None:
    assert named(called(code, inside)) == code


def test_every_language_with_words_has_names() -> None:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
    from wordfreq import available_languages

    codes = {*SUPPORTED_LANGUAGES, *available_languages()} - {"sh"}  # an old code of hbs
    assert {code for code in codes if not has_name(code)} == set()
    assert {code for code in codes if named(code) != code} == set()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        *(("domanda", "front"), ("Otázka", "front"), ("Risposta", "back"), ("odpověď:", "back")),
        *(("Kapitola", "section"), ("POZNÁMKA", "note"), ("#", "other"), ("ID", "other"), ("N.", "other")),
        *(("casa", ""), ("", ""), ("x" * 1000, "")),
    ],
)
def test_words_for_columns(text: str, holds: str) -> None:
    assert column_word(text) == holds
