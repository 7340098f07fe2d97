"""``causeloop novelty``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.novelty import Novelty

_HOURS_OF_A_DAY = 24


async def novelty(session: "Session") -> None:
    """See what is new: issues that fit nowhere, sources gone quiet, words not seen before."""
    found = await session.client.novelty.get(as_of=session.as_of)
    if session.options.json:
        session.show(found, "")
    else:
        session.tell(told(found))


def told(found: "Novelty") -> "Iterator[str]":
    """Say in lines what is new, one part after the other."""
    weeks = ", ".join(str(point.count) for point in found.unmatched)
    rising = " and rising" if found.rising else ""
    yield f"In no pattern, week by week: {weeks}{rising}"
    for stray in found.strays:
        day = f"{stray.created_at:%Y-%m-%d}"
        yield f"  {day}  {stray.severity:<8}  {stray.external_id}  {stray.title}"
    yield ""
    yield "Sources gone quiet" if found.quiet else "No source has gone quiet."
    for source in found.quiet:
        name = source.origin or source.source.value
        usual, silent = _span(source.usual_hours), _span(source.silent_hours)
        yield f"  {name}: silent for {silent}, its usual longest pause is {usual}"
    yield ""
    yield "New words" if found.terms else found.note or "No new words."
    for term in found.terms:
        ids = ", ".join(issue.external_id for issue in term.issues)
        yield f"  {term.term}: in {term.count} issues, such as {ids}"


def _span(hours: float) -> str:
    return (
        f"{hours:.0f} h" if hours < 2 * _HOURS_OF_A_DAY else f"{hours / _HOURS_OF_A_DAY:.1f} days"
    )
