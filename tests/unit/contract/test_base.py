"""Requests are strict, answers are tolerant, and the public words stand."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from pydantic import BaseModel, ValidationError

from causeloop_desktop import contract
from causeloop_desktop.contract.base import (
    SEVERITY_OF_PRIORITY,
    ChangeKind,
    Changes,
    Model,
    Page,
    PageInfo,
    Priority,
    Request,
    Severity,
    to_line,
)
from causeloop_desktop.contract.issues import STAGE_OF_STATUS, STATUS_OF_STAGE, IssuePatch, Stage
from causeloop_desktop.contract.patterns import Attribute, PatternPatch


def models() -> list[type[BaseModel]]:
    modules = [
        import_module(f"{contract.__name__}.{module.name}")
        for module in pkgutil.iter_modules(contract.__path__)
    ]
    return [
        value
        for module in modules
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, BaseModel) and value.__module__ == module.__name__
    ]


def test_a_misspelt_field_of_a_request_is_an_error() -> None:
    with pytest.raises(ValidationError, match="titel"):
        IssuePatch.model_validate({"titel": "x"})


def test_an_answer_may_have_fields_of_a_newer_server() -> None:
    line = Attribute.model_validate(
        {"name": "service", "value": "payments", "count": 3, "of": 4, "since": "v2"}
    )
    assert line.value == "payments"


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_value_is_frozen_and_explained(model: type[BaseModel]) -> None:
    assert issubclass(model, (Model, Request)), "derive from contract.base"
    assert model.model_config.get("frozen")
    assert model.__doc__


def test_severity_words_follow_the_priorities() -> None:
    assert [SEVERITY_OF_PRIORITY[priority] for priority in Priority] == list(Severity)


def test_every_stage_has_a_status_and_each_status_a_stage_of_its_own() -> None:
    assert set(STATUS_OF_STAGE) == set(Stage)
    assert all(STATUS_OF_STAGE[stage] is status for status, stage in STAGE_OF_STATUS.items())


def test_an_empty_page_is_the_last() -> None:
    assert Page[Attribute]().page == PageInfo(next_cursor=None, has_more=False, total=0)


def test_a_newer_server_may_tell_of_kinds_that_are_not_known_here() -> None:
    changes = Changes.model_validate({"counts": {"issues": 2, "tides": 1}})
    assert changes.counts == {ChangeKind.ISSUES: 2}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  Search\tteam\n", "Search team"),
        ("a\nb", "a b"),
        ("tram\u202egnp.exe", "tramgnp.exe"),
        ("n\x00ul \ud800", "nul"),
        ("Équipe é 東京 👩\u200d🚒", "Équipe é 東京 👩\u200d🚒"),
        ("\u202e \u200b\x00", ""),
        (" ", ""),
    ],
)
def test_a_name_is_one_line_that_can_be_read(given: str, shown: str) -> None:
    assert to_line(given) == shown


@pytest.mark.parametrize("name", ["", " ", "\x00", "\u202e", "x" * 201, 7])
def test_a_name_that_nobody_could_read_is_refused(name: object) -> None:
    with pytest.raises(ValidationError):
        PatternPatch.model_validate({"name": name})
