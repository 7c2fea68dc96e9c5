"""Files that people write: reading them by name, problems in order, writing that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import needs_posix

from deckgen.files.characters import folded
from deckgen.files.disk import decode, read, rewrite, write
from deckgen.files.source import Edit, Problem, Refused, Source, edited

HERE = Path("testo.txt")


def refusal(refused: pytest.ExceptionInfo[Refused]) -> Problem:
    (problem,) = refused.value.problems
    return problem


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("data", "encoding", "mark"),
    [
        ("Perché no?\n".encode(), "utf-8", ""),
        ("\ufeffPerché no?\n".encode(), "utf-8", "\ufeff"),
        (b"\xff\xfe" + "Perché no?\n".encode("utf-16-le"), "utf-16-le", "\ufeff"),
        (b"\xfe\xff" + "Perché no?\n".encode("utf-16-be"), "utf-16-be", "\ufeff"),
    ],
)
def test_utf_8_and_utf_16_with_its_mark_are_text(data: bytes, encoding: str, mark: str) -> None:
    source = decode(data, HERE)
    assert source == Source(HERE, "Perché no?\n", encoding, mark)
    assert (source.mark + source.text).encode(source.encoding) == data


def test_a_file_of_a_project_in_another_encoding_is_refused_by_name_line_and_what_to_do() -> None:
    with pytest.raises(Refused) as refused:
        decode("Dobrý den.\nPříliš žluťoučký kůň.\n".encode("cp1250")[6:], HERE)
    problem = refusal(refused)
    assert (problem.path, problem.line) == (HERE, 2)
    assert "not valid UTF-8: byte 0xf8" in problem.message
    assert problem.shown[0].startswith("den. P")
    assert "save it as UTF-8" in problem.advice


@pytest.mark.parametrize(("name", "message"), [("manca.txt", "no such file"), ("", "this is a folder, not a file")])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path / name)
    assert refusal(refused) == Problem(tmp_path / name, 0, message)


# ------------------------------------------------------------------ places


@pytest.mark.parametrize(
    ("text", "offset", "line"),
    [("", 0, 1), ("a", 0, 1), ("a\nb", 1, 1), ("a\nb", 2, 2), ("a\nb\n", 3, 2), ("a\nb\n", 4, 3), ("a\r\nb", 3, 2)],
)
def test_an_offset_has_its_line_up_to_the_end_of_the_file(text: str, offset: int, line: int) -> None:
    assert Source(HERE, text).line(offset) == line


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("  uno \r\ndue", 1, ("uno",)),
        ("uno\ndue", 2, ("due",)),
        ("uno\n", 2, ()),
        ("uno\n  \ndue", 2, ()),
        ("uno", 0, ()),
        ("uno", 7, ()),
        ("à" * 100, 1, ("à" * 100,)),
        ("à" * 101, 1, ("à" * 99 + "…",)),
    ],
)
def test_a_line_is_shown_without_indentation_and_cut(text: str, line: int, shown: tuple[str, ...]) -> None:
    assert Source(HERE, text).shown(line) == shown
    assert Source(HERE, text).problem_in(line, "x").shown == shown


def test_a_problem_at_an_offset_shows_the_line_it_stands_in() -> None:
    problem = Source(HERE, "uno\n  due\n").problem(6, "che cosa?", "niente", level="warning", code="c")
    assert problem == Problem(HERE, 2, "che cosa?", ("due",), "niente", "warning", "c")


def test_problems_sort_by_file_then_line() -> None:
    places = [("b.yaml", 1), ("a.yaml", 10), ("a.yaml", 9), ("a.yaml", 0)]
    found = sorted(Problem(Path(name), line, "x") for name, line in places)
    assert [(str(p.path), p.line) for p in found] == [("a.yaml", 0), ("a.yaml", 9), ("a.yaml", 10), ("b.yaml", 1)]


def test_a_refusal_carries_all_its_problems() -> None:
    problems = Problem(HERE, 1, "uno"), Problem(HERE, 2, "due")
    refused = Refused(*problems)
    assert refused.problems == problems
    assert refused.args == ("uno", "due")


# ------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("perche\u0301", "perché"),
        ("s\u030ce\u0301f", "šéf"),
        ("ven\u00addita", "vendita"),
        ("ven\u200bdita\ufeff", "vendita"),
        (" due \t righe\r\n  qui ", "due righe qui"),
        ("2\u00a0700", "2 700"),
        ("👩\u200d💼", "👩\u200d💼"),  # a joiner can be seen: without it these are two pictures
        ("", ""),
    ],
)
def test_folded_text_is_one_composed_line_without_invisible_marks(text: str, line: str) -> None:
    assert folded(text) == line


@given(st.text(st.sampled_from("aè e\u0301\u00ad\u00a0\ufeff\t\n€☃")))
def test_text_that_needs_no_folding_is_taken_the_short_way_to_the_same_end(text: str) -> None:
    assert folded(text) == folded(f"{text}  \n")


# ------------------------------------------------------------------ edits


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], "abcdef"),
        ([Edit(0, 0, "<"), Edit(6, 6, ">")], "<abcdef>"),
        ([Edit(4, 5, "E"), Edit(1, 2, "")], "acdEf"),
        ([Edit(2, 2, "1"), Edit(2, 2, "2")], "ab12cdef"),
        ([Edit(1, 3, "X"), Edit(3, 4, "Y")], "aXYef"),
    ],
)
def test_edits_are_made_wherever_they_stand_in_the_list(edits: list[Edit], after: str) -> None:
    assert edited("abcdef", edits) == after


@pytest.mark.parametrize("edits", [[Edit(1, 4, "x"), Edit(3, 5, "y")], [Edit(0, 6, ""), Edit(2, 2, "y")]])
def test_edits_that_overlap_are_a_fault_of_the_program(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        edited("abcdef", edits)


@settings(deadline=None)
@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 20), st.text(max_size=3)), max_size=5))
def test_insertions_leave_every_character_in_its_order(text: str, places: list[tuple[int, str]]) -> None:
    inserted = [Edit(min(at, len(text)), min(at, len(text)), new) for at, new in places]
    after = edited(text, inserted)
    for edit in sorted(inserted, key=lambda edit: edit.start, reverse=True):
        shift = sum(len(other.text) for other in inserted if other.start < edit.start)
        at = after.index(edit.text, edit.start + shift)
        after = after[:at] + after[at + len(edit.text) :]
    assert after == text


def test_a_file_after_edits_is_the_same_file_with_another_text() -> None:
    before = Source(Path("a.yaml"), "uno due", "utf-16-le", "\ufeff")
    assert before.after([Edit(4, 7, "tre")]) == Source(Path("a.yaml"), "uno tre", "utf-16-le", "\ufeff")
    assert before.after([]) == before


# ------------------------------------------------------------------ writing


def test_a_new_file_comes_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "cards" / "corso" / "deck.yaml", b"name: Corso\n")
    assert [p.name for p in (tmp_path / "cards" / "corso").iterdir()] == ["deck.yaml"]
    assert (tmp_path / "cards" / "corso" / "deck.yaml").read_bytes() == b"name: Corso\n"


@needs_posix
def test_the_old_file_stays_whole_where_writing_fails_half_way(tmp_path: Path) -> None:
    import resource

    file = tmp_path / "a.txt"
    file.write_bytes(b"vecchio")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # the disk is full behind the first page
    try:
        with pytest.raises(Refused) as refused:
            write(file, b"nuovo" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refusal(refused).message.startswith("cannot be written: ")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.txt", b"vecchio")]


def test_a_folder_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(Refused) as refused:
        write(tmp_path / "a", b"x")
    assert refusal(refused).path == tmp_path / "a"
    assert refusal(refused).message.startswith("cannot be written: ")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_rights_of_the_old_file_are_kept(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"vecchio")
    file.chmod(mode)
    write(file, b"nuovo")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"nuovo", mode)


def test_a_new_file_has_the_rights_that_the_person_gives_to_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    write(tmp_path / "b.txt", b"x")
    assert (tmp_path / "b.txt").stat().st_mode == (tmp_path / "a.txt").stat().st_mode


@needs_posix
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "vero").mkdir()
    (tmp_path / "vero" / "a.txt").write_bytes(b"vecchio")
    link = tmp_path / "a.txt"
    link.symlink_to(Path("vero") / "a.txt")
    write(link, b"nuovo")
    assert link.is_symlink()
    assert (tmp_path / "vero" / "a.txt").read_bytes() == b"nuovo"


@pytest.mark.parametrize(("data", "touched"), [(b"uguale", False), (b"altro", True)])
def test_only_a_file_that_changes_is_touched(tmp_path: Path, data: bytes, touched: bool) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"uguale")
    before = file.stat()
    write(file, data)
    after = file.stat()
    assert ((before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns)) is touched


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rewriting_keeps_mark_encoding_and_newlines(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("è\r\nuno\r\n".encode(encoding))
    rewrite(read(file), [Edit(3, 6, "due")])
    assert file.read_bytes() == "è\r\ndue\r\n".encode(encoding)


@pytest.mark.parametrize("since", [b"uno e due\n", "\ufeffuno\n".encode()])
def test_rewriting_is_refused_where_the_file_changed_meanwhile(tmp_path: Path, since: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"uno\n")
    source = read(file)
    file.write_bytes(since)
    with pytest.raises(Refused, match="the file changed"):
        rewrite(source, [Edit(0, 3, "due")])
    assert file.read_bytes() == since
