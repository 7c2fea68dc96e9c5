"""The command line: arguments and output."""


def main() -> None:
    """Where `deckgen` begins if another program of that name was installed over ours: ours, and it says so.

    That program's command asks for a function of this name in a module that is ours when both are in one environment.
    """
    from deckgen.cli.app import main as run
    from deckgen.cli.standing import OVERWRITTEN
    from deckgen.cli.terminal import tell

    tell(OVERWRITTEN)
    run()
