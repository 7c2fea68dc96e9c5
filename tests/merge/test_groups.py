"""Which entries hold which sentences: recognized from what they say, in whatever way a person arranged it."""

from __future__ import annotations

import pytest

from deckgen.merge.groups import Group, find
from deckgen.project.lock import Origin

TRAIN = ("Il treno per Brno è in ritardo.", "Vlak do Brna má zpoždění.")
BOOK = ("Leggo un libro di ricette.", "Čtu knihu receptů.")
RAIN = ("Fuori piove a dirotto.", "Venku leje.")
PAIR = ("Il fiume sale, il ponte è chiuso.", "Řeka stoupá, most je zavřený.")
MADE = {name: Origin(*texts) for name, texts in {"t": TRAIN, "b": BOOK, "r": RAIN, "p": PAIR}.items()}


def both(*pairs: tuple[str, str]) -> tuple[str, str]:
    return " ".join(pair[0] for pair in pairs), " ".join(pair[1] for pair in pairs)


def found(
    entries: list[tuple[str, str]], own: list[str], deleted: list[str]
) -> list[tuple[tuple[int, ...], list[str]]]:
    """Entries and origins of each group."""
    return [(group.entries, list(group.origins)) for group in find(entries, own, MADE, deleted)]


@pytest.mark.parametrize(
    ("entries", "own", "deleted", "expected"),
    [
        ([TRAIN, BOOK], ["t", "b"], ["r"], [((0,), ["t"]), ((1,), ["b"]), ((), ["r"])]),
        ([both(TRAIN, BOOK)], ["t"], ["b"], [((0,), ["t", "b"])]),
        ([both(TRAIN, BOOK)], ["b"], ["t"], [((0,), ["t", "b"])]),  # the second one stayed
        ([both(BOOK, TRAIN, RAIN)], ["t"], ["b", "p", "r"], [((0,), ["b", "t", "r"]), ((), ["p"])]),
        ([tuple(text.replace(". ", ".  ") for text in both(TRAIN, BOOK))], ["t"], ["b"], [((0,), ["t", "b"])]),
        ([both(TRAIN, BOOK)], [""], ["t", "b"], [((0,), ["t", "b"])]),  # joined in an entry of its own
        (
            [("Il fiume sale,", "Řeka stoupá,"), ("il ponte è chiuso.", "most je zavřený.")],
            ["p", ""],
            [],
            [((0, 1), ["p"])],
        ),
        (
            [("Il fiume sale,", "Řeka stoupá,"), ("il ponte è chiuso.", "most je zavřený.")],
            ["", "p"],
            [],
            [((0, 1), ["p"])],
        ),
        (  # moved over the border
            [("Il fiume sale,", "Řeka stoupá,"), both(("il ponte è chiuso.", "most je zavřený."), RAIN)],
            ["p", "r"],
            [],
            [((0, 1), ["p", "r"])],
        ),
        ([BOOK, TRAIN], ["t", "b"], [], [((0, 1), ["b", "t"])]),  # two texts changed places
        (
            [(both(TRAIN, BOOK)[0], "Vlak má zpoždění a já čtu.")],
            ["t"],
            ["b"],
            [((0,), ["t", "b"])],
        ),  # one side is exact
        (
            [
                (
                    "Il treno per Brno è in ritardo, leggo un libro di ricette.",
                    "Vlak do Brna má zpoždění, čtu knihu receptů.",
                )
            ],
            ["t"],
            ["b"],
            [((0,), ["t", "b"])],
        ),
    ],
)
def test_what_a_person_joined_split_or_moved_belongs_together(
    entries: list[tuple[str, str]],
    own: list[str],
    deleted: list[str],
    expected: list[tuple[tuple[int, ...], list[str]]],
) -> None:
    assert found(entries, own, deleted) == expected


@pytest.mark.parametrize(
    ("entries", "own", "deleted"),
    [
        ([("Il treno per Brno arriva tardi.", TRAIN[1]), BOOK], ["t", "b"], ["r"]),  # corrected
        ([TRAIN, ("Una frase mia.", "Má věta.")], ["t", ""], ["b"]),  # added
        ([("Il treno è in ritardo.", TRAIN[1]), (BOOK[0], "Čtu kuchařku.")], ["t", "b"], ["r", "p"]),
    ],
)
def test_a_correction_or_an_entry_of_ones_own_is_no_group(
    entries: list[tuple[str, str]], own: list[str], deleted: list[str]
) -> None:
    groups = found(entries, own, deleted)
    assert groups == [
        *(((at,), [name] if name else []) for at, name in enumerate(own)),
        *(((), [name]) for name in deleted),
    ]


def test_pieces_end_where_a_sentence_or_an_entry_ends() -> None:
    (group,) = find(
        [("Il fiume sale,", "Řeka stoupá,"), both(("il ponte è chiuso.", "most je zavřený."), RAIN)],
        ["p", "r"],
        MADE,
        [],
    )
    assert [group.texts(n, n + 1) for n in range(3)] == [
        ("Il fiume sale,", "Řeka stoupá,"),
        ("il ponte è chiuso.", "most je zavřený."),
        RAIN,
    ]
    assert [[part.entry for part in piece.front] for piece in group.pieces] == [[0], [1], [1]]
    assert [piece.origin for piece in group.pieces] == ["p", "p", "r"]
    assert isinstance(group, Group)
    assert group.exact == (True, True)
