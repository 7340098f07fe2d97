"""A provider's own description, against which what is asked and what a fake answers are held.

It takes Swagger 2 and OpenAPI 3, stricter than mock servers do: a parameter that the description
does not know is a violation too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft4Validator

from tests.support.providers.server import Asked, Respond, Told
from tests.support.shared import shared_file

_PLACEHOLDER = re.compile(r"\\\{[^{}]+\\\}")


class Specification:
    """One provider's description.

    Args:
        provider: The folder that it lies in; where that is not there, the test is skipped.
        base: What stands in front of its paths.
        suffix: What our requests have behind a path, which the description leaves out.
        also: Parameters that the provider documents elsewhere.
        elsewhere: Paths that the slice of the description leaves out; they are not held to it.
        gaps: What is said in a violation where the description is known to fall short of the API.
        answers: Whether answers are held against it too; a description may be older than the API.
    """

    def __init__(
        self,
        provider: str,
        *,
        base: str = "",
        suffix: str = "",
        also: frozenset[str] = frozenset(),
        elsewhere: frozenset[str] = frozenset(),
        gaps: tuple[str, ...] = (),
        answers: bool = True,
    ) -> None:
        text = shared_file("providers", provider, "openapi.sliced.json").read_text("utf-8")
        self._document: dict[str, Any] = _with_nulls(json.loads(text))
        self._base, self._suffix, self._also, self._answers = base, suffix, also, answers
        self._elsewhere, self._gaps = elsewhere, gaps
        self.checked = 0

    def guarding(self, respond: Respond) -> Respond:
        """Let a fake answer only what fits the description; a violation fails the test."""

        def answer(asked: Asked) -> Told:
            told = respond(asked)
            if asked.path in self._elsewhere:
                return told
            assert not (found := list(self.violations(asked, told))), found
            self.checked += 1
            return told

        return answer

    def violations(self, asked: Asked, told: Told) -> Iterator[str]:
        """Name what does not fit."""
        operation = self._operation(asked)
        if operation is None:
            yield f"{asked.method} {asked.path} is not described"
            return
        parameters = [self._resolved(one) for one in operation.get("parameters", ())]
        yield from self._asked_wrongly(asked, parameters)
        yield from self._unauthorised(asked)
        if body := self._schema(operation.get("requestBody")):
            yield from self._misfits("body", body, asked.body)
        if self._answers and told.status < 400:
            answered = self._resolved(operation["responses"].get(str(told.status), {}))
            if schema := answered.get("schema") or self._schema(answered):
                yield from self._misfits("answer", schema, told.body)

    def _operation(self, asked: Asked) -> dict[str, Any] | None:
        path = asked.path.removeprefix(self._base).removesuffix(self._suffix or "\0")
        for template, verbs in self._document["paths"].items():
            pattern = _PLACEHOLDER.sub("[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and asked.method.lower() in verbs:
                shared = verbs.get("parameters", [])
                own = verbs[asked.method.lower()]
                return {**own, "parameters": [*shared, *own.get("parameters", [])]}
        return None

    def _asked_wrongly(self, asked: Asked, parameters: list[dict[str, Any]]) -> Iterator[str]:
        known = {one["name"]: one for one in parameters if one["in"] == "query"}
        for name, text in asked.params.items():
            if name in self._also:
                continue
            if name not in known:
                yield f"parameter {name!r} is not described"
                continue
            schema = _schema_of(known[name])
            yield from self._misfits(f"parameter {name!r}", schema, _typed(text, schema, self))
        for name, one in known.items():
            # A description may ask for a token beside the header that carries it.
            if one.get("required") and name not in asked.params and name not in self._also:
                yield f"parameter {name!r} is missing"

    def _unauthorised(self, asked: Asked) -> Iterator[str]:
        schemes = self._document.get("securityDefinitions") or self._document.get(
            "components", {}
        ).get("securitySchemes", {})
        sent = asked.headers.get("authorization", "")
        wanted = {_prefix(one) for one in schemes.values()}
        if (wanted and not any(sent.startswith(prefix) for prefix in wanted)) or not sent:
            yield f"the credentials travel as {sent[:6]!r}…, described is {sorted(wanted)}"

    def _misfits(self, what: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        whole = {name: value for name, value in self._document.items() if name != "paths"}
        validator = Draft4Validator({**whole, "allOf": [dict(schema)]})
        for error in validator.iter_errors(value):
            if not any(gap in error.message for gap in self._gaps):
                yield f"{what}: {'/'.join(map(str, error.instance_path))}: {error.message}"

    def _schema(self, holder: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if holder is None:
            return None
        contents = self._resolved(dict(holder)).get("content", {})
        found: dict[str, Any] | None = contents.get("application/json", {}).get("schema")
        return found

    def resolved(self, one: dict[str, Any]) -> dict[str, Any]:
        """Follow references to what they name."""
        return self._resolved(one)

    def _resolved(self, one: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in one:
            found: Any = self._document
            for name in str(one["$ref"]).removeprefix("#/").split("/"):
                found = found[name.replace("~1", "/").replace("~0", "~")]
            one = found
        return one


def _schema_of(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a parameter's value has to be; Swagger 2 writes it beside the parameter's own."""
    own = ("name", "in", "required", "description")
    beside = {name: value for name, value in parameter.items() if name not in own}
    found: dict[str, Any] = parameter.get("schema", beside)
    return found


def _prefix(scheme: Mapping[str, Any]) -> str:
    match scheme.get("type"), scheme.get("scheme"):
        case ("http", "basic"):
            return "Basic "
        case ("apiKey", _):
            return ""
        case _:
            return "Bearer "


def _typed(text: str, schema: Mapping[str, Any], document: Specification) -> Any:
    """Read a parameter as the description types it."""
    whole = document.resolved(dict(schema))
    kinds = whole.get("type")
    match kinds[0] if isinstance(kinds, list) else kinds:
        case "array":
            items = whole.get("items", {})
            return [_typed(part, items, document) for part in text.split(",")]
        case "integer" if text.lstrip("-").isdigit():
            return int(text)
        case "number" if text.replace(".", "", 1).isdigit():
            return float(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
    return text


def _with_nulls(value: Any) -> Any:
    """Write ``nullable`` as JSON Schema does, and leave examples out."""
    if isinstance(value, list):
        return [_with_nulls(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _with_nulls(one) for name, one in value.items() if name != "example"}
    if found.pop("nullable", False) is True and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
        if isinstance(found.get("enum"), list):
            found["enum"] = [*found["enum"], None]
    return found
