"""Turn a document into counted terms, one set per view.

A term is known to models by a 29-bit hash alone, so that a model on disk is numbers and needs no
vocabulary of strings; of 100,000 terms about ten pairs collide, which likeness does not feel.
"""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache, partial
from itertools import chain, pairwise, repeat
from types import MappingProxyType
from typing import Literal, TypeAlias

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.forms import form_of, line_of
from causeloop_desktop.engine.domain.text.frames import Trace, trace_and_rest
from causeloop_desktop.engine.domain.text.masking import template_of
from causeloop_desktop.engine.domain.text.remembered import Remembered

LONGEST_BODY = 6_000
"""Characters of a body that are read; what names a failure stands at its start."""

DEEPEST = 20
"""Frames of a trace that are compared, from the innermost."""

INNERMOST = (4, 2)
"""How often the innermost frames count; where a crash happened tells more than who called."""

PROSE_BESIDE_TRACE = 0.4
"""A document with a larger share of its body outside the stack trace is prose that quotes one."""

Shape: TypeAlias = Literal["prose", "trace", "line"]
"""What a document looks like; each shape is compared against thresholds of its own."""

ExactKey: TypeAlias = tuple[Literal["fingerprint", "trace", "template"], str]

FIELDS = ("service", "component", "team", "error_type", "project")
HASH_BITS = 29
"""Bits of a feature number that tell the term; those above tell the view."""

PERIODS = (1, 4, 16, 64, 256, 1024)
"""Days; two issues are the closer in time, the shorter the periods in which both fall."""

_HALF_DAY_US = 43_200_000_000
_WORD = re.compile(r"[A-Za-z]{2,}+(?:\d{1,2}(?!\w))?")
"""A word of ASCII text; of these there are so many that it pays to name the letters."""

_WORD_WITH_MARKS = re.compile(
    r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0dff]){2,}(?:\d{1,2}(?![\w]))?"
)
"""Vowel signs of Hebrew, Arabic and Indic scripts are no letters, but belong to the word."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{3,}"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese do not part words."""

_CAMEL = re.compile(r"[a-z][A-Z]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}+://([^\s\"'<>()\[\]{}|?#]*+)[^\s\"'<>()\[\]{}|]*+")
_TICKET = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]+-\d+(?![A-Za-z0-9])")
_PLACEHOLDER = re.compile(r"<\w+>")
_STOP_WORDS = (
    "a an and any are as at be been but by can could did do does for from had has have he her "
    "his how if in into is it its me my no not of on or our she should so some such than that "
    "the their them then there these they this those to us was we were what when where which "
    "while who will with would you your also just please hi hello thanks thank regards dear "
)
_STOP = frozenset(_STOP_WORDS.split()) - {"no", "not"}


class View(IntEnum):
    """A way to look at a document; every view is compared on its own."""

    TITLE = 0
    TEXT = 1
    FIELD = 2
    TIME = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """A document taken apart.

    Attributes:
        views: Per view, how often each term occurs.
        template: Masked title.
        trace: The stack trace in the body or title, if any.
        shape: A single line (a log line, a bare alert), hardly more than a trace, or prose.
    """

    views: tuple[Mapping[str, int], ...]
    template: str
    trace: Trace | None
    shape: Shape


def _number(view: View, term: str) -> int:
    return view << HASH_BITS | zlib.crc32(term.encode("utf-8", "replace")) >> (32 - HASH_BITS)


_NUMBERS = [Remembered(partial(_number, view), most=1 << 16) for view in View]


def features(view: View, terms: Iterable[str]) -> Iterator[int]:
    """The numbers by which models know ``terms`` of a view; views never share numbers."""
    return map(_NUMBERS[view].__getitem__, terms)


def words(text: str) -> list[str]:
    """Lower-case words of ``text`` but stop words and numbers; CamelCase also gives its parts.

    Scripts that do not part words give every two characters that follow each other.
    """
    parted = text if text.isascii() else _UNSPACED.sub(_by_twos, text)
    return list(chain.from_iterable(map(_PARTS.__getitem__, _written(parted))))


def _by_twos(run: re.Match[str]) -> str:
    return " ".join(map("".join, pairwise(run[0])))


def _written(text: str) -> list[str]:
    return (_WORD if text.isascii() else _WORD_WITH_MARKS).findall(text)


