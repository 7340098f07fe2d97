"""How failures are told: by which source, under which titles, in which words.

A telling is plain text, so that it can be read and written as text::

    === zendesk team=care severity=p3,p4
    # Charged but no order
    # Where is my order {order}?
    First body. Its lines are joined to a paragraph;
    | a line behind a bar stays a line, as in a log
    --
    Another body.

A blank in braces is filled by ``dice.Blanks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.engine.domain.sample.rhythms import Rhythm

_TELLING, _TITLE, _BODY, _LOG = "=== ", "# ", "--", "| "


@dataclass(frozen=True, slots=True)
class Voice:
    """One source's way to tell of a failure, with what it says differently from the story."""

    source: str
    settings: Mapping[str, str]
    titles: tuple[str, ...]
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A failure that comes back.

    Attributes:
        name: What a person would call it; the truth that detection should find.
        team: Who usually gets it.
        service: What it happens in.
        severity: Severities to draw from, separated by commas; a repeated one is likelier.
        rhythm: When it happens.
        issues: How many issues one occurrence brings, at least and at most.
        voices: Who tells of it, the first to notice first.
        minutes: Mean minutes from one issue of an occurrence to the next.
    """

    name: str
    team: str
    service: str
    severity: str
    rhythm: Rhythm
    issues: tuple[int, int]
    voices: tuple[Voice, ...]
    minutes: float = 35.0


def voices(text: str) -> tuple[Voice, ...]:
    """Read the tellings of one text."""
    return tuple(_voice(part) for part in text.split(_TELLING)[1:])


def _voice(text: str) -> Voice:
    heading, *lines = text.strip().splitlines()
    source, *settings = heading.split()
    titles = tuple(line.removeprefix(_TITLE) for line in lines if line.startswith(_TITLE))
    prose = [line for line in lines if not line.startswith(_TITLE)]
    return Voice(source, dict(_setting(part) for part in settings), titles, _bodies(prose))


def _setting(part: str) -> tuple[str, str]:
    key, _, value = part.partition("=")
    return key, value


def _bodies(lines: list[str]) -> tuple[str, ...]:
    text = "\n".join(lines)
    return tuple(_unwrapped(body) for body in text.split(f"\n{_BODY}\n"))


def _unwrapped(text: str) -> str:
    """Join wrapped prose to paragraphs and leave log lines alone."""
    result: list[str] = []
    for line in text.strip().splitlines():
        joins = result and result[-1] and line and not line.startswith(_LOG)
        if joins and not result[-1].startswith(_LOG):
            result[-1] = f"{result[-1]} {line}"
        else:
            result.append(line)
    return "\n".join(line.removeprefix(_LOG) for line in result)
