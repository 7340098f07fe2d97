"""What each tool adds to an issue: its numbers, its addresses, its own fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from causeloop_desktop.engine.domain.sample.dice import Dice

_PROJECTS = {
    "payments": "PAY",
    "search": "SRCH",
    "catalogue": "CAT",
    "identity": "IDN",
    "platform": "PLT",
    "mobile": "MOB",
    "fulfilment": "FUL",
    "care": "CARE",
}
_STARTS = {"jira": 640, "github": 1210, "linear": 210, "zendesk": 184_020, "servicenow": 48_110}
_NUMBERED = {"linear": "APP-{}", "zendesk": "ZD-{}", "servicenow": "INC{:07d}"}
_STRIDES = {"zendesk": 37, "servicenow": 9}


@dataclass
class Trackers:
    """Gives out identifiers as the tools do: rising with time, with gaps for other work."""

    dice: Dice
    _last: dict[str, int] = field(default_factory=dict)

    def identify(self, source: str, team: str, service: str, at: datetime) -> str:
        """The next external id of a source."""
        maker = _MAKERS.get(source)
        if maker is not None:
            return maker(self.dice, at)
        if source == "jira":
            project = _PROJECTS[team]
            return f"{project}-{self._next('jira', project)}"
        if source == "github":
            return f"{service}#{self._next('github', service)}"
        number = self._next(source, source)
        return _NUMBERED[source].format(number)

    def _next(self, source: str, series: str) -> int:
        start = self._last.get(series, _STARTS[source] + self.dice.randrange(90))
        self._last[series] = start + self.dice.randint(1, _STRIDES.get(source, 4))
        return self._last[series]


def address(source: str, external_id: str) -> str | None:
    """Where a person would open the issue; mails and checks have no address."""
    if source == "github":
        repository, _, number = external_id.partition("#")
        return f"https://github.example/marlow-tern/{repository}/issues/{number}"
    place = _PLACES.get(source)
    return place and f"https://{place}/{external_id}"


def own_fields(source: str, team: str, service: str, dice: Dice) -> dict[str, str]:
    """The fields that only this tool has."""
    match source:
        case "jira":
            return {"component": service, "issue_type": dice.choice(("Bug", "Bug", "Incident"))}
        case "github":
            return {"repository": f"marlow-tern/{service}", "labels": "bug"}
        case "pagerduty" | "opsgenie":
            return {"urgency": dice.choice(("high", "low")), "escalation": f"{team}-primary"}
        case "zendesk":
            return {"channel": dice.choice(("email", "chat", "phone", "web"))}
        case "servicenow":
            return {"assignment_group": f"{team}-support", "configuration_item": service}
        case "slack":
            return {"replies": str(dice.randint(1, 34))}
        case _:
            return {}


_MAKERS: dict[str, Callable[[Dice, datetime], str]] = {
    "pagerduty": lambda dice, _at: f"PD-Q{dice.code(5).upper()}",
    "opsgenie": lambda dice, _at: f"OG-{dice.digits(6)}",
    "slack": lambda dice, at: f"p{int(at.timestamp())}{dice.digits(6)}",
    "email": lambda dice, _at: f"{dice.hexes(12)}@mail.marlowtern.example",
    "database": lambda dice, at: f"check-{at:%Y%m%d}-{dice.hexes(4)}",
    "custom_api": lambda dice, at: f"probe-{at:%m%d%H%M}-{dice.hexes(4)}",
}
_PLACES = {
    "jira": "jira.marlowtern.example/browse",
    "linear": "linear.example/marlow-tern/issue",
    "zendesk": "care.marlowtern.example/tickets",
    "servicenow": "desk.marlowtern.example/incident",
    "pagerduty": "marlow-tern.pagerduty.example/incidents",
    "opsgenie": "marlow-tern.opsgenie.example/alert",
    "slack": "marlow-tern.slack.example/archives",
}
