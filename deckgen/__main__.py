"""Where the program begins: `deckgen`, and `python -m deckgen`."""

import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; ^C while its parts are still loading ends as quietly as later."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(INTERRUPTED))
    from deckgen.files.processors import take_over

    take_over()
    from deckgen.cli.app import main as run

    try:
        run()
    finally:  # everything is written and said: nothing is left to interrupt
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
