"""How the documents that a project keeps are called; what reads them is loaded only to read them."""

MARKDOWN = (".md", ".markdown")
SUBTITLES = (".srt", ".vtt", ".ass", ".ssa", ".sbv")
ROWS = "rows.tsv"  # holds both languages
SUFFIXES = (".txt", *MARKDOWN, *SUBTITLES)
