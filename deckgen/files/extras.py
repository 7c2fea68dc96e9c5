"""Packages that only some work needs, and the command that adds one where this program runs.

An extra is named together with what it installs, which holds wherever deckgen came from: a clone, a wheel or an index.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

# The extras of pyproject.toml that commands ask for, with what each installs.
EXTRAS: Mapping[str, str] = MappingProxyType(
    {"anki": "anki>=25.9", "audio": "soundfile>=0.13", "pdf": "pypdfium2>=5.0,<6"}
)


def lacking(work: str, extra: str) -> str:
    """What is said where `work` needs an extra that is not installed."""
    return f"{work} needs the extra `{extra}`, which is not installed"


def getting(extra: str) -> str:
    """The command that installs an extra."""
    return installing(EXTRAS[extra])


def installing(requirement: str, *options: str) -> str:
    """The command that adds a package to the environment of this program, as every shell takes it."""
    what = " ".join((*options, f'"{requirement}"'))
    environment, python = Path(sys.prefix), Path(sys.executable)
    if (environment / "pipx_metadata.json").is_file():
        return f"pipx inject {environment.name} {what}"
    named = f'"{python}"' if " " in str(python) else str(python)
    if importlib.util.find_spec("pip") is None:  # made by uv
        return f"uv pip install --python {named} {what}"
    pip = shutil.which("pip")
    ours = pip is not None and Path(pip).parent == python.parent
    return f"{'pip' if ours else f'{named} -m pip'} install {what}"
