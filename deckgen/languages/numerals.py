"""Roman numerals → numbers, and numbers → the ordinals of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_ROMAN = re.compile("M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int | None:
    """The value of a Roman numeral in upper case; None if the text is none."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_LETTERS[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, (*values[1:], 0), strict=True))


@dataclass(frozen=True)
class Ordinals:
    """The ordinals of a language: `first` from one on, `tens` from twenty on, and what forms those between them.

    Without `stems`, twenty-first is two words; with them, a stem and one of `units` are one, and the stem loses its
    vowel before another. `endings` has the last letters of other forms by those of the dictionary form.
    """

    first: tuple[str, ...] = ()
    tens: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    endings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def word(self, n: int, form: str = "") -> str:
        """The ordinal of `n`, in one of the forms of `endings`; digits where there is no word."""
        tens, unit = divmod(n, 10)
        if 0 < n <= len(self.first):
            return self._inflected(self.first[n - 1], form)
        if not 20 <= n < 20 + 10 * len(self.tens):
            return str(n)
        if not unit:
            return self._inflected(self.tens[tens - 2], form)
        if not self.stems:
            return f"{self._inflected(self.tens[tens - 2], form)} {self._inflected(self.first[unit - 1], form)}"
        stem, rest = self.stems[tens - 2], self.units[unit - 1]
        return self._inflected((stem[:-1] if rest[0] in "aeiou" else stem) + rest, form)

    def _inflected(self, word: str, form: str) -> str:
        ending = self.endings.get(form, {}).get(word[-1])
        return word[:-1] + ending if ending else word


def ordinals(data: Mapping[str, str], endings: Mapping[str, Mapping[str, str]]) -> Ordinals:
    """The ordinals from the data of a language, in which words are separated by spaces."""
    lists = {name: tuple(data.get(name, "").split()) for name in ("first", "tens", "stems", "units")}
    return Ordinals(**lists, endings=endings)
