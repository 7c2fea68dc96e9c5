"""Links inside a project: followed within it, refused where they leave it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import needs_posix

from deckgen.files import bounds
from deckgen.files.bounds import enclose, place
from deckgen.files.disk import files_in, make_folder, read, write
from deckgen.files.source import Refused

pytestmark = needs_posix

PLACES = st.lists(st.sampled_from(["a", "b", "progetto", ".."]), min_size=1, max_size=4).map("/".join)


@given(
    links=st.lists(st.tuples(PLACES, PLACES, st.booleans()), max_size=6),
    wanted=st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=3).map("/".join),
)
def test_whatever_the_links_a_write_changes_nothing_outside(links: list[tuple[str, str, bool]], wanted: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        base = Path(made).resolve()
        root = base / "progetto"
        for folder in (root / "a", base / "a", base / "b"):
            folder.mkdir(parents=True)
        (base / "a" / "b").write_bytes(b"altrui")
        for where, target, absolute in links:
            link = root / where
            if os.path.normpath(link).startswith(f"{root}/") and not os.path.lexists(link) and link.parent.is_dir():
                if not link.parent.resolve().is_relative_to(root):
                    continue
                link.symlink_to(base / target if absolute else target)
        before = seen(base, root)
        enclose(root)
        for act in (lambda: write(root / wanted, b"nostro"), lambda: make_folder(root / wanted)):
            try:
                act()
            except (Refused, OSError):
                continue
        assert seen(base, root) == before
        bounds._roots.clear()


def seen(base: Path, root: Path) -> dict[str, tuple[bytes, int]]:
    """All that is outside the project, and what says that it was touched."""
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.lstat().st_mtime_ns)
        for path in base.rglob("*")
        if not path.is_relative_to(root)
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "progetto"
    (root / "dentro").mkdir(parents=True)
    (tmp_path / "fuori").mkdir()
    (tmp_path / "fuori" / "segreto.txt").write_bytes(b"segreto")
    enclose(root)
    return root


@pytest.mark.parametrize("target", ["../fuori", "../fuori/nuovo", "dentro/../../fuori", "/"])
def test_the_link_that_leaves_is_named_and_where_it_leads(root: Path, target: str) -> None:
    (root / "build").symlink_to(target)
    with pytest.raises(Refused) as refused:
        place(root / "build" / "corso.apkg")
    (problem,) = refused.value.problems
    assert (problem.path, problem.line) == (root / "build", 0)
    assert f"leads out of the project, to {(root / target).resolve()}" in problem.message
    assert "delete the link" in problem.advice


@pytest.mark.parametrize("name", [".git", ".GIT"])
def test_a_link_into_what_git_keeps_is_refused(root: Path, name: str) -> None:
    (root / name).mkdir()
    (root / "a.txt").symlink_to(root / name / "config")
    with pytest.raises(Refused, match="leads out of the project"):
        write(root / "a.txt", b"[core]")
    (root / "b.gitignore").write_bytes(b"")
    assert place(root / "b.gitignore") == root / "b.gitignore"


def test_a_link_to_a_link_that_leaves_is_refused(root: Path) -> None:
    (root / "dentro" / "b").symlink_to("../../fuori/segreto.txt")
    (root / "a").symlink_to("dentro/b")
    with pytest.raises(Refused, match="leads out of the project"):
        read(root / "a")


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    (root / "build").symlink_to("dentro")
    (root / "data").symlink_to(root / "dentro")
    write(root / "build" / "a.txt", b"nostro")
    assert read(root / "data" / "a.txt").text == "nostro"
    assert (root / "build").is_symlink()


def test_the_root_may_be_a_link_under_either_name(root: Path) -> None:
    named = root.parent / "corso"
    named.symlink_to("progetto")
    bounds._roots.clear()
    enclose(named)
    write(named / "a.txt", b"nostro")
    assert read(root / "a.txt").text == "nostro"
    (root / "b.txt").symlink_to("../fuori/segreto.txt")
    for path in (named / "b.txt", root / "b.txt"):
        with pytest.raises(Refused, match="leads out of the project"):
            read(path)


def test_what_the_person_names_outside_may_be_anywhere(root: Path) -> None:
    link = root.parent / "consegna.txt"
    link.symlink_to("fuori/segreto.txt")
    write(link, b"nuovo")
    assert (root.parent / "fuori" / "segreto.txt").read_bytes() == b"nuovo"


def test_another_name_of_the_same_file_keeps_its_content(root: Path) -> None:
    ours, theirs = root / "a.txt", root.parent / "fuori" / "segreto.txt"
    ours.hardlink_to(theirs)
    write(ours, b"nostro")
    assert (ours.read_bytes(), theirs.read_bytes()) == (b"nostro", b"segreto")


def test_a_folder_that_leads_out_is_not_even_searched(root: Path) -> None:
    (root / "templates").symlink_to("/")
    with pytest.raises(Refused, match="leads out of the project"):
        files_in(root / "templates")


def test_a_link_that_the_system_cannot_resolve_is_refused_by_name(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows says of kinds of links that it does not know."""

    def fails(_: object) -> str:
        raise OSError(0, "The tag present in the reparse point buffer is invalid")

    monkeypatch.setattr(os.path, "realpath", fails)
    with pytest.raises(Refused, match="cannot be followed"):
        place(root / "a.txt")
