"""``causeloop`` (every verb) and ``causeloop-desktop`` (the window).

The engine and its workers are this program too, entered again by the hidden verbs ``_engine``
and ``_worker``; a frozen program has no other way to start them.
"""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causeloop_desktop.cli.serve import ServeOptions

USAGE_ERROR = 2


def main() -> None:
    """Run the verb that the command line names."""
    keep_streams()
    match sys.argv[1:]:
        case ["_engine", "--data-dir", directory]:
            gc.disable()  # until it is ready: what a start makes, stays
            from causeloop_desktop.engine.child import run_child

            sys.exit(run_child(Path(directory)))
        case ["_worker"]:
            from causeloop_desktop.engine.worker.main import main as work

            sys.exit(work())
        case ["_engine" | "_worker", *_]:
            sys.stderr.write("This verb is for the program itself.\n")
            sys.exit(USAGE_ERROR)
        case _:
            from causeloop_desktop.cli.app import make_app

            make_app(_serve)(prog_name="causeloop")


def main_desktop() -> None:
    """Open the window; without a display do the main job in the terminal instead."""
    keep_streams()
    from causeloop_desktop.cli.libraries import can_show_windows

    if not can_show_windows(os.environ) and "--screenshots" not in sys.argv:
        from causeloop_desktop.cli.app import make_app

        make_app(_serve)(["headless", *sys.argv[1:]], prog_name="causeloop")
    sys.exit(_open_window())


def keep_streams() -> None:
    """Open what was closed before the start, as by ``>&-``: what is said is lost, the work is not.

    In this order each gets its own number back, so that no database is opened as number 1, into
    which whatever prints would write.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8"))


def _open_window() -> int:
    """Open the window; where a library of the system is missing, say which package brings it."""
    from causeloop_desktop.cli.libraries import how_to_install, missing_packages

    on_x = bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")
    if missing := missing_packages(display=on_x):
        sys.stderr.write(f"The window needs system libraries. {how_to_install(missing)}\n")
        return 1
    from causeloop_desktop.desktop.app import main as open_window

    return open_window()


def _serve(options: "ServeOptions") -> int:
    from causeloop_desktop.engine.serve import serve
    from causeloop_desktop.engine.settings import EngineSettings

    return serve(
        EngineSettings(
            data_dir=options.data_dir,
            host=options.host,
            port=options.port,
            database=options.database,
            rate_limits=options.rate_limits,
            public_url=options.public_url,
        )
    )


if __name__ == "__main__":
    main()
