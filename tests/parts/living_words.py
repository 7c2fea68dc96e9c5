"""Sentences for random histories: each holds a name of its own, so that it is known again whatever else changes."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterable

# Of these three, two names have at most one in common, so that no sentence looks like an edit of another.
_WHO = (
    ("La ditta", "Firma"),
    ("Il signor", "Pan"),
    ("La signora", "Paní"),
    ("L’avvocato", "Advokát"),
    ("Il ragionier", "Účetní"),
    ("La cooperativa", "Družstvo"),
    ("Il gruppo", "Skupina"),
    ("La famiglia", "Rodina"),
    ("Il meccanico", "Mechanik"),
    ("La banca", "Banka"),
    ("Il corriere", "Kurýr"),
)
_WHAT = (
    ("ordina {n} scatole", "objednává {n} krabic"),
    ("paga {n} euro", "platí {n} eur"),
    ("firma {n} contratti", "podepisuje {n} smluv"),
    ("spedisce {n} pacchi", "odesílá {n} balíků"),
    ("assume {n} operai", "přijímá {n} dělníků"),
    ("vende {n} biciclette", "prodává {n} kol"),
    ("aspetta {n} giorni", "čeká {n} dní"),
    ("risponde a {n} lettere", "odpovídá na {n} dopisů"),
    ("affitta {n} uffici", "pronajímá {n} kanceláří"),
    ("controlla {n} fatture", "kontroluje {n} faktur"),
    ("perde {n} clienti", "ztrácí {n} zákazníků"),
)
_HOW = (
    ("oggi", "dnes"),
    ("domani", "zítra"),
    ("a Milano", "v Miláně"),
    ("in agosto", "v srpnu"),
    ("di nuovo", "znovu"),
    ("senza fretta", "beze spěchu"),
    ("per posta", "poštou"),
    ("di mattina", "ráno"),
    ("al mercato", "na trhu"),
    ("con piacere", "s radostí"),
    ("in ritardo", "se zpožděním"),
)
_NUMBERS: dict[str, int] = {}
_SYLLABLES = [a + b for a in "bdfglmnprstvz" for b in "aeiou"]
_NAME = re.compile(r"\b[A-Z](?:[a-z][a-z]){2}[a-z]x\b")


def name_of(number: int) -> str:
    """The name of a number; no two are alike."""
    parts = [_SYLLABLES[(number * 37 + 11 * place) % 65] for place in (0, 1)]
    parts.append(_SYLLABLES[(number // 65) % 65])
    name = "".join(parts).capitalize() + "x"
    _NUMBERS[name] = number
    return name


def _surname(name: str) -> str:
    number = _NUMBERS[name]
    return "".join(
        _SYLLABLES[(number * step + number // 65 * (step + 6)) % 65] for step in (23, 41, 17, 29)
    ).capitalize()


def sentence(name: str, chance: random.Random, *, other: bool = False) -> tuple[str, str]:
    """A sentence about this name, and its translation; with `other`, it does something else than at first."""
    row, column = divmod(_NUMBERS[name], 11)
    what = chance.randrange(11) if other else (row + column) % 11
    n = chance.randint(11, 98)
    parts = zip(_WHO[column], _WHAT[what], _HOW[(2 * row + column) % 11], strict=True)
    first, second = (f"{who} {name} {_surname(name)} {does.format(n=n)} {how}." for who, does, how in parts)
    return first, second


def names_in(text: str) -> frozenset[str]:
    """The names in a text."""
    return frozenset(_NAME.findall(text))


def sentences_in(text: str) -> list[str]:
    """The sentences of a side."""
    return [each for each in re.split(r"(?<=[.!?]) ", text) if each]


def bare(text: str) -> str:
    """A field or a side without markup and hard spaces."""
    return " ".join(html.unescape(re.sub("<[^<>]*>", " ", text)).replace("\u00a0", " ").split())


def reworded(text: str, name: str, new: str) -> str:
    """A side in which the sentence with this name is a new one."""
    return " ".join(new if name in each else each for each in sentences_in(text))


def retouched(text: str, chance: random.Random) -> str:
    """A sentence after a small correction: another number, or a word more that both languages have."""
    if chance.random() < 0.5:
        return re.sub(r"\d+", str(chance.randint(11, 98)), text, count=1)
    return re.sub(r" (\d+ \w+)", r" circa \1", text, count=1)


def document(rows: Iterable[str], heading: str) -> str:
    """A document of these sentences."""
    return f"# {heading}\n\n" + "\n\n".join(rows) + "\n"
