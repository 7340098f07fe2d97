"""Severity in the words of other tools becomes ``p1`` to ``p4``."""

import re
from functools import lru_cache

from causeloop_desktop.contract.base import Priority

_WORDS: dict[Priority, str] = {
    Priority.P1: "p1 p0 s1 s0 sev1 sev0 1 0 critical crit blocker fatal highest urgent emergency "
    "emerg panic alert disaster immediate outage showstopper",
    Priority.P2: "p2 s2 sev2 2 high major error err severe important failure",
    Priority.P3: "p3 s3 sev3 3 medium med moderate normal minor average warning warn default",
    Priority.P4: "p4 p5 s4 s5 sev4 sev5 4 5 low lowest trivial info information informational "
    "notice debug trace verbose planning cosmetic optional enhancement",
}

_PRIORITY_OF_WORD = {word: priority for priority, words in _WORDS.items() for word in words.split()}
_TOKEN = re.compile(r"[a-z]+[0-9]*|[0-9]+")


@lru_cache(maxsize=4096)
def read_severity(text: str) -> Priority | None:
    """Read ``Major``, ``2 - High``, ``SEV-1`` or ``P3 (Medium)``; ``None`` where nothing fits."""
    squeezed = re.sub(r"[\s_-]+", "", text.lower())
    if squeezed in _PRIORITY_OF_WORD:
        return _PRIORITY_OF_WORD[squeezed]
    tokens = _TOKEN.findall(text.lower())
    return next((_PRIORITY_OF_WORD[token] for token in tokens if token in _PRIORITY_OF_WORD), None)
