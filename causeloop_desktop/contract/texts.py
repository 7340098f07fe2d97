"""Texts: a pasted trace, log line or ticket, and what would be made of it; nothing is stored."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import Model, Request
from causeloop_desktop.contract.issues import PatternRef, Reason, SimilarIssue

LONGEST_TEXT = 100_000
"""Letters that can be tried at once."""


class TextShape(StrEnum):
    """What a text looks like; each shape has thresholds of its own."""

    PROSE = "prose"
    TRACE = "trace"
    LINE = "line"


class TextKeyKind(StrEnum):
    """What makes two issues the same failure without comparing their words."""

    FINGERPRINT = "fingerprint"
    TRACE = "trace"
    TEMPLATE = "template"


class TextDecision(StrEnum):
    """What would become of an issue with this text."""

    ATTACH = "attach"
    OFFER = "offer"
    POOL = "pool"


class TextTry(Request):
    """A text to try; without ``title`` the text's own first line is taken for one."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    title: str | None = Field(default=None, max_length=1_000)
    service: str | None = Field(default=None, max_length=200)
    team: str | None = Field(default=None, max_length=200)
    component: str | None = Field(default=None, max_length=200)
    fingerprint: str | None = Field(default=None, max_length=1_000)


class TextKey(Model):
    """An exact key and the pattern that is known by it, if one is."""

    kind: TextKeyKind
    value: str
    pattern: PatternRef | None = None


class TextTerm(Model):
    """A term of the text and its share of the whole, 0 to 1; ``view`` says where it stands."""

    term: str
    view: str
    share: float


class TextFact(Model):
    """What the text says about itself, such as its service or the error it names."""

    name: str
    value: str


class TextCandidate(Model):
    """A pattern that reads alike, with the largest parts of its score."""

    pattern: PatternRef
    score: float
    because: tuple[Reason, ...] = ()


class TextTried(Model):
    """A text taken apart as detection and matching see it, and what would be decided.

    ``normalised`` is the whole text with its variable parts masked; ``template`` is the masked
    title. ``attach_threshold`` and ``offer_threshold`` are those of ``shape``.
    """

    title: str
    normalised: str
    template: str
    shape: TextShape
    key: TextKey | None = None
    frames: tuple[str, ...] = ()
    facts: tuple[TextFact, ...] = ()
    terms: tuple[TextTerm, ...] = ()
    attach_threshold: float
    offer_threshold: float
    candidates: tuple[TextCandidate, ...] = ()
    similar: tuple[SimilarIssue, ...] = ()
    decision: TextDecision
    pattern: PatternRef | None = None
    score: float = 0.0
    sentence: str = ""
