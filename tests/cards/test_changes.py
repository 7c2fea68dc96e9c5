"""What changed, told to the learner."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import DECK, Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.cards.changes import build_entry, page_beside, render, with_entry
from deckgen.files.source import Source

START = 1_790_000_000
EMPTY_TERMS = "# ancora niente\n"


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


def told(project: Project) -> str:
    """What the page says of the next build, without its date."""
    planned = draft(read_state(project.deck), lambda last: last + 60)
    entry = build_entry(planned.state.deck, planned.plan)
    return re.sub(r"^## \d{4}-\d\d-\d\d\n\n", "", entry)


@pytest.fixture(autouse=True)
def only_sentences(project: Project) -> None:
    project.terms.write_text(EMPTY_TERMS, "utf-8")


def test_the_first_build_tells_all_sentences(project: Project) -> None:
    assert told(project) == (
        "### Nové (3)\n"
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
        "### Nové (1)\n"
        "\n"
        "- Chi ha vinto la trattativa? = Kdo to jednání vyhrál?\n"
        "\n"
        "### Změněné (1)\n"
        "\n"
        "- Il marketing racconta, la vendita domanda.\n"
        "  - ~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví a prodej se ptá.\n"
        "  - proti sobě\n"
        "\n"
        "### Už nejsou v balíčku (1)\n"
        "\n"
        "- La campagna di marketing è costata 2.700 euro. = Marketingová kampaň stála 2 700 eur.\n"
        "\n"
        "### Znovu v balíčku (1)\n"
        "\n"
        "- Ci vediamo. = Uvidíme se.\n"
    )


def test_for_learners_of_czech_it_is_told_in_italian(project: Project) -> None:
    (project.deck / "deck.yaml").write_text(DECK.replace("it\nback: cs", "cs\nback: it"), "utf-8")
    build(project)
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  skip: true")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha vinto poi la trattativa?")
    assert told(project) == (
        "### Modificate (1)\n"
        "\n"
        "- Kdo to jednání vyhrál?\n"
        "  - ~~Chi ha vinto la trattativa?~~ Chi ha vinto poi la trattativa?\n"
        "\n"
        "### Non più nel mazzo (1)\n"
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
    assert told(project) == ("### Změněné (1)\n\n- la trattativa\n  - ~~jednání~~ vyjednávání\n  - ta\n")


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
    planned = draft(read_state(project.deck), lambda _: START)
    expected = render(planned.state.deck, planned.plan)
    finish(planned)
    assert page.read_text("utf-8") == expected != ""
    before = page.read_bytes(), page.stat().st_mtime_ns
    build(project, START + 60)
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before


def test_a_package_with_another_name_has_its_page_beside_it(project: Project) -> None:
    planned = draft(read_state(project.deck), lambda _: START)
    finish(planned, project.root / "altrove" / "lezione.apkg")
    assert sorted(path.name for path in (project.root / "altrove").iterdir()) == ["lezione.apkg", "lezione.changes.md"]


# ------------------------------------------------------------------ one build after the other

DAY = 24 * 60 * 60


def test_a_page_holds_every_build_the_newest_first_under_its_date(project: Project, prague: None) -> None:
    page = page_beside(project.package)
    build(project)
    first = page.read_text("utf-8")
    assert first.startswith("# Prova\n\n## 2026-09-21\n\n### Nové (3)\n\n- ")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    build(project, START + DAY)
    second = page.read_text("utf-8")
    assert second == (
        "# Prova\n\n## 2026-09-22\n\n### Změněné (1)\n\n- Chi ha vinto la trattativa?\n"
        "  - ~~Kdo to jednání vyhrál?~~ Kdo tedy jednání vyhrál?\n\n" + first.removeprefix("# Prova\n\n")
    )
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  skip: true")
    build(project, START + DAY + 60)
    third = page.read_text("utf-8")
    assert third.endswith(second.removeprefix("# Prova\n"))
    assert third.count("## 2026-09-22\n") == 2


@pytest.fixture
def prague(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Prague")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one time zone")
def test_the_date_is_that_of_the_build_where_it_was_made(project: Project, prague: None) -> None:
    midnight = 1_790_028_000  # 2026-09-22 00:00 in Prague, still the day before in Greenwich
    for at, day in ((midnight - 1, "2026-09-21"), (midnight, "2026-09-22")):
        planned = draft(read_state(project.deck), lambda _, at=at: at)  # type: ignore[misc]
        assert build_entry(planned.state.deck, planned.plan).startswith(f"## {day}\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["Nové", "Jiné", "# křížek", "## dva"]), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_nothing_of_a_page_is_ever_lost(names: list[str], newline: str) -> None:
    page: Source | None = None
    for number, name in enumerate(names):
        entry = f"## 2026-01-0{number + 1}\n\n### {name} (1)\n\n- věta\n"
        before = page
        text = with_entry("Prova", entry, before)
        if before is None:
            text = text.replace("\n", newline)
        assert text.startswith(f"# Prova{newline}{newline}{entry.replace(chr(10), newline)}")
        assert before is None or text.endswith(before.text.split(newline, 2)[2])
        assert text.count("\n") == text.count(newline)
        page = Source(Path("prova.changes.md"), text)
        assert with_entry("Prova", entry, page) == text, "a build that was interrupted is told twice"


@pytest.mark.parametrize(
    "before",
    ["# Prova\n\n## Nové (1)\n\n- a = b\n", "Milí studenti!\n\n- a = b\n", "# Prova\nVítejte.\n", "", "\n", "# Prova"],
)
def test_what_an_older_deckgen_or_a_person_wrote_on_the_page_stays(project: Project, before: str) -> None:
    build(project)
    page = page_beside(project.package)
    page.write_text(before, "utf-8")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    build(project, START + 60)
    after = page.read_text("utf-8")
    assert after.startswith("# Prova\n\n## 2026-09-2")
    assert after.endswith(before.removeprefix("# Prova").lstrip("\n"))


def test_a_deck_that_is_called_something_else_is_so_on_its_page(project: Project) -> None:
    build(project)
    project.edit(project.deck / "deck.yaml", "name: Prova", "name: Nuova prova")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    finish(draft(read_state(project.deck, renaming=True), lambda last: last + 60))
    text = page_beside(project.package).read_text("utf-8")
    assert text.startswith("# Nuova prova\n\n## ")
    assert "# Prova" not in text


def test_a_build_under_another_name_is_on_the_page_of_the_deck_too(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    other = project.root / "altrove" / "lezione.apkg"
    finish(draft(read_state(project.deck), lambda last: last + 60), other)
    pages = [page_beside(path).read_text("utf-8") for path in (project.package, other)]
    assert pages[0] == pages[1]
    assert "### Změněné (1)" in pages[0]
    assert "### Nové (3)" in pages[0]


# ------------------------------------------------------------------ what many notes have alike


def test_a_section_with_another_name_is_told_once_for_all_its_notes(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "L’inizio", "L’avvio")
    project.edit(project.pairs, "prodej se ptá.", "prodej se táže.")
    assert told(project) == (
        "### Změněné (2)\n"
        "\n"
        "- ~~L’inizio~~ L’avvio (2)\n"
        "- Il marketing racconta, la vendita domanda.\n"
        "  - ~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví, prodej se táže.\n"
    )


def test_a_section_of_one_note_is_told_under_it(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "La fine", "In fondo")
    assert "- Chi ha vinto la trattativa?\n  - ~~La fine~~ In fondo\n" in told(project)


def test_a_text_with_another_title_is_told_once_for_all_its_notes(project: Project) -> None:
    build(project)
    project.edit(project.deck / "deck.yaml", "title: Testo", "title: Un altro testo")
    assert told(project) == "### Změněné (3)\n\n- ~~Testo~~ Un altro testo (3)\n"
    project.edit(project.pairs, "prodej se ptá.", "prodej se táže.")
    project.edit(project.pairs, "L’inizio", "L’avvio")
    assert told(project) == (
        "### Změněné (3)\n"
        "\n"
        "- ~~L’inizio~~ L’avvio (2)\n"
        "- ~~Testo~~ Un altro testo (3)\n"
        "- Il marketing racconta, la vendita domanda.\n"
        "  - ~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví, prodej se táže.\n"
    )


def test_a_source_of_one_note_is_told_under_it(project: Project) -> None:
    project.pairs.write_text("- {id: t-bada, it: Ci vediamo domani., cs: Zítra se uvidíme.}\n", "utf-8")
    build(project)
    project.edit(project.deck / "deck.yaml", "prefix: t}", 'prefix: t, source: "Rivista, 3"}')
    assert told(project) == "### Změněné (1)\n\n- Ci vediamo domani.\n  - ~~Testo~~ Rivista, 3\n"
