"""Programs that fit weights: what they learn from, and that somebody is told how to run them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from projects import ROOT

from training.aligned import Document, own
from training.damage import KINDS, damaged
from training.pud import sentences
from training.tables import numbers, weights
from training.treebanks import Label, read_sentences

README = (ROOT / "training" / "README.md").read_text("utf-8")


def test_every_file_of_weights_and_every_program_is_named() -> None:
    weighed = {
        *(ROOT / "deckgen").rglob("*.np[yz]"),
        *(
            path
            for path in (ROOT / "deckgen").rglob("*.toml")
            if "fitted by training" in path.read_text("utf-8").lower()
        ),
    }
    assert len(weighed) >= 5
    for path in weighed:
        assert f"`{path.relative_to(ROOT)}`" in README
    for name in re.findall(r"python -m training\.(\w+)", README):
        assert (ROOT / "training" / f"{name}.py").exists()
    programs = {path.stem for path in (ROOT / "training").glob("*.py") if "__main__" in path.read_text("utf-8")}
    assert programs <= set(re.findall(r"python -m training\.(\w+)", README))


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_document_knows_what_answers_what(kind: str) -> None:
    known = own()[:3]
    made = [document for document in damaged(known, [1, 2]) if document.damage == kind]
    assert made == [document for document in damaged(known, [1, 2]) if document.damage == kind]
    assert len(made) == 6
    for document in made:
        for side in (0, 1):
            assert [n for bead in document.gold for n in bead[side]] == list(range(len(document.sides[side])))


def test_no_two_documents_are_damaged_at_the_same_places() -> None:
    beads = [((n,), (n,)) for n in range(80)]
    lines = [f"riga {n}" for n in range(80)]
    two = [Document("own", name, (lines, lines), list(beads)) for name in ("uno", "due")]
    gone = [set(lines) - set(document.sides[0]) for document in damaged(two, [1]) if document.damage == "delete"]
    assert all(gone)
    assert gone[0] != gone[1]


def test_sentences_of_a_treebank_are_read_with_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(
        "# newdoc id = n01\n# sent_id = n01001\n# text_en = A.\n# text = Uno.\n1\tUno\t_\n\n"
        "# sent_id = n01002\n# text = Due.\n1\tDue\t_\n",
        "utf-8",
    )
    assert sentences(path) == {"n01001": "Uno.", "n01002": "Due."}


def test_tables_read_back_as_the_numbers_they_were() -> None:
    import tomllib

    chance = random.Random(1)
    given = [round(chance.uniform(-1, 1), 4) for _ in range(30)]
    assert tomllib.loads(f"vector = {numbers(given, 4)}") == {"vector": given}
    assert tomllib.loads(weights({"one.words none": -0.5}, 3)) == {"one.words none": -0.5}


TREEBANK = """\
# sent_id = 1
# text = Vuole mandarglielo della Rossi-Bianchi.
1\tVuole\tvolere\tVERB\tV\tNumber=Sing|VerbForm=Fin\t0\troot\t_\t_
2-4\tmandarglielo\t_\t_\t_\t_\t_\t_\t_\t_
2\tmandar\tmandare\tVERB\tV\tVerbForm=Inf\t1\txcomp\t_\t_
3\tgli\tgli\tPRON\tPC\t_\t2\tiobj\t_\t_
4\tlo\tlo\tPRON\tPC\tNumber=Sing\t2\tobj\t_\t_
5-6\tdella\t_\t_\t_\t_\t_\t_\t_\t_
5\tdi\tdi\tADP\tE\t_\t7\tcase\t_\t_
6\tla\til\tDET\tRD\tGender=Fem|Number=Sing\t7\tdet\t_\t_
7\tRossi\tRossi\tPROPN\tSP\t_\t2\tobl\t_\tSpaceAfter=No
8\t-\t-\tPUNCT\tFF\t_\t9\tpunct\t_\tSpaceAfter=No
9\tBianchi\tBianchi\tPROPN\tSP\t_\t7\tflat:name\t_\tSpaceAfter=No
10\t.\t.\tPUNCT\tFS\t_\t1\tpunct\t_\t_
"""


def test_a_word_of_several_parts_has_the_class_of_its_main_part() -> None:
    ((_, words, labels),) = read_sentences(TREEBANK, "it")
    assert [word.text for word in words] == ["Vuole", "mandarglielo", "della", "Rossi-Bianchi"]
    assert labels == [
        Label("VERB", number="sing", verb="Fin"),
        Label("VERB", verb="Inf"),
        Label("ADP"),
        Label("PROPN"),
    ]
