"""What a server can do, read from its paths."""

from causeloop_desktop.client.engine import Capabilities


def test_names_of_path_parameters_do_not_matter() -> None:
    can = Capabilities(frozenset({("POST", "/v1/patterns/{}/merge")})).can

    assert can("post", "/v1/patterns/{pattern_id}/merge")
    assert not can("GET", "/v1/patterns/{id}/merge")
    assert not can("POST", "/v1/patterns/{id}/split")
