"""Take a pasted text apart: what its title is, and how it reads once what varies is masked."""

import re

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.frames import errors_in, trace_of, without_frames
from causeloop_desktop.engine.domain.text.masking import mask
from causeloop_desktop.engine.domain.text.tokens import LONGEST_BODY

LONGEST_TITLE = 300

# How mails, issue forms and Markdown announce a title.
_ANNOUNCED = re.compile(r"^(?:#{1,6}\s+|(?:subject|title|summary|betreff)\s*:\s*)", re.IGNORECASE)
_TRACEBACK = re.compile(r"^Traceback \(most recent call last\)")


def document_of(
    text: str,
    title: str | None = None,
    *,
    fields: dict[str, str] | None = None,
    fingerprint: str | None = None,
) -> Document:
    """Read ``text`` as the issue that a source would have made of it.

    Args:
        text: A stack trace, a log line, a ticket.
        title: Its title where that is known; the text is then all body.
        fields: Structured facts, such as ``service``.
        fingerprint: An explicit grouping key.
    """
    found, body = (title.strip(), text) if title and title.strip() else _parted(text)
    return Document(0, found[:LONGEST_TITLE], body, fingerprint or None, fields or {})


def normalised(document: Document) -> str:
    """The title and the body as they are compared: masked, without the frames of a trace."""
    read = without_frames(document.body[:LONGEST_BODY])
    lines = (mask(line).rstrip() for line in read.splitlines())
    body = "\n".join(line for line in lines if line.strip())
    title = mask(document.title)
    return title if not body or body == title else f"{title}\n{body}"


def _parted(text: str) -> tuple[str, str]:
    """Give title and body; a single line, and a trace, keep all of it as their body."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return "", ""
    if trace_of(text):
        return _ANNOUNCED.sub("", _error_line(lines)), text
    if len(lines) == 1:
        return _ANNOUNCED.sub("", lines[0]), ""
    _, _, rest = text.strip().partition("\n")
    return _ANNOUNCED.sub("", lines[0]), rest.strip()


def _error_line(lines: list[str]) -> str:
    """The line that names the error: Python's last one, everybody else's first one."""
    if _TRACEBACK.match(lines[0]):
        return next((line for line in reversed(lines) if errors_in(line)), lines[-1])
    return lines[0]
