"""Exact keys as numbers."""

from causeloop_desktop.engine.domain.matching.exact import ExactKeys, number_of, with_one_wildcard


def test_known_keys_are_found_and_others_not() -> None:
    keys = ExactKeys.of({("fingerprint", "a"): 7, ("template", "a"): 8})
    assert keys.find(("fingerprint", "a")) == 7
    assert keys.find(("template", "a")) == 8
    assert keys.find(("trace", "a")) is None
    assert ExactKeys.of({}).find(("trace", "a")) is None


def test_numbers_are_the_same_in_every_process() -> None:
    assert number_of(("template", "disk full")) == 7945741857007036495


def test_each_word_of_a_template_is_tried_as_a_variable() -> None:
    tried = [text for _, text in with_one_wildcard(("template", "job a died"))]
    assert tried == ["<any> a died", "job <any> died", "job a <any>"]
    assert not list(with_one_wildcard(("fingerprint", "job a died")))
