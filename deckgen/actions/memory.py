"""What the lock remembers of a text that was paired: its documents, the order of its pairs, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from deckgen.actions.pairing import LeftOut, Paired
from deckgen.merge.realign import LooseSentences
from deckgen.project.lock import PairedText, text_hash
from deckgen.project.stale import digest
from deckgen.text.sentences import Sentence

_SHORT = 8  # hexadecimal digits: of a thousand sentences, two share a digest once in 9 000 texts


def remembered(paired: Paired, order: Iterable[str]) -> PairedText:
    """What to remember of a text, given the names of its pairs in their order."""
    documents = zip(paired.documents, paired.sources, strict=True)
    told = (_told(side, sentence) for each in paired.left_out for side, sentence in _sentences(each))
    return PairedText(
        {document.language: digest(source) for document, source in documents}, tuple(order), tuple(sorted(told))
    )


def left_out_since(paired: Paired, before: PairedText) -> list[LeftOut]:
    """The sentences of a text that are left out now and were not told `before`."""
    told = Counter(before.told)
    found = []
    for each in paired.left_out:
        new: tuple[list[Sentence], list[Sentence]] = ([], [])
        for side, sentence in _sentences(each):
            name = _told(side, sentence)
            if not told[name]:
                new[side].append(sentence)
            told[name] -= bool(told[name])
        if any(new):
            found.append(replace(each, front=tuple(new[0]), back=tuple(new[1])))
    return found


def without_a_pair(paired: Paired, before: PairedText) -> LooseSentences:
    """The sentences of a text that no pair has now, and whether one was such `before`."""
    told = frozenset(before.told)
    now: tuple[list[str], list[str]] = ([], [])
    for each in paired.left_out:
        for side, sentence in _sentences(each):
            now[side].append(sentence.text)
    return LooseSentences(now, lambda side, text: _digest(side, text) in told)


def sentence_count(left_out: Iterable[LeftOut]) -> int:
    """How many sentences of both languages were left out."""
    return sum(len(each.front) + len(each.back) for each in left_out)


def _sentences(left_out: LeftOut) -> Iterator[tuple[int, Sentence]]:
    for side, sentences in enumerate((left_out.front, left_out.back)):
        yield from ((side, sentence) for sentence in sentences)


def _told(side: int, sentence: Sentence) -> str:
    return _digest(side, sentence.text)


def _digest(side: int, text: str) -> str:
    return text_hash(f"{side}\n{text}")[:_SHORT]
