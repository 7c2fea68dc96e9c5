"""How long whole commands take, as medians of several runs in turn: `make bench`.

Prints the shipped deck's build from nothing and again, and what starting costs: `--help` against an empty typer
program, and bare `deckgen` in an empty folder against `--help`.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RUNS = 7
EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef a(): ...\n@app.command()\ndef b(): ...\napp()"
DECKGEN = "from deckgen.cli.app import main; main()"


def timed(code: str, *arguments: str, cwd: Path) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as empty:
        project = Path(folder)
        for name in ("cards", "data"):
            shutil.copytree(ROOT / name, project / name)
        lock = project / "cards" / "italiano-commerciale" / "deck.lock"
        times: dict[str, list[float]] = {
            "empty typer --help": [],
            "deckgen --help": [],
            "deckgen, no project": [],
            "build, new": [],
            "build, same": [],
        }
        for _ in range(RUNS):
            times["empty typer --help"].append(timed(EMPTY, "--help", cwd=project))
            times["deckgen --help"].append(timed(DECKGEN, "--help", cwd=project))
            times["deckgen, no project"].append(timed(DECKGEN, cwd=Path(empty)))
            lock.unlink(missing_ok=True)
            shutil.rmtree(project / "build", ignore_errors=True)
            times["build, new"].append(timed(DECKGEN, "build", cwd=project))
            times["build, same"].append(timed(DECKGEN, "build", cwd=project))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:20} {median:6.3f} s   min {min(times[name]):.3f}   max {max(times[name]):.3f}")
    print(f"help ratio           {medians['deckgen --help'] / medians['empty typer --help']:6.2f}")
    print(f"no project ratio     {medians['deckgen, no project'] / medians['deckgen --help']:6.2f}   at most 1.20")


if __name__ == "__main__":
    main()
