"""Weights as they stand in TOML files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_IN_LINE = 12  # numbers: with four decimals they fill a line


def weights(values: Mapping[str, float], decimals: int) -> str:
    """One name and its weight a line."""
    return "\n".join(f'"{name}" = {value:.{decimals}f}' for name, value in values.items())


def numbers(values: Iterable[float], decimals: int) -> str:
    """A list of numbers over several lines."""
    shown = [f"{value:.{decimals}f}," for value in values]
    lines = ("  " + " ".join(shown[start : start + _IN_LINE]) for start in range(0, len(shown), _IN_LINE))
    return "\n".join(("[", *lines, "]"))
