"""Missing system libraries, by the names of their packages."""

import pytest

from causeloop_desktop.cli.libraries import how_to_install, package_for


@pytest.mark.parametrize(
    ("message", "package"),
    [
        (
            "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory",
            "libegl1",
        ),
        ("libxcb-cursor.so.0: cannot open shared object file", "libxcb-cursor0"),
        ("libfrob.so.3: cannot open shared object file", "libfrob.so.3"),
        ("Segmentation fault", None),
    ],
)
def test_names_the_package_of_a_library(message: str, package: str | None) -> None:
    assert package_for(message) == package


def test_says_how_to_get_them() -> None:
    assert how_to_install(("libegl1", "libgl1")).endswith("sudo apt install libegl1 libgl1")
