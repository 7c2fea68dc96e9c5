"""What speaks for a bead and against it, and that it says the same in every strip and in the mirror."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.align.features import SHAPES, BeadShape, Strip, TextPair
from deckgen.align.sides import Array, side_of, weights
from deckgen.align.windows import Window
from deckgen.text.sentences import Sentence
from deckgen.vectors import e5, stored

ONE, CROSSED = SHAPES[0], BeadShape(2, 2, True)
JOINED = [shape for shape in SHAPES if shape.left + shape.right > 2]
Encoder = Callable[[Sequence[str]], Array]
Given = Sequence[Sentence | str]


def drawn(texts: Sequence[str]) -> Array:
    """A unit vector for each text, the same for the same text."""
    rows = np.array([np.random.default_rng(zlib.crc32(text.encode())).normal(size=384) for text in texts])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def alike(texts: Sequence[str]) -> Array:
    """The same vector for every text: meaning tells nothing apart."""
    return np.tile(drawn(["the same"]), (len(texts), 1))


def translated(texts: Sequence[str]) -> Array:
    """Vectors that `Frase due.` and `Věta due.` share: those of all words but the first."""
    rows = np.array([drawn(text.lower().strip(".").split()[1:]).sum(axis=0) for text in texts])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def texts(left: Given, right: Given, encoded: Encoder | None) -> TextPair:
    """Two texts, with the vectors of an encoder or without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(e5, "available", lambda: encoded is not None)
        patch.setattr(stored, "vectors", encoded)
        return TextPair(side_of(left), side_of(right))


def whole(both: TextPair) -> Window:
    return Window(both, Strip(0, len(both.left), 0, len(both.right)))


def scores(left: Given, right: Given, encoded: Encoder | None, shape: BeadShape = ONE) -> list[float]:
    """The scores of the beads of a shape that begin with the first sentence of the left side."""
    both = texts(left, right, encoded)
    return [float(score) for score in whole(both).scores(shape, both.weights)[shape.left - 1, shape.right :]]


EITHER_WAY = pytest.mark.parametrize("encoded", [None, alike], ids=["without vectors", "with vectors"])

# ------------------------------------------------------------------ what speaks for a bead of two sentences

BETTER = {
    "lengths": ("Una frase di lunghezza media, come tante.", "Věta střední délky, jakých je mnoho.", "Ne."),
    "numbers in common": ("Costa 2.700 euro in tutto.", "Stojí celkem 2 700 eur.", "Stojí celkem 3 100 eur."),
    "a number that was lost": ("Costa 2.700 euro in tutto.", "Stojí celkem 2 700 eur.", "Stojí celkem hodně eur."),
    "numbers of which some agree": ("Dal 2019 al 2021.", "Od 2019 do 2021.", "Od 2018 do 2020."),
    "names": ("La signora Bianchi parla.", "Paní Bianchi tu mluví.", "Paní Nováková mluví."),
    "words of one origin": (
        "Il marketing digitale è arte.",
        "Digitální marketing je umění.",
        "Chov včel je milý koníček.",
    ),
    "a question": ("Chi paga il conto?", "Kdo zaplatí účet?", "Kdo zaplatí účet."),
    "no question": ("Lui paga il conto.", "On zaplatí účet.", "On zaplatí účet?"),
    "an exclamation": ("Paghi il conto!", "Zaplaťte účet!", "Zaplaťte účet."),
    "what announces a list": ("Ecco i nomi:", "Zde jména:", "Zde jména."),
}


@pytest.mark.parametrize(("left", "right", "other"), BETTER.values(), ids=BETTER)
@EITHER_WAY
def test_what_agrees_speaks_for_a_bead(left: str, right: str, other: str, encoded: Encoder | None) -> None:
    # So many others that what both have in common is rare.
    crowd = ["Bez pochyb.", "Jinak.", "Moc dobře.", "Tady."]
    better, worse, *_ = scores([left, *crowd], [right, other, *crowd], encoded)
    assert better > worse


@EITHER_WAY
def test_a_number_says_more_where_it_is_rare(encoded: Encoder | None) -> None:
    def gain(number: int) -> float:
        both = [f"Costa {number} euro.", "Costa 7 euro.", "Costa 7 euro."]
        return scores(both, [f"Stojí {number} eur.", "Stojí 7 eur.", "Stojí 7 eur."], encoded)[0]

    assert gain(2700) > gain(7)


@EITHER_WAY
def test_headings_answer_headings(encoded: Encoder | None) -> None:
    text, heading = (Sentence("Attrarre o spingere", 1, heading=kind) for kind in (False, True))
    czech = [Sentence("Tah a tlak, nic víc", 1, heading=kind) for kind in (False, True)]
    assert scores([heading], czech, encoded)[1] > scores([heading], czech, encoded)[0] + 5
    assert scores([text], czech, encoded)[0] > scores([text], czech, encoded)[1]


