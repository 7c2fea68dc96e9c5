"""Documents as people have them, made at random: what they show is known, so what a reader loses can be counted."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hypothesis import strategies as st

_WORDS = {
    "it": "casa cliente prezzo ordine lettera banco strada fiera bottega treno mercato chiave inverno nostro lungo "
    "vende arriva chiede paga firma quando perché sempre anche molto della nella con per una il la gli",
    "cs": "dům zákazník cena objednávka dopis pult silnice veletrh krám vlak trh klíč zima náš dlouhý prodává přijde "
    "žádá platí podepíše když protože vždy také velmi z na do pro jeden ten jejich",
}


@dataclass(frozen=True)
class Made:
    """A document and the letters that it shows, in order."""

    text: str
    shown: str


def letters(text: str) -> str:
    """The letters of a text, without case, spaces and marks."""
    return "".join(filter(str.isalpha, text)).lower()


@st.composite
def phrases(draw: st.DrawFn, code: str, least: int = 2, most: int = 9) -> str:
    """A few words, the first with a capital."""
    words = draw(st.lists(st.sampled_from(_WORDS[code].split()), min_size=least, max_size=most))
    return " ".join(words).capitalize()


@st.composite
def paragraphs(draw: st.DrawFn, code: str) -> str:
    """One to three sentences."""
    found = draw(st.lists(phrases(code, 3, 14), min_size=1, max_size=3))
    return " ".join(phrase + draw(st.sampled_from([".", ".", "!", "?", "…"])) for phrase in found)


@st.composite
def plain_blocks(draw: st.DrawFn, code: str) -> Made:
    """A paragraph, a heading, a list, verse, a table, a caption, a dialogue, a page number: with its letters."""
    lines = draw(st.lists(phrases(code), min_size=1, max_size=5))
    paragraph, width = draw(paragraphs(code)), draw(st.integers(20, 70))
    ends = [draw(st.sampled_from(["", "", ";", ",", "."])) for _ in lines]
    ended = [line + end for line, end in zip(lines, ends, strict=True)]
    bullet = draw(st.sampled_from(["- ", "• ", "* ", "– ", "▪\t"]))
    close, gap = draw(st.sampled_from([".", ")"])), draw(st.sampled_from(["\n", "\n\n"]))
    caption, date = {"it": ("Figura", "5 novembre 2025"), "cs": ("Obrázek", "5. listopadu 2025")}[code]
    shapes = [
        paragraph,
        textwrap.fill(paragraph, width, break_long_words=False),
        f"{lines[0]}\n",
        "\n".join(bullet + line for line in ended),
        gap.join(f"{n}{close} {line}" for n, line in enumerate(ended, 1)),
        "\n".join(ended),
        "\n".join(f"{line}\t{n} euro\t{line.split()[0]}" for n, line in enumerate(lines, 1)),
        f"{caption} {len(lines)}-1. {ended[0]}",
        "\n".join(f"— {line}? — {line.lower()}." for line in lines),
        date,
    ]
    cut = draw(st.sampled_from(["chiave", "mercato", "zákazník"]))
    others = [
        Made(f"{lines[0]} {cut[:3]}-\n{cut[3:]} e basta.", letters(f"{lines[0]} {cut} e basta")),
        Made("12", ""),
        Made("- 7 -", ""),
    ]
    return draw(st.sampled_from([*(Made(text, letters(text)) for text in shapes), *others]))


@st.composite
def plain_documents(draw: st.DrawFn, code: str) -> Made:
    """A plain text of such blocks, apart or close together."""
    blocks = draw(st.lists(plain_blocks(code), min_size=1, max_size=8))
    gaps = [draw(st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n", "\r\n\r\n"])) for _ in blocks]
    text = "".join(block.text + gap for block, gap in zip(blocks, gaps, strict=True))
    return Made(text, "".join(block.shown for block in blocks))


@st.composite
def markdown_blocks(draw: st.DrawFn, code: str) -> Made:
    """A block of Markdown in one of its many dialects, with the letters that a page of it shows."""
    line, other = draw(phrases(code)), draw(phrases(code))
    shapes = {
        f"# {line}": line,
        f"{line}\n=====": line,
        f"## {line} {{#sezione}}": line,
        f"{line}.\n{{: .nota }}": line,
        f"- {line}\n- {other}": line + other,
        f"1. {line}\n2. {other}": line + other,
        f"- [ ] {line}\n- [x] {other}": line + other,
        f"> [!NOTE]\n> {line}.": line,
        f":::note {line}\n\n{other}\n\n:::": line + other,
        f"{line}  \n{other}": line + other,
        f"{line}.<br>{other}.": line + other,
        f'**{line}** [{other}](pagina.md "titolo").': line + other,
        f"{line} ~~{other}~~ qui.": line + "qui",
        f"{line}[^1].\n\n[^1]: {other}": line,
        f"| {line} | {other} |\n|---|---|\n| {other} | {line} |": line + other + other + line,
        f"![{line}](a.png)\n\n{other}.": other,
        f"```\n{line}\n```\n\n{other}.": other,
        f"<!-- {line} -->\n\n{other}.": other,
        f"<div>{line}</div>\n\n{other}.": line + other,
        f"{line}\n: {other}": line + other,
        f"[{line}](a.md)  \n[{other} [!INCLUDE[prod](b.md)]](c.md)  ": line + other + "prod",
        f'[rif]: https://example.org "{line}"\n\n{other} [rif].': other + "rif",
    }
    text = draw(st.sampled_from(list(shapes)))
    return Made(text, letters(shapes[text]))


@st.composite
def markdown_documents(draw: st.DrawFn, code: str) -> Made:
    """A Markdown text of such blocks, perhaps with front matter."""
    blocks = draw(st.lists(markdown_blocks(code), min_size=1, max_size=6, unique_by=lambda made: made.text[:12]))
    front = draw(st.sampled_from(["", "---\ntitle: Prova\nlang: it\n---\n"]))
    text = front + "\n\n".join(block.text for block in blocks) + "\n"
    return Made(text, "".join(block.shown for block in blocks))
