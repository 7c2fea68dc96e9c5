"""Checks of a deck that could be read: a flat list of small functions from a deck to remarks.

The checks here are rules that every deck must obey; those that authors may silence are in `lints`. To add one, write
the function and put it into the list with its code.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from deckgen.checks import identity
from deckgen.checks.items import Check, Listed, Remark, examples, pairs_of, terms_of
from deckgen.checks.lints import LINTS, THOROUGH
from deckgen.files.source import Problem
from deckgen.languages.language import language
from deckgen.project.deck import Deck
from deckgen.project.fields import ANKIS_OWN, OURS
from deckgen.project.lock import Lock
from deckgen.project.parts import Part

ID = re.compile(r"[^\W_][\w.-]{0,79}")


def check(deck: Deck, parts: Sequence[Part], lock: Lock | None = None, *, thorough: bool = False) -> list[Problem]:
    """All problems that the checks find, sorted by place; the slow checks run only if `thorough`.

    Ids are judged by `lock`, that of the last build. A lint that the entry or deck.yaml allows gets the level
    `allowed`: reported, but not as a fault.
    """
    parts = Listed(parts)
    found: list[Problem] = list(identity.problems(parts, lock))
    used: set[tuple[int, str]] = set()
    lints = (*LINTS, *THOROUGH) if thorough else LINTS
    for rule in RULES:
        found += [remark.problem(rule.code) for remark in rule.find(deck, parts)]
    for lint in lints:
        for remark in lint.find(deck, parts):
            allowed = lint.code in remark.item.entry.allow
            if allowed:
                used.add((id(remark.item.entry), lint.code))
            found.append(remark.problem(lint.code, allowed=allowed or lint.code in deck.allow))
    found += _unknown_codes(deck, parts)
    if thorough:
        found += _needless_codes(parts, used)
    return sorted(found)


def may_allow(code: str) -> bool:
    """Whether `allow:` can silence the check with this code."""
    return any(lint.code == code for lint in (*LINTS, *THOROUGH))


def _unknown_codes(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """Codes in `allow:` that do not exist or cannot be allowed."""
    known = [lint.code for lint in (*LINTS, *THOROUGH)]
    rules = [*(rule.code for rule in RULES), *identity.CODES]

    def explain(code: str) -> tuple[str, str]:
        if code in rules:
            return f"`{code}` cannot be allowed", "fix what it reports"
        near = difflib.get_close_matches(code, known, 1, 0.5)
        return (
            f"no check has the code `{code}`",
            f"did you mean `{near[0]}`?" if near else f"known codes: {', '.join(known)}",
        )

    for code, line in deck.allow.items():
        if code not in known:
            message, advice = explain(code)
            yield Problem(deck.path, line, message, (), advice, code="unknown-code")
    for item in (*pairs_of(parts, include_all=True), *terms_of(parts, include_all=True)):
        for code in item.entry.allow:
            if code not in known:
                yield item.remark("allow", *explain(code)).problem("unknown-code")


def _needless_codes(parts: Sequence[Part], used: set[tuple[int, str]]) -> Iterator[Problem]:
    """Codes in the `allow:` of an entry that silence nothing."""
    known = {lint.code for lint in (*LINTS, *THOROUGH)}
    for item in (*pairs_of(parts), *terms_of(parts)):
        for code in item.entry.allow:
            if code in known and (id(item.entry), code) not in used:
                message = f"nothing here needs `allow: [{code}]`"
                yield item.remark("allow", message, "delete the code", "info").problem("needless-allow")


# ------------------------------------------------------------------ the rules


def missing_text(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A side without text."""
    for item in (*pairs_of(parts), *terms_of(parts)):
        for code, text in zip((deck.front, deck.back), item.sides, strict=True):
            if not text:
                message = f"{item.name} has no {language(code).english} text"
                yield item.remark(code, message, f"add `{code}:`, or set `skip: true`")


def malformed_id(_deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """An id with characters that Anki's search or a single line cannot hold, or one that is too long."""
    for item in (*pairs_of(parts, include_all=True), *terms_of(parts, include_all=True)):
        for key, name in (("id", item.entry.id), ("was", item.entry.was)):
            if name and not ID.fullmatch(name):
                advice = "use letters, digits and hyphens, or delete the line: the next build assigns an id"
                yield item.remark(key, f"`{key}: {name}` is not a valid id", advice)


def missing_example(_deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A term without an example, or with one that does not exist."""
    for item, term, pair in examples(parts):
        if pair is None:
            message = f"there is no pair {term.pair} in this text" if term.pair else f"{item.name} has no example"
            yield item.remark("pair", message, "give the id of a sentence pair in `pair:`, or set `skip: true`")


def foreign_tag(_deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A tag that Anki would split, or one that only Anki or deckgen sets."""
    for item in (*pairs_of(parts), *terms_of(parts)):
        for tag in item.entry.tags:
            if not tag or re.search(r"[\s\u3000]", tag):
                yield item.remark("tags", f"the tag `{tag}` is not one word", "join its words with a hyphen")
            elif tag.startswith(OURS) or tag in ANKIS_OWN:
                owner = "Anki" if tag in ANKIS_OWN else "deckgen"
                yield item.remark("tags", f"only {owner} sets the tag `{tag}`", "remove the tag")


RULES: tuple[Check, ...] = (
    Check("missing-text", missing_text),
    Check("malformed-id", malformed_id),
    Check("missing-example", missing_example),
    Check("foreign-tag", foreign_tag),
)