def _composed(text: str) -> str:
    """``text`` with each accented letter as one character, however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _parts_of(word: str) -> tuple[str, ...]:
    """What one word of a text counts as."""
    lower = word.lower()
    if lower in _STOP:
        return ()
    if not _CAMEL.search(word):
        return (lower,)
    return (lower, *(part.lower() for part in _HUMP.split(word) if len(part) > 2))


_PARTS = Remembered(_parts_of, most=1 << 17)


def _whole(text: str) -> list[str]:
    """Lower-case words of ``text`` but stop words, each as it is written."""
    return [parts[0] for parts in map(_PARTS.__getitem__, _written(text)) if parts]


def _neighbours(title: str) -> Iterator[str]:
    """Pairs of neighbours; the parts of one identifier are no neighbours of its own.

    Else a single rare name that two titles share would count as half a dozen things they share.
    """
    return map(" ".join, pairwise(_whole(title)))


def _last_segment(url: re.Match[str]) -> str:
    _, _, path = url[1].rstrip("/").partition("/")
    return f" {path.rpartition('/')[2]} "


def _without_addresses(text: str) -> str:
    """``text`` with the last segment of each URL's path for the URL.

    Hosts, folders and queries come with the tool that is linked to: a dozen words that look rare
    and say nothing of the failure.
    """
    return _URL.sub(_last_segment, text) if "://" in text else text


def _field_terms(fields: Mapping[str, str]) -> dict[str, int]:
    return {f"{name}={fields[name].lower()}": 1 for name in FIELDS if fields.get(name)}


def _time_terms(document: Document) -> Mapping[str, int]:
    """The periods of a moment, each on two grids half a period apart; none if nobody knows it."""
    if document.occurred_us <= 0 or not document.time_known:
        return {}
    return _periods(document.occurred_us // _HALF_DAY_US)


@lru_cache(maxsize=1 << 12)
def _periods(half_day: int) -> Mapping[str, int]:
    """Issues are read in the order in which they came, so most share this with one before."""
    halves = ((days, half_day // days) for days in PERIODS)
    return MappingProxyType(
        {f"{days} days {(half + grid) // 2} {grid}": 1 for days, half in halves for grid in (0, 1)}
    )


def _text_terms(title: Iterable[str], prose: str, trace: Trace | None) -> Counter[str]:
    counted = Counter(title)
    counted.update(words(prose))
    if trace:
        counted.update(_frame_terms(trace.telling[:DEEPEST]))
    return counted


def _frame_terms(frames: Sequence[str]) -> dict[str, int]:
    """Frames, and each with its caller: machinery is in many traces, a way through it in few."""
    counted: dict[str, int] = {}
    for often, frame in zip(chain(INNERMOST, repeat(1)), frames, strict=False):
        counted.setdefault(f"at {frame}", often)
    for often, (frame, caller) in zip(chain(INNERMOST, repeat(1)), pairwise(frames), strict=False):
        counted.setdefault(f"at {frame} called by {caller}", often)
    return counted


def _shape(title: str, body: str, prose: str, trace: Trace | None) -> Shape:
    if line_of(title, body) is not None:
        return "line"
    return "trace" if trace and len(prose.strip()) < PROSE_BESIDE_TRACE * len(body) else "prose"


def terms_of(document: Document) -> Terms:
    """Take ``document`` apart; the only place where text is read for comparing."""
    body = _composed(document.body[:LONGEST_BODY])
    template = template_of(_composed(document.title))
    trace, rest = trace_and_rest(body)
    prose = _without_addresses(rest)
    said = _PLACEHOLDER.sub(" ", template)
    named = words(said)
    title, text = Counter(named), _text_terms(named, prose, trace)
    title.update(_neighbours(said))
    views = (title, text, _field_terms(document.fields), _time_terms(document))
    # Where no word tells what failed, a service and a day are no likeness.
    told = views if text else ({}, {}, {}, {})
    return Terms(told, template, trace, _shape(document.title, body, prose, trace))


def exact_key(document: Document, terms: Terms) -> ExactKey | None:
    """What makes two documents the same failure without comparing their words, if anything.

    A title in prose must say at least three things: "Build failed" alone groups nothing. Crashes
    at one place must also be titled alike: the innermost frames are often machinery (a server that
    starts, a servlet that dispatches), and what failed in it is what the titles say. A title alone
    never decides about a crash: "AssertionError: expected 0 but was 1" heads those of any test. Nor
    does one that names another ticket: a backport of one is no backport of another.
    """
    if document.fingerprint:
        return ("fingerprint", document.fingerprint)
    if terms.shape == "trace":
        place = terms.trace.key if terms.trace else None
        return ("trace", f"{place}|{terms.template.lower()}") if place else None
    if terms.shape == "prose" and _TICKET.search(document.title):
        return None
    named = sum(often for term, often in terms.views[View.TITLE].items() if " " not in term)
    enough = named >= (1 if terms.shape == "line" else 3)
    return ("template", _form(document, terms)) if enough else None


def _form(document: Document, terms: Terms) -> str:
    """What a title, or a whole line, shares with those that tell of the same failure."""
    line = line_of(document.title, document.body[:LONGEST_BODY]) or document.title
    is_cut = len(line) > len(document.title)
    return form_of(template_of(_composed(line)) if is_cut else terms.template)
