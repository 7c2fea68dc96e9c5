"""The page in a real browser with real keys: what each of them does is on disk, and nothing else is."""

from __future__ import annotations

import pytest
from browser import CHROMIUM
from studio_world import PAIRS, SENTENCES, Bakery, Open

from deckgen.files.disk import read

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def test_a_damaged_alignment_is_repaired_by_keys_alone(forno: Bakery, studio: Open) -> None:
    studio.press("n")
    assert studio.chosen == "fo-due"
    studio.press("s", "Enter")  # the border is proposed at the end of a sentence
    studio.press("n")
    assert studio.chosen == "fo-quattro"
    studio.press("ArrowRight", "d")  # on the Czech side, last sentence down
    studio.goes_to("fo-cinque")
    studio.press("d")
    studio.goes_to("fo-sei")
    studio.press("d")  # below it stands the sentence that was left out: they become a pair
    assert forno.texts == list(SENTENCES)
    assert not any(pair.doubt for pair in forno.pairs)
    assert [pair.id for pair in forno.pairs][:2] == ["fo-uno", "fo-due"]
    text = forno.pairs_file.read_text("utf-8")
    assert "# Marta asked about this one" in text
    assert text.startswith("# corrected by hand")
    assert {term.id: term.pair for term in forno.terms.values()}["fo-fila"] == "fo-due"
    assert studio.page.logs == []


def test_every_step_is_undone_and_done_again(forno: Bakery, studio: Open) -> None:
    before = forno.bytes
    studio.press("n", "s", "Enter", "n", "ArrowRight", "d", "x", "a")
    after = forno.bytes
    assert after != before
    for _ in range(12):
        studio.press("z")
    assert forno.bytes == before
    for _ in range(12):
        studio.press("Shift+z")
    assert forno.bytes == after


def test_good_takes_the_doubt_and_goes_on(forno: Bakery, studio: Open) -> None:
    studio.press("n", "a")
    assert forno.pairs[1].doubt == 0
    assert studio.chosen == "fo-quattro"
    assert forno.pairs_file.read_text("utf-8") == PAIRS.replace("  doubt: 0.4\n", "")


