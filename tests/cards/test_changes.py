"""What changed, told to the learner."""

from __future__ import annotations

import pytest
from projects import DECK, Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.cards.changes import render

START = 1_790_000_000
EMPTY_TERMS = "# ancora niente\n"


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


def told(project: Project) -> str:
    planned = draft(read_state(project.deck), lambda last: last + 60)
    return render(planned.state.deck, planned.plan)


@pytest.fixture(autouse=True)
def only_sentences(project: Project) -> None:
    project.terms.write_text(EMPTY_TERMS, "utf-8")


def test_the_first_build_tells_all_sentences(project: Project) -> None:
    assert told(project) == (
        "# Prova\n"
        "\n"
        "## Nové (3)\n"
        "\n"
        "- Il marketing racconta, la vendita domanda. = Marketing vypráví, prodej se ptá.\n"
        "- La campagna di marketing è costata 2.700 euro. = Marketingová kampaň stála 2 700 eur.\n"
        "- Chi ha vinto la trattativa? = Kdo to jednání vyhrál?\n"
    )


def test_what_changed_went_and_came_back_is_told_in_czech(project: Project) -> None:
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  skip: true")
    project.pairs.write_text(
        project.pairs.read_text("utf-8") + "- id: t-boda\n  it: Ci vediamo.\n  cs: Uvidíme se.\n", "utf-8"
    )
    build(project)
    project.edit(project.pairs, "- id: t-boda", "- id: t-boda\n  skip: true")
    build(project, START + 60)
    project.edit(project.pairs, "- id: t-boda\n  skip: true", "- id: t-boda")
    project.edit(project.pairs, "- id: t-bida\n  skip: true", "- id: t-bida")
    project.edit(project.pairs, "- id: t-beda", "- id: t-beda\n  skip: true")
    project.edit(
        project.pairs, "Marketing vypráví, prodej se ptá.", "Marketing vypráví a prodej se ptá.\n  note: proti sobě"
    )
    assert told(project) == (
        "# Prova\n"
        "\n"
        "## Nové (1)\n"
        "\n"
        "- Chi ha vinto la trattativa? = Kdo to jednání vyhrál?\n"
        "\n"
        "## Změněné (1)\n"
        "\n"
        "- Il marketing racconta, la vendita domanda.\n"
        "  - ~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví a prodej se ptá.\n"
        "  - proti sobě\n"
        "\n"
        "## Už nejsou v balíčku (1)\n"
        "\n"
        "- La campagna di marketing è costata 2.700 euro. = Marketingová kampaň stála 2 700 eur.\n"
        "\n"
        "## Znovu v balíčku (1)\n"
        "\n"
        "- Ci vediamo. = Uvidíme se.\n"
    )


def test_for_learners_of_czech_it_is_told_in_italian(project: Project) -> None:
    (project.deck / "deck.yaml").write_text(DECK.replace("it\nback: cs", "cs\nback: it"), "utf-8")
    build(project)
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  skip: true")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha vinto poi la trattativa?")
    assert told(project) == (
        "# Prova\n"
        "\n"
        "## Modificate (1)\n"
        "\n"
        "- Kdo to jednání vyhrál?\n"
        "  - ~~Chi ha vinto la trattativa?~~ Chi ha vinto poi la trattativa?\n"
        "\n"
        "## Non più nel mazzo (1)\n"
        "\n"
        "- Marketing vypráví, prodej se ptá. = Il marketing racconta, la vendita domanda.\n"
    )


def test_a_text_that_was_taken_away_leaves_a_dash(project: Project) -> None:
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  hint: chi?")
    build(project)
    project.edit(project.pairs, "\n  hint: chi?", "")
    assert told(project).endswith("- Chi ha vinto la trattativa?\n  - ~~chi?~~ —\n")


def test_a_term_is_told_with_its_meaning_and_grammar(project: Project) -> None:
    term = "- id: t-peda\n  it: la trattativa\n  cs: jednání\n  pair: t-bida\n"
    project.terms.write_text(term, "utf-8")
    build(project)
    project.terms.write_text(term.replace("cs: jednání", "cs: vyjednávání\n  grammar: ta"), "utf-8")
    assert told(project) == ("# Prova\n\n## Změněné (1)\n\n- la trattativa\n  - ~~jednání~~ vyjednávání\n  - ta\n")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Il prezzo è *molto* alto.", "Il prezzo è \\*molto\\* alto."),
        ("Scrivi a nome_cognome.", "Scrivi a nome\\_cognome."),
        ("Vedi [qui](x) & là.", "Vedi \\[qui\\](x) \\& là."),
        ("Premi <b>OK</b>.", "Premi \\<b\\>OK\\</b\\>."),
        ("2. Chi ha vinto?", "2\\. Chi ha vinto?"),
        ("# Chi ha vinto?", "\\# Chi ha vinto?"),
        ("Costa ~~10~~ 8 euro.", "Costa \\~\\~10\\~\\~ 8 euro."),
        ("Il file è C:\\\\vendite `qui`.", "Il file è C:\\\\vendite \\`qui\\`."),
    ],
)
def test_what_markdown_would_take_for_its_own_is_escaped(project: Project, written: str, shown: str) -> None:
    project.allow("leftover-markup")
    build(project)
    project.edit(project.pairs, "  it: Chi ha vinto la trattativa?", f'  it: "{written}"')
    assert f"- {shown}\n  - ~~Chi ha vinto la trattativa?~~ {shown}\n" in told(project)


def test_where_nothing_changed_nothing_is_told(project: Project) -> None:
    build(project)
    assert told(project) == ""


def test_build_writes_it_beside_the_package_and_leaves_it_when_nothing_changed(project: Project) -> None:
    page = project.package.with_suffix(".changes.md")
    planned = build(project)
    first = page.read_text("utf-8")
    assert first == render(planned.state.deck, planned.plan) != ""
    build(project, START + 60)
    assert page.read_text("utf-8") == first
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    build(project, START + 90)
    assert page.read_text("utf-8") == (
        "# Prova\n\n## Změněné (1)\n\n- Chi ha vinto la trattativa?\n"
        "  - ~~Kdo to jednání vyhrál?~~ Kdo tedy jednání vyhrál?\n"
    )


def test_a_package_with_another_name_has_its_page_beside_it(project: Project) -> None:
    planned = draft(read_state(project.deck), lambda _: START)
    finish(planned, project.root / "altrove" / "lezione.apkg")
    assert sorted(path.name for path in (project.root / "altrove").iterdir()) == ["lezione.apkg", "lezione.changes.md"]


def test_a_section_with_another_name_is_told_once_for_all_its_notes(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "L’inizio", "L’avvio")
    project.edit(project.pairs, "prodej se ptá.", "prodej se táže.")
    assert told(project) == (
        "# Prova\n"
        "\n"
        "## Změněné (2)\n"
        "\n"
        "- ~~L’inizio~~ L’avvio (2)\n"
        "- Il marketing racconta, la vendita domanda.\n"
        "  - ~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví, prodej se táže.\n"
    )


def test_a_section_of_one_note_is_told_under_it(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "La fine", "In fondo")
    assert "- Chi ha vinto la trattativa?\n  - ~~La fine~~ In fondo\n" in told(project)
