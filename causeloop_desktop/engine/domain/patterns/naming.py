"""Give a pattern the name that a person would write above it.

A name is the title that the members share, with what varies among them as placeholders. What the
masks hide although it never varies (the 2 of HiveServer2, the port of one server) is written out.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from causeloop_desktop.engine.domain.text.masking import template_of

LONGEST = 80
SHARED = 0.6
"""Share of members whose titles must follow one template for it to name the pattern."""

SETTLED = 0.8
"""Share of the titles with a product's name that must give it the same digits."""

TITLES_READ = 100
"""Members whose titles tell what varies; more would only say the same."""

COMPARED = 8
"""Titles that are laid beside one another where no template is shared."""

LEAST_COMMON, LEAST_SHARE = 3, 0.6
"""Words that such titles must have in common, in number and as share of the typical one."""

MOST_BLANKS = 8
"""Blanks in a template beyond which their values are not read."""

LEAST_FOLLOWING = 2
LONGEST_VALUE = 24

PLAIN_SHARE = 0.2
"""Share of members with a plain title from which on what people ask of each other names nothing."""

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
_WRITTEN_OUT = frozenset({"num", "id", "str", "host", "path"})
"""Placeholders that give way to what they hide; a time or an address is never part of a name."""

# What stands before the words: a tag, the channel of a chat, the marks of a forwarded mail.
_TRIM = re.compile(r"^(?:\[[^\]]{1,20}\]\s*|#[\w-]+:\s*|(?:re|fw|fwd|aw):\s*)+", re.IGNORECASE)
# What people write to each other about a failure, rather than what failed.
_CHAT = re.compile(
    r"\?\W*$|^\W*(?:any(?:one|body)|some(?:one|body)|hi|hey|hello|is it just|"
    r"are we|do we|can we|can you|could you|please|pls|fyi|heads[ -]up)\b",
    re.IGNORECASE,
)
# With one of these no name begins: what stood before it says what it joins.
_JOINING_WORDS = "of in on at to for from with by and or as is are was were has have"
_JOINING = frozenset(_JOINING_WORDS.split())
_RUNS = re.compile(r"…(?:[\s\-_/:.,#]*…)+")
_HAS_WORD = re.compile(r"[^\W\d_]{2,}")
_PRODUCT = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]+[a-z])(\d{1,4})(?![A-Za-z0-9])")
_HUMPED = re.compile(r"[a-z][A-Z]")
# Digits that must survive the masks stand as letters of the private use area meanwhile.
_HIDDEN = {ord("0") + digit: 0xE000 + digit for digit in range(10)}
_SHOWN = {hidden: plain for plain, hidden in _HIDDEN.items()}


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


def pattern_name(
    templates: Mapping[str, int],
    medoid: str,
    titles: Sequence[str] = (),
    terms: Sequence[str] = (),
) -> str:
    """Name a pattern after what its members share.

    Args:
        templates: Masked titles of the members with how many members have each.
        medoid: Title of the most typical member, used if the titles share too little.
        titles: Titles of members, as many as shall be looked at.
        terms: Best terms of the pattern, used if no title says a word.
    """
    templates, medoid, titles = _plain(templates, medoid, titles)
    products = _products(titles or (medoid,))
    shared = _shared(templates)
    if shared:
        form = _written_out(shared, titles)
    else:
        typical = _telling(medoid, titles)
        others = [title for title in titles if title != typical]
        form = _common((typical, *others), products)
    name = readable(form)
    if _HAS_WORD.search(name):
        return name
    return _cut(_sentence(", ".join(terms))) if terms else "Issues without words"


def is_chat(title: str) -> bool:
    """Tell whether a title asks people instead of saying what failed."""
    return bool(_CHAT.search(_TRIM.sub("", title.strip())))


def _plain(
    templates: Mapping[str, int], medoid: str, titles: Sequence[str]
) -> tuple[Mapping[str, int], str, Sequence[str]]:
    """Leave out what people ask of each other, where enough members say what failed."""
    plain = {template: count for template, count in templates.items() if not is_chat(template)}
    told = [title for title in titles if not is_chat(title)]
    enough = sum(plain.values()) >= PLAIN_SHARE * sum(templates.values())
    if len(plain) == len(templates) or not told or not enough:
        return templates, medoid, titles
    return plain, _most_typical(told) if is_chat(medoid) else medoid, told


def _telling(medoid: str, titles: Sequence[str]) -> str:
    """The most typical title, or where that is a mere label one that says what failed."""
    told = [title for title in titles if _speaks(title)]
    enough = bool(told) and len(told) >= PLAIN_SHARE * len(titles)
    return _most_typical(told) if enough and not _speaks(medoid) else medoid


