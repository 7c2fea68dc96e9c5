"""How often the dictionary forms of glossaries come out as people wrote them: `python tests/bench/forms.py`.

From the words as they are marked in the texts. Per side, and how many of the wrong ones were said to be unsure; first
for the glossaries that rules were written after, then for the unseen ones.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.languages.forms import kind_of
from deckgen.languages.grammar import DictionaryForm
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import Token, tokens
from training.glossaries import Entry, Glossary, glossaries, unseen


def found(sentence: tuple[Token, ...], surface: str) -> tuple[tuple[Token, ...], str]:
    """The words of a surface in a sentence, and the word before them; none where it is in pieces."""
    wanted = [token.text for token in tokens(surface, "it")]
    for start in range(len(sentence) - len(wanted) + 1):
        part = sentence[start : start + len(wanted)]
        if [token.text for token in part] == wanted:
            return part, sentence[start - 1].text.lower() if start else ""
    return (), ""


def forms(entry: Entry, glossary: Glossary) -> tuple[DictionaryForm | None, DictionaryForm | None]:
    fronts, before = [], []
    for place in entry.occurrences:
        words, article = found(tokens(glossary.pairs[place.pair][0], "it"), place.front)
        if words:
            fronts.append(words)
            before.append(article)
    place = entry.occurrences[0]
    answer, _ = found(tokens(glossary.pairs[place.pair][1], "cs"), place.back)
    kind = kind_of(fronts[0], before, "it", answer, "cs") if fronts else "noun"
    plural = bool(fronts) and rules_of("it").used_in_plural(fronts)
    front = rules_of("it").dictionary_form(fronts[0], before, kind, plural=plural) if fronts else None
    return front, rules_of("cs").dictionary_form(answer, (), kind, plural=plural) if answer else None


def same(made: str, wanted: str) -> bool:
    return made.replace("'", "’").lower() == wanted.replace("'", "’").lower()


def report(asked: Sequence[Glossary]) -> None:
    counts: Counter[str] = Counter()
    for glossary in asked:
        for entry in glossary.entries:
            front, back = forms(entry, glossary)
            for side, made, accepted in (("front", front, (entry.front,)), ("back", back, entry.backs)):
                if made:
                    right = any(same(made.text, wanted) for wanted in accepted)
                    counts[f"{side} {'right' if right else 'wrong'} {'sure' if made.certain else 'unsure'}"] += 1
                    if not right:
                        unsure = "" if made.certain else "unsure "
                        print(f"  {glossary.name[:8]} {unsure}{made.text} | {' | '.join(accepted)}")
    for side in ("front", "back"):
        total = sum(count for name, count in counts.items() if name.startswith(side))
        right = counts[f"{side} right sure"] + counts[f"{side} right unsure"]
        sure = counts[f"{side} right sure"] + counts[f"{side} wrong sure"]
        wrong = counts[f"{side} wrong sure"]
        print(f"{side}: {right} of {total} right ({right / total:.1%}); sure {sure}, of those wrong {wrong}")


def main() -> None:
    report(glossaries())
    if unseen():
        print("\nunseen")
        report(unseen())


if __name__ == "__main__":
    main()
