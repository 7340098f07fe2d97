"""Qt's plugins for a desktop: not those for bare screens, nor the one that brings all of GTK.

Left out here, where PyInstaller gathers them, so that their own libraries never come either.
"""

from pathlib import PurePath

from PyInstaller.utils.hooks.qt import add_qt6_dependencies

NEVER = (
    "egldeviceintegrations/",
    "generic/",
    "imageformats/libqtga",
    "imageformats/libqtiff",
    "imageformats/libqwbmp",
    "platforms/libqeglfs",
    "platforms/libqlinuxfb",
    "platforms/libqminimal",
    "platforms/libqvkkhrdisplay",
    "platforms/libqvnc",
    "platformthemes/libqgtk3",
)


def is_wanted(file: str) -> bool:
    """Say whether a plugin serves a window on a desktop."""
    place = PurePath(file).as_posix()
    return not any(part in place for part in NEVER)


hiddenimports, found, _translations = add_qt6_dependencies(__file__)
binaries = [(file, place) for file, place in found if is_wanted(file)]
