"""What is asked of all issues of a workspace at once, and what is answered.

Plain values: the catalog takes and gives them, the columns work them out.
"""

from dataclasses import dataclass
from typing import NamedTuple

from causeloop_desktop.contract.issues import IssueFacets, IssueFilter, IssueSort
from causeloop_desktop.engine.domain.novelty import Rhythm

EVERYTHING = IssueFilter()


@dataclass(frozen=True)
class Wanted:
    """Which issues are meant.

    Attributes:
        filter: What the caller asks for.
        pattern_key: The key of the pattern that the filter names.
        as_of_us: The moment nothing after which is seen; ``None`` sees everything.
    """

    filter: IssueFilter = EVERYTHING
    pattern_key: int | None = None
    as_of_us: int | None = None


class Order(NamedTuple):
    """How a list is sorted."""

    sort: IssueSort = IssueSort.CREATED_AT
    descending: bool = True


class Start(NamedTuple):
    """Where a page begins: at a row's number, or after the row with a sort value and key."""

    position: int = 0
    after: tuple[int, int] | None = None


class Window(NamedTuple):
    """A page: the keys of its rows, where it begins, and what stands after it.

    ``last`` is the sort value and key of the last row, ``None`` where nothing follows.
    """

    keys: tuple[int, ...]
    position: int
    total: int
    last: tuple[int, int] | None


class TeamCount(NamedTuple):
    """How many issues a team has, how many of them are open, and how many in patterns."""

    team: str
    issues: int
    open_issues: int
    in_patterns: int


@dataclass(frozen=True)
class Outlook:
    """What a dashboard asks of a workspace's issues.

    Attributes:
        wanted: Which issues count.
        bounds: Ascending moments, at least two; issues are counted between them.
        recurring: Keys of the patterns whose open issues are open loops.
        most_teams: How many teams are counted, those with most issues first.
        newest: How many of the newest issues are named.
    """

    wanted: Wanted
    bounds: tuple[int, ...]
    recurring: frozenset[int] = frozenset()
    most_teams: int = 20
    newest: int = 6


class Overview(NamedTuple):
    """What a dashboard shows of issues, all counted in one look, so that it agrees.

    ``new_loops`` are the open loops that occurred since the first bound; ``between`` counts
    what occurred from each bound to the next; ``newest`` are keys.
    """

    facets: IssueFacets
    teams: tuple[TeamCount, ...]
    open_loops: int
    new_loops: int
    between: tuple[int, ...]
    newest: tuple[int, ...]


class Teller(NamedTuple):
    """A tool that tells of issues, and how often it usually does."""

    source: str
    origin: str
    rhythm: Rhythm


class Lately(NamedTuple):
    """What came in the last week.

    Attributes:
        issues: Keys of its issues, newest first.
        strays: Those of them that are in no pattern.
        per_week: How many issues in no pattern came in each of the last five weeks, oldest first.
        first_us: When the first issue of all occurred.
    """

    issues: tuple[int, ...]
    strays: tuple[int, ...]
    per_week: tuple[int, ...]
    first_us: int | None
    tellers: tuple[Teller, ...]
