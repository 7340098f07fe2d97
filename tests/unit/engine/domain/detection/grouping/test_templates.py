"""Variables that masking cannot know."""

import pytest

from causeloop_desktop.engine.domain.detection.grouping.templates import (
    generalised,
    generalised_since,
)

USERS = [f"session opened for user {name}" for name in ("anna", "bob", "carla")]


def test_a_place_with_many_values_is_a_variable() -> None:
    form = "session opened for user <any>"
    assert generalised(USERS) == dict.fromkeys(USERS, form)


def test_a_place_with_two_values_is_none() -> None:
    assert generalised(USERS[:2]) == {}


def test_too_few_other_words_make_no_template() -> None:
    assert generalised(["payments is down", "search is down", "cart is down"]) == {}


def test_two_variables_are_found_in_two_rounds() -> None:
    lines = [
        f"user {user} left the room {room} now" for user in "abc" for room in ("red", "blue", "tan")
    ]
    assert set(generalised(lines).values()) == {"user <any> left the room <any> now"}


def test_the_order_of_lines_changes_nothing() -> None:
    lines = [*USERS, "disk full on report volume a", "disk full on report volume b"]
    assert generalised(lines[::-1]) == generalised(lines)


def test_a_template_that_comes_later_takes_a_form_that_is_known() -> None:
    known = {f"disk full on volume {name}": "disk full on volume <any>" for name in "abc"}
    new = "disk full on volume d"
    found = generalised_since([*known, new], known, {new})
    assert found == {**known, new: "disk full on volume <any>"}


def test_templates_that_come_later_may_make_a_form_with_those_that_stood_alone() -> None:
    old = [f"disk full on volume {name}" for name in "ab"]
    new = "disk full on volume c"
    found = generalised_since([*old, new, "mail bounced by their relay"], {}, {new})
    assert found == dict.fromkeys((*old, new), "disk full on volume <any>")


def test_a_word_stands_where_a_value_stands() -> None:
    lines = ["cannot enter chdir(<*>) as asked", "cannot enter chdir(home) as asked"]
    assert set(generalised(lines).values()) == {"cannot enter <any> as asked"}


def test_nothing_may_stand_where_a_value_stands() -> None:
    lines = ["call from <*> (<*>) was refused at night", "call from <*> () was refused at night"]
    assert len(set(generalised(lines).values())) == 1


@pytest.mark.parametrize("word", ["chdir", "rm(home)", "chdir(home"])
def test_a_word_of_another_make_is_no_value(word: str) -> None:
    assert generalised(["cannot enter chdir(<*>) as asked", f"cannot enter {word} as asked"]) == {}


@pytest.mark.parametrize(
    "said", [("started", "stopped", "ailing"), ("open.", "read.", "close."), ("up", "down", "busy")]
)
def test_what_happened_is_no_value(said: tuple[str, ...]) -> None:
    assert generalised([f"the machine of the shop {word}" for word in said]) == {}


def test_a_name_may_look_like_what_happened() -> None:
    lines = [f"the machine of the shop {name}" for name in ("fred", "anna", "bob")]
    assert set(generalised(lines).values()) == {"the machine of the shop <any>"}


def test_constants_are_no_values() -> None:
    lines = [f"call {verb} of the cart failed" for verb in ("spin", "fold", "bend", "melt")]
    assert generalised(lines, {"spin", "fold", "bend"}) == {}
    assert len(set(generalised(lines).values())) == 1


def test_names_of_classes_vary_together() -> None:
    kinds = ("shop.pay.Refund", "shop.mail.Sender", "shop.jobs.v<*>.Nightly$Run")
    lines = [f"register {kind.lower()} for class {kind.lower()}handler" for kind in kinds]
    assert set(generalised(lines).values()) == {"register <any> for class <any>"}
    assert generalised(lines[:2]) == {}
