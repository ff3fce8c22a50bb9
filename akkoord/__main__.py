"""Run the command line: python -m akkoord."""

import gc

# Nothing of what is loaded now is ever let go, and looking for garbage among it takes a quarter of a start.
gc.disable()

from akkoord.main import app  # noqa: E402 - loaded without looking for garbage

gc.freeze()
gc.enable()


def main() -> None:
    """Run one command."""
    app(prog_name="akkoord")


if __name__ == "__main__":
    main()
