"""Make aligned documents of the PUD treebanks: `python -m training.pud it_pud-ud-test.conllu cs_pud-ud-test.conllu`.

Universal Dependencies publishes the same thousand sentences in many languages, one to one. The shipped weights of
alignment took the first three hundred, as documents of fifty. Writes them under `training/extra/align/sets/pud`.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from training.aligned import EXTRA

DOCUMENTS, SENTENCES = 6, 50


def sentences(path: Path) -> dict[str, str]:
    """The sentences of a treebank by their ids."""
    text = path.read_text("utf-8")
    return dict(re.findall(r"^# sent_id = (.+)\n(?:#.*\n)*?# text = (.+)$", text, re.MULTILINE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--out", type=Path, default=EXTRA / "align" / "sets" / "pud")
    asked = parser.parse_args()
    left, right = sentences(asked.left), sentences(asked.right)
    both = [name for name in left if name in right][: DOCUMENTS * SENTENCES]
    for number in range(len(both) // SENTENCES):
        names = both[number * SENTENCES : (number + 1) * SENTENCES]
        folder = asked.out / f"p{number:02}"
        folder.mkdir(parents=True, exist_ok=True)
        for file, lines in (
            ("src.txt", [left[name] for name in names]),
            ("tgt.txt", [right[name] for name in names]),
            ("gold.txt", [f"[{n}]:[{n}]" for n in range(len(names))]),
        ):
            (folder / file).write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
