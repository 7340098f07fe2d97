"""Give a pattern the name that a person would write above it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from causeloop_desktop.engine.domain.masking import template_of

LONGEST = 80
SHARED = 0.6
"""Share of members whose titles must follow one template for it to name the pattern."""

_PLACEHOLDER = re.compile(r"<(\w+)>")
_READABLE = {
    "num": "…",
    "id": "…",
    "hex": "…",
    "str": "…",
    "any": "…",
    "time": "[time]",
    "ip": "[address]",
    "host": "[host]",
    "email": "[e-mail]",
    "url": "[link]",
    "path": "[path]",
}
# What stands before the words: a tag, the channel of a chat, the marks of a forwarded mail.
_TRIM = re.compile(r"^(?:\[[^\]]{1,20}\]\s*|#[\w-]+:\s*|(?:re|fw|fwd|aw):\s*)+", re.IGNORECASE)
_RUNS = re.compile(r"…(?:[\s\-_/:.,#]*…)+")
_HAS_WORD = re.compile(r"[^\W\d_]{2,}")


def _cut(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    head = name[: LONGEST - 1]
    space = head.rfind(" ")
    return (head[:space] if space > LONGEST // 2 else head).rstrip(" ,;:-") + "…"


def _sentence(name: str) -> str:
    first = name.split(" ", 1)[0].rstrip(",;:")
    plain = first.islower() and first.isalpha()
    return name[0].upper() + name[1:] if plain else name


def readable(template: str) -> str:
    """``template`` with its placeholders as people write them, at most 80 characters."""
    spoken = _PLACEHOLDER.sub(lambda match: _READABLE.get(match[1], match[0]), template)
    clean = _RUNS.sub("…", _TRIM.sub("", spoken)).strip(" .,;:-")
    return _cut(_sentence(clean)) if clean else ""


def pattern_name(templates: Mapping[str, int], medoid: str, terms: Sequence[str] = ()) -> str:
    """Name a pattern after what its members share.

    Args:
        templates: Masked titles of the members with how many members have each.
        medoid: Title of the most typical member, used if no template is shared by most.
        terms: Best terms of the pattern, used if no title says a word.
    """
    counted = Counter[str]()
    spelling: dict[str, str] = {}
    for template, count in sorted(templates.items()):
        counted[template.lower()] += count
        spelling.setdefault(template.lower(), template)
    key, count = min(counted.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    shared = count >= SHARED * counted.total() and _HAS_WORD.search(_PLACEHOLDER.sub("", key))
    name = readable(spelling[key] if shared else template_of(medoid))
    if _HAS_WORD.search(name):
        return name
    return _cut(_sentence(", ".join(terms))) if terms else "Issues without words"