def _speaks(title: str) -> bool:
    """Tell whether a title has a plain word; without one it is the label of an alarm."""
    return any(word.isalpha() and word.islower() for word in title.split())


def _most_typical(titles: Sequence[str]) -> str:
    """The title whose words most other titles have; of several the first one."""
    read = [frozenset(_even(title).lower().split()) for title in titles[:TITLES_READ]]
    held = Counter(word for words in read for word in words)
    typical = [sum(held[word] for word in words) / max(len(words), 1) for words in read]
    return titles[typical.index(max(typical))]


def _shared(templates: Mapping[str, int]) -> str | None:
    """The template that most members follow, in its first spelling, if it says a word."""
    counted = Counter[str]()
    spelling: dict[str, str] = {}
    for template, count in sorted(templates.items()):
        counted[template.lower()] += count
        spelling.setdefault(template.lower(), template)
    key, count = min(counted.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    says = _HAS_WORD.search(_PLACEHOLDER.sub("", key))
    return spelling[key] if says and count >= SHARED * counted.total() else None


def _products(titles: Sequence[str]) -> frozenset[str]:
    """Words with digits of their own: nearly always the same ones, so no number of a machine."""
    seen: dict[str, Counter[str]] = {}
    for title in titles:
        for stem, digits in _PRODUCT.findall(title):
            seen.setdefault(stem, Counter())[digits] += 1
    settled = set()
    for stem, counted in seen.items():
        digits, count = counted.most_common(1)[0]
        known = count > 1 or _HUMPED.search(stem)
        if known and count >= SETTLED * counted.total():
            settled.add(f"{stem}{digits}")
    return frozenset(settled)


def _masked(title: str, products: frozenset[str]) -> str:
    """The template of a title, the digits of products kept."""
    kept = _PRODUCT.sub(
        lambda match: match[0].translate(_HIDDEN) if match[0] in products else match[0], title
    )
    return template_of(kept).translate(_SHOWN)


def _written_out(template: str, titles: Sequence[str]) -> str:
    """``template`` with what the titles that follow it say alike in place of its blanks."""
    blanks = list(_PLACEHOLDER.finditer(template))
    if not blanks or len(blanks) > MOST_BLANKS:
        return template
    reader = _reader_of(template)
    found = [match.groups() for title in titles if (match := reader.fullmatch(_even(title)))]
    if len(found) < LEAST_FOLLOWING:
        return template
    columns = zip(blanks, zip(*found, strict=True), strict=True)
    values = iter([_agreed(blank, values) for blank, values in columns])
    return _PLACEHOLDER.sub(lambda match: next(values) or match[0], template)


def _reader_of(template: str) -> re.Pattern[str]:
    """What reads the values of a template's blanks from a title that follows it."""
    parts = (re.escape(part) for part in _PLACEHOLDER.split(template)[::2])
    return re.compile("(.+?)".join(parts), re.IGNORECASE)


def _even(title: str) -> str:
    return " ".join(title.split())


def _agreed(blank: re.Match[str], values: Sequence[str]) -> str | None:
    """The value that all titles have here; digits of a word need only be nearly always the same."""
    value, count = Counter(values).most_common(1)[0]
    in_word = blank.start() > 0 and blank.string[blank.start() - 1].isalpha()
    needed = SETTLED if in_word else 1.0
    agreed = count >= needed * len(values) and len(value) <= LONGEST_VALUE
    return value if agreed and blank[1] in _WRITTEN_OUT else None


def _common(titles: Sequence[str], products: frozenset[str]) -> str:
    """The words of the first title that most others have in the same order, else all of it."""
    first, *others = (_masked(title, products) for title in titles[: COMPARED + 1])
    words = first.split()
    kept = _kept(words, [other.split() for other in others])
    named = [word for word in words if _names(word)]
    common = [word for word, keep in zip(words, kept, strict=True) if keep and _names(word)]
    start = kept.index(True) if common else 0
    if len(common) < LEAST_COMMON or len(common) < LEAST_SHARE * len(named):
        return first
    if start and words[start].lower() in _JOINING:
        return first
    told = zip(words[start:], kept[start:], strict=True)
    return " ".join(word if keep else "<any>" for word, keep in told)


def _kept(words: Sequence[str], others: Sequence[Sequence[str]]) -> list[bool]:
    """For each word whether most of the others have it in the same order."""
    counted = [0] * len(words)
    lower = [word.lower() for word in words]
    for other in others:
        matcher = SequenceMatcher(None, lower, [word.lower() for word in other], autojunk=False)
        for block in matcher.get_matching_blocks():
            for at in range(block.a, block.a + block.size):
                counted[at] += 1
    return [count >= SHARED * len(others) for count in counted]


def _names(word: str) -> bool:
    return bool(_HAS_WORD.search(_PLACEHOLDER.sub("", word)))
