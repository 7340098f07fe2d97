"""Every word that the window shows can be translated: it stands in ``tr``, or is marked for it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DESKTOP = Path(__file__).parents[2] / "causeloop_desktop" / "desktop"
SHOWING = ("views", "widgets")
FRAME = ("actions", "chrome", "commands", "main_window", "menus", "navigation", "palette")

TRANSLATED = frozenset({"tr", "_tr", "mark", "translate"})
NEVER_SHOWN = frozenset(
    {"QKeySequence", "Refresher", "TypeVar", "can", "cast", "compile", "setStyleSheet", "show_if"}
    | {"spawn", "spawn_latest", "_spawn", "debug", "info", "warning", "error"}
)
"""Calls whose strings are names, paths, expressions and styles."""

WORDS = re.compile(r" .*[a-z]{2,}|[a-z]{2,}.* |^[A-Z][a-z]+", re.DOTALL)
KEYS = re.compile(r"^((Ctrl|Shift|Alt|Meta)[+ ])*(Space|Return|Escape|Down|Up|Left|Right|Home|.)$")
BRAND = "Causeloop"


def sources() -> list[Path]:
    """Give the modules that show something; presenters and themes do not."""
    views = (file for folder in SHOWING for file in (DESKTOP / folder).rglob("*.py"))
    return sorted([*views, *(DESKTOP / f"{name}.py" for name in FRAME)])


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(DESKTOP)))
def test_words_are_translated(file: Path) -> None:
    assert list(untranslated(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Nothing yet")',
        'Label("Keyboard")',
        'label.setText(f"{count} issues")',
        'moment = "today" if now else "that day"',
        'Action("refresh", "Refresh", run)',
        'TABLE = {Stage.NEW: "New"}',
        'axis_words(painter, f"{moment} · 80 % band")',
    ],
)
def test_a_word_without_translation_is_found(line: str) -> None:
    assert len(list(untranslated(line))) >= 1


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(self.tr("Nothing yet"))',
        'Action("refresh", mark("Refresh"), run, ("Ctrl+R",), ("GET", "/v1/issues"))',
        'def f():\n    """Say what it does."""',
        'raise LookupError("no issue is shown")',
        '__all__ = ["Banner"]',
        'rows = cast("IssueSummary", row)',
        'label.setObjectName("primary")',
    ],
)
def test_what_is_no_word_of_the_window_may_stand_alone(line: str) -> None:
    assert list(untranslated(line)) == []


def untranslated(source: str) -> Iterator[str]:
    """Give each string that reads like words and is not handed to a translation."""
    return _words_in(ast.parse(source))


def _words_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _reads_like_words(node.value):
            yield f"line {node.lineno}: {node.value}"
        return
    if not _is_exempt(node):
        for child in ast.iter_child_nodes(node):
            yield from _words_in(child)


def _is_exempt(node: ast.AST) -> bool:
    """Tell what holds no words to show: translations, docstrings, errors, names, types."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in TRANSLATED | NEVER_SHOWN
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="split")):
            return True  # a list of names
        case ast.Assign(targets=[ast.Name(id="_JOINING")]):
            return True  # words of the data's language, which is not the window's
        case ast.Subscript(value=ast.Name(id="Callable" | "Awaitable" | "Coroutine")):
            return True
        case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.arg() | ast.AnnAssign(value=None):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case _:
            return False


def _reads_like_words(text: str) -> bool:
    return text != BRAND and not KEYS.match(text) and WORDS.search(text) is not None
