"""A YAML file of entries as blocks of lines, edited as a person does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from living_words import names_in


class Blocks:
    """The entries of a file, each as its text; `head` is what stands above them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        starts = [n for n, line in enumerate(lines) if line.startswith("- ")]
        self.head = "".join(lines[: starts[0]] if starts else [line for line in lines if line.strip() != "[]"])
        ends = [*starts[1:], len(lines)]
        self.all = ["".join(lines[a:b]) for a, b in zip(starts, ends, strict=False)]

    def save(self) -> None:
        """Write the entries back."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = self.head + "".join(each if each.endswith("\n") else each + "\n" for each in self.all)
        self.path.write_text(text if self.all else self.head + "[]\n", "utf-8")

    def at(self, line: int) -> int:
        """The number of the block at a line of the file."""
        above = self.head.count("\n")
        for n, block in enumerate(self.all):
            above += block.count("\n")
            if line <= above:
                return n
        raise IndexError(line)

    def entries(self) -> list[int]:
        """The numbers of the blocks that are no sections."""
        return [n for n, each in enumerate(self.all) if not each.startswith("- section:")]


def value(block: str) -> dict[str, Any]:
    """The keys of an entry."""
    return dict(yaml.load(block, yaml.CSafeLoader)[0])


def with_key(block: str, key: str, text: str) -> str:
    """The block with another value of a key, or with the key at its end."""
    line = f"{key}: {json.dumps(text, ensure_ascii=False)}"
    found = re.compile(rf"^(- |  ){key}: .*$", re.MULTILINE)
    if found.search(block):
        return found.sub(lambda at: at[1] + line, block, count=1)
    return block.rstrip("\n") + f"\n  {line}\n"


def without_key(block: str, key: str) -> str:
    """The block without a key of one line."""
    return without_line(
        block, next((n for n, line in enumerate(block.split("\n")) if line[2:].startswith(f"{key}:")), -1)
    )


def without_line(text: str, number: int) -> str:
    """Lines of YAML without one; the next of its entry takes over the dash."""
    lines = text.split("\n")
    if number < 0:
        return text
    gone = lines.pop(number)
    if gone.startswith("- ") and number < len(lines) and lines[number].startswith("  "):
        lines[number] = "- " + lines[number][2:]
    return "\n".join(lines)


def block_of(keys: Iterable[tuple[str, str]]) -> str:
    """A new entry."""
    lines = [f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, text in keys]
    return "- " + "\n  ".join(lines) + "\n"


def names_of(block: str) -> frozenset[str]:
    """The names in the front of an entry."""
    return names_in(str(value(block).get("it", "")))
