"""The pages under docs/ are true: they print what they show, name what exists, and leave nothing out."""

from __future__ import annotations

import ast
import contextlib
import inspect
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from pages import DOCS, PAGES, blocks, commands, deckgen_calls, make_targets, problems_of, understood
from projects import ROOT, Output, Project

from deckgen.cards import own_templates
from deckgen.cards.notetypes import template_file, template_words
from deckgen.checks.items import Check
from deckgen.checks.lints import LINTS, THOROUGH
from deckgen.checks.rules import RULES
from deckgen.cli.terminal import FAULT, INTERRUPTED, PROBLEMS, USAGE
from deckgen.files import extras, resources
from deckgen.files.source import Source
from deckgen.project.deck import load
from deckgen.project.fields import FIELDS
from deckgen.vectors import e5, weights

TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PAGES}


# ------------------------------------------------------------------ all pages


@pytest.mark.parametrize("name", TEXTS)
def test_commands_are_understood(name: str) -> None:
    for call in deckgen_calls(TEXTS[name]):
        understood(call)
    asked = {command.split()[1] for command in commands(TEXTS[name]) if command.startswith("make ")}
    assert asked | set(re.findall(r"`make ([a-z-]+)`", TEXTS[name])) <= make_targets()


@pytest.mark.parametrize("name", TEXTS)
def test_calls_inside_sentences_are_understood_too(name: str) -> None:
    prose = re.sub(r"^```.*?^```", "", TEXTS[name], flags=re.DOTALL | re.MULTILINE)
    for call in re.findall(r"`(deckgen(?: [^`]*)?)`", prose):
        if not re.search(r"[…A-Z]{2}|…", call):  # with a word in capitals or dots it is a pattern, not a call
            understood(call)


@pytest.mark.parametrize("example", [block for text in TEXTS.values() for block in blocks(text, "yaml")])
def test_examples_are_read_without_a_problem(example: str) -> None:
    assert problems_of(example) == []


@pytest.mark.parametrize(
    "wrong", ["# pairs\n- it: Sì.\n  cz: Ano.\n", "# vocabulary\n- it: x\n  status: yes\n", "# deck.yaml\nname: x\n"]
)
def test_a_wrong_example_would_be_noticed(wrong: str) -> None:
    assert problems_of(wrong)


def test_links_lead_somewhere_and_the_readme_leads_to_every_page() -> None:
    led: set[Path] = set()
    for path in PAGES:
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            other = (path.parent / file).resolve() if file else path
            assert other.exists(), f"{path.name}: {target}"
            assert not anchor or anchor in _anchors(other.read_text("utf-8")), f"{path.name}: {target}"
            led |= {other} if path.name == "README.md" else set()
    assert set(DOCS.rglob("*.md")) <= led


