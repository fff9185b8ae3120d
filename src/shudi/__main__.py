"""The command `shudi`, also as `python -m shudi`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    try:
        from shudi.cli import run  # takes a moment, in which Ctrl-C may come

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
