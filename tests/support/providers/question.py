"""Linear's own schema, against which questions and the answers of its fake are held."""

from typing import Any

from graphql import (
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_variable_values,
    parse,
    validate,
)
from graphql.language import OperationDefinitionNode

from tests.support.providers.server import Asked, Respond, Told
from tests.support.shared import shared_file


class Questions:
    """Linear's schema; where it is not there, the test is skipped."""

    def __init__(self) -> None:
        text = shared_file("providers", "linear", "schema.graphql").read_text("utf-8")
        self._schema: GraphQLSchema = build_schema(text, assume_valid=True)
        self.checked = 0

    def guarding(self, respond: Respond) -> Respond:
        """Let a fake answer only what fits the schema; a violation fails the test."""

        def answer(asked: Asked) -> Told:
            told = respond(asked)
            self._demand_fit(asked.body, told)
            self.checked += 1
            return told

        return answer

    def _demand_fit(self, body: dict[str, Any], told: Told) -> None:
        document = parse(body["query"])
        assert not (wrong := validate(self._schema, document)), wrong
        [operation] = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        given = body.get("variables") or {}
        wanted = operation.variable_definitions or ()
        values = get_variable_values(self._schema, wanted, given)
        assert not isinstance(values, list), values
        if isinstance(told.body, dict) and "data" in told.body:
            # Read back through the schema, the answer must be itself: no field too many or amiss.
            found = execute_sync(
                self._schema, document, root_value=told.body["data"], variable_values=given
            )
            assert found.errors is None, found.errors
            assert found.data == told.body["data"]
