"""Everything that can be done from the keyboard, as records.

Menu bar, palette and the sheet of shortcuts are made from this one list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.theme.words import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable


class Menu(StrEnum):
    """Where an action stands in the menu bar."""

    FILE = mark("File")
    EDIT = mark("Edit")
    VIEW = mark("View")
    ISSUES = mark("Issues")
    PATTERNS = mark("Patterns")
    HELP = mark("Help")


class Commands(Protocol):
    """What the window can be told."""

    def go(self, screen: str, target: str = "") -> None:
        """Show a screen."""

    def open_palette(self) -> None:
        """Open the command palette."""

    def focus_search(self) -> None:
        """Put the keyboard into the search of the current screen."""

    def import_file(self) -> None:
        """Choose a file and import it."""

    def export_list(self) -> None:
        """Save what the current screen lists."""

    def detect(self) -> None:
        """Look for patterns anew."""

    def show_detections(self) -> None:
        """Open the history of detection runs."""

    def try_text(self) -> None:
        """Paste a text and see what would be made of it."""

    def sort_list(self) -> None:
        """Ask by what to sort the list of the current screen."""

    def new_workspace(self) -> None:
        """Make another workspace and go there."""

    def undo(self) -> None:
        """Take back the last operation."""

    def refresh(self) -> None:
        """Read everything anew."""

    def switch_theme(self) -> None:
        """Go from light to dark or back."""

    def switch_workspace(self) -> None:
        """Go from the sample to the own workspace or back."""

    def toggle_sidebar(self) -> None:
        """Make the sidebar narrow or wide."""

    def toggle_menu_bar(self) -> None:
        """Show or hide the menu bar."""

    def choose_as_of(self) -> None:
        """Choose the day that everything is seen as of."""

    def show_jobs(self) -> None:
        """Open the list of jobs."""

    def show_notices(self) -> None:
        """Open the list of what was said."""

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""

    def close_window(self) -> None:
        """Close the window and stop its engine."""


@dataclass(frozen=True)
class Action:
    """Something a person can do.

    Attributes:
        shortcuts: Key sequences as Qt writes them; the first is the one shown.
        needs: Method and path the server must have, else the action is hidden.
    """

    id: str
    title: str
    menu: Menu
    run: Callable[[Commands], None]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    needs: tuple[str, str] | None = None

    @property
    def words(self) -> str:
        """The title as it is shown."""
        return tr(self.title)

    @property
    def shortcut(self) -> str:
        """The key sequence that is shown, or nothing."""
        return next(iter(self.shortcuts), "")


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
