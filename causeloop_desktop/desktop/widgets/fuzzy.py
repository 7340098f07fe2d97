"""How well a few typed letters fit a title."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_Item = TypeVar("_Item")

_WORD_START = 8
_NEIGHBOUR = 5
_WHOLE_START = 12
_LATE = 0.2


def rank(query: str, items: Iterable[_Item], title: Callable[[_Item], str]) -> list[_Item]:
    """Return the items that fit, best first; all of them, in their order, for an empty query."""
    scored = [(score(query, title(item)), item) for item in items]
    fitting = [(points, item) for points, item in scored if points is not None]
    return [item for _points, item in sorted(fitting, key=lambda pair: -pair[0])]


def score(query: str, title: str) -> float | None:
    """Return points for ``title``, or ``None`` if the letters do not occur in this order.

    Letters at the start of words and side by side count most, early ones a little more.
    """
    letters, text = query.casefold().replace(" ", ""), title.casefold()
    points = float(_WHOLE_START) if letters and text.startswith(letters) else 0.0
    last = -2
    for letter in letters:
        place = _best_place(text, letter, last)
        if place < 0:
            return None
        points += _WORD_START * _starts_word(text, place) + _NEIGHBOUR * (place == last + 1)
        points -= _LATE * place
        last = place
    return points


def _best_place(text: str, letter: str, last: int) -> int:
    """Prefer the next letter, then the start of a word, then the first place that fits."""
    start = max(last + 1, 0)
    if last >= 0 and text[start : start + 1] == letter:
        return start
    places = [place for place in range(start, len(text)) if text[place] == letter]
    starts = [place for place in places if _starts_word(text, place)]
    return next(iter(starts or places), -1)


def _starts_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
