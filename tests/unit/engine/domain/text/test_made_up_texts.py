"""Texts that nobody writes: reading them must take no longer than their length says.

The interpreter runs nothing else while an expression reads a text, so a slow one stops the engine.
"""

import time
from collections.abc import Callable

import pytest

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.frames import trace_of
from causeloop_desktop.engine.domain.text.masking import mask
from causeloop_desktop.engine.domain.text.pasted import normalised
from causeloop_desktop.engine.domain.text.tokens import terms_of

LENGTH = 50_000
MOST_SECONDS = 2.0
"""They take a tenth of it; where each character looked at all that follow, it was 13 and more."""


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def _repeated(piece: str, before: str = "", after: str = "") -> str:
    return before + piece * (LENGTH // len(piece)) + after


@pytest.mark.parametrize("piece", ["_", "-", "a.", "a-", "1.", "1.1.1.1", "a.Error", "-1", "日a"])
def test_masking_reads_a_text_once(piece: str) -> None:
    assert _seconds(mask, _repeated(piece)) < MOST_SECONDS


@pytest.mark.parametrize(
    "text",
    [
        _repeated("\n", before="at"),
        _repeated("\r\n", before="at"),
        _repeated(" ", before="x\n at a", after="x"),
        _repeated(":1", before="x\n at a(", after="x"),
        _repeated(":1", before="x\n at a(", after=")"),
        _repeated("a ", before="x\n at ", after="x"),
    ],
    ids=["empty lines", "empty lines of Windows", "blanks", "colons", "numbers of lines", "words"],
)
def test_frames_are_looked_for_once(text: str) -> None:
    assert _seconds(trace_of, text) < MOST_SECONDS


@pytest.mark.parametrize("piece", ["\n", "_", "a.", "a"])
def test_what_is_compared_is_only_the_beginning(piece: str) -> None:
    document = Document(0, "A title", _repeated(piece, before="x\n", after="://"))

    assert _seconds(lambda _: normalised(document), "") < MOST_SECONDS
    assert _seconds(lambda _: terms_of(document), "") < MOST_SECONDS


def test_empty_lines_before_a_frame_change_nothing() -> None:
    frames = ["at a.b.C.d(C.java:3)", "at async run (lib/x.js:1:22)", "  at e.f (g.ts:9)"]

    apart = trace_of("Boom\n\n \n" + "\n\r\n\n".join(frames))

    assert apart == trace_of("Boom\n" + "\n".join(frames))
    assert apart is not None
    assert apart.frames == ("C.d", "x.js:run", "g.ts:e.f")
