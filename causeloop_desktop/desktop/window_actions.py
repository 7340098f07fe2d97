"""Everything that can be done from everywhere in the window.

Menu bar, palette and the sheet of shortcuts are made from this one list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.actions import Action, Commands, Menu
from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.theme.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable


def _going(screen: str) -> Callable[[Commands], None]:
    return lambda commands: commands.go(screen)


_GO = tuple(
    Action(
        id=f"go.{screen.id}",
        title=screen.title,
        menu=Menu.VIEW,
        run=_going(screen.id),
        shortcuts=screen.shortcuts,
        icon=screen.icon,
        needs=screen.needs,
    )
    for screen in SCREENS
)

ACTIONS: tuple[Action, ...] = (
    Action(
        "import",
        mark("Import a file…"),
        Menu.FILE,
        lambda commands: commands.import_file(),
        ("Ctrl+I",),
        "import",
        ("POST", "/v1/imports"),
    ),
    Action(
        "export",
        mark("Export the list as CSV…"),
        Menu.FILE,
        lambda commands: commands.export_list(),
        ("Ctrl+E",),
        "export",
    ),
    Action(
        "workspace",
        mark("Switch between sample and own workspace"),
        Menu.FILE,
        lambda commands: commands.switch_workspace(),
        ("Ctrl+Shift+W",),
        "database",
        ("GET", "/v1/workspaces"),
    ),
    Action(
        "workspace.new",
        mark("New workspace…"),
        Menu.FILE,
        lambda commands: commands.new_workspace(),
        icon="plus",
        needs=("POST", "/v1/workspaces"),
    ),
    Action(
        "close",
        mark("Close the window"),
        Menu.FILE,
        lambda commands: commands.close_window(),
        ("Ctrl+Q",),
    ),
    Action(
        "undo",
        mark("Undo the last change"),
        Menu.EDIT,
        lambda commands: commands.undo(),
        ("Ctrl+Z",),
        "undo",
        ("POST", "/v1/operations/{id}/undo"),
    ),
    Action(
        "palette",
        mark("Search or jump to…"),
        Menu.EDIT,
        lambda commands: commands.open_palette(),
        ("Ctrl+K",),
        "search",
    ),
    Action(
        "search",
        mark("Search in this list"),
        Menu.EDIT,
        lambda commands: commands.focus_search(),
        ("Ctrl+F", "/"),
        "search",
    ),
    *_GO,
    Action(
        "as_of",
        mark("See everything as of a day…"),
        Menu.VIEW,
        lambda commands: commands.choose_as_of(),
        ("Ctrl+Shift+D",),
        "clock",
    ),
    Action(
        "sort",
        mark("Sort the list by…"),
        Menu.VIEW,
        lambda commands: commands.sort_list(),
        ("S",),
        "chevron-down",
    ),
    Action(
        "refresh",
        mark("Refresh"),
        Menu.VIEW,
        lambda commands: commands.refresh(),
        ("F5",),
        "refresh",
    ),
    Action(
        "jobs",
        mark("Show jobs"),
        Menu.VIEW,
        lambda commands: commands.show_jobs(),
        ("Ctrl+J",),
        "job",
    ),
    Action(
        "notices",
        mark("Show notices"),
        Menu.VIEW,
        lambda commands: commands.show_notices(),
        ("Ctrl+Shift+N",),
        "bell",
    ),
    Action(
        "theme",
        mark("Switch between light and dark"),
        Menu.VIEW,
        lambda commands: commands.switch_theme(),
        ("Ctrl+Shift+L",),
        "moon",
    ),
    Action(
        "sidebar",
        mark("Make the sidebar narrow or wide"),
        Menu.VIEW,
        lambda commands: commands.toggle_sidebar(),
        ("Ctrl+B",),
        "sidebar",
    ),
    Action(
        "menu_bar",
        mark("Show or hide the menu bar"),
        Menu.VIEW,
        lambda commands: commands.toggle_menu_bar(),
        ("F10",),
    ),
    Action(
        "detect",
        mark("Detect patterns now"),
        Menu.PATTERNS,
        lambda commands: commands.detect(),
        ("Ctrl+D",),
        "loop",
        ("POST", "/v1/detections"),
    ),
    Action(
        "detections",
        mark("Detection runs…"),
        Menu.PATTERNS,
        lambda commands: commands.show_detections(),
        ("Ctrl+Shift+R",),
        "clock",
        ("GET", "/v1/detections/{id}"),
    ),
    Action(
        "try_text",
        mark("Try a text…"),
        Menu.PATTERNS,
        lambda commands: commands.try_text(),
        ("Ctrl+T",),
        "search",
        ("POST", "/v1/texts/try"),
    ),
    Action(
        "shortcuts",
        mark("Keyboard shortcuts"),
        Menu.HELP,
        lambda commands: commands.show_shortcuts(),
        ("F1", "?"),
        "keyboard",
    ),
)