@EITHER_WAY
def test_marks_without_a_word_answer_their_like(encoded: Encoder | None) -> None:
    like, unlike = scores(["."], ["…", "a"], encoded)
    assert like > unlike + 5


@EITHER_WAY
def test_what_opens_a_paragraph_answers_what_opens_one(encoded: Encoder | None) -> None:
    opening, inner = Sentence("Il cliente paga.", 1, opens=True), Sentence("Il cliente paga.", 1)
    czech = [Sentence("Zákazník platí.", 1, opens=opens) for opens in (True, False)]
    assert np.argmax(scores([opening], czech, encoded)) == 0
    assert np.argmax(scores([inner], czech, encoded)) == 1


def test_what_means_the_same_is_a_bead() -> None:
    found = scores(
        ["Frase due due due due due.", "Frase tre."], ["Věta otto.", "Věta due due due due.", "Věta sei."], translated
    )
    assert np.argmax(found) == 1
    assert found[1] > max(found[0], found[2]) + 3


def test_short_sentences_have_hardly_a_meaning() -> None:
    both = texts(["Sì.", "Una frase di lunghezza media."], ["Ano.", "Věta střední délky, jakých je mnoho."], alike)
    found = dict(whole(both).features(ONE))["one.meaning"]
    assert found[1, 1] > 0.9
    assert found[0, 0] == pytest.approx(found[0, 1]) == pytest.approx(0.08, abs=0.01)


# ------------------------------------------------------------------ what speaks for more of them


def joined(shape: BeadShape, encoded: Encoder | None, left: Given, right: Given) -> float:
    """The score of the bead of the first sentences."""
    both = texts(left, right, encoded)
    return float(whole(both).scores(shape, both.weights)[shape.left - 1, shape.right])


def marked(
    count: int, *, first: str = "", last: str = "", opens: bool = False, heading: bool = False
) -> list[Sentence]:
    """Sentences of one length; the second one opens a paragraph or is a heading where there is one."""
    ends = [first, *[""] * (count - 2), last] if count > 1 else [last]
    return [Sentence(f"qualcosa qui{end}", 1, opens and n == 1, heading and n == 1) for n, end in enumerate(ends)]


@pytest.mark.parametrize("shape", JOINED)
@EITHER_WAY
def test_only_running_text_is_joined_and_not_across_paragraphs(shape: BeadShape, encoded: Encoder | None) -> None:
    a, b, _ = shape
    plain = joined(shape, encoded, marked(a), marked(b))
    assert plain > joined(shape, encoded, marked(a, opens=True), marked(b, opens=True)) + 1
    assert plain > joined(shape, encoded, marked(a, heading=True), marked(b, heading=True)) + 1
    if shape != CROSSED:  # of two that changed places the first one of this side ends like the last one over there
        assert plain == joined(shape, encoded, marked(a, first=","), marked(b, first=","))


@EITHER_WAY
def test_a_mark_tells_less_where_a_side_has_none(encoded: Encoder | None) -> None:
    def loss(ending: str) -> float:
        both = ["Bez pochyb."] * 8, [f"Jinak{ending}"] * 8
        same, other = scores(["Una cosa.", *both[0]], ["Jedna věc.", "Jedna věc", *both[1]], encoded)[:2]
        return same - other

    assert loss(".") > 2 * loss("") > 0


@pytest.mark.parametrize("shape", JOINED)
@EITHER_WAY
def test_joined_sentences_end_alike(shape: BeadShape, encoded: Encoder | None) -> None:
    a, b, _ = shape
    if shape == CROSSED:
        if encoded is None:  # too rare without vectors for its marks to have been learned
            return
        like = joined(shape, encoded, marked(a, first=";", last="."), marked(b, first=".", last=";"))
        assert like > joined(shape, encoded, marked(a, first=";", last="."), marked(b, first=";", last="."))
        return
    for mark in "?!.":
        both = joined(shape, encoded, marked(a, last=mark), marked(b, last=mark))
        assert both > joined(shape, encoded, marked(a, last=mark), marked(b, last=":"))
        assert both > joined(shape, encoded, marked(a, last=";"), marked(b, last=mark))


@pytest.mark.parametrize("shape", JOINED)
@EITHER_WAY
def test_joined_sentences_have_their_numbers_in_common(shape: BeadShape, encoded: Encoder | None) -> None:
    def score(right: str) -> float:
        ours, theirs = ["qua e là"] * (shape.left - 1), ["tu a tam"] * (shape.right - 1)
        crowd = ["Bez pochyb 3100.", "Jinak.", "Moc dobře.", "Tady."]
        return joined(shape, encoded, [*ours, "Costa 2700", *crowd], [*theirs, right, *crowd])

    assert score("Stojí 2 700") > score("Stojí 3 100") + 1
    assert score("Stojí 2 700") > score("Stojí hodně") + 1


