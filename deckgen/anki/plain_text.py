"""The notes of a deck as the text that Anki exports and imports: File > Export, Notes in Plain Text.

With the guid of each note, an import changes the notes that are there and adds the others, as that of a package does;
it brings neither templates nor media, and the note types must be there already.
"""

from __future__ import annotations

import csv
import io

from deckgen.anki.package import filled
from deckgen.project.lock import Lock

_COLUMNS = ("guid", "notetype", "deck", "tags")


def plain_text(lock: Lock) -> bytes:
    """The notes in `lock` that are in use, with the lines at the top that tell Anki what the columns are."""
    entries = [entry for entry in lock.entries if not entry.retired]
    made = io.StringIO()
    made.write("#separator:tab\n#html:true\n")
    made.writelines(f"#{name} column:{n}\n" for n, name in enumerate(_COLUMNS, 1))
    writer = csv.writer(made, "excel-tab", lineterminator="\n")
    for entry in entries:
        writer.writerow((entry.guid, lock.type_names[entry.kind], lock.names[-1], " ".join(entry.tags), *filled(entry)))
    return made.getvalue().encode("utf-8")
