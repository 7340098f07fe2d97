"""What happens to an open window from outside: another program writes, the engine dies."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from tests.e2e.failures import write_failures
from tests.support.programs import console, engine_pid
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.driver import Person

STOPPED = "The engine has stopped and is being started again."


async def go_to_own(person: Person) -> None:
    await person.press("Ctrl+2")
    await person.wait_for("Invented data")
    await person.click("Invented data · Go to your own")
    await person.wait_for("No issues yet")


async def test_rows_imported_by_command_line_appear_by_themselves(
    person: Person, data_dir: Path, tmp_path: Path
) -> None:
    await go_to_own(person)
    count = write_failures(tmp_path / "failures.csv")

    done = await console(data_dir, "import", str(tmp_path / "failures.csv"))

    assert done.code == 0, done.errors
    assert len(await person.wait_for_rows(count)) == count
    more = write_failures(tmp_path / "more.csv", prefix="M")
    done = await console(data_dir, "import", str(tmp_path / "more.csv"))
    assert done.code == 0, done.errors
    assert len(await person.wait_for_rows(count + more)) == count + more


async def test_a_killed_engine_is_announced_and_started_again_and_nothing_is_lost(
    person: Person, data_dir: Path, tmp_path: Path
) -> None:
    await go_to_own(person)
    count = write_failures(tmp_path / "failures.csv")
    done = await console(data_dir, "import", str(tmp_path / "failures.csv"))
    assert done.code == 0, done.errors
    before = await person.wait_for_rows(count)
    first = engine_pid(data_dir)

    os.kill(first, signal.SIGKILL)

    await person.wait_for(STOPPED)
    assert person.rows() == before
    await person.wait_without(STOPPED)
    await until(lambda: engine_pid(data_dir) not in {0, first})
    await person.press("F5")
    assert await person.wait_for_rows(count) == before
