from causeloop_desktop.engine.recent import Recent


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(2)
    assert recent.get("a", lambda: 0) == 0
    assert recent.get("b", lambda: 1) == 1
    assert recent.get("a", lambda: 2) == 0
    recent.put("c", 9)
    assert "b" not in recent
    assert recent.get("a", lambda: 7) == 0
    recent.clear()
    assert recent.get("a", lambda: 7) == 7


def test_what_is_found_or_kept_again_stays_longest() -> None:
    recent: Recent[str, int] = Recent(2)
    assert recent.find("a") is None
    for key in "aba":
        recent.put(key, 1)
    recent.put("c", 2)
    assert (recent.find("a"), recent.find("b")) == (1, None)
    recent.put("d", 3)
    assert (recent.find("a"), recent.find("c")) == (1, None)
