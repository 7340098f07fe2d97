from __future__ import annotations

from collections import Counter

from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.window_actions import ACTIONS


def test_no_two_actions_share_an_id_or_a_shortcut() -> None:
    ids = Counter(action.id for action in ACTIONS)
    keys = Counter(key for action in ACTIONS for key in action.shortcuts)
    assert [name for name, count in (ids + keys).items() if count > 1] == []


def test_every_screen_can_be_reached_by_its_shortcut() -> None:
    going = {action.id: action.shortcuts for action in ACTIONS}
    for place, screen in enumerate(SCREENS, start=1):
        assert going[f"go.{screen.id}"][0] == f"Ctrl+{place}"


def test_an_action_runs_the_command_it_names() -> None:
    class Recorder:
        def __init__(self) -> None:
            self.called: list[str] = []

        def __getattr__(self, name: str) -> object:
            return lambda *_: self.called.append(name)

    recorder = Recorder()
    for action in ACTIONS:
        action.run(recorder)  # type: ignore[arg-type]  # records whatever it is asked
    assert len(recorder.called) == len(ACTIONS)
    assert {"undo", "import_file", "open_palette", "switch_theme"} <= set(recorder.called)
