"""A text → what a voice should say of it, by the file `speech.toml` of its language.

The rules of that file are patterns with what is said for each. In a pattern, `<number>`, `<unit>`, `<coin>`, `<month>`,
`<roman>`, `<before>`, `<after>` and `<neither>` stand for what the data of the language list; in what is said, `{1}` is
a group, `{1:ordinal a}` a group as the function `ordinal` of `Tongue` says it. Numbers that engines read right stay
digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any

from deckgen.files.resources import table
from deckgen.languages.capitals import Capitals
from deckgen.languages.language import Language, language, short
from deckgen.languages.numerals import Ordinals, ordinals, roman
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import tokens

_SHORT = 3  # letters of an abbreviation; the rules have those
_LONG_WORD = 40  # letters
_SENTENCE = re.compile(r"[^\W\d_]{3,} ")
_PASSES = 4  # what is said can complete what another rule says; then nothing changes any more
_SLOT = re.compile(r"\{(\d)(?::(\w+)(?: (\S+))?)?\}")
_MACRO = re.compile(r"<(\w+)>")
_LONGEST = 10  # digits that an engine reads as one number
_NUMBER = r"(?<![\w.,/])(?:\d{1,3}(?:[. ]\d{3})+|\d+)(?:,\d+)?(?![\d.,]*\d)"


def spoken(text: str, code: str) -> str:
    """A text as a voice should read it: what engines misread is in words. Without data, the text as it stands."""
    tongue = _tongue(short(code))
    said = " ".join(text.split())
    for _ in range(_PASSES):
        before, said = said, tongue.said(said)
        if said == before:
            break
    return said


@dataclass(frozen=True)
class Tongue:
    """How a language is read aloud."""

    known: Language
    rules: Sequence[tuple[re.Pattern[str], str]] = ()
    capitals: Capitals | None = None
    ordinals: Ordinals = field(default_factory=Ordinals)
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)  # gender, then forms: one, few, many, a part
    coins: Mapping[str, Sequence[str]] = field(default_factory=dict)  # the same of a hundredth
    counted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # one and two by gender
    agreement: Sequence[tuple[re.Pattern[str], str]] = ()
    labels: frozenset[str] = frozenset()  # words before a number that is a name
    signs: frozenset[str] = frozenset()  # what signs are called: no nouns
    symbols: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)  # parts of what is said: time, price, dot

    def said(self, text: str) -> str:
        """One pass of all rules; a full stop that ends a sentence as well as an abbreviation stays."""
        closed = text.endswith(".") and bool(_SENTENCE.search(text))
        for pattern, template in self.rules:
            text = pattern.sub(partial(self._filled, template), text)
        for symbol, words in self.symbols.items():
            text = text.replace(symbol, f" {words} ")
        text = self.capitals.said(text) if self.capitals else text
        text = re.sub(r"(?<=\w) (?=[,;:!?.](?:\s|$))", "", " ".join(text.split()))
        return f"{text}." if closed and text[-1:].isalnum() else text

    def _filled(self, template: str, match: re.Match[str]) -> str:
        def slot(found: re.Match[str]) -> str:
            group, function, argument = found.groups()
            text = match[int(group)] or ""
            return str(getattr(self, function)(text, argument or "", match)) if function else text

        return _SLOT.sub(slot, template)

    # -------------------------------------------------------------- what rules call: a text, an argument, the match

    def whole(self, text: str, _: str, __: re.Match[str]) -> str:
        """A number without marks of thousands; a very long one is a code and stays."""
        bare = re.sub(r"(?<=\d)[. ](?=\d{3})", "", text)
        return bare if len(bare) <= _LONGEST else text

    def bare(self, text: str, _: str, __: re.Match[str]) -> str:
        """A number without noughts in front."""
        return str(int(text))

    def number(self, text: str, _: str, __: re.Match[str]) -> str:
        """A Roman numeral in digits."""
        return str(roman(text) or text)

    def digits(self, text: str, _: str, __: re.Match[str]) -> str:
        """Digit by digit."""
        return " ".join(re.findall(r"\w", text))

    def groups(self, text: str, _: str, __: re.Match[str]) -> str:
        """A telephone number group by group; a long group, and one that begins with a nought, digit by digit."""
        prefix = f"{self.words['plus']} " if text.startswith("+") else ""
        groups = re.findall(r"\d+", re.sub(r"(?<!\d)(\d{3})(\d{3})(\d{3})(?!\d)", r"\1 \2 \3", text))
        if len(groups) > 3 and all(len(each) == 1 for each in groups):
            return text  # said digit by digit already
        said = (" ".join(each) if len(each) > 3 or each.startswith("0") else each for each in groups)
        return prefix + ", ".join(said)

    def ordinal(self, text: str, form: str, match: re.Match[str]) -> str:
        """Digits or a Roman numeral as an ordinal, in a form; `noun2`, `name1`: in that of the word in this group."""
        n = int(text) if text.isdigit() else roman(text.removesuffix("."))
        if n is None:
            return text
        asked = re.fullmatch(r"(noun|name)(\d)", form)
        return self.ordinals.word(n, self._agreeing("n", asked[1], match[int(asked[2])], match) if asked else form)

    def counting(self, text: str, group: str, match: re.Match[str]) -> str:
        """One or two as the noun behind it needs it, with what separates them; not if the number is a name: comma 1."""
        noun, behind = match[int(group)], _behind(match)
        named = behind in self.labels or noun in self.signs | self.known.before_nouns | self.known.coordinating
        said = "" if named else self._agreeing(text, "noun", noun, match)
        return said if said.endswith("’") else f"{said or text} "

    def ending(self, text: str, usual: str, match: re.Match[str]) -> str:
        """The ending that an adjective has before a noun."""
        return self._agreeing("n", "noun", text, match) or usual

    def _agreeing(self, kind: str, role: str, word: str, match: re.Match[str]) -> str:
        """What the table `agreement` has for a word: n for ordinals, 1 or 2; its gender, or N for a name; the rest."""
        form = word if role == "name" else word.lower()
        gender = "N" if role == "name" else _gender(form, self.known.code)
        said = f"{kind} {gender} {_behind(match)} {form}"
        return next((ending for pattern, ending in self.agreement if pattern.search(said)), "")

    def month(self, text: str, form: str, _: re.Match[str]) -> str:
        """The name of a month as it stands in a date, or in another form that the language lists."""
        return self.words[f"months{form}"].split()[int(text) - 1]

    def ten(self, text: str, _: str, __: re.Match[str]) -> str:
        """Twenty, thirty … in a word."""
        return self.words["tens"].split()[int(text) // 10 - 1]

    def range(self, text: str, group: str, match: re.Match[str]) -> str:
        """From one number to a larger one, or one against another."""
        a, b = text, match[int(group)]
        rising = float(a.replace(",", ".")) < float(b.replace(",", "."))
        governed = _behind(match) in self.known.function_words
        return self.words["against" if not rising else "between" if governed else "range"].format(a=a, b=b)

    def time(self, text: str, way: str, _: re.Match[str]) -> str:
        """Hours and minutes, in a way for which the language has words."""
        hours, minutes = re.split(r"[:.]", text)
        name = ("time" if int(minutes) else "full") + way
        said = {"h": str(int(hours)), "m": minutes, "n": str(int(minutes)), "hours": "", "minutes": ""}
        if "hour" in self.units:
            said |= {"hours": self._form("hour", hours), "minutes": self._form("minute", minutes)}
        return self.words[name].format(**said)

    def count(self, text: str, group: str, match: re.Match[str]) -> str:
        """A number and its unit, which is in the group given: in its form, and an amount of money with its coins."""
        unit = match[int(group)]
        whole, _, part = self.whole(text, "", match).partition(",")
        whole = self.bare(whole, "", match)
        if unit in self.coins and len(part) == 2:
            coins = self._counted(str(int(part)), unit, self.coins)
            if not int(part):
                return self._counted(whole, unit, self.units)
            if not int(whole):
                return coins
            price = self.words["price" if int(part) >= 10 else "price_and_coins"]
            return price.format(whole=self._counted(whole, unit, self.units), coins=coins, n=part)
        return self._counted(f"{whole},{part}" if part else whole, unit, self.units)

    def unit(self, text: str, form: str, _: re.Match[str]) -> str:
        """A unit without a number, in one of its forms: 0 for one."""
        forms = self.units[text][1:]
        return forms[min(int(form), len(forms) - 1)]

    def _counted(self, number: str, unit: str, units: Mapping[str, Sequence[str]]) -> str:
        said = self.counted.get(number, {}).get(units[unit][0], number)
        return f"{said} {self._form(unit, number, units)}".replace("’ ", "’")

    def _form(self, unit: str, number: str, units: Mapping[str, Sequence[str]] | None = None) -> str:
        forms = (units or self.units)[unit][1:]
        if "," in number:
            return forms[-1]
        n = int(number)
        if n == 1:
            return forms[0]
        return forms[1] if len(forms) == 2 or 2 <= n <= 4 else forms[2]

    def address(self, text: str, _: str, __: re.Match[str]) -> str:
        """An address of the web or of mail, with names for its signs."""
        text = re.sub(r"^https?://", "", text)
        names = (f" {self.words[SIGNS[each]]} " if each in SIGNS else each for each in text)
        return " ".join("".join(names).replace("www", f" {self.words['www']} ").split())


@lru_cache(10_000)
def _gender(noun: str, code: str) -> str:
    """The gender of a noun in any form, with = if it is its dictionary form, else with -; ? where it is not known."""
    word = tokens(noun, code)[0]
    form = rules_of(code).dictionary_form([word], (), "noun", plural=False)
    return f"{form.gender or '?'}{'=' if word.lemma == noun else '-'}"


def _behind(match: re.Match[str]) -> str:
    """The word before a match, in lower case."""
    before = re.search(r"(\w+)\.? $", match.string[max(0, match.start() - _LONG_WORD) : match.start()])
    return before[1].lower() if before else ""


SIGNS = {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", "&": "and", "?": "question", "=": "is"}


@cache
def _tongue(code: str) -> Tongue:
    data = table(f"languages/{code}/speech.toml")
    known = language(code)
    if not data:
        return Tongue(known)
    units = {name: each.split("|") for names, each in data["units"].items() for name in names.split()}
    coins = {name: each.split("|") for names, each in data["coins"].items() for name in names.split()}
    labels = [*data["numbered"], *data["numbered"].values(), data["words"]["dot"], data["words"]["slash"]]
    macros = _macros(known, data, units, coins)
    given = [*data["rules"], *_short(known, data)]
    return Tongue(
        known,
        rules=[(re.compile(_MACRO.sub(lambda m: macros.get(m[1], m[0]), rule)), said) for rule, said in given],
        capitals=Capitals(known, data["letters"], data["acronyms"], re.compile(data["wordlike"]["pattern"])),
        ordinals=ordinals(data["ordinals"], data["endings"]),
        units=units,
        coins=coins,
        counted=data["counted"],
        agreement=[(re.compile(pattern), ending) for pattern, ending in data["agreement"]],
        labels=frozenset(word.rstrip(".") for word in labels) | known.labels | known.captions,
        signs=frozenset(word for each in (*data["symbols"].values(), *data["words"].values()) for word in each.split()),
        symbols=data["symbols"],
        words=data["words"],
    )


def _macros(known: Language, data: Mapping[str, Any], *units: Mapping[str, Any]) -> Mapping[str, str]:
    names = dict(zip(("unit", "coin"), (_any(each) for each in units), strict=True))
    return {
        **names,
        "number": _NUMBER,
        "month": _any([*known.months, *data["words"]["months"].split()]),
        "roman": "(?:[IVXLC]{2,}|[IVX])",
        "before": _any(word for word in known.counting.roman_before if len(word) > _SHORT),
        "after": _any(word for word in known.counting.roman_after if len(word) > _SHORT),
        "neither": _any(known.counting.not_roman),
    }


def _any(words: Any) -> str:
    """A pattern of these words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


def _short(known: Language, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Rules for abbreviations: before numbers, then anywhere; a full stop that also ends a sentence stays."""
    yield from ((rf"(?<![\w.]){_either(each)} ?(?=\d)", f"{words} ") for each, words in data["numbered"].items())
    for each, words in sorted(data["abbreviations"].items(), key=lambda item: -len(item[0])):
        start = rf"(?<![\w.]){_either(each)}"
        if each.lower().replace(" ", "").removesuffix(".") in known.inside | known.companies:
            yield (rf"{start}(?= [A-ZÀ-Ž])", f"{words}.")
        if each.endswith("."):
            yield (start, f"{words} ")
        else:
            yield (start + (r"(?!\w)" if each[-1].isalnum() else ""), words)


def _either(short: str) -> str:
    """An abbreviation with its first letter in either case, unless it is given in upper case."""
    first, rest = short[0], re.escape(short[1:]).replace(r"\ ", " ?")
    return (f"[{first}{first.upper()}]" if first.islower() else re.escape(first)) + rest
