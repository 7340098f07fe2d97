"""``causeloop try``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.options import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.texts import TextTried

_TERMS_TOLD = 8


async def try_text(
    session: "Session",
    *,
    file: Annotated[Path, typer.Argument(help="The text; - reads what is piped in.")] = STDIN,
    title: Annotated[
        str | None, typer.Option(help="Its title, where the text does not begin with it.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="The service that it is about.")] = None,
) -> None:
    """Try a trace, a log line or a ticket: see what would be decided. Nothing is stored."""
    from causeloop_desktop.contract.texts import LONGEST_TEXT, TextTry

    text = _read(file)[:LONGEST_TEXT]
    if not text.strip():
        raise typer.BadParameter("The text is empty.", param_hint="FILE")
    wanted = TextTry(text=text, title=title, service=service)
    tried = await session.client.texts.try_(wanted)
    if session.options.json:
        session.show(tried, "")
    else:
        session.tell(told(tried))


def _read(file: Path) -> str:
    """Read the text, whatever its bytes are.

    Raises:
        typer.BadParameter: There is no such file.
    """
    try:
        data = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
    except OSError as error:
        said = f"{file} cannot be read: {error.strerror}."
        raise typer.BadParameter(said, param_hint="FILE") from error
    return data.decode("utf-8", "replace")


def told(tried: "TextTried") -> "Iterator[str]":
    """Say in lines what was found, the decision first."""
    yield tried.sentence
    yield ""
    yield f"Title       {tried.title}"
    yield f"Template    {tried.template}"
    yield f"Shape       {tried.shape}"
    if tried.key is not None:
        known = f", known as “{tried.key.pattern.name}”" if tried.key.pattern else ", not known"
        yield f"Exact key   {tried.key.kind}{known}"
    for fact in tried.facts:
        yield f"{fact.name.replace('_', ' ').capitalize():<12}{fact.value.replace('_', ' ')}"
    yield f"Terms       {', '.join(term.term for term in tried.terms[:_TERMS_TOLD])}"
    limits = f"{tried.attach_threshold:.2f} to join, {tried.offer_threshold:.2f} to be offered"
    yield f"Thresholds  {limits}"
    yield ""
    yield "Candidates" if tried.candidates else "No pattern shares a word with it."
    for candidate in tried.candidates:
        why = ", ".join(reason.label for reason in candidate.because)
        yield f"  {candidate.score:.2f}  {candidate.pattern.name}  ({why})"
