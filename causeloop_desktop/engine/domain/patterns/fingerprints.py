"""A pattern's fingerprint: what its issues say about domain, cause, service and error.

Every value comes from the issues themselves and carries how many of them say so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.patterns.beginnings import beginning
from causeloop_desktop.engine.domain.patterns.lexicon import DOMAINS, PHRASES, ROOT_CAUSES
from causeloop_desktop.engine.domain.text.frames import errors_in

Facts: TypeAlias = tuple[tuple[str, str], ...]
"""What one issue says: (attribute, value) pairs, each attribute at most once."""

ORDER = ("domain", "root_cause", "service", "error_type", "component", "team")
LEAST_SHARE = 0.4
"""Share of the members that must agree before a value speaks for the pattern."""

_READ = 1_000
_CODE = re.compile(
    r"\b(?:HTTP|[Ss]tatus|[Ee]rror)(?:/\d(?:\.\d)?)?(?: (?:status|error|code))*[ :=]+([45]\d\d)\b"
)
_STATUS = re.compile(r"[45]\d\d\b")
_VENDORS = (
    r"(?:ORA-\d{4,5}|SQLSTATE[ =\[]*\w{5}"
    r"|E(?:CONN|TIMED|HOST|NO|ACC|PIPE|MFILE|AGAIN|ADDR)[A-Z]*)\b"
)
_VENDOR = re.compile(rf"\b{_VENDORS}")
_VENDOR_END = re.compile(_VENDORS)
_PHRASE = re.compile(rf"\b(?:{PHRASES})\b")
_SERVICES = r"-(?:service|svc|api|gateway|worker|server|db|job|backend|frontend|proxy|queue)"
_SERVICE = re.compile(rf"\b([a-z][a-z0-9]*(?:-[a-z0-9]+)*{_SERVICES})\b")
_SERVICE_END = re.compile(rf"{_SERVICES}\b")


def _any_of(table: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all lines; for lower-case text, which is five times as fast."""
    lines = "|".join(f"(?P<{name}>{words})" for name, words in table.items())
    return re.compile(rf"\b{beginning('|'.join(table.values()))}(?:{lines})(?!\w)")


_CAUSE = _any_of(ROOT_CAUSES)
_DOMAIN = _any_of(DOMAINS)
_CAUSE_RANK = {name: rank for rank, name in enumerate(ROOT_CAUSES)}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One line of a fingerprint: ``count`` of ``of`` members say ``value``."""

    name: str
    value: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """Share of the members that say so, 0..1."""
        return self.count / self.of


def error_type_of(text: str) -> str | None:
    """The error that ``text`` names: a class, a status code, a vendor's code or a known phrase."""
    if errors := errors_in(text):
        return errors[0]
    # What is cheap to look for and most often absent is looked for first, here and for services.
    if _STATUS.search(text) and (code := _CODE.search(text)):
        return f"HTTP {code[1]}"
    if _VENDOR_END.search(text) and (vendor := _VENDOR.search(text)):
        return vendor[0]
    phrase = _PHRASE.search(text.lower())
    return phrase[0] if phrase else None


def _cause_of(text: str) -> str | None:
    found = {match.lastgroup or "" for match in _CAUSE.finditer(text.lower())}
    return min(found, key=lambda name: _CAUSE_RANK[name], default=None)


def _domain_of(text: str) -> str | None:
    found = Counter(match.lastgroup or "" for match in _DOMAIN.finditer(text.lower()))
    return max(found, key=lambda name: found[name], default=None)


def facts_of(document: Document) -> Facts:
    """What ``document`` says about itself; its title is asked before its body."""
    title, text = document.title, f"{document.title}\n{document.body[:_READ]}"
    fields = document.fields
    service = _SERVICE.search(text) if _SERVICE_END.search(text) else None
    said = {
        "domain": fields.get("domain") or _domain_of(title) or _domain_of(text),
        "root_cause": _cause_of(title) or _cause_of(text),
        "service": fields.get("service") or (service[1] if service else None),
        "error_type": fields.get("error_type") or error_type_of(title) or error_type_of(text),
        "component": fields.get("component"),
        "team": fields.get("team"),
    }
    return tuple((name, value) for name, value in said.items() if value)


def attributes_from(facts: Mapping[Facts, int]) -> tuple[Attribute, ...]:
    """The values on which most members agree, given how many members state each set of facts."""
    of = sum(facts.values())
    counts: dict[str, Counter[str]] = {name: Counter() for name in ORDER}
    for said, times in facts.items():
        for name, value in said:
            counts[name][value] += times
    best = (
        (name, min(counted.items(), key=lambda item: (-item[1], item[0])))
        for name, counted in counts.items()
        if counted
    )
    return tuple(
        Attribute(name, value, count, of)
        for name, (value, count) in best
        if count >= LEAST_SHARE * of
    )


def attributes_of(documents: Iterable[Document]) -> tuple[Attribute, ...]:
    """The fingerprint of a pattern with these members."""
    return attributes_from(Counter(facts_of(document) for document in documents))


_SAID = {
    "error_type": "name '{}'",
    "root_cause": "point to {}",
    "service": "come from {}",
}


def _stated(attribute: Attribute, *, first: bool) -> str:
    said = _SAID[attribute.name].format(attribute.value.replace("_", " "))
    return f"{attribute.count} of {attribute.of}{' issues' if first else ''} {said}"


def summary_of(attributes: Iterable[Attribute]) -> str:
    """At most two sentences on the cause, made of counted evidence only; "" without any."""
    by_name = {attribute.name: attribute for attribute in attributes}
    chosen = [by_name[name] for name in _SAID if name in by_name]
    stated = (_stated(attribute, first=index == 0) for index, attribute in enumerate(chosen))
    return "; ".join(stated) + "." if chosen else ""
