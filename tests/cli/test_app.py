"""The command line as a person meets it: what it prints, where, and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Output, Project

from deckgen import __version__
from deckgen.cli.app import main

Run = Callable[..., Output]


# ------------------------------------------------------------------ the two commands


def test_two_texts_become_a_package_by_two_commands(deckgen: Run, tmp_path: Path) -> None:
    (tmp_path / "articolo.txt").write_text("Bottega\n\nVendiamo scarpe belle. Apriamo alle 9.\n\nCondividi\n", "utf-8")
    (tmp_path / "clanek.txt").write_text("Dílna\n\nProdáváme pěkné boty. Otevíráme v 9 hodin.\n", "utf-8")
    said = deckgen("init", "corso", "it=articolo.txt", "cs=clanek.txt", at=tmp_path)
    assert said == Output(
        "corso/cards/corso/pairs/articolo.yaml: 2 sentence pairs in 1 section\n"
        "  title on the cards: “Bottega”; `title:` in deck.yaml changes it\n"
        "  left out: articolo.txt:5: “Condividi” (no counterpart)\n"
        "a short text: run `deckgen terms` to look for key terms\n"
        "next: cd corso && deckgen studio, to go through it in the browser; or deckgen build\n",
        "",
        0,
    )
    said = deckgen("build", at=tmp_path / "corso")
    assert (said.err, said.code) == ("", 0)
    lines = said.out.splitlines()
    assert lines[0].startswith("build/corso.apkg: 2 sentences and 0 terms, 2 cards, ")
    assert lines[1] == "2 new · 0 changed · 0 same"
    assert lines[2] == "import it: in Anki choose File > Import, pick this file, keep the options as they are"
    assert len(lines) == 3


def test_a_second_build_says_that_nothing_changed(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    assert "0 new · 0 changed · 5 same" in deckgen("build", at=project.root).out


def test_a_further_text_is_added(deckgen: Run, project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Vendiamo scarpe molto belle.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Prodáváme moc pěkné boty.\n", "utf-8")
    said = deckgen("add", f"it={tmp_path / 'a.txt'}", f"cs={tmp_path / 'b.txt'}", "--title", "Scarpe", at=project.root)
    assert said.out.startswith("cards/prova/pairs/a.yaml: 1 sentence pair\n")
    assert "6 new" in deckgen("build", at=project.root).out


# ------------------------------------------------------------------ files of somebody else

HOSTILE = "\x1b]52;c;ZWNobw==\x07\x9b2J\u202e"


@pytest.mark.parametrize("command", ["check", "build", "align", "terms", "preview", ""])
@pytest.mark.parametrize("file", ["pairs", "terms", "text", "lock", "deck.yaml"])
def test_control_characters_of_a_file_never_reach_the_terminal(
    deckgen: Run, project: Project, command: str, file: str
) -> None:
    deckgen("build", at=project.root)
    path = {
        "pairs": project.pairs,
        "terms": project.terms,
        "text": next((project.root / "data").rglob("it.txt"), project.pairs),
        "lock": project.lock,
        "deck.yaml": project.deck / "deck.yaml",
    }[file]
    text = path.read_text("utf-8")
    word = next(each for each in ("campagna", "Prova", "vendita") if each in text)
    path.write_text(text.replace(word, HOSTILE + word), "utf-8")
    said = deckgen(*command.split(), at=project.root)
    assert not set("\x1b\x07\x9b\u202e") & set(said.out + said.err)
    assert said.out + said.err
    assert said.code in (0, 1)


# ------------------------------------------------------------------ where it works


def test_bare_deckgen_says_where_the_project_stands(deckgen: Run, project: Project) -> None:
    assert deckgen(at=project.root).out == (
        "prova: “Prova”, it → cs\n  Testo: 3 pairs, 2 terms\n  next build: 5 new · 0 changed · 0 same\n"
    )
    deckgen("build", at=project.root)
    assert deckgen(at=project.deck).out.endswith("  build/prova.apkg is up to date\n".replace("build", "../../build"))
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  doubt: 0.4")
    said = deckgen(at=project.root)
    assert "3 pairs, 2 terms, 1 pair to check\n  to check pairs: press N in `deckgen studio`, or search for" in said.out
    assert "next build: 0 new · 1 changed · 4 same" in said.out


def test_bare_deckgen_points_to_problems(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "")
    said = deckgen(at=project.root)
    assert (said.out, said.code) == ("prova: 1 problem, see deckgen check\n", 1)


def test_outside_a_project_deckgen_helps(deckgen: Run, tmp_path: Path) -> None:
    said = deckgen(at=tmp_path)
    assert said.code == 0
    assert "init" in said.out
    said = deckgen("build", at=tmp_path)
    assert said.code == 2
    assert said.err.endswith("   → create one: deckgen init corso it=articolo.txt cs=clanek.txt\n")


def test_a_command_works_from_anywhere_in_the_project(deckgen: Run, project: Project, tmp_path: Path) -> None:
    for where in (project.root, project.deck, project.pairs.parent):
        assert deckgen("build", at=where).code == 0
    assert deckgen("-C", project.root, "build", at=tmp_path).code == 0


def test_one_deck_of_several_is_named(deckgen: Run, project: Project) -> None:
    other = project.root / "cards" / "altro"
    (other / "pairs").mkdir(parents=True)
    deck = (project.deck / "deck.yaml").read_text("utf-8")
    (other / "deck.yaml").write_text(
        deck.replace("0123456789", "9876543210").replace("prefix: t", "prefix: u").replace("testo", "secondo"), "utf-8"
    )
    (other / "pairs" / "secondo.yaml").write_text("- it: Ciao a tutti.\n  cs: Ahoj všichni.\n", "utf-8")
    assert "altro.apkg" in deckgen("build", "altro", at=project.root).out
    assert not project.package.exists()
    assert deckgen("build", at=project.root).out.count(".apkg") == 2
    assert deckgen("build", "terzo", at=project.root) == Output(
        "", "no such deck: terzo\n   → decks here: altro, prova\n", 2
    )
    said = deckgen("add", "it=a.txt", "cs=b.txt", at=project.root)
    assert (said.err, said.code) == ("this project has several decks\n   → choose one: --deck altro\n", 2)


def test_a_prefix_of_two_decks_is_a_problem(deckgen: Run, project: Project) -> None:
    other = project.root / "cards" / "altro"
    other.mkdir()
    (other / "deck.yaml").write_text((project.deck / "deck.yaml").read_text("utf-8"), "utf-8")
    said = deckgen("check", "prova", at=project.root)
    assert "id `0123456789` is also used by altro" in said.err
    assert "prefix `t` is also used by altro" in said.err


# ------------------------------------------------------------------ build


def test_a_dry_run_shows_old_and_new_and_writes_nothing(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    before = project.lock.read_bytes(), project.package.read_bytes()
    project.edit(project.pairs, "prodej se ptá", "prodej se táže")
    project.pairs.write_text(project.pairs.read_text("utf-8") + "- it: Una frase nuova.\n  cs: Nová věta.\n", "utf-8")
    text = project.pairs.read_bytes()
    said = deckgen("build", "--dry-run", at=project.root)
    assert "changed: t-bada\n   Back: Marketing vypráví, prodej se ptá.\n" in said.out
    assert "→ Marketing vypráví, prodej se táže.\n" in said.out
    assert "prova: 1 new · 1 changed · 4 same; nothing was written" in said.out
    assert (project.lock.read_bytes(), project.package.read_bytes()) == before
    assert project.pairs.read_bytes() == text


def test_a_locked_build_fails_if_the_lock_would_change(deckgen: Run, project: Project) -> None:
    said = deckgen("build", "--locked", at=project.root)
    assert (said.code, "deck.lock: the lock would change: 5 new" in said.err) == (1, True), said
    assert not project.lock.exists()
    deckgen("build", at=project.root)
    project.package.unlink()
    assert deckgen("build", "--locked", at=project.root).code == 0
    assert project.package.exists()
    project.edit(project.pairs, "prodej se ptá", "prodej se táže")
    said = deckgen("build", "--locked", at=project.root)
    assert said.code == 1
    assert said.err.startswith("cards/prova/deck.lock: the lock would change: 0 new · 1 changed · 4 same")


def test_the_package_goes_where_it_is_told(deckgen: Run, project: Project, tmp_path: Path) -> None:
    assert deckgen("build", "-o", tmp_path / "mazzo.apkg", at=project.root).code == 0
    assert (tmp_path / "mazzo.apkg").exists()
    assert not project.package.exists()


def test_silence(deckgen: Run, project: Project) -> None:
    assert "import it" not in deckgen("-q", "build", at=project.root).out


def test_a_new_deck_name_must_be_meant(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    project.edit(project.deck / "deck.yaml", "name: Prova", "name: Nuovo")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "the deck was called “Prova” and is now called “Nuovo”" in said.err
    assert deckgen("build", "--rename", at=project.root).code == 0
    assert deckgen("build", at=project.root).code == 0


# ------------------------------------------------------------------ check, verify


def test_check_finds_all_problems_and_says_where(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "")
    project.edit(project.terms, "t-beda", "t-zuzu")
    said = deckgen("check", at=project.root)
    assert said == Output(
        "2 errors, 0 warnings\n",
        "cards/prova/pairs/testo.yaml:9: pair t-bida has no Czech text\n"
        "   it: Chi ha vinto la trattativa?\n"
        "   → add `cs:`, or set `skip: true`\n"
        "cards/prova/vocabulary/testo.yaml:4: there is no pair t-zuzu in this text\n"
        "   pair: t-zuzu\n"
        "   → give the id of a sentence pair in `pair:`, or set `skip: true`\n",
        1,
    )
    stopped = deckgen("build", at=project.root).err.splitlines()
    assert [line.replace("error: ", "") for line in stopped[:-1]] == said.err.splitlines()
    assert sum(": error: " in line for line in stopped) == 2
    assert stopped[-1] == "stopped by 2 errors"


def test_a_build_ends_with_what_stopped_it(deckgen: Run, project: Project) -> None:
    """Warnings are counted, not listed: what stopped the build would be lost among them."""
    more = "".join(f"- it: Il prezzo numero {n} è alto.\n  cs: Cena je vysoká.\n" for n in range(1, 30))
    project.pairs.write_text(project.pairs.read_text("utf-8") + more, "utf-8")
    project.edit(project.terms, "t-beda", "t-zuzu")
    said = deckgen("build", at=project.root)
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines()[0].endswith(": error: there is no pair t-zuzu in this text")
    assert said.err.splitlines()[-1] == "stopped by 1 error; 29 warnings too, see deckgen check"
    assert len(said.err.splitlines()) == 4


def test_check_speaks_json(deckgen: Run, project: Project) -> None:
    project.edit(project.terms, "t-beda", "t-zuzu")
    said = deckgen("check", "--format", "json", at=project.root)
    assert said.code == 1
    assert json.loads(said.out) == [
        {
            "path": "cards/prova/vocabulary/testo.yaml",
            "line": 4,
            "level": "error",
            "code": "missing-example",
            "message": "there is no pair t-zuzu in this text",
            "advice": "give the id of a sentence pair in `pair:`, or set `skip: true`",
        }
    ]
    said = deckgen("check", "--format", "xml", at=project.root)
    assert (said.code, "`--format xml`" in said.err, "json" in said.err) == (2, True, True), said


def test_hints_are_shown_when_asked_for(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "Il marketing racconta, la vendita domanda.", " ".join(["parola"] * 22))
    project.edit(project.pairs, "Marketing vypráví, prodej se ptá.", "slovo")
    said = Output("0 errors, 0 warnings, 1 hint (deckgen -v check shows all)\n", "", 0)
    assert deckgen("check", at=project.root) == said
    verbose = deckgen("-v", "check", at=project.root)
    assert "info: 22 words is long for a card" in verbose.err
    assert verbose.out == "0 errors, 0 warnings, 1 hint\n"


def test_what_is_allowed_is_counted_and_shown_when_asked_for(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "stála 2 700 eur", "stála 2 800 eur")
    project.allow("numbers-differ")
    said = deckgen("check", "--strict", at=project.root)
    assert said == Output("0 errors, 0 warnings, 1 allowed (deckgen -v check shows all)\n", "", 0)
    assert (
        "allowed: only the Italian side has 2.700; only the Czech side has 2 800"
        in deckgen("-v", "check", at=project.root).err
    )


def test_a_strict_check_takes_warnings_for_errors(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "stála 2 700 eur", "stála 2 800 eur")
    assert deckgen("check", at=project.root).code == 0
    said = deckgen("check", "--strict", at=project.root)
    assert (said.code, said.out) == (1, "0 errors, 1 warning\n")
    assert "only the Italian side has 2.700" in said.err


def test_a_workflow_is_told_at_the_line(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "stála 2 700 eur", "stála 2 800 eur")
    project.edit(project.terms, "pair: t-bida", "pair: zuzu")
    said = deckgen("check", "--format", "github", at=project.root)
    assert (said.code, said.err) == (1, "")
    assert said.out == (
        "::warning file=cards/prova/pairs/testo.yaml,line=7,title=numbers-differ::only the Italian side has 2.700; "
        "only the Czech side has 2 800. "
        "check that these sentences belong together\n"
        "::error file=cards/prova/vocabulary/testo.yaml,line=8,title=missing-example::there is no pair zuzu in this "
        "text. give the id of a sentence pair in `pair:`, or set `skip: true`\n"
    )


def test_verify_asks_anki(deckgen: Run, project: Project) -> None:
    said = deckgen("verify", at=project.root)
    assert (said.err, said.code) == ("prova has not been built yet\n   → run `deckgen build` first\n", 2)
    deckgen("build", at=project.root)
    said = deckgen("verify", at=project.root)
    assert said.code == 0
    assert said.out.endswith("holds 5 notes and 9 cards as built\na second import changes nothing\n")


# ------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("init", "x"), "give a text and its translation, or one file with both"),
        (("init", "x", "it=a.txt", "it=b.txt"), "give a text and its translation, or one file with both"),
        (("init", "x", "it=a.txt", "cs=b.txt", "de=c.txt"), "give a text and its translation, or one file with both"),
        (("init", "x", "it=", "b.txt"), "`it=` names no file"),
    ],
)
def test_wrong_usage_is_said_with_an_example(
    deckgen: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    said = deckgen(*arguments, at=tmp_path)
    assert said.code == 2
    assert said.err == f"{message}\n   → for example: it=articolo.txt cs=clanek.txt\n"


def test_an_unknown_option_is_wrong_usage(deckgen: Run, project: Project) -> None:
    said = deckgen("build", "--frobnicate", at=project.root)
    assert (said.code, "No such option: --frobnicate" in said.err) == (2, True), said


def test_what_a_person_wrote_never_ends_in_a_traceback(deckgen: Run, project: Project) -> None:
    project.pairs.write_text('- it: "aperta\n- cs: 100% # no\n', "utf-8")
    project.terms.write_bytes(b"- it: citt\xe0\n")
    (project.deck / "deck.yaml").write_text("name: [\n", "utf-8")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "Traceback" not in said.err


def test_a_fault_of_ours_is_said_as_such(deckgen: Run, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deckgen.checks.rules.check", lambda *_: 1 / 0)
    monkeypatch.setattr("deckgen.actions.build.check", lambda *_, **__: 1 / 0)
    said = deckgen("check", at=project.root)
    assert said == Output(
        "",
        "a bug in deckgen: ZeroDivisionError: division by zero\n"
        "   → run it again as `deckgen --debug …` and report the output\n",
        3,
    )


def test_an_interruption_ends_with_its_own_code(project: Project) -> None:
    """A real signal while the build waits for a lock that is a second ahead."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(time.time()) + 2), "PYTHONUNBUFFERED": "1"}
    code = "import _thread, threading; threading.Timer(0.6, _thread.interrupt_main).start();"
    code += "import sys; sys.argv = ['deckgen', 'build']; from deckgen.cli.app import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr.strip().splitlines()[-1]) == (130, "interrupted")
    assert not project.lock.exists()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_a_terminal_that_lacks_letters_stops_no_command(
    project: Project, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """As on Windows where the output goes into a file, or in a container without a locale."""
    project.edit(project.terms, "cs: jednání", "cs: marketingová kampaň")
    monkeypatch.chdir(project.root)
    for command in (["check"], ["check", "--format", "json"], ["build", "--dry-run"], []):
        for name in ("stdout", "stderr"):
            monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding))
        monkeypatch.setattr(sys, "argv", ["deckgen", *command])
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stderr.flush()
        out, err = (stream.buffer.getvalue() for stream in (sys.stdout, sys.stderr))  # type: ignore[attr-defined]
        assert (ended.value.code, b"fault" in err) == (0, False), err
        if "json" in command:
            told = json.loads(out.decode(encoding))
            assert any("“marketingová kampaň”" in problem["message"] for problem in told)


