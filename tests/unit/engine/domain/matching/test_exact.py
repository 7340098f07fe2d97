"""Exact keys as numbers."""

from causeloop_desktop.engine.domain.matching.exact import (
    ExactKeys,
    number_of,
    probes,
    with_one_wildcard,
)


def test_known_keys_are_found_and_others_not() -> None:
    keys = ExactKeys.of({("fingerprint", "a"): 7, ("template", "a"): 8})
    assert keys.find(("fingerprint", "a")) == 7
    assert keys.find(("template", "a")) == 8
    assert keys.find(("trace", "a")) is None
    assert ExactKeys.of({}).find(("trace", "a")) is None


def test_many_are_found_as_each_alone() -> None:
    keys = ExactKeys.of({("fingerprint", "a"): 7, ("template", "a <any>"): 8})
    asked = [probes(("template", "a b")), probes(None), probes(("fingerprint", "a")), probes(None)]
    assert keys.find_each(asked) == [8, None, 7, None] == [keys.find(*one) for one in asked]
    assert ExactKeys.of({}).find_each(asked) == [None] * 4
    assert keys.find_each([]) == []


def test_numbers_are_the_same_in_every_process() -> None:
    assert number_of(("template", "disk full")) == 7945741857007036495


def test_each_word_of_a_template_is_tried_as_a_variable() -> None:
    tried = [text for _, text in with_one_wildcard(("template", "job a died"))]
    assert tried == ["<any> a died", "job <any> died", "job a <any>"]
    assert not list(with_one_wildcard(("fingerprint", "job a died")))
