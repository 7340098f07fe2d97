"""Find words that vary between the templates of lines, beyond what masking knows.

Two lines with the same words but one are one template if that place takes many values. Counting
values makes the result free of the order of lines, which a tree that learns online is not.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import numpy as np

from causeloop_desktop.engine.domain.matching.exact import LONGEST_LINE, WILDCARD

VALUES = 3
"""Different words at one place that make the place a variable."""

LITERALS = 3
"""Words that must stay beside the variable one."""

ROUNDS = 2
"""Variables per line that are found at most."""


@lru_cache(maxsize=1 << 16)
def _is_literal(word: str) -> bool:
    return word[:1] != "<" and any(map(str.isalpha, word))


def _with_wildcard(template: str) -> Iterable[str]:
    words = template.split(" ")
    if not LITERALS < len(words) <= LONGEST_LINE:
        return
    literal = [*map(_is_literal, words)]
    total = sum(literal)
    for at, word in enumerate(words):
        if total - literal[at] >= LITERALS and word != WILDCARD:
            yield " ".join((*words[:at], WILDCARD, *words[at + 1 :]))


def _frequent(templates: Iterable[str]) -> frozenset[int]:
    """Hashes of forms that enough templates may have; most forms have but one, and are many."""
    hashes = array("q", (hash(form) for text in templates for form in _with_wildcard(text)))
    found, counts = np.unique(np.frombuffer(hashes, np.int64), return_counts=True)
    return frozenset(found[counts >= VALUES].tolist())


def _one_round(templates: Collection[str]) -> dict[str, str]:
    frequent = _frequent(templates)
    holders: dict[str, set[str]] = defaultdict(set)
    for template in templates:
        for general in _with_wildcard(template):
            if hash(general) in frequent:
                holders[general].add(template)
    wide = {general: held for general, held in holders.items() if len(held) >= VALUES}
    chosen: dict[str, str] = {}
    for general in sorted(wide, key=lambda general: (-len(wide[general]), general)):
        for template in wide[general]:
            chosen.setdefault(template, general)
    return chosen


def generalised(templates: Iterable[str]) -> Mapping[str, str]:
    """Map each template that has a variable word to its more general form."""
    found = {template: template for template in templates}
    for _ in range(ROUNDS):
        chosen = _one_round(set(found.values()))
        found = {template: chosen.get(form, form) for template, form in found.items()}
    return {template: form for template, form in found.items() if form != template}


def generalised_since(
    templates: Iterable[str], known: Mapping[str, str], new: Collection[str]
) -> Mapping[str, str]:
    """Generalise further templates without looking at all of them anew.

    What had a general form keeps it. A new template takes a known form that fits; else it is
    compared with those that share a half with it, which all that differ in one word do.

    Args:
        templates: All templates of now, the new ones among them.
        known: The general forms found so far.
        new: Templates that were not there before.
    """
    found = {template: form for template, form in known.items() if template not in new}
    forms = frozenset(known.values())
    fitting = {template: _fitting(template, forms) for template in sorted(new)}
    found.update((template, form) for template, form in fitting.items() if form)
    halves = {half for template, form in fitting.items() if not form for half in _halves(template)}
    near = [
        template
        for template in templates
        if template not in found and not halves.isdisjoint(_halves(template))
    ]
    return {**found, **generalised(near)}


def _fitting(template: str, forms: Collection[str]) -> str | None:
    once = [*_with_wildcard(template)]
    twice = (form for general in once for form in _with_wildcard(general))
    return min((form for form in (*once, *twice) if form in forms), default=None)


def _halves(template: str) -> tuple[tuple[str, ...], ...]:
    """The words of either half, with how many there are in all; none if it is too short to vary."""
    words = template.split(" ")
    if not LITERALS < len(words) <= LONGEST_LINE:
        return ()
    middle = len(words) // 2
    return (str(len(words)), "", *words[:middle]), (str(len(words)), *words[middle:])
