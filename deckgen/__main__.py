"""`python -m deckgen`: the command line."""

from deckgen.cli import main

main()
