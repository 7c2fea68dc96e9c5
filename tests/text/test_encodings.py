"""Documents in the encodings that people's programs write: which one it is, whether that is certain, what is said."""

from __future__ import annotations

import codecs
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.source import Refused
from deckgen.text.encodings import NAMES, beginning, decode

HERE = Path("testo.txt")
TEXTS = {
    "it": "Perché la città è così silenziosa? Lunedì pioverà, però più tardi uscirà il sole e andrò in libreria.\n",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy. Zítra už nepřijdu, protože mě bolí záda a v šest večer zavírají.\n",
    "sk": "Vôbec neviem, čo si ľudia myslia. Dážď prší už štvrtý deň a vlak mešká takmer hodinu.\n",
    "de": "Die Tür fällt leise zu, und draußen läuft die Nachbarin über die Straße, um frische Brötchen zu holen.\n",
    "fr": "Où êtes-vous allés hier soir ? La forêt était déjà sombre, et le garçon répétait toujours la même chose.\n",
    "es": "Mañana iré a la montaña con mi compañero. Él también quería venir, pero está más cansado que nunca.\n",
    "ru": "Вчера вечером мы долго говорили о погоде, а потом пошли домой, потому что стало холодно.\n",
    "el": "Χθες το βράδυ μιλήσαμε για τον καιρό και μετά γυρίσαμε στο σπίτι, επειδή έκανε κρύο.\n",
}
WESTERN = ("cp1252", "iso8859_15", "mac_roman", "cp850")
CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
USED = {
    **dict.fromkeys(("it", "de", "fr", "es"), WESTERN),
    **dict.fromkeys(("cs", "sk"), CENTRAL),
    "ru": ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"),
    "el": ("cp1253", "iso8859_7"),
}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize(("code", "encoding"), [(code, each) for code, used in USED.items() for each in used])
def test_the_encoding_is_the_one_that_gives_words_of_the_language(code: str, encoding: str) -> None:
    found = decode(TEXTS[code].encode(encoding), HERE, (code,))
    assert found.source.text == TEXTS[code]
    assert found.certain
    (remark,) = found.remarks
    assert (remark.level, remark.message) == ("info", f"read as {found.name}")


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("encoding", UNICODE)
def test_unicode_is_recognised_with_and_without_its_mark(code: str, encoding: str) -> None:
    found = decode(TEXTS[code].encode(encoding), HERE, (code,))
    assert (found.source.text, found.certain, found.remarks) == (TEXTS[code], True, ())


@pytest.mark.parametrize(
    ("text", "code", "encoding"),
    [
        ("Quando? Perché?", "it", "cp1252"),
        ("È tardi.", "it", "cp1252"),
        ("Káva je hotová.", "cs", "cp1250"),
        ("Dům a les.", "cs", "cp852"),
        ("“Buonasera” – disse l’oste…", "it", "cp1252"),
        ("„Dobrý večer,“ řekl hostinský…", "cs", "cp1250"),
        ("Costa 5 € al chilo.", "it", "cp1252"),
        ("PERCHÉ LA CITTÀ È VUOTA", "it", "mac_roman"),
    ],
)
def test_a_few_letters_are_enough(text: str, code: str, encoding: str) -> None:
    assert decode(text.encode(encoding), HERE, (code,)).source.text == text


def test_a_text_of_both_languages_is_read_by_the_words_of_both() -> None:
    text = TEXTS["de"] + TEXTS["cs"]
    assert decode(text.encode("cp1250"), HERE, ("de", "cs")).source.text == text


def test_without_a_language_all_that_have_words_are_tried() -> None:
    assert decode(TEXTS["cs"].encode("cp1250"), HERE).source.text == TEXTS["cs"]
    assert decode(TEXTS["it"].encode("cp1252"), HERE).source.text == TEXTS["it"]


def test_what_is_not_certain_names_the_words_to_look_at() -> None:
    found = decode("Herr Irène wohnt hier.".encode("cp1252"), HERE, ("de",))
    assert not found.certain
    (remark,) = found.remarks
    assert remark.level == "warning"
    assert "not certain" in remark.message
    assert "“Irène”" in remark.message
    assert "UTF-8" in remark.advice


def test_a_text_in_another_language_is_not_certain() -> None:
    assert not decode(TEXTS["sk"].encode("cp1250"), HERE, ("it",)).certain


@pytest.mark.parametrize("name", NAMES.values())
def test_the_encoding_that_a_person_gives_decides(name: str) -> None:
    own = next(each for each, called in NAMES.items() if called == name)
    found = decode("Dopo le otto.".encode(own), HERE, ("it",), name)
    assert (found.source.text, found.name, found.certain, found.remarks) == ("Dopo le otto.", name, True, ())


def test_a_given_encoding_is_not_questioned() -> None:
    assert decode(TEXTS["cs"].encode("cp1250"), HERE, ("cs",), "latin-1").source.text == TEXTS["cs"].encode(
        "cp1250"
    ).decode("latin-1")
    assert decode(b"\xff\xfe" + "Sì.".encode("utf-16-le"), HERE, ("it",), "utf-16").source.text == "Sì."


