from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.single_instance import RIGHTS, SingleInstance

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.raised, timeout=2000):
        assert not second.claim()
    first.release()


def test_a_second_start_hands_over_its_right_to_the_keyboard(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "permission-7")
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.raised, timeout=2000) as raised:
        assert not second.claim()
    assert raised.args == ["permission-7"]
    first.release()


def test_a_start_without_such_a_right_raises_all_the_same(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in RIGHTS:
        monkeypatch.delenv(name, raising=False)
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.raised, timeout=2000) as raised:
        assert not second.claim()
    assert raised.args == [""]
    first.release()


def test_another_directory_has_a_window_of_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    first, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    assert first.claim()
    assert other.claim()
    first.release()
    other.release()


def test_a_released_directory_can_be_claimed_again(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    first.release()
    assert second.claim()
    second.release()
