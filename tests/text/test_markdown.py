"""Markdown of many programs: what a page would show, and the lines of it that are no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.source import Source
from deckgen.text.documents import Document, parse


def read(text: str, code: str = "it") -> Document:
    return parse(Source(Path(f"{code}.md"), text), code)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("In vigore dal 3 maggio\n{: .data}\n", ["In vigore dal 3 maggio"]),
        ("## Come pagare{#pagare}\n\nSi paga qui.\n", ["Come pagare", "Si paga qui."]),
        ("> [!TIP]\n> Si paga dopo.\n", ["Si paga dopo."]),
        (":::warning Attenzione\n\nSi paga prima.\n\n:::\n", ["Attenzione", "Si paga prima."]),
        (':::image type="content" source="a.png" alt-text="Un banco":::\n\nEcco.\n', ["Ecco."]),
        ("[Prezzi](a.md)  \n[Il [!INCLUDE[prod](b.md)] nuovo](c.md)  \n", ["Prezzi", "Il prod nuovo"]),
        ("- [ ] Comprare il pane\n- [x] Pagare il fitto\n", ["Comprare il pane", "Pagare il fitto"]),
        ("Il pane è ~~duro~~ fresco.\n", ["Il pane è fresco."]),
        ("Il pane[^1] è fresco[^nota].\n\n[^1]: Di ieri.\n", ["Il pane è fresco."]),
        ("Pane\n: Si mangia con tutto.\n", ["Pane", "Si mangia con tutto."]),
        ("| Pane | 2 euro |\n| Latte | 1 euro |\n", ["Pane", "2 euro", "Latte", "1 euro"]),
        ("<p>Uno.<br>Due.</p>\n<!-- tre -->\n", ["Uno.", "Due."]),
        ("<details><summary>Il prezzo</summary>\nTre euro.\n</details>\n", ["Il prezzo", "Tre euro."]),
        ("3. Terzo passo\n4. Quarto passo\n", ["Terzo passo", "Quarto passo"]),
    ],
)
def test_markdown_shows_what_a_page_shows(text: str, sentences: list[str]) -> None:
    assert [each.text for each in read(text).sentences] == sentences


@pytest.mark.parametrize("line", ["5. listopadu 2025", "3. květen je svátek", "2. patro je zavřené"])
def test_a_day_or_an_ordinal_is_no_list_number(line: str) -> None:
    assert [each.text for each in read(f"# Titul\n\n{line}\n", "cs").sentences] == ["Titul", line]


@pytest.mark.parametrize(
    ("text", "omissions"),
    [
        ("---\ntitle: Prova\n---\n\nEcco.\n", [(2, "front matter")]),
        ("---\n    title: Prova\n\n    ms.date: domani\n---\nEcco.\n", [(2, "front matter"), (4, "front matter")]),
        ("Ecco.\n\n```python\nuno = 1\n```\n", [(3, "code"), (4, "code")]),
        ("Ecco.[^a]\n\n[^a]: Una nota.\n", [(3, "footnote")]),
        ("Ecco.\n\n<!-- nessuno\nlo vede -->\n", [(3, "hidden"), (4, "hidden")]),
        ("Ecco [uno].\n\n[uno]: https://example.org\n", [(3, "markup")]),
        ("Ecco.\n\n> [!NOTE]\n> Basta.\n", [(3, "markup")]),
        ("![Un gatto](gatto.png)\n\nEcco.\n", [(1, "markup")]),
        ("Ecco.\n\n{: datetime='domani'}\n", [(3, "markup")]),
    ],
)
def test_lines_that_are_not_shown_are_named(text: str, omissions: list[tuple[int, str]]) -> None:
    assert [(each.line, each.reason) for each in read(text).omissions] == omissions