@pytest.mark.parametrize("shape", [shape for shape in JOINED if shape != CROSSED])
@pytest.mark.parametrize("encoded", [None])  # with vectors, these have said it already
def test_joined_sentences_have_words_in_common(shape: BeadShape, encoded: Encoder | None) -> None:
    def score(right: str) -> float:
        ours, theirs = ["qua e là"] * (shape.left - 1), ["tu a tam"] * (shape.right - 1)
        crowd = ["Bez Rossi.", "Jinak.", "Moc dobře.", "Tady."]
        return joined(shape, encoded, [*ours, "Ecco Conti", *crowd], [*theirs, right, *crowd])

    assert score("Tady Conti") > score("Tady Rossi")


@pytest.mark.parametrize("shape", SHAPES)
def test_numbers_that_agree_do_not_clash_however_frequent_they_are(shape: BeadShape) -> None:
    def clash(number: int, times: int) -> bool:
        both = texts(["Nel 2019 piove."] * shape.left * times, [f"V {number} prší."] * shape.right * times, None)
        return bool(dict(whole(both).features(shape))[f"{group}.numbers clash"][0, 0])

    group = "one" if shape == ONE else "cross" if shape.crossed else "joined"
    for times in (1, 2, 20):
        assert clash(2018, times)
        assert not clash(2019, times)