def _anchors(page: str) -> set[str]:
    """The names by which GitHub knows the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# ------------------------------------------------------------------ the tutorial


def _steps(page: str) -> Iterator[tuple[str, str, str]]:
    """What a reader meets in order: kind and text of a block, and the file that was last named before it."""
    named = ""
    for kind, block, prose in re.findall(r"^```(\w+)\n(.*?)^```$|^([^\n]+)$", page, re.DOTALL | re.MULTILINE):
        found = re.findall(r"`([\w./-]+\.(?:txt|yaml))`", prose)
        named = found[-1] if found else named
        if kind:
            yield kind, block, named


def _changed(text: str, diff: str) -> str:
    """`text` with what a diff shows; doubts and ids are those of this run."""
    old, new = (
        "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in sign) for sign in (" -", " +")
    )
    pattern = re.sub(r"doubt:\\ [\d\\.]+", r"doubt: [\\d.]+", re.escape(old))
    found = re.findall(re.sub(r"\bla\\-\w{8}", r"la-\\w{8}", pattern), text)
    assert len(found) == 1, diff
    kept = iter(re.findall(r"\bla-\w{8}", found[0]))
    return text.replace(found[0], re.sub(r"\bla-\w{8}", lambda match: next(kept, match[0]), new))


def _masked(said: str) -> str:
    """What a command printed, without what differs from run to run and from machine to machine."""
    said = re.sub(r"\bla-\w{8}\b", "la-…", said)
    said = re.sub(r"^## \d{4}-\d\d-\d\d$", "## …", said, flags=re.MULTILINE)
    return re.sub(r"\d+(?=% likely| KB)", "…", said)


@pytest.fixture
def shell(deckgen: Callable[..., Output]) -> Callable[[str, Path], str]:
    """Run a line as in a terminal, deckgen in this process; gives what it prints, results and messages in order."""

    def run(line: str, at: Path) -> str:
        program, *arguments = shlex.split(line)
        if program == "deckgen":
            with contextlib.redirect_stderr(sys.stdout):
                said = deckgen(*arguments, at=at)
            code, out = said.code, said.out
        else:
            ended = subprocess.run([program, *arguments], cwd=at, capture_output=True, text=True, check=False)
            code, out = ended.returncode, ended.stdout
        assert code == 0, out
        return out

    return run


def _builds(learner: Learner, package: Path) -> Imported:
    """The learner imports what was built, and studies a little of it."""
    before = learner.scheduling()
    said = learner.imports(package)
    after = learner.scheduling()
    assert {card: after[card] for card in before} == before
    learner.reviews("Un giorno di lavoro", 10)
    return said


def _edits(learner: Learner, export: Path) -> None:
    """What the learner of the last chapter writes."""
    by_term = {fields.get("Term", ""): guid for guid, fields in learner.fields().items()}
    learner.edits(by_term["il preventivo"], "Note", "preventivo je předem, consuntivo zpětně")
    learner.edits(by_term["chiamare"], "Meaning", "zavolat, zatelefonovat", tag="telefon")
    learner.exports(export)


@pytest.mark.skipif(not e5.available(), reason="the tutorial was printed with sentence vectors")
def test_the_tutorial_prints_what_it_shows_and_anki_does_what_it_says(
    tmp_path: Path, shell: Callable[[str, Path], str]
) -> None:
    at, imports = tmp_path / "home", []
    at.mkdir()
    with Learner(tmp_path / "learner") as learner:
        for kind, block, named in _steps(TEXTS["docs/tutorial.md"]):
            if kind == "text":
                (at / named).write_text(block, "utf-8")
            elif kind == "diff":
                text = (at / named).read_text("utf-8")
                (at / named).write_text(_changed(text, block), "utf-8")
            elif kind == "console":
                for line, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                    if line.startswith("cd "):
                        at /= line[3:]
                        continue
                    if line.startswith("deckgen pull"):
                        _edits(learner, at / line.split()[-1])
                    assert _masked(shell(line, at)) == _masked(shown), line
                    if line == "deckgen build":
                        imports.append(_builds(learner, at / "build" / "corso.apkg"))
    assert imports == [Imported(22, 0, 0, 0), Imported(0, 2, 20, 0)]


# ------------------------------------------------------------------ files.md

FILES = TEXTS["docs/files.md"]


def _table(page: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    part = re.split(rf"^#+ {re.escape(heading)}\n", page, flags=re.MULTILINE)[1]
    rows = re.findall(r"^\|(.+)\|$", re.split(r"^#", part, flags=re.MULTILINE)[0], re.MULTILINE)
    return [[cell.strip() for cell in row.split(" | ")] for row in rows[2:]]


def _coded(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


UNKNOWN = "zzzzzzzzzz"  # like no key, so that the program tells all that there are
DECK_FILE = f"{UNKNOWN}: x\ntexts: [{{{UNKNOWN}: x}}]\ncards: {{{UNKNOWN}: x}}\naudio: {{{UNKNOWN}: x}}\n"


@pytest.mark.parametrize(
    ("heading", "kind", "text", "place"),
    [
        ("deck.yaml", "deck.yaml", DECK_FILE, 1),
        ("texts", "deck.yaml", DECK_FILE, 2),
        ("cards", "deck.yaml", DECK_FILE, 3),
        ("audio", "deck.yaml", DECK_FILE, 4),
        ("pairs", "pairs", f"- {UNKNOWN}: x\n", 1),
        ("vocabulary", "vocabulary", f"- {UNKNOWN}: x\n", 1),
        ("found", "vocabulary", f"- found: {{{UNKNOWN}: x}}\n", 1),
    ],
)
def test_every_key_that_may_stand_in_a_file_has_its_row_and_no_other(
    heading: str, kind: str, text: str, place: int
) -> None:
    told = problems_of(f"# {kind}\n{text}")
    advice = next(each.advice for each in told if each.code == "unknown-key" and each.line == place + 1)
    known = set(advice.removeprefix("known here: ").split(", "))
    assert set().union(*(_coded(row[0]) for row in _table(FILES, heading))) == known
    assert all(all(row) for row in _table(FILES, heading))


def _levels(check: Check) -> set[str]:
    """The levels of what a check remarks, as its code has them: the fourth thing it says, an error without that."""
    found: set[str] = set()
    for call in ast.walk(ast.parse(inspect.getsource(check.find))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "remark":
            said = ast.walk(call.args[3]) if len(call.args) > 3 else [ast.Constant("error")]
            words = {node.value for node in said if isinstance(node, ast.Constant)}
            found |= words & {"error", "warning", "info"}
    return found


def _codes_outside() -> set[str]:
    """The codes of problems that no check of the lists makes."""
    found = set()
    for path in (ROOT / "deckgen").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r"""\bcode="([a-z-]+)"|\.problem\("([a-z-]+)"\)""", text))
    return {code for pair in found for code in pair if code}


def test_every_check_has_its_row_with_its_levels_and_whether_it_may_be_allowed() -> None:
    lints = (*LINTS, *THOROUGH)
    rows = {code: row for row in _table(FILES, "Checks") for code in _coded(row[0])}
    assert rows.keys() == {each.code for each in (*RULES, *lints)} | _codes_outside()
    for check in (*RULES, *lints):
        _, level, said, allow = rows[check.code]
        assert set(level.replace("hint", "info").split(", ")) == _levels(check), level
        assert (allow == "yes") == (check in lints), check.code
        assert ("*check only*" in said) == (check in THOROUGH), check.code
    assert {rows[code][3] for code in _codes_outside()} == {"no"}


def test_every_exit_code_has_its_row() -> None:
    rows = [row[0] for row in _table(FILES, "Exit codes")]
    assert rows == [str(code) for code in (0, PROBLEMS, USAGE, FAULT, INTERRUPTED)]


def test_templates_fields_and_words_are_those_that_there_are(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    said = FILES.split("\n## templates\n")[1].split("\n## ")[0]
    lists = [
        ("one side of one card: (.*?)\\. Begin", set(own_templates.names()) - {own_templates.STYLE}),
        ("Sentences have the fields (.*?)\\.", set(FIELDS["sentence"])),
        ("Terms have (.*?)\\.\n", set(FIELDS["vocabulary"])),
        ("replaced at the build: (.*?)\\.\n", set(template_words(deck))),
    ]
    for pattern, known in lists:
        (found,) = re.findall(pattern, " ".join(said.split(" ")), re.DOTALL)
        assert _coded(found) == known


def test_the_style_sheet_that_is_shown_changes_a_colour_that_there_is(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    (sheet,) = blocks(FILES, "css")
    assert list(own_templates.check(own_templates.STYLE, Source(Path("style.css"), sheet), deck)) == []
    assert set(re.findall(r"--dg-\w+", sheet)) <= set(re.findall(r"--dg-\w+", template_file("style.css")))


# ------------------------------------------------------------------ inside.md


def test_every_room_has_its_row_with_all_its_modules() -> None:
    rooms = {}
    for name, said, modules in _table(TEXTS["docs/inside.md"], "Where things live"):
        assert said
        (room,) = _coded(name)
        rooms[room] = set(_coded(modules))
    folders = [path.parent for path in (ROOT / "deckgen").glob("*/__init__.py")]
    there = {folder.name: {path.stem for path in folder.glob("*.py")} - {"__init__"} for folder in folders}
    assert rooms == there


@pytest.mark.parametrize("name", TEXTS)
def test_files_of_the_repository_that_are_named_are_there(name: str) -> None:
    for path in re.findall(r"`((?:tests|deckgen|\.ci)/[\w./*-]+)`", TEXTS[name]):
        assert (ROOT / path).exists(), path
    for command in commands(TEXTS[name]):
        for path in re.findall(r"\btests/\S+\.py", command):
            assert (ROOT / path).exists(), path


def test_weights_are_fitted_by_programs_that_take_these_words() -> None:
    for command in commands(TEXTS["docs/inside.md"]):
        program, *words = command.split()[1:]
        text = (ROOT / program).read_text("utf-8")
        taken = (word for word in words if not word.isupper() and "." not in word and len(word) > len("it"))
        assert all(f'"{word}"' in text for word in taken), command


# ------------------------------------------------------------------ what can go in

INPUT = TEXTS["docs/input.md"]


def test_the_page_of_inputs_names_every_kind_that_is_read_and_no_other() -> None:
    named = set(re.findall(r"`\.(\w+)`", "\n".join(line for line in INPUT.splitlines() if line.startswith("| "))))
    known = resources.table("text/kinds.toml")
    suffixes = {name: {name, *held.get("suffixes", ())} for name, held in known.items() if "holds" in held}
    assert named <= set().union(*suffixes.values())
    unnamed = {name for name, own in suffixes.items() if not own & named}
    assert unnamed == {"anki", "lines"}  # which have no suffix of their own


def test_what_cannot_go_in_has_advice() -> None:
    for name, held in resources.table("text/kinds.toml").items():
        assert ("holds" in held) != bool(held.get("advice")), name


# ------------------------------------------------------------------ installing

INSTALL = TEXTS["docs/install.md"]


def test_the_extras_of_commands_are_all_there_with_what_they_install() -> None:
    rows = {name.strip("`"): installs for name, _, installs in _table(INSTALL, "Extras")}
    assert rows == {name: f"`{re.split('[<>=]', wanted)[0]}`" for name, wanted in extras.EXTRAS.items()}


def test_the_page_gets_the_model_as_the_program_says() -> None:
    typed = commands(INSTALL)
    start = typed.index(weights.BY_HAND[0])
    assert tuple(typed[start : start + 2]) == weights.BY_HAND
    assert f"`{weights.VARIABLE}`" in INSTALL


# ------------------------------------------------------------------ methods, and whose work it is

_CITED = re.compile(r"([A-Z]\w+)(?: (?:&|and) [A-Z]\w+| et al\.)? ((?:19|20)\d\d)(?=[);,])")


def test_every_paper_that_the_source_names_is_on_the_page_with_its_module() -> None:
    rows = {row[0]: " | ".join(row[1:]) for row in _table(TEXTS["docs/methods.md"], "Methods")}
    found = []
    for path in (*(ROOT / "deckgen").rglob("*.py"), *(ROOT / "training").rglob("*.py")):
        for surname, year in _CITED.findall(" ".join(path.read_text("utf-8").split())):
            named = f"`{path.relative_to(ROOT).as_posix()}`"
            assert any(surname in row and year in row and named in row for row in rows.values()), (surname, year, named)
            found.append(surname)
    assert len(found) > 10


def test_the_notice_names_every_file_of_weights_and_no_other() -> None:
    notice = (ROOT / "NOTICE.md").read_text("utf-8")
    named = set(re.findall(r"`(deckgen/[\w/]+\.(?:toml|np[yz]))`", notice))
    fitted = {*(ROOT / "deckgen").rglob("*.np[yz]")}
    fitted |= {path for path in (ROOT / "deckgen").rglob("*.toml") if "itted by" in path.read_text("utf-8")}
    assert named == {path.relative_to(ROOT).as_posix() for path in fitted}
    told = str(resources.arrays("vectors/word_classes.npz")["note"])
    assert "CC BY-SA 4.0" in told
    treebanks = {name.partition("_")[2].partition("-")[0] for name in re.findall(r"\w+_\w+-ud-\w+", told)}
    assert all(re.search(name, notice, re.IGNORECASE) for name in treebanks)
