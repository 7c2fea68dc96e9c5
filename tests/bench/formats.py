"""The same text in every format: `python tests/bench/formats.py [FOLDER ...]`, each with a text as it.md and cs.md.

pandoc and LibreOffice write each text as people have it, deckgen pairs it, and the pairs are compared with those of the
Markdown: how many of them come out the same, and how many others come with them. Files with both languages are
made from the pairs of the Markdown. Needs pandoc and soffice; the shipped texts are taken without a FOLDER.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.actions.originals import Originals
from deckgen.actions.pairing import pair_originals
from deckgen.text.formats import rows_writer
from deckgen.text.formats.rows_writer import Outgoing

DATA = Path(__file__).parents[2] / "data"
_UNSEEN = re.compile(r"\A---\n.*?\n---\n|!\[[^\]]*\]\([^)]*\)", re.DOTALL)  # pandoc writes it out where others do not
Pairs = Counter[tuple[str, str]]

PANDOC = ("docx", "odt", "html", "epub")
OFFICE = {"pdf": "odt", "docx (LibreOffice)": "odt", "html (LibreOffice)": "odt"}


def main(folders: list[str]) -> None:
    """Print a row for each format: the pairs of the Markdown that are there, and what else is."""
    totals: dict[str, Counter[str]] = {}
    for folder in [Path(each) for each in folders] or sorted(
        path for path in DATA.iterdir() if (path / "it.md").exists()
    ):
        with tempfile.TemporaryDirectory() as place:
            for name, wanted, found in compared(folder, Path(place)):
                counts = totals.setdefault(name, Counter())
                counts.update(there=(wanted & found).total(), wanted=wanted.total(), more=(found - wanted).total())
    print("| format | pairs of the Markdown | the same | others |\n|---|---|---|---|")
    for name, counts in totals.items():
        print(f"| {name} | {counts['wanted']} | {counts['there'] / max(1, counts['wanted']):.1%} | {counts['more']} |")


def compared(folder: Path, place: Path) -> Iterator[tuple[str, Pairs, Pairs]]:
    """For each format its name, the pairs of the Markdown, and those that come out of it."""
    for code in ("it", "cs"):
        plain = place / f"{code}.plain.md"
        plain.write_text(_UNSEEN.sub("", (folder / f"{code}.md").read_text("utf-8")), "utf-8")
        pandoc(plain, place / f"{code}.md", "gfm")
        for suffix in PANDOC:
            pandoc(place / f"{code}.md", place / f"{code}.{suffix}", suffix)
    files = tuple((code, place / f"{code}.md") for code in ("it", "cs"))
    wanted = pairs(Originals(files))
    for suffix in PANDOC:
        yield suffix, wanted, pairs(Originals(tuple((code, place / f"{code}.{suffix}") for code, _ in files)))
    for name, source in OFFICE.items():
        suffix = name.split()[0]
        into = place / name.replace(" ", "")
        converted = tuple((code, office(place / f"{code}.{source}", into, suffix)) for code, _ in files)
        yield name, wanted, pairs(Originals(converted))
    outgoing = [Outgoing(f"x-{n}", *pair) for n, pair in enumerate(wanted.elements())]
    for name, write in BOTH.items():
        whole = place / f"both.{name}"
        whole.write_bytes(write(outgoing, ("it", "cs")))
        yield f"{name}, both languages", wanted, pairs(Originals((("", whole),)))
    for name, source in (("ods", "xlsx"), ("csv", "xlsx")):
        whole = office(place / f"both.{source}", place / name, name)
        yield f"{name}, both languages", wanted, pairs(Originals((("", whole),)))


BOTH: dict[str, Callable[[list[Outgoing], tuple[str, str]], bytes]] = {
    "tmx": lambda pairs, languages: rows_writer.tmx(pairs, languages, "0"),
    "tsv": rows_writer.tsv,
    "xlsx": rows_writer.xlsx,
}


def pairs(given: Originals) -> Pairs:
    return Counter((pair.front, pair.back) for pair in pair_originals(given).pairs)


def pandoc(source: Path, target: Path, form: str) -> None:
    subprocess.run(
        ["pandoc", source, "-f", "gfm", "-t", form, "-s", "--wrap=none", "-o", target], check=True, capture_output=True
    )


def office(source: Path, folder: Path, suffix: str) -> Path:
    form = "csv:Text - txt - csv (StarCalc):44,34,76" if suffix == "csv" else suffix
    command = ["soffice", "--headless", "--convert-to", form, "--outdir", folder, source]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / f"{source.stem}.{suffix}"


if __name__ == "__main__":
    if not (shutil.which("pandoc") and shutil.which("soffice")):
        sys.exit("pandoc and soffice are needed: apt-get install pandoc libreoffice-writer libreoffice-calc")
    main(sys.argv[1:])