# ------------------------------------------------------------------ help


def test_every_command_has_help(deckgen: Run, tmp_path: Path) -> None:
    overview = deckgen("--help", at=tmp_path).out
    for name in ("init", "add", "check", "build", "verify"):
        assert name in overview
        said = deckgen(name, "--help", at=tmp_path)
        assert said.code == 0
        assert len(said.out.splitlines()) > 5


def test_the_version(deckgen: Run, tmp_path: Path) -> None:
    assert deckgen("--version", at=tmp_path).out == f"deckgen {__version__}\n"


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    """The parts that cost start-up time are loaded by the commands that need them."""
    code = (
        "import sys; sys.argv = ['deckgen', '--help']\n"
        "from deckgen.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'genanki', 'yaml', 'markdown_it', 'anki', 'simplemma'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


def loaded(*arguments: str, at: Path) -> set[str]:
    """The modules that a command loads in a process of its own."""
    code = (
        f"import sys; sys.argv = ['deckgen', *{arguments!r}]\n"
        "from deckgen.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=at)
    return set(ended.stderr.split())


def test_a_build_loads_no_aligner(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    assert not {"numpy", "markdown_it", "simplemma", "filelock"} & loaded("build", at=project.root)


def test_where_there_is_no_project_nothing_of_one_is_loaded(tmp_path: Path) -> None:
    modules = loaded(at=tmp_path)
    assert "deckgen.project.discovery" in modules
    assert not {"yaml", "numpy", "langcodes", "deckgen.actions.build"} & modules


# ------------------------------------------------------------------ the living deck


def new_course(deckgen: Run, folder: Path) -> Path:
    """A project made from two texts of three sentences, and built."""
    italian = "Bottega\n\nVendiamo scarpe molto belle. Apriamo ogni giorno alle 9. Chiudiamo tardi la sera.\n"
    czech = "Dílna\n\nProdáváme moc pěkné boty. Otevíráme každý den v 9 hodin. Zavíráme pozdě večer.\n"
    (folder / "articolo.txt").write_text(italian, "utf-8")
    (folder / "clanek.txt").write_text(czech, "utf-8")
    assert deckgen("init", "corso", "it=articolo.txt", "cs=clanek.txt", at=folder).code == 0
    assert deckgen("build", at=folder / "corso").code == 0
    return folder / "corso"


def test_texts_that_were_edited_are_aligned_again(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    pairs = root / "cards" / "corso" / "pairs" / "articolo.yaml"
    assert deckgen("align", at=root).out == "cards/corso/pairs/articolo.yaml: unchanged\n"
    for name, old, new in (
        ("it", "Vendiamo scarpe", "Vendiamo borse e scarpe"),
        ("cs", "pěkné boty", "pěkné tašky a boty"),
    ):
        text = root / "data" / "articolo" / f"{name}.txt"
        text.write_text(text.read_text("utf-8").replace(old, new), "utf-8")
    before = pairs.read_bytes()
    said = deckgen("align", "--dry-run", at=root)
    assert said.out.startswith("cards/corso/pairs/articolo.yaml: 1 changed; nothing was written\n")
    assert pairs.read_bytes() == before
    said = deckgen("align", at=root)
    assert "“Vendiamo scarpe molto belle.”\n       → “Vendiamo borse e scarpe molto belle.”" in said.out
    assert "it: Vendiamo borse e scarpe molto belle.\n" in pairs.read_text("utf-8")
    assert "0 new · 1 changed · 2 same" in deckgen("build", at=root).out


def test_sentences_that_went_are_offered_for_retirement(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    for name, gone in (("it", " Chiudiamo tardi la sera."), ("cs", " Zavíráme pozdě večer.")):
        text = root / "data" / "articolo" / f"{name}.txt"
        text.write_text(text.read_text("utf-8").replace(gone, ""), "utf-8")
    said = deckgen("align", at=root)
    assert "“Chiudiamo tardi la sera.” (to retire its cards, delete it or use `--gone skip`)" in said.out
    assert "0 new · 0 changed · 3 same" in deckgen("build", at=root).out
    assert "(skipped)" in deckgen("align", "--gone", "skip", at=root).out
    said = deckgen("build", at=root)
    assert "0 new · 0 changed · 1 retired · 2 same" in said.out
    said = deckgen("align", "--gone", "burn", at=root)
    assert (said.code, "`--gone burn`" in said.err, "skip" in said.err) == (2, True, True), said


def edit_text(root: Path, name: str, old: str, new: str) -> None:
    path = root / "data" / "articolo" / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


CHANGED = "data/articolo/it.txt changed since the pairs were made: run `deckgen align`"


def test_a_text_that_changed_since_it_was_paired_is_named_until_it_is_aligned(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    for command in ("", "build"):
        assert "changed since" not in deckgen(*command.split(), at=root).out
    assert deckgen("check", at=root).out.startswith("0 errors, 0 warnings")
    edit_text(root, "it.txt", "scarpe molto belle", "scarpe belle")
    assert f"  {CHANGED}\n" in deckgen(at=root).out
    said = deckgen("build", at=root)
    assert (said.code, said.out.splitlines()[1:3]) == (0, ["0 new · 0 changed · 3 same", CHANGED])
    assert CHANGED in deckgen("build", "--dry-run", at=root).out
    said = deckgen("check", at=root)
    assert (said.code, said.out.startswith("0 errors, 1 warning")) == (0, True)
    assert said.err == (
        "data/articolo/it.txt: warning: this text changed since its pairs were made\n"
        "   → `deckgen align` brings the change into the pairs\n"
    )
    (problem,) = (
        each for each in json.loads(deckgen("check", "--format", "json", at=root).out) if each["code"] == "text-changed"
    )
    assert (problem["path"], problem["level"]) == ("data/articolo/it.txt", "warning")
    assert deckgen("align", "--dry-run", at=root).code == 0
    assert CHANGED in deckgen(at=root).out
    assert deckgen("align", at=root).code == 0
    assert CHANGED not in deckgen(at=root).out
    assert deckgen("check", "--strict", at=root).code == 0


def test_a_changed_text_cannot_be_silenced(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    edit_text(root, "it.txt", "scarpe molto belle", "scarpe belle")
    deck = root / "cards" / "corso" / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "allow: [text-changed]\n", "utf-8")
    said = deckgen("check", at=root)
    assert said.code == 1
    assert "text-changed" in said.err


def test_line_ends_and_a_mark_are_no_change_of_a_text(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    path = root / "data" / "articolo" / "it.txt"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert "changed since" not in deckgen(at=root).out


def test_a_lock_of_an_older_deckgen_knows_nothing_of_its_texts(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    lock = root / "cards" / "corso" / "deck.lock"
    lines = lock.read_text("utf-8").splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if not line.startswith('{"text"')), "utf-8")
    edit_text(root, "it.txt", "scarpe molto belle", "scarpe belle")
    assert "changed since" not in deckgen(at=root).out
    assert deckgen("align", at=root).code == 0
    edit_text(root, "it.txt", "scarpe belle", "scarpe")
    assert CHANGED in deckgen(at=root).out


def test_what_is_left_out_is_told_once(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    edit_text(root, "it.txt", "tardi la sera.", "tardi la sera.\n\nCondividi")
    left_out = "  left out: data/articolo/it.txt:5: “Condividi” (no counterpart)\n"
    assert left_out in deckgen("align", "--dry-run", at=root).out
    assert left_out in deckgen("align", at=root).out
    said = deckgen("align", at=root)
    assert said.out == ("cards/corso/pairs/articolo.yaml: unchanged\n  1 sentence left out as before; -v lists them\n")
    assert left_out in deckgen("-v", "align", at=root).out
    edit_text(
        root,
        "cs.txt",
        "pozdě večer.",
        "pozdě večer.\n\nUpozornění pro sousedy z celé ulice: nás dvůr je o víkendu zavřený.",
    )
    said = deckgen("align", at=root)
    assert "Upozornění" in said.out
    assert left_out not in said.out


def test_what_init_told_is_not_told_again(deckgen: Run, tmp_path: Path) -> None:
    (tmp_path / "articolo.txt").write_text("Bottega\n\nVendiamo scarpe belle. Apriamo alle 9.\n\nCondividi\n", "utf-8")
    (tmp_path / "clanek.txt").write_text("Dílna\n\nProdáváme pěkné boty. Otevíráme v 9 hodin.\n", "utf-8")
    assert "left out: articolo.txt:5" in deckgen("init", "corso", "it=articolo.txt", "cs=clanek.txt", at=tmp_path).out
    assert deckgen("align", at=tmp_path / "corso").out == (
        "cards/corso/pairs/articolo.yaml: unchanged\n  1 sentence left out as before; -v lists them\n"
    )


def test_a_sentence_that_moved_in_the_text_is_named_once(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    pairs = root / "cards" / "corso" / "pairs" / "articolo.yaml"
    before = pairs.read_bytes()
    for name, late, first in (
        ("it.txt", " Chiudiamo tardi la sera.", "Vendiamo"),
        ("cs.txt", " Zavíráme pozdě večer.", "Prodáváme"),
    ):
        edit_text(root, name, late, "")
        edit_text(root, name, first, f"{late.strip()} {first}")
    said = deckgen("align", at=root)
    (line,) = (line for line in said.out.splitlines() if "moved" in line)
    assert line.startswith("  moved in the text: ar-")
    assert line.endswith(" “Chiudiamo tardi la sera.” (it keeps its place in the file)")
    assert "moved" not in deckgen("align", at=root).out
    assert pairs.read_bytes() == before


def test_a_changed_sentence_of_a_deleted_pair_is_told_and_stays_out(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    pairs = root / "cards" / "corso" / "pairs" / "articolo.yaml"
    text = pairs.read_text("utf-8")
    pairs.write_text(text[: text.rindex("- id")], "utf-8")
    before = pairs.read_bytes()
    edit_text(root, "it.txt", "tardi la sera", "molto tardi la sera")
    edit_text(root, "cs.txt", "pozdě večer", "velmi pozdě večer")
    said = deckgen("align", at=root)
    assert (
        "  changed in the text: “Chiudiamo molto tardi la sera.” = “Zavíráme velmi pozdě večer.” "
        "(left out, since you deleted it)\n"
    ) in said.out
    assert "changed in the text" not in deckgen("align", at=root).out
    assert pairs.read_bytes() == before


def test_a_build_says_what_an_import_overwrites_and_what_was_retired(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    project.edit(project.pairs, "prodej se ptá", "prodej se táže")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    said = deckgen("build", at=project.root)
    assert "the import overwrites 2 notes, learners' edits included" in said.out
    assert "retired: t-peda; to drop drafts that nobody imported: deckgen lock --forget t-peda" in said.out
    changes = (project.root / "build" / "prova.changes.md").read_text("utf-8")
    assert "### Změněné (1)" in changes
    assert "~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví, prodej se táže." in changes
    assert "### Už nejsou v balíčku (1)" in changes


def test_a_changed_id_stops_the_build_until_it_is_meant(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    before = project.lock.read_bytes()
    project.edit(project.pairs, "- id: t-bada", "- id: t-nuovo")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert said.err.startswith("cards/prova/pairs/testo.yaml:2: t-nuovo looks like t-bada renamed\n")
    checked = deckgen("check", at=project.root)
    assert checked.code == 1
    assert "cards/prova/pairs/testo.yaml:2: t-nuovo looks like t-bada renamed\n" in checked.err
    assert "`was: t-bada`" in said.err
    assert project.lock.read_bytes() == before
    assert "1 new · 0 changed · 1 retired · 4 same" in deckgen("build", "--as-new", at=project.root).out


def test_an_option_that_touches_every_note_is_asked_for(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "cards: {sentence: [recognition, production]}\n", "utf-8")
    before = project.lock.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("n\n"))
        patch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        said = deckgen("build", at=project.root)
    assert "the choice of cards changes 3 notes" in said.out
    assert said.code == 1
    assert project.lock.read_bytes() == before
    assert "0 new · 3 changed · 2 same" in deckgen("build", "--yes", at=project.root).out


def test_retired_drafts_are_forgotten_on_demand(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    deckgen("build", at=project.root)
    said = deckgen("lock", "--forget", "t-bada", at=project.root)
    assert (said.code, said.err) == (2, "not retired: t-bada\n   → retired notes: t-peda\n")
    said = deckgen("lock", "--forget", "t-peda", at=project.root)
    assert said.out == "cards/prova/deck.lock: forgot 1 note; imported copies stay as they are\n"
    assert "t-peda" not in project.lock.read_text("utf-8").split("\n", 1)[1]
    said = deckgen("lock", at=project.root)
    assert (said.code, "--from PACKAGE, --forget ID or --forget-retired" in said.err) == (2, True), said


def test_a_lost_lock_is_made_again_from_a_package(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    lock, package = project.lock.read_bytes(), project.package.read_bytes()
    project.lock.unlink()
    said = deckgen("lock", "--from", "build/prova.apkg", at=project.root)
    assert (said.out, said.code) == ("cards/prova/deck.lock: 5 notes from build/prova.apkg\n", 0)
    assert project.lock.read_bytes() == lock
    deckgen("build", at=project.root)
    assert project.package.read_bytes() == package
    said = deckgen("lock", "--from", "deck.yaml", at=project.deck)
    assert (said.code, "not a zip file" in said.err, said.err.startswith("deck.yaml: ")) == (1, True, True), said


def test_edits_made_in_anki_come_back(deckgen: Run, project: Project, tmp_path: Path) -> None:
    from anki_world import Learner

    said = deckgen("pull", "x.apkg", at=project.root)
    assert (said.code, said.err) == (2, "prova has not been built yet\n   → run `deckgen build` first\n")
    deckgen("build", at=project.root)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.edits("0123456789-t-bida", "Back", "Kdopak vyhrál?")
        learner.exports(tmp_path / "export.apkg")
    said = deckgen("pull", tmp_path / "export.apkg", "--dry-run", at=project.root)
    assert said.out == (
        "taken: t-bida Back\n   here: Kdo to jednání vyhrál?\n   Anki: Kdopak vyhrál?\n1 taken; nothing was written\n"
    )
    assert "Kdopak" not in project.pairs.read_text("utf-8")
    assert deckgen("pull", tmp_path / "export.apkg", at=project.root).code == 0
    assert "  cs: Kdopak vyhrál?\n" in project.pairs.read_text("utf-8")
    project.edit(project.pairs, "Kdopak vyhrál?", "Kdo vyhrál?")
    said = deckgen("pull", tmp_path / "export.apkg", at=project.root)
    assert (said.code, said.out.splitlines()[-1]) == (1, "1 in conflict")
    assert deckgen("pull", tmp_path / "export.apkg", "--ours", at=project.root).code == 0
    said = deckgen("pull", tmp_path / "neni.apkg", at=project.root)
    assert (said.code, "neni.apkg: no such file" in said.err) == (1, True), said


def test_a_lost_lock_beside_a_package_stops_everything(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    package = project.package.read_bytes()
    project.lock.unlink()
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "cards/prova/deck.lock: the lock is missing, but build/prova.apkg shows that this deck was built" in said.err
    assert "deckgen lock --from build/prova.apkg" in said.err
    assert project.package.read_bytes() == package
    assert not project.lock.exists()


def test_a_pair_that_was_deleted_by_hand_stays_deleted(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    pairs = root / "cards" / "corso" / "pairs" / "articolo.yaml"
    text = pairs.read_text("utf-8")
    start = text.index("- id", text.index("Vendiamo"))
    pairs.write_text(text[:start] + text[text.index("- id", start + 1) :], "utf-8")
    before = pairs.read_bytes()
    assert "1 retired" in deckgen("build", at=root).out
    said = deckgen("align", at=root)
    assert "unchanged" in said.out
    assert "left out because you deleted them: 1 pair" in said.out
    assert pairs.read_bytes() == before


def test_a_pair_that_comes_back_without_its_id_is_noticed_builds_later(deckgen: Run, project: Project) -> None:
    deckgen("build", at=project.root)
    text = project.pairs.read_text("utf-8")
    start, end = text.index("- id: t-bada"), text.index("- id: t-beda")
    project.pairs.write_text(text[:start] + text[end:], "utf-8")
    deckgen("build", at=project.root)
    deckgen("build", at=project.root)
    project.pairs.write_text(text.replace("- id: t-bada\n  it", "- it"), "utf-8")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "this entry without an id looks like t-bada" in said.err


def test_a_second_deck_takes_no_prefix_of_the_first(deckgen: Run, tmp_path: Path) -> None:
    root = new_course(deckgen, tmp_path)
    said = deckgen("init", "cards/secondo", "it=../articolo.txt", "cs=../clanek.txt", "--id", "artigiani", at=root)
    assert said.code == 0
    assert deckgen("check", at=root).code == 0


def test_one_slip_in_a_file_is_one_error(deckgen: Run, project: Project) -> None:
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?", '  cs: "Kdo to jednání vyhrál?')
    said = deckgen("check", at=project.root)
    assert said.out == "1 error, 0 warnings\n"
    assert "testo.yaml:11: this quote is never closed" in said.err
