"""What the page sends, read by kind: what is not as the page sends it is refused before anything is done."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

_DEEPEST = 8  # objects and lists in each other; no call has more than four


class Malformed(ValueError):  # noqa: N818 - an answer to the page
    """A call is not what the page sends; says what is wrong with it."""


class Call(dict[str, Any]):
    """The values of a call by name; one that is missing is the fault of the call."""

    def __missing__(self, key: str) -> Any:
        raise Malformed(f"`{key}` is missing")


def parsed(data: bytes) -> Call | None:
    """The call in a body; None if it is no JSON object, or one that cannot be written as UTF-8 again."""
    try:
        given = json.loads(data)
        json.dumps(given, ensure_ascii=False, allow_nan=False).encode()  # refuses half characters and infinite numbers
    except (ValueError, RecursionError):
        return None
    return Call(given) if isinstance(given, dict) and not _deeper(given, _DEEPEST) else None


def _deeper(value: object, most: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most < 0 or any(_deeper(each, most - 1) for each in inner if isinstance(each, dict | list))


def text(given: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """A text; without `default` it must be there."""
    value = given.get(key, default)
    if not isinstance(value, str):
        raise Malformed(f"`{key}` must be a text")
    return value


def choice(given: Mapping[str, Any], key: str, choices: Sequence[str]) -> str:
    """One of a few words."""
    value = text(given, key)
    if value not in choices:
        raise Malformed(f"`{key}` must be one of: {', '.join(filter(None, choices))}")
    return value


def truth(given: Mapping[str, Any], key: str) -> bool:
    """Yes or no."""
    value = given.get(key)
    if not isinstance(value, bool):
        raise Malformed(f"`{key}` must be true or false")
    return value


def side(given: Mapping[str, Any], key: str = "side") -> int:
    """A side of a pair: 0 is the front, 1 the back."""
    value = given.get(key)
    if value not in (0, 1):
        raise Malformed(f"`{key}` must be 0 or 1")
    return int(value)


def doubt(given: Mapping[str, Any], key: str) -> float:
    """A number from 0 to 1."""
    value = given.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1 or math.isnan(value):
        raise Malformed(f"`{key}` must be a number from 0 to 1")
    return float(value)


def places(given: Mapping[str, Any], key: str) -> tuple[int, int]:
    """A place in each of two texts, counted in characters from 0."""
    value = given.get(key)
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(type(n) is int and n >= 0 for n in value):
        raise Malformed(f"`{key}` must be two places")
    return value[0], value[1]


def texts(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts."""
    value = given.get(key)
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise Malformed(f"`{key}` must be a list of texts")
    return tuple(value)


def two(given: Mapping[str, Any], key: str) -> tuple[str, str]:
    """A text for each side."""
    value = texts(given, key)
    if len(value) != 2:
        raise Malformed(f"`{key}` must be two texts")
    return value[0], value[1]


def triples(given: Mapping[str, Any], key: str) -> list[tuple[str, str, str]]:
    """A list of three texts each."""
    value = given.get(key)
    if not isinstance(value, list | tuple):
        raise Malformed(f"`{key}` must be a list")
    rows = [texts({key: each}, key) for each in value]
    if any(len(each) != 3 for each in rows):
        raise Malformed(f"`{key}` must be a list of three texts each")
    return [(each[0], each[1], each[2]) for each in rows]


def values(given: Mapping[str, Any], key: str = "values") -> Mapping[str, Any]:
    """Values by name."""
    value = given.get(key)
    if not isinstance(value, dict):
        raise Malformed(f"`{key}` must be an object")
    return value


def row(given: Mapping[str, Any], n: int = 0) -> Mapping[str, Any]:
    """The entry that a page means by the `n`-th of its rows."""
    rows = given.get("rows")
    if not isinstance(rows, list | tuple) or not all(isinstance(each, dict) for each in rows):
        raise Malformed("`rows` must be a list of objects")
    if len(rows) <= n:
        raise Malformed(f"`rows` must have {n + 1} of them")
    meant: Mapping[str, Any] = rows[n]
    return meant
