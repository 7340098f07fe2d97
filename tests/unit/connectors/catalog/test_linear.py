"""Linear: every question that is asked fits the provider's own schema."""

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from causeloop_desktop.connectors.asking.messages import Ask
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.linear import CONNECTOR, WHO
from causeloop_desktop.contract.times import from_micros
from tests.support.databases import NOON_US
from tests.support.shared import shared_file

SPAN = Span(from_micros(NOON_US))


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    text = shared_file("providers", "linear", "schema.graphql").read_text()
    return build_schema(text, assume_valid=True)


def _questions() -> list[Ask]:
    stream, scopes, check = CONNECTOR.streams[0], CONNECTOR.scopes, CONNECTOR.check
    assert scopes is not None
    assert check is not None
    every, chosen = Place(), Place({"teams": ["ENG"]})
    return [
        stream.ask(SPAN, every),
        stream.ask(SPAN, chosen),
        scopes.ask(every),
        check.ask(every),
    ]


def test_every_question_fits_the_schema(schema: GraphQLSchema) -> None:
    for ask in _questions():
        assert ask.json_body is not None
        assert validate(schema, parse(ask.json_body["query"])) == []


def test_the_schema_finds_a_field_that_is_not_there(schema: GraphQLSchema) -> None:
    assert validate(schema, parse(WHO.replace("urlKey", "urlKeys")))


def test_no_variable_is_sent_that_the_question_does_not_declare() -> None:
    for ask in _questions():
        assert ask.json_body is not None
        query = ask.json_body["query"]
        assert all(f"${name}" in query for name in ask.json_body["variables"])
