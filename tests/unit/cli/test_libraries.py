"""Missing system libraries, by the names of their packages."""

import sys

import pytest

from causeloop_desktop.cli.libraries import can_show_windows, how_to_install, package_for


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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("environment", "possible"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
    ],
)
def test_knows_where_a_window_can_be_shown(environment: dict[str, str], possible: bool) -> None:
    assert can_show_windows(environment) is possible
