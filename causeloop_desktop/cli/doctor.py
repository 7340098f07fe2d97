"""``causeloop doctor``: checks the installation and says what to do."""

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from causeloop_desktop.cli.frame.options import AsOf, Common, DataDir, Json, WorkspaceName, common

if TYPE_CHECKING:
    from causeloop_desktop.client.backend import Backend

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """What was looked at, whether it is well, what was seen, and what to do where it is not."""

    name: str
    well: bool
    seen: str
    next_step: str = ""


def doctor(
    *,
    data_dir: DataDir,
    workspace: WorkspaceName = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Check the installation, the data and the engine, and say what to do."""
    import asyncio

    options = common(data_dir, workspace, as_of, json)
    checks = [*check_machine(data_dir), asyncio.run(_check_engine(data_dir))]
    _show(checks, options)
    if not all(check.well for check in checks):
        raise typer.Exit(1)


def check_machine(data_dir: Path) -> Iterator[Check]:
    """Check what can be seen without an engine."""
    yield Check("Python", True, f"{platform.python_version()} on {platform.platform(terse=True)}")
    yield _check_directory(data_dir)
    yield _check_space(data_dir)
    yield _check_keyring()
    yield _check_libraries()


def _check_directory(data_dir: Path) -> Check:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        reason = f"{data_dir}: {error.strerror}"
        return Check("Data directory", False, reason, "Choose another with --data-dir.")
    return Check("Data directory", True, str(data_dir))


def _check_space(data_dir: Path) -> Check:
    there = next(place for place in (data_dir, *data_dir.parents) if place.exists())
    free = shutil.disk_usage(there).free
    well = free >= LEAST_FREE_BYTES
    return Check("Free space", well, f"{free / 1e9:,.1f} GB", "" if well else "Make room.")


def _check_keyring() -> Check:
    """Look which keyring there is; it is needed only once a credential is stored."""
    import keyring
    from keyring.backends import fail

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring):
        hint = "none; a passphrase or CAUSELOOP_MASTER_KEY will do when a credential is stored"
        return Check("Keyring", True, hint)
    return Check("Keyring", True, backend.name)


def _check_libraries() -> Check:
    from causeloop_desktop.cli.libraries import how_to_install, missing_packages

    if missing := missing_packages(display=sys.platform == "linux"):
        seen = f"missing: {', '.join(missing)}"
        return Check("Libraries of the window", False, seen, how_to_install(missing))
    return Check("Libraries of the window", True, "all there")


async def _check_engine(data_dir: Path) -> Check:
    from causeloop_desktop.client.errors import ClientError
    from causeloop_desktop.client.finding.local import local_engine

    try:
        async with local_engine(data_dir) as backend:
            return Check("Engine and database", True, await _describe(backend))
    except ClientError as error:
        return Check("Engine and database", False, error.problem.detail, error.problem.next_step)


async def _describe(backend: "Backend") -> str:
    from causeloop_desktop.client.client import CauseloopClient

    async with CauseloopClient(backend) as client:
        info = await client.engine.info()
    return f"version {info.version}, {info.issue_count:,} issues"


def _show(checks: list[Check], options: Common) -> None:
    from causeloop_desktop.cli.frame.output import console

    out = console()
    if options.json:
        out.print_json(data=[asdict(check) for check in checks])
        return
    for check in checks:
        mark = "[green]ok[/]  " if check.well else "[red]bad[/] "
        out.print(f"{mark} {check.name}: {check.seen}", highlight=False)
        if check.next_step:
            out.print(f"     {check.next_step}", highlight=False)
