"""Two texts side by side: which words both have, which only one has, and what merely varies.

Compared are the masked words, so that two numbers or two ids are no difference; long texts are
compared line by line first, so that a trace of thousands of lines costs no more than its length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeAlias

from causeloop_desktop.engine.domain.text.masking import mask, variables
from causeloop_desktop.engine.domain.text.tokens import words

Mark: TypeAlias = Literal["same", "elsewhere", "different", "variable"]

LONGEST = 12_000
"""Letters of a text that are compared; the rest is left out, and said to be."""

MOST_WORDS = 400
"""Words on a side up to which words are compared at once; beyond, lines are."""

_PIECES = re.compile(r"\s+|[^\W_]+|[^\w\s]|_+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Run(NamedTuple):
    """A run of text that compares alike."""

    text: str
    mark: Mark


class Compared(NamedTuple):
    """Both texts as runs; joined, the runs of a side are its text."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]


class _Word(NamedTuple):
    text: str
    key: str
    varies: bool = False


def shortened(text: str) -> tuple[str, int]:
    """Cut a long text at the end of a line where there is one; give how many letters went."""
    if len(text) <= LONGEST:
        return text, 0
    end = text.rfind("\n", LONGEST // 2, LONGEST)
    cut = text[: end if end > 0 else LONGEST]
    return cut, len(text) - len(cut)


def compare(left: str, right: str) -> Compared:
    """Mark what two texts share, and what only one of them has."""
    ours, theirs = _words(left), _words(right)
    if max(len(ours), len(theirs)) <= MOST_WORDS:
        return Compared(*map(_runs, _by_words(ours, theirs)))
    return Compared(*map(_runs, _by_lines(left, right)))


def echoed(runs: Iterable[Run], other: str) -> tuple[Run, ...]:
    """Mark those words of what differs that ``other``, all that the other side says, has too."""
    theirs = frozenset(words(other))
    found: Marked = []
    for run in runs:
        if run.mark != "different":
            found.append((run.text, run.mark))
            continue
        for part in _PIECES.findall(run.text):
            found.append((part, "elsewhere" if theirs.intersection(words(part)) else "different"))
    return _runs(found)


Marked = list[tuple[str, Mark]]


def _words(text: str) -> list[_Word]:
    """Cut into words and what stands between them; what varies is one word, whatever is in it."""
    found: list[_Word] = []
    after = 0
    for start, end, placeholder in variables(text):
        found.extend(_plain(text[after:start]))
        found.append(_Word(text[start:end], placeholder, varies=True))
        after = end
    return [*found, *_plain(text[after:])]


def _plain(text: str) -> Iterator[_Word]:
    for part in _PIECES.findall(text):
        yield _Word(part, " " if part.isspace() else part.casefold())


def _by_words(left: Sequence[_Word], right: Sequence[_Word]) -> tuple[Marked, Marked]:
    matcher = SequenceMatcher(
        None, [one.key for one in left], [one.key for one in right], autojunk=False
    )
    ours: Marked = []
    theirs: Marked = []
    for tag, a, b, c, d in matcher.get_opcodes():
        mark: Mark = "same" if tag == "equal" else "different"
        ours.extend(_marked(left[a:b], mark))
        theirs.extend(_marked(right[c:d], mark))
    return ours, theirs


def _by_lines(left: str, right: str) -> tuple[Marked, Marked]:
    ours, theirs = _LINES.findall(left), _LINES.findall(right)
    matcher = SequenceMatcher(None, [*map(mask, ours)], [*map(mask, theirs)], autojunk=False)
    found: tuple[Marked, Marked] = ([], [])
    for tag, a, b, c, d in matcher.get_opcodes():
        before, after = _words("".join(ours[a:b])), _words("".join(theirs[c:d]))
        if tag == "replace" and max(len(before), len(after)) <= MOST_WORDS:
            some, others = _by_words(before, after)
        else:
            mark: Mark = "same" if tag == "equal" else "different"
            some, others = [*_marked(before, mark)], [*_marked(after, mark)]
        found[0].extend(some)
        found[1].extend(others)
    return found


def _marked(words: Iterable[_Word], mark: Mark) -> Iterator[tuple[str, Mark]]:
    for word in words:
        yield word.text, "variable" if word.varies else mark


def _runs(marked: Marked) -> tuple[Run, ...]:
    """Join neighbours of one mark; white space takes the mark of what stands before it."""
    runs: list[Run] = []
    for text, mark in marked:
        if runs and (runs[-1].mark == mark or text.isspace()):
            runs[-1] = Run(runs[-1].text + text, runs[-1].mark)
        else:
            runs.append(Run(text, mark))
    return tuple(runs)
