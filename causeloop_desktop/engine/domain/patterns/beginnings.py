"""Where in a text one of many words may begin, told by its first letters.

An expression of two hundred alternatives tries them all at every word of a text. Their beginnings
as a tree of letters say sooner that none of them is there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

LETTERS = 4
"""Letters of a word that are looked at; more say hardly more."""

_ALTERNATIVE = re.compile(r"(?:[^|()\\]|\\.|\((?:[^()]|\([^()]*\))*\))+")
_GROUP = re.compile(r"\(\?:([^()]*)\)(?![?*{])")
_PLAIN = re.compile(r"(?:\\b)?((?:[a-z0-9 ](?![?*{]))+)")


def beginning(words: str) -> str:
    r"""Give an expression that looks ahead: it holds wherever one of ``words`` may begin.

    Args:
        words: Alternatives as of an expression, each beginning with a letter or a digit that must
            be there, or with a group of such: ``disks?``, ``\bnpe\b``, ``(?:http|status)=504``.

    Raises:
        ValueError: An alternative begins in another way.
    """
    return f"(?={_tree(set(_first_letters(words)))})"


def _first_letters(words: str) -> Iterator[str]:
    for one in _ALTERNATIVE.findall(words):
        if group := _GROUP.match(one):
            yield from _first_letters(group[1])
        elif plain := _PLAIN.match(one):
            yield plain[1][:LETTERS]
        else:
            raise ValueError(f"Nobody can tell with which letter {one!r} begins.")


def _tree(beginnings: Iterable[str]) -> str:
    by_letter: defaultdict[str, set[str]] = defaultdict(set)
    for one in beginnings:
        by_letter[one[:1]].add(one[1:])
    if "" in by_letter:
        return ""
    return f"(?:{'|'.join(letter + _tree(rest) for letter, rest in sorted(by_letter.items()))})"
