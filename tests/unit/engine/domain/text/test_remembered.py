"""What was found out before is not asked again, and not all of it is kept."""

from causeloop_desktop.engine.domain.text.remembered import Remembered


def test_each_word_is_asked_about_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Remembered(length, most=10)
    assert [*map(lengths.__getitem__, ("disk", "is", "disk"))] == [4, 2, 4]
    assert asked == ["disk", "is"]


def test_no_more_is_kept_than_allowed_and_answers_stay_right() -> None:
    lengths = Remembered(len, most=3)
    words = ["a", "bb", "ccc", "dddd", "bb", "a"]
    assert [lengths[word] for word in words] == [1, 2, 3, 4, 2, 1]
    assert len(lengths) <= 3
