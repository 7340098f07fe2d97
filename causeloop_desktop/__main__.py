"""``causeloop`` (every verb) and ``causeloop-desktop`` (the window).

The engine and its workers are this program too, entered again by the hidden verbs ``_engine``
and ``_worker``; a frozen program has no other way to start them.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causeloop_desktop.cli.serve import ServeOptions

USAGE_ERROR = 2


def main() -> None:
    """Run the verb that the command line names."""
    match sys.argv[1:]:
        case ["_engine", "--data-dir", directory]:
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
    """Open the window."""
    from causeloop_desktop.desktop.app import main as open_window

    sys.exit(open_window())


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
        )
    )


if __name__ == "__main__":
    main()
