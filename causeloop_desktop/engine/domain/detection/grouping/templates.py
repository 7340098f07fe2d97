"""Find words that vary between the templates of lines, beyond what masking knows.

Two lines with the same words but one are one template if that place takes many values. Counting
values makes the result free of the order of lines, which a tree that learns online is not.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from causeloop_desktop.engine.domain.detection.grouping.events import is_event
from causeloop_desktop.engine.domain.matching.exact import LONGEST_LINE, WILDCARD
from causeloop_desktop.engine.domain.text.forms import ANY

VALUES = 3
"""Different words at one place that make the place a variable."""

BESIDE_A_VALUE = 2
"""The same where one of the words is known to be a value: the others stand where it stands."""

LITERALS = 3
"""Words that must stay beside the variable one."""

ROUNDS = 2
"""Variables per line that are found at most."""

_COMPOUND = re.compile(r"\W*[a-z_]\w*(?:(?:\.|::|\$)(?:\w|<\*>)+){2,}\W*")
"""The name of a class, of a package, of a host."""


@lru_cache(maxsize=1 << 16)
def _is_literal(word: str) -> bool:
    return word[:1] != "<" and any(map(str.isalpha, word))


@lru_cache(maxsize=1 << 16)
def _is_compound(word: str) -> bool:
    return _COMPOUND.fullmatch(word) is not None


def _with_wildcards(template: str) -> Iterator[tuple[str, str]]:
    """More general forms of a template, each with what it leaves out.

    That is one word, or all that are compound: classes are often named in pairs.
    """
    words = template.split(" ")
    if not LITERALS < len(words) <= LONGEST_LINE:
        return
    literal = [*map(_is_literal, words)]
    total = sum(literal)
    for at, word in enumerate(words):
        if total - literal[at] >= LITERALS and word != WILDCARD:
            yield " ".join((*words[:at], WILDCARD, *words[at + 1 :])), word
    compound = [word for word in words if _is_compound(word)]
    if len(compound) > 1 and total - len(compound) >= LITERALS:
        yield (
            " ".join(WILDCARD if word in compound else word for word in words),
            " ".join(compound),
        )


def _frequent(templates: Iterable[str]) -> frozenset[int]:
    """Hashes of forms that enough templates may have; most forms have but one, and are many."""
    hashes = array("q", (hash(form) for text in templates for form, _ in _with_wildcards(text)))
    found, counts = np.unique(np.frombuffer(hashes, np.int64), return_counts=True)
    return frozenset(found[counts >= BESIDE_A_VALUE].tolist())


def _fits(word: str, holder: str) -> bool:
    """Whether ``word`` is what ``holder`` is with something, or nothing, for its values."""
    first, *others = holder.split(ANY)
    if not word.startswith(first):
        return False
    at = len(first)
    for other in others[:-1]:
        found = word.find(other, at)
        if found < 0:
            return False
        at = found + len(other)
    return word.endswith(others[-1]) and at + len(others[-1]) <= len(word)


def _varies(words: Collection[str], constants: Collection[str]) -> bool:
    """Whether what stands at one place of templates that are equal otherwise are values."""
    holders = (word for word in words if ANY in word)
    if any(all(_fits(word, holder) for word in words) for holder in holders):
        return True
    events = sum(word in constants or is_event(word) for word in words)
    return len(words) >= VALUES and 2 * events <= len(words)


def _one_round(templates: Collection[str], constants: Collection[str]) -> dict[str, str]:
    frequent = _frequent(templates)
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    for template in templates:
        for general, word in _with_wildcards(template):
            if hash(general) in frequent:
                holders[general][word] = template
    wide = {general: held for general, held in holders.items() if _varies(held, constants)}
    chosen: dict[str, str] = {}
    for general in sorted(wide, key=lambda general: (-len(wide[general]), general)):
        for template in wide[general].values():
            chosen.setdefault(template, general)
    return chosen


def generalised(templates: Iterable[str], constants: Collection[str] = ()) -> Mapping[str, str]:
    """Map each template that has a variable word to its more general form.

    Args:
        templates: Forms of lines.
        constants: Words that are no values, however many stand at one place.
    """
    found = {template: template for template in templates}
    for _ in range(ROUNDS):
        chosen = _one_round(set(found.values()), constants)
        found = {template: chosen.get(form, form) for template, form in found.items()}
    return {template: form for template, form in found.items() if form != template}


def generalised_since(
    templates: Iterable[str],
    known: Mapping[str, str],
    new: Collection[str],
    constants: Collection[str] = (),
) -> Mapping[str, str]:
    """Generalise further templates without looking at all of them anew.

    What had a general form keeps it. A new template takes a known form that fits; else it is
    compared with those that share a half with it, which all that differ in one word do.

    Args:
        templates: All templates of now, the new ones among them.
        known: The general forms found so far.
        new: Templates that were not there before.
        constants: Words that are no values, however many stand at one place.
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
    return {**found, **generalised(near, constants)}


def _fitting(template: str, forms: Collection[str]) -> str | None:
    once = [form for form, _ in _with_wildcards(template)]
    twice = (form for general in once for form, _ in _with_wildcards(general))
    return min((form for form in (*once, *twice) if form in forms), default=None)


def _halves(template: str) -> tuple[tuple[str, ...], ...]:
    """The words of either half, with how many there are in all; none if it is too short to vary."""
    words = template.split(" ")
    if not LITERALS < len(words) <= LONGEST_LINE:
        return ()
    middle = len(words) // 2
    return (str(len(words)), "", *words[:middle]), (str(len(words)), *words[middle:])
