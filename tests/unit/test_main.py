"""The program as a whole, before it knows what is asked of it."""

import os
import subprocess
import sys

import pytest

SAY = "from causeloop_desktop.__main__ import keep_streams; keep_streams(); "
WRITE = SAY + "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)"
READ = SAY + "import sys; sys.exit(len(sys.stdin.read()))"


@pytest.mark.skipif(os.name != "posix", reason="Other systems cannot start a program like that.")
@pytest.mark.parametrize(
    ("code", "closed", "ended"),
    [(WRITE, ">&-", 7), (WRITE, ">&- 2>&-", 7), (READ, "<&-", 0), (READ, "<&- >&- 2>&-", 0)],
)
def test_a_program_works_without_streams(code: str, closed: str, ended: int) -> None:
    command = ["/bin/sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, code]
    assert subprocess.run(command, check=False, timeout=60).returncode == ended
