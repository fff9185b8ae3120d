"""The command `shudi`, also as `python -m shudi`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    try:
        _clean_up_on_signals()
        # Imports take a moment, in which Ctrl-C may come.
        from shudi.i18n import activate, preferred_language

        activate(preferred_language(sys.argv[1:]))
        from shudi.cli import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def _clean_up_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into SystemExit, so that temporary files are removed."""
    import signal  # takes a moment, too

    def exit_on_signal(number: int, frame: object) -> None:  # noqa: ARG001
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        # Keep ignoring a signal that the parent ignores (nohup).
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, exit_on_signal)


if __name__ == "__main__":
    main()
