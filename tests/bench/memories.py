"""Reading a large translation memory beside walking through its XML: `python tests/bench/memories.py [UNITS]`.

A generated memory of 64 750 units in two languages (17 MB) is read in turn with a bare loop of ElementTree's
`iterparse` that clears what it gets; the ratio is the median of those of all rounds, in seconds of the processor.
Memory is what a process of its own needs above its start, the file and the rows included.
"""

from __future__ import annotations

import io
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import iterparse

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.text.formats import tmx

ROOT = Path(__file__).parents[2]
UNITS = 64_750
ROUNDS = 9
MOST_TIME, MOST_MEMORY = 3.5, 55  # times the bare loop; MB
WORDS = {
    "it-IT": "la casa il ponte mercato domani quando arriva treno pane forno vicino città giardino perché sempre libro",
    "cs-CZ": "dům most trh zítra když přijede vlak chléb pec blízko město zahrada protože vždy kniha žluťoučký",
}
MEASURED = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from deckgen.text.formats import tmx
def memory(name):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name)) / 1024
before = memory("VmRSS:")
path = Path(sys.argv[1])
grid = tmx.read(path.read_bytes(), path)
print(memory("VmHWM:") - before)
"""


def generated(units: int) -> Iterator[str]:
    """The lines of a memory, always the same."""
    chosen = random.Random(5)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield '<header srclang="it-IT" segtype="sentence" adminlang="en" datatype="plaintext"/>\n<body>\n'
    for number in range(units):
        yield f'  <tu tuid="{number}">\n'
        length = chosen.randint(4, 16)
        for language, words in WORDS.items():
            text = " ".join(chosen.choices(words.split(), k=length)).capitalize()
            yield f'    <tuv xml:lang="{language}">\n      <seg>{text}.</seg>\n    </tuv>\n'
        yield "  </tu>\n"
    yield "</body>\n</tmx>\n"


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def walked(data: bytes) -> None:
    for _, element in iterparse(io.BytesIO(data)):
        element.clear()


def main(units: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.tmx")
        path.write_text("".join(generated(units)), "utf-8")
        data = path.read_bytes()
        rounds = [(seconds(lambda: walked(data)), seconds(lambda: tmx.read(data, path))) for _ in range(ROUNDS)]
        bare, read = (statistics.median(side) for side in zip(*rounds, strict=True))
        ratio = statistics.median(second / first for first, second in rounds)
        print(f"{units} units, {len(data) / 1e6:.1f} MB: bare loop {bare:.2f} s, read {read:.2f} s")
        print(f"time ratio           {ratio:6.2f}   at most {MOST_TIME:.2f}")
        if Path("/proc/self/status").exists():
            ran = subprocess.run(
                [sys.executable, "-c", MEASURED, str(path)], check=True, capture_output=True, text=True
            )
            print(f"memory above start   {float(ran.stdout):6.1f} MB   at most {MOST_MEMORY}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else UNITS)
