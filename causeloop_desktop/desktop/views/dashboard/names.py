"""Names of patterns, short enough for a bubble or a narrow column."""

from __future__ import annotations

import re

MOST_WORDS = 4
LEAST_WORDS = 2
MASK = "…"
QUOTED = 28
"""Letters of a quoted title that tell which is meant."""

_QUOTE = re.compile(r"“([^”]+)”")
_PUNCTUATION = "\"'()[],;:.!?"
_JOINING = "a an the of in on at to for by with and or behind from until when while under over as"
_DANGLING = frozenset(re.findall(r"\w+", _JOINING))


def short_name(name: str) -> str:
    """Keep the first few words of a name, to the end of its clause if that comes earlier.

    Words with a masked part tell nothing at a glance and end the name, unless it is but one word
    yet. It neither ends with a word that would leave it dangling, such as "behind", nor begins so.
    """
    words: list[str] = []
    for word in name.split():
        if MASK in word and len(words) >= LEAST_WORDS:
            break
        bare = word.strip(_PUNCTUATION + MASK + "-")
        if not bare or (not words and bare.lower() in _DANGLING):
            continue
        words.append(bare)
        ends_clause = len(words) >= LEAST_WORDS and word[-1] in _PUNCTUATION
        if ends_clause or len(words) == MOST_WORDS:
            break
    while len(words) > 1 and words[-1].lower() in _DANGLING:
        words.pop()
    return " ".join(words)


def short_quotes(sentence: str) -> str:
    """Cut long titles that a sentence quotes, so that what it says of them stays in sight."""
    return _QUOTE.sub(_cut, sentence)


def _cut(quote: re.Match[str]) -> str:
    title = quote[1]
    return f"“{title}”" if len(title) <= QUOTED else f"“{title[:QUOTED].rstrip()}{MASK}”"
