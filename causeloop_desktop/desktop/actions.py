"""What an action is: a record from which menu, palette and shortcuts are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

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
