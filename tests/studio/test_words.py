"""The words of the page: three files with the same keys, and a word for all that the page and deckgen say."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

import pytest
from projects import ROOT

from deckgen.checks.identity import CODES
from deckgen.checks.lints import LINTS, THOROUGH
from deckgen.checks.rules import RULES
from deckgen.project.fields import FIELDS, STAMPS
from deckgen.project.voice import ENGINES, SYSTEM

APP = ROOT / "deckgen" / "studio" / "app"
FORMS = {"en": 2, "cs": 3, "it": 2}  # one|other; Czech: one|few|other
WORDS: dict[str, dict[str, str]] = {code: json.loads((APP / f"{code}.json").read_text("utf-8")) for code in FORMS}
ENGLISH = WORDS["en"]
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted(APP.glob("*.js")))
LITERAL = re.compile(r'"([^"\\\n]*)"')


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def split_at_top(text: str) -> tuple[str, str]:
    """The first argument of a call, and all others, from the text behind its opening parenthesis."""
    depth, comma, quoted = 0, -1, False
    for n, letter in enumerate(text):
        quoted ^= letter == '"'
        if quoted:
            continue
        if depth == 0 and letter == "," and comma < 0:
            comma = n
        if depth == 0 and letter == ")":
            return (text[:comma], text[comma + 1 : n]) if comma >= 0 else (text[:n], "")
        depth += {**dict.fromkeys("({[", 1), **dict.fromkeys(")}]", -1)}.get(letter, 0)
    raise AssertionError(f"no call: {text[:80]}")


def calls(name: str) -> Iterator[tuple[str, str]]:
    """The first argument and the others of all calls of a function in the scripts."""
    for found in re.finditer(rf"(?<![\w.]){name}\((?!key, given)", SCRIPTS):
        yield split_at_top(SCRIPTS[found.end() :])


def literals(argument: str) -> list[str]:
    """The strings that an argument can be; not those it is compared with, nor those inside a template."""
    return LITERAL.findall(re.sub(r'`[^`]*`|[!=]== "[^"]*"', "", argument))


def families() -> set[re.Pattern[str]]:
    """The keys that are put together from a template, such as `op.${name}`."""
    found = (template for first, _ in calls("t") for template in re.findall(r"`((?:\$\{[^}]*\}|[^`])*)`", first))
    parts = ([re.escape(part) for part in re.split(r"\$\{[^}]*\}", each)] for each in found)
    return {re.compile("[^.]*".join(each)) for each in parts}


def modules() -> Iterator[ast.Module]:
    for path in sorted((ROOT / "deckgen").rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def texts(node: ast.AST | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def called(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


def written_codes() -> Iterator[str]:
    """The codes of problems that no list of checks has: `code="…"`, and those a remark is given."""
    for module in modules():
        for name, call in called(module):
            yield from (code for each in call.keywords if each.arg == "code" for code in texts(each.value))
            if name == "problem" and len(call.args) == 1:
                yield from texts(call.args[0])


def work_in_hand() -> Iterator[str]:
    """What long work says that it is doing."""
    for module in modules():
        told = {
            each.name
            for node in ast.walk(module)
            if isinstance(node, ast.ImportFrom) and node.module == "deckgen.files.progress"
            for each in node.names
        }
        for name, call in called(module):
            if name in told & {"step", "counted"}:
                yield from texts(call.args[0])


def codes() -> set[str]:
    return {each.code for each in (*LINTS, *THOROUGH, *RULES)} | set(CODES) | set(written_codes())


@pytest.mark.parametrize("code", FORMS)
def test_languages_have_the_same_keys_in_the_same_order(code: str) -> None:
    assert list(WORDS[code]) == list(ENGLISH)


@pytest.mark.parametrize("code", FORMS)
def test_no_key_is_written_twice(code: str) -> None:
    def unique(pairs: list[tuple[str, str]]) -> dict[str, str]:
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)

    json.loads((APP / f"{code}.json").read_text("utf-8"), object_pairs_hook=unique)


@pytest.mark.parametrize("code", FORMS)
def test_texts_are_whole(code: str) -> None:
    for key, text in WORDS[code].items():
        assert placeholders(text) == placeholders(ENGLISH[key]), key
        assert len(text.split("|")) == (FORMS[code] if "|" in ENGLISH[key] else 1), key
        assert all(form == form.strip() for form in text.split("|")), key
        assert all(text.split("|")) or key == "field.", key


@pytest.mark.parametrize("code", ["cs", "it"])
def test_sentences_are_translated(code: str) -> None:
    assert [key for key, text in WORDS[code].items() if len(text.split()) > 3 and text == ENGLISH[key]] == []


def test_every_key_that_the_scripts_name_has_a_text() -> None:
    named = {key for first, _ in calls("t") for key in literals(first)}
    named |= {key for key in LITERAL.findall(SCRIPTS) if key.startswith("help.")}
    named |= {f"op.{name}" for first, _ in calls("act") for name in literals(first)}
    assert len(named) > 150
    assert named - set(ENGLISH) == set()


def test_every_family_of_keys_has_texts() -> None:
    empty = [each.pattern for each in families() if not any(each.fullmatch(key) for key in ENGLISH)]
    assert not empty


def test_every_text_is_used() -> None:
    named, made = set(LITERAL.findall(SCRIPTS)), families()
    unused = [key for key in ENGLISH if key not in named and not any(each.fullmatch(key) for each in made)]
    assert [key for key in unused if not key.startswith("check.")] == []


def test_every_placeholder_is_filled() -> None:
    for first, rest in calls("t"):
        if not rest.strip().startswith("{"):
            continue
        for key in literals(first):
            wanted = placeholders(ENGLISH[key]) | ({"n"} if "|" in ENGLISH[key] else set())
            assert wanted <= set(re.findall(r"\w+", rest)), key


def test_every_check_has_a_title() -> None:
    assert {key.removeprefix("check.") for key in ENGLISH if key.startswith("check.")} == codes()


def test_titles_of_checks_are_short() -> None:
    for words in WORDS.values():
        for key, text in words.items():
            assert not key.startswith("check.") or (len(text) <= 48 and not text.endswith(".")), key


def test_every_piece_of_long_work_has_a_name() -> None:
    work = set(work_in_hand())
    assert len(work) >= 4
    assert {f"doing.{each}" for each in work} <= set(ENGLISH)


def test_every_field_and_every_voice_has_a_name() -> None:
    fields = {name for names in FIELDS.values() for name in names if not name.startswith("Spare")} - STAMPS
    assert {f"field.{name}" for name in fields} <= set(ENGLISH)
    assert {f"audio.{name}" for name in (*ENGINES, SYSTEM, "none")} <= set(ENGLISH)
