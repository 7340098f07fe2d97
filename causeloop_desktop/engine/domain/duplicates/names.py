"""Names and identifiers in a text: what could be the id of an issue, or that of a request."""

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"(?<![\w.#-])(?=[\w.#-]*\d)(?=[\w.#-]*[A-Za-z])[A-Za-z0-9](?:[\w.#-]{0,58}[A-Za-z0-9])?"
)
_ISSUE_PAGE = re.compile(r"/([\w.-]+)/(?:-/)?(?:issues|pull)/(\d+)")
_IDENTIFIER = re.compile(
    r"(?<![\w-])(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    r"|(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16,64})(?![\w-])"
)
# Before a name, these say that another occurrence is meant.
_ANOTHER = re.compile(
    r"\b(?:similar to|same as last|like (?:in|last)|as (?:in|with)|see also|compare|cf\.?|unlike"
    r"|related to|regression of|follow[- ]?up (?:to|of|for)|previous(?:ly)?|earlier|formerly"
    r"|last (?:week|month|quarter|year)|blocks|blocked by|depends on|supersedes)"
    r"\W+(?:[\w-]+\W+){0,2}$",
    re.IGNORECASE,
)
_LOOKS_BACK = 60


@lru_cache(maxsize=512)
def names_in(text: str) -> tuple[str, ...]:
    """Everything in ``text`` that could be the id of an issue: words with a digit, each once.

    Names behind words such as "similar to" are left out, for they mean another occurrence.
    """
    pages = (f"{repo}#{number}" for repo, number in _ISSUE_PAGE.findall(text))
    words = (match for match in _TOKEN.finditer(text) if is_name(match[0]))
    meant = (match[0] for match in words if _is_meant(match, text))
    return tuple(dict.fromkeys((*meant, *filter(is_name, pages))))


def _is_meant(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _LOOKS_BACK) : match.start()]
    return not _ANOTHER.search(before)


def is_name(word: str) -> bool:
    """Whether an id is distinctive: letters and digits, at least four of them together."""
    return (
        4 <= len(word) <= 60
        and any(letter.isdigit() for letter in word)
        and any(letter.isalpha() for letter in word)
    )


def identifiers_in(text: str) -> tuple[str, ...]:
    """UUIDs and long hexadecimal ids, such as those of requests and traces, each once."""
    return tuple(dict.fromkeys(match[0].lower() for match in _IDENTIFIER.finditer(text)))
