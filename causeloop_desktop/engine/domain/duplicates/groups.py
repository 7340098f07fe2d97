"""What joins make together: groups of issues, and the one that leads each."""

from collections.abc import Collection, Iterable, Mapping

from causeloop_desktop.engine.domain.documents import IssueKey
from causeloop_desktop.engine.domain.duplicates.joins import Join


class Groups:
    """Issues that are joined so far; refuses what would put one voice twice into a group.

    Args:
        joined: Pairs that stand.
        parted: Pairs that people keep apart.
        voices: The voice of every issue that a pair or a later join names.
    """

    def __init__(
        self,
        joined: Iterable[tuple[IssueKey, IssueKey]],
        parted: Iterable[tuple[IssueKey, IssueKey]],
        voices: Mapping[IssueKey, str],
    ) -> None:
        self._members: dict[IssueKey, set[IssueKey]] = {}
        self._voices = dict(voices)
        self._parted: dict[IssueKey, set[IssueKey]] = {}
        for one, other in parted:
            self._parted.setdefault(one, set()).add(other)
            self._parted.setdefault(other, set()).add(one)
        for one, other in joined:
            self._unite(one, other)

    def tell(self, voices: Mapping[IssueKey, str]) -> None:
        """Learn the voices of further issues."""
        self._voices.update(voices)

    def members(self, issue: IssueKey) -> Collection[IssueKey]:
        """The issues joined with one, itself among them."""
        return self._members.get(issue, {issue})

    def settle(self, joins: Iterable[Join]) -> list[Join]:
        """Take what can stand, the surest first; the order given never matters."""
        ranked = sorted(joins, key=lambda join: (-join.score, join.left, join.right, join.kind))
        return [join for join in ranked if self._take(join)]

    def _take(self, join: Join) -> bool:
        ours, theirs = self.members(join.left), self.members(join.right)
        if join.right in ours or not self._may_share(ours, theirs):
            return False
        self._unite(join.left, join.right)
        return True

    def _may_share(self, ours: Collection[IssueKey], theirs: Collection[IssueKey]) -> bool:
        voices = {self._voices[issue] for issue in ours}
        if any(self._voices[issue] in voices for issue in theirs):
            return False
        return not any(self._parted.get(issue, set()) & set(theirs) for issue in ours)

    def _unite(self, one: IssueKey, other: IssueKey) -> None:
        whole = {*self.members(one), *self.members(other)}
        for issue in whole:
            self._members[issue] = whole


def leads_of(pairs: Iterable[tuple[IssueKey, IssueKey]]) -> dict[IssueKey, IssueKey]:
    """Say for each issue of a pair which issue leads all that are joined with it."""
    lead: dict[IssueKey, IssueKey] = {}

    def find(issue: IssueKey) -> IssueKey:
        while (parent := lead.setdefault(issue, issue)) != issue:
            lead[issue] = issue = lead[parent]
        return issue

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        lead[second] = first
    return {issue: find(issue) for issue in tuple(lead)}
