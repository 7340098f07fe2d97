"""The main job from the first start to the last export."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from tests.e2e.failures import write_failures

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.driver import Person


async def test_from_the_sample_to_a_chart_of_own_failures(person: Person, tmp_path: Path) -> None:
    """Look at the sample, import, detect, merge, think better of it, and take results along."""
    await see_the_sample(person)
    await import_own_file(person, tmp_path)
    await find_patterns(person)
    await merge_and_undo(person)
    await take_along(person, tmp_path)


async def see_the_sample(person: Person) -> None:
    await person.wait_for("Invented data")
    await person.press("Ctrl+2")
    assert len(await person.wait_for_rows(20)) > 100


async def import_own_file(person: Person, folder: Path) -> None:
    count = write_failures(folder / "failures.csv")
    await person.click("Invented data · Go to your own")
    await person.wait_for("No issues yet")
    await person.press("Ctrl+I")
    await person.name_file(folder / "failures.csv")
    await person.wait_for("Summary")
    await person.click("Import")
    await person.wait_for("New issues")
    await person.click("Show issues")
    rows = await person.wait_for_rows(count)
    assert len(rows) == count
    assert any("Payment gateway timed out" in row for row in rows)


async def find_patterns(person: Person) -> None:
    await person.press("Ctrl+D")
    await person.press("Ctrl+3")
    await person.wait_for_rows(4)


async def merge_and_undo(person: Person) -> None:
    names = [row.split(" | ")[0] for row in person.rows()]
    assert len(names) == 4
    labels = next(name for name in names if "abel" in name)
    printer = next(name for name in names if "Blank" in name or "stickers" in name)
    await person.open_row(labels)
    await person.wait_for("6 issues")
    await person.click("Merge with…")
    await person.wait_for(printer)
    await person.choose_row(printer)
    await person.wait_for("then has 12 issues")
    await person.click("Merge")
    await person.wait_for("12 issues")
    await person.press("Ctrl+Z")
    await person.wait_without("12 issues")
    await person.wait_for("6 issues")


async def take_along(person: Person, folder: Path) -> None:
    for ending in ("PNG", "SVG"):
        await person.click("Copy or save the chart")
        await person.click(f"Save as {ending}…")
        await person.name_file(folder / f"chart.{ending.lower()}")
        await person.wait_for("Chart saved")
    assert QImage(str(folder / "chart.png")).width() > 400
    assert QSvgRenderer(str(folder / "chart.svg")).isValid()
    await person.press("Ctrl+2")
    await person.wait_for_rows(24)
    await person.press("Ctrl+E")
    await person.name_file(folder / "issues.csv")
    await person.wait_for("Exported 24 issues")
    with (folder / "issues.csv").open(newline="", encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == 24
