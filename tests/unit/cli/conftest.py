"""The command line beside a real engine, as beside an open window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from causeloop_desktop.cli.app import make_app
from tests.support.engines import child_engine

Causeloop = Callable[..., Result]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory whose engine runs."""
    directory = tmp_path_factory.mktemp("cli")
    with child_engine(directory):
        yield directory


@pytest.fixture
def causeloop(data_dir: Path) -> Causeloop:
    """Run a verb against that engine, in this process."""
    app = make_app(lambda _: 0)

    def invoke(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(app, [*arguments, "--data-dir", str(data_dir)], input=stdin)

    return invoke
