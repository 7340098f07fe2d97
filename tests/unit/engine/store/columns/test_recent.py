from causeloop_desktop.engine.store.columns.recent import Recent


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