def test_a_pair_is_left_out_and_restored(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-uno")
    studio.press("x")
    assert forno.pairs[0].skip
    studio.press("x")
    assert forno.pairs_file.read_text("utf-8") == PAIRS


def test_an_edit_is_saved_by_enter_and_left_by_escape(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-uno")
    studio.press("e")
    studio.page.type(" Sempre.")
    studio.press("Escape")
    assert forno.pairs_file.read_text("utf-8") == PAIRS
    studio.press("e")
    studio.page.type(" Sempre.")
    studio.press("Enter")
    assert forno.texts[0][0] == "Il panificio apre alle sei. Sempre."
    assert studio.chosen == "fo-uno"


def test_ctrl_enter_saves_takes_the_doubt_and_goes_on(forno: Bakery, studio: Open) -> None:
    studio.press("n", "e")
    studio.page.type(" Sempre.")
    studio.press("Ctrl+Enter")
    assert forno.texts[1][0].endswith("focaccia. Sempre.")
    assert forno.pairs[1].doubt == 0
    assert studio.chosen == "fo-quattro"


def test_two_pairs_are_merged_and_terms_stay_with_their_words(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-quattro")
    studio.press("m")
    assert [pair.id for pair in forno.pairs] == ["fo-uno", "fo-due", "fo-cinque", "fo-sei", "fo-otto"]
    assert studio.chosen == "fo-due"
    assert {term.pair for term in forno.terms.values()} == {"fo-due"}


def test_the_border_of_a_split_is_chosen_by_arrows(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-uno")
    studio.press("s", "Home", *["ArrowRight"] * 2, "ArrowDown", "Home", *["ArrowRight"] * 2, "Enter")
    assert forno.texts[:2] == [("Il panificio", "Pekárna otvírá"), ("apre alle sei.", "v šest.")]


def test_a_half_without_a_counterpart_is_left_out_if_the_documents_have_it(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-quattro")
    studio.press("s", "End", "ArrowDown", "Enter")  # nothing of the Italian, the second Czech sentence
    assert forno.texts[2] == (SENTENCES[3][0], SENTENCES[3][1])
    studio.page.wait("[...document.querySelectorAll('.row.left')].some((r) => r.textContent.includes('Pokladna'))")


def test_a_first_half_without_a_counterpart_is_left_out_too(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-quattro")
    studio.press("s", "Home", "Enter")  # nothing of the Italian, the first Czech sentence
    assert forno.texts[2] == (SENTENCES[3][0], SENTENCES[4][1])
    studio.page.wait("[...document.querySelectorAll('.row.left')].some((r) => r.textContent.includes('Rossi chce'))")


def test_text_that_is_nowhere_else_is_not_left_out(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-uno")
    studio.press("e")
    studio.page.type(" E poi?")
    studio.press("Enter", "s", "ArrowDown", "End", "Enter")
    assert "would be lost" in studio.said
    assert forno.texts[0] == ("Il panificio apre alle sei. E poi?", SENTENCES[0][1])


def test_a_sentence_that_was_left_out_joins_the_pair_above(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-sei")
    studio.press("ArrowDown")
    assert studio.chosen.startswith("left ")
    studio.press("u")
    assert forno.texts[4][0] == "Si paga solo in contanti. A mezzogiorno il pane è finito."
    assert studio.page.value("document.querySelectorAll('.row.left').length") == 0


def test_headings_are_added_renamed_and_removed(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-quattro")
    studio.press("h")
    studio.page.type("Il cliente")
    studio.press("Tab")
    studio.page.type("Zákazník")
    studio.press("Enter")
    assert [pair.section for pair in forno.pairs] == [*["La mattina"] * 2, *["Il cliente"] * 3, "La fine"]
    studio.goes_to("§1")
    studio.press("x")
    assert forno.pairs_file.read_text("utf-8") == PAIRS


def test_what_is_between_two_marks_is_aligned_again(forno: Bakery, studio: Open) -> None:
    before = forno.pairs_file.read_text("utf-8")
    studio.goes_to("fo-due")
    studio.press("p")
    studio.goes_to("fo-sei")
    studio.press("p", "r")
    studio.page.wait("document.querySelectorAll('.row.pair').length === 8", 30)
    assert forno.texts == list(SENTENCES)
    studio.press("z")
    assert forno.pairs_file.read_text("utf-8") == before


def test_terms_are_decided_by_one_key_each(forno: Bakery, studio: Open) -> None:
    studio.press("g", "t")
    assert studio.chosen == "fo-fila"
    studio.press("a", " ", "x")
    assert {name: term.status for name, term in forno.terms.items()} == {
        "fo-fila": "accepted",
        "fo-focaccia": "proposed",
        "fo-cassa": "rejected",
    }
    assert studio.chosen == "fo-focaccia"
    studio.press("a")
    assert forno.terms["fo-focaccia"].status == "accepted"
    assert "all terms are decided" in studio.said.lower()


def test_a_term_is_edited_and_accepted(forno: Bakery, studio: Open) -> None:
    studio.press("g", "t", "n", "n")
    assert studio.chosen == "fo-cassa"
    studio.press("e")
    studio.page.value("document.querySelector('#field-term').select()")
    studio.page.type("il filone")
    studio.press("Ctrl+Enter")
    term = forno.terms["fo-cassa"]
    assert (term.front, term.back, term.status) == ("il filone", "bochník", "accepted")


def test_the_list_is_found_in_and_shows_only_doubtful_pairs(studio: Open) -> None:
    studio.press("/")
    studio.page.type("contanti")
    studio.page.wait("document.querySelectorAll('.row').length === 1")
    studio.press("Escape")
    studio.page.wait("document.querySelectorAll('.row').length > 6")
    studio.page.click("#doubtful")
    studio.page.wait("document.querySelectorAll('.row.pair').length === 4")


def test_a_key_in_a_field_is_only_a_letter(forno: Bakery, studio: Open) -> None:
    before = forno.bytes
    studio.press("/", "x", "m", "z", "a")
    assert forno.bytes == before


@pytest.mark.parametrize(("language", "named"), [("cs", "Dvojice"), ("it", "Coppie")])
def test_the_page_speaks_the_language_of_the_person(studio: Open, language: str, named: str) -> None:
    script = "(() => { const chosen = document.getElementById('language'); chosen.value = 'LANGUAGE';"
    studio.page.value((script + " chosen.dispatchEvent(new Event('change')); })()").replace("LANGUAGE", language))
    try:
        studio.page.wait(f"document.documentElement.lang === '{language}'")
        studio.page.wait(f"document.getElementById('to-pairs').textContent.startsWith('{named}')")
    finally:
        studio.page.value("localStorage.clear()")


def test_an_editor_at_the_same_time_loses_nothing(forno: Bakery, studio: Open) -> None:
    """Another entry changed: the operation goes through. This entry changed: both texts are shown."""
    studio.goes_to("fo-uno")
    other = PAIRS.replace("Domani si ricomincia.", "Domani si ricomincia da capo.")
    forno.pairs_file.write_text(other, "utf-8")
    studio.press("x")
    assert forno.pairs_file.read_text("utf-8") == other.replace("v šest.\n", "v šest.\n  skip: true\n")
    mine = read(forno.pairs_file).text.replace("Il panificio apre alle sei.", "Il panificio apre alle sette.")
    forno.pairs_file.write_text(mine, "utf-8")
    studio.page.press("a")
    studio.page.press("e")
    studio.page.wait("document.querySelector('.change, dialog[open]') !== null")
