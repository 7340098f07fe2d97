"""Failures told by people and machines, for benchmarks of detection: any number, always the same.

Words follow Zipf's law over a vocabulary that grows with the root of the text, as Heaps' law has
it. Failures come in families whose sizes have a long tail; two in five issues belong to none. What
happens very often is told by machines, word for word but for its numbers.
"""

import random
from collections.abc import Iterator
from functools import lru_cache

from causeloop_desktop.engine.domain.documents import Document

ALONE = 0.4
"""Share of the issues that are no failure's."""

CORE_WORDS, FILLERS = 30, 30
"""Words of a body that its failure says again and again, and words that anybody says."""

OFTEN = 0.5
"""Families numbered below this power of their number are told by machines alone."""

KEPT = 0.75
"""Share of a failure's words that one issue repeats."""

_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
_KINDS = ("prose", "prose", "prose", "trace", "line", "line")


def failures(
    count: int, seed: int = 7, first: int = 0, upto: int | None = None
) -> Iterator[Document]:
    """Yield the issues from ``first`` up to ``upto`` of a workspace that will have ``count``."""
    for number in range(first, count if upto is None else upto):
        yield _issue(number, count, seed)


def _issue(number: int, count: int, seed: int) -> Document:
    chance = random.Random(seed << 40 | number)
    vocabulary = 2_000 + int(30 * (count * 60) ** 0.5)
    alone = chance.random() < ALONE
    families = max(4, int(count**0.8 / 2))
    family = count + number if alone else int(families ** chance.random())
    words = [_word(int(vocabulary ** chance.random())) for _ in range(FILLERS)]
    title, core, kind = _told(family, vocabulary, seed)
    if family < families**OFTEN:
        kind = "trace" if kind == "trace" else "line"
    said = [word for word in core if chance.random() < KEPT]
    service = f"service-{family % 60}"
    key = number + 1
    if kind == "line":
        return Document(key, f"{title} on node-{number % 97} after {number % 1000} ms")
    if kind == "trace":
        frames = [f"\tat org.{a}.{b}.run({b}.java:{n})" for n, (a, b) in enumerate(_pairs(core))]
        body = "\n".join((f"java.lang.{core[0].title()}Exception: {said[0]}", *frames))
        return Document(key, f"{title} {words[0]}", body, fields={"service": service})
    chance.shuffle(said)
    body = " ".join((*said, *words))
    return Document(key, f"{title} {words[0]} {words[1]}", body, fields={"service": service})


@lru_cache(maxsize=50_000)
def _told(family: int, vocabulary: int, seed: int) -> tuple[str, list[str], str]:
    """How a failure is told: its title, its words, and by whom."""
    chance = random.Random(~(seed << 40 | family))
    core = [_word(int(vocabulary ** chance.uniform(0.3, 1.0))) for _ in range(CORE_WORDS)]
    return " ".join(core[:5]), core, chance.choice(_KINDS)


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    return zip(words[::2], (word.title() for word in words[1::2]), strict=True)


@lru_cache(maxsize=200_000)
def _word(rank: int) -> str:
    """A word that can be said; equal ranks give equal words."""
    syllables = []
    rank += len(_SYLLABLES)
    while rank:
        rank, at = divmod(rank, len(_SYLLABLES))
        syllables.append(_SYLLABLES[at])
    return "".join(syllables)
