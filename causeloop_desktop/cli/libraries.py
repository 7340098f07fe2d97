"""The system libraries that the window needs, and which package brings each."""

import ctypes
import re
import sys
from collections.abc import Mapping

PACKAGE_OF_LIBRARY = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What the window's toolkit loads at once, by Debian's names."""

PACKAGE_OF_X_LIBRARY = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What it loads beside those to show a window on an X display."""

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""What says, in the environment, where a window can be shown."""

_MISSING = re.compile(r"(lib[\w.+-]+?\.so(?:\.\d+)*): cannot open shared object file")


def can_show_windows(environment: Mapping[str, str]) -> bool:
    """Tell whether there is anything to show a window on."""
    return sys.platform != "linux" or any(environment.get(name) for name in DISPLAYS)


def missing_packages(*, display: bool) -> tuple[str, ...]:
    """Name the Debian packages of the libraries that this machine lacks.

    Args:
        display: Whether a window is to be shown, rather than drawn into files.
    """
    if sys.platform != "linux":
        return ()
    wanted = {**PACKAGE_OF_LIBRARY, **(PACKAGE_OF_X_LIBRARY if display else {})}
    return tuple(package for library, package in wanted.items() if not _loads(library))


def package_for(message: str) -> str | None:
    """Name the package whose library a loader's ``message`` misses, or else that library."""
    if (found := _MISSING.search(message)) is None:
        return None
    return {**PACKAGE_OF_LIBRARY, **PACKAGE_OF_X_LIBRARY}.get(found[1], found[1])


def how_to_install(packages: tuple[str, ...]) -> str:
    """Say in one sentence how to get missing packages."""
    names = " ".join(packages)
    return f"Install them with: sudo apt install {names}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
