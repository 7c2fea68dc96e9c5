"""How fast tables are read: `python tests/bench/tables.py [ROWS]`, 10 000 rows of four columns by default.

Workbooks beside openpyxl, which opens one and gives all values of its rows; CSV and TSV beside the csv module of
Python on text that is already decoded. All contenders run in turn in one process, so that a busy machine is busy for
all, and the median of the ratios counts.
"""

from __future__ import annotations

import csv
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import openpyxl

from deckgen.text.formats import delimited, ods, xlsx

ROUNDS = 7
MOST = 2.0  # times openpyxl's own time

Read = Callable[[], object]


def rows(number: int) -> list[list[str | int]]:
    """Rows of a list of sentences: both languages, a note, a number."""
    return [
        [f"La corriera numero {n} parte dal porto alle sei.", f"Autobus číslo {n} jede z přístavu v šest.", "orari", n]
        for n in range(number)
    ]


def workbook(table: list[list[str | int]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Frasi")
    for row in table:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def values(data: bytes) -> list[object]:
    """What openpyxl alone gives."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


def text(table: list[list[str | int]], delimiter: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(table)
    return written.getvalue()


def spreadsheet(table: list[list[str | int]]) -> bytes:
    """The table as LibreOffice writes it, without styles."""
    import zipfile

    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in table)
    body = "".join(f"<table:table-row>{each}</table:table-row>" for each in cells)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name='Frasi'>{body}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return written.getvalue()


def seconds(read: Read) -> float:
    start = time.perf_counter()
    read()
    return time.perf_counter() - start


def compared(name: str, ours: Read, other: str, theirs: Read) -> float:
    """The ratio of our time to theirs, which is printed."""
    times = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    ratio = statistics.median(own / their for own, their in times)
    own, their = (statistics.median(each) for each in zip(*times, strict=True))
    print(f"{name:5} {own * 1000:7.0f} ms, {other} {their * 1000:7.0f} ms: {ratio:.2f} ×")
    return ratio


def main(number: int) -> None:
    table = rows(number)
    book, sheet = workbook(table), spreadsheet(table)
    print(f"{number} rows of {len(table[0])} columns, medians of {ROUNDS}")
    ratio = compared("xlsx", lambda: xlsx.read(book, Path("x.xlsx")), "openpyxl", lambda: values(book))
    compared("ods", lambda: ods.read(sheet, Path("x.ods")), "openpyxl (the same table as .xlsx)", lambda: values(book))
    for name, delimiter in (("csv", ";"), ("tsv", "\t")):
        plain = text(table, delimiter)
        data, path = plain.encode(), Path(f"x.{name}")

        def theirs(plain: str = plain, delimiter: str = delimiter) -> object:
            return list(csv.reader(io.StringIO(plain), delimiter=delimiter))

        compared(name, lambda data=data, path=path: delimited.read(data, path, ("it", "cs")), "csv", theirs)
    if ratio > MOST:
        sys.exit(f"a workbook takes more than {MOST} times as long as openpyxl needs for it")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
