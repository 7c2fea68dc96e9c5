"""What the sentences of a candidate tell of it: how it reads there, and how it is answered.

A probe in the hidden states of an encoder (Alain and Bengio 2016) is one linear direction that tells terms from other
words. Those states are there for the counterparts; the encoder needs no further pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from deckgen.files import resources
from deckgen.languages.tokens import ACTING, Place
from deckgen.terms.candidates import Candidate
from deckgen.terms.counterparts import WordAlignment
from deckgen.vectors.e5 import unit
from deckgen.vectors.word_classes import VERBS
from deckgen.vectors.words import Array, Words

# What the probe reads: the mean of the words, the first and the last of them, their neighbours, the words that answer.
PARTS = ("mean", "first", "last", "before", "behind", "answer")
_CLASSES = ("is a noun", "is a name", "acts", "is an infinitive", "describes", "is an adverb", "answered by a noun")
NAMES = (
    *("probe", "link strength", "answered", "answered alike", "answered again", "regular", "central"),
    "like the frequent",
    *_CLASSES,
)
_LINKED = 0.3  # strength of a link from which on a word answers another
_FREQUENT = 30  # most frequent candidates, which tell what a text is about
_PLACES = 12  # of a candidate that are looked at

Feature = tuple[str, float]


@cache
def directions() -> Array:
    """The direction of the probe in each of PARTS, width × parts."""
    return resources.array("terms/term_probe.npy").astype(np.float32)


def features(found: Sequence[Candidate], aligned: WordAlignment) -> list[dict[str, float]]:
    """The features of candidates, by NAMES."""
    probed = read(found, aligned).sum(axis=(1, 2))
    return [
        {"probe": float(probe), **dict(_answered(each, aligned)), **dict(_classes(each, aligned)), **near}
        for each, probe, near in zip(found, probed, _nearness(found, aligned), strict=True)
    ]


# ------------------------------------------------------------------ the probe


def read(found: Sequence[Candidate], aligned: WordAlignment) -> Array:
    """What is read of candidates, the means over their places: candidates × PARTS × directions of each part."""
    made = [np.mean([_read(place, aligned) for place in each.places[:_PLACES]], axis=0) for each in found]
    return np.asarray(made, np.float32).reshape(len(found), len(PARTS), -1)


def _read(place: Place, aligned: WordAlignment) -> Array:
    """What is read at one place, PARTS × directions; 0 for neighbours and answers that are not there."""
    ours, theirs = aligned.left[place.sentence], aligned.right[place.sentence]
    words = _by_part(ours)
    inside = words[place.first : place.last]
    before = behind = answer = np.zeros_like(inside[0])
    if place.first and not ours.tokens[place.first - 1].breaks:
        before = words[place.first - 1]
    if place.last < len(ours) and not ours.tokens[place.last - 1].breaks:
        behind = words[place.last]
    if len(theirs):
        weights = _links(place, aligned).sum(axis=0)
        answer = np.tensordot(weights / max(float(weights.sum()), 1e-6), _by_part(theirs), axes=1)
    sources = (inside.mean(axis=0), inside[0], inside[-1], before, behind, answer)
    return np.stack([source[n] for n, source in enumerate(sources)])


def _by_part(words: Words) -> Array:
    """What is read of words, words × PARTS × directions: one number for each part, or all of it for each."""
    if words.read is None:
        return np.zeros((len(words), len(PARTS), 1), np.float32)
    if words.read.shape[1] == len(PARTS):
        return words.read[:, :, None]
    return np.broadcast_to(words.read[:, None, :], (len(words), len(PARTS), words.read.shape[1]))


def _links(place: Place, aligned: WordAlignment) -> Array:
    """The strengths of the links from the words at a place to all words of the translation."""
    return aligned.links(place.sentence)[place.first : place.last]


# ------------------------------------------------------------------ the answers


def _answered(each: Candidate, aligned: WordAlignment) -> Iterator[Feature]:
    """How strongly it is linked to its translation, whether to content words, and how regularly to the same ones."""
    places = [place for place in each.places[:_PLACES] if len(aligned.right[place.sentence])]
    strengths, regular = [], []
    answers = Counter[frozenset[str]]()
    for place in places:
        ours, theirs = aligned.left[place.sentence], aligned.right[place.sentence]
        links, content = _links(place, aligned), ours.content[place.first : place.last]
        strengths.append((links[content] if content.any() else links).max(axis=1).mean())
        stems = [theirs.stems[n] for n in np.nonzero((links.max(axis=0) > _LINKED) & theirs.content)[0]]
        regular.append(aligned.regular(ours.stems[place.first : place.last], stems))
        answers[frozenset(stems)] += 1
    usual = max((count for stems, count in answers.items() if stems), default=0)
    yield "link strength", float(np.mean(strengths)) if places else 0.0
    yield "answered", float(usual > 0)
    yield "answered alike", (usual - 1) / len(places) if len(places) > 1 else 0.0
    yield "answered again", float(usual > 1)
    yield "regular", float(np.mean(regular)) if places else 0.0


# ------------------------------------------------------------------ word classes


def _classes(each: Candidate, aligned: WordAlignment) -> Iterator[Feature]:
    """What its words are where they stand, as probabilities, and whether a noun answers them; means over its places."""
    rows = [_class_of(place, aligned) for place in each.places[:_PLACES]]
    return zip(_CLASSES, map(float, np.mean(rows, axis=0)), strict=True)


def _class_of(place: Place, aligned: WordAlignment) -> Array:
    ours, theirs = aligned.left[place.sentence].classes, aligned.right[place.sentence].classes
    if ours is None:
        return np.zeros(len(_CLASSES), np.float32)
    here = slice(place.first, place.last)
    noun, name, verb, adjective, adverb = (
        ours.probability(*upos)[here] for upos in (("NOUN",), ("PROPN",), ACTING, ("ADJ",), ("ADV",))
    )
    finite, infinitive = ours.verbs[here, VERBS.index("Fin")], ours.verbs[here, VERBS.index("Inf")]
    answered = 0.0
    if theirs is not None and len(theirs):
        answered = float((_links(place, aligned).max(axis=0) * theirs.probability("NOUN")).max())
    told = (noun.max(), name.max(), (verb * finite).max(), verb[0] * infinitive[0], adjective.min(), adverb.max())
    return np.array([*told, answered], np.float32)


# ------------------------------------------------------------------ the topic


def _nearness(found: Sequence[Candidate], aligned: WordAlignment) -> list[dict[str, float]]:
    """Similarity of each candidate to the topic of the text, and to the nearest frequent one."""
    given = np.array([_vector(each, aligned) for each in found], np.float32)
    vectors = unit(given - given.mean(axis=0))
    weight = np.array([len(each.places) - 1 for each in found], np.float32)
    centre = unit(weight @ vectors if weight.any() else vectors.sum(axis=0))
    frequent = np.argsort(-weight, kind="stable")[:_FREQUENT]
    alike = vectors @ vectors[frequent].T
    alike[frequent, np.arange(len(frequent))] = -1
    rows = zip(vectors @ centre, alike.max(axis=1), strict=True)
    return [{"central": float(topic), "like the frequent": float(like)} for topic, like in rows]


def _vector(each: Candidate, aligned: WordAlignment) -> Array:
    """The mean vector of the words of a candidate."""
    rows = [aligned.left[p.sentence].vectors[p.first : p.last].mean(axis=0) for p in each.places[:_PLACES]]
    return unit(np.asarray(np.mean(rows, axis=0), np.float32))