@pytest.mark.parametrize("name", ["klingon", "rot13", "zlib", "punycode", "unicode_escape", "a\0b", "", " "])
def test_an_encoding_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    if not name:
        assert decode(b"Ciao.", HERE, ("it",), name).name == "UTF-8"
        return
    with pytest.raises(Refused) as refused:
        decode(b"Ciao.", HERE, ("it",), name)
    assert "Windows-1250" in refused.value.problems[0].advice


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("Perché no?\nCosì è.\nQui ".encode() + b"\xf8 male.\n", 3, "this is not valid UTF-8: byte 0xf8"),
        ("Perché no?\nCosì è.\nLà".encode()[:-1], 3, "this is not valid UTF-8: byte 0xc3"),
        (b"\xff\xfea\x00b", 1, "this is not valid UTF-16: byte 0x62"),
        (b"\xe8\x00\x01\x02\xff", 0, "this is not a text file"),
    ],
)
def test_damaged_text_is_refused_with_its_place(data: bytes, line: int, message: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(data, HERE, ("it",))
    (problem,) = refused.value.problems
    assert (problem.line, problem.message) == (line, message)


# ------------------------------------------------------------------ encoded twice


@pytest.mark.parametrize("code", ["it", "cs", "de", "fr"])
@pytest.mark.parametrize("taken_for", ["cp1252", "cp1250", "latin-1", "iso8859_2", "mac_roman", "cp850", "cp852"])
def test_what_was_encoded_twice_is_turned_back_and_said(code: str, taken_for: str) -> None:
    found = decode(twice(TEXTS[code], taken_for).encode(), HERE, (code,))
    assert found.source.text == TEXTS[code]
    (remark,) = found.remarks
    assert (remark.line, remark.level) == (1, "info")
    assert "encoded twice" in remark.message


def twice(text: str, taken_for: str) -> str:
    """The text as a program shows it that takes its UTF-8 for another encoding."""
    return "".join(_shown(byte, taken_for) for byte in text.encode())


def _shown(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def test_what_was_encoded_three_times_is_turned_back() -> None:
    assert decode(twice(twice(TEXTS["it"], "cp1252"), "cp1252").encode(), HERE, ("it",)).source.text == TEXTS["it"]


def test_only_the_damaged_words_of_a_text_change() -> None:
    text = f"Il caffè è pronto. {twice('Perché no? Così è.', 'cp1252')} La città dorme."
    assert decode(text.encode(), HERE, ("it",)).source.text == "Il caffè è pronto. Perché no? Così è. La città dorme."


@pytest.mark.parametrize("text", ["Una cittÃ grande.", "Una citt\ufffd grande.", "Una â€ casa."])
def test_letters_that_are_lost_are_named(text: str) -> None:
    found = decode(f"Prima riga.\n{text}\n".encode(), HERE, ("it",))
    (remark,) = found.remarks
    assert (remark.line, remark.level) == (2, "warning")
    assert "letters were lost" in remark.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, code) for code, text in TEXTS.items()),
        ("LA BEAUTÉ… ET LE CAFÉ®.\n", "fr"),
        ("Ångström, Ärger, Åland, Šárka, Ćelić.\n", "de"),
        ("São João não é irmã.\n", "pt"),
        ("Voilà! Ça coûte 5 €… «Là»\n", "fr"),
        ("日本語のテキスト。\n", "ja"),
    ],
)
def test_sound_text_is_left_alone(text: str, code: str) -> None:
    found = decode(text.encode(), HERE, (code,))
    assert (found.source.text, found.remarks) == (text, ())


# ------------------------------------------------------------------ anything


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60), st.sampled_from(["it", "cs", "qaa", "zh"]))
def test_any_bytes_are_text_or_refused(data: bytes, code: str) -> None:
    with suppress(Refused):
        found = decode(data, HERE, (code,))
        assert found.name in NAMES.values()
    beginning(data)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(USED)), st.data())
def test_a_damaged_text_is_read_or_refused(code: str, data: st.DataObject) -> None:
    whole = bytearray(TEXTS[code].encode(data.draw(st.sampled_from([*USED[code], *UNICODE]))))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(Refused):
        decode(bytes(whole[: data.draw(st.integers(0, len(whole)))]), HERE, (code,))


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80), st.sampled_from(["it", "cs"]))
def test_unicode_text_comes_back_or_is_reported(text: str, code: str) -> None:
    data = codecs.BOM_UTF8 + text.encode("utf-8", "ignore")
    found = decode(data, HERE, (code,))
    assert found.source.text == text.encode("utf-8", "ignore").decode() or found.remarks


def test_a_long_text_takes_time_in_proportion_and_no_more() -> None:
    data = TEXTS["cs"].encode("cp1250") * 20_000 + b"\xe8" * 300_000 + b"a" * 300_000
    assert decode(data, HERE, ("cs",)).name == "Windows-1250"


def test_a_long_stretch_of_letters_takes_time_in_proportion_and_no_more() -> None:
    text = "".join(map(chr, range(0x3400, 0x9000))) * 4
    assert decode(text.encode(), HERE, ("it",)).source.text == text


def test_a_short_text_whose_letters_might_be_chance_is_read_as_what_it_is_valid_in() -> None:
    data = "panea“x".encode()
    assert decode(data, Path("a.txt")).source.text == "panea“x"