@pytest.mark.parametrize("shape", [shape for shape in JOINED if shape != CROSSED])
@EITHER_WAY
def test_joined_sentences_are_as_long_as_what_they_answer(shape: BeadShape, encoded: Encoder | None) -> None:
    a, b, _ = shape
    ours, theirs = ["a" * (60 // a)] * a, ["e" * (60 // b)] * b
    other = [*theirs[1:], "e" * 300]
    assert joined(shape, encoded, ours, theirs) > joined(shape, encoded, ours, other) + 1


@pytest.mark.parametrize(
    ("left", "right", "alien"),
    [
        (["Frase due tre."], ["Věta due.", "Věta tre."], ["Věta due.", "Věta sei."]),
        (["Frase due.", "Frase tre."], ["Věta due tre."], ["Věta due otto."]),
        (["Frase due tre sei."], ["Věta due.", "Věta tre.", "Věta sei."], ["Věta due.", "Věta tre.", "Věta mai."]),
        (["Frase due tre.", "Frase sei."], ["Věta due.", "Věta tre sei."], ["Věta due.", "Věta mai poi."]),
    ],
)
def test_every_sentence_of_a_bead_adds_to_what_it_says(left: list[str], right: list[str], alien: list[str]) -> None:
    shape, far = BeadShape(len(left), len(right)), ["Frase sette quattro."]
    assert joined(shape, translated, left + far, right + far) > joined(shape, translated, left + far, alien + far) + 2

    def added(other: list[str]) -> float:
        return float(dict(whole(texts(left + far, other + far, translated)).features(shape))["joined.added"][0, 0])

    assert added(right) > 0 > added(alien) or len(right) == 1


def test_two_and_two_that_changed_places_are_crossed() -> None:
    left, right = ["Frase due due due.", "Frase tre tre tre."], ["Věta due due due.", "Věta tre tre tre."]
    far = ["Frase sette."]
    straight, turned = (
        [joined(shape, translated, left + far, other + far) for shape in (BeadShape(2, 2), CROSSED)]
        for other in (right, right[::-1])
    )
    assert turned[1] > turned[0]
    assert straight[0] > straight[1] + 5


# ------------------------------------------------------------------ what speaks for leaving out


def left_out(left: Given, right: Given, encoded: Encoder | None) -> list[list[float]]:
    both = texts(left, right, encoded)
    return [list(map(float, side)) for side in whole(both).null_scores(both.weights)]


@EITHER_WAY
def test_short_sentences_and_headings_are_left_out_sooner(encoded: Encoder | None) -> None:
    long = Sentence("Una frase di lunghezza media, come tante.", 1)
    short, heading = Sentence("Una frase.", 1), Sentence(long.text, 1, heading=True)
    for side, found in enumerate(left_out([long, short, heading], [long, short, heading], encoded)):
        assert found[1] > found[0], side
        assert found[2] > found[0], side


def test_what_has_an_answer_is_not_left_out() -> None:
    ours, theirs = left_out(
        ["Frase due due due due due due.", "Frase tre tre tre tre tre tre."],
        ["Věta otto otto otto otto otto.", "Věta due due due due due due."],
        translated,
    )
    assert ours[0] < ours[1] - 1
    assert theirs[1] < theirs[0] - 1


# ------------------------------------------------------------------ what always holds

WORDS = st.sampled_from(["il", "Roma", "12", "2.700", ".", "marketing", "Giulia", "storia", "e", "vendite", "?"])
SENTENCE = st.builds(
    Sentence, st.lists(WORDS, min_size=1, max_size=8).map(" ".join), st.just(1), st.booleans(), st.booleans()
)
TEXT = st.lists(SENTENCE, min_size=1, max_size=12)
ENCODED = st.sampled_from([None, drawn])


def without_window(both: TextPair) -> dict[str, float]:
    """Weights where nothing counts that looks at how alike others in the window are."""
    return {name: 0.0 if "near" in name or "alike" in name else weight for name, weight in both.weights.items()}


@settings(max_examples=80, deadline=None)
@given(TEXT, TEXT, ENCODED, st.data())
def test_a_bead_has_the_same_score_in_every_strip(
    left: list[Sentence], right: list[Sentence], encoded: Encoder | None, data: st.DataObject
) -> None:
    both = texts(left, right, encoded)
    wanted, weighed = whole(both), without_window(both)
    top, lo = data.draw(st.integers(0, len(left) - 1)), data.draw(st.integers(0, len(right)))
    strip = Strip(top, data.draw(st.integers(top + 1, len(left))), lo, data.draw(st.integers(lo, len(right))))
    window = Window(both, strip)
    for shape in SHAPES:
        part = wanted.scores(shape, weighed)[strip.top : strip.bottom, strip.lo : strip.hi + 1]
        np.testing.assert_allclose(window.scores(shape, weighed), part, atol=1e-4)
    for found, all_of, here in zip(
        window.null_scores(weighed),
        wanted.null_scores(weighed),
        (slice(strip.top, strip.bottom), slice(strip.lo, strip.hi)),
        strict=True,
    ):
        np.testing.assert_allclose(found, all_of[here], atol=1e-4)


@settings(max_examples=80, deadline=None)
@given(TEXT, TEXT, ENCODED)
def test_in_the_mirror_all_is_worth_the_same(
    left: list[Sentence], right: list[Sentence], encoded: Encoder | None
) -> None:
    there, back = texts(left, right, encoded), texts(right, left, encoded)
    for shape in SHAPES:
        mirrored = BeadShape(shape.right, shape.left, shape.crossed)
        ours, theirs = whole(there).scores(shape, there.weights), whole(back).scores(mirrored, back.weights)
        np.testing.assert_allclose(ours[:, 1:], theirs[:, 1:].T, atol=1e-3)
    alone = whole(there).null_scores(there.weights), whole(back).null_scores(back.weights)[::-1]
    for one, other in zip(*alone, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 6), ENCODED)
def test_beads_that_do_not_fit_are_impossible_and_all_others_possible(
    rows: int, columns: int, encoded: Encoder | None
) -> None:
    both = texts([f"Frase {n}." for n in range(7)], [f"Věta {n}." for n in range(7)], encoded)
    window = Window(both, Strip(0, rows, 0, columns))
    i, j = np.indices((rows, columns + 1))
    for shape in SHAPES:
        found = window.scores(shape, both.weights)
        assert found.shape == (rows, columns + 1)
        np.testing.assert_array_equal(found > -np.inf, (i + 1 >= shape.left) & (j >= shape.right))
        assert window.holds(shape) == (found > -np.inf).any()


@pytest.mark.parametrize(("encoded", "table"), [(None, "surface"), (drawn, "meaning")])
def test_every_feature_has_a_weight_and_every_weight_a_feature(encoded: Encoder | None, table: str) -> None:
    both = texts(["Frase uno."] * 5, ["Věta due."] * 5, encoded)
    window = whole(both)
    named = {name for shape in SHAPES for name, _ in window.features(shape)}
    named |= {name for side in window.nulls() for name, _ in side}
    assert both.weights == weights(table)
    assert named | {"null.first", "null.next"} == set(both.weights)


def test_forms_and_their_mirror_images_have_one_name() -> None:
    assert [shape.name for shape in SHAPES[:5]] == ["1-1", "1-2", "1-2", "2-2", "2x2"]
    assert {(shape.right, shape.left, shape.crossed) for shape in SHAPES} == set(SHAPES)
    assert all(shape.left + shape.right <= 5 for shape in SHAPES)


@EITHER_WAY
def test_much_longer_texts_are_taken_for_texts_with_something_missing(encoded: Encoder | None) -> None:
    a_little, much = (texts(["a" * 100], ["e" * length], encoded).ratio for length in (120, 1000))
    assert a_little == pytest.approx(np.log(1.2))
    assert much == pytest.approx(0.4)
