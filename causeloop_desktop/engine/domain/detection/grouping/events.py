"""Words that tell what happened: however many stand at one place of a line, they are no values.

"Started" and "stopped" are two statements of a program, "anna" and "bob" are one.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_INFLECTED = re.compile(r"[a-z]{2}(?:ed|ing)\W*$")
_DEEDS = (
    "abort accept access acquire add allocate apply attach bind build call cancel change check "
    "clean clear close commit complete connect copy create delete deny destroy detach disable "
    "disconnect download drop enable end enter execute exit expire fail fetch find finish flush "
    "free get insert install join kill launch load lock login logoff logout mount move open parse "
    "pause post process pull push put query read receive recover register reject release reload "
    "remove rename renew replace reset resolve restart restore resume retry return run save "
    "schedule select send set shutdown skip start stop store submit suspend sync terminate "
    "unload unlock unmount unregister update upload validate verify wait wake write "
)
_STATES = (
    "active after alive available bad before busy dead done down empty error failure first full "
    "good high idle in inactive input invalid last left local lost low missing new next no off "
    "offline ok old on online out output pending previous ready remote right second success "
    "successful third unavailable unknown up valid warning yes "
)
_EVENTS = frozenset((_DEEDS + _STATES).split())
"""What is asked of something, and how it is."""

_MARKS = ".,:;!?()[]{}'\""
_CAPITALS = re.compile(r"\W*[A-Z][A-Z_]+\W*")


@lru_cache(maxsize=1 << 16)
def is_event(word: str) -> bool:
    """Whether a word in small letters says what is, was or shall be done, or how something is."""
    return word.strip(_MARKS) in _EVENTS or _INFLECTED.search(word) is not None


def constants_of(templates: Iterable[str]) -> frozenset[str]:
    """Words in capitals, as forms have them: programs write states and verbs of protocols so."""
    words = {word for template in templates for word in template.split(" ")}
    return frozenset(word.lower() for word in words if _CAPITALS.fullmatch(word))
