"""Columns share the room of a table."""

from causeloop_desktop.desktop.widgets.table.columns import Column
from causeloop_desktop.desktop.widgets.table.widths import fit

COLUMNS = (
    Column("title", "Title", stretch=2, minimum=100),
    Column("pattern", "Pattern", stretch=1, minimum=80),
    Column("source", "Source", width=90, drop_below=500),
    Column("team", "Team", width=90, drop_below=700),
    Column("age", "Age", width=60),
)


def test_the_whole_room_is_used() -> None:
    assert sum(fit(COLUMNS, 1000, hidden=(), chosen={}).values()) == 1000


def test_stretching_columns_share_by_their_weight() -> None:
    widths = fit(COLUMNS, 960, hidden=(), chosen={})

    assert widths["title"] == 480
    assert widths["pattern"] == 240


def test_a_narrow_table_leaves_out_what_may_be_left_out() -> None:
    assert list(fit(COLUMNS, 600, hidden=(), chosen={})) == ["title", "pattern", "source", "age"]


def test_the_most_dispensable_column_goes_first_where_room_is_short() -> None:
    widths = fit(COLUMNS, 700, hidden=(), chosen={"source": 300, "age": 180})

    assert "team" not in widths
    assert "source" in widths


def test_a_width_that_the_user_chose_stays() -> None:
    assert fit(COLUMNS, 1000, hidden=(), chosen={"title": 222})["title"] == 222


def test_hidden_columns_take_no_room() -> None:
    assert "age" not in fit(COLUMNS, 1000, hidden={"age"}, chosen={})


def test_a_minimum_is_taken_before_the_others_share() -> None:
    columns = (
        Column("title", "Title", stretch=9, minimum=100),
        Column("service", "Service", stretch=1, minimum=90),
    )
    assert fit(columns, 400, hidden=(), chosen={}) == {"title": 310, "service": 90}
    assert fit(columns, 120, hidden=(), chosen={}) == {"title": 100, "service": 90}
