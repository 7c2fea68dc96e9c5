"""What was left out is told once: only what is new is told again."""

from __future__ import annotations

from pathlib import Path

from deckgen.actions.memory import left_out_since, remembered, sentence_count
from deckgen.actions.pairing import LeftOut, Paired
from deckgen.files.source import Source
from deckgen.project.lock import PairedText
from deckgen.text.documents import Document
from deckgen.text.sentences import Sentence


def paired(*left_out: tuple[list[str], list[str]]) -> Paired:
    sources = Source(Path("it.txt"), "Uno.\n"), Source(Path("cs.txt"), "Jedna.\n")
    documents = Document(Path("it.txt"), "it", ()), Document(Path("cs.txt"), "cs", ())
    listed = tuple(
        LeftOut(*(tuple(Sentence(text, 1) for text in side) for side in each), "no counterpart") for each in left_out
    )
    return Paired(sources, documents, (), listed, unrelated=False)


def told_after(before: PairedText, now: Paired) -> list[str]:
    return [sentence.text for each in left_out_since(now, before) for sentence in (*each.front, *each.back)]


def test_what_was_told_is_not_told_again_and_what_is_new_is() -> None:
    first = paired((["Condividi"], []), ([], ["Sdílejte"]))
    before = remembered(first, ["t-a"])
    assert told_after(PairedText(), first) == ["Condividi", "Sdílejte"]
    assert told_after(before, first) == []
    assert told_after(before, paired((["Condividi", "Commenta"], []))) == ["Commenta"]
    assert told_after(before, paired((["Sdílejte"], []))) == ["Sdílejte"]  # on the other side


def test_an_equal_line_more_is_new() -> None:
    before = remembered(paired((["Condividi"], [])), [])
    assert told_after(before, paired((["Condividi"], []), (["Condividi"], []))) == ["Condividi"]


def test_what_came_back_into_the_pairs_is_told_when_it_is_left_out_again() -> None:
    once = remembered(paired((["Condividi"], [])), [])
    again = remembered(paired(), [])
    assert once.told
    assert told_after(again, paired((["Condividi"], []))) == ["Condividi"]


def test_order_and_documents_are_remembered() -> None:
    text = remembered(paired(), ["t-b", "t-a"])
    assert text.order == ("t-b", "t-a")
    assert set(text.documents) == {"it", "cs"}
    assert sentence_count(paired((["a", "b"], ["c"])).left_out) == 3
