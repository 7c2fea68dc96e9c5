"""Files and folders as a person gives them: which of them are a text, in which order, in which language."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.actions.originals import Gathered, gathered, natural
from deckgen.actions.pairing import pair_originals
from deckgen.files.source import Refused
from deckgen.text.given import Said

ITALIAN = "Il mulino è aperto ogni giorno. Il mugnaio si alza presto e macina il grano fino a sera."
CZECH = "Mlýn je otevřený každý den. Mlynář vstává brzy a mele obilí až do večera."


def folders(root: Path, *names: str) -> list[tuple[str, Path]]:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ITALIAN if name.startswith("it") else CZECH, "utf-8")
    return [("it", root / "it"), ("cs", root / "cs")]


def names(found: Gathered, root: Path) -> list[tuple[str, ...]]:
    return [tuple(path.relative_to(root).as_posix() for _, path in each.files) for each in found.texts]


def test_files_of_the_same_name_are_a_text_each_in_natural_order(tmp_path: Path) -> None:
    given = folders(tmp_path, *(f"{code}/lezione {n}.txt" for code in ("it", "cs") for n in (10, 2, 1)))
    assert names(gathered(given, Said()), tmp_path) == [
        (f"it/lezione {n}.txt", f"cs/lezione {n}.txt") for n in (1, 2, 10)
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("uno.it.txt", "uno.cs.txt"),
        ("uno_IT.txt", "uno_CS.md"),
        ("uno-it.txt", "uno.txt"),
        ("uno (it).txt", "uno (cs).txt"),
        ("Uno.txt", "uno.srt"),
        ("parte/it.txt", "parte/cs.txt"),
    ],
)
def test_a_name_may_say_its_language(tmp_path: Path, ours: str, theirs: str) -> None:
    given = folders(tmp_path, f"it/{ours}", f"cs/{theirs}")
    assert names(gathered(given, Said()), tmp_path) == [(f"it/{ours}", f"cs/{theirs}")]


def test_what_has_no_counterpart_is_named_and_what_systems_leave_is_not(tmp_path: Path) -> None:
    given = folders(tmp_path, "it/uno.txt", "cs/uno.txt", "it/due.txt", "cs/.DS_Store", "it/~$uno.docx", "cs/tre.txt")
    found = gathered(given, Said())
    assert names(found, tmp_path) == [("it/uno.txt", "cs/uno.txt")]
    assert [path.name for path in found.alone] == ["due.txt", "tre.txt"]


def test_one_folder_holds_files_with_both_languages(tmp_path: Path) -> None:
    folders(tmp_path, "it/2.tsv", "it/1.tsv")
    assert names(gathered([("", tmp_path / "it")], Said()), tmp_path) == [("it/1.tsv",), ("it/2.tsv",)]


@pytest.mark.parametrize(
    ("files", "given", "message"),
    [
        (("it/uno.txt", "cs/due.txt"), ("it", "cs"), "no two files in the folders have the same name"),
        (("it/uno.txt", "cs/uno.txt"), ("it", "cs/uno.txt"), "this is a folder, the other one a file"),
        (("it/uno.txt", "it/uno.md", "cs/uno.txt"), ("it", "cs"), "uno.md has the same name"),
    ],
)
def test_folders_that_hold_no_text_are_refused(
    tmp_path: Path, files: tuple[str, ...], given: tuple[str, str], message: str
) -> None:
    folders(tmp_path, *files)
    with pytest.raises(Refused) as refused:
        gathered([(name[:2], tmp_path / name) for name in given], Said())
    assert [(problem.message, bool(problem.advice)) for problem in refused.value.problems] == [(message, True)]


def test_names_sort_as_people_count() -> None:
    assert sorted(["b2", "b10", "a", "b1c", "b1"], key=natural) == ["a", "b1", "b1c", "b2", "b10"]


# ------------------------------------------------------------------ languages


def test_languages_are_recognised_and_the_order_is_that_of_the_deck(tmp_path: Path) -> None:
    given = folders(tmp_path, "it/uno.txt", "cs/uno.txt")
    (unsaid,) = gathered([("", path / "uno.txt") for _, path in reversed(given)], Said()).texts
    assert [each.language for each in pair_originals(unsaid).documents] == ["cs", "it"]
    assert [each.language for each in pair_originals(unsaid, ("it", "cs")).documents] == ["it", "cs"]


def test_one_language_may_be_said(tmp_path: Path) -> None:
    folders(tmp_path, "it/uno.txt", "cs/uno.txt")
    (half,) = gathered([("it", tmp_path / "it/uno.txt"), ("", tmp_path / "cs/uno.txt")], Said()).texts
    assert [each.language for each in pair_originals(half).documents] == ["it", "cs"]


@pytest.mark.parametrize(
    ("texts", "languages", "message"),
    [
        ((ITALIAN, ITALIAN), (), "both texts are in Italian"),
        ((ITALIAN, "OK 3"), (), "its language cannot be recognised"),
        ((ITALIAN, CZECH), ("it", "de"), "this deck is it–de, but the documents are it–cs"),
        ((ITALIAN, ""), (), "this is an empty file"),
    ],
)
def test_languages_that_leave_a_question_stop_with_what_to_write(
    tmp_path: Path, texts: tuple[str, str], languages: tuple[str, ...], message: str
) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        pair_originals(gathered([("", path) for path in paths], Said()).texts[0], languages)
    assert refused.value.problems[0].message == message
